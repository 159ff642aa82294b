"""What everybody has of their own: profile and notifications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.enums import NotificationKind
from clusters.models import Notification, User
from clusters.notifications import notify

Login = Callable[[User], Client]
AT = datetime(2024, 5, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def notification(operator: User) -> Notification:
    notify([operator], kind=NotificationKind.RETURNED, text="Dikembalikan: klaster 1.", url="/profile/", at=AT)
    return Notification.objects.get()


@pytest.mark.parametrize("name", ["profile", "notification-list"])
def test_anonymous_is_sent_to_the_login(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_everybody_keeps_name_telephone_and_position(operator: User, login: Login) -> None:
    response = login(operator).post(
        reverse("profile"),
        {"name": "Olivia P.", "phone": "021-345", "position": "Analis", "role": "admin", "email": "x@contoh.go.id"},
    )
    assert response.status_code == 302
    operator.refresh_from_db()
    assert (operator.name, operator.phone, operator.position) == ("Olivia P.", "021-345", "Analis")
    assert (operator.role, operator.email) == ("operator", "olivia.operator@contoh.go.id")


def test_the_profile_shows_organization_and_role(operator: User, login: Login) -> None:
    page = login(operator).get(reverse("profile")).content.decode()
    assert "Kementerian KEMENPPPA" in page
    assert "Operator" in page
    assert reverse("account_change_password") in page


def test_an_empty_name_is_refused_and_the_header_keeps_the_saved_one(operator: User, login: Login) -> None:
    page = login(operator).post(reverse("profile"), {"name": ""}).content.decode()
    assert "Bidang ini harus diisi." in page
    assert "Olivia Operator" in page


def test_the_profile_answers_get_and_post_only(operator: User, login: Login) -> None:
    assert login(operator).delete(reverse("profile")).status_code == 405


def test_notifications_are_listed_newest_first(operator: User, notification: Notification, login: Login) -> None:
    later = AT.replace(hour=9)
    notify([operator], kind=NotificationKind.VERIFIED, text="Diverifikasi: klaster 1.", url="/", at=later)
    response = login(operator).get(reverse("notification-list"))
    page = response.content.decode()
    assert page.index("Diverifikasi: klaster 1.") < page.index("Dikembalikan: klaster 1.")
    assert "2 belum dibaca" in page
    assert Notification.objects.filter(read_at__isnull=True).count() == 2


def test_the_list_can_be_narrowed_to_what_is_unread(operator: User, notification: Notification, login: Login) -> None:
    notify([operator], kind=NotificationKind.VERIFIED, text="Sudah dibaca.", url="/", at=AT)
    notify([operator], kind=NotificationKind.DUE_SOON, text="Batas waktu lama.", url="/", at=AT)
    Notification.objects.filter(text="Sudah dibaca.").update(read_at=AT)
    Notification.objects.filter(text="Batas waktu lama.").update(withdrawn_at=AT)
    everything = login(operator).get(reverse("notification-list")).content.decode()
    unread = login(operator).get(reverse("notification-list"), {"show": "unread"}).content.decode()
    assert all(text in everything for text in ("Dikembalikan: klaster 1.", "Sudah dibaca.", "Tidak berlaku lagi"))
    assert "Dikembalikan: klaster 1." in unread
    assert "Sudah dibaca." not in unread
    assert "Batas waktu lama." not in unread
    assert "1 belum dibaca" in unread


def test_an_empty_list_says_what_will_come(operator: User, login: Login) -> None:
    assert "Belum ada pemberitahuan" in login(operator).get(reverse("notification-list")).content.decode()
    page = login(operator).get(reverse("notification-list"), {"show": "unread"}).content.decode()
    assert "Tidak ada yang belum dibaca" in page
    assert "Tandai semua" not in page


def test_opening_marks_as_read_and_goes_there(operator: User, notification: Notification, login: Login) -> None:
    response = login(operator).post(reverse("notification-read", args=[notification.pk]))
    assert response["Location"] == "/profile/"
    notification.refresh_from_db()
    assert notification.read_at is not None


def test_an_address_of_elsewhere_is_not_followed(operator: User, notification: Notification, login: Login) -> None:
    Notification.objects.update(url="https://jahat.example/")
    response = login(operator).post(reverse("notification-read", args=[notification.pk]))
    assert response["Location"] == reverse("notification-list")


def test_the_notification_of_somebody_else_does_not_exist(
    outsider: User, notification: Notification, login: Login
) -> None:
    assert login(outsider).post(reverse("notification-read", args=[notification.pk])).status_code == 404


def test_all_can_be_marked_at_once_and_only_the_own(
    operator: User, endorser: User, notification: Notification, login: Login
) -> None:
    notify([endorser], kind=NotificationKind.FILED, text="Lain", url="/", at=AT)
    assert login(operator).post(reverse("notification-read-all")).status_code == 302
    assert list(Notification.objects.filter(read_at__isnull=True).values_list("user", flat=True)) == [endorser.pk]


@pytest.mark.parametrize("name", ["notification-read-all", "notification-read"])
def test_reading_is_no_get(operator: User, notification: Notification, login: Login, name: str) -> None:
    arguments = [notification.pk] if name == "notification-read" else []
    assert login(operator).get(reverse(name, args=arguments)).status_code == 405
    assert login(operator).post(reverse("notification-list")).status_code == 405


def test_the_list_asks_as_many_queries_for_one_as_for_sixty(
    operator: User, notification: Notification, login: Login
) -> None:
    client = login(operator)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("notification-list"))
    for _ in range(60):
        notify([operator], kind=NotificationKind.FILED, text="Lagi", url="/", at=AT)
    with CaptureQueriesContext(connection) as many:
        response = client.get(reverse("notification-list"))
    assert len(few) == len(many)
    assert len(response.context["page"]) == 50


def test_the_header_counts_what_is_unread_also_for_screen_readers(
    operator: User, notification: Notification, login: Login
) -> None:
    client = login(operator)
    assert ", 1 belum dibaca" in client.get(reverse("profile")).content.decode()
    client.post(reverse("notification-read-all"))
    assert "belum dibaca" not in client.get(reverse("profile")).content.decode()


def test_a_refused_and_a_missing_page_lead_back_to_the_own_tasks(operator: User, login: Login, client: Client) -> None:
    missing = "/nothing-here/"
    for address, status in ((reverse("user-list"), 403), (missing, 404)):
        response = login(operator).get(address)
        assert response.status_code == status
        assert reverse("task-list") in response.content.decode()
    client.logout()
    assert reverse("task-list") not in client.get(missing).content.decode()
