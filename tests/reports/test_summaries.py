"""What summaries read: which round, which moment, which reports are owed; on the small plan of the cast."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import (
    Assignment,
    BudgetCeiling,
    BudgetLine,
    Target,
)
from actions.services.periods import extend_period
from clusters.enums import PlanKind
from clusters.models import Plan, User
from ranpptppo.lib.periods import end_of_day
from reports.figures import IndicatorFigures
from reports.summaries import (
    Names,
    YearData,
    budget_chapter,
    cluster_figures,
    late_organizations,
    load_details,
    load_plan,
    narratives_of,
    national_figures,
    organization_figures,
    period_matrix,
    year_of,
)
from tests.cast import World, make_indicator
from tests.reports.story import AFTER_THE_YEAR, Teller, ratio, reached
from tests.reports.synthetic import Size, make_plan


@pytest.fixture
def teller(world: World, people: dict[str, User]) -> Teller:
    return Teller(world, people)


def read(world: World, as_of: datetime = AFTER_THE_YEAR, reading: str = "official") -> YearData:
    return year_of(load_plan(world.plan, [2024], reading=reading, as_of=as_of), 2024)


def shown(year: YearData, indicator_id: int) -> IndicatorFigures:
    names = Names(year.last_day)
    return next(
        row
        for cluster in cluster_figures(year, load_details(year, names))
        for action in cluster["actions"]
        for row in action["indicators"]
        if row["id"] == indicator_id
    )


def test_the_verifier_s_value_counts_and_the_reported_one_is_provisional(teller: Teller, world: World) -> None:
    report = teller.fill(1, 120)
    filed_at = teller.file(report)
    verified_at = teller.verify(report, at=filed_at + timedelta(days=1), amount=110)
    before = read(world, verified_at - timedelta(hours=1), "provisional").figures[world.indicator.pk]
    assert before.actual.state == "not_yet"
    due = report.period.due_at + timedelta(hours=1)
    assert read(world, due).figures[world.indicator.pk].actual.value == 1_100_000
    assert shown(read(world, due), world.indicator.pk)["achievement"] == "110.00"


def test_a_reopened_report_keeps_its_official_round_until_verified_again(teller: Teller, world: World) -> None:
    report = teller.verified(1, 110)
    late = report.period.due_at + timedelta(days=1)
    teller.reopen(report, at=late)
    assert read(world, late + timedelta(hours=1)).figures[world.indicator.pk].actual.value == 1_100_000
    teller.fill(1, 90)
    filed_at = teller.file(report, at=late + timedelta(hours=2))
    assert read(world, filed_at).figures[world.indicator.pk].actual.value == 1_100_000
    assert read(world, filed_at, "provisional").figures[world.indicator.pk].actual.value == 900_000
    verified_at = teller.verify(report, at=filed_at + timedelta(hours=1))
    assert read(world, verified_at).figures[world.indicator.pk].actual.value == 900_000


def test_a_correction_after_the_cut_off_leaves_the_old_edition_unchanged(teller: Teller, world: World) -> None:
    for number in range(1, 5):
        teller.verified(number, 100)
    cut_off = end_of_day(date(2025, 3, 31))
    before = national_figures(read(world, cut_off))
    report = world.report(4)
    teller.reopen(report, at=cut_off + timedelta(hours=1))
    teller.fill(4, 1)
    filed_at = teller.file(report, at=cut_off + timedelta(hours=2))
    teller.verify(report, at=filed_at + timedelta(hours=1))
    assert national_figures(read(world, cut_off)) == before
    assert national_figures(read(world, filed_at + timedelta(days=1))) != before


def test_filed_and_not_verified_awaits_and_nobody_is_unreported(teller: Teller, world: World) -> None:
    report = teller.fill(1, 100)
    teller.file(report)
    year = read(world, report.period.due_at + timedelta(hours=1))
    figure = shown(year, world.indicator.pk)
    assert (figure["status"], figure["actual"]["state"], figure["achievement"]) == ("awaiting", "awaiting", None)
    assert figure["remarks"] == ["1 periode menunggu verifikasi"]
    cluster = cluster_figures(year, load_details(year, Names(year.last_day)), number=1)[0]
    assert cluster["score"] is None
    assert cluster["not_reported"] == []


def test_a_reported_zero_is_a_value(teller: Teller, world: World) -> None:
    for number in range(1, 5):
        teller.verified(number, 0)
    figure = shown(read(world), world.indicator.pk)
    assert (figure["actual"]["value"], figure["achievement"], figure["status"]) == ("0", "0.00", "behind")
    assert figure["actual"]["periods_with_value"] == 4


def test_percentages_and_milestones_are_shown_with_what_they_are_made_of(teller: Teller, world: World) -> None:
    teller.verified(1, of=ratio(2, 3))
    teller.verified(2, of=ratio(4, 5), milestone=reached(date(2024, 6, 3)))
    year = read(world, world.period(2).due_at + timedelta(hours=1))
    share, milestone = shown(year, world.ratio.pk), shown(year, world.milestone.pk)
    assert (share["actual"]["value"], share["actual"]["numerator"], share["actual"]["denominator"]) == (
        "80.00",
        "4",
        "5",
    )
    assert share["achievement"] == "100.00"
    assert (milestone["actual"]["value"], milestone["actual"]["reached_on"]) == ("1", "2024-06-03")
    assert milestone["actual"]["document_number"] == "12/2024"
    assert milestone["status"] == "achieved"


def test_no_events_are_not_applicable_and_said_so(teller: Teller, world: World) -> None:
    for number in range(1, 5):
        teller.verified(number, of=ratio(0, 0))
    figure = shown(read(world), world.ratio.pk)
    assert (figure["status"], figure["actual"]["state"], figure["achievement"]) == (
        "not_applicable",
        "not_applicable",
        None,
    )
    assert figure["remarks"] == ["0 dari 0: tidak ada kejadian"]


def test_an_older_value_is_shown_with_its_period(teller: Teller, world: World) -> None:
    teller.verified(1, of=ratio(2, 4))
    figure = shown(read(world, world.period(2).due_at + timedelta(hours=1)), world.ratio.pk)
    assert figure["actual"]["as_of"] == world.period(1).label
    assert (figure["actual"]["periods_with_value"], figure["actual"]["periods_due"]) == (1, 2)


def test_where_nothing_is_due_nobody_is_said_to_be_silent(world: World) -> None:
    idle = make_indicator(world.action, "Tanpa target tahun ini", None, position=9)
    figure = shown(read(world), idle.pk)
    assert (figure["status"], figure["actual"]["state"]) == ("no_target", "nothing_due")


def test_a_revised_target_says_from_what_why_and_by_whom(
    teller: Teller, world: World, coordinator: User, secretariat: User
) -> None:
    Target.objects.create(
        indicator=world.indicator,
        year=2024,
        version=2,
        value=Decimal(200),
        reason="penyesuaian anggaran",
        approved_by=coordinator,
        approved_at=datetime(2024, 6, 12, 4, tzinfo=UTC),
    )
    late = datetime(2025, 3, 1, 4, tzinfo=UTC)
    Target.objects.create(
        indicator=world.indicator, year=2024, version=3, value=Decimal(50), reason="x", approved_at=late
    )
    figure = shown(read(world), world.indicator.pk)
    assert figure["target"] == {
        "value": "200",
        "first_value": "400",
        "reason": "penyesuaian anggaran",
        "approved_by": "Kemenkopmk",
        "approved_on": "2024-06-12",
    }
    assert figure["remarks"] == [
        "revisi target menjadi 50 disetujui pada 1 Mar 2025 setelah batas waktu, tidak dihitung"
    ]


def test_a_supporter_flagged_to_report_stands_beside_the_lead(world: World) -> None:
    Assignment.objects.filter(organization=world.kemendagri).update(is_reporter=True)
    figure = shown(read(world), world.indicator.pk)
    assert [other["organization"]["code"] for other in figure["others"]] == ["KEMENDAGRI"]
    year = read(world)
    assert {(row.organization_id, row.cluster.number) for row in year.owed} == {
        (world.kemenpppa.pk, 1),
        (world.kemendagri.pk, 1),
        (world.polri.pk, 5),
    }


def test_a_successor_goes_on_where_the_predecessor_stopped(teller: Teller, world: World) -> None:
    for number in range(1, 4):
        teller.verified(number, 100)
    handed_over_at = datetime(2024, 10, 22, 3, tzinfo=UTC)
    line = Assignment.objects.get(action=world.action, organization=world.kemenpppa)
    line.end(on=date(2024, 10, 20), by=teller.people["secretariat"], at=handed_over_at)
    Assignment.objects.create(
        action=world.action,
        organization=world.kemendagri,
        role="lead",
        starts_on=date(2024, 10, 21),
        recorded_at=handed_over_at,
        line=line,
    )
    year = read(world)
    assert year.figures[world.indicator.pk].actual.value == 3_000_000
    owed = {(row.organization_id, row.period.row.number) for row in year.owed if row.cluster.number == 1}
    assert owed == {(world.kemenpppa.pk, 1), (world.kemenpppa.pk, 2), (world.kemenpppa.pk, 3), (world.kemendagri.pk, 4)}
    action = cluster_figures(year, load_details(year, Names(year.last_day)), number=1)[0]["actions"][0]
    assert [lead["code"] for lead in action["leads"]] == ["KEMENDAGRI", "KEMENPPPA"]
    rows = {row["organization"]["code"]: row for row in organization_figures(year, Names(year.last_day))}
    assert (rows["KEMENDAGRI"]["actions"], rows["KEMENPPPA"]["actions"]) == (1, 0)
    early = read(world, handed_over_at - timedelta(days=1))
    assert {row.organization_id for row in early.owed if row.cluster.number == 1} == {world.kemenpppa.pk}


def test_late_and_missing_reports_are_named_with_their_due_day(teller: Teller, world: World, secretariat: User) -> None:
    report = teller.verified(1)
    second = world.period(2)
    until = second.due_at + timedelta(days=10)
    extend_period(
        period=second,
        organization=world.kemenpppa,
        until=until,
        note="Pindah kantor.",
        by=secretariat,
        at=second.opens_at,
    )
    year = read(world, second.due_at + timedelta(hours=1))
    rows = late_organizations(year, Names(year.last_day))
    assert [(row["organization"]["code"], row["missing"]) for row in rows] == [("POLRI", 2)]
    later = read(world, until + timedelta(hours=1))
    late = {row["organization"]["code"]: row for row in late_organizations(later, Names(later.last_day))}
    assert late["KEMENPPPA"]["rows"][0]["is_extended"]
    assert late["KEMENPPPA"]["oldest_due_on"] == until.date().isoformat()
    coverage = national_figures(later)["coverage"]
    assert (coverage["organizations_filed"], coverage["organizations_due"]) == (0, 2)
    assert (coverage["organizations_filed_some"], coverage["organizations_filed_none"]) == (1, 1)
    assert coverage["provinces_total"] == 2
    assert report.first_filed_at is not None


def test_the_budget_is_cumulative_and_takes_the_revised_ceiling(teller: Teller, world: World) -> None:
    teller.verified(1, realized=100_000_000)
    teller.verified(2, realized=250_000_000)
    BudgetCeiling.objects.create(
        line=world.line, version=2, amount=500_000_000, set_at=datetime(2024, 6, 1, tzinfo=UTC), reason="blokir"
    )
    BudgetLine.objects.create(
        action=world.action, organization=world.kemendagri, fiscal_year=2024, source="grant", code="H"
    )
    year = read(world)
    chapter = budget_chapter(year, Names(year.last_day))
    assert chapter["total"] == {
        "allocated": 500_000_000,
        "realized": 250_000_000,
        "absorption": "50.00",
        "lines_reported": 1,
        "lines": 2,
    }
    assert [(row["key"], row["realized"]) for row in chapter["by_source"]] == [("apbn", 250_000_000), ("grant", 0)]
    assert chapter["by_source"][1]["absorption"] is None
    assert [row["key"] for row in chapter["by_organization"]] == ["KEMENDAGRI", "KEMENPPPA"]
    early = read(world, datetime(2024, 5, 30, tzinfo=UTC))
    assert budget_chapter(early, Names(early.last_day))["total"]["allocated"] == 1_000_000_000


def test_the_latest_period_s_rupiah_count_whichever_was_verified_last(teller: Teller, world: World) -> None:
    teller.verified(2, realized=250_000_000)
    teller.verified(1, realized=100_000_000)
    assert national_figures(read(world))["budget"]["realized"] == 250_000_000


def test_narratives_are_those_of_the_round_that_counts(teller: Teller, world: World) -> None:
    teller.verified(1, achievement="Terlaksana di tiga provinsi.")
    report = teller.fill(2, achievement="Belum diverifikasi.")
    teller.file(report)
    year = read(world)
    texts = narratives_of(year, Names(year.last_day))[world.action.pk]
    assert [(text["period"], text["achievement"]) for text in texts] == [
        (world.period(1).label, "Terlaksana di tiga provinsi.")
    ]
    assert len(narratives_of(read(world, reading="provisional"), Names(year.last_day))[world.action.pk]) == 2


def test_the_period_matrix_shows_each_period_s_status(teller: Teller, world: World) -> None:
    teller.verified(1, 100, of=ratio(4, 5), milestone=reached(date(2024, 2, 1)))
    teller.verified(2, 0, of=ratio(4, 5))
    year = read(world, world.period(2).due_at + timedelta(hours=1))
    row = period_matrix(year)["rows"][0]
    assert [(cell["status"], cell["score"]) for cell in row["cells"]] == [
        ("achieved", "100.00"),
        ("attention", "83.33"),
        ("", None),
        ("", None),
    ]
    assert row["cells"][1]["score"] == national_cluster_score(year)


def national_cluster_score(year: YearData) -> str | None:
    return cluster_figures(year, load_details(year, Names(year.last_day)), number=1)[0]["score"]


def test_activities_outside_the_plan_and_interim_plans_have_no_score(world: World, teller: Teller) -> None:
    world.police_action.is_in_plan = False
    world.police_action.save(update_fields=["is_in_plan"])
    year = read(world)
    assert year.results[world.police_action.pk].score is None
    assert national_figures(year)["actions"] == 1
    Plan.objects.filter(pk=world.plan.pk).update(kind=PlanKind.INTERIM)
    world.plan.refresh_from_db()
    interim = national_figures(read(world))
    assert (interim["score"], interim["actions"], interim["actions_scored"]) == (None, 2, 0)


def test_the_count_of_queries_does_not_grow_with_the_plan(db: None) -> None:
    counts = []
    for size in (Size(actions=60, organizations=5), Size(actions=120, organizations=12)):
        plan = make_plan(size) if not counts else make_larger(size)
        with CaptureQueriesContext(connection) as queries:
            data = load_plan(plan, plan.years, reading="official", as_of=AFTER_THE_YEAR)
            year = year_of(data, 2024)
            names = Names(year.last_day)
            national_figures(year)
            cluster_figures(year, load_details(year, names, narratives=narratives_of(year, names)))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 22


def make_larger(size: Size) -> Plan:
    """A second plan, regional, so that both can be there."""
    Plan.objects.update(start_year=2019)
    return make_plan(size, prefix="BESAR")


def assert_plain(value: Any) -> None:
    """Only what JSON knows."""
    if isinstance(value, dict):
        for key, part in value.items():
            assert isinstance(key, str)
            assert_plain(part)
    elif isinstance(value, list):
        for part in value:
            assert_plain(part)
    else:
        assert value is None or type(value) in {str, int, bool}


def test_what_is_answered_is_plain(teller: Teller, world: World) -> None:
    teller.verified(1, of=ratio(1, 3), realized=5, achievement="ada")
    year = read(world)
    names = Names(year.last_day)
    details = load_details(year, names, narratives=narratives_of(year, names))
    for answer in (
        cluster_figures(year, details),
        organization_figures(year, names),
        [national_figures(year)],
        [period_matrix(year)],
        [budget_chapter(year, names)],
        late_organizations(year, names),
    ):
        assert answer
        assert_plain(answer)
