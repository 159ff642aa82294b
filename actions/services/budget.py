"""Budget lines and their ceilings."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions.models import Action, BudgetCeiling, BudgetLine
from clusters.models import Organization, Plan, User


@transaction.atomic
def create_budget_line(
    *,
    action: Action,
    organization: Organization,
    fiscal_year: int,
    source: str,
    ceiling: int | None,
    by: User,
    code: str = "",
    title: str = "",
    at: datetime | None = None,
) -> BudgetLine:
    """A new line with its first ceiling in whole rupiah; ``None``: none was set yet."""
    line = BudgetLine.objects.create(
        action=action, organization=organization, fiscal_year=fiscal_year, source=source, code=code, title=title
    )
    if ceiling is not None:
        BudgetCeiling.objects.create(line=line, amount=ceiling, set_by=by, set_at=at or timezone.now())
    Plan.objects.filter(pk=action.plan_id).touch()
    return line


@transaction.atomic
def revise_ceiling(
    *, line: BudgetLine, amount: int, reason: str, by: User, at: datetime | None = None
) -> BudgetCeiling:
    """A new version of the ceiling; the first one stays readable."""
    BudgetLine.objects.select_for_update().get(pk=line.pk)  # two revisions at once take two versions
    latest = BudgetCeiling.objects.filter(line=line).order_by("-version").first()
    ceiling = BudgetCeiling.objects.create(
        line=line,
        version=latest.version + 1 if latest else 1,
        amount=amount,
        reason=reason,
        set_by=by,
        set_at=at or timezone.now(),
    )
    Plan.objects.filter(pk=line.action.plan_id).touch()
    return ceiling
