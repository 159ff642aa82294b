"""What is missing for a report, told before it is frozen: an edition with empty years is seldom what somebody wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from actions.enums import EventKind
from actions.models import ProgressEvent
from clusters.models import Plan
from ranpptppo.lib.formats import date_long, day_in_wib, first_of, joined, number
from reports.cut_offs import cut_off_moment
from reports.draft_reasons import periods_not_due
from reports.enums import ReportKind
from reports.manuscripts import conclusion_of, latest_texts, manuscript_of, titles
from reports.models import ChapterVersion, Manuscript
from reports.summaries import Scope

EMPTY = "Tahun {years}: tidak ada satu pun laporan yang diverifikasi sampai {day}."
OPEN = "Tahun {year}: batas waktu {count} periode belum lewat pada {day}."
UNWRITTEN = "Kesimpulan belum ditulis, baik di sini maupun pada Naskah."
NO_MANUSCRIPT = "Naskah laporan ini belum dimulai: selain kesimpulan di bawah, semua bab dicetak tanpa teks."
EMPTY_CHAPTERS = "{count} dari {total} bab pada Naskah belum berisi teks: {titles}."
COMMENTS = "{count} komentar pada Naskah belum diselesaikan."
UNANSWERED = "{count} permintaan masukan belum dijawab."
NAMED = 3


def gaps_before_freezing(
    *, kind: str, plan: Plan, year: int, cut_off_on: date, conclusion: str, scope: Scope, **_other: Any
) -> list[str]:
    """Sentences to be confirmed: of a five-year report with years in which nothing is verified at the cut-off, and of a
    report of the whole plan that would bear no DRAF, what its manuscript lacks. At most nine queries.
    """
    if not scope.is_whole:
        return []
    moment = cut_off_moment(cut_off_on, timezone.now())
    years = range(plan.start_year, year + 1) if kind == ReportKind.FIVE_YEAR else range(year, year + 1)
    not_due = periods_not_due(plan, years, moment)
    gaps = _empty_years(plan, years, moment, not_due) if kind == ReportKind.FIVE_YEAR else []
    manuscript = manuscript_of(plan, year, kind)
    is_unwritten = not conclusion.strip() and not conclusion_of(manuscript)
    if is_unwritten and (gaps or not any(not_due.values())):
        gaps.append(UNWRITTEN)
    if not any(not_due.values()):
        gaps += _of_manuscript(manuscript)
    return gaps


def _empty_years(plan: Plan, years: range, moment: datetime, not_due: Mapping[int, int]) -> list[str]:
    verified = ProgressEvent.objects.filter(kind=EventKind.VERIFY, at__lte=moment, report__period__plan=plan)
    told = set(verified.values_list("report__period__year", flat=True).distinct())
    empty = [one for one in years if one not in told]
    if not empty:
        return []
    day = date_long(day_in_wib(moment))
    gaps = [EMPTY.format(years=joined([str(one) for one in empty]), day=day)]
    return gaps + [
        OPEN.format(year=one, count=number(not_due[one]), day=day) for one in sorted(not_due) if not_due[one]
    ]


def _of_manuscript(manuscript: Manuscript | None) -> list[str]:
    """Chapters without text (a conclusion is told apart), open comments, input that was asked for and did not come."""
    if manuscript is None:
        return [NO_MANUSCRIPT]
    texts, chapters = latest_texts(manuscript), titles(manuscript)
    empty = [title for key, title in chapters.items() if key != "kesimpulan" and not _has_text(texts.get(key))]
    comments = manuscript.comments.filter(resolved_at__isnull=True).count()
    unanswered = manuscript.requests.unanswered().count()
    return [
        *(
            [EMPTY_CHAPTERS.format(count=number(len(empty)), total=len(chapters), titles=first_of(empty, NAMED))]
            if empty
            else []
        ),
        *([COMMENTS.format(count=number(comments))] if comments else []),
        *([UNANSWERED.format(count=number(unanswered))] if unanswered else []),
    ]


def _has_text(version: ChapterVersion | None) -> bool:
    return version is not None and bool(version.text.strip())
