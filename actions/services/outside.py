"""Activities of the task force outside the plan (kegiatan di luar RAN): entered and verified like any action."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actions.enums import Accumulation, AssignmentRole, Direction, Measure
from actions.models import Action, Assignment, EntryChange, Indicator, Measurement, MeasurementRound, ProgressReport
from actions.models.indicator import text_key
from clusters.models import Cluster, Organization, Plan


class ActivityFiled(Exception):
    """A report about the activity was filed: what it counts stays as it was filed."""

    def __init__(self) -> None:
        super().__init__("Kegiatan ini sudah dilaporkan, sehingga tidak dapat diubah lagi.")


class ActivityUnderReview(Exception):
    """A report that holds values of the activity waits for somebody, or is locked: what they read stays as it is."""

    def __init__(self) -> None:
        super().__init__("Laporan yang memuat kegiatan ini sudah diajukan atau dikunci, sehingga belum dapat diubah.")


class OutputInUse(Exception):
    """Somebody typed a value for it; the history keeps that."""

    def __init__(self, indicator: Indicator) -> None:
        super().__init__(f"“{indicator.text}” sudah pernah diisi, sehingga tidak dapat dihapus; ubah bunyinya saja.")


@transaction.atomic
def record_outside_activity(
    *,
    plan: Plan,
    cluster: Cluster,
    title: str,
    organization: Organization,
    starts_on: date,
    outputs: Sequence[tuple[str, str]] = (),
    at: datetime | None = None,
) -> Action:
    """Record an activity under ``plan`` but outside it, led by ``organization`` from ``starts_on``.

    ``outputs``: (what is counted, unit); each becomes a yearly count that is reported without a
    target. It is never scored.
    """
    at = at or timezone.now()
    action = Action.objects.create(plan=plan, cluster=cluster, title=title, is_in_plan=False)
    Assignment.objects.create(
        action=action,
        organization=organization,
        role=AssignmentRole.LEAD,
        starts_on=starts_on,
        recorded_at=at,
    )
    for position, (text, unit) in enumerate(outputs, start=1):
        _add_output(action, text, unit, position)
    Plan.objects.filter(pk=plan.pk).touch()
    return action


@transaction.atomic
def edit_outside_activity(
    *, action: Action, title: str, starts_on: date, outputs: Sequence[tuple[int | None, str, str]]
) -> Action:
    """Correct an activity until its first report is filed.

    ``outputs``: (id of the indicator or None for a new one, what is counted, unit); what is not among them is taken
    away. Raises :class:`ActivityFiled`, :class:`ActivityUnderReview` or :class:`OutputInUse`.
    """
    action = Action.objects.select_for_update().get(pk=action.pk)
    reports = _hold_reports(action)
    if MeasurementRound.objects.filter(indicator__action=action).exists():
        raise ActivityFiled
    held = set(Measurement.objects.filter(indicator__action=action).values_list("report_id", flat=True))
    if any(report.pk in held and not report.is_editable for report in reports):
        raise ActivityUnderReview
    action.title = title
    action.save(update_fields=["title"])
    lead = Assignment.objects.get(action=action, role=AssignmentRole.LEAD, ends_on__isnull=True)
    lead.starts_on = starts_on
    lead.save(update_fields=["starts_on"])
    _take_away(action, keep={pk for pk, _, _ in outputs if pk is not None})
    following = count((action.indicators.aggregate(last=Max("position"))["last"] or 0) + 1)
    for pk, text, unit in outputs:
        changed = {"text": text, "text_key": text_key(text), "unit": unit}
        if not action.indicators.filter(pk=pk or 0).update(**changed):
            _add_output(action, text, unit, next(following))
    Plan.objects.filter(pk=action.plan_id).touch()
    return action


def _hold_reports(action: Action) -> list[ProgressReport]:
    """The rows of the reports in which the activity is reported: none of them is filled in or submitted meanwhile."""
    reporters = Assignment.objects.filter(action=action).values("organization")
    reports = ProgressReport.objects.filter(
        organization__in=reporters, cluster=action.cluster_id, period__plan=action.plan_id
    )
    return list(reports.select_for_update().order_by("pk"))


def _take_away(action: Action, *, keep: Collection[int]) -> None:
    for indicator in action.indicators.exclude(pk__in=keep):
        typed = Measurement.objects.filter(indicator=indicator), EntryChange.objects.filter(indicator=indicator)
        if any(rows.exists() for rows in typed):
            raise OutputInUse(indicator)
        indicator.delete()


def _add_output(action: Action, text: str, unit: str, position: int) -> None:
    Indicator.objects.create(
        action=action,
        text=text,
        text_key=text_key(text),
        unit=unit,
        measure=Measure.COUNT,
        accumulation=Accumulation.FLOW,
        direction=Direction.RISING,
        reports_without_target=True,
        position=position,
    )
