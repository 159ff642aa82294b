"""The registry of regions: record, correct and withdraw task forces and stages of regional plans.

Whoever calls has asked ``clusters.permissions``. Each deed counts a change of every plan: figures kept for speed follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from clusters.decree_days import ENDED, DaysTaken, closed_by, ends_that_follow
from clusters.models import DecreeFile, Plan, Region, RegionalPlanStage, TaskForce, User
from clusters.row_versions import refuse_changed
from ranpptppo.lib.accepted_files import AcceptedFile, examine
from ranpptppo.lib.formats import date_long


def record_task_force(
    *,
    task_force: TaskForce,
    by: User,
    file: UploadedFile[bytes] | None = None,
    is_declared: bool = False,
    at: datetime | None = None,
) -> None:
    """Save a new row of its region; the row that held on its first day ends the day before.

    Raises :class:`DaysTaken` and ``FileRefused``; then nothing was written.
    """
    accepted = _examined(file, is_declared)
    with transaction.atomic():
        _end_all(closed_by(task_force, _siblings(task_force)), by=by)
        _save(task_force, by=by)
        _keep(file, accepted, task_force, by=by, at=at)
        Plan.objects.all().touch()


def correct_task_force(
    *,
    task_force: TaskForce,
    by: User,
    file: UploadedFile[bytes] | None = None,
    is_declared: bool = False,
    seen: int | None = None,
    at: datetime | None = None,
) -> None:
    """Save a row that was written wrongly; rows that end because of a later one then end as its days now say.

    ``seen``: its version that was shown.

    Raises as ``record_task_force``, and :class:`ChangedMeanwhile`.
    """
    accepted = _examined(file, is_declared)
    with transaction.atomic():
        siblings = _siblings(task_force)
        refuse_changed(task_force, seen)
        moved = ends_that_follow(siblings, [task_force.valid_from, *(row.valid_from for row in siblings)])
        for other in closed_by(task_force, siblings):
            sentence = f"Catatan sejak {date_long(other.valid_from)} masih berlaku pada tanggal ini."
            raise DaysTaken(sentence, field="valid_from")
        _end_all([row for row in moved if row.valid_to is not None], by=by)
        _save(task_force, by=by)
        _end_all([row for row in moved if row.valid_to is None], by=by)  # now that no other one is without end
        _keep(file, accepted, task_force, by=by, at=at)
        Plan.objects.all().touch()


@transaction.atomic
def withdraw_task_force(
    *, task_force: TaskForce, reason: str, by: User, seen: int | None = None, at: datetime | None = None
) -> None:
    """Of a row that should never have been recorded: it stays with its files and counts nowhere.

    The row that it ended holds as long as it did before. Raises :class:`ChangedMeanwhile`.
    """
    siblings = _siblings(task_force)
    _withdraw(task_force, reason=reason, by=by, seen=seen, at=at)
    _end_all(ends_that_follow(siblings, [row.valid_from for row in siblings]), by=by)
    Plan.objects.all().touch()


def _end_all(rows: Iterable[TaskForce], *, by: User) -> None:
    """Their last day follows from another row."""
    for row in rows:
        row._change_reason = ENDED
        _save(row, by=by, only=["valid_to"])


@transaction.atomic
def record_stage(*, stage: RegionalPlanStage, by: User, seen: int | None = None) -> None:
    """Save a new stage of a regional plan, or one that was written wrongly, of which version ``seen`` was shown.

    Raises :class:`DaysTaken` and :class:`ChangedMeanwhile`.
    """
    Region.objects.select_for_update(no_key=True).get(pk=stage.region_id)
    refuse_changed(stage, seen)
    others = RegionalPlanStage.objects.filter(region=stage.region_id).exclude(pk=stage.pk)
    if others.filter(since_on=stage.since_on).exists():
        sentence = f"Sudah ada tahap RAD sejak {date_long(stage.since_on)}; perbaiki catatan itu."
        raise DaysTaken(sentence, field="since_on")
    _save(stage, by=by)
    Plan.objects.all().touch()


@transaction.atomic
def withdraw_stage(
    *, stage: RegionalPlanStage, reason: str, by: User, seen: int | None = None, at: datetime | None = None
) -> None:
    """Of a stage that should never have been recorded: it stays and counts nowhere, and the one before it holds again.

    Raises :class:`ChangedMeanwhile`.
    """
    Region.objects.select_for_update(no_key=True).get(pk=stage.region_id)
    _withdraw(stage, reason=reason, by=by, seen=seen, at=at)
    Plan.objects.all().touch()


def _withdraw(
    row: TaskForce | RegionalPlanStage, *, reason: str, by: User, seen: int | None, at: datetime | None
) -> None:
    """The caller holds the region."""
    refuse_changed(row, seen)
    row.withdrawn_at, row.withdrawal_reason = at or timezone.now(), reason
    _save(row, by=by, only=["withdrawn_at", "withdrawal_reason"])


def _siblings(task_force: TaskForce) -> list[TaskForce]:
    """The other rows of the region, which nobody else changes meanwhile, in order."""
    Region.objects.select_for_update(no_key=True).get(pk=task_force.region_id)
    return list(TaskForce.objects.filter(region=task_force.region_id).exclude(pk=task_force.pk).latest_first())


def _save(row: TaskForce | RegionalPlanStage, *, by: User, only: list[str] | None = None) -> None:
    row._history_user = by
    row.save(update_fields=only)


def _examined(file: UploadedFile[bytes] | None, is_declared: bool) -> AcceptedFile | None:
    """Before any row is held: reading a file takes seconds."""
    return examine(file, scanner=settings.CLAMD_ADDRESS, is_declared=is_declared) if file is not None else None


def _keep(
    file: UploadedFile[bytes] | None,
    accepted: AcceptedFile | None,
    task_force: TaskForce,
    *,
    by: User,
    at: datetime | None,
) -> None:
    """First the file, then its row; without the row the file goes again. What a kill in between leaves, a sweep finds."""
    if file is None or accepted is None:
        return
    decree = DecreeFile(
        task_force=task_force,
        original_name=accepted.name,
        content_type=accepted.content_type,
        size=accepted.size,
        sha256=accepted.sha256,
        finding=accepted.finding,
        statement=accepted.statement,
        uploaded_at=at or timezone.now(),
        uploaded_by=by,
    )
    decree.file.save(accepted.name, file, save=False)
    try:
        decree.save(force_insert=True)
    except BaseException:
        decree.file.delete(save=False)
        raise
