"""What a coordinator raises tomorrow: the most pressing rows of a year.

Four kinds: reports long overdue, reports that came back twice, actions that lag behind, budgets that nobody spends. The
worst of each kind first; no kind takes more than its share while another has something to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, TypedDict

from actions.calculation.discipline import punctuality
from actions.enums import Status
from ranpptppo.lib.formats import day_in_wib
from reports.figures import NameFigures
from reports.summaries.filing import missing_reports_of
from reports.summaries.indicators import rounded
from reports.summaries.names import NOBODY, Names, lead_of
from reports.summaries.rows import ActionFacts, LineFacts, Owed, PlanData, ReportFacts, YearData
from reports.summaries.spending import by_action, lines_of

PressingKind = Literal["overdue", "returned", "behind", "unspent"]
SHARES: dict[PressingKind, int] = {"overdue": 4, "returned": 2, "behind": 3, "unspent": 2}


class PressingRow(TypedDict):
    """One row. action_id: of ``behind`` and ``unspent``; report_id: of ``returned``; periods and since: of reports.

    days: past the oldest due day; score: of ``behind``; amount: whole rupiah allocated and not spent, of ``unspent``.
    """

    kind: PressingKind
    organization_id: int | None
    organization: NameFigures
    cluster_number: int
    action_id: int | None
    action: str
    report_id: int | None
    periods: list[str]
    since: str
    days: int
    returns: int
    score: str | None
    amount: int


def pressing_rows(year: YearData, names: Names, *, limit: int = 10) -> list[PressingRow]:
    """At most ``limit`` rows; the kinds in the order of SHARES, what is left of the limit goes to the rest in turn."""
    found = year.keep("pressing", lambda: _found(year))
    chosen = {kind: rows[: SHARES[kind]] for kind, rows in found.items()}
    for kind, rows in found.items():
        room = limit - sum(len(rows) for rows in chosen.values())
        chosen[kind] = rows[: len(chosen[kind]) + max(room, 0)]
    rows = [row for kind in SHARES for row in chosen[kind]][:limit]
    return [{**row, "organization": _name(row, names)} for row in rows]


def _name(row: PressingRow, names: Names) -> NameFigures:
    return NOBODY if row["organization_id"] is None else names.of(row["organization_id"])


def _found(year: YearData) -> dict[PressingKind, list[PressingRow]]:
    return {"overdue": _overdue(year), "returned": _returned(year), "behind": _behind(year), "unspent": _unspent(year)}


def _row(kind: PressingKind, cluster: int, organization: int | None) -> PressingRow:
    return {
        "kind": kind,
        "organization_id": organization,
        "organization": NOBODY,
        "cluster_number": cluster,
        "action_id": None,
        "action": "",
        "report_id": None,
        "periods": [],
        "since": "",
        "days": 0,
        "returns": 0,
        "score": None,
        "amount": 0,
    }


def _overdue(year: YearData) -> list[PressingRow]:
    """One row an organization and cluster, the longest overdue first."""
    groups: dict[tuple[int, int], list[Owed]] = defaultdict(list)
    for report in missing_reports_of(year):
        groups[report.organization_id, report.cluster.number].append(report)
    today = day_in_wib(year.data.as_of)
    rows: list[PressingRow] = []
    for (organization, cluster), reports in groups.items():
        since = day_in_wib(reports[0].due_at)
        rows.append(
            {
                **_row("overdue", cluster, organization),
                "periods": [report.period.label for report in reports],
                "since": since.isoformat(),
                "days": (today - since).days,
            }
        )
    return sorted(rows, key=lambda row: (-row["days"], -len(row["periods"]), row["cluster_number"]))


def _returned(year: YearData) -> list[PressingRow]:
    """Reports that came back twice since they were last verified, and lie there."""
    rows: list[PressingRow] = []
    for owed in year.owed:
        report = _report(year.data, owed)
        if report is None or not report.history.is_back or report.history.returns < 2:
            continue
        rows.append(
            {
                **_row("returned", owed.cluster.number, owed.organization_id),
                "report_id": report.id,
                "periods": [owed.period.label],
                "returns": report.history.returns,
            }
        )
    return sorted(rows, key=lambda row: (-row["returns"], row["cluster_number"], row["report_id"] or 0))


def _report(data: PlanData, owed: Owed) -> ReportFacts | None:
    key = (owed.organization_id, owed.period.row.year, owed.period.row.number)
    return data.reports.get(owed.cluster.id, {}).get(key)


def _behind(year: YearData) -> list[PressingRow]:
    """Actions that lag behind, the lowest score first."""
    behind = [action for action in year.counting_actions if year.results[action.id].status == Status.BEHIND]
    rows: list[PressingRow] = [
        {**_of_action("behind", year, action), "score": rounded(year.results[action.id].rounded)} for action in behind
    ]
    return sorted(rows, key=lambda row: (Decimal(row["score"] or 0), row["cluster_number"], row["action_id"] or 0))


def _unspent(year: YearData) -> list[PressingRow]:
    """Actions with a budget of which nothing is realized, after a period was due; the largest budget first."""
    if not any(punctuality(report.row, year.data.as_of) != "not_due" for report in year.owed):
        return []
    rows: list[PressingRow] = [
        {**_of_action("unspent", year, year.data.actions[key]), "amount": amount}
        for key, own in by_action(lines_of(year)).items()
        if (amount := sum(line.row.allocated or 0 for line in own)) and not _spent(own)
    ]
    return sorted(rows, key=lambda row: (-row["amount"], row["cluster_number"], row["action_id"] or 0))


def _spent(lines: Iterable[LineFacts]) -> int:
    return sum(line.row.realized or 0 for line in lines)


def _of_action(kind: PressingKind, year: YearData, action: ActionFacts) -> PressingRow:
    return {
        **_row(kind, action.cluster.number, lead_of(year, action.id)),
        "action_id": action.id,
        "action": f"{action.number} {action.title}".strip(),
    }
