"""What of printing is kept no longer: drafts after a month, and sections that no report holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from reports.enums import RenderState
from reports.models import Report, ReportPart, Section
from reports.models.report import report_folder
from reports.storing import sweep_folder

DRAFTS_KEPT_FOR = timedelta(days=30)  # an issued edition is never removed
SECTIONS_KEPT_FOR = timedelta(days=30)  # the next edition may print most of them alike
ENDED = (RenderState.READY, RenderState.FAILED, RenderState.CANCELLED)


def prune(*, at: datetime) -> tuple[int, int]:
    """Remove drafts that ended long ago, then sections that no report holds any more: how many of both."""
    drafts = Report.objects.filter(is_preview=True, state__in=ENDED, finished_at__lt=at - DRAFTS_KEPT_FOR)
    drafts_removed = sum(_remove_draft(draft, drafts) for draft in drafts.defer("figures").order_by("pk"))
    unused = Section.objects.filter(parts__isnull=True, made_at__lt=at - SECTIONS_KEPT_FOR)
    unused = unused.exclude(state=RenderState.RENDERING)
    return drafts_removed, sum(_remove_section(section) for section in unused.defer("content").order_by("pk"))


@transaction.atomic
def _remove_draft(draft: Report, drafts: models.QuerySet[Report]) -> int:
    """0 when it is made again."""
    if not drafts.filter(pk=draft.pk).select_for_update().exists():
        return 0
    folder = report_folder(draft)
    draft.delete()
    transaction.on_commit(partial(sweep_folder, folder))
    return 1


@transaction.atomic
def _remove_section(section: Section) -> int:
    """0 when a report has taken it up since."""
    held = ReportPart.objects.filter(section=OuterRef("pk"))
    if not Section.objects.select_for_update().filter(~Exists(held), pk=section.pk).exists():
        return 0
    folder = section.folder
    section.delete()
    transaction.on_commit(partial(sweep_folder, folder))
    return 1
