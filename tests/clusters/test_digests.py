"""The one mail a day: to whom, what it says, and that nobody gets it twice or not at all, whatever dies on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from clusters import digests
from clusters.enums import NotificationKind, Role
from clusters.models import DigestMail, Notification, User
from clusters.models.notification import LEASE, MOST_ATTEMPTS
from clusters.notifications import notify
from clusters.tasks import send_digests
from tests.cast import World, make_people, make_user, make_world

MORNING = datetime(2024, 4, 21, 23, 15, tzinfo=UTC)  # 22 April 2024, 06.15 in Jakarta
DAY = timedelta(days=1)
Faults = list[BaseException | None]


class Killed(BaseException):
    """What a worker that is killed never catches."""


def tell(
    *users: User, kind: NotificationKind = NotificationKind.RETURNED, text: str = "Dikembalikan: klaster 1."
) -> None:
    notify(users, kind=kind, text=text, url="/tasks/", at=timezone.now() - timedelta(hours=1))


def run(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        send_digests()


def receivers() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


@pytest.fixture
def five(world: World) -> list[User]:
    """Five people with something to hear on the morning of 22 April."""
    found = [make_user(world.kemenpppa, Role.OPERATOR, f"Orang {letter}") for letter in "ABCDE"]
    with time_machine.travel(MORNING, tick=False):
        tell(*found)
    return found


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """What happens to each sending in turn; None and the end of the list: it goes out."""
    planned: Faults = []
    send = EmailBackend.send_messages

    def send_or_fail(backend: EmailBackend, messages: Any) -> int:
        fault = planned.pop(0) if planned else None
        if fault is not None:
            raise fault
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_or_fail)
    return planned


# --- what it says ---


def test_ten_notifications_are_one_mail(operator: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        for number in range(9):
            tell(operator, kind=NotificationKind.VERIFIED, text=f"Diverifikasi: klaster {number}.")
        tell(operator, kind=NotificationKind.DUE_SOON, text="Batas waktu 29 Apr 2024 (7 hari lagi): klaster 1.")
    run(MORNING)
    (message,) = mail.outbox
    assert message.subject == "RAN PPTPPO: Batas waktu 29 Apr 2024 (7 hari lagi): klaster 1 (dan 9 hal lain)"
    assert message.to == [operator.email]
    text = str(message.body)
    assert text.startswith("Yth. Olivia Operator,\n\nAda 10 pemberitahuan untuk Anda per 22 April 2024.\n")
    assert text.index("BATAS WAKTU MENDEKAT") < text.index("- Batas waktu 29 Apr") < text.index("UNTUK DIKETAHUI")
    assert "http://127.0.0.1:8000/tasks/" in text
    assert "http://127.0.0.1:8000/profile/" in text
    assert "\n\n\n" not in text
    assert "&" not in text
    assert Notification.objects.filter(emailed_at=MORNING).count() == 10


def test_a_long_text_makes_no_long_subject_and_no_second_line_in_it(operator: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        tell(operator, text="Dikembalikan:\nBcc: jahat@example.org " + "kata " * 50)
        tell(operator)
    run(MORNING)
    subject = mail.outbox[0].subject
    assert "\n" not in subject
    assert len(subject) <= digests.LONGEST_SUBJECT
    assert subject.endswith("kata … (dan 1 hal lain)")


def test_very_many_are_counted_not_listed(operator: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        for _ in range(digests.MOST_ITEMS + 12):
            tell(operator)
    run(MORNING)
    assert str(mail.outbox[0].body).count("- Dikembalikan") == digests.MOST_ITEMS
    assert "Masih ada 12 pemberitahuan lain" in str(mail.outbox[0].body)


# --- who gets it ---


def test_once_a_day_and_the_next_day_what_is_new(operator: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        tell(operator)
    for hour in range(3):
        run(MORNING + timedelta(hours=hour))
    with time_machine.travel(MORNING + timedelta(hours=4), tick=False):
        tell(operator, text="Diverifikasi nanti.")
    run(MORNING + timedelta(hours=5))
    assert len(mail.outbox) == 1
    run(MORNING + DAY)
    assert ["Diverifikasi nanti." in str(message.body) for message in mail.outbox] == [False, True]
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2
    run(MORNING + 2 * DAY)
    assert len(mail.outbox) == 2


def test_what_was_read_or_is_settled_is_not_mailed(operator: User, endorser: User) -> None:
    with time_machine.travel(MORNING, tick=False):
        tell(operator, endorser)
    Notification.objects.filter(user=operator).update(read_at=MORNING)
    Notification.objects.filter(user=endorser).update(withdrawn_at=MORNING)
    run(MORNING)
    assert mail.outbox == []


@pytest.mark.parametrize("change", [{"is_active": False}, {"wants_email": False}, {"password": "!"}])
def test_who_is_inactive_or_wants_none_or_never_came_gets_none(operator: User, change: dict[str, Any]) -> None:
    with time_machine.travel(MORNING, tick=False):
        tell(operator)
    User.objects.filter(pk=operator.pk).update(**change)
    run(MORNING)
    assert mail.outbox == []
    assert Notification.objects.unread().filter(user=operator).count() == 1


def test_what_is_older_than_a_week_stays_in_the_page(operator: User) -> None:
    with time_machine.travel(MORNING - 8 * DAY, tick=False):
        tell(operator)
    run(MORNING)
    assert mail.outbox == []


# --- whatever dies on the way ---


def test_a_worker_that_dies_at_the_third_mail_forgets_nobody_and_tells_nobody_twice(
    five: list[User], faults: Faults
) -> None:
    faults += [None, None, Killed()]
    with pytest.raises(Killed):
        run(MORNING)
    assert len(mail.outbox) == 2
    run(MORNING + timedelta(minutes=1))
    assert receivers() == sorted(user.email for user in (five[0], five[1], five[3], five[4]))
    in_flight = DigestMail.objects.unsent().get()
    assert in_flight.user == five[2]
    run(MORNING + LEASE + timedelta(minutes=2))
    assert receivers() == sorted(user.email for user in five)
    assert mail.outbox[-1].extra_headers["Message-ID"] == in_flight.message_id
    run(MORNING + timedelta(hours=3))
    assert len(mail.outbox) == 5


def test_a_mail_that_went_out_before_the_worker_died_is_repeated_under_its_own_name_with_the_same_words(
    five: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(DigestMail, "finish", die)
        with pytest.raises(Killed):
            run(MORNING)
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        tell(five[0], text="Sesudahnya.")
    run(MORNING + DAY)
    first, *_ = mine = [message for message in mail.outbox if message.to == [five[0].email]]
    again = [m for m in mine[1:] if m.extra_headers["Message-ID"] == first.extra_headers["Message-ID"]]
    assert [message.body for message in again] == [first.body]
    assert ["Sesudahnya." in str(message.body) for message in mine] == [False, False, True]


def test_an_address_that_is_refused_keeps_nobody_else_from_their_mail_and_is_tried_again(
    five: list[User], faults: Faults
) -> None:
    faults += [None, SMTPRecipientsRefused({})]
    run(MORNING)
    assert len(mail.outbox) == 4
    failed = DigestMail.objects.failed().get()
    assert (failed.user, failed.error, failed.attempts) == (five[1], "Alamat ditolak server surel", 1)
    run(MORNING + timedelta(hours=1))
    assert receivers() == sorted(user.email for user in five)


def test_a_connection_that_breaks_once_is_made_anew(five: list[User], faults: Faults) -> None:
    faults += [None, SMTPServerDisconnected()]
    run(MORNING)
    assert len(mail.outbox) == 4


def test_a_server_that_is_down_is_left_alone_until_the_next_hour(five: list[User], faults: Faults) -> None:
    faults += [ConnectionRefusedError(), ConnectionRefusedError()]
    run(MORNING)
    assert mail.outbox == []
    assert [(row.attempts, row.error) for row in DigestMail.objects.failed()] == [
        (1, "Server surel tidak dapat dihubungi")
    ] * 2
    run(MORNING + timedelta(hours=1))
    assert receivers() == sorted(user.email for user in five)


def test_a_server_that_was_down_all_day_costs_a_day_and_one_mail(operator: User, faults: Faults) -> None:
    with time_machine.travel(MORNING, tick=False):
        tell(operator)
    faults += [ConnectionRefusedError()]
    run(MORNING)
    with time_machine.travel(MORNING + DAY, tick=False):
        tell(operator, text="Hari kedua.")
    run(MORNING + DAY)
    (message,) = mail.outbox
    assert "Dikembalikan: klaster 1." in str(message.body)
    assert "Hari kedua." in str(message.body)
    run(MORNING + 2 * DAY)
    assert len(mail.outbox) == 1


def test_a_mail_that_cannot_be_made_is_logged_and_given_up_in_the_end(
    five: list[User], faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    for hour in range(MOST_ATTEMPTS + 2):
        faults[:] = [ValueError()] if hour == 0 else [ValueError()] if DigestMail.objects.unsent().exists() else []
        run(MORNING + timedelta(minutes=hour))
    assert len(mail.outbox) == 4
    assert DigestMail.objects.unsent().get().attempts == MOST_ATTEMPTS
    assert "failed" in caplog.text


def test_what_was_read_before_the_second_attempt_is_not_mailed_after_all(operator: User, faults: Faults) -> None:
    with time_machine.travel(MORNING, tick=False):
        tell(operator)
    faults += [ConnectionRefusedError()]
    run(MORNING)
    Notification.objects.update(read_at=MORNING)
    run(MORNING + timedelta(hours=1))
    assert mail.outbox == []
    assert not DigestMail.objects.exists()


def test_who_does_not_hold_a_mail_any_more_changes_nothing(five: list[User]) -> None:
    with time_machine.travel(MORNING, tick=False):
        digests.plan_day(MORNING.date(), at=MORNING)
    slow = DigestMail.objects.order_by("pk")[0]
    fast = DigestMail.objects.get(pk=slow.pk)
    assert slow.claim(at=MORNING)
    assert not fast.claim(at=MORNING)
    assert fast.claim(at=MORNING + LEASE + timedelta(seconds=1))
    assert not slow.finish(said=[], at=MORNING)
    slow.release(error="x")
    slow.drop()
    fast.refresh_from_db()
    assert (fast.attempts, fast.error, fast.sent_at) == (2, "", None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once() -> None:
    people = list(make_people(make_world()).values())
    tell(*people)
    start = Barrier(2)
    raised: list[Exception] = []

    def work() -> None:
        try:
            start.wait(timeout=10)
            send_digests()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert raised == []
    assert receivers() == sorted(person.email for person in people)
    assert DigestMail.objects.unsent().count() == 0


# --- the outbox ---


def test_a_matter_with_a_key_is_told_once_and_without_one_each_time(operator: User) -> None:
    for _ in range(2):
        for key in ("", "due:1"):
            notify([operator], kind=NotificationKind.DUE_SOON, text="x", url="/", at=MORNING, key=key)
    assert Notification.objects.filter(key="").count() == 2
    assert Notification.objects.filter(key="due:1").count() == 1


Login = Callable[[User], Any]


def test_people_switch_the_mail_off_and_on_in_their_profile(operator: User, login: Login) -> None:
    client = login(operator)
    for answer, expected in (({}, False), ({"wants_email": "on"}, True)):
        client.post("/profile/", {"name": operator.name, **answer})
        operator.refresh_from_db()
        assert operator.wants_email is expected


def test_administrators_see_which_mails_did_not_go_out(
    five: list[User], faults: Faults, admin_user: User, login: Login
) -> None:
    faults += [SMTPRecipientsRefused({})]
    run(MORNING)
    page = login(admin_user).get("/admin/clusters/digestmail/?sent=failed").content.decode()
    assert "Alamat ditolak server surel" in page
    assert "1 surel ringkasan" in page
    assert "1 surel ringkasan</a>" in login(admin_user).get("/admin/").content.decode()
    run(MORNING + timedelta(hours=1))
    assert "belum terkirim" not in login(admin_user).get("/admin/").content.decode()
    assert "5 surel ringkasan" in login(admin_user).get("/admin/clusters/digestmail/").content.decode()
