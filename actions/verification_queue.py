"""The queue of a verifier: which reports, in which order, what is before and after one, and how long they have waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from actions.anomalies import submissions_of
from actions.models import ProgressReport
from actions.models.progress import ProgressReportQuerySet
from actions.permissions import coordinators_for, secretariats
from clusters.models import ClusterRole, User
from clusters.models.organization import short_name_on
from ranpptppo.lib.formats import WIB, day_in_wib

AGES = ((0, 3, "0–3 hari"), (4, 7, "4–7 hari"), (8, 15, "8–15 hari"), (16, None, "lebih dari 15 hari"))
PLAIN, ODD = "plain", "odd"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person narrowed the queue to; ``anomalies``: PLAIN, ODD, or empty for both. ``over``: days waited."""

    cluster: int | None = None
    organization: int | None = None
    period: int | None = None
    anomalies: str = ""
    over: int | None = None


def queue_of(user: User, *, on: date, choice: Choice | None = None) -> ProgressReportQuerySet:
    """Filed reports that this person may verify, the longest waiting first; new ones come at the end.

    ``choice.anomalies`` is not a matter of rows: see :func:`keys_in_queue`.
    """
    choice = choice or Choice()
    reports = ProgressReport.objects.verifiable_by(user, on=on)
    if choice.cluster is not None:
        reports = reports.filter(cluster=choice.cluster)
    if choice.organization is not None:
        reports = reports.filter(organization=choice.organization)
    if choice.period is not None:
        reports = reports.filter(period=choice.period)
    if choice.over is not None:
        reports = reports.filter(submitted_at__lt=_start_of(on - timedelta(days=choice.over)))
    return reports.order_by("submitted_at", "pk")


def keys_in_queue(user: User, *, on: date, choice: Choice | None = None) -> list[int]:
    """The ids of :func:`queue_of` in order, with or without anomalies where that was asked for."""
    reports = queue_of(user, on=on, choice=choice)
    if choice is None or not choice.anomalies:
        return list(reports.values_list("pk", flat=True))
    rows = list(reports.with_names())
    found = submissions_of(rows)
    return [row.pk for row in rows if found[row.pk].is_plain == (choice.anomalies == PLAIN)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report stands in the queue: ``3 dari 40``, and what is before and after it."""

    number: int
    total: int
    before: int | None
    after: int | None


def place_of(pk: int, keys: Sequence[int]) -> Place | None:
    """``None`` where the report is not in this queue (it was verified meanwhile, or a filter leaves it out)."""
    if pk not in keys:
        return None
    index = keys.index(pk)
    before = keys[index - 1] if index else None
    after = keys[index + 1] if index + 1 < len(keys) else None
    return Place(index + 1, len(keys), before, after)


def following(pk: int, keys: Sequence[int]) -> int | None:
    """The report to go on with after ``pk``: the next one, after the last the first of those left."""
    place = place_of(pk, keys)
    left = [key for key in keys if key != pk]
    if place is not None and place.after is not None:
        return place.after
    return left[0] if left else None


def age_of(report: ProgressReport, *, on: date) -> int:
    """For how many days the report has waited since it was submitted."""
    return (on - day_in_wib(report.submitted_at)).days if report.submitted_at else 0


def ages_in_queue(user: User, *, on: date) -> list[int]:
    """The ages of the whole queue, read without its reports."""
    submitted = queue_of(user, on=on).values_list("submitted_at", flat=True)
    return [(on - day_in_wib(at)).days if at else 0 for at in submitted]


def age_label(days: int) -> str:
    """The bucket of an age, in words."""
    return next(label for first, last, label in AGES if last is None or days <= last)


def age_counts(ages: Sequence[int]) -> list[tuple[str, int]]:
    """How many reports are in each bucket, every bucket named."""
    labels = [age_label(days) for days in ages]
    return [(label, labels.count(label)) for _, _, label in AGES]


@dataclass(frozen=True, slots=True)
class Coordinators:
    """Who coordinates each cluster on a day (``by_cluster``: ids), their short names, and who the secretariat is."""

    by_cluster: dict[int, int]
    names: dict[int, str]
    secretariats: frozenset[int]


def coordinators_on(day: date) -> Coordinators:
    """Two queries."""
    roles = ClusterRole.objects.valid_on(day).coordinators().annotate(name=short_name_on(day, of="organization"))
    rows = list(roles.order_by("pk").values_list("cluster_id", "organization_id", "name"))
    return Coordinators(
        {cluster: organization for cluster, organization, _ in rows},
        {organization: name for _, organization, name in rows},
        secretariats(on=day),
    )


def holder_of(report: ProgressReport, coordinators: Coordinators) -> str:
    """Who is to verify a filed report: the province, the cluster's coordinator, or the secretariat."""
    region = report.organization.region
    if region is not None and region.parent_id is not None:
        return "Provinsi"
    found = coordinators_for(
        report.organization_id,
        report.cluster_id,
        coordinators=coordinators.by_cluster,
        secretariats=coordinators.secretariats,
    )
    if not found:
        return "Sekretariat"
    mine = coordinators.by_cluster[report.cluster_id]
    return coordinators.names[mine] if mine in found else "Koordinator klaster lain"


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=WIB)
