"""The demo, loaded once: what a newcomer sees in it is what the issue promises, and every figure is recounted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import models, transaction
from django.db.models import F, Max
from pytest_django import DjangoDbBlocker

from actions.anomalies import submissions_of
from actions.enums import EventKind, ReportState
from actions.models import Action, Assignment, Evidence, Indicator, ProgressEvent, ProgressReport, ReportingPeriod
from actions.periods import owed_in
from clusters.enums import ClusterKind, PlanKind, Role
from clusters.models import Cluster, Organization, Plan, User
from ranpptppo.lib.formats import number
from ranpptppo.lib.periods import end_of_day
from ranpptppo.lib.roman import roman
from reports.demo.people import LOGINS, PASSWORD
from reports.enums import RenderState
from reports.figures import AnnualFigures
from reports.models import Report
from reports.parts import AFTER_INTRODUCTION
from tests.actions.calculation import naive
from tests.reports.recount import Recount
from tests.reports.test_rendering import Printed, pages_of

# ./dev demo runs on SQLite.
pytestmark = [pytest.mark.django_db, pytest.mark.lane("sqlite")]


@dataclass
class Demo:
    plan: Plan
    report: Report
    printed: Printed
    said: str

    @property
    def figures(self) -> AnnualFigures:
        return self.printed.figures


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """One ``load_demo`` for the module, rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        _use_up_cluster_ids()
        said = StringIO()
        call_command("load_demo", stdout=said)
        report = Report.objects.get()
        with default_storage.open(str(report.file.name)) as file:
            pdf = file.read()
        figures: Any = report.figures
        yield Demo(report.plan, report, Printed(figures, pdf, pages_of(pdf)), said.getvalue())
        transaction.set_rollback(True)


def _use_up_cluster_ids() -> None:
    """The story must not hang on primary keys: no cluster gets its number for its id."""
    for count in range(1, 10):
        Cluster.objects.create(number=count, name="Contoh", kind=ClusterKind.SUBSTANTIVE)
    Cluster.objects.all().delete()


def named(demo: Demo, action_number: str) -> list[dict[str, str]]:
    """The leads of an action as the report names them."""
    actions = [action for cluster in demo.figures["clusters"] for action in cluster["actions"]]
    found: Any = next(action["leads"] for action in actions if action["number"] == action_number)
    return found


# --- what the report says ---


def test_chapter_one_has_the_applications_to_lpsk_their_sum_and_their_source(demo: Demo) -> None:
    chapter = demo.printed.chapter("BAB I")
    for year, value in ((2020, "203"), (2021, "147"), (2022, "150"), (2023, "1.297"), (2024, "576")):
        assert f"{year} {value} setahun penuh" in chapter
    assert "Jumlah 2.373" in chapter
    assert re.search(r"Jumlah 2\.373 Sumber: Lembaga Perlindungan Saksi dan Korban, \[\d\]", chapter)


def test_the_names_of_october_2024_are_right(demo: Demo) -> None:
    law, law_before = named(demo, "4.1")
    assert (law["name"], law_before["name"]) == ("Kementerian Hukum", "Kementerian Hukum dan Hak Asasi Manusia")
    assert law["footnote"] == "Sebelum 21 Oktober 2024 Kementerian Hukum dan Hak Asasi Manusia."
    school, school_before = named(demo, "1.3")
    assert school["name"] == "Kementerian Pendidikan Dasar dan Menengah"
    assert school["footnote"].startswith("Sebelum 21 Oktober 2024 Kementerian Pendidikan, Kebudayaan, Riset, dan")
    assert school_before["code"] == "KEMENDIKBUD"
    chapter = demo.printed.chapter("BAB V")
    assert "penanggung jawab Kementerian Hukum" in chapter
    assert "Sebelum 21 Oktober 2024 Kementerian Koordinator Bidang Politik, Hukum, dan Keamanan." in chapter
    printed = " ".join(demo.printed.pages)
    assert "Kementerian Pelindungan Pekerja Migran Indonesia, Triwulan II 2024" in printed
    glossary = demo.printed.chapter("LAMPIRAN 4")
    assert "Kemendikdasmen Kementerian Pendidikan Dasar dan Menengah. Sebelum 21 Oktober 2024" in glossary
    assert "KemenP2MI Kementerian Pelindungan Pekerja Migran Indonesia. Sebelum 21 Oktober 2024 Badan" in glossary
    assert "Pencegahan belum ditetapkan" in demo.printed.chapter("BAB I")  # nobody leads the cluster since that day


