"""Principles and the fisheries sector: the score and the budget of the actions that carry the tag."""

from __future__ import annotations

from reports.figures import AnnualFigures
from reports.figures_chapters import LensFigures
from reports.provenance import budgets, scores
from reports.provenance.trace import Trace, first

KINDS = {"prinsip": "principle", "sektor": "sector"}


def lens(figures: AnnualFigures, kind: str, value: str, subject: str) -> Trace:
    found: LensFigures = first(figures.get("lenses", []), kind=KINDS[kind], value=value)
    name = f"{kind} {found['label'].lower()}"
    if subject == "anggaran":
        return budgets.budget_of(figures, f"Anggaran {name}", found["budget"], frozenset(found["actions"]))
    known = {action["id"]: action for cluster in figures["clusters"] for action in cluster["actions"]}
    whole = scores.Scored(
        name=name,
        score=found["score"],
        status=found["status"],
        counts=found["counts"],
        actions=[known[key] for key in found["actions"] if key in known],
        missing=(),
        parents=[(figures["plan"]["short_title"], "nasional/skor")],
    )
    return scores.score(whole, figures)
