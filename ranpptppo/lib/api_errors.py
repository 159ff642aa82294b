"""The API's errors in Indonesian where DRF's own translation has none (setting EXCEPTION_HANDLER)."""

import math
from typing import Any

from rest_framework.exceptions import AuthenticationFailed, ErrorDetail, MethodNotAllowed, PermissionDenied, Throttled
from rest_framework.response import Response
from rest_framework.views import exception_handler


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, MethodNotAllowed):
        method = context["request"].method
        error.detail = ErrorDetail(f"Metode “{method}” tidak tersedia di alamat ini.", code=error.default_code)
    if isinstance(error, Throttled):
        seconds = math.ceil(getattr(error, "wait", None) or 0)
        error.detail = ErrorDetail(
            f"Terlalu banyak permintaan. Coba lagi {seconds} detik lagi.", code=error.default_code
        )
    if isinstance(error, AuthenticationFailed):
        error.detail = ErrorDetail(
            "Token salah atau sudah dicabut, atau penggunanya tidak aktif. Kirim sebagai “Token <kunci>”.",
            code=error.default_code,
        )
    if isinstance(error, PermissionDenied) and str(error.detail).startswith("CSRF Failed"):
        error.detail = ErrorDetail("Permintaan ditolak: token CSRF tidak ada atau salah.", code=error.default_code)
    return exception_handler(error, context)
