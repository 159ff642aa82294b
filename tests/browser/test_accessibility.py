"""The pages of a working day for people who use a keyboard, a screen reader or a telephone (WCAG 2.2 AA, plainly).

axe-core and ``audit.js`` say what can be seen of a page at rest: names, captions, headings, sizes, contrast. Beside it the way of
the focus, and an operator who never touches a mouse.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actions.models import ProgressReport
from clusters.models import User
from tests.actions.test_workflow import filed, fill
from tests.browser.axe import AXE, violations
from tests.cast import World

PageOf = Callable[[Any], Page]
pytestmark = pytest.mark.lane("postgres")
AUDIT = (Path(__file__).parent / "audit.js").read_text()
FOCUS = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const previous = window.lastFocused;
    const first = window.firstFocused;
    window.lastFocused = element;
    window.firstFocused ??= element;
    const outlined = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
    return {
        name: `${element.tagName} ${element.id} ${element.textContent.trim().slice(0, 40)}`,
        isThrough: element === document.body || element === first || Boolean(previous && element.matches('.skip-link')),
        isSame: element === previous, // another part of a date
        isVisible: outlined || style.boxShadow !== 'none',
        follows: !previous || Boolean(previous.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING),
    };
}"""
MOST_STOPS = 70
PAGES = {
    "operator": [
        "/tasks/",
        "/progress/",
        "/progress/entry/{period}/",
        "/progress/entry/{period}/sheet/",
        "/progress/{filed}/",
        "/progress/{draft}/",
        "/budget/",
        "/calendar/",
        "/search/?q=sosialisasi",
        "/map/",
        "/notifications/",
        "/views/",
        "/profile/",
    ],
    "executive": [
        "/matrix/",
        "/comparison/?kind=organizations",
        "/lenses/",
        "/lenses/role/source/",
        "/overdue/?group=flat",
    ],
    "endorser": ["/tasks/", "/progress/{filed}/", "/acting-endorsers/", "/acting-endorsers/add/"],
    "coordinator": ["/tasks/", "/verification/", "/progress/{filed}/", "/periods/", "/cluster-reports/"],
    "secretariat": [
        "/tasks/",
        "/verification/",
        "/periods/",
        "/periods/{period}/",
        "/periods/{period}/extend/",
        "/periods/{period}/lock/",
        "/activities/add/",
        "/hand-over/",
        "/users/",
        "/users/import/",
        "/search/?q=tppo",
        "/overdue/",
        "/registry/",
        "/registry/32/",
        "/registry/32/decrees/record/",
        "/registry/32/decrees/none/",
        "/registry/32/stages/record/",
        "/registry/import/task-forces/",
        "/registry/roles/",
        "/registry/roles/{plan}/32/",
    ],
    "region_operator": ["/tasks/", "/progress/", "/calendar/"],
}
WIDTHS = (1366, 390)


@pytest.fixture
def places(world: World, people: dict[str, User]) -> dict[str, int]:
    """A filed report of the first quarter and a draft of the second."""
    report = filed(world, people["operator"], people["endorser"])
    draft = world.report(2)
    fill(world, draft, people["operator"], amount=3000)
    return {"filed": report.pk, "draft": draft.pk, "period": draft.period_id, "plan": world.plan.pk}


def addresses(role: str, places: dict[str, int]) -> list[str]:
    return [address.format(**places) for address in PAGES[role]]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", PAGES)
def test_pages_have_names_captions_order_size_and_contrast(
    people: dict[str, User], places: dict[str, int], page_of: PageOf, role: str, width: int
) -> None:
    page, found = page_of(people[role]), {}
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(AXE)
    for address in addresses(role, places):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        if faults := [*page.evaluate(AUDIT), *violations(page)]:
            found[address] = faults
    assert not found, "\n".join(f"{address}\n  " + "\n  ".join(faults) for address, faults in found.items())


@pytest.mark.parametrize("role", ["operator", "coordinator", "secretariat"])
def test_the_focus_is_seen_and_goes_as_the_page_reads(
    people: dict[str, User], places: dict[str, int], page_of: PageOf, role: str
) -> None:
    """The navigation is gone through on the first page; on the others the way begins at the content."""
    page, found = page_of(people[role]), []
    for place, address in enumerate(addresses(role, places)):
        page.goto(address)
        if place:
            page.locator("#isi").focus()
        for _ in range(MOST_STOPS if place == 0 else MOST_STOPS // 2):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS)
            if stop["isThrough"]:
                break
            if stop["isSame"]:
                continue
            if not stop["follows"]:
                found.append(f"{address}: focus goes back to {stop['name']}")
            if not stop["isVisible"]:
                found.append(f"{address}: focus is not seen on {stop['name']}")
    assert not found, "\n".join(found)


def test_an_operator_fills_in_and_submits_by_keyboard_alone(
    world: World, people: dict[str, User], page_of: PageOf
) -> None:
    page = page_of(people["operator"])
    page.goto("/tasks/")
    press_on(page, "Triwulan I 2024")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Isian")
    press_on(page, "Mulai mengisi")
    expect(page.locator(f"#i{world.indicator.pk}-value")).to_be_visible()
    type_into(page, f"i{world.indicator.pk}-value", "440")
    type_into(page, f"i{world.ratio.pk}-numerator", "4")
    type_into(page, f"i{world.ratio.pk}-denominator", "5")
    tab_to(page, f"i{world.milestone.pk}-state")
    page.keyboard.type("Belum ada")
    press_on(page, "Simpan lalu ajukan")
    expect(page.get_by_text("diajukan (1 laporan)")).to_be_visible()
    assert ProgressReport.objects.get(organization=world.kemenpppa).state == "submitted"


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element with this id, or the control with this text, has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """wanted => {
            const element = document.activeElement;
            return element.id === wanted
                || (element.matches('a, button') && element.tabIndex >= 0 && element.textContent.includes(wanted));
        }""",
            wanted,
        )
        if found:
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def press_on(page: Page, text: str) -> None:
    tab_to(page, text)
    page.keyboard.press("Enter")


def type_into(page: Page, field: str, text: str) -> None:
    tab_to(page, field)
    page.keyboard.type(text)
