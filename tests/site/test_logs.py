"""Logs: one JSON object a line, and no personal data in it."""

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from clusters.models import User
from ranpptppo.logs import JsonFormatter, RequestLogMiddleware, client_address, mask


def written(message: str, *, error: BaseException | None = None) -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("test", logging.INFO, __file__, 1, message, None, info)
    line: dict[str, object] = json.loads(JsonFormatter().format(record))
    return line


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("dari budi.santoso@kemenpppa.go.id", "dari [e-mail]"),
        ("NIK 3201011505900001", "NIK [nik]"),
        (
            "Task reports.render succeeded in 0.1234567890123456s: None",
            "Task reports.render succeeded in 0.1234567890123456s: None",
        ),
        ("telepon 081234567890 atau +6281234567890", "telepon [telephone] atau [telephone]"),
        ("anggaran 1250000000 rupiah", "anggaran 1250000000 rupiah"),
        ("kegiatan 1.1 tahun 2024", "kegiatan 1.1 tahun 2024"),
    ],
)
def test_personal_data_is_masked_and_figures_are_not(typed: str, printed: str) -> None:
    assert mask(typed) == printed
    assert written(typed)["message"] == printed


def fail_for_a_cause() -> None:
    try:
        {}["korban A.B."]
    except KeyError as cause:
        raise ValueError("nama korban A.B.") from cause


def test_an_exception_shows_type_and_place_but_never_its_message() -> None:
    with pytest.raises(ValueError, match="korban") as caught:
        fail_for_a_cause()
    line = written("failed", error=caught.value)
    assert "korban" not in json.dumps(line)
    assert [entry for entry in line["error"] if ":" not in entry] == ["ValueError", "KeyError"]


@pytest.mark.django_db
def test_a_request_is_logged_with_its_route_and_user_but_not_its_address(
    operator: User, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(operator)
    with caplog.at_level(logging.INFO, logger="ranpptppo.logs"):
        answer = client.get("/healthz?nama=seseorang")
    (record,) = [record for record in caplog.records if record.message == "request"]
    line = json.loads(JsonFormatter().format(record))
    assert (line["route"], line["status"], line["method"]) == ("healthz", 200, "GET")
    assert line["request_id"] == answer["X-Request-ID"]
    assert "seseorang" not in json.dumps(line)


def test_what_a_view_lets_fly_is_logged_with_the_request_that_failed(caplog: pytest.LogCaptureFixture) -> None:
    middleware = RequestLogMiddleware(lambda request: HttpResponse(status=500))
    request = RequestFactory().get("/")
    middleware.process_exception(request, ValueError("x"))
    answer = middleware(request)
    assert [record.levelname for record in caplog.records if record.name == "ranpptppo.logs"] == ["ERROR", "ERROR"]
    assert answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "198.51.100.1", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request: HttpRequest = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_a_refused_page_is_an_answer_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    middleware = RequestLogMiddleware(lambda request: HttpResponse())
    for answer in (Http404(), PermissionDenied()):
        middleware.process_exception(RequestFactory().get("/"), answer)
    assert caplog.records == []
    middleware.process_exception(RequestFactory().get("/"), ValueError())
    assert [record.levelname for record in caplog.records] == ["ERROR"]
