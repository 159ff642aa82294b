"""The API's documentation in a browser: all from this site, within the content security policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clusters.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lane("postgres")]


def test_the_documentation_lists_every_address_and_asks_one(
    page_of: Callable[[User], Page], executive: User, live_server: object
) -> None:
    page = page_of(executive)
    foreign: list[str] = []
    page.on(
        "request",
        lambda asked: foreign.append(asked.url) if not asked.url.startswith(("data:", str(live_server))) else None,
    )
    page.goto(reverse("api-docs"))
    for address in ("plans", "clusters", "actions", "indicators", "progress-reports", "reports", "national"):
        expect(page.locator(f"[data-path='/api/v1/{address}/']")).to_be_visible()
    page.locator("[id^=operations-plans-plans_list] .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    assert foreign == []
