"""May this person do this? Questions about people and rows; nothing here knows a request.

``on`` is a day in WIB: the roles of ministries in clusters change over time, and it is the day of
the deed that counts. Views load rows through ``visible_to`` first (404) and then ask here (403).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from actions.enums import EventKind, ReportState
from actions.models import Assignment, Evidence, ProgressReport, TargetRequest
from actions.models.progress import SEES_EVERYTHING
from actions.workflow import EDITABLE
from clusters.enums import ClusterKind, ClusterRoleKind, Role
from clusters.models import ActingEndorser, Cluster, ClusterRole, Organization, Plan, Region, User
from clusters.permissions import endorses_for

ADOPTERS = frozenset({Role.OPERATOR, Role.VERIFIER, Role.SECRETARIAT})  # of a region


def can_edit_report(user: User, report: ProgressReport) -> bool:
    """Operators write the draft of their own organization."""
    return _is(user, Role.OPERATOR, of=report.organization) and report.is_editable


def can_open_entry(user: User, organization: Organization) -> bool:
    """May this person start and fill in reports of ``organization``?"""
    return _is(user, Role.OPERATOR, of=organization)


def can_withdraw_report(user: User, report: ProgressReport) -> bool:
    return _is(user, Role.OPERATOR, of=report.organization) and report.may(EventKind.WITHDRAW)


def can_endorse_report(user: User, report: ProgressReport, *, on: date) -> bool:
    """The endorser, or who acts for one that day, is of the same organization and not the one who submitted."""
    return (
        report.may(EventKind.ENDORSE)
        and user.pk != report.submitted_by_id
        and endorses_for(user, report.organization_id, on=on)
    )


def endorsers_for(report: ProgressReport, *, on: date) -> QuerySet[User]:
    """Everybody who may endorse the report on that day (:func:`can_endorse_report`, as people)."""
    return endorsers_of(report.organization_id, but=report.submitted_by_id or 0, on=on)


def endorsers_of(organization_id: int, *, but: int, on: date) -> QuerySet[User]:
    """Everybody who may endorse for the organization on that day what ``but`` (a user's id) submits."""
    acting = ActingEndorser.objects.in_force(on=on).filter(organization=organization_id)
    people = User.objects.active().filter(organization=organization_id)
    return people.filter(Q(role=Role.ENDORSER) | Q(pk__in=acting.values("user"))).exclude(pk=but)


def can_return_report(user: User, report: ProgressReport, *, on: date) -> bool:
    """The endorser returns what was submitted to them, the verifier what was filed."""
    if not report.may(EventKind.RETURN):
        return False
    if report.state == ReportState.SUBMITTED and report.organization.endorsement_required:
        return can_endorse_report(user, report, on=on)
    return is_verifier_of(user, report, on=on)


def can_verify_report(user: User, report: ProgressReport, *, on: date) -> bool:
    return report.may(EventKind.VERIFY) and is_verifier_of(user, report, on=on)


def can_reopen_report(user: User, report: ProgressReport, *, on: date) -> bool:
    """Whoever may verify the report may open it again, with a reason; a lock is lifted with it."""
    return report.state == ReportState.VERIFIED and is_verifier_of(user, report, on=on)


def is_verifier_of(user: User, report: ProgressReport, *, on: date) -> bool:
    """Verification belongs to the coordinator of the cluster on that day, or to the secretariat.

    Nobody verifies the own organization: what a coordinator reports itself the secretariat
    verifies; what the secretariat reports in a cluster that it also coordinates, another
    coordinator does. A region's report is verified by its province, a province's by the
    cluster's coordinator or the secretariat.
    """
    if not user.is_active or user.organization_id == report.organization_id:
        return False
    if user.pk in {report.submitted_by_id, report.endorsed_by_id}:
        return False
    if user.organization.region_id is not None:
        return _is_verifier_of_regency(user, report)
    region = report.organization.region
    if region is not None and region.parent_id is not None:
        return False
    return user.role == Role.SECRETARIAT or (user.role == Role.VERIFIER and _coordinates_for(user, report, on=on))


def checks_report(user: User, report: ProgressReport, *, on: date) -> bool:
    """Is this person one of those who check such reports, whatever its state now?"""
    return is_verifier_of(user, report, on=on) or endorses_for(user, report.organization_id, on=on)


def first_verifiers_for(report: ProgressReport, *, on: date) -> QuerySet[User]:
    """Of those who may verify the report whom it falls to first: coordinators, a province; else the secretariat.

    Where these may not (they submitted it themselves) everybody who may.
    """
    everybody = verifiers_for(report, on=on)
    coordinators = everybody.filter(role=Role.VERIFIER)
    return coordinators if coordinators.exists() else everybody


def coordinators_for(
    organization_id: int, cluster_id: int, *, coordinators: Mapping[int, int], secretariats: Collection[int]
) -> frozenset[int]:
    """The national organizations whose verifiers check what an organization reports in a cluster; none: the secretariat.

    ``coordinators``: by cluster. Nobody verifies the own; what the secretariat (``secretariats``: who leads its
    cluster) reports where it coordinates itself, every other coordinator does.
    """
    mine = coordinators.get(cluster_id)
    if mine is None:
        return frozenset()
    if mine != organization_id:
        return frozenset({mine})
    return frozenset(coordinators.values()) - {mine} if organization_id in secretariats else frozenset()


def secretariats(*, on: date) -> frozenset[int]:
    """The organizations that lead the secretariat's cluster on that day, by id."""
    roles = ClusterRole.objects.valid_on(on).filter(role=ClusterRoleKind.LEAD, cluster__kind=ClusterKind.SECRETARIAT)
    return frozenset(roles.values_list("organization_id", flat=True))


def verifiers_for(report: ProgressReport, *, on: date) -> QuerySet[User]:
    """Everybody who may verify the report on that day (:func:`is_verifier_of`, as people)."""
    people = User.objects.active().exclude(organization=report.organization_id)
    people = people.exclude(pk__in=[pk for pk in (report.submitted_by_id, report.endorsed_by_id) if pk])
    region = report.organization.region
    if region is not None and region.parent_id is not None:
        return people.filter(role=Role.VERIFIER, organization__region=region.parent_id)
    national = people.filter(organization__region__isnull=True)
    coordinators = ClusterRole.objects.valid_on(on).coordinators()
    mine = coordinators.filter(cluster=report.cluster_id)
    if mine.filter(organization=report.organization_id).exists() and is_secretariat(report.organization_id, on=on):
        mine = coordinators
    in_charge = Q(role=Role.VERIFIER, organization__in=mine.values("organization"))
    return national.filter(Q(role=Role.SECRETARIAT) | in_charge)


def reads_draft(user: User, report: ProgressReport) -> bool:
    """The own organization works on its draft and endorses it; everybody else sees only what was filed."""
    awaits_endorsement = report.state == ReportState.SUBMITTED and report.organization.endorsement_required
    is_unfiled = report.state in EDITABLE or awaits_endorsement
    return is_unfiled and user.organization_id == report.organization_id


def can_upload_evidence(user: User, report: ProgressReport) -> bool:
    return can_edit_report(user, report)


def can_withdraw_evidence(user: User, evidence: Evidence) -> bool:
    return evidence.removed_at is None and can_edit_report(user, evidence.report)


def can_import_plan(user: User) -> bool:
    """The secretariat of the national task force keeps the plan matrix."""
    return _is_national(user, Role.SECRETARIAT)


def can_keep_regional_plan(user: User, region: Region) -> bool:
    """A region's own operators and secretariat keep its plan, a province's also its regencies', the national one all."""
    if _is_national(user, Role.SECRETARIAT):
        return True
    is_keeper = user.is_active and user.role in {Role.OPERATOR, Role.SECRETARIAT}
    return is_keeper and user.organization.region_id in {region.pk, region.parent_id} - {None}


def can_import_regional_plans(user: User) -> bool:
    """Who keeps some region's plan; each row is asked for its own (``can_keep_regional_plan``)."""
    region = user.organization.region
    return _is_national(user, Role.SECRETARIAT) if region is None else can_keep_regional_plan(user, region)


def can_import_into(user: User, plan: Plan) -> bool:
    return can_import_plan(user) if plan.region is None else can_keep_regional_plan(user, plan.region)


def can_keep_periods(user: User, *, on: date) -> bool:
    """Open a plan's periods, extend, lock and unlock: the secretariat, and whoever coordinates a cluster that day.

    A period's dates follow from the plan's cadence, so that it does not matter who opens it; what is extended, locked
    and unlocked are reports, and a coordinator's are those of its clusters (:func:`kept_clusters`).
    """
    clusters = kept_clusters(user, on=on)
    return clusters is None or bool(clusters)


def kept_clusters(user: User, *, on: date) -> frozenset[int] | None:
    """The clusters (ids) whose reports this person extends, locks and unlocks on that day; None: whole periods.

    A lock of the whole period reaches the clusters of every coordinator: it is the secretariat's.
    """
    if _is_national(user, Role.SECRETARIAT):
        return None
    if not _is_national(user, Role.VERIFIER):
        return frozenset()
    roles = ClusterRole.objects.valid_on(on).coordinators().filter(organization=user.organization_id)
    return frozenset(roles.values_list("cluster_id", flat=True))


def can_change_period_dates(user: User) -> bool:
    """The dates of a period not open yet bind every cluster: the secretariat."""
    return _is_national(user, Role.SECRETARIAT)


def can_see_periods(user: User) -> bool:
    return can_see_verification_queue(user) or only_reads(user)


def can_list_periods(user: User) -> bool:
    """When the periods open and fall due: of a region also who reports in them."""
    return can_see_periods(user) or (user.organization.region_id is not None and can_see_entry(user))


def only_reads(user: User) -> bool:
    """Executives and auditors read what others work on, and change nothing in it."""
    return user.is_active and user.role in {Role.EXECUTIVE, Role.AUDITOR}


def listed_clusters(user: User, *, on: date) -> frozenset[int] | None:
    """The clusters whose reports the page of a period lists for this person; None: every one."""
    if only_reads(user) and user.organization.region_id is None:
        return None
    return kept_clusters(user, on=on)


def can_hand_over(user: User) -> bool:
    """Assignments and cluster roles are handed over explicitly, by the secretariat or an administrator."""
    return _is_national(user, Role.SECRETARIAT) or _is_national(user, Role.ADMIN)


def can_record_outside_activity(user: User) -> bool:
    """The secretariat for every organization, an operator for the own."""
    return _is_national(user, Role.SECRETARIAT) or (user.is_active and user.role == Role.OPERATOR)


def can_edit_outside_activity(user: User, lead: Organization) -> bool:
    """Whether it is still open to correction: ``services.outside``."""
    return _is_national(user, Role.SECRETARIAT) or _is(user, Role.OPERATOR, of=lead)


def can_see_outside_activities(user: User) -> bool:
    return can_see_entry(user) or can_see_verification_queue(user) or only_reads(user)


def can_see_commitments(user: User) -> bool:
    """The overview of who confirmed; whoever reports sees the own commitment instead."""
    return can_see_verification_queue(user) or only_reads(user)


def clusters_in_charge(user: User, *, on: date) -> QuerySet[Cluster]:
    """The clusters whose reports this person follows: those the own ministry leads or coordinates that day.

    Overseers follow every one, a region's people none.
    """
    if not user.is_active or user.organization.region_id is not None:
        return Cluster.objects.none()
    if user.role in SEES_EVERYTHING:
        return Cluster.objects.order_by("number")
    roles = ClusterRole.objects.valid_on(on).filter(organization=user.organization_id)
    return Cluster.objects.filter(pk__in=roles.values("cluster")).order_by("number")


def leads(organization_id: int, cluster_id: int, *, on: date) -> bool:
    return ClusterRole.objects.valid_on(on).leads().filter(organization=organization_id, cluster=cluster_id).exists()


def can_write_cluster_narrative(user: User, cluster: Cluster, *, on: date) -> bool:
    """Operators and endorsers of the ministry that leads the cluster on that day, and the secretariat."""
    if _is_national(user, Role.SECRETARIAT):
        return True
    return can_see_entry(user) and leads(user.organization_id, cluster.pk, on=on)


def can_adopt(user: User) -> bool:
    """Take up national actions: for some region at all?"""
    return user.is_active and user.role in (ADOPTERS if user.organization.region_id else {Role.SECRETARIAT})


def can_adopt_for(user: User, region: Region) -> bool:
    """A region's people for itself, a province's for its regencies as well, the national secretariat for all."""
    own = user.organization.region_id
    if own is None:
        return can_adopt(user)
    if own == region.pk:
        return can_adopt(user) and user.role != Role.VERIFIER
    return can_adopt(user) and own == region.parent_id


def can_change_adoption(user: User, adopted: Assignment) -> bool:
    """Revise its local targets or end it, as long as it runs."""
    region = adopted.organization.region
    return adopted.ends_on is None and region is not None and can_adopt_for(user, region)


def can_keep_budget(user: User, organization: Organization) -> bool:
    """Budget lines are kept by the organization's operators, and by the secretariat for all."""
    return _is(user, Role.OPERATOR, of=organization) or _is_national(user, Role.SECRETARIAT)


def can_prepare_commitment(user: User, organization: Organization) -> bool:
    """Operators prepare the year's commitment and propose targets."""
    return _is(user, Role.OPERATOR, of=organization)


def can_confirm_commitment(user: User, organization: Organization, *, on: date) -> bool:
    """The endorser, or who acts for one that day; where endorsement is off, the operator confirms alone."""
    if not organization.endorsement_required:
        return can_prepare_commitment(user, organization)
    return endorses_for(user, organization.pk, on=on)


def can_see_target_request(user: User, request: TargetRequest, *, on: date) -> bool:
    """Whoever coordinates the action's cluster that day, or the secretariat; never about the own organization's.

    They decide about it; what was decided once they may still read (the service refuses a second decision).
    """
    if user.organization_id == request.requested_by.organization_id:
        return False
    clusters = kept_clusters(user, on=on)
    return clusters is None or request.indicator.action.cluster_id in clusters


def can_see_entry(user: User) -> bool:
    """Does this person take part in what an organization reports?"""
    return user.is_active and user.role in {Role.OPERATOR, Role.ENDORSER}


def can_see_return_statistics(user: User) -> bool:
    """Coordinators, the secretariat, and who reads everything: over the reports that they see."""
    return can_see_verification_queue(user) or only_reads(user)


def can_see_verification_queue(user: User) -> bool:
    return user.is_active and user.role in {Role.VERIFIER, Role.SECRETARIAT}


def coordinates(organization_id: int, cluster_id: int, *, on: date) -> bool:
    roles = ClusterRole.objects.valid_on(on).coordinators()
    return roles.filter(organization=organization_id, cluster=cluster_id).exists()


def coordinates_any(organization_id: int, *, on: date) -> bool:
    return ClusterRole.objects.valid_on(on).coordinators().filter(organization=organization_id).exists()


def is_secretariat(organization_id: int, *, on: date) -> bool:
    """Does this organization lead the secretariat's cluster on that day?"""
    return organization_id in secretariats(on=on)


def _coordinates_for(user: User, report: ProgressReport, *, on: date) -> bool:
    if coordinates(user.organization_id, report.cluster_id, on=on):
        return True
    return (
        coordinates(report.organization_id, report.cluster_id, on=on)
        and is_secretariat(report.organization_id, on=on)
        and coordinates_any(user.organization_id, on=on)
    )


def _is_verifier_of_regency(user: User, report: ProgressReport) -> bool:
    region = report.organization.region
    return user.role == Role.VERIFIER and region is not None and region.parent_id == user.organization.region_id


def _is(user: User, role: Role, *, of: Organization) -> bool:
    return user.is_active and user.role == role and user.organization_id == of.pk


def _is_national(user: User, role: Role) -> bool:
    return user.is_active and user.role == role and user.organization.region_id is None
