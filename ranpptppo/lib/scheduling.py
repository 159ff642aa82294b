"""A job of the schedule, as Celery's beat wants it."""

from typing import Any

from celery.schedules import crontab


def job(task: str, schedule: float | crontab, *, expires: int) -> dict[str, Any]:
    """schedule: seconds between two runs, or hours. expires: seconds after which nobody takes the run any more."""
    return {"task": task, "schedule": schedule, "options": {"expires": expires}}
