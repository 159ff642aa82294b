"""What stands over a report: its plan, who issues it, on which grounds, and whether its years are over."""

from __future__ import annotations

from clusters.enums import PlanKind
from clusters.models import Plan
from reports.figures import IssuerFigures, PlanFigures
from reports.summaries.rows import YearData

TASK_FORCE = "Pencegahan dan Penanganan Tindak Pidana Perdagangan Orang"
LEGAL_BASES = (
    "Undang-Undang Nomor 21 Tahun 2007 tentang Pemberantasan Tindak Pidana Perdagangan Orang",
    (
        "Peraturan Presiden Nomor 69 Tahun 2008 tentang Gugus Tugas Pencegahan dan Penanganan Tindak Pidana "
        "Perdagangan Orang sebagaimana telah beberapa kali diubah, terakhir dengan Peraturan Presiden Nomor 49 "
        "Tahun 2023"
    ),
)


def legal_bases(plan: Plan) -> list[str]:
    """In order of rank, that of the plan last."""
    return [*LEGAL_BASES, *([plan.legal_basis] if plan.legal_basis else [])]


def is_over(year: YearData) -> bool:
    """Every period of the year is past due."""
    return bool(year.row.numbers) and year.row.due >= set(year.row.numbers)


def subject(plan: Plan) -> str:
    """What a report of this plan is about, as its title says it."""
    if plan.kind == PlanKind.INTERIM:
        return TASK_FORCE
    if plan.region is not None:
        return f"Pelaksanaan RAD PPTPPO {plan.region.name}"
    return "Pelaksanaan RAN PPTPPO"


def issuer(plan: Plan) -> IssuerFigures:
    """The task force that answers for the plan."""
    if plan.region is None:
        return {"name": f"Gugus Tugas Pusat {TASK_FORCE}", "unit": "Sekretariat", "place": "Jakarta"}
    return {"name": f"Gugus Tugas {plan.region.name} {TASK_FORCE}", "unit": "Sekretariat", "place": plan.region.name}


def plan_figures(plan: Plan) -> PlanFigures:
    """What a report prints of the plan itself."""
    return {
        "id": plan.pk,
        "kind": plan.kind,
        "title": plan.title,
        "short_title": plan.short_title,
        "start_year": plan.start_year,
        "end_year": plan.end_year,
        "legal_basis": plan.legal_basis,
        "threshold_achieved": plan.threshold_achieved,
        "threshold_attention": plan.threshold_attention,
        "is_scored": plan.has_scores,
        "is_example": plan.is_example,
    }
