"""Where a report stands among those that wait for a worker."""

from __future__ import annotations

from reports.models import Report


def places_in_queue() -> dict[int, str]:
    """By key of the report, all that wait: ``ke-3 dari 5``. One query."""
    keys = list(Report.objects.in_queue().values_list("pk", flat=True))
    return {key: f"ke-{place} dari {len(keys)}" for place, key in enumerate(keys, start=1)}
