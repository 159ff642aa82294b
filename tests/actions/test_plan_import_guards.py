"""The plan matrix: what spreadsheets and habits do to it, and what a file may not do to a plan."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from actions.importing import reading
from actions.models import Action, Assignment, Indicator, Measurement, Target
from actions.services.plan_import import preview_import
from clusters.models import Organization, OrganizationName, Plan, User
from tests.actions.test_plan_import import ROW, bring, look, matrix, only
from tests.cast import World

PERCENTAGE = {"jenis_ukuran": "persentase", "perhitungan": "rasio terakhir"}
PARTS = {"pembilang": "Yang dilayani", "penyebut": "Yang terdata"}


def table(columns: list[str], *rows: dict[str, Any], above: tuple[str, ...] = ()) -> BytesIO:
    """A CSV with these columns only, and lines above the headings."""
    lines = [*above, ",".join(columns)]
    lines += [",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows]
    return BytesIO("\n".join(lines).encode())


def book(*sheets: tuple[str, list[list[Any]], str]) -> BytesIO:
    """A workbook of (name, rows, merged range)."""
    file = BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "d mmm"})
    for name, rows, merged in sheets:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merged:
            sheet.merge_range(merged, 10)
    workbook.close()
    return BytesIO(file.getvalue())


def cells(**changes: Any) -> list[Any]:
    return list({**ROW, **changes}.values())


# The sheet and its headings


def test_titles_above_spaces_in_headings_and_numbers_below_them_do_not_matter(world: World) -> None:
    spoken = [name.replace("_", " ").title() for name in ROW]
    numbers = [f"({number})" for number in range(1, len(ROW) + 1)]
    file = table(
        spoken,
        dict(zip(spoken, numbers, strict=True)),
        dict(zip(spoken, ROW.values(), strict=True)),
        above=("MATRIKS RAN", ""),
    )
    preview = look(world, file)
    assert preview.errors == []
    assert [row.row for row in preview.matrix.rows] == [5]


def test_the_matrix_is_found_beside_a_sheet_of_instructions_which_is_named(world: World) -> None:
    file = book(("Petunjuk", [["Isi lembar RAN"]], ""), ("RAN", [list(ROW), cells()], ""))
    preview = look(world, file, "m.xlsx")
    assert len(preview.matrix.rows) == 1
    assert "“Petunjuk”" in only(preview.warnings).sentence


def test_a_matrix_on_two_sheets_is_refused_rather_than_half_read(world: World) -> None:
    file = book(("A", [list(ROW), cells()], ""), ("B", [list(ROW), cells(nomor="1.8")], ""))
    problem = only(look(world, file, "m.xlsx").errors)
    assert (problem.sheet, problem.row) == ("B", 1)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ([*ROW, "target_2024"], "dua kali"),
        ([*ROW, "tarjet_2024"], None),
        ([name.replace("bobot", "bobott") for name in ROW], "Maksudnya bobot?"),
    ],
)
def test_a_repeated_or_misspelt_heading_is_an_error(world: World, columns: list[str], sentence: str | None) -> None:
    preview = look(world, table(columns, ROW))
    if sentence is None:
        assert "diabaikan" in only(preview.warnings).sentence
    else:
        assert sentence in only(preview.errors).sentence


def test_years_without_a_column_are_named(world: World) -> None:
    plan = Plan.objects.create(kind="national", title="R", short_title="R", start_year=2023, end_year=2025)
    preview = preview_import(plan=plan, file=matrix(), name="m.csv")
    assert "2023 dan 2025" in only(preview.warnings).sentence


def test_a_file_of_endless_rows_or_problems_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{**ROW, "nomor": f"9.{number}", "lokus": "", "satuan": ""} for number in range(5)]
    monkeypatch.setattr(reading, "MAX_PROBLEMS", 2)
    assert "berhenti pada baris 4" in look(world, matrix(*rows)).errors[0].sentence
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    assert "Lebih dari 3 baris" in only(look(world, matrix(*rows)).errors).sentence


# Cells


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({**PERCENTAGE}, "pembilang", "pembilang dan penyebut"),
        ({"satuan": "s" * 61}, "satuan", "paling banyak 60"),
        ({"nomor": "1." * 20}, "nomor", "paling banyak 20"),
        (
            {"instansi_pendukung": "KEMENPPPA", "pelapor_tambahan": ""},
            "instansi_pendukung",
            "sudah menjadi penanggung jawab",
        ),
        ({"penanggung_jawab": "KEMENPPA"}, "penanggung_jawab", "Maksudnya KEMENPPPA?"),
    ],
)
def test_what_the_database_could_not_hold_is_an_error_of_its_cell(
    world: World, change: dict[str, str], column: str, sentence: str
) -> None:
    errors = look(world, table([*ROW, *PARTS], {**ROW, **change})).errors
    assert (errors[0].sheet, errors[0].row, errors[0].column) == ("CSV", 2, column)
    assert errors[0].address.endswith("2")
    assert sentence in errors[0].sentence


def test_a_milestone_that_happens_once_has_one_year(world: World) -> None:
    plan = Plan.objects.create(kind="national", title="R", short_title="R", start_year=2023, end_year=2025)
    once = {**ROW, "jenis_ukuran": "capaian ya/tidak", "perhitungan": "tonggak sekali", "target_2024": "ya"}
    file = table([*ROW, "target_2025"], {**once, "target_2025": "ya"})
    problem = only(preview_import(plan=plan, file=file, name="m.csv").errors)
    assert (problem.column, "satu tahun target" in problem.sentence) == ("target_2025", True)


def test_a_percentage_written_as_a_fraction_is_asked_about(world: World) -> None:
    file = table([*ROW, *PARTS], {**ROW, **PERCENTAGE, **PARTS, "target_2024": "0,8"})
    assert "80 persen" in only(look(world, file).questions).sentence


def test_thousands_and_decimals_are_read_the_indonesian_way_and_shown_back(world: World) -> None:
    for written, shown in (("1.234,5", "1.234,5"), ("1,234.5", "1.234,5"), ("12.000", "12.000"), ("–", "")):
        targets = [
            change.after for change in look(world, matrix({"target_2024": written})).changes if change.thing == "target"
        ]
        assert targets == ([shown] if shown else [])


def test_numbers_that_a_spreadsheet_turned_into_dates_or_figures_are_caught(world: World) -> None:
    file = book(("RAN", [list(ROW), cells(nomor=datetime(2024, 1, 10))], ""))  # noqa: DTZ001  cells know no zone
    assert "tanggal" in only(look(world, file, "m.xlsx").errors).sentence
    rows = [cells(nomor=1.5), cells(nomor=1.5, kegiatan="Aksi 1.50", indikator="Lain")]
    errors = look(world, book(("RAN", [list(ROW), *rows], "")), "m.xlsx").errors
    assert "1.10 terbaca 1.1" in only(errors).sentence


def test_a_region_code_that_lost_its_zero_as_a_figure_comes_back(world: World) -> None:
    preview = look(world, book(("RAN", [list(ROW), cells(lokus=53.1)], "")), "m.xlsx")
    assert "“53.10”" in only(preview.errors).sentence


def test_a_merged_cell_among_the_figures_is_an_error(world: World) -> None:
    rows = [list(ROW), cells(), cells(indikator="Lain")]
    column = chr(ord("A") + list(ROW).index("target_2024"))
    file = book(("RAN", rows, f"{column}2:{column}3"))
    problem = only(look(world, file, "m.xlsx").errors)
    assert (problem.column, problem.address) == ("target_2024", f"{column}2")


def test_a_row_without_number_goes_on_with_the_action_above_and_says_so(world: World) -> None:
    empty = dict.fromkeys(["klaster", "nomor", "kegiatan", "penanggung_jawab"], "")
    preview = look(world, matrix({}, {**empty, "indikator": "Jumlah peserta uji"}))
    assert [row.number for row in preview.matrix.rows] == ["1.7", "1.7"]
    assert "lanjutan aksi 1.7" in only(preview.warnings).sentence


# Against the plan


def test_what_a_file_has_no_column_for_stays(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix({"bobot": "2", "dijumlahkan": "ya", "strategi": "Satu"}))
    optional = {"bobot", "dijumlahkan", "strategi", "pelapor_tambahan", "lokus", "prinsip", "instansi_pendukung"}
    preview = look(world, table([name for name in ROW if name not in optional], ROW))
    assert (preview.changes, [text for text in preview.gone if "1.7" in text]) == ([], [])


def test_a_file_without_the_column_never_leaves_a_latest_value_adding_up(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix({"dijumlahkan": "ya"}))
    file = table([name for name in ROW if name != "dijumlahkan"], {**ROW, "perhitungan": "nilai terakhir"})
    bring(world, secretariat, file)
    assert not Indicator.objects.get(action__number="1.7").is_additive


def test_a_number_of_an_activity_outside_the_plan_is_taken(world: World) -> None:
    Action.objects.create(plan=world.plan, cluster=world.clusters[1], number="1.7", title="Lain", is_in_plan=False)
    assert "di luar rencana" in only(look(world, matrix()).errors).sentence


def test_an_action_stays_in_its_cluster(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix())
    assert only(look(world, matrix({"klaster": "5"})).errors).column == "klaster"


def test_an_interim_plan_takes_no_matrix(world: World) -> None:
    plan = Plan.objects.create(kind="interim", title="J", short_title="J", start_year=2024, end_year=2024)
    assert "antar-rencana" in only(preview_import(plan=plan, file=matrix(), name="m.csv").errors).sentence


def test_the_measure_of_what_was_reported_stays_and_its_counting_is_remarked_upon(
    world: World, secretariat: User
) -> None:
    bring(world, secretariat, matrix())
    indicator = Indicator.objects.get(action__number="1.7")
    report = world.report()
    Measurement.objects.create(
        report=report,
        indicator=indicator,
        state="value",
        value=Decimal(1),
        updated_by=secretariat,
        updated_at=datetime(2024, 5, 1, tzinfo=UTC),
    )
    assert "dihitung dengan cara yang baru" in only(look(world, matrix({"perhitungan": "kumulatif"})).warnings).sentence
    milestone = {"jenis_ukuran": "capaian ya/tidak", "perhitungan": "tonggak sekali", "target_2024": "ya"}
    assert "sudah dilaporkan" in only(look(world, matrix(milestone)).errors).sentence


def test_institutions_lead_in_the_plans_years_also_when_their_name_ended(world: World, secretariat: User) -> None:
    for code, first, last in (
        ("LAMA", date(2010, 1, 1), date(2019, 12, 31)),
        ("BERAKHIR", date(2010, 1, 1), date(2024, 10, 20)),
        ("MUDA", date(2024, 10, 21), None),
        ("NANTI", date(2026, 1, 1), None),
    ):
        organization = Organization.objects.create(code=code, kind="ministry")
        OrganizationName.objects.create(
            organization=organization, name=code, short_name=code, valid_from=first, valid_to=last
        )
    for code, sentence in (("LAMA", "sebelum masa rencana"), ("NANTI", "sesudah masa rencana")):
        assert sentence in only(look(world, matrix({"penanggung_jawab": code})).errors).sentence
    bring(
        world,
        secretariat,
        matrix({"penanggung_jawab": "BERAKHIR", "instansi_pendukung": "MUDA", "pelapor_tambahan": ""}),
    )
    held = {one.role: (one.starts_on, one.ends_on) for one in Assignment.objects.filter(action__number="1.7")}
    assert held == {"lead": (date(2024, 1, 1), None), "support": (date(2024, 10, 21), None)}


def test_an_indicator_without_any_target_is_there_to_be_reported(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix({"target_2024": ""}))
    assert Indicator.objects.get(action__number="1.7").reports_without_target
    assert not Target.objects.filter(indicator__action__number="1.7").exists()


def test_two_changed_wordings_are_paired_with_the_likest(world: World, secretariat: User) -> None:
    bring(world, secretariat, matrix({"indikator": "Jumlah desa binaan"}, {"indikator": "Jumlah desa binaan migran"}))
    changed = matrix({"indikator": "Jumlah desa binaan migran aktif"}, {"indikator": "Jumlah desa binaan baru"})
    pairs = {(one.before, one.after) for one in look(world, changed).renames}
    assert pairs == {
        ("Jumlah desa binaan migran", "Jumlah desa binaan migran aktif"),
        ("Jumlah desa binaan", "Jumlah desa binaan baru"),
    }
