"""How a region is coloured on the map and marked in tables: one word, tone and icon a state; never colour alone.

Tones and icons are those of ``ranpptppo.lib.template_components``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from actions.enums import Status
from actions.templatetags.progress import STATUS_LOOKS
from ranpptppo.lib.formats import number
from reports.summaries.places import FILING_LABELS, STAGE_LABELS, TASK_FORCE_LABELS, RegionRow, roles_in_words

SUBJECTS = {
    "rad": "Status RAD",
    "task_force": "Gugus tugas",
    "completeness": "Kelengkapan laporan",
    "score": "Skor RAD",
    "role": "Peran jalur TPPO",
}


class Shade(NamedTuple):
    """key: of the state within its subject; their order is that of the legend and of sorting."""

    key: str
    label: str
    tone: str
    symbol: str


def _shades(labels: dict[str, str], looks: dict[str, tuple[str, str]]) -> dict[str, Shade]:
    return {key: Shade(key, labels[key], *look) for key, look in looks.items()}


STAGES = _shades(
    STAGE_LABELS,
    {
        "enacted": ("success", "check-circle-fill"),
        "harmonization": ("info", "diagram-3"),
        "drafting": ("info", "pencil"),
        "ended": ("warning", "clock"),
        "none": ("danger", "x-octagon-fill"),
        "unrecorded": ("plain", "question-circle"),
    },
)
TASK_FORCES = _shades(
    TASK_FORCE_LABELS,
    {
        "in_force": ("success", "check-circle-fill"),
        "lapsed": ("warning", "clock"),
        "none": ("danger", "x-octagon-fill"),
        "unrecorded": ("plain", "question-circle"),
    },
)
FILINGS = _shades(
    FILING_LABELS,
    {
        "complete": ("success", "check-circle-fill"),
        "partial": ("warning", "exclamation-triangle-fill"),
        "missing": ("danger", "envelope-x"),
        "nothing_due": ("neutral", "hourglass-split"),
        "computing": ("neutral", "arrow-counterclockwise"),
        "no_plan": ("plain", "question-circle"),
    },
)
STATUSES = {
    **{status.value: Shade(status.value, str(status.label), *STATUS_LOOKS[status][:2]) for status in Status},
    "computing": FILINGS["computing"],
    "no_plan": FILINGS["no_plan"],
}
ROUTES = {
    "source": Shade("source", "Sumber", "warning", "box-arrow-right"),
    "transit": Shade("transit", "Transit", "info", "arrow-left-right"),
    "destination": Shade("destination", "Tujuan", "danger", "geo-alt"),
    "several": Shade("several", "Beberapa peran", "neutral", "diagram-3"),
    "fisheries": Shade("fisheries", "Perikanan saja", "success", "flag-fill"),
    "unrecorded": Shade("unrecorded", "Belum tercatat", "plain", "question-circle"),
}
LEGENDS = {"rad": STAGES, "task_force": TASK_FORCES, "completeness": FILINGS, "score": STATUSES, "role": ROUTES}


def shade_of(subject: str, row: RegionRow) -> Shade:
    """subject: a key of SUBJECTS."""
    if subject == "rad":
        return STAGES[row["stage"]["state"]]
    if subject == "task_force":
        return TASK_FORCES[row["task_force"]["state"]]
    if subject == "completeness":
        return FILINGS[row["filing"]]
    if subject == "score":
        return STATUSES[_status(row)]
    routes = [role for role in row["roles"] if role != "fisheries"]
    if len(routes) > 1:
        return ROUTES["several"]
    return ROUTES[(routes or row["roles"] or ["unrecorded"])[0]]


def _status(row: RegionRow) -> str:
    if row["filing"] in {"no_plan", "computing"}:
        return row["filing"]
    numbers = row["figures"]["numbers"] if row["figures"] is not None else None
    return numbers["status"] if numbers is not None else "computing"


def amount_of(subject: str, row: RegionRow) -> str:
    """The number in the tile and in the table, "" where the subject has none: a score, or what was filed of what is due."""
    numbers = row["figures"]["numbers"] if row["figures"] is not None else None
    if subject == "score" and numbers is not None and numbers["score"] is not None:
        return number(Decimal(numbers["score"]), places=2)
    if subject == "completeness" and numbers is not None and numbers["completeness"]["filed"]["total"]:
        filed = numbers["completeness"]["filed"]
        return f"{filed['count']}/{filed['total']}"
    if subject == "role" and len(row["roles"]) > 1:
        return roles_in_words(row["roles"])
    return ""


def rank_of(subject: str, row: RegionRow) -> tuple[int, Decimal]:
    """For sorting: first the order of the legend, then the number, the highest first."""
    shade = shade_of(subject, row)
    numbers = row["figures"]["numbers"] if row["figures"] is not None else None
    value = Decimal(0)
    if numbers is not None and subject == "score":
        value = Decimal(numbers["score"] or 0)
    if numbers is not None and subject == "completeness":
        value = Decimal(numbers["completeness"]["filed"]["percent"] or 0)
    return list(LEGENDS[subject]).index(shade.key), -value
