"""The edition of a region begins with the region's own facts: its plan and what it adopted, before any national figure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actions.enums import AssignmentRole, FundingSource
from actions.models import Action, Assignment, BudgetCeiling, BudgetLine, ReportingPeriod, Target
from clusters.models import Organization, Plan, User
from reports.books import book_of
from reports.differences import differences_between
from reports.draft_reasons import draft_sentence
from reports.figures import AnnualFigures
from reports.models import Report
from reports.provenance import UnknownFigure, trace_of
from reports.summaries import Scope
from tests.cast import PLANNED_AT, World
from tests.reports.books import print_alone
from tests.reports.test_region_pages import make_plan, make_task_force
from tests.reports.test_rendering import pages_of
from tests.reports.test_report_downloads import issued
from tests.reports.test_scoped_figures import frozen, html_of, told, traced
from tests.reports.test_summaries_regions import report_of

__all__ = ["told"]  # the fixture: national reports, 1.1 placed in 32.01


@pytest.fixture
def own(told: World, people: dict[str, User]) -> World:
    """Province 32 has a plan with an action of its own, money of its own, and 10 of 40 of what it adopted."""
    body: Organization = people["region_operator"].organization
    plan = make_plan(told, body)
    report_of(plan, body, told, people, amount=Decimal(10))
    make_task_force(told.province, date(2024, 5, 1), daily_head="Kapolda Jabar", is_led_by_police=True)
    action = Action.objects.create(plan=plan, cluster=told.clusters[1], number="R.1", title="Satgas desa", sort_key="z")
    Assignment.objects.create(
        action=action,
        organization=body,
        role=AssignmentRole.LEAD,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    line = BudgetLine.objects.create(
        action=action, organization=body, fiscal_year=2024, source=FundingSource.APBD_PROVINCE, code="2.08"
    )
    BudgetCeiling.objects.create(line=line, amount=80_000_000, set_at=PLANNED_AT)
    Plan.objects.filter(pk__in=[plan.pk, told.plan.pk]).touch()
    return told


def edition(world: World) -> AnnualFigures:
    return frozen(world, Scope(region=world.province))


def test_it_freezes_what_the_region_is_did_and_adopted_against_its_own_target(own: World) -> None:
    figures = edition(own)
    region: Any = figures["own"]
    facts = {row["label"]: row["text"] for group in region["facts"] for row in group["rows"]}
    assert (facts["RAD di sistem"], facts["Ketua harian"]) == ("RAD Jabar", "Kapolda Jabar")
    assert [(one["number"], len(one["organizations"])) for one in region["adopted"]] == [("1.1", 1)]
    plan = region["plan"]
    (cluster,) = plan["clusters"]
    adopted, ours = cluster["actions"]
    assert (adopted["number"], ours["number"], plan["adopted"]) == ("1.1", "R.1", [own.action.pk])
    indicator = adopted["indicators"][0]
    assert (indicator["target"]["value"], indicator["actual"]["value"], indicator["achievement"]) == (
        "40",
        "10",
        "25.00",
    )
    assert [line["value"] for line in indicator["measurements"]] == ["10"]
    assert [(row["key"], row["allocated"]) for row in plan["budget"]["by_source"]] == [("apbd_province", 80_000_000)]
    (national,) = (one for cluster in figures["clusters"] for one in cluster["actions"])
    assert national["indicators"][0]["target"]["value"] != "40"


def test_own_chapters_come_first_and_national_ones_say_that_they_are(own: World) -> None:
    figures = edition(own)
    pages = html_of(figures)
    titles = [title for title in pages if title.startswith("Bab")]
    assert titles[:6] == [
        "Bab I Pendahuluan",
        "Bab II Gugus Tugas dan Rencana Aksi Daerah",
        "Bab III Pelaksanaan RAD dan Aksi yang Diadopsi",
        "Bab IV Anggaran Daerah",
        "Bab V Aksi Nasional yang Berlokasi di Daerah",
        "Bab VI Klaster contoh 1 (Angka Nasional)",
    ]
    assert re.search(r'<td class="centre">VI</td> </tr> <tr class="total">', pages[titles[4]])
    summary = pages["Ringkasan Eksekutif"]
    assert summary.index("RAD Jabar memuat 1 aksi sendiri dan 1 aksi nasional yang diadopsi") < summary.index(
        "angka nasional"
    )
    own_actions = pages["Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"]
    assert own_actions.index("Satgas desa") < own_actions.index("Sosialisasi bahaya TPPO")
    assert "80.000.000" in pages["Bab IV Anggaran Daerah"]
    assert "Kapolda Jabar" in pages["Bab II Gugus Tugas dan Rencana Aksi Daerah"]
    for title in titles[5:-1]:
        assert "angka nasional" in pages[title].lower(), title


def test_it_is_a_draft_until_the_periods_of_its_own_plan_are_past_due_too(own: World, people: dict[str, User]) -> None:
    assert edition(own)["is_final"]
    late = ReportingPeriod.objects.filter(plan__region=own.province, number__gt=1)
    late.update(due_at=datetime(2026, 12, 30, tzinfo=UTC), locks_at=datetime(2027, 1, 15, tzinfo=UTC))
    Plan.objects.filter(region=own.province).touch()
    figures: Any = edition(own)
    assert not figures["is_final"]
    report = issued(own, people["secretariat"], figures)
    Report.objects.filter(pk=report.pk).update(
        cut_off_on=figures["cut_off_on"], region=own.province, scope_name="Jawa Barat"
    )
    sentence = draft_sentence(Report.objects.get(pk=report.pk))
    assert "batas waktu 3 periode 2024 RAD Jabar belum lewat. Mintalah edisi baru dengan batas data" in sentence


def test_a_plan_in_which_nothing_was_due_claims_no_report(own: World) -> None:
    figures: Any = edition(own)
    plan, title = figures["own"]["plan"], "Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"
    plan["not_reported"] = []
    assert "Tidak ada laporan jatuh tempo yang belum disampaikan." in html_of(figures)[title]
    plan["national"]["completeness"]["filed"] = {"count": 0, "total": 0, "percent": None}
    assert "Belum ada laporan RAD yang jatuh tempo." in html_of(figures)[title]


def test_two_actions_of_one_number_are_each_told_with_their_title_and_organization(own: World) -> None:
    figures: Any = edition(own)
    adopted, ours = figures["own"]["plan"]["clusters"][0]["actions"]
    ours["number"] = adopted["number"]
    words = {"period": "Tahun 2024", "achievement": "Terlaksana.", "good_practice": "", "obstacle": "", "follow_up": ""}
    for action in (adopted, ours):
        action["narratives"] = [{**words, "organization": action["leads"][0]}]
    page = html_of(figures)["Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"]
    body = adopted["leads"][0]["short_name"]
    headings = re.findall(r"<h3>(.+?)</h3>", page)
    assert [re.sub("<[^>]+>", "", heading) for heading in headings] == [
        f"1.1 Satgas desa ({body})",
        f"1.1 Sosialisasi bahaya TPPO ({body})",
    ]


def test_what_was_adopted_for_later_years_is_no_part_of_this_one(own: World) -> None:
    adopting = Assignment.objects.filter(role=AssignmentRole.ADOPTING)
    adopting.update(starts_on=date(2025, 1, 1))
    region: Any = edition(own)["own"]
    assert (region["adopted"], region["plan"]["adopted"]) == ([], [])
    assert [action["number"] for cluster in region["plan"]["clusters"] for action in cluster["actions"]] == ["R.1"]
    assert region["plan"]["national"]["actions"] == 1


@pytest.mark.parametrize(("recorded_at", "adopted"), [(datetime(2025, 4, 14, tzinfo=UTC), ["1.1"]), (PLANNED_AT, [])])
def test_an_end_that_was_recorded_after_the_data_were_cut_off_is_not_known_yet(
    own: World, recorded_at: datetime, adopted: list[str]
) -> None:
    adopting = Assignment.objects.filter(role=AssignmentRole.ADOPTING)
    adopting.update(ends_on=date(2024, 11, 30), end_recorded_at=recorded_at)
    region: Any = edition(own)["own"]
    assert [one["number"] for one in region["adopted"]] == adopted
    if adopted:
        assert region["plan"]["adopted"] == [own.action.pk]


def test_each_own_figure_leads_to_its_telling_apart_from_the_national_one(own: World) -> None:
    figures = edition(own)
    paths = traced(html_of(figures))
    key = f"indikator/{own.indicator.pk}/2024"
    assert {"rad/nasional/skor", f"rad/{key}", key, "rad/anggaran/sumber/apbd_province"} <= paths
    for path in sorted(paths):
        for table in trace_of(figures, path).tables:
            for cell in (cell for row in table.rows for cell in row if cell.path):
                assert cell.path.startswith("rad/") == path.startswith("rad/")
                trace_of(figures, cell.path)
    ours, theirs = (dict(trace_of(figures, path).values) for path in (f"rad/{key}", key))
    assert ours["Target 2024"] == "40"
    assert ours["Target 2024"] != theirs["Target 2024"]


@pytest.fixture
def without_plan(told: World, people: dict[str, User]) -> Assignment:
    """Province 32 has no plan; it adopted 1.1 in March, and its target of 40 became 45 in time and 60 after the cut-off."""
    adopting = Assignment.objects.create(
        action=told.action,
        organization=people["region_operator"].organization,
        role=AssignmentRole.ADOPTING,
        starts_on=date(2024, 3, 1),
        recorded_at=PLANNED_AT,
    )
    late = datetime(2025, 5, 1, tzinfo=UTC)
    for version, value, at in ((1, 40, PLANNED_AT), (2, 45, datetime(2025, 2, 1, tzinfo=UTC)), (3, 60, late)):
        Target.objects.create(
            indicator=told.indicator,
            assignment=adopting,
            year=2024,
            version=version,
            value=Decimal(value),
            reason="Pagu naik" if version > 1 else "",
            approved_by=people["secretariat"],
            approved_at=at,
        )
    return adopting


def test_without_a_plan_it_says_so_and_names_what_was_adopted(told: World, without_plan: Assignment) -> None:
    figures = edition(told)
    assert figures["own"]["plan"] is None
    pages = html_of(figures)
    assert not any("Anggaran Daerah" in title for title in pages)
    page = pages["Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"]
    assert "Tidak ada RAD Provinsi Jawa Barat untuk tahun 2024 di dalam sistem" in page
    assert "1 Mar 2024" in page
    assert told.indicator.text in page
    assert re.search(r'<td class="number"><a [^>]+>45</a></td>', page)
    assert "Target semula 40, diubah 1 Feb 2025: Pagu naik" in page
    assert "60" not in page
    assert "1 aksi nasional yang diadopsi dan target daerahnya" in pages["Ringkasan Eksekutif"]
    aimed = pages["Bab IV Aksi Nasional yang Berlokasi di Daerah"]
    assert re.search(r'<td class="centre">V</td> </tr> <tr class="total">', aimed)
    with pytest.raises(UnknownFigure):
        trace_of(figures, "rad/nasional/skor")


@pytest.mark.lane("sqlite")
def test_the_adopted_action_stands_on_paper_with_its_target(
    told: World, without_plan: Assignment, tmp_path: Path
) -> None:
    figures = edition(told)
    title = "Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"
    (part,) = (part for part in book_of(figures).parts(figures) if part.title == title)
    text = " ".join(pages_of(print_alone(part, tmp_path)))
    assert "Tidak ada RAD Provinsi Jawa Barat untuk tahun 2024 di dalam sistem" in text
    assert "Target daerah 2024 1.1 Sosialisasi bahaya TPPO (RAN contoh; Dp3A-32, sejak 1 Mar 2024)" in text
    assert "Pagu naik (disetujui Polri). kegiatan 45 2 Persentase" in text
    assert "dokumen belum ditetapkan" in text


def test_a_local_target_without_a_plan_leads_to_its_telling(told: World, without_plan: Assignment) -> None:
    figures = edition(told)
    path = f"rad/indikator/{told.indicator.pk}/2024"
    assert path in traced(html_of(figures))
    trace = trace_of(figures, path)
    assert dict(trace.values)["Target 2024"] == "45"
    assert any(note.startswith("Tidak ada RAD") for note in trace.notes)
    for other in (f"rad/indikator/{told.indicator.pk}/2023", "rad/indikator/999999/2024"):
        with pytest.raises(UnknownFigure):
            trace_of(figures, other)


def test_without_a_plan_and_a_local_target_none_is_made_up(told: World, without_plan: Assignment) -> None:
    Target.objects.filter(assignment=without_plan).delete()
    pages = html_of(edition(told))
    page = pages["Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"]
    assert "belum ditetapkan" in page
    Assignment.objects.filter(pk=without_plan.pk).delete()
    pages = html_of(edition(told))
    assert "aksi nasional yang diadopsi juga belum ada" in pages["Ringkasan Eksekutif"]
    assert "Belum ada aksi nasional yang diadopsi" in pages["Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"]


def test_local_targets_without_a_plan_are_compared_and_older_editions_print_without_them(
    told: World, without_plan: Assignment
) -> None:
    figures: Any = edition(told)
    old: Any = edition(told)
    for one in old["own"]["adopted"]:
        del one["indicators"]
    page = html_of(old)["Bab III Pelaksanaan RAD dan Aksi yang Diadopsi"]
    assert "Target daerah tidak dimuat pada edisi ini" in page
    groups = {group["title"]: group["rows"] for group in differences_between(old, figures, old_sha256="x")["groups"]}
    (row,) = groups["Rencana daerah dan aksi yang diadopsi"]
    assert (row["what"], row["old"], row["new"]) == ("Target 2024", "tidak ada", "45")


def test_an_edition_frozen_before_still_prints_as_it_did_and_is_compared(own: World) -> None:
    figures: Any = edition(own)
    old = {key: value for key, value in figures.items() if key != "own"}
    titles = list(html_of(old))
    assert "Bab III Gugus Tugas dan Rencana Aksi Daerah" in titles
    assert "Bab II Klaster contoh 1" in titles
    groups = {group["title"]: group["rows"] for group in differences_between(old, figures, old_sha256="x")["groups"]}
    row = next(row for row in groups["Rencana daerah dan aksi yang diadopsi"] if row["what"] == "Target 2024")
    assert (row["old"], row["new"]) == ("tidak ada", "40")
