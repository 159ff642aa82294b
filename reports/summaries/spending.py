"""Budget lines at a cut-off and in a reading, and their sums in the shapes of ``reports.figures``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from actions.calculation.budget import BudgetLineRow, BudgetTotal, CeilingRow, RealizedRow, budget_total
from actions.calculation.budget import allocated as allocated_of
from actions.calculation.budget import realized as realized_of
from actions.enums import FundingSource
from actions.models import BudgetCeiling, BudgetLine, RealizationRound
from reports.figures import BudgetChapter, BudgetFigures, BudgetRow
from reports.summaries.names import Names
from reports.summaries.rows import LineFacts, ReportFacts, YearData


def load_lines(
    years: Sequence[int],
    in_force: Mapping[int, Mapping[int, ReportFacts]],
    moments: Mapping[int, list[datetime]],
    *,
    as_of: datetime,
) -> dict[int, list[LineFacts]]:
    """By plan: the lines of the fiscal years; to ``moments`` those of all ceilings are added. Three queries.

    in_force: by plan, the event whose rounds count -> its report.
    """
    ceilings = _ceilings(years, moments)
    amounts = _amounts(years, in_force)
    rows = BudgetLine.objects.filter(action__plan__in=list(in_force), fiscal_year__in=years).order_by("pk")
    found: dict[int, list[LineFacts]] = {plan: [] for plan in in_force}
    for key, action, organization, year, source, plan in rows.values_list(
        "id", "action_id", "organization_id", "fiscal_year", "source", "action__plan_id"
    ):
        own = amounts.get((plan, key), {})
        line = BudgetLineRow(allocated_of(ceilings.get(key, ()), as_of), realized_of(own))
        found[plan].append(LineFacts(key, action, organization, year, source, line, own))
    return found


def _ceilings(years: Sequence[int], moments: Mapping[int, list[datetime]]) -> dict[int, list[CeilingRow]]:
    rows = BudgetCeiling.objects.filter(line__action__plan__in=list(moments), line__fiscal_year__in=years)
    found: dict[int, list[CeilingRow]] = defaultdict(list)
    columns = ("line__action__plan_id", "line_id", "version", "amount", "set_at")
    for plan, line, version, amount, set_at in rows.order_by("pk").values_list(*columns):
        found[line].append(CeilingRow(version, amount, set_at))
        moments[plan].append(set_at)
    return found


def _amounts(
    years: Sequence[int], in_force: Mapping[int, Mapping[int, ReportFacts]]
) -> dict[tuple[int, int], dict[int, RealizedRow]]:
    """By plan and line, then number of the period: the amount of the round that counts."""
    events = {
        event: (plan, facts.period.row.number)
        for plan, own in in_force.items()
        for event, facts in own.items()
        if facts.period.row.year in years
    }
    rows = RealizationRound.objects.filter(event__in=list(events))
    found: dict[tuple[int, int], dict[int, RealizedRow]] = defaultdict(dict)
    for event, line, state, amount in rows.values_list("event_id", "line_id", "state", "amount"):
        plan, number = events[event]
        found[plan, line][number] = RealizedRow(state, amount or 0)
    return found


# --- sums ----------------------------------------------------------------------------------------------------------


def lines_of(year: YearData) -> list[LineFacts]:
    """The lines of the year that totals speak of: those of counting actions, in a narrowed year what is left of them."""
    lines = [line for line in year.data.lines if line.fiscal_year == year.year]
    if year.data.whole is not None:
        return lines
    counting = {action.id for action in year.counting_actions}
    return [line for line in lines if line.action_id in counting]


def lines_of_action(year: YearData, action_id: int) -> list[LineFacts]:
    own = (line for line in year.data.lines if line.fiscal_year == year.year)
    return year.keep("lines by action", lambda: by_action(own)).get(action_id, [])


def by_action(lines: Iterable[LineFacts]) -> dict[int, list[LineFacts]]:
    found: dict[int, list[LineFacts]] = defaultdict(list)
    for line in lines:
        found[line.action_id].append(line)
    return dict(found)


def budget_figures(lines: Iterable[LineFacts]) -> BudgetFigures:
    """Sums over the lines; absorption from the sums."""
    return _figures(budget_total(line.row for line in lines))


def _figures(total: BudgetTotal) -> BudgetFigures:
    absorption = total.absorption_rounded
    return {
        "allocated": total.allocated,
        "realized": total.realized,
        "absorption": None if absorption is None else str(absorption),
        "lines_reported": total.lines_reported,
        "lines": total.lines,
    }


def action_budget_rows(year: YearData, names: Names, action_id: int) -> list[BudgetRow]:
    """Each line of the action, by who spends it and from which source; ``key`` is the line's."""
    return [
        {
            **budget_figures([line]),
            "key": str(line.id),
            "label": f"{names.of(line.organization_id)['short_name']}, {FundingSource(line.source).label}",
        }
        for line in lines_of_action(year, action_id)
    ]


def budget_chapter(year: YearData, names: Names, *, cluster: int | None = None) -> BudgetChapter:
    """The year's budget in whole, and by source, cluster and organization: each adds up to the whole.

    cluster: the number of the one cluster it is about; all of them where left out.
    """
    actions = year.data.actions
    lines = [line for line in lines_of(year) if cluster in {None, actions[line.action_id].cluster.number}]
    clusters = [(str(cluster.number), f"{cluster.number}. {cluster.name}") for cluster in year.data.clusters]
    sources = [(source.value, str(source.label)) for source in FundingSource]
    return {
        "total": budget_figures(lines),
        "by_source": _rows(lines, sources, lambda line: line.source),
        "by_cluster": _rows(lines, clusters, lambda line: str(actions[line.action_id].cluster.number)),
        "by_organization": _rows(
            lines, _organizations(lines, names), lambda line: names.of(line.organization_id)["code"]
        ),
    }


def _organizations(lines: Iterable[LineFacts], names: Names) -> list[tuple[str, str]]:
    own = [names.of(key) for key in {line.organization_id for line in lines}]
    return sorted(((name["code"], name["short_name"]) for name in own), key=lambda pair: (pair[1], pair[0]))


def _rows(
    lines: Iterable[LineFacts], keys: Iterable[tuple[str, str]], key_of: Callable[[LineFacts], str]
) -> list[BudgetRow]:
    """A row for each key that has a line, in the order of ``keys``."""
    grouped: dict[str, list[LineFacts]] = defaultdict(list)
    for line in lines:
        grouped[key_of(line)].append(line)
    return [{**budget_figures(grouped[key]), "key": key, "label": label} for key, label in keys if key in grouped]
