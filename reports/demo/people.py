"""The people of the demo: one to log in with for each role, and those who filed the example history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from clusters.enums import OrganizationKind, Role
from clusters.models import Organization, OrganizationName, Region, User

PASSWORD = "Contoh-RAN-2024"  # noqa: S105 - printed on purpose; load_demo refuses to run outside the demo
DOMAIN = "contoh.go.id"


@dataclass(frozen=True)
class Login:
    """A person to log in with, as the command prints and README lists."""

    email: str
    name: str
    role: Role
    organization: str
    does: str


LOGINS = (
    Login(f"operator@{DOMAIN}", "Olivia Operator", Role.OPERATOR, "KEMENPPPA", "mengisi kemajuan KemenPPPA"),
    Login(f"pengesah@{DOMAIN}", "Endang Pengesah", Role.ENDORSER, "KEMENPPPA", "mengesahkan isian KemenPPPA"),
    Login(
        f"verifikator@{DOMAIN}", "Vera Verifikator", Role.VERIFIER, "KEMENKOPMK", "memverifikasi klaster 1, 2, 3, 6, 7"
    ),
    Login(
        f"verifikator.polkam@{DOMAIN}",
        "Poltak Verifikator",
        Role.VERIFIER,
        "KEMENKOPOLKAM",
        "memverifikasi klaster 4 dan 5",
    ),
    Login(
        f"sekretariat@{DOMAIN}",
        "Siti Sekretariat",
        Role.SECRETARIAT,
        "POLRI",
        "mengimpor rencana, menyusun laporan, mengelola pengguna",
    ),
    Login(f"pimpinan@{DOMAIN}", "Paul Pimpinan", Role.EXECUTIVE, "KEMENKOPMK", "melihat dasbor dan laporan"),
    Login(f"auditor@{DOMAIN}", "Audi Auditor", Role.AUDITOR, "BAPPENAS", "membaca semuanya, termasuk riwayat"),
    Login(f"admin@{DOMAIN}", "Adi Admin", Role.ADMIN, "KEMENKOPMK", "mengelola pengguna dan data acuan"),
    Login(f"daerah@{DOMAIN}", "Rini Daerah", Role.OPERATOR, "DP3AKB-32", "petugas Provinsi Jawa Barat"),
    Login(
        f"pengesah.daerah@{DOMAIN}",
        "Rudi Pengesah",
        Role.ENDORSER,
        "DP3AKB-32",
        "mengesahkan isian RAD Provinsi Jawa Barat",
    ),
)


class People:
    """Finds or makes people by organization and role; password hashing is done once."""

    def __init__(self) -> None:
        self._hashed = ""
        self._known: dict[tuple[int, str], User] = {}

    def make_logins(self) -> None:
        _make_regional_body()
        for login in LOGINS:
            organization = Organization.objects.get(code=login.organization)
            user = self._make(login.email, login.name, login.role, organization)
            self._known[organization.pk, login.role] = user

    def of(self, organization: Organization, role: Role) -> User:
        """The person who does ``role`` for ``organization``, made when there is none yet."""
        key = (organization.pk, role)
        if key not in self._known:
            slug = f"{role}.{organization.code.lower()}@{DOMAIN}"
            self._known[key] = self._make(slug, f"{role.label} {organization.code} (contoh)", role, organization)
        return self._known[key]

    def _make(self, email: str, name: str, role: Role, organization: Organization) -> User:
        """Made once: whoever changed the own password in the demo keeps it."""
        found = User.objects.filter(email=email).first()
        if found is not None:
            return found
        return User.objects.create(email=email, name=name, role=role, organization=organization, password=self._hash())

    def _hash(self) -> str:
        """Argon2 is slow on purpose: the demo's hundred people share one hash."""
        if not self._hashed:
            self._hashed = make_password(PASSWORD)
        return self._hashed


def _make_regional_body() -> None:
    body, made = Organization.objects.get_or_create(
        code="DP3AKB-32",
        defaults={"kind": OrganizationKind.REGIONAL, "region": Region.objects.get(code="32")},
    )
    if made:
        OrganizationName.objects.create(
            organization=body,
            name="Dinas Pemberdayaan Perempuan, Perlindungan Anak, dan Keluarga Berencana Provinsi Jawa Barat",
            short_name="DP3AKB Jawa Barat",
            valid_from=date(2017, 1, 1),
        )
