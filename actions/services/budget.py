"""Budget lines and their ceilings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.models import Action, BudgetCeiling, BudgetLine, UnlinkedBudget
from clusters.models import Organization, Plan, User


class BudgetLineExists(Exception):
    """The action has a line of this organization, year, source and code already."""

    def __init__(self) -> None:
        super().__init__("Aksi ini sudah memiliki baris anggaran dengan sumber dan kode yang sama.")


class BudgetAlreadyLinked(Exception):
    """Somebody else linked it meanwhile."""

    def __init__(self) -> None:
        super().__init__("Anggaran ini sudah ditautkan ke sebuah aksi.")


class UnlinkedBudgetExists(Exception):
    """The organization recorded the same money meanwhile."""

    def __init__(self) -> None:
        super().__init__("Anggaran dengan kode dan uraian yang sama sudah tercatat.")


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
    """A new line with its first ceiling in whole rupiah; ``None``: none was set yet.

    Raises :class:`BudgetLineExists`.
    """
    at = at or timezone.now()
    line = BudgetLine(
        action=action, organization=organization, fiscal_year=fiscal_year, source=source, code=code, title=title
    )
    _save(line, exists=BudgetLineExists, by=by, at=at)
    if ceiling is not None:
        BudgetCeiling.objects.create(line=line, amount=ceiling, set_by=by, set_at=at)
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


@transaction.atomic
def name_budget_line(*, line: BudgetLine, code: str, title: str, by: User, at: datetime | None = None) -> BudgetLine:
    """Correct code and title, of which no figure is made; what they were stays readable. Raises :class:`BudgetLineExists`."""
    line = BudgetLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if (line.code, line.title) != (code, title):
        line.code, line.title = code, title
        _save(line, ["code", "title"], exists=BudgetLineExists, by=by, at=at or timezone.now())
        Plan.objects.filter(pk=line.action.plan_id).touch()
    return line


@transaction.atomic
def record_unlinked_budget(
    *, organization: Organization, fiscal_year: int, by: User, at: datetime | None = None, **given: Any
) -> UnlinkedBudget:
    """Money that refers to no action; ``given``: its source, code, title, amount and note.

    Raises :class:`UnlinkedBudgetExists`.
    """
    at = at or timezone.now()
    budget = UnlinkedBudget(organization=organization, fiscal_year=fiscal_year, recorded_at=at, recorded_by=by, **given)
    _save(budget, exists=UnlinkedBudgetExists, by=by, at=at)
    return budget


@transaction.atomic
def edit_unlinked_budget(
    *, budget: UnlinkedBudget, by: User, at: datetime | None = None, **given: Any
) -> UnlinkedBudget:
    """Correct it until it is linked; afterwards it is what the line was made from. ``given``: as when it was recorded.

    What it was before stays readable. Raises :class:`BudgetAlreadyLinked` or :class:`UnlinkedBudgetExists`.
    """
    budget = UnlinkedBudget.objects.select_for_update(of=("self",)).get(pk=budget.pk)
    if budget.line_id is not None:
        raise BudgetAlreadyLinked
    changed = [name for name, value in given.items() if getattr(budget, name) != value]
    for name in changed:
        setattr(budget, name, given[name])
    if changed:
        _save(budget, changed, exists=UnlinkedBudgetExists, by=by, at=at or timezone.now())
    return budget


@transaction.atomic
def link_unlinked_budget(*, budget: UnlinkedBudget, action: Action, by: User, at: datetime | None = None) -> BudgetLine:
    """Make a line of ``action`` out of money that referred to none; what it was stays readable.

    Raises :class:`BudgetAlreadyLinked` or :class:`BudgetLineExists`.
    """
    budget = UnlinkedBudget.objects.select_for_update(of=("self",)).select_related("organization").get(pk=budget.pk)
    if budget.line_id is not None:
        raise BudgetAlreadyLinked
    at = at or timezone.now()
    line = create_budget_line(
        action=action,
        organization=budget.organization,
        fiscal_year=budget.fiscal_year,
        source=budget.source,
        code=budget.code,
        title=budget.title,
        ceiling=budget.amount,
        by=by,
        at=at,
    )
    budget.line, budget.linked_at, budget.linked_by = line, at, by
    _save(budget, ["line", "linked_at", "linked_by"], exists=BudgetAlreadyLinked, by=by, at=at)
    return line


def _save(
    row: BudgetLine | UnlinkedBudget,
    fields: list[str] | None = None,
    *,
    exists: type[Exception],
    by: User,
    at: datetime,
) -> None:
    """Save, and say in the history who did it and when; ``exists``: what to raise where it is there already."""
    row._history_user, row._history_date = by, at
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError as error:
        raise exists from error
