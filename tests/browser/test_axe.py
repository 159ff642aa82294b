"""Every dashboard, wide and narrow: axe-core finds nothing to complain of, nothing is cut, nothing is wider than the screen.

The pages of a working day: test_accessibility.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page

from clusters.models import User
from reports.navigation import dashboards
from tests.browser.axe import AXE, violations
from tests.cast import World

pytestmark = pytest.mark.lane("postgres")
PageOf = Callable[[Any], Page]
WIDTHS = (1366, 390)
# With their arguments; beside them every entry of the navigation's first group.
DETAILS: dict[str, tuple[Any, ...]] = {
    "cluster-detail": (1,),
    "action-detail": ("action",),
    "organization-detail": ("KEMENPPPA",),
    "region-detail": ("32",),
    "lens-detail": ("principle", "justice"),
}
# Pages whose other tabs show something else: what their addresses add.
TABS = {
    "budget-dashboard": ("show=points", "show=points&by=organization", "show=without", "show=unreported"),
    "overdue": ("show=returned",),
}


@pytest.fixture
def in_may() -> Iterator[None]:
    with time_machine.travel(datetime(2024, 5, 2, 5, tzinfo=UTC)):
        yield


@pytest.mark.parametrize("width", WIDTHS)
def test_no_dashboard_violates_a_rule_of_axe(
    world: World, people: dict[str, User], page_of: PageOf, width: int, in_may: None
) -> None:
    page = page_of(people["coordinator"])
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(AXE)
    complaints: dict[str, list[str]] = {}
    for path in _addresses(world):
        page.goto(path)
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the screen")
        if found:
            complaints[path] = found
    assert complaints == {}


def _addresses(world: World) -> Iterator[str]:
    for name, arguments in {**{entry.url_name: () for entry in dashboards()}, **DETAILS}.items():
        keys = [world.action.pk if key == "action" else key for key in arguments]
        for tab in ("", *TABS.get(name, ())):
            yield f"{reverse(name, args=keys)}?plan={world.plan.pk}&year=2024&{tab}".rstrip("&")
