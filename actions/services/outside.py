"""Activities of the task force outside the plan (kegiatan di luar RAN): entered and verified like any action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from actions.enums import Accumulation, AssignmentRole, Direction, Measure
from actions.models import Action, Assignment, Indicator
from actions.models.indicator import text_key
from clusters.models import Cluster, Organization, Plan


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
    Plan.objects.filter(pk=plan.pk).touch()
    return action
