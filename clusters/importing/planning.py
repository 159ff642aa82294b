"""What the rows of a file mean beside what is there: whose accounts are new, and for which new regional bodies."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, field
from datetime import date

from clusters.enums import OrganizationKind, RegionLevel, Role
from clusters.importing.reading import LENGTHS, AccountFile, AccountRow
from clusters.models import Organization, Region, User
from clusters.permissions import assignable_roles
from ranpptppo.lib.formats import joined, number
from ranpptppo.lib.import_problems import Problem, Severity

SHORTER = (("Kabupaten ", "Pemkab "), ("Kota ", "Pemkot "))


@dataclass(frozen=True, slots=True)
class Body:
    """A regional body: ``pk`` 0 where it is to be made."""

    pk: int
    code: str
    region_id: int
    name: str
    short_name: str

    @property
    def is_new(self) -> bool:
        return not self.pk


@dataclass(frozen=True, slots=True)
class Account:
    row: int
    body: Body
    name: str
    email: str
    role: Role
    position: str
    phone: str


@dataclass(slots=True)
class AccountPreview:
    """What importing would do. ``known``: accounts of the file that are there already, exactly so."""

    file_name: str
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    known: int = 0

    @property
    def errors(self) -> list[Problem]:
        """In the order of the rows."""
        found = (problem for problem in self.problems if problem.severity is Severity.ERROR)
        return sorted(found, key=lambda problem: problem.row)

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity is Severity.WARNING]

    @property
    def new_bodies(self) -> list[Body]:
        return list(dict.fromkeys(account.body for account in self.accounts if account.body.is_new))

    @property
    def fingerprint(self) -> str:
        """Changes whenever importing would do something else."""
        return hashlib.sha256(repr([astuple(account) for account in self.accounts]).encode()).hexdigest()


def plan_accounts(file: AccountFile, *, keeper: User, on: date) -> AccountPreview:
    """Compare with the database in a fixed number of queries."""
    return _Planner(file, keeper, on).plan()


def default_body(region: Region) -> Body:
    """``Pemerintah Kabupaten Bogor`` (``Pemkab Bogor``): the body of a region whose file names none."""
    code = f"PEMDA-{region.code}"
    if region.level == RegionLevel.PROVINCE:
        return Body(0, code, region.pk, f"Pemerintah Provinsi {region.name}", f"Pemprov {region.name}")
    short = region.name
    for long, abbreviated in SHORTER:
        short = short.replace(long, abbreviated, 1) if short.startswith(long) else short
    return Body(0, code, region.pk, f"Pemerintah {region.name}", short)


class _Planner:
    def __init__(self, file: AccountFile, keeper: User, on: date) -> None:
        self.file, self.keeper = file, keeper
        self.roles = assignable_roles(keeper)
        self.preview = AccountPreview(file.name, file.blank, list(file.problems))
        self.regions = {region.code: region for region in Region.objects.valid_on(on)}
        emails = [row.email for row in file.rows]
        self.people = {user.email.lower(): user for user in User.objects.filter(email__in=emails)}
        self.by_code = {body.code: body for body in Organization.objects.with_name_on(on)}
        living = Organization.objects.active_on(on).filter(kind=OrganizationKind.REGIONAL)
        self.living = set(living.values_list("pk", flat=True))
        self.of_region: dict[int | None, list[Organization]] = {}
        for body in self.by_code.values():
            if body.pk in self.living:
                self.of_region.setdefault(body.region_id, []).append(body)
        self.new: dict[str, Body] = {}

    def plan(self) -> AccountPreview:
        for row in self.file.rows:
            self._plan_row(row)
        self._warn_of_unendorsed()
        return self.preview

    def _plan_row(self, row: AccountRow) -> None:
        region = self._region(row)
        body = self._body(row, region) if region is not None else None
        if row.role not in self.roles:
            self._error(row, "peran", "Peran ini tidak dapat Anda berikan.")
            return
        if body is None or self._is_known(row, body):
            return
        self.preview.accounts.append(
            Account(row.row, body, row.name, row.email, row.role, row.position, row.phone),
        )

    def _region(self, row: AccountRow) -> Region | None:
        region = self.regions.get(row.region)
        if region is None:
            self._error(row, "kode_wilayah", f"Kode wilayah {row.region} tidak dikenal.")
            return None
        own = self.keeper.organization.region_id
        if own is not None and own not in {region.pk, region.parent_id}:
            self._error(row, "kode_wilayah", f"Wilayah {row.region} di luar wilayah Anda.")
            return None
        return region

    def _body(self, row: AccountRow, region: Region) -> Body | None:
        if not row.body_code:
            return self._only_body(row, region)
        found = self.by_code.get(row.body_code)
        if found is None:
            return self._new_body(row, region, row.body_code)
        if found.region_id != region.pk:
            self._error(row, "kode_instansi", f"Instansi {row.body_code} bukan perangkat daerah {region.name}.")
            return None
        if found.pk not in self.living:
            self._error(row, "kode_instansi", f"Instansi {row.body_code} tidak berlaku lagi.")
            return None
        return _existing(found, region)

    def _only_body(self, row: AccountRow, region: Region) -> Body | None:
        """The one body that the region has; a new one where it has none."""
        bodies = self.of_region.get(region.pk, [])
        if len(bodies) == 1:
            return _existing(bodies[0], region)
        if bodies:
            codes = joined(sorted(body.code for body in bodies))
            self._error(row, "kode_instansi", f"{region.name} memiliki beberapa perangkat daerah: pilih {codes}.")
            return None
        code = default_body(region).code
        taken = self.by_code.get(code)
        if taken is not None:
            why = "tidak berlaku lagi" if taken.region_id == region.pk else "milik wilayah lain"
            self._error(row, "kode_instansi", f"Instansi {code} sudah ada dan {why}: tulis kode_instansi lain.")
            return None
        return self._new_body(row, region, code)

    def _new_body(self, row: AccountRow, region: Region, code: str) -> Body | None:
        """One body for all rows with its code, which must agree on what it is called."""
        usual = default_body(region)
        name = row.body_name or usual.name
        short = row.body_short_name or (usual.short_name if not row.body_name else name)
        if len(short) > LENGTHS["nama_singkat"]:
            self._error(row, "nama_singkat", "Nama instansi ini panjang: tulis juga nama singkatnya.")
            return None
        body = self.new.setdefault(code, Body(0, code, region.pk, name, short))
        if body.region_id != region.pk or (row.body_name and row.body_name != body.name):
            self._error(row, "kode_instansi", f"Instansi baru {code} ditulis berbeda pada baris sebelumnya.")
            return None
        return body

    def _is_known(self, row: AccountRow, body: Body) -> bool:
        """The address has an account: fine where it is this very one, an error where it is another."""
        user = self.people.get(row.email)
        if user is None:
            return False
        if user.organization_id == body.pk and user.role == row.role:
            self.preview.known += 1
        else:
            self._error(row, "surel", "Surel ini sudah dipakai akun lain.")
        return True

    def _warn_of_unendorsed(self) -> None:
        endorsed = {account.body for account in self.preview.accounts if account.role == Role.ENDORSER}
        without = [body for body in self.preview.new_bodies if body not in endorsed]
        if without:
            sentence = (
                f"{number(len(without))} instansi baru belum memiliki pejabat pengesah: laporannya baru dapat disahkan "
                "bila pengesah diundang atau pengesahan dimatikan pada halaman instansinya."
            )
            self.preview.problems.append(Problem(Severity.WARNING, sentence))

    def _error(self, row: AccountRow, column: str, sentence: str) -> None:
        self.preview.problems.append(self.file.error_at(row.row, column, sentence))


def _existing(body: Organization, region: Region) -> Body:
    return Body(body.pk, body.code, region.pk, body.name_then, body.short_name_then)
