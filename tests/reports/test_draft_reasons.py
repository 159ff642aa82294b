"""The page of an edition that bears DRAF says which condition of a final one did not hold, and only that one."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from actions.models import ReportingPeriod
from clusters.models import Plan, User
from ranpptppo.lib.formats import day_in_wib
from reports.draft_reasons import draft_sentence
from reports.enums import ReportKind
from reports.models import Report
from tests.cast import World
from tests.reports.sample_figures import annual_figures
from tests.reports.test_report_downloads import issued
from tests.reports.test_report_pages import text_of

RUNNING = "pada 2 Juni 2024 batas waktu 3 periode 2024 belum lewat"
AFTER = date(2026, 3, 31)


def edition(world: World, by: User, conclusion: str, cut_off_on: date) -> Report:
    """An annual report 2024 that is no final one, as it was frozen."""
    report = issued(world, by, annual_figures(conclusion=conclusion))
    Report.objects.filter(pk=report.pk).update(cut_off_on=cut_off_on)
    return Report.objects.get(pk=report.pk)


@pytest.mark.parametrize(
    ("conclusion", "cut_off_on", "sentence"),
    [
        ("Membaik.", date(2024, 6, 2), f"karena {RUNNING}. Mintalah edisi baru dengan batas data sesudah"),
        ("", AFTER, "karena kesimpulannya belum ditulis. Mintalah edisi baru setelah kesimpulan ditulis."),
        ("", date(2024, 6, 2), f"karena {RUNNING}, dan kesimpulannya belum ditulis. Mintalah edisi baru setelah"),
        ("Membaik.", AFTER, "karena pada 31 Maret 2026 belum semua periodenya lewat batas waktu."),
    ],
    ids=["running", "unwritten", "both", "due moments were moved since"],
)
def test_the_page_names_the_cause_that_holds(
    world: World, people: dict[str, User], client: Client, conclusion: str, cut_off_on: date, sentence: str
) -> None:
    report = edition(world, people["secretariat"], conclusion, cut_off_on)
    client.force_login(people["secretariat"], backend="django.contrib.auth.backends.ModelBackend")
    page = text_of(client.get(report.get_absolute_url()))
    assert sentence in page
    assert ("kesimpulannya belum ditulis" in page) == (not conclusion)
    assert "periode" not in draft_sentence(report) or conclusion or cut_off_on != AFTER


def test_a_year_without_periods_and_the_years_of_a_plan_are_told(world: World, people: dict[str, User]) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(start_year=2023)
    last = ReportingPeriod.objects.filter(plan=world.plan, year=2024).latest("due_at")
    report = edition(world, people["secretariat"], "Membaik.", day_in_wib(last.due_at))
    Report.objects.filter(pk=report.pk).update(kind=ReportKind.FIVE_YEAR)
    sentence = draft_sentence(Report.objects.get(pk=report.pk))
    assert "batas waktu 1 periode 2024 belum lewat" in sentence  # on the due day nothing is late
    assert "tahun 2023 belum mempunyai periode pelaporan" in sentence


def test_a_preview_and_a_final_edition_give_no_reason(world: World, people: dict[str, User]) -> None:
    report = edition(world, people["secretariat"], "", AFTER)
    report.is_preview = True
    assert draft_sentence(report) == ""
    report.is_preview, report.is_final = False, True
    assert draft_sentence(report) == ""
