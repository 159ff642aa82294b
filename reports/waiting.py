"""Where a report stands among those that wait for a worker, and what it waits for."""

from __future__ import annotations

from reports.enums import RenderState
from reports.models import Report
from reports.models.report import Overtaken

WAITS = (
    "Menunggu edisi {edition} selesai, gagal, atau dibatalkan: angka edisi ini dibekukan sesudahnya, "
    "supaya perbedaannya dari edisi itu dapat dicetak."
)


def places_in_queue() -> dict[int, str]:
    """By key of the report, all that wait: ``ke-3 dari 5``. One query."""
    keys = list(Report.objects.in_queue().values_list("pk", flat=True))
    return {key: f"ke-{place} dari {len(keys)}" for place, key in enumerate(keys, start=1)}


def reason_to_wait(report: Report) -> str:
    """Which earlier edition must end first; "" where none must. One query at most."""
    earlier = report.waits_for()
    return WAITS.format(edition=earlier.edition) if earlier else ""


def reason_to_stay(report: Report) -> str:
    """Why an edition that failed or was cancelled cannot be tried again; "" where it can. One query at most."""
    if report.state not in {RenderState.FAILED, RenderState.CANCELLED}:
        return ""
    later = report.overtaken_by()
    return str(Overtaken(report, later)) if later else ""
