"""Switching the endorsement of an organization's reports off and on, with a reason, and what that does to open reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.enums import ReportState
from actions.models import ProgressReport
from actions.services.telling import tell_about_submission, tell_to_submit_again
from clusters.models import Organization, Plan, User

LONGEST_REASON = 100


class AlreadySwitched(Exception):
    """Somebody else switched meanwhile: nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Pengesahan instansi ini sudah diubah orang lain. Periksa keadaannya sekarang.")


class SeveralOfficers(Exception):
    """One of them can endorse what another filled in."""

    def __init__(self) -> None:
        super().__init__(
            "Pengesahan hanya dapat dimatikan bagi instansi dengan satu operator dan tanpa pejabat pengesah."
        )


@dataclass(frozen=True, slots=True)
class Switched:
    """moved: reports given back to be submitted again (off), or handed to the endorsers (on). locked: left as they are."""

    moved: int
    locked: int


@transaction.atomic
def switch_endorsement(
    *, organization: Organization, required: bool, reason: str, by: User, at: datetime | None = None
) -> Switched:
    """Switch, and keep no report between two regimes.

    Off: what waits for an endorser was never filed, and nobody will file it; it goes back to its operators as a draft,
    who submit it again and thereby file it. On: what was submitted and not verified yet waits for an endorser.
    Raises :class:`AlreadySwitched`; off, :class:`SeveralOfficers`.
    """
    at = at or timezone.now()
    row = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if row.endorsement_required == required:
        raise AlreadySwitched
    if not required and not Organization.objects.with_officers().filter(Q(has_single_officer=True), pk=row.pk).exists():
        raise SeveralOfficers
    submitted = ProgressReport.objects.filter(organization=row, state=ReportState.SUBMITTED)
    reports = list(submitted.select_for_update(of=("self",)).with_names().order_by("pk"))
    row.endorsement_required = required
    row._history_user, row._change_reason = by, reason  # type: ignore[attr-defined]
    row.save(update_fields=["endorsement_required"])
    Plan.objects.all().touch()
    moved = [report for report in reports if not report.is_locked]
    for report in moved:
        report.organization = row
        if required:
            tell_about_submission(report, at=at)
        else:
            report.withdraw(by=by, at=at, note=f"Pengesahan dimatikan: {reason} Ajukan lagi laporan ini.")
            tell_to_submit_again(report, at=at)
    return Switched(len(moved), len(reports) - len(moved))
