"""Who is told what when a progress report moves, or somebody else acts for a region; the outbox rows belong to the same
transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from actions.adoption import Adoption, lines_of
from actions.models import Action, Assignment, ProgressReport
from actions.permissions import endorsers_for, first_verifiers_for
from clusters.enums import NotificationKind, Role
from clusters.models import Notification, Organization, User
from clusters.notifications import notify, settle, tell_each
from ranpptppo.lib.formats import date_long, datetime_short, day_in_wib

STEPS = (  # of these only the newest about a report is news
    NotificationKind.SUBMITTED,
    NotificationKind.FILED,
    NotificationKind.RETURNED,
    NotificationKind.VERIFIED,
    NotificationKind.REOPENED,
)

MOST_NUMBERS = 10  # of actions in one sentence
TOLD_OF_ADOPTIONS = (
    Role.OPERATOR,
    Role.ENDORSER,
    Role.SECRETARIAT,
)  # of the region's body: who reports and keeps its plan


def settle_steps(report: ProgressReport, *, at: datetime) -> None:
    """The report moved on: what was told of its earlier steps asks nobody for anything any more."""
    settle([report.get_absolute_url()], kinds=STEPS, at=at)


def settle_verified(reports: Sequence[ProgressReport], *, at: datetime) -> None:
    """A verified report that was locked is finished: nobody has to read that any more."""
    settle([report.get_absolute_url() for report in reports], kinds=[NotificationKind.VERIFIED], at=at)


def tell_about_submission(report: ProgressReport, *, at: datetime) -> None:
    settle_steps(report, at=at)
    _tell(
        report,
        endorsers_for(report, on=day_in_wib(at)),
        NotificationKind.SUBMITTED,
        f"Menunggu pengesahan Anda: {_named(report)}.",
        at,
    )


def tell_about_filing(report: ProgressReport, *, at: datetime) -> None:
    today = day_in_wib(at)
    # Who verifies has many organizations: without its name two reports of a cluster read the same.
    organization = Organization.objects.with_name_on(today).get(pk=report.organization_id)
    settle_steps(report, at=at)
    text = f"Menunggu verifikasi: {organization.short_name_then}, {_named(report)}."
    _tell(report, first_verifiers_for(report, on=today), NotificationKind.FILED, text, at)


def tell_about_return(report: ProgressReport, *, at: datetime, reopened: bool = False) -> None:
    settle_steps(report, at=at)
    kind = NotificationKind.REOPENED if reopened else NotificationKind.RETURNED
    _tell(report, _writers(report), kind, f"{kind.label}: {_named(report)}.", at)


def tell_about_verification(report: ProgressReport, *, at: datetime) -> None:
    settle_steps(report, at=at)
    _tell(report, _writers(report), NotificationKind.VERIFIED, f"Diverifikasi: {_named(report)}.", at)


def tell_to_submit_again(report: ProgressReport, *, at: datetime) -> None:
    """Endorsement was switched off while the report waited for it."""
    settle_steps(report, at=at)
    text = f"Pengesahan instansi Anda dimatikan. Ajukan lagi agar diverifikasi: {_named(report)}."
    _tell(report, _writers(report), NotificationKind.RETURNED, text, at)


def tell_about_extension(reports: Sequence[ProgressReport], *, until: datetime, at: datetime) -> None:
    """One notification for all of an organization's reports of a period: they are extended together."""
    if reports:
        text = f"Batas waktu {reports[0].period.label} instansi Anda diperpanjang sampai {datetime_short(until)}."
        _tell(reports[0], _writers(reports[0]), NotificationKind.EXTENDED, text, at)


def tell_about_unlock(reports: Sequence[ProgressReport], *, note: str, at: datetime) -> None:
    """One notification for all of an organization's reports of a period whose lock was lifted together."""
    text = f"Kunci {reports[0].period.label} dibuka: {note}"
    _tell(reports[0], _writers(reports[0]), NotificationKind.REOPENED, text, at)


def tell_about_adoption(adoption: Adoption, actions: Sequence[Action], *, by: User, at: datetime) -> None:
    """One notification for all that a body took up through somebody of another organization; three queries."""
    lines = {
        one.one.body.pk: one
        for one in lines_of(adoption, actions)
        if one.new and one.one.body is not None and one.one.body.pk != by.organization_id
    }
    if not lines:
        return
    name, start = _name_of(by, at), date_long(adoption.on)
    people = User.objects.active().filter(organization__in=lines, role__in=TOLD_OF_ADOPTIONS).order_by("pk")
    tell_each(
        Notification(
            user=person,
            kind=NotificationKind.ADOPTION,
            text=f"{name} mengadopsi {len(line.one.actions)} aksi nasional untuk {line.one.region.name} mulai {start}: "
            f"{_some(line.new)}. Aksi ini masuk isian Anda.",
            url=f"{reverse('adoption-list')}?q={line.one.region.code}",
            created_at=at,
        )
        for person in people
        for line in [lines[person.organization_id]]
    )


def _some(numbers: str) -> str:
    """The first of many: a sentence cut in the middle of a number would name another action."""
    found = numbers.split(", ")
    more = len(found) - MOST_NUMBERS
    return numbers if more <= 0 else f"{', '.join(found[:MOST_NUMBERS])}, dan {more} aksi lain"


def tell_about_local_targets(adopted: Assignment, changed: int, *, reason: str, by: User, at: datetime) -> None:
    """Somebody of another organization revised them."""
    _tell_adopter(adopted, f"mengubah {changed} target lokal aksi {adopted.action.number}: {reason}", by, at)


def tell_about_end_of_adoption(adopted: Assignment, *, on: date, by: User, at: datetime) -> None:
    """Somebody of another organization ended it."""
    words = f"mengakhiri adopsi aksi {adopted.action.number}; hari terakhirnya {date_long(on)}."
    _tell_adopter(adopted, words, by, at)


def _tell_adopter(adopted: Assignment, words: str, by: User, at: datetime) -> None:
    if adopted.organization_id == by.organization_id:
        return
    people = User.objects.active().filter(organization=adopted.organization_id, role__in=TOLD_OF_ADOPTIONS)
    url = reverse("adoption-detail", args=[adopted.pk])
    text = f"{_name_of(by, at)} {words}"
    notify(people.order_by("pk"), kind=NotificationKind.ADOPTION, text=text, url=url, at=at)


def _name_of(user: User, at: datetime) -> str:
    return Organization.objects.with_name_on(day_in_wib(at)).get(pk=user.organization_id).short_name_then


def _writers(report: ProgressReport) -> QuerySet[User]:
    return User.objects.active().filter(organization=report.organization_id, role__in=[Role.OPERATOR, Role.ENDORSER])


def _named(report: ProgressReport) -> str:
    return f"klaster {report.cluster.number}, {report.period.label}"


def _tell(report: ProgressReport, people: QuerySet[User], kind: NotificationKind, text: str, at: datetime) -> None:
    notify(people.order_by("pk"), kind=kind, text=text, url=report.get_absolute_url(), at=at)
