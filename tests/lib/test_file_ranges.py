"""Downloads that go on where they stopped: which bytes are asked for, and what is answered."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from django.test import RequestFactory

from ranpptppo.lib.file_ranges import Span, Unsatisfiable, send_file, sha256_of_file, span_of

CONTENT = bytes(range(256)) * 40  # longer than what is read at once by FileResponse
SIZE = len(CONTENT)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TAG = f'"{SHA256}"'


def asked(**headers: str) -> tuple[Any, io.BytesIO]:
    file = io.BytesIO(CONTENT)
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return send_file(request, file, name="laporan.pdf", content_type="application/pdf", sha256=SHA256), file


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 0)),
        ("bytes=10-", Span(10, 99)),
        ("bytes=10-19", Span(10, 19)),
        ("bytes=10-5000", Span(10, 99)),
        ("bytes=-7", Span(93, 99)),
        ("bytes=-5000", Span(0, 99)),
    ],
)
def test_a_range_is_understood(header: str, span: Span) -> None:
    assert span_of(header, 100) == span


@pytest.mark.parametrize(
    "header",
    ["", "bytes=-", "bytes=20-10", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=٣-٤", "bytes=" + "9" * 99],
)
def test_what_is_no_single_range_gets_the_whole_file(header: str) -> None:
    assert span_of(header, 100) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=100-", 100), ("bytes=500-600", 100), ("bytes=-0", 100), ("bytes=0-", 0)]
)
def test_a_range_behind_the_end_cannot_be_satisfied(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, size)


def test_the_whole_file_says_that_it_can_be_asked_for_in_parts() -> None:
    response, file = asked()
    assert (response.status_code, response["Accept-Ranges"], response["ETag"]) == (200, "bytes", TAG)
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Disposition"] == 'attachment; filename="laporan.pdf"'
    assert body(response) == CONTENT
    response.file_to_stream.close()
    assert file.closed


def test_the_rest_of_a_file_joins_what_was_there() -> None:
    first, _ = asked(Range="bytes=0-4999")
    rest, _ = asked(Range="bytes=5000-", If_Range=TAG)
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first["Content-Range"] == f"bytes 0-4999/{SIZE}"
    assert rest["Content-Range"] == f"bytes 5000-{SIZE - 1}/{SIZE}"
    assert rest["Content-Length"] == str(SIZE - 5000)
    assert body(first) + body(rest) == CONTENT


@pytest.mark.parametrize("validator", ['"another"', f"W/{TAG}", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_another_content_is_sent_whole(validator: str) -> None:
    response, _ = asked(Range="bytes=5000-", If_Range=validator)
    assert response.status_code == 200
    assert body(response) == CONTENT


def test_behind_the_end_it_says_how_long_the_file_is() -> None:
    response, file = asked(Range=f"bytes={SIZE}-")
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")
    assert file.closed


def test_who_has_the_file_is_told_so() -> None:
    response, file = asked(If_None_Match=TAG)
    assert response.status_code == 304
    assert file.closed


def test_an_empty_file_is_sent() -> None:
    empty = io.BytesIO()
    request = RequestFactory().get("/")
    response: Any = send_file(request, empty, name="a.csv", content_type="text/csv", sha256=sha256_of_file(empty))
    assert (response.status_code, response["Content-Length"], body(response)) == (200, "0", b"")
