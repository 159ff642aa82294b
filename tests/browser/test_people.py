"""People's pages in a browser: the login form, a temporary password, and every page on a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clusters.models import User
from clusters.services import users as services

PageOf = Callable[[User], Page]
NARROW = {"width": 390, "height": 844}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lane("postgres")]


def log_in(page: Page, user: User, password: str) -> None:
    page.goto(reverse("account_login") + f"?next={reverse('profile')}")
    page.get_by_label("Surel").fill(user.email)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()


def test_a_temporary_password_is_replaced_before_anything_else(page: Page, operator: User, secretariat: User) -> None:
    temporary = services.reset_password_without_email(user=operator, by=secretariat)
    log_in(page, operator, temporary)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ganti kata sandi")
    page.get_by_label("Kata sandi saat ini").fill(temporary)
    page.get_by_label("Kata sandi baru", exact=True).fill("kunci rahasia 77")
    page.get_by_label("Ulangi kata sandi baru").fill("kunci rahasia 77")
    page.get_by_role("button", name="Simpan kata sandi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profil saya")


def test_a_wrong_password_leaves_the_address_and_says_so(page: Page, operator: User) -> None:
    log_in(page, operator, "salah")
    expect(page.get_by_role("alert").filter(has_text="Surel atau kata sandi salah.")).to_be_visible()
    expect(page.get_by_label("Surel")).to_have_value(operator.email)


def test_no_page_about_people_is_wider_than_a_telephone(page_of: PageOf, secretariat: User, operator: User) -> None:
    page = page_of(secretariat)
    page.set_viewport_size(NARROW)
    of_a_person = ["user-detail", "user-edit", "user-move", "user-deactivate", "user-reset-password"]
    addresses = [reverse(name, args=[operator.pk]) for name in of_a_person]
    addresses += [reverse(name) for name in ("user-list", "user-invite", "profile", "notification-list", "hand-over")]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"], address


def test_the_admin_obeys_the_content_security_policy(page_of: PageOf, secretariat: User, operator: User) -> None:
    """The fixture fails on any complaint; a list, a page with calendars and the history are looked at."""
    page = page_of(secretariat)
    organization = reverse("admin:clusters_organization_change", args=[operator.organization_id])
    for address in (reverse("admin:clusters_organization_changelist"), organization):
        page.goto(address)
    expect(page.get_by_role("heading", name="Nama instansi")).to_be_visible()
    page.goto(organization.replace("change/", "history/"))
    expect(page.get_by_role("columnheader", name="Yang berubah")).to_be_visible()
