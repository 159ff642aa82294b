"""The plan matrix: what is read, what is refused with its place, what changes, and that a file twice changes nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.utils import timezone

from actions.importing.preview import Preview
from actions.models import Action, Assignment, Indicator, PlanImport, Target
from actions.services.plan_import import ImportRefused, import_plan, preview_import
from clusters.enums import PlanKind
from clusters.models import Organization, Plan, User
from clusters.reference_data import load_reference
from ranpptppo.lib.import_problems import Problem
from tests.cast import World

Login = Callable[[User], Client]
EXAMPLE = Path(__file__).resolve().parents[2] / "actions" / "reference" / "ran-2020-2024-contoh.csv"
ROW: dict[str, Any] = {
    "klaster": "1",
    "strategi": "Pencegahan",
    "nomor": "1.7",
    "kegiatan": "Kegiatan uji",
    "penanggung_jawab": "KEMENPPPA",
    "instansi_pendukung": "KEMENDAGRI; POLRI",
    "indikator": "Jumlah kegiatan uji",
    "satuan": "kegiatan",
    "jenis_ukuran": "jumlah",
    "perhitungan": "per tahun",
    "arah": "naik",
    "baseline": "",
    "tahun_baseline": "",
    "target_2024": "10",
    "lokus": "32; 32.01",
    "sektor": "perikanan",
    "prinsip": "keadilan; partisipasi",
    "sumber_dana": "APBN; APBD Provinsi",
    "bobot": "",
    "dijumlahkan": "",
    "boleh_lebih": "",
    "pelapor_tambahan": "POLRI",
    "kode_indikator": "",
}


def matrix(*rows: dict[str, Any], encoding: str = "utf-8", separator: str = ",") -> BytesIO:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW), delimiter=separator)
    writer.writeheader()
    for row in rows or ({},):
        writer.writerow({**ROW, **row})
    return BytesIO(text.getvalue().encode(encoding))


def workbook(rows: list[list[Any]], merge: str = "") -> BytesIO:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("RAN")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if merge:
        sheet.merge_range(merge, rows[1][list(ROW).index("kegiatan")])
    book.close()
    return BytesIO(file.getvalue())


def look(world: World, file: BytesIO, name: str = "matriks.csv", **options: Any) -> Preview:
    return preview_import(plan=world.plan, file=file, name=name, **options)


def bring(world: World, by: User, file: BytesIO, name: str = "matriks.csv", **options: Any) -> PlanImport | None:
    return import_plan(plan=world.plan, file=file, by=by, name=name, **options)


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [f"{problem.place}: {problem.sentence}" for problem in problems]
    return problems[0]


def test_the_example_is_imported_whole_and_a_second_time_changes_nothing(db: None) -> None:
    load_reference()
    plan = Plan.objects.create(kind=PlanKind.NATIONAL, title="R", short_title="R", start_year=2020, end_year=2024)
    by = User.objects.create_user(
        "s@contoh.go.id",
        "sandi-contoh-1",
        name="S",
        role="secretariat",
        organization=Organization.objects.get(code="POLRI"),
    )
    done = import_plan(plan=plan, file=BytesIO(EXAMPLE.read_bytes()), by=by, name=EXAMPLE.name)
    assert done is not None
    assert (Action.objects.count(), Indicator.objects.count(), done.rows) == (41, 58, 58)
    assert Assignment.objects.filter(role="lead").count() == 41
    assert Target.objects.filter(indicator__text="Jumlah desa dengan Community Watch aktif").count() == 5
    revision = Plan.objects.get(pk=plan.pk).data_revision
    assert import_plan(plan=plan, file=BytesIO(EXAMPLE.read_bytes()), by=by, name=EXAMPLE.name) is None
    assert PlanImport.objects.count() == 1
    assert Plan.objects.get(pk=plan.pk).data_revision == revision


def test_a_row_becomes_action_indicator_target_assignments_tags_and_places(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix({"bobot": "2,5", "baseline": "1.234,5", "tahun_baseline": "2019"}))
    action = Action.objects.get(number="1.7")
    indicator = action.indicators.get()
    assert (action.weight, indicator.baseline, indicator.baseline_year) == (Decimal("2.5"), Decimal("1234.5"), 2019)
    assert indicator.targets.get().value == 10
    held = {(one.organization.code, one.role, one.is_reporter) for one in action.assignments.all()}
    assert held == {("KEMENPPPA", "lead", False), ("KEMENDAGRI", "support", False), ("POLRI", "support", True)}
    assert {tag.value for tag in action.tags.all()} == {
        "fisheries",
        "justice",
        "participation",
        "apbn",
        "apbd_province",
    }
    assert {region.code for region in action.locations.all()} == {"32", "32.01"}


def test_the_preview_counts_and_writes_nothing(world: World) -> None:
    before = Action.objects.count()
    preview = look(world, matrix())
    assert {thing: added for thing, added, _ in preview.counts} == {
        "aksi": 1,
        "indikator": 1,
        "target": 1,
        "penugasan": 3,
        "penanda": 5,
        "lokus": 2,
    }
    assert Action.objects.count() == before


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"penanggung_jawab": "KEMENXYZ"}, "penanggung_jawab", "“KEMENXYZ” tidak dikenal"),
        ({"instansi_pendukung": "ABC", "pelapor_tambahan": ""}, "instansi_pendukung", "“ABC” tidak dikenal"),
        ({"klaster": "9"}, "klaster", "Klaster 9 tidak ada"),
        ({"klaster": "satu"}, "klaster", "bukan nomor klaster"),
        ({"lokus": "99.99"}, "lokus", "“99.99” tidak dikenal"),
        ({"nomor": "1.1"}, "nomor", "sudah dipakai aksi lain"),
        ({"target_2024": "sepuluh"}, "target_2024", "sepuluh"),
        ({"target_2024": "ya"}, "target_2024", "hanya berlaku untuk indikator capaian ya/tidak"),
        ({"jenis_ukuran": "jumlah", "perhitungan": "rasio terakhir"}, "perhitungan", "tidak berlaku di sini"),
        ({"jenis_ukuran": "banyaknya"}, "jenis_ukuran", "pilihannya: jumlah"),
        ({"perhitungan": "nilai terakhir", "dijumlahkan": "ya"}, "dijumlahkan", "tidak pernah dijumlahkan"),
        ({"dijumlahkan": "mungkin"}, "dijumlahkan", "Tulis “ya”"),
        ({"pelapor_tambahan": "KEMENKOPMK"}, "pelapor_tambahan", "bukan instansi pendukung"),
        ({"prinsip": "keberanian"}, "prinsip", "“keberanian” tidak dikenal"),
        ({"indikator": ""}, "indikator", "kosong"),
        ({"bobot": "0"}, "bobot", "lebih dari 0"),
        ({"tahun_baseline": "19"}, "tahun_baseline", "bukan tahun"),
    ],
)
def test_an_error_has_its_row_and_column_and_refuses_the_file(
    world: World, secretariat: User, change: dict[str, str], column: str, sentence: str
) -> None:
    problem = only(look(world, matrix(change)).errors)
    assert (problem.row, problem.column) == (2, column)
    assert sentence in problem.sentence
    before = Action.objects.count()
    with pytest.raises(ImportRefused, match="1 kesalahan"):
        bring(world, secretariat, matrix({"nomor": "1.8", "kegiatan": "Lain", "indikator": "Lain"}, change))
    assert Action.objects.count() == before


def test_a_milestones_target_is_ya(world: World, secretariat: User) -> None:
    milestone = {"jenis_ukuran": "capaian ya/tidak", "perhitungan": "tonggak sekali"}
    assert only(look(world, matrix({**milestone, "target_2024": "1"})).errors).column == "target_2024"
    bring(world, secretariat, matrix({**milestone, "target_2024": "Ya"}))
    assert Target.objects.get(indicator__action__number="1.7").value == 1


def test_a_doubtful_number_is_asked_about_and_taken_only_when_confirmed(world: World, secretariat: User) -> None:
    question = only(look(world, matrix({"target_2024": "1.5"})).questions)
    assert question.column == "target_2024"
    assert "1,5" in question.sentence
    with pytest.raises(ImportRefused, match="meragukan"):
        bring(world, secretariat, matrix({"target_2024": "1.5"}))
    bring(world, secretariat, matrix({"target_2024": "1.5"}), is_confirmed=True)
    assert Target.objects.get(indicator__action__number="1.7").value == Decimal("1.5")


def test_a_repeated_indicator_and_rows_that_disagree_are_errors(world: World) -> None:
    assert (
        "sudah ada pada baris 2" in only(look(world, matrix({}, {"indikator": "JUMLAH  kegiatan uji"})).errors).sentence
    )
    other = {"indikator": "Lain", "kegiatan": "Kegiatan lain"}
    assert "Berbeda dari baris 2" in only(look(world, matrix({}, other)).errors).sentence


def test_later_rows_of_an_action_may_leave_its_cells_empty(world: World, secretariat: User) -> None:
    empty = dict.fromkeys(["klaster", "kegiatan", "penanggung_jawab", "strategi", "lokus", "prinsip"], "")
    bring(world, secretariat, matrix({}, {**empty, "indikator": "Jumlah peserta uji"}))
    assert Action.objects.get(number="1.7").indicators.count() == 2


def test_targets_against_the_direction_are_only_warned_about(world: World, secretariat: User) -> None:
    plan = Plan.objects.create(kind="national", title="R", short_title="R", start_year=2030, end_year=2031)
    columns = ["target_2030" if column == "target_2024" else column for column in ROW] + ["target_2031"]
    values = [*ROW.values(), "5"]
    file = BytesIO("\n".join([",".join(columns), ",".join(f'"{value}"' for value in values)]).encode())
    preview = preview_import(plan=plan, file=file, name="m.csv")
    assert preview.errors == []
    assert "berlawanan dengan arah" in only(preview.warnings).sentence


def test_a_changed_target_becomes_a_new_version_with_its_reason(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix())
    bring(world, secretariat, matrix({"target_2024": "12"}))
    bring(world, secretariat, matrix({"target_2024": ""}))
    versions = Target.objects.filter(indicator__action__number="1.7").order_by("version")
    assert [(one.version, one.value, bool(one.reason)) for one in versions] == [
        (1, 10, False),
        (2, 12, True),
        (3, None, True),
    ]


def test_rows_gone_from_the_file_are_listed_and_stay(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix())
    preview = look(world, matrix({"nomor": "1.8", "kegiatan": "Lain", "indikator": "Lain"}))
    assert "Aksi 1.7 Kegiatan uji" in preview.gone
    bring(world, secretariat, matrix({"nomor": "1.8", "kegiatan": "Lain", "indikator": "Lain"}))
    assert Action.objects.filter(number="1.7").exists()


def test_a_changed_wording_is_asked_about_and_renamed_only_when_confirmed(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix())
    known = Indicator.objects.get(action__number="1.7")
    changed = {"indikator": "Jumlah kegiatan uji coba"}
    rename = look(world, matrix(changed)).renames[0]
    assert (rename.indicator_id, rename.after) == (known.pk, "Jumlah kegiatan uji coba")
    bring(world, secretariat, matrix(changed), renames=[known.pk])
    known.refresh_from_db()
    assert known.text == "Jumlah kegiatan uji coba"
    assert Indicator.objects.filter(action__number="1.7").count() == 1


def test_a_wording_that_is_not_confirmed_is_a_new_indicator(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix())
    bring(world, secretariat, matrix({"indikator": "Jumlah kegiatan uji coba"}))
    assert Indicator.objects.filter(action__number="1.7").count() == 2


def test_an_indicator_with_a_code_keeps_its_history_under_a_new_wording(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix({"kode_indikator": "IK-1"}))
    bring(world, secretariat, matrix({"kode_indikator": "IK-1", "indikator": "Bunyi lain sama sekali"}))
    assert Indicator.objects.get(action__number="1.7").text == "Bunyi lain sama sekali"


def test_who_leads_is_never_changed_by_a_file(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix())
    preview = look(world, matrix({"penanggung_jawab": "KEMENKOPMK"}))
    assert "Serah terima" in only(preview.warnings).sentence
    bring(world, secretariat, matrix({"penanggung_jawab": "KEMENKOPMK"}))
    assert Assignment.objects.get(action__number="1.7", role="lead").organization == world.kemenpppa


def test_a_file_of_before_a_hand_over_changes_nothing_after_it(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix())
    lead = Assignment.objects.get(action__number="1.7", role="lead")
    now = timezone.now()
    lead.end(on=now.date(), at=now, by=secretariat)
    Assignment.objects.create(
        action=lead.action,
        organization=world.kemenkopmk,
        role="lead",
        starts_on=now.date().replace(year=now.year + 1),
        line=lead,
        recorded_at=now,
    )
    preview = look(world, matrix())
    assert (preview.changes, preview.warnings) == ([], [])


# Files


def test_a_file_in_windows_encoding_with_semicolons_is_read(world: World) -> None:
    preview = look(world, matrix({"kegiatan": "Kegiatan – “uji”"}, encoding="cp1252", separator=";"))
    assert preview.errors == []
    assert preview.matrix.rows[0].title == "Kegiatan – “uji”"


def test_a_workbook_with_merged_cells_is_read_and_says_so(world: World) -> None:
    first, second = {**ROW}, {**ROW, "indikator": "Jumlah peserta uji", "kegiatan": ""}
    rows = [list(ROW), list(first.values()), list(second.values())]
    preview = look(world, workbook(rows, merge="D2:D3"), "matriks.xlsx")
    assert preview.errors == []
    assert [row.title for row in preview.matrix.rows] == ["Kegiatan uji", "Kegiatan uji"]
    assert "sel gabungan" in only(preview.warnings).sentence


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "gambar.xlsx"),
        (b"", "kosong.csv"),
        (b"ini,bukan,matriks\n1,2,3\n", "lain.csv"),
    ],
)
def test_a_file_that_is_no_matrix_is_refused_with_a_sentence(world: World, content: bytes, name: str) -> None:
    assert look(world, BytesIO(content), name).errors


def test_a_file_over_fifty_megabytes_is_refused(world: World) -> None:
    assert "50 MB" in only(look(world, BytesIO(b"a," * 26_000_000)).errors).sentence


def test_a_zip_bomb_is_refused(world: World) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert look(world, BytesIO(file.getvalue()), "bom.xlsx").errors


def test_missing_and_unknown_columns_are_named(world: World) -> None:
    assert "perhitungan" in only(look(world, BytesIO(b"nomor,indikator\n1,x\n")).errors).sentence
    file = BytesIO(matrix().getvalue().replace(b"kode_indikator", b"catatan"))
    assert "“catatan” tidak dikenal" in only(look(world, file).warnings).sentence


def test_a_target_year_outside_the_plan_is_an_error(world: World) -> None:
    file = BytesIO(matrix().getvalue().replace(b"target_2024", b"target_2031"))
    assert "di luar tahun rencana" in only(look(world, file).errors).sentence


def test_a_supporter_that_a_file_makes_to_report_is_remembered_with_the_moment(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix(), at=datetime(2024, 1, 3, tzinfo=UTC))
    at, revision = datetime(2024, 9, 1, tzinfo=UTC), Plan.objects.get(pk=world.plan.pk).data_revision
    bring(world, secretariat, matrix({"pelapor_tambahan": "POLRI; KEMENDAGRI"}), at=at)
    supports = Assignment.objects.filter(action__number="1.7", role="support").order_by("organization__code")
    assert list(supports.values_list("organization__code", "is_reporter", "reporting_changed_at")) == [
        ("KEMENDAGRI", True, at),
        ("POLRI", True, None),
    ]
    assert Plan.objects.get(pk=world.plan.pk).data_revision > revision
