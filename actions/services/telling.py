"""Who is told what when a progress report moves; the outbox rows belong to the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from actions.models import ProgressReport
from actions.permissions import endorsers_for, first_verifiers_for
from clusters.enums import NotificationKind, Role
from clusters.models import Organization, User
from clusters.notifications import notify, settle
from ranpptppo.lib.formats import datetime_short, day_in_wib

STEPS = (  # of these only the newest about a report is news
    NotificationKind.SUBMITTED,
    NotificationKind.FILED,
    NotificationKind.RETURNED,
    NotificationKind.VERIFIED,
    NotificationKind.REOPENED,
)


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


def _writers(report: ProgressReport) -> QuerySet[User]:
    return User.objects.active().filter(organization=report.organization_id, role__in=[Role.OPERATOR, Role.ENDORSER])


def _named(report: ProgressReport) -> str:
    return f"klaster {report.cluster.number}, {report.period.label}"


def _tell(report: ProgressReport, people: QuerySet[User], kind: NotificationKind, text: str, at: datetime) -> None:
    notify(people.order_by("pk"), kind=kind, text=text, url=report.get_absolute_url(), at=at)
