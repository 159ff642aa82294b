"""Budget lines as people keep them: their code in parts, their ceilings, and what was realized until which day.

Realized amounts are those of verified rounds (the official reading); the rules are ``calculation.budget``'s. The sums
of a plan are made in ``reports.summaries``, not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from actions.calculation.budget import BudgetTotal, CeilingRow, RealizedRow, allocated, realized
from actions.enums import AssignmentRole, EventKind, FundingSource, MeasurementState
from actions.models import (
    Action,
    Assignment,
    BudgetCeiling,
    BudgetLine,
    Indicator,
    RealizationRound,
    ReportingPeriod,
    UnlinkedBudget,
)
from actions.periods import targets_in_force
from clusters.models import Organization, Plan, User
from clusters.models.organization import short_name_on
from ranpptppo.lib.budget_codes import BudgetCode, read_budget_code
from ranpptppo.lib.periods import first_day, last_day


@dataclass(frozen=True, slots=True)
class RealizedUntil:
    """What a verified round says of a line: ``amount`` is None where it holds none."""

    period: ReportingPeriod
    state: str
    amount: int | None

    @property
    def state_label(self) -> str:
        return str(MeasurementState(self.state).label)


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line with its figures: rupiah, and until which day the realized amount counts."""

    line: BudgetLine
    code: BudgetCode
    ceilings: list[BudgetCeiling]
    periods: list[RealizedUntil]
    ceiling: int | None
    realized: int | None

    @property
    def first_ceiling(self) -> int | None:
        return self.ceilings[0].amount if self.ceilings else None

    @property
    def is_revised(self) -> bool:
        return len(self.ceilings) > 1

    @property
    def realized_until(self) -> date | None:
        with_amount = [row.period.ends_on for row in self.periods if row.amount is not None]
        return max(with_amount, default=None)

    @property
    def absorption(self) -> Decimal | None:
        """None where no report holds an amount: of one line, silence is not 0 %."""
        return None if self.realized is None else BudgetTotal(self.ceiling or 0, self.realized).absorption_rounded


def code_of(raw: str, *, source: str, fiscal_year: int, organization: Organization) -> BudgetCode:
    """Only the codes of the state budget follow its book; the others are shown as they were written."""
    if source != FundingSource.APBN:
        return BudgetCode(raw, (), "")
    return read_budget_code(raw, fiscal_year=fiscal_year, section=organization.budget_section_code)


def lines_visible_to(user: User, year: int) -> QuerySet[BudgetLine]:
    """The year's lines of actions that the person may see, in printed order; the names of 31 December."""
    lines = BudgetLine.objects.filter(fiscal_year=year, action__in=Action.objects.visible_to(user).values("pk"))
    named = lines.annotate(organization_name=short_name_on(last_day(year), of="organization"))
    related = named.select_related("action__cluster", "action__plan", "organization")
    return related.order_by("action__cluster__number", "action__sort_key", "organization_name", "pk")


def figures_of(lines: Iterable[BudgetLine], *, at: datetime) -> list[LineFigures]:
    """Each line with its figures; two queries."""
    lines = list(lines)
    ceilings: dict[int, list[BudgetCeiling]] = defaultdict(list)
    for ceiling in BudgetCeiling.objects.filter(line__in=lines).select_related("set_by").order_by("version"):
        ceilings[ceiling.line_id].append(ceiling)
    amounts = _official_amounts(lines)
    return [_figures(line, ceilings[line.pk], amounts[line.pk], at=at) for line in lines]


def _figures(
    line: BudgetLine, ceilings: list[BudgetCeiling], amounts: dict[int, RealizedUntil], *, at: datetime
) -> LineFigures:
    versions = [CeilingRow(row.version, row.amount, row.set_at) for row in ceilings]
    by_number = {number: RealizedRow(row.state, row.amount or 0) for number, row in amounts.items()}
    return LineFigures(
        line=line,
        code=code_of(line.code, source=line.source, fiscal_year=line.fiscal_year, organization=line.organization),
        ceilings=ceilings,
        periods=[row for _, row in sorted(amounts.items())],
        ceiling=allocated(versions, at),
        realized=realized(by_number),
    )


def _official_amounts(lines: list[BudgetLine]) -> dict[int, dict[int, RealizedUntil]]:
    """Line → number of the period → its latest verified round."""
    rounds = RealizationRound.objects.filter(line__in=lines, event__kind=EventKind.VERIFY)
    found: dict[int, dict[int, RealizedUntil]] = defaultdict(dict)
    for row in rounds.select_related("report__period").order_by("event__at", "event_id"):
        period = row.report.period
        found[row.line_id][period.number] = RealizedUntil(period, row.state, row.amount)
    return found


def unlinked_visible_to(user: User, year: int) -> QuerySet[UnlinkedBudget]:
    """The year's money without an action, of the organizations that the person may see; what was linked comes last."""
    organizations = Organization.objects.visible_to(user).values("pk")
    rows = UnlinkedBudget.objects.filter(fiscal_year=year, organization__in=organizations)
    named = rows.annotate(organization_name=short_name_on(last_day(year), of="organization"))
    related = named.select_related("organization", "line__action", "recorded_by", "linked_by")
    return related.order_by(F("linked_at").asc(nulls_first=True), "organization_name", "code", "pk")


def actions_of(organization: Organization, year: int) -> QuerySet[Action]:
    """The actions in which the organization has a part in that year: those it may budget for."""
    parts = Assignment.objects.filter(organization=organization, starts_on__lte=last_day(year)).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first_day(year))
    )
    plans = Plan.objects.filter(start_year__lte=year, end_year__gte=year)
    return Action.objects.filter(pk__in=parts.values("action"), plan__in=plans).in_printed_order()


def actions_without_budget(
    user: User, plan: Plan | None, year: int, *, lead: Organization | None = None
) -> QuerySet[Action]:
    """*Aksi tanpa anggaran*: the plan's actions with a target that year and no line above Rp0; two queries.

    Of one ``lead``, or of all. Comes with ``lead_name`` of 31 December (None without a lead) and ``has_line``.
    """
    targeted = {indicator for indicator, _ in targets_in_force(year, Indicator.objects.filter(action__plan=plan))}
    with_target = Indicator.objects.filter(pk__in=targeted).values("action")
    lines = BudgetLine.objects.filter(action=OuterRef("pk"), fiscal_year=year)
    latest = BudgetCeiling.objects.filter(line=OuterRef("pk")).order_by("-version").values("amount")[:1]
    leads = Assignment.objects.filter(action=OuterRef("pk"), role=AssignmentRole.LEAD).active_on(last_day(year))
    named = leads.annotate(name=short_name_on(last_day(year), of="organization")).order_by("-starts_on", "pk")
    actions = Action.objects.visible_to(user).filter(plan=plan, is_in_plan=True, pk__in=with_target)
    if lead is not None:
        actions = actions.filter(Exists(leads.filter(organization=lead)))
    return (
        actions.filter(~Exists(lines.annotate(ceiling=Subquery(latest)).filter(ceiling__gt=0)))
        .annotate(
            has_line=Exists(lines),
            lead_name=Subquery(named.values("name")[:1]),
        )
        .select_related("cluster")
        .in_printed_order()
    )
