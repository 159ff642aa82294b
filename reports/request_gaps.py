"""What is missing for a report, told before it is frozen: an edition with empty years is seldom what somebody wanted."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.enums import EventKind
from actions.models import ProgressEvent
from clusters.models import Plan
from ranpptppo.lib.formats import date_long, joined, number
from ranpptppo.lib.periods import end_of_day
from reports.draft_reasons import periods_not_due
from reports.enums import ReportKind
from reports.manuscripts import conclusion_of, manuscript_of

EMPTY = "Tahun {years}: tidak ada satu pun laporan yang diverifikasi sampai {day}."
OPEN = "Tahun {year}: batas waktu {count} periode belum lewat pada {day}."
UNWRITTEN = "Kesimpulan belum ditulis, baik di sini maupun pada Naskah."


def gaps_before_freezing(
    *, kind: str, plan: Plan, year: int, cut_off_on: date, conclusion: str, **_other: Any
) -> list[str]:
    """Sentences to be confirmed: of a five-year report with a year in which nothing is verified at the cut-off, also what
    else is missing; nothing of any other. Three queries.
    """
    if kind != ReportKind.FIVE_YEAR:
        return []
    years, moment = range(plan.start_year, year + 1), end_of_day(cut_off_on)
    verified = ProgressEvent.objects.filter(kind=EventKind.VERIFY, at__lte=moment, report__period__plan=plan)
    told = set(verified.values_list("report__period__year", flat=True).distinct())
    empty = [one for one in years if one not in told]
    if not empty:
        return []
    day = date_long(cut_off_on)
    not_due = periods_not_due(plan, years, moment)
    gaps = [EMPTY.format(years=joined([str(one) for one in empty]), day=day)]
    gaps += [OPEN.format(year=one, count=number(not_due[one]), day=day) for one in sorted(not_due) if not_due[one]]
    if not conclusion.strip() and not conclusion_of(manuscript_of(plan, year, kind)):
        gaps.append(UNWRITTEN)
    return gaps
