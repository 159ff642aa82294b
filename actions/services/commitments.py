"""The year's commitment of an organization: prepared, confirmed; and changes of targets: proposed, decided."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from actions.commitments import committed_actions, frozen
from actions.enums import CommitmentStep, TargetDecision
from actions.models import Commitment, Indicator, Target, TargetRequest
from actions.periods import targets_in_force
from clusters.enums import NotificationKind, Role
from clusters.models import ClusterRole, Organization, Plan, User
from clusters.notifications import notify, settle
from ranpptppo.lib.formats import day_in_wib


class RequestAlreadyOpen(Exception):
    """One proposal at a time for a target."""

    def __init__(self) -> None:
        super().__init__("Masih ada usulan yang menunggu keputusan untuk target ini.")


class RequestAlreadyDecided(Exception):
    """Somebody else decided meanwhile."""

    def __init__(self) -> None:
        super().__init__("Usulan ini sudah diputuskan.")


class TargetMoved(Exception):
    """The target is no longer what it was when the change was proposed."""

    def __init__(self) -> None:
        super().__init__("Target sudah berubah sejak diusulkan. Tolak usulan ini agar instansi mengusulkan kembali.")


@transaction.atomic
def take_commitment_step(
    *,
    plan: Plan,
    organization: Organization,
    year: int,
    step: CommitmentStep,
    by: User,
    note: str = "",
    at: datetime | None = None,
) -> Commitment:
    """Prepare or confirm: freeze the commitment as it stands. An earlier step stays beside it."""
    Organization.objects.select_for_update().get(pk=organization.pk)  # two steps at once take two versions
    at = at or timezone.now()
    content, sha256 = frozen(organization, plan, year, committed_actions(organization, plan, year, at=at))
    before = Commitment.objects.filter(plan=plan, organization=organization, year=year)
    made = Commitment.objects.create(
        plan=plan,
        organization=organization,
        year=year,
        version=(before.aggregate(newest=Max("version"))["newest"] or 0) + 1,
        step=step,
        at=at,
        by=by,
        note=note,
        content=content,
        sha256=sha256,
    )
    url = f"{reverse('commitment-detail', args=[organization.pk])}?year={year}"
    settle([url], kinds=[NotificationKind.COMMITMENT], at=at)
    if step == CommitmentStep.PREPARED:
        people = User.objects.active().filter(organization=organization, role=Role.ENDORSER)
        _tell(people, NotificationKind.COMMITMENT, f"Komitmen {year} menunggu konfirmasi Anda.", url, at)
    return made


@transaction.atomic
def request_target(
    *, indicator: Indicator, year: int, value: Decimal, reason: str, by: User, at: datetime | None = None
) -> TargetRequest:
    """Propose another target for a year; the cluster's coordinator hears of it. Raises :class:`RequestAlreadyOpen`."""
    at = at or timezone.now()
    old = current_target(indicator, year)
    try:
        with transaction.atomic():
            request = TargetRequest.objects.create(
                indicator=indicator,
                year=year,
                old_value=old,
                proposed_value=value,
                reason=reason,
                requested_at=at,
                requested_by=by,
            )
    except IntegrityError:
        raise RequestAlreadyOpen from None
    url = reverse("target-request-decide", args=[request.pk])
    text = f"Usulan target {year} aksi {indicator.action.number}: {indicator.text}"
    _tell(_deciders(request, at=at), NotificationKind.TARGET, text, url, at)
    return request


@transaction.atomic
def decide_target(
    *, request: TargetRequest, decision: TargetDecision, by: User, note: str = "", at: datetime | None = None
) -> Target | None:
    """Approve, which writes the next version of the target, or refuse; the proposer hears of it.

    A revision counts for its year where it was approved before the year's last due moment (calculation.md). Raises
    :class:`RequestAlreadyDecided` or :class:`TargetMoved`.
    """
    request = TargetRequest.objects.select_for_update(of=("self",)).select_related("requested_by").get(pk=request.pk)
    if request.decision:
        raise RequestAlreadyDecided
    at = at or timezone.now()
    target = _revise(request, by=by, at=at) if decision == TargetDecision.APPROVED else None
    request.decide(decision, by=by, at=at, note=note)
    settle([reverse("target-request-decide", args=[request.pk])], kinds=[NotificationKind.TARGET], at=at)
    organization = request.requested_by.organization_id
    url = f"{reverse('commitment-detail', args=[organization])}?year={request.year}"
    text = f"{decision.label}: usulan target {request.year}, {request.indicator.text}"
    people = User.objects.active().filter(organization=organization, role__in=[Role.OPERATOR, Role.ENDORSER])
    _tell(people, NotificationKind.TARGET, text, url, at)
    return target


def _revise(request: TargetRequest, *, by: User, at: datetime) -> Target:
    indicator = Indicator.objects.select_for_update(of=("self",)).select_related("action").get(pk=request.indicator_id)
    if current_target(indicator, request.year) != request.old_value:
        raise TargetMoved
    versions = Target.objects.of_the_plan().filter(indicator=indicator, year=request.year)
    target = Target.objects.create(
        indicator=indicator,
        year=request.year,
        version=(versions.aggregate(newest=Max("version"))["newest"] or 0) + 1,
        value=request.proposed_value,
        reason=request.reason,
        requested_by=request.requested_by,
        approved_by=by,
        approved_at=at,
    )
    Plan.objects.filter(pk=indicator.action.plan_id).touch()
    return target


def current_target(indicator: Indicator, year: int) -> Decimal | None:
    """The plan's target that counts for the year; None: there is none."""
    return targets_in_force(year, Indicator.objects.filter(pk=indicator.pk)).get((indicator.pk, None))


def _deciders(request: TargetRequest, *, at: datetime) -> QuerySet[User]:
    """The coordinator of the cluster that day; the secretariat where that is the proposer's own organization."""
    people = User.objects.active().exclude(organization=request.requested_by.organization_id)
    coordinators = ClusterRole.objects.valid_on(day_in_wib(at)).coordinators()
    mine = coordinators.filter(cluster=request.indicator.action.cluster_id)
    verifiers = people.filter(role=Role.VERIFIER, organization__in=mine.values("organization"))
    if verifiers.exists():
        return verifiers
    return people.filter(role=Role.SECRETARIAT, organization__region__isnull=True)


def _tell(people: QuerySet[User], kind: NotificationKind, text: str, url: str, at: datetime) -> None:
    notify(people.order_by("pk"), kind=kind, text=text, url=url, at=at)
