"""A part of a plan: the same figures over fewer actions, reports and budget lines.

A narrowed PlanData is handed to the same functions as a whole one. Nothing is computed anew but the sums: an action's
result is what it is in the whole plan.
"""

from __future__ import annotations

from dataclasses import replace

from actions.calculation.budget import BudgetLineRow
from actions.calculation.budget import realized as realized_of
from reports.summaries.filing import owed_in
from reports.summaries.names import lead_of
from reports.summaries.rows import LineFacts, Narrowing, Owed, PlanData, YearData


def narrow(data: PlanData, narrowing: Narrowing) -> PlanData:
    """The part of a whole plan; the plan itself where nothing is narrowed."""
    if narrowing == Narrowing():
        return data
    lines = (_cut(line, narrowing.up_to) for line in data.lines if _spends(line, data, narrowing))
    shown = narrowing.actions
    actions = {key: facts for key, facts in data.actions.items() if shown is None or key in shown}
    return replace(data, actions=actions, lines=tuple(lines), whole=data, narrowing=narrowing, computed={}, cuts={})


def narrowed_year(year: YearData, data: PlanData, narrowing: Narrowing) -> YearData:
    """A year of the whole plan, narrowed as ``data`` is."""
    shown = frozenset(
        key for key in data.actions if narrowing.organization is None or lead_of(year, key) == narrowing.organization
    )
    return replace(year, data=data, shown=shown, owed=_owed(year, data, narrowing), trend_row=None, once={})


def _owed(year: YearData, data: PlanData, narrowing: Narrowing) -> tuple[Owed, ...]:
    """Reports that are owed for one of the actions; of an organization all that it owes for them, led or supported."""
    owed = year.owed if narrowing.actions is None else owed_in(data, year.year, year.owing)
    upper = narrowing.up_to
    return tuple(
        report
        for report in owed
        if (narrowing.organization is None or report.organization_id == narrowing.organization)
        and (upper is None or upper[0] != year.year or report.period.row.number <= upper[1])
    )


def _spends(line: LineFacts, data: PlanData, narrowing: Narrowing) -> bool:
    action = data.actions.get(line.action_id)
    return (
        action is not None
        and (action.is_in_plan or not data.plan.has_scores)
        and (narrowing.actions is None or line.action_id in narrowing.actions)
        and (narrowing.organization is None or line.organization_id == narrowing.organization)
        and (not narrowing.source or line.source == narrowing.source)
    )


def _cut(line: LineFacts, up_to: tuple[int, int] | None) -> LineFacts:
    """The line as it stood at a period of its year."""
    if up_to is None or line.fiscal_year != up_to[0]:
        return line
    amounts = {number: row for number, row in line.amounts.items() if number <= up_to[1]}
    return replace(line, amounts=amounts, row=BudgetLineRow(line.row.allocated, realized_of(amounts)))
