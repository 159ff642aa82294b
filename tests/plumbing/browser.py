"""Chromium through Playwright, on the live server of the lane.

A page that writes a CSP violation to the console, or whose script fails, fails its test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

WIDE = {"width": 1366, "height": 768}


def chromium_path() -> str | None:
    """Debian's Chromium, best without a window; None lets Playwright take the one it installed itself (Ubuntu)."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    return found or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a run.

    While Playwright's event loop runs in this thread, Django keeps other database connections than without
    it; those of the other time would stay open, and PostgreSQL would not drop the test database.
    """
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def browser_context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A person's browser: empty, Indonesian, 1366 px wide."""
    context = chromium.new_context(base_url=live_server.url, locale="id-ID", timezone_id="Asia/Jakarta", viewport=WIDE)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page; a complaint of the browser about it fails the test."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    page = browser_context.new_page()
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert not complaints, complaints


@pytest.fixture
def page_of(page: Page, browser_context: BrowserContext, live_server: LiveServer) -> Callable[[Any], Page]:
    """`page_of(user)`: the page, with that person logged in."""

    def log_in(user: Any) -> Page:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        browser_context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return page

    return log_in