def test_the_report_is_marked_as_an_example_on_every_page(demo: Demo) -> None:
    assert demo.plan.is_example
    assert [place for place, text in enumerate(demo.printed.pages) if "CONTOH" not in text] == []
    assert demo.report.pages == len(demo.printed.pages)


def test_the_cluster_tables_hold_what_a_recount_of_the_base_tables_gives(demo: Demo) -> None:
    recount = Recount(demo.plan, "official", end_of_day(demo.report.cut_off_on))
    indicators = {row.pk: row for row in Indicator.objects.filter(action__plan=demo.plan).select_related("action")}
    actions = {row.pk: row for row in Action.objects.filter(plan=demo.plan)}
    seen = 0
    for cluster in demo.figures["clusters"]:
        for action in cluster["actions"]:
            assert action["score"] == text(recount.action_score(actions[action["id"]], 2024)), action["title"]
            for row in action["indicators"]:
                expected = recount.in_year(indicators[row["id"]], 2024)
                assert row["status"] == expected["status"], row["text"]
                assert row["achievement"] == text(expected["achievement"]), row["text"]
                assert_same_actual(row["actual"], expected["actual"], row["measure"])
                seen += 1
        of_cluster = [row for row in actions.values() if row.cluster_id == cluster_id(demo, cluster["number"])]
        assert cluster["score"] == text(recount.score([row for row in of_cluster if row.is_in_plan], 2024))
    assert seen == Indicator.objects.filter(action__plan=demo.plan, action__is_in_plan=True).count()
    assert demo.figures["national"]["score"] == text(recount.score(actions.values(), 2024))


def test_each_cluster_table_prints_these_figures(demo: Demo) -> None:
    for chapter, cluster in enumerate(demo.figures["clusters"], AFTER_INTRODUCTION):
        found = Counter(re.findall(r"[\d.]+,\d\d", demo.printed.chapter(f"BAB {roman(chapter)}")))
        rows = [row["achievement"] for action in cluster["actions"] for row in action["indicators"]]
        scores = [cluster["score"], *(action["score"] for action in cluster["actions"])]
        wanted = Counter(number(Decimal(value), places=2) for value in rows + scores if value is not None)
        assert [value for value, times in wanted.items() if found[value] < times] == [], cluster["name"]


# --- what happened ---


def test_some_filed_in_time_some_late_some_never(demo: Demo) -> None:
    year = demo.figures["national"]["completeness"]
    assert 0 < year["on_time"]["count"] < year["filed"]["count"] < year["filed"]["total"]
    assert year["on_time_extended"] > 0
    assert [row for row in demo.figures["not_reported"] if row["is_extended"]] == []
    periods = ReportingPeriod.objects.filter(plan=demo.plan, year=2023)
    owed = sum(len(owed_in(organization, periods)) for organization in Organization.objects.all())
    reports = ProgressReport.objects.filter(period__in=periods)
    assert 0 < reports.filter(first_filed_at__gt=F("period__due_at")).count() < reports.count() < owed


def test_some_were_returned_with_a_note_and_filed_again(demo: Demo) -> None:
    returned = ProgressEvent.objects.filter(report__period__plan=demo.plan, kind=EventKind.RETURN)
    assert returned.count() >= 10
    assert not returned.filter(note="").exists()
    assert ProgressReport.objects.filter(period__plan=demo.plan, state=ReportState.RETURNED).exists()
    assert ProgressReport.objects.filter(events__in=returned, state=ReportState.VERIFIED).exists()


def test_one_was_reopened_with_a_reason_and_verified_again(demo: Demo) -> None:
    event = ProgressEvent.objects.select_related("report__organization", "report__period").get(kind=EventKind.REOPEN)
    report = event.report
    assert (report.organization.code, report.period.year, report.period.number) == ("KEMENSOS", 2023, 2)
    assert event.note
    assert report.state == ReportState.VERIFIED
    assert report.verified_at is not None
    assert report.verified_at > event.at


def test_the_years_before_the_plan_was_opened_were_entered_afterwards(demo: Demo) -> None:
    periods = ReportingPeriod.objects.filter(plan=demo.plan)
    assert set(periods.filter(is_backfilled=True).values_list("year", flat=True)) == {2020, 2021, 2022}
    assert not periods.filter(is_backfilled=False, year__lt=2023).exists()
    entered = ProgressEvent.objects.filter(report__period__in=periods)
    assert not entered.filter(at__lt=F("report__period__opens_at")).exists()
    assert not entered.filter(at__year__lt=2023).exists()


