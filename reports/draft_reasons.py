"""Why every page of an issued report bears DRAF: which of the two conditions of a final one did not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from actions.calculation.periods import is_past_due
from actions.models import ReportingPeriod
from clusters.models import Plan
from ranpptppo.lib.formats import date_long, joined, number
from ranpptppo.lib.periods import end_of_day
from reports.enums import ReportKind
from reports.models import Report

SENTENCE = "Setiap halaman edisi ini bertanda DRAF, karena {why}. Mintalah edisi baru {then}."
UNWRITTEN, ONCE_WRITTEN = "kesimpulannya belum ditulis", "setelah kesimpulan ditulis"
ONCE_OVER = "dengan batas data sesudah semua periode lewat batas waktu"


def draft_sentence(report: Report) -> str:
    """What the edition's page says; "" of a final edition and of a preview, which is never final. Two queries, of a
    region five.

    The conclusion is the frozen one. Due moments are those of today, and a frozen conclusion leaves no other reason.
    """
    if not report.is_draft or report.is_preview:
        return ""
    is_written = not Report.objects.filter(pk=report.pk, figures__conclusion="").exists()
    running = _running(report)
    if is_written and not running:
        running = f"pada {date_long(report.cut_off_on)} belum semua periodenya lewat batas waktu"
    why = [*([running] if running else []), *([] if is_written else [UNWRITTEN])]
    then = [*([] if is_written else [ONCE_WRITTEN]), *([ONCE_OVER] if running else [])]
    return SENTENCE.format(why=", dan ".join(why), then=", ".join(then))


def _running(report: Report) -> str:
    """Which periods were not past due at the cut-off, and which years have none at all; "" where all were.

    Of the edition of a region, its own plan's periods too.
    """
    first = report.plan.start_year if report.kind == ReportKind.FIVE_YEAR else report.year
    told = _running_of(report.plan, range(first, report.year + 1), report.cut_off_on)
    for own in _own_plan(report):
        told += _running_of(own, [report.year], report.cut_off_on, whose=f" {own.short_title}")
    return joined(told)


def _running_of(plan: Plan, years: Collection[int], cut_off_on: date, *, whose: str = "") -> list[str]:
    counts = periods_not_due(plan, years, end_of_day(cut_off_on))
    running = [f"{number(counts[year])} periode {year}{whose}" for year in years if counts.get(year)]
    without = [str(year) for year in years if year not in counts]
    told = []
    if running:
        told.append(f"pada {date_long(cut_off_on)} batas waktu {joined(running)} belum lewat")
    if without:
        told.append(f"tahun {joined(without)}{whose} belum mempunyai periode pelaporan")
    return told


def _own_plan(report: Report) -> QuerySet[Plan]:
    """The plan of its own whose figures the edition of a region froze."""
    if report.region_id is None:
        return Plan.objects.none()
    (key,) = Report.objects.filter(pk=report.pk).values_list(KT("figures__own__plan__plan__id"), flat=True)
    return Plan.objects.filter(pk=int(key)) if key else Plan.objects.none()


def periods_not_due(plan: Plan, years: Collection[int], moment: datetime) -> Counter[int]:
    """By year that has periods: how many of them were not past due at the moment; 0 where all were. One query."""
    rows = ReportingPeriod.objects.filter(plan=plan, year__in=years)
    found: Counter[int] = Counter()
    for year, due_at in rows.values_list("year", "due_at"):
        found[year] += not is_past_due(due_at, moment)
    return found
