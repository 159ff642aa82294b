"""Organizations whose reports nobody could endorse: said to them before they submit, and to whoever keeps their people."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse

from actions.inbox import Task
from actions.models import Assignment
from actions.permissions import endorsers_of
from clusters.enums import Role
from clusters.models import ActingEndorser, Organization, User
from clusters.models.organization import short_name_on
from clusters.permissions import can_manage_users

NAMED = 2
SHOWN = 8
GAP_TITLE = "Belum ada yang dapat mengesahkan isian Anda"
GAP = (
    "Instansi Anda belum mempunyai pejabat pengesah selain Anda. "
    "Sampai ada, yang Anda ajukan menunggu dan belum terhitung masuk."
)
HINT = "laporannya menunggu dan belum terhitung masuk: tambah pengesah, tunjuk Plt./Plh., atau matikan pengesahannya"


def endorsement_gap(user: User, *, on: date) -> str:
    """For an operator whom nobody could endorse on that day: what follows and whom to ask; else ``""``."""
    organization = user.organization
    if user.role != Role.OPERATOR or not organization.endorsement_required:
        return ""
    if endorsers_of(organization.pk, but=user.pk, on=on).exists():
        return ""
    return f"{GAP} {whom_to_ask(organization, on=on)}"


def whom_to_ask(organization: Organization, *, on: date) -> str:
    """Who can add an endorser, by name and office telephone: the region's own secretariat, its province's, the national one."""
    office = User.objects.active().filter(role=Role.SECRETARIAT)
    region = organization.region
    own = office.filter(organization__region__in=[region.pk, region.parent_id]) if region else office.none()
    found = own if own.exists() else office.filter(organization__region__isnull=True)
    named = found.annotate(office_name=short_name_on(on, of="organization")).order_by("pk")
    rows = named.values_list("name", "office_name", "phone", "email")[:NAMED]
    people = "; ".join(
        f"{name} (sekretariat, {office_name}, {phone or 'telepon belum dicatat'}, {email})"
        for name, office_name, phone, email in rows
    )
    return f"Yang dapat menambah pengesah atau menunjuk Plt./Plh.: {people or 'administrator aplikasi ini'}."


def endorser_tasks(user: User, *, on: date) -> list[Task]:
    """For the secretariat, and for whoever keeps the people of a region: who enters and has nobody to endorse it."""
    region = user.organization.region_id
    if not can_manage_users(user) or (region is None and user.role != Role.SECRETARIAT):
        return []
    within = Organization.objects.active_on(on)
    if region is not None:
        within = within.filter(Q(region=region) | Q(region__parent=region))
    acting = ActingEndorser.objects.in_force(on=on)
    lacking = (
        within.filter(endorsement_required=True, pk__in=Assignment.objects.open().values("organization"))
        .exclude(pk__in=acting.values("organization"))
        .with_officers()
        .filter(Q(operators__gt=0, endorsers=0))
        .with_name_on(on)
        .select_related("region")
        .order_by("region__code", "pk")
    )
    found = list(lacking[: SHOWN + 1])
    tasks = [_task(organization) for organization in found[:SHOWN]]
    if len(found) > SHOWN:
        more = lacking.count() - SHOWN
        tasks.append(Task(f"{more} instansi lain tanpa pejabat pengesah", reverse("endorsement-list"), HINT))
    return tasks


def _task(organization: Organization) -> Task:
    region, name = organization.region, organization.short_name_then
    who = f"Daerah {region.name}" if region else name
    title = f"{who} belum mempunyai pejabat pengesah"
    hint = f"{name}: {HINT}" if region else HINT
    return Task(title, reverse("endorsement-list"), hint, "", "Menunggu", "warning", "patch-check")
