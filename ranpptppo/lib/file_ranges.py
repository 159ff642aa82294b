"""Sending a stored file so that a download that broke off goes on where it stopped (RFC 9110, sections 13 and 14).

One range is answered; several at once, which nobody who resumes asks for, get the whole file, as the standard allows.
"""

from __future__ import annotations

import hashlib
import re
from typing import IO, NamedTuple

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
LONGEST = 40  # characters of a header that is read: no file has a length of more digits
CHUNK = 1 << 20


class Unsatisfiable(Exception):
    """The range asked for begins behind the end of the file."""


class Span(NamedTuple):
    """From the first byte to the last one, both included."""

    first: int
    last: int


def span_of(header: str, size: int) -> Span | None:
    """The bytes that a Range header asks for; None where the whole file answers. Raises :class:`Unsatisfiable`."""
    found = ONE_RANGE.fullmatch(header.strip()) if len(header) <= LONGEST else None
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        if length == 0:
            raise Unsatisfiable
        return Span(size - length, size - 1)
    first, last = int(found[1]), int(found[2] or size)
    if found[2] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Span(first, min(last, size - 1))


def send_file(request: HttpRequest, file: IO[bytes], *, name: str, content_type: str, sha256: str) -> HttpResponseBase:
    """``file`` as an attachment called ``name``, whole or the range asked for; it is closed after sending.

    ``sha256`` of its content is the entity tag: whoever goes on with another content gets all of it (If-Range).
    """
    tag = f'"{sha256}"'
    if (unchanged := get_conditional_response(request, etag=tag)) is not None:
        file.close()
        return unchanged
    size = file.seek(0, 2)
    wanted = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    try:
        span = span_of(wanted, size)
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "ETag": tag})
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Content-Type": content_type,
        "Accept-Ranges": "bytes",
        "ETag": tag,
        **({} if span is None else {"Content-Range": f"bytes {span.first}-{span.last}/{size}"}),
    }
    return _answer(request, file, span or Span(0, size - 1), 200 if span is None else 206, headers)


def _answer(
    request: HttpRequest, file: IO[bytes], span: Span, status: int, headers: dict[str, str]
) -> HttpResponseBase:
    kind = headers.pop("Content-Type")  # Django would guess another one
    headers["Content-Length"] = str(span.last - span.first + 1)
    if request.method == "HEAD":
        file.close()
        return HttpResponse(status=status, content_type=kind, headers=headers)
    return FileResponse(_Part(file, span), status=status, content_type=kind, headers=headers)


def sha256_of_file(file: IO[bytes]) -> str:
    """The hexadecimal SHA-256 of a whole file."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


class _Part:
    """A span of a file, read in pieces and never held whole."""

    def __init__(self, file: IO[bytes], span: Span) -> None:
        self.file, self.left = file, span.last - span.first + 1
        file.seek(span.first)

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(content)
        return content

    def close(self) -> None:
        self.file.close()
