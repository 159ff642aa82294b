"""Every dashboard, wide and narrow: axe-core finds nothing to complain of, nothing is cut, nothing is wider than the screen.

The pages of a working day: test_accessibility.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page

from actions.models import Assignment
from actions.services.adoption import adopt
from clusters.models import Region, RegionalPlanStage, User
from reports.differences import differences_between
from reports.enums import RenderState
from reports.manuscripts import add_comment, begin, save_text
from reports.navigation import dashboards
from tests.actions.test_regional_day import make_regional
from tests.browser.axe import AXE, violations
from tests.cast import World
from tests.reports.sample_figures import annual_figures
from tests.reports.signing_keys import unchecked_copy
from tests.reports.test_report_check import brief_of, finished
from tests.reports.test_report_downloads import issued
from tests.reports.test_report_pages import make_report, regional_plan

pytestmark = pytest.mark.lane("postgres")
PageOf = Callable[[Any], Page]
WIDTHS = (1366, 390)
# With their arguments; beside them every entry of the navigation's first group.
DETAILS: dict[str, tuple[Any, ...]] = {
    "cluster-detail": (1,),
    "action-detail": ("action",),
    "organization-detail": ("KEMENPPPA",),
    "region-detail": ("32",),
    "registry-detail": ("32",),
    "lens-detail": ("principle", "justice"),
}
# Pages whose other tabs show something else: what their addresses add.
TABS = {
    "budget-dashboard": ("show=points", "show=points&by=organization", "show=without", "show=unreported"),
    "overdue": ("show=returned",),
    "map": ("province=32",),
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


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_a_manuscript_violates_a_rule_of_axe(
    world: World, people: dict[str, User], page_of: PageOf, width: int, in_may: None
) -> None:
    office = people["secretariat"]
    manuscript = begin(plan=world.plan, year=2024, by=office)
    for base, text in enumerate(["### Capaian\n\nSkor {{ capaian.klaster.1 }}.", "Skor **{{ capaian.klaster.1 }}**."]):
        save_text(manuscript=manuscript, key="klaster-1", text=text, note="", base=base, by=office)
    add_comment(manuscript=manuscript, key="klaster-1", version=2, text="Mohon sumbernya.", by=people["coordinator"])
    page = page_of(office)
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(AXE)
    chapter = {"pk": manuscript.pk, "key": "klaster-1"}
    paths = [reverse("manuscript-list"), manuscript.get_absolute_url(), reverse("report-request")]
    paths += [reverse(name, kwargs=chapter) for name in ("chapter-edit", "chapter-history")]
    complaints = {}
    for path in paths:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        if found := [*violations(page), *(["wider than the screen"] if wide else [])]:
            complaints[path] = found
    assert complaints == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_a_region_violates_a_rule_of_axe(
    world: World, people: dict[str, User], page_of: PageOf, width: int, in_may: None
) -> None:
    make_regional(world, world.regency, "DP3A-BOGOR")
    province = make_regional(world, world.province, "DP3A-JABAR")
    targets = {(world.indicator.pk, 2024): Decimal(25)}
    adopt(actions=[world.action], regions=[world.regency], targets=targets, on=date(2024, 1, 1), by=province.operator)
    adopted = Assignment.objects.get(role="adopting").pk
    page = page_of(province.operator)
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(AXE)
    chosen = f"?action={world.action.pk}&region={world.province.pk}&region={world.regency.pk}"
    paths = [
        reverse("own-region"),
        reverse("adoption-list"),
        reverse("adoption-choose"),
        *(reverse(name) for name in ("task-list", "progress-list", "period-list", "plan-import")),
        reverse("adoption-targets") + chosen,
    ]
    paths += [reverse(f"adoption-{verb}", args=[adopted]) for verb in ("detail", "revise", "end")]
    paths += [reverse(f"regional-plan-{verb}", args=["32"]) for verb in ("list", "create")]
    paths += [reverse("regional-plan-edit", args=[province.plan.pk]), reverse("regions-import")]
    paths += [reverse("stage-withdraw", args=["32", _stages(world)]), reverse("registry-detail", args=["32"])]
    complaints = {}

    def look(path: str) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        if found := [*violations(page), *(["wider than the screen"] if wide else [])]:
            complaints[path] = found

    for path in paths:
        page.goto(path)
        look(path)
    page.goto(reverse("adoption-targets") + chosen)
    page.locator(f"[name=target-{world.indicator.pk}-2024]").fill("25")
    page.get_by_role("button", name="Periksa dahulu").click()
    page.get_by_text("Catat 1 adopsi?").wait_for()
    look("adoption-preview")
    assert complaints == {}


def _stages(world: World) -> int:
    """Two stages of the province, one of them withdrawn, and a regency without a plan; the key of the one that stands."""
    Region.objects.create(code="32.02", name="Sukabumi", level="regency", parent=world.province)
    of = {"region": world.province, "source": "contoh"}
    withdrawn = {"withdrawn_at": datetime(2024, 4, 1, tzinfo=UTC), "withdrawal_reason": "Ganda."}
    RegionalPlanStage.objects.create(stage="none", since_on=date(2023, 1, 1), **of, **withdrawn)
    return RegionalPlanStage.objects.create(stage="drafting", since_on=date(2023, 1, 1), **of).pk


def test_typing_is_checked_and_a_reference_is_inserted(world: World, people: dict[str, User], page_of: PageOf) -> None:
    manuscript = begin(plan=world.plan, year=2024, by=people["secretariat"])
    page = page_of(people["secretariat"])
    page.goto(reverse("chapter-edit", args=[manuscript.pk, "kesimpulan"]))
    page.locator("#id_text").fill("Skor {{ capaian.klaster.99 }} ")
    page.get_by_text("Rujukan {{ capaian.klaster.99 }} tidak dikenal.").wait_for()
    page.locator("#id_text").fill("Jumlah aksi ")
    page.get_by_label("Cari rujukan").fill("Jumlah aksi")
    page.get_by_role("button", name="Sisipkan Jumlah aksi").click()
    assert page.locator("#id_text").input_value() == "Jumlah aksi {{ jumlah.aksi }}"
    page.locator("#chapter-check").get_by_text("Jumlah aksi 2").wait_for()
    page.get_by_role("button", name="Simpan versi baru").click()
    page.get_by_text("Teks disimpan sebagai versi baru.").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_for_strangers_violates_a_rule_of_axe(
    world: World, people: dict[str, User], page: Page, width: int
) -> None:
    address = f"/l/{issued(world, people['secretariat']).short_code}/"
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(AXE)
    complaints = {}
    brief = f"/l/{finished(brief_of(people['executive'])).short_code}/"
    asked = (f"{address}?sha256=x", f"{address}?sha256={'c' * 64}")
    for path in ("/l/?code=%3F", "/l/TIDAKADA/", address, *asked, brief):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        if found := [*violations(page), *(["wider than the screen"] if wide else [])]:
            complaints[path] = found
    assert complaints == {}


def _addresses(world: World) -> Iterator[str]:
    for name, arguments in {**{entry.url_name: () for entry in dashboards()}, **DETAILS}.items():
        keys = [world.action.pk if key == "action" else key for key in arguments]
        for tab in ("", *TABS.get(name, ())):
            yield f"{reverse(name, args=keys)}?plan={world.plan.pk}&year=2024&{tab}".rstrip("&")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_an_issued_report_violates_a_rule_of_axe(
    world: World, people: dict[str, User], page_of: PageOf, width: int
) -> None:
    figures: Any = annual_figures(is_final=True)
    figures["differences"] = differences_between(annual_figures(), figures, old_sha256="a" * 64)
    report = issued(world, people["secretariat"], figures)
    paths = (
        "nasional/skor",
        "klaster/1/status",
        f"indikator/{figures['matrix'][0]['id']}/2024",
        "anggaran/sumber/apbn",
    )
    addresses = [reverse("report-trace", args=[report.short_code, path]) for path in paths]
    page = page_of(people["executive"])
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(AXE)
    complaints: dict[str, list[str]] = {}
    for path in (report.get_absolute_url(), reverse("report-differences", args=[report.pk]), *addresses):
        page.goto(path)
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the screen")
        if found:
            complaints[path] = found
    assert complaints == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_a_report_that_does_not_go_on_violates_a_rule_of_axe(
    world: World, people: dict[str, User], page_of: PageOf, width: int
) -> None:
    """An edition that waits for another, one that was overtaken, and a signed copy that could not be checked."""
    secretariat = people["secretariat"]
    waiting = [make_report(world.plan, secretariat, edition=edition) for edition in (1, 2)][-1]
    overtaken = make_report(regional_plan(world.regency), secretariat, RenderState.FAILED)
    later = make_report(overtaken.plan, secretariat, RenderState.READY, edition=2)
    unchecked_copy(later, secretariat)
    page = page_of(secretariat)
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(AXE)
    shown = {waiting: "Menunggu edisi 1", overtaken: "tidak dapat disusun lagi", later: "Belum diperiksa"}
    for report, words in shown.items():
        page.goto(report.get_absolute_url())
        assert words in page.locator("main").inner_text()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
