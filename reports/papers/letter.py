"""Surat pengingat: which reports an organization owes, as a letter from the task force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from actions.reminders import Owed, People, owed_reports_now
from clusters.models import Cluster, Organization, Plan, User
from ranpptppo.lib.formats import date_long, day_in_wib, number

DUE_WITHIN = 14  # days: what is due later needs no letter yet
WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")


@dataclass(frozen=True, slots=True)
class LetterText:
    """What the person who writes the letter decides. ``copies``: whom it goes to beside the addressee."""

    place: str
    written_on: date
    nature: str
    subject: str
    answer_by: date
    signer_position: str
    signer_name: str
    signer_number: str
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Debtor:
    """An organization with what it owes, the longest overdue first."""

    organization: Organization
    owed: list[Owed]


def debtors_of(user: User, *, at: datetime) -> list[Debtor]:
    """Whom ``user`` may remind: organizations with reports past due, or due within two weeks; by name.

    One that ended owes until its assignments are handed over, but no letter reaches it.
    """
    today = day_in_wib(at)
    people = People(on=today)
    ended = set(Organization.objects.ended_before(today).values_list("pk", flat=True))  # nobody is there to answer
    owed: dict[int, list[Owed]] = defaultdict(list)
    for one in owed_reports_now(at=at):
        if one.organization not in ended and (one.due_on - today).days <= DUE_WITHIN and people.oversees(user, one):
            owed[one.organization].append(one)
    found = [Debtor(people.organizations[pk], sorted(rows, key=_by_due)) for pk, rows in owed.items()]
    return sorted(found, key=lambda debtor: (debtor.organization.short_name_then.casefold(), debtor.organization.pk))


def example_plan(debtors: Iterable[Debtor]) -> Plan | None:
    """A plan of examples among those whose reports are owed: pages and letters about it say so."""
    plans = (one.period.plan for debtor in debtors for one in debtor.owed)
    return next((plan for plan in plans if plan.is_example), None)


def letter_context(debtor: Debtor, text: LetterText, *, letter_number: str, at: datetime) -> dict[str, Any]:
    """Everything the letter to ``debtor`` prints."""
    today, organization = text.written_on, debtor.organization
    clusters = Cluster.objects.in_bulk([one.cluster for one in debtor.owed])
    late = [one for one in debtor.owed if one.due_on < today]
    plans = {one.period.plan for one in debtor.owed}
    return {
        "title": f"Surat pengingat {letter_number}",
        "file_name": f"Surat-Pengingat-{organization.code}-{today.isoformat()}.pdf",
        "made_at": at.astimezone(UTC).isoformat(),
        "is_example": example_plan([debtor]) is not None,
        "is_draft": False,
        "number": letter_number,
        "nature": text.nature,
        "subject": text.subject,
        "place": text.place,
        "written_on": today.isoformat(),
        "organization": organization.name_then,
        "organization_code": organization.code,
        "is_regional": organization.region_id is not None,
        "plans": sorted(plan.title for plan in plans),
        "count": _counted(len(debtor.owed)),
        "late": _counted(len(late)) if late else "",
        "all_late": len(late) == len(debtor.owed),
        "rows": [_row(one, clusters[one.cluster], today) for one in debtor.owed],
        "answer_by": text.answer_by.isoformat(),
        "copies": list(text.copies),
        **{name: getattr(text, name) for name in ("signer_position", "signer_name", "signer_number")},
    }


def days_late(due_on: date, today: date) -> str:
    """``terlambat 12 hari``; before the due day ``belum jatuh tempo``."""
    days = (today - due_on).days
    return f"terlambat {number(days)} hari" if days > 0 else "belum jatuh tempo"


def _row(one: Owed, cluster: Cluster, today: date) -> dict[str, str]:
    return {
        "cluster": f"{cluster.number} – {cluster.name}",
        "period": one.period.label,
        "plan": one.period.plan.short_title,
        "due": date_long(one.due_on),
        "late": days_late(one.due_on, today),
        "state": _state(one),
    }


def _state(one: Owed) -> str:
    if one.report is None:
        return "belum mulai diisi"
    return "menunggu pengesahan" if one.waits_for_endorsement else "belum diajukan"


def _counted(count: int) -> str:
    """``2 (dua)``, as letters write numbers."""
    return f"{count} ({WORDS[count]})" if count < len(WORDS) else number(count)


def _by_due(one: Owed) -> tuple[date, int, int]:
    return one.due_on, one.period.pk, one.cluster
