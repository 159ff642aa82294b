"""Verbs about people: invite, accept, move, deactivate, reset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError

from clusters.enums import Role
from clusters.models import Invitation, User
from clusters.services import users as services
from tests.cast import World

SENT_AT = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)


def link_for(key: str) -> str:
    return f"https://ran.example/invitations/{key}/"


def key_of(sent: services.SentInvitation) -> str:
    return sent.link.split("/")[-2]


@pytest.fixture
def sent(secretariat: User, world: World) -> services.SentInvitation:
    return services.invite_user(
        email="Budi@Contoh.go.id",
        name="Budi Baru",
        organization=world.kemenpppa,
        role=Role.OPERATOR,
        by=secretariat,
        link_for=link_for,
        at=SENT_AT,
    )


def test_an_invitation_makes_an_account_without_a_password_and_sends_the_link(sent: services.SentInvitation) -> None:
    user = User.objects.get(email="budi@contoh.go.id")
    assert not user.has_joined
    assert sent.was_emailed
    letter = mail.outbox[0]
    assert letter.to == ["budi@contoh.go.id"]
    assert sent.link in letter.body
    assert "Operator Kementerian KEMENPPPA" in letter.body
    assert "8 Maret 2024 pukul 09.00 WIB" in letter.body
    assert letter.subject == "Undangan Pemantauan RAN PPTPPO"


def test_only_a_digest_of_the_key_is_stored(sent: services.SentInvitation) -> None:
    stored = Invitation.objects.values().get()
    assert key_of(sent) not in str(stored)
    assert len(key_of(sent)) >= 40


def test_accepting_sets_the_password_once(sent: services.SentInvitation) -> None:
    at = SENT_AT + timedelta(days=1)
    user = services.accept_invitation(key=key_of(sent), password="kunci-rahasia-baru", at=at)
    assert user.check_password("kunci-rahasia-baru")
    assert Invitation.objects.get().accepted_at == at
    with pytest.raises(services.InvitationNotOpen):
        services.accept_invitation(key=key_of(sent), password="kunci-rahasia-lain", at=at)


@pytest.mark.parametrize(("days", "is_open"), [(6.99, True), (7, False)])
def test_an_invitation_lives_for_seven_days(sent: services.SentInvitation, days: float, is_open: bool) -> None:
    moment = SENT_AT + timedelta(days=days)
    if is_open:
        assert services.find_invitation(key_of(sent), at=moment).user.name == "Budi Baru"
    else:
        with pytest.raises(services.InvitationNotOpen):
            services.find_invitation(key_of(sent), at=moment)


def test_sending_again_closes_the_earlier_link(sent: services.SentInvitation, secretariat: User) -> None:
    again = services.resend_invitation(user=sent.invitation.user, by=secretariat, link_for=link_for, at=SENT_AT)
    with pytest.raises(services.InvitationNotOpen):
        services.find_invitation(key_of(sent), at=SENT_AT)
    assert services.find_invitation(key_of(again), at=SENT_AT) == again.invitation


def test_who_has_a_password_is_not_invited_again(operator: User, secretariat: User) -> None:
    with pytest.raises(services.PasswordAlreadySet, match="sudah memiliki kata sandi"):
        services.resend_invitation(user=operator, by=secretariat, link_for=link_for)


def test_the_link_of_a_deactivated_account_is_closed(sent: services.SentInvitation, secretariat: User) -> None:
    services.deactivate_user(user=sent.invitation.user, by=secretariat)
    with pytest.raises(services.InvitationNotOpen):
        services.find_invitation(key_of(sent), at=SENT_AT)


def test_an_unknown_key_opens_nothing(db: None) -> None:
    with pytest.raises(services.InvitationNotOpen):
        services.find_invitation("entah", at=SENT_AT)


def test_an_invitation_outlives_a_mail_server_that_fails(
    secretariat: User, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise SMTPException

    monkeypatch.setattr(services, "send_mail", refuse)
    sent = services.invite_user(
        email="b@contoh.go.id",
        name="B",
        organization=world.polri,
        role=Role.AUDITOR,
        by=secretariat,
        link_for=link_for,
    )
    assert not sent.was_emailed
    assert Invitation.objects.filter(pk=sent.invitation.pk).exists()


def test_an_address_belongs_to_one_account(operator: User, secretariat: User, world: World) -> None:
    with pytest.raises(ValidationError, match="sudah dipakai"):
        services.invite_user(
            email=operator.email.upper(),
            name="Kembar",
            organization=world.polri,
            role=Role.OPERATOR,
            by=secretariat,
            link_for=link_for,
        )


def test_moving_changes_organization_and_role_and_remembers_both(
    operator: User, secretariat: User, world: World
) -> None:
    services.move_user(
        user=operator, organization=world.polri, role=Role.ENDORSER, position="Kepala Bagian", by=secretariat
    )
    operator.refresh_from_db()
    assert (operator.organization, operator.role, operator.position) == (world.polri, Role.ENDORSER, "Kepala Bagian")
    latest, earlier = operator.history.order_by("-history_id")[:2]
    assert (latest.organization, latest.history_user) == (world.polri, secretariat)
    assert earlier.organization == world.kemenpppa


def test_deactivating_and_reactivating_keeps_the_person(operator: User, secretariat: User) -> None:
    services.deactivate_user(user=operator, by=secretariat)
    assert not User.objects.active().filter(pk=operator.pk).exists()
    services.reactivate_user(user=operator, by=secretariat)
    assert User.objects.active().filter(pk=operator.pk).exists()
    assert [row.is_active for row in operator.history.order_by("history_id")] == [True, False, True]


def test_a_corrected_address_replaces_the_login(operator: User, secretariat: User) -> None:
    EmailAddress.objects.create(user=operator, email=operator.email, primary=True)
    services.correct_user(
        user=operator, name="Olivia O.", email="Olivia.O@contoh.go.id", phone="021-1", position="Analis", by=secretariat
    )
    operator.refresh_from_db()
    assert (operator.email, operator.name) == ("olivia.o@contoh.go.id", "Olivia O.")
    assert not EmailAddress.objects.filter(user=operator).exists()


def test_a_reset_answers_a_temporary_password_that_must_be_replaced(operator: User, secretariat: User) -> None:
    password = services.reset_password_without_email(user=operator, by=secretariat)
    operator.refresh_from_db()
    assert operator.check_password(password)
    assert operator.must_change_password
    assert len(password) == 19
    assert password != services.reset_password_without_email(user=operator, by=secretariat)


def test_the_history_of_people_never_holds_a_password(operator: User, secretariat: User) -> None:
    services.reset_password_without_email(user=operator, by=secretariat)
    names = {field.name for field in operator.history.model._meta.get_fields()}
    assert not names & {"password", "last_login"}


def test_a_login_leaves_no_row_in_the_history(operator: User) -> None:
    before = operator.history.count()
    operator.save(update_fields=["last_login"])
    assert operator.history.count() == before
