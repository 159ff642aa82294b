"""The activities outside the plan that a person may see, with where their reporting stands."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from actions.enums import AssignmentRole, EventKind
from actions.models import Action, Assignment, Measurement, MeasurementRound
from clusters.models import Organization, User
from clusters.models.organization import short_name_on


def activities_visible_to(user: User, *, on: date, lead: Organization | None = None) -> QuerySet[Action]:
    """The newest plan first; of one ``lead``, or of all.

    Comes with ``lead_id`` and ``lead_name``, ``outputs`` (how many indicators), and ``is_drafted``, ``is_filed`` and
    ``is_verified``.
    """
    leads = Assignment.objects.filter(action=OuterRef("pk"), role=AssignmentRole.LEAD)
    newest = leads.annotate(name=short_name_on(on, of="organization")).order_by("-starts_on", "-pk")
    rounds = MeasurementRound.objects.filter(indicator__action=OuterRef("pk"))
    found = Action.objects.outside_plan().visible_to(user)
    if lead is not None:
        found = found.filter(Exists(leads.filter(organization=lead)))
    return (
        found.annotate(
            lead_id=Subquery(newest.values("organization_id")[:1]),
            lead_name=Subquery(newest.values("name")[:1]),
            outputs=Count("indicators"),
            is_drafted=Exists(Measurement.objects.filter(indicator__action=OuterRef("pk"))),
            is_filed=Exists(rounds),
            is_verified=Exists(rounds.filter(event__kind=EventKind.VERIFY)),
        )
        .select_related("cluster", "plan")
        .order_by("-plan__start_year", "cluster__number", "title", "pk")
    )
