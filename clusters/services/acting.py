"""Acting endorsers: appoint one for some days, and take the authority back before its last day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clusters.enums import ActingKind, NotificationKind
from clusters.models import ActingEndorser, Organization, User
from clusters.notifications import notify
from clusters.permissions import can_act
from ranpptppo.lib.formats import date_long, day_in_wib

LONGEST = timedelta(days=366)


class ActingNotPossible(Exception):
    """The appointment cannot be made, or was ended already; ``field`` says what is wrong, the message why."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(sentence)


@transaction.atomic
def appoint_acting(
    *, user: User, kind: str, starts_on: date, ends_on: date, basis: str, by: User, at: datetime | None = None
) -> ActingEndorser:
    """Let ``user`` endorse for the own organization from ``starts_on`` to ``ends_on``, both included.

    Raises :class:`ActingNotPossible`.
    """
    at = at or timezone.now()
    organization = Organization.objects.select_for_update().get(pk=user.organization_id)
    _check(user, starts_on, ends_on, by=by, today=day_in_wib(at))
    row = ActingEndorser(
        user=user,
        organization=organization,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis.strip(),
        appointed_at=at,
        appointed_by=by,
    )
    row.full_clean()
    row.save()
    days = f"{date_long(starts_on)} sampai {date_long(ends_on)}"
    text = f"Anda ditunjuk sebagai {ActingKind(kind).label} pejabat pengesah, {days}."
    notify([user], kind=NotificationKind.ACTING, text=text, url=reverse("task-list"), at=at)
    return row


def _check(user: User, starts_on: date, ends_on: date, *, by: User, today: date) -> None:
    if not can_act(user):
        raise ActingNotPossible("Orang ini tidak dapat ditunjuk menurut perannya.", field="user")
    if user.pk == by.pk:
        raise ActingNotPossible("Tidak seorang pun menunjuk dirinya sendiri.", field="user")
    if starts_on < today:
        raise ActingNotPossible(f"Penunjukan tidak berlaku surut: paling awal {date_long(today)}.", field="starts_on")
    if ends_on < starts_on:
        raise ActingNotPossible("Hari terakhir tidak boleh sebelum hari pertama.", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise ActingNotPossible("Paling lama satu tahun; periksa tahunnya.", field="ends_on")
    others = ActingEndorser.objects.filter(user=user, ended_at__isnull=True)
    clash = others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).order_by("starts_on", "pk").first()
    if clash is not None:
        days = f"{date_long(clash.starts_on)} sampai {date_long(clash.ends_on)}"
        raise ActingNotPossible(f"{user.name} sudah ditunjuk {days}.", field="starts_on")


@transaction.atomic
def end_acting(*, row: ActingEndorser, by: User, at: datetime | None = None) -> None:
    """Take the authority back at once; what was endorsed until then stays. Raises :class:`ActingNotPossible`."""
    at = at or timezone.now()
    held = ActingEndorser.objects.select_for_update(of=("self",)).select_related("user").get(pk=row.pk)
    if held.ended_at is not None or held.ends_on < day_in_wib(at):
        raise ActingNotPossible("Penunjukan ini sudah berakhir.")
    held.ended_at, held.ended_by = at, by
    held.save(update_fields=["ended_at", "ended_by"])
    text = f"Penunjukan Anda sebagai {held.get_kind_display()} pejabat pengesah diakhiri."
    notify([held.user], kind=NotificationKind.ACTING, text=text, url=reverse("task-list"), at=at)
