"""Accounts from a file: look first, then make all of them or none; their letters are sent by the worker."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from clusters.enums import OrganizationKind
from clusters.importing.planning import Account, AccountPreview, Body, plan_accounts
from clusters.importing.reading import read_accounts
from clusters.models import AccountImport, InvitationMail, Organization, OrganizationName, Plan, User
from clusters.tasks import send_invitations
from ranpptppo.lib.formats import day_in_wib


class AccountsRefused(Exception):
    """The file has errors, makes no account, or would now do something else than was seen; nothing was written."""


def preview_accounts(*, file: BinaryIO, name: str, by: User, at: datetime | None = None) -> AccountPreview:
    """What importing ``file`` would make; writes nothing."""
    return plan_accounts(read_accounts(file, name), keeper=by, on=day_in_wib(at or timezone.now()))


def import_accounts(*, file: BinaryIO, name: str, by: User, seen: str, at: datetime | None = None) -> AccountImport:
    """Make the accounts, and the bodies they need. ``seen``: the fingerprint of the preview that the person saw.

    Raises :class:`AccountsRefused`.
    """
    at = at or timezone.now()
    preview = preview_accounts(file=file, name=name, by=by, at=at)
    if preview.errors:
        raise AccountsRefused(f"Berkas tidak diimpor: {len(preview.errors)} kesalahan.")
    if not preview.accounts:
        raise AccountsRefused("Tidak ada akun baru dalam berkas ini.")
    if seen != preview.fingerprint:
        raise AccountsRefused("Isi basis data berubah sejak pratinjau. Periksa sekali lagi, lalu impor.")
    try:
        return _make(preview, by=by, at=at)
    except IntegrityError:  # somebody else made one of them a moment ago
        raise AccountsRefused("Sebagian akun baru saja dibuat orang lain. Periksa sekali lagi.") from None


@transaction.atomic
def try_failed_again(*, account_import: AccountImport, at: datetime | None = None) -> int:
    """Queue the letters that no server took; how many."""
    failed = account_import.mails.failed(at=at or timezone.now())
    count = failed.update(attempts=0, claimed_at=None, error="")
    _enqueue(account_import)
    return count


@transaction.atomic
def renew_expired(*, account_import: AccountImport, at: datetime | None = None) -> int:
    """A new link for everybody without a password and without an open link; how many."""
    expired = account_import.mails.expired(at=at or timezone.now())
    count = expired.update(edition=F("edition") + 1, sent_at=None, dropped_at=None, attempts=0, error="")
    _enqueue(account_import)
    return count


@transaction.atomic
def _make(preview: AccountPreview, *, by: User, at: datetime) -> AccountImport:
    bodies = _make_bodies(preview.new_bodies, basis=f"Impor akun {preview.file_name}"[:200], by=by, at=at)
    account_import = AccountImport.objects.create(
        file_name=preview.file_name[:200],
        imported_by=by,
        organization=by.organization,
        imported_at=at,
        accounts=len(preview.accounts),
        organizations=len(bodies),
    )
    people = [_user(account, bodies.get(account.body, account.body.pk), at=at) for account in preview.accounts]
    made = bulk_create_with_history(people, User, default_user=by, default_date=at)
    InvitationMail.objects.bulk_create(InvitationMail(account_import=account_import, user=user) for user in made)
    _enqueue(account_import)
    return account_import


def _make_bodies(wanted: list[Body], *, basis: str, by: User, at: datetime) -> dict[Body, int]:
    """The keys of the new bodies."""
    rows = [Organization(code=body.code, kind=OrganizationKind.REGIONAL, region_id=body.region_id) for body in wanted]
    made = bulk_create_with_history(rows, Organization, default_user=by, default_date=at)
    names = [
        OrganizationName(
            organization=row, name=body.name, short_name=body.short_name, valid_from=day_in_wib(at), basis=basis
        )
        for row, body in zip(made, wanted, strict=True)
    ]
    bulk_create_with_history(names, OrganizationName, default_user=by, default_date=at)
    if made:
        Plan.objects.all().touch()  # bodies and names are kept with the figures
    return {body: row.pk for row, body in zip(made, wanted, strict=True)}


def _user(account: Account, organization_id: int, *, at: datetime) -> User:
    return User(
        email=account.email,
        password=make_password(None),
        name=account.name,
        phone=account.phone,
        position=account.position,
        organization_id=organization_id,
        role=account.role,
        joined_at=at,
    )


def _enqueue(account_import: AccountImport) -> None:
    transaction.on_commit(partial(send_invitations.delay, account_import.pk))