def test_the_years_before_2024_are_locked_and_2024_is_not(demo: Demo) -> None:
    reports = ProgressReport.objects.filter(period__plan=demo.plan)
    assert not reports.filter(period__year__lt=2024, locked_at__isnull=True).exists()
    assert not reports.filter(period__year=2024, locked_at__isnull=False).exists()


def test_nobody_verified_the_own_organization_nor_before_the_own_time(demo: Demo) -> None:
    verified = ProgressEvent.objects.filter(kind=EventKind.VERIFY)
    assert verified.count() > 400
    assert not verified.filter(by__organization=F("report__organization")).exists()
    assert not Assignment.objects.filter(ends_on__lt=F("starts_on")).exists()


def test_each_role_finds_work_or_something_to_read(demo: Demo) -> None:
    assert {login.role for login in LOGINS} == set(Role)
    for login in LOGINS:
        user = User.objects.select_related("organization").get(email=login.email)
        assert (user.role, user.organization.code) == (login.role, login.organization)
        assert user.check_password(PASSWORD)
        assert login.email in demo.said
    interim = ProgressReport.objects.filter(period__plan__kind=PlanKind.INTERIM)
    assert interim.filter(state=ReportState.SUBMITTED, organization__code="KEMENPPPA").exists()
    assert interim.filter(state=ReportState.ENDORSED).exists()


def test_reports_that_wait_for_a_superior_or_a_verifier_have_a_file_marked_as_an_example(demo: Demo) -> None:
    evidence = Evidence.objects.select_related("report__organization")
    assert {"KEMENSOS", "KEMENPPPA"} <= {file.report.organization.code for file in evidence}
    for file in evidence:
        with file.file.open("rb") as content:
            assert "CONTOH" in pages_of(content.read())[0]
        assert (file.finding, file.preview.state) == ("", "queued")


def test_most_of_what_waits_can_be_verified_in_bulk_and_some_is_odd(demo: Demo) -> None:
    waiting = list(ProgressReport.objects.waiting_for_verification().with_names())
    plain = [one for one in submissions_of(waiting).values() if one.is_plain]
    assert len(waiting) / 2 < len(plain) < len(waiting)


def test_the_path_of_the_pdf_is_printed(demo: Demo) -> None:
    assert (demo.report.state, demo.report.cut_off_on) == (RenderState.READY, date(2025, 3, 31))
    assert str(demo.report.file.path) in demo.said


# --- again ---


def test_a_second_run_changes_nothing(demo: Demo) -> None:
    before = everything()
    call_command("load_demo", stdout=StringIO())
    assert everything() == before


def test_a_second_run_goes_on_where_printing_failed(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    Report.objects.update(state=RenderState.FAILED, error="Contoh.", file="", file_sha256="", pages=None)
    printed: list[int] = []
    monkeypatch.setattr("reports.management.commands.load_demo.make_report_now", printed.append)
    with pytest.raises(Exception, match="Laporan tidak selesai: Menunggu giliran"):
        call_command("load_demo", stdout=StringIO())
    assert printed == [demo.report.pk]
    assert Report.objects.get().state == RenderState.QUEUED


def everything() -> dict[str, tuple[int, Any]]:
    """Rows and highest key of every table of ours, histories included, and the counters of changes."""
    found: dict[str, tuple[int, Any]] = {}
    for app in ("clusters", "actions", "reports"):
        for model in apps.get_app_config(app).get_models():
            rows: models.QuerySet[Any] = model._default_manager.all()
            found[model._meta.label] = (rows.count(), rows.aggregate(last=Max("pk"))["last"])
    found["revisions"] = (0, sorted(Plan.objects.values_list("pk", "data_revision")))
    found["passwords"] = (0, sorted(User.objects.values_list("pk", "password")))
    return found


def cluster_id(demo: Demo, cluster_number: int) -> int:
    return Action.objects.filter(plan=demo.plan, cluster__number=cluster_number).values_list("cluster_id", flat=True)[0]


def text(value: Any) -> str | None:
    return None if value is None else f"{float(naive.rounded(value)):.2f}"


def assert_same_actual(printed: Any, expected: Any, measure: str) -> None:
    """Counts as they are, percentages by numerator and denominator; milestones are told by their status."""
    if measure == "milestone" or printed["state"] != "value":
        return
    if measure == "percentage":
        assert (Decimal(printed["numerator"]), Decimal(printed["denominator"])) == expected
    else:
        assert Decimal(printed["value"]) == expected
