"""The plumbing itself holds."""

import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Engine
from playwright.sync_api import Page

from actions import triggers
from ranpptppo.celery import app
from tests.plumbing.templates import UnknownVariable


def test_an_unknown_variable_of_our_templates_is_an_error() -> None:
    engine = Engine(string_if_invalid=UnknownVariable("%s"))
    ours = engine.from_string("{{ nobody }}")
    ours.origin.name = str(settings.BASE_DIR / "templates" / "some.html")
    with pytest.raises(AssertionError, match="unknown variable nobody"):
        ours.render(Context())


def test_an_unknown_variable_of_another_packages_template_is_empty() -> None:
    engine = Engine(string_if_invalid=UnknownVariable("%s"))
    assert engine.from_string("[{{ nobody }}]").render(Context()) == "[]"


@pytest.mark.django_db
def test_every_trigger_exists_after_migrate() -> None:
    assert {name for _, name in triggers.installed(connection)} == triggers.expected(connection.vendor)


@pytest.mark.parametrize("_attempt", [1, 2])
def test_triggers_come_back_after_a_flush(transactional_db: None, _attempt: int) -> None:
    assert {name for _, name in triggers.installed(connection)} == triggers.expected(connection.vendor)


def test_a_browser_opens_a_page_of_the_live_server(page: Page) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.json() == {"status": "ok"}


def test_a_real_worker_takes_a_task_from_the_broker(real_worker: Path) -> None:
    sent = app.send_task("celery.backend_cleanup")
    until = time.monotonic() + 20
    done = f"Task celery.backend_cleanup[{sent.id}] succeeded"
    while done not in real_worker.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    assert done in real_worker.read_text()
