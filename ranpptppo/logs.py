"""Structured logs without personal data, and the address of a client.

A line is one JSON object: time, level, logger, message; for a request also its id, method, route
(the pattern, never the address or query), status, milliseconds and the user's number. What people
typed stays out: the message of an exception is not printed, only its type and where it was raised,
and anything that looks like an e-mail, a telephone number or a NIK is masked.
"""

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from ranpptppo.lib.identity_numbers import PLAIN

logger = logging.getLogger(__name__)

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
TELEPHONE = re.compile(r"(?<![\d.])(?:\+62|62|0)8\d{7,11}(?!\d)")
REQUEST_FIELDS = ("request_id", "method", "route", "status", "ms", "user_id")


def logging_settings(level: str) -> dict[str, Any]:
    """The setting LOGGING: everything to the console, as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "ranpptppo.logs.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": ["console"], "level": level, "propagate": False},
            # Said by RequestLogMiddleware already, with the route in place of the address.
            "django.request": {"level": "CRITICAL"},
            "axes.apps": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            # They name whose certificate it was; what matters of it stands in the row of the signed copy.
            "pyhanko": {"level": "CRITICAL"},
            "pyhanko_certvalidator": {"level": "CRITICAL"},
            "weasyprint": {"level": "ERROR"},
        },
    }


def mask(text: str) -> str:
    """Replace what looks like personal data."""
    text = EMAIL.sub("[e-mail]", text)
    text = PLAIN.sub("[nik]", text)
    return TELEPHONE.sub("[telephone]", text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        for field in REQUEST_FIELDS:
            if hasattr(record, field):
                line[field] = getattr(record, field)
        if record.exc_info and record.exc_info[1]:
            line["error"] = describe_exception(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def describe_exception(error: BaseException) -> list[str]:
    """The types of an exception and its causes, and where each was raised; never its message."""
    described = []
    current: BaseException | None = error
    while current is not None:
        described.append(type(current).__qualname__)
        described += [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return described


class RequestLogMiddleware:
    """Log each request once, and answer with its id so that a person can quote it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        user = getattr(request, "user", None)
        logger.log(
            logging.ERROR if response.status_code >= 500 else logging.INFO,
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.route if match else None,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000),
                "user_id": user.pk if user and user.is_authenticated else None,
            },
        )
        response["X-Request-ID"] = request_id
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Log what a view let fly; Django then answers with the error page. 404 and 403 are answers, not errors."""
        if not isinstance(error, (Http404, PermissionDenied)):
            logger.error("unhandled exception", exc_info=error)


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; without a proxy, the peer's."""
    proxies: int = settings.TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def anonymous_client(username: str, ip_address: str, user_agent: str, path_info: str, request: HttpRequest) -> str:
    """How django-axes names a client in the log: not at all, beyond the page."""
    return f"a client at {path_info}"
