"""The registry of many regions from one file: what each row means, errors by row, all or nothing, with history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import registry
from clusters.enums import RegionLevel
from clusters.importing.registry_columns import STAGES_OF_PLANS, TASK_FORCES, Subject
from clusters.importing.registry_template import registry_template
from clusters.models import Plan, Region, RegionalPlanStage, TaskForce, User
from clusters.services import registry_import as services
from clusters.services.registry import withdraw_task_force
from ranpptppo.lib.spreadsheets import read_spreadsheet
from ranpptppo.lib.typed_text import NIK_TYPED
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, write_workbook
from tests.cast import World
from tests.clusters.test_registry import make_task_force

Login = Callable[[User], Client]
AT = datetime(2024, 5, 2, 3, 0, tzinfo=UTC)
SOURCE = "Surat contoh"
HEADINGS = (
    "kode_wilayah",
    "keadaan",
    "nomor_keputusan",
    "tanggal_keputusan",
    "berlaku_dari",
    "berlaku_sampai",
    "ketua_harian_polri",
    "anggota",
    "sumber",
)
Cells = Sequence[str | float | date | None]
WEST_JAVA: Cells = (
    "32",
    "sudah dibentuk",
    "SK 12",
    date(2024, 2, 1),
    date(2024, 2, 1),
    None,
    "ya",
    "Kapolda; Dinas",
    SOURCE,
)
BOGOR: Cells = ("32.01", "belum ada", None, None, "1 Maret 2024", None, None, None, SOURCE)
STAGE_HEADINGS = ("kode_wilayah", "tahap", "sejak", "dasar_hukum", "sumber")


def kind_of(heading: str, rows: Sequence[Cells]) -> ColumnKind:
    if heading == "kode_wilayah" and any(isinstance(row[0], float) for row in rows):
        return ColumnKind.NUMBER
    return ColumnKind.DAY if heading.startswith(("tanggal", "berlaku")) else ColumnKind.TEXT


def sheet(*rows: Cells, headings: Sequence[str] = HEADINGS) -> BytesIO:
    columns = [Column(name, kind_of(name, rows)) for name in headings]
    return BytesIO(write_workbook([SheetContent("Registri", columns, rows)], title="Registri", created_at=AT))


def preview(by: User, *rows: Cells, subject: Subject = TASK_FORCES, headings: Sequence[str] = HEADINGS) -> Any:
    file = sheet(*rows, headings=headings)
    return services.preview_registry(subject=subject, file=file, name="registri.xlsx", by=by, at=AT)


def bring(by: User, *rows: Cells, subject: Subject = TASK_FORCES, headings: Sequence[str] = HEADINGS) -> int:
    seen = preview(by, *rows, subject=subject, headings=headings).fingerprint
    file = sheet(*rows, headings=headings)
    return services.import_registry(subject=subject, file=file, name="registri.xlsx", by=by, seen=seen, at=AT)


def errors(by: User, *rows: Cells, headings: Sequence[str] = HEADINGS) -> dict[str, str]:
    """Place → sentence."""
    return {problem.address: problem.sentence for problem in preview(by, *rows, headings=headings).errors}


def test_rows_are_recorded_end_the_former_and_keep_who_and_from_which_file(world: World, secretariat: User) -> None:
    former = make_task_force(world.province, date(2020, 1, 1))
    revision = Plan.objects.get(pk=world.plan.pk).data_revision
    assert bring(secretariat, WEST_JAVA, BOGOR) == 3
    former.refresh_from_db()
    assert former.valid_to == date(2024, 1, 31)
    new = TaskForce.objects.get(decree_number="SK 12")
    assert (new.members, new.is_led_by_police, new.valid_to) == ("Kapolda\nDinas", True, None)
    assert TaskForce.objects.get(region=world.regency).status == "none"
    assert new.history.get().history_user == secretariat
    told = former.history.latest("history_id").history_change_reason
    assert told == "berakhir karena catatan berikutnya, impor registri.xlsx"
    assert Plan.objects.get(pk=world.plan.pk).data_revision == revision + 1
    assert any("impor registri.xlsx" in change.what for change in registry.changes_of(world.province))
    withdraw_task_force(task_force=new, reason="Salah berkas.", by=secretariat)
    former.refresh_from_db()
    assert former.valid_to is None, "as before the file"


def test_the_same_file_again_changes_nothing_and_an_empty_cell_empties_nothing(world: World, secretariat: User) -> None:
    bring(secretariat, WEST_JAVA, BOGOR)
    again = preview(secretariat, WEST_JAVA, BOGOR)
    assert (again.changes, again.known) == ([], 2)
    with pytest.raises(services.RegistryRefused, match="sudah tercatat"):
        bring(secretariat, WEST_JAVA, BOGOR)
    corrected = (*WEST_JAVA[:6], "tidak", None, SOURCE)
    assert bring(secretariat, corrected) == 1
    row = TaskForce.objects.get(region=world.province)
    assert (row.is_led_by_police, row.members, row.history.count()) == (False, "Kapolda\nDinas", 2)


def test_a_code_that_was_typed_as_a_number_keeps_its_zero(world: World, secretariat: User) -> None:
    region = Region.objects.create(
        code="53.10", name="Kabupaten Ngada", level=RegionLevel.REGENCY, parent=world.other_province
    )
    assert bring(secretariat, (53.1, *BOGOR[1:])) == 1
    assert TaskForce.objects.get().region == region


def test_every_error_names_its_cell_and_nothing_is_written(
    world: World, secretariat: User, region_operator: User
) -> None:
    found = errors(
        secretariat,
        ("99", "sudah dibentuk", "SK 1", date(2024, 1, 1), date(2024, 1, 1), None, None, None, SOURCE),
        ("98", "ada", "SK 1", date(2024, 1, 1), date(2024, 1, 1), None, "mungkin", None, SOURCE),
        ("32", "sudah dibentuk", None, date(2024, 1, 1), date(2024, 1, 1), date(2023, 1, 1), None, None, SOURCE),
        ("32.01", "belum ada", "SK 1", None, "31-02-2024", None, None, None, None),
        ("53", "belum ada", "SK 1", None, date(2024, 1, 1), None, "ya", None, SOURCE),
    )
    assert found == {
        "A2": "Kode wilayah 99 tidak dikenal.",
        "A3": "Kode wilayah 98 tidak dikenal.",
        "B3": "“ada” tidak dikenal. Tulis “sudah dibentuk” atau “belum ada”.",
        "G3": "“mungkin” tidak dikenal. Tulis “ya” atau “tidak”.",
        "F4": "Hari terakhir tidak boleh sebelum hari pertama.",
        "C4": "Isi nomor keputusan.",
        "E5": "“31-02-2024” bukan tanggal. Tulis hari, bulan, tahun, misalnya 30-07-2024 atau 30 Juli 2024.",
        "C5": "Kosongkan: daerah ini belum ada gugus tugas.",
        "I5": "Kolom ini harus diisi.",
        "C6": "Kosongkan: daerah ini belum ada gugus tugas.",
        "G6": "Kosongkan: daerah ini belum ada gugus tugas.",
    }
    assert errors(region_operator, (*("53",), *BOGOR[1:]))["A2"] == "Wilayah 53 di luar wilayah Anda."
    with pytest.raises(services.RegistryRefused, match="1 kesalahan"):
        bring(secretariat, WEST_JAVA, ("99", *BOGOR[1:]))
    assert not TaskForce.objects.exists()


def test_all_errors_of_a_row_are_told_at_once_and_none_that_hangs_on_a_cell_that_could_not_be_read(
    secretariat: User, world: World
) -> None:
    headings = (*HEADINGS, "uptd_ppa", "nama_uptd_ppa", "surel")
    first, last = date(2024, 1, 1), date(2023, 1, 1)
    found = errors(
        secretariat,
        ("32", "sudah dibentuk", None, first, first, last, "mungkin", "NIK 3201014507890001", SOURCE, None, None, "x"),
        ("99", "mungkin", None, None, first, last, None, None, SOURCE, "mungkin", "UPTD PPA", None),
        headings=headings,
    )
    assert sorted(found) == ["A3", "B3", "C2", "F2", "F3", "G2", "H2", "J3", "L2"]
    assert found["C2"] == "Isi nomor keputusan."
    assert found["H2"] == NIK_TYPED
    assert found["F3"] == found["F2"] == "Hari terakhir tidak boleh sebelum hari pertama."


def test_rows_of_one_region_end_each_other_whatever_their_order_and_never_overlap(
    world: World, secretariat: User
) -> None:
    first = ("32", "sudah dibentuk", "SK 1", date(2021, 1, 1), date(2021, 1, 1), None, None, None, SOURCE)
    assert bring(secretariat, WEST_JAVA, first) == 3
    assert list(TaskForce.objects.order_by("valid_from").values_list("valid_to", flat=True)) == [
        date(2024, 1, 31),
        None,
    ]
    older = ("32", "sudah dibentuk", "SK 0", date(2020, 1, 1), date(2020, 1, 1), None, None, None, SOURCE)
    assert "isi hari terakhir sebelum tanggal itu" in errors(secretariat, older)["F2"]
    assert "sudah ada pada baris 2" in errors(secretariat, WEST_JAVA, WEST_JAVA)["E3"]


def test_a_preview_that_is_no_longer_true_is_not_applied(world: World, secretariat: User) -> None:
    seen = preview(secretariat, WEST_JAVA).fingerprint
    make_task_force(world.province, date(2020, 1, 1))
    with pytest.raises(services.RegistryRefused, match="berubah sejak pratinjau"):
        services.import_registry(
            subject=TASK_FORCES, file=sheet(WEST_JAVA), name="x.xlsx", by=secretariat, seen=seen, at=AT
        )


def test_stages_are_read_alike(world: World, region_operator: User) -> None:
    rows: list[Cells] = [
        ("32", "Penyusunan", date(2023, 1, 2), None, SOURCE),
        ("32", "Ditetapkan", "2024-02-01", "Pergub 1/2024", SOURCE),
    ]
    assert bring(region_operator, *rows, subject=STAGES_OF_PLANS, headings=STAGE_HEADINGS) == 2
    assert list(RegionalPlanStage.objects.latest_first().values_list("stage", flat=True)) == ["enacted", "drafting"]
    bad = preview(
        region_operator,
        ("32.01", "Ditetapkan", "2024-02-01", None, SOURCE),
        subject=STAGES_OF_PLANS,
        headings=STAGE_HEADINGS,
    )
    assert [(one.address, one.sentence) for one in bad.errors] == [("D2", "RAD yang ditetapkan memiliki dasar hukum.")]


@pytest.mark.parametrize("subject", [TASK_FORCES, STAGES_OF_PLANS])
def test_the_template_has_each_region_of_the_keeper_and_changes_nothing_sent_back(
    world: World, region_operator: User, subject: Subject
) -> None:
    bring(region_operator, WEST_JAVA)
    RegionalPlanStage.objects.create(region=world.province, stage="drafting", since_on=date(2024, 1, 2), source=SOURCE)
    content = registry_template(subject, keeper=region_operator, at=AT)
    rows = read_spreadsheet(BytesIO(content), "templat.xlsx").first_sheet.rows
    assert [row.text(0) for row in rows[-2:]] == ["32", "32.01"]
    again = services.preview_registry(
        subject=subject, file=BytesIO(content), name="templat.xlsx", by=region_operator, at=AT
    )
    assert (again.errors, again.changes, again.known, again.blank) == ([], [], 1, 1)


def test_sixty_rows_cost_as_many_queries_as_one(world: World, secretariat: User) -> None:
    codes = [f"32.{number:02}" for number in range(2, 62)]
    Region.objects.bulk_create(
        Region(code=code, name=f"Kabupaten {code}", level=RegionLevel.REGENCY, parent=world.province) for code in codes
    )
    with CaptureQueriesContext(connection) as few:
        preview(secretariat, BOGOR)
    with CaptureQueriesContext(connection) as many:
        preview(secretariat, *[(code, *BOGOR[1:]) for code in codes])
    assert len(many) == len(few)


# The pages


PAGES = {
    "registry-import": {"get", "post"},
    "registry-import-template": {"get"},
    "registry-import-preview": {"get"},
    "registry-import-confirm": {"post"},
}


def address(name: str, kind: str = "task-forces") -> str:
    return reverse(name, args=[kind])


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_keepers_of_regions(client: Client, people: dict[str, User], login: Login, name: str) -> None:
    method = "get" if "get" in PAGES[name] else "post"
    assert getattr(client, method)(address(name)).url.startswith(reverse("account_login"))
    for role in ("operator", "coordinator", "executive", "auditor", "admin"):
        assert getattr(login(people[role]), method)(address(name)).status_code == 403
    keeper = login(people["region_operator"])
    assert getattr(keeper, method)(address(name)).status_code in {200, 302}
    assert getattr(keeper, method)(address(name, "lain")).status_code == 404
    for wrong in {"get", "post", "put"} - PAGES[name]:
        assert getattr(keeper, wrong)(address(name)).status_code == 405


def test_a_file_is_shown_first_and_then_written(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    with time_machine.travel(AT):
        bad = client.post(address("registry-import"), {"file": SimpleUploadedFile("a.xlsx", b"x")}, follow=True)
        assert "Berkas belum dapat diimpor" in bad.content.decode()
        file = SimpleUploadedFile("registri.xlsx", sheet(WEST_JAVA, BOGOR).getvalue())
        page = client.post(address("registry-import"), {"file": file}, follow=True)
        assert "Impor 2 perubahan" in page.content.decode()
        assert not TaskForce.objects.exists()
        sent = {"seen": page.context["preview"].fingerprint}
        done = client.post(address("registry-import-confirm"), sent, follow=True)
        assert "2 perubahan diimpor." in done.content.decode()
        again = client.post(address("registry-import-confirm"), sent, follow=True)
        assert "Pratinjau sudah kedaluwarsa" in again.content.decode()
    assert TaskForce.objects.count() == 2
