"""The side navigation: entries by role, the current one, and addresses that do not exist."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from clusters.enums import Role
from clusters.models import Organization, User
from reports.navigation import GROUPS, dashboards, navigation


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


# Everything but the admin site and the hand-over page.
urlpatterns = [
    path("", nothing, name="home"),
    *[
        path(f"{entry.url_name}/", nothing, name=entry.url_name)
        for _, entries in GROUPS
        for entry in entries
        if entry.label not in {"Beranda", "Admin", "Serah terima"}
    ],
]
MONITORING = {
    "Beranda",
    "Klaster",
    "Instansi",
    "Daerah",
    "Registri daerah",
    "Peta",
    "Aksi",
    "Matriks",
    "Perbandingan",
    "Belum lapor",
    "Anggaran",
    "Lensa",
    "Situasi",
    "Tampilan tersimpan",
    "Cari",
    "Laporan",
}
READING = {
    "Tugas saya",
    "Laporan per klaster",
    "Pengembalian",
    "Adopsi daerah",
    "Komitmen",
    "Baris anggaran",
    "Kegiatan di luar RAN",
    "Naskah laporan",
    "Kalender",
    "Periode",
}
pytestmark = pytest.mark.urls(__name__)


def links(role: Role, address: str = "/") -> dict[str, bool]:
    """Label to "is this page", of what a person of that role sees at the address."""
    request = RequestFactory().get(address)
    request.user = User(name="Siti", role=role, organization=Organization())
    return {link.label: link.is_current for group in navigation(request)["nav"] for link in group.links}


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_the_monitoring(role: Role) -> None:
    assert set(links(role)) >= MONITORING


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (
            Role.OPERATOR,
            {
                "Tugas saya",
                "Isian",
                "Adopsi daerah",
                "Komitmen",
                "Baris anggaran",
                "Kegiatan di luar RAN",
                "Naskah laporan",
                "Kalender",
            },
        ),
        (
            Role.ENDORSER,
            {
                "Tugas saya",
                "Isian",
                "Adopsi daerah",
                "Komitmen",
                "Baris anggaran",
                "Kegiatan di luar RAN",
                "Naskah laporan",
                "Kalender",
                "Plt. dan Plh.",
            },
        ),
        (
            Role.VERIFIER,
            {
                "Tugas saya",
                "Verifikasi",
                "Surat pengingat",
                "Adopsi daerah",
                "Komitmen",
                "Baris anggaran",
                "Kegiatan di luar RAN",
                "Naskah laporan",
                "Kalender",
                "Periode",
            },
        ),
        (
            Role.SECRETARIAT,
            {
                "Tugas saya",
                "Verifikasi",
                "Surat pengingat",
                "Adopsi daerah",
                "Komitmen",
                "Baris anggaran",
                "Kalender",
                "Impor rencana",
                "Kegiatan di luar RAN",
                "Naskah laporan",
                "Periode",
                "Pengesahan",
                "Plt. dan Plh.",
                "Pengguna",
            },
        ),
        (Role.EXECUTIVE, READING),
        (Role.AUDITOR, READING),
        (Role.ADMIN, {"Tugas saya", "Pengesahan", "Plt. dan Plh.", "Pengguna"}),
    ],
)
def test_work_is_shown_to_whom_it_falls(role: Role, own: set[str]) -> None:
    assert set(links(role)) - MONITORING == own


def test_an_entry_without_an_address_and_a_group_without_entries_are_left_out() -> None:
    request = RequestFactory().get("/")
    request.user = User(name="Siti", role=Role.OPERATOR, organization=Organization())
    assert [group.heading for group in navigation(request)["nav"]] == ["Pekerjaan", "Pemantauan"]


def test_the_page_one_is_on_is_marked_and_home_only_at_home() -> None:
    address = next(f"/{entry.url_name}/" for entry in dashboards() if entry.label == "Klaster")
    marked = [label for label, is_current in links(Role.AUDITOR, f"{address}3/").items() if is_current]
    assert marked == ["Klaster"]
    assert links(Role.AUDITOR)["Beranda"]


def test_a_stranger_and_a_request_before_login_see_nothing() -> None:
    request = RequestFactory().get("/")
    assert navigation(request) == {"nav": []}
    request.user = AnonymousUser()
    assert navigation(request) == {"nav": []}
