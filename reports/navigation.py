"""The side navigation: who sees which entry; and how much is unread. Context processors of the setting TEMPLATES.

It lives in the highest app, because it names pages of all three. An entry whose address does not exist is left out.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from clusters.enums import Role
from clusters.models import Notification, User

REPORTERS = frozenset({Role.OPERATOR, Role.ENDORSER})
VERIFIERS = frozenset({Role.VERIFIER, Role.SECRETARIAT})
OFFICE = frozenset({Role.SECRETARIAT})
KEEPERS = frozenset({Role.SECRETARIAT, Role.ADMIN})
WORKERS = REPORTERS | VERIFIERS
APPOINTERS = KEEPERS | {Role.ENDORSER}
READERS = frozenset({Role.EXECUTIVE, Role.AUDITOR})  # see ``actions.permissions.only_reads``
EVERYBODY = frozenset(Role)


class Entry(NamedTuple):
    """symbol: static/img/icons.svg. is_regional: for the people of regions alone."""

    label: str
    url_name: str
    symbol: str
    roles: frozenset[Role]
    is_regional: bool = False

    def is_for(self, user: User) -> bool:
        return user.role in self.roles and (not self.is_regional or user.organization.region_id is not None)


class NavLink(NamedTuple):
    label: str
    url: str
    symbol: str
    is_current: bool


class NavGroup(NamedTuple):
    heading: str
    links: list[NavLink]


DASHBOARDS = "Pemantauan"
GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Pekerjaan",
        (
            Entry("Tugas saya", "task-list", "list-check", EVERYBODY),
            Entry("Daerah saya", "own-region", "geo-alt", EVERYBODY, is_regional=True),
            Entry("Isian", "progress-list", "pencil-square", REPORTERS),
            Entry("Verifikasi", "verification-list", "clipboard-check", VERIFIERS),
            Entry("Laporan per klaster", "cluster-report-list", "file-earmark-text", READERS),
            Entry("Pengembalian", "return-statistics", "arrow-return-left", READERS),
            Entry("Surat pengingat", "letter-list", "envelope", VERIFIERS),
            Entry("Komitmen", "commitment-list", "check2-circle", WORKERS | READERS),
            Entry("Adopsi daerah", "adoption-list", "collection", WORKERS | READERS),
            Entry("Baris anggaran", "budget-list", "cash-stack", WORKERS | READERS),
            Entry("Naskah laporan", "manuscript-list", "file-earmark-text", VERIFIERS | READERS | REPORTERS),
            Entry("Kegiatan di luar RAN", "activity-list", "flag-fill", WORKERS | READERS),
            Entry("Kalender", "calendar", "calendar3", WORKERS | READERS),
        ),
    ),
    (
        DASHBOARDS,
        (
            Entry("Beranda", "home", "house", EVERYBODY),
            Entry("Klaster", "cluster-list", "diagram-3", EVERYBODY),
            Entry("Instansi", "organization-list", "building", EVERYBODY),
            Entry("Daerah", "region-list", "geo-alt", EVERYBODY),
            Entry("Registri daerah", "registry-list", "patch-check", EVERYBODY),
            Entry("Peta", "map", "map", EVERYBODY),
            Entry("Aksi", "action-list", "collection", EVERYBODY),
            Entry("Matriks", "matrix", "bar-chart-line", EVERYBODY),
            Entry("Belum lapor", "overdue", "envelope-x", EVERYBODY),
            Entry("Anggaran", "budget-dashboard", "cash-stack", EVERYBODY),
            Entry("Lensa", "lenses", "eye", EVERYBODY),
            Entry("Situasi", "situation", "graph-up", EVERYBODY),
            Entry("Perbandingan", "comparison", "arrow-left-right", EVERYBODY),
            Entry("Tampilan tersimpan", "saved-view-list", "bookmark", EVERYBODY),
            Entry("Cari", "search", "search", EVERYBODY),
            Entry("Laporan", "report-list", "file-earmark-pdf", EVERYBODY),
        ),
    ),
    (
        "Pengelolaan",
        (
            Entry("Impor rencana", "plan-import", "upload", OFFICE),
            Entry("Periode", "period-list", "clock", VERIFIERS | READERS),
            Entry("Serah terima", "hand-over", "arrow-left-right", KEEPERS),
            Entry("Pengesahan", "endorsement-list", "shield-lock", KEEPERS),
            Entry("Plt. dan Plh.", "acting-list", "patch-check", APPOINTERS),
            Entry("Pengguna", "user-list", "people", KEEPERS),
            Entry("Admin", "admin:index", "gear", KEEPERS),
        ),
    ),
)


def dashboards() -> tuple[Entry, ...]:
    """The entries that show figures: what a test of every dashboard goes through."""
    return next(entries for heading, entries in GROUPS if heading == DASHBOARDS)


def navigation(request: HttpRequest) -> dict[str, list[NavGroup]]:
    """``nav``: groups with at least one link; empty for people who are not logged in."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav": []}
    addresses = [(heading, _addresses(entries, user)) for heading, entries in GROUPS]
    current = _current(request.path, [url for _, links in addresses for _, url in links])
    return {
        "nav": [
            NavGroup(heading, [NavLink(entry.label, url, entry.symbol, url == current) for entry, url in links])
            for heading, links in addresses
            if links
        ]
    }


def inbox(request: HttpRequest) -> dict[str, Callable[[], int] | int]:
    """``unread_count``: asked only where the header is shown, not for a fragment; a stranger has none."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"unread_count": 0}
    return {"unread_count": Notification.objects.unread().filter(user=user.pk).count}


def _addresses(entries: tuple[Entry, ...], user: User) -> list[tuple[Entry, str]]:
    found = []
    for entry in entries:
        if not entry.is_for(user):
            continue
        try:
            found.append((entry, reverse(entry.url_name)))
        except NoReverseMatch:
            continue
    return found


def _current(path: str, urls: list[str]) -> str:
    """The entry whose address is the longest beginning of the path; "/" only for itself."""
    matching = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(matching, key=len, default="")
