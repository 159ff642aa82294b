"""The form of a period as a spreadsheet: what comes back is exactly what was changed, whatever was done to the file."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.entry import CellValue, shown
from actions.enums import EntryVia, MeasurementState
from actions.models import EntryChange, Measurement, Narrative, ProgressReport, Realization, ReportingPeriod
from actions.services import drafts, entry_sheet, progress
from actions.sheets import reading, stamp
from actions.sheets.preview import Item, ItemState, Preview
from clusters.models import Organization, User
from ranpptppo.lib.spreadsheets import FileKind, read_spreadsheet
from tests.actions.sheet_book import HEADING_ROW, Book, Formula
from tests.actions.test_workflow import fill
from tests.cast import World, make_indicator

VALUE = MeasurementState.VALUE


@pytest.fixture(autouse=True)
def in_april(world: World) -> Any:
    """The first quarter of 2024 is open, and not due yet."""
    with time_machine.travel(world.period(1).opens_at + timedelta(days=2)):
        yield


def download(world: World, number: int = 1) -> Book:
    return Book(entry_sheet.make_form(organization=world.kemenpppa, period=world.period(number)))


def look(world: World, content: bytes, name: str = "isian.xlsx", **others: Any) -> Preview:
    whose: dict[str, Any] = {"organization": world.kemenpppa, "period": world.period(1), **others}
    return entry_sheet.preview_form(file=BytesIO(content), name=name, **whose)


def bring(world: World, by: User, content: bytes, **answers: str) -> Preview:
    """Look, then apply with these answers."""
    seen = look(world, content).fingerprint
    return entry_sheet.apply_form(
        organization=world.kemenpppa,
        period=world.period(1),
        file=BytesIO(content),
        name="isian.xlsx",
        by=by,
        answers={name.replace("_", "-", 1): answer for name, answer in answers.items()},
        seen=seen,
    )


def only(preview: Preview) -> Item:
    [item] = preview.items
    return item


def key(one: Any) -> str:
    return {"Indicator": "I", "Action": "N", "BudgetLine": "A"}[type(one).__name__] + str(one.pk)


# What the form holds


def test_the_form_shows_every_row_with_what_stands_beside_it(world: World, operator: User) -> None:
    fill(world, world.report(), operator)
    book = download(world)
    assert list(book.sheets) == ["Petunjuk", "Indikator", "Narasi", "Anggaran", "Cap"]
    row = book.row(key(world.ratio))
    for heading, expected in {
        "Indikator": world.ratio.text,
        "Satuan": "persen",
        "Target": "80,00%",
        "Isian sebelumnya": "belum pernah dilaporkan",
        "Pembilang": 4,
        "Penyebut": 5,
    }.items():
        assert row[book.column(key(world.ratio), heading)] == expected
    assert "Sekolah yang memakai modul" in row[book.column(key(world.ratio), "Cara hitung")]
    assert book.row(key(world.line))[book.column(key(world.line), "Pagu")] == 1_000_000_000
    assert book.row(key(world.milestone))[book.column(key(world.milestone), "Bila tanpa angka")] == "Belum ada data"


def test_the_form_shows_what_was_filed_before(world: World, operator: User, endorser: User) -> None:
    report = world.report()
    fill(world, report, operator)
    drafts.save_realization(report=report, line=world.line, state=VALUE, amount=5_000_000, by=operator)
    progress.submit_progress(reports=[report], by=operator)
    progress.endorse_progress(report=report, by=endorser)
    with time_machine.travel(world.period(2).opens_at + timedelta(days=1)):
        book = download(world, 2)
    row = book.row(key(world.indicator))
    assert row[book.column(key(world.indicator), "Isian sebelumnya")] == "110 (Triwulan I 2024)"
    assert book.row(key(world.line))[book.column(key(world.line), "Realisasi sebelumnya")] == 5_000_000


def test_only_inputs_of_open_reports_are_unlocked_and_lists_are_offered(world: World, operator: User) -> None:
    def unlocked(content: bytes) -> int:
        with ZipFile(BytesIO(content)) as archive:
            sheet, styles = archive.read("xl/worksheets/sheet2.xml"), archive.read("xl/styles.xml")
        assert b"<sheetProtection" in sheet
        assert b"Belum ada data,Tidak berlaku" in sheet
        formats = styles[styles.index(b"<cellXfs") : styles.index(b"</cellXfs>")].split(b"<xf ")[1:]
        loose = {number for number, one in enumerate(formats) if b'locked="0"' in one}
        return sum(sheet.count(b' s="%d"' % number) for number in loose)

    report = world.report()
    fill(world, report, operator)
    form = {"organization": world.kemenpppa, "period": world.period(1)}
    assert unlocked(entry_sheet.make_form(**form)) == 3 + 4 + 5
    progress.submit_progress(reports=[report], by=operator)
    assert unlocked(entry_sheet.make_form(**form)) == 0


def test_looking_and_downloading_make_no_report(world: World) -> None:
    assert look(world, download(world).xlsx()).items == []
    assert not ProgressReport.objects.exists()


def test_whoever_owes_nothing_gets_no_form(world: World) -> None:
    with pytest.raises(entry_sheet.NothingOwed):
        entry_sheet.make_form(organization=world.kemendagri, period=world.period(1))


def test_a_table_without_rows_says_so_and_comes_back_unchanged(world: World) -> None:
    whose = {"organization": world.polri, "period": world.period(1)}
    book = Book(entry_sheet.make_form(**whose))
    assert "Tidak ada baris" in book.sheets["Anggaran"][HEADING_ROW + 1][1]
    preview = look(world, book.xlsx(), **whose)
    assert (preview.items, preview.file.problems, preview.file.warnings) == ([], [], [])


# There and back


@pytest.mark.parametrize("save", [Book.xlsx, Book.ods, lambda book: book.xlsx(constant_memory=True)])
def test_a_form_that_was_only_saved_again_changes_nothing(
    world: World, operator: User, save: Callable[[Book], bytes]
) -> None:
    report = world.report()
    fill(world, report, operator)
    reached = CellValue(state=VALUE, is_reached=True, reached_on=date(2024, 2, 29), document_number="007/2024")
    drafts.save_measurement(report=report, indicator=world.milestone, cell=reached, by=operator)
    texts = {"achievement": "=1+1\r\nBaik\u00a0sekali  ", "obstacle": "@SUM(A1)\n\n- satu"}
    drafts.save_narrative(report=report, action=world.action, texts=texts, by=operator)
    drafts.save_realization(report=report, line=world.line, state=VALUE, amount=12_345_678_901_234, by=operator)
    preview = look(world, save(download(world)), "isian.ods")
    assert (preview.items, preview.unchanged, preview.file.problems) == ([], 5, [])


def test_changes_of_every_kind_are_applied_and_logged_as_coming_from_a_file(world: World, operator: User) -> None:
    book = download(world)
    book.put(key(world.indicator), "Nilai", "1.234,5")
    book.put(key(world.ratio), "Pembilang", 4).put(key(world.ratio), "Penyebut", "1,234.5")
    book.put(key(world.milestone), "Ya/belum", "Ya").put(key(world.milestone), "Tanggal dokumen", "29 Februari 2024")
    book.put(key(world.action), "Kendala", "=2+2").put(key(world.line), "Realisasi (rupiah)", "Rp250.000.000")
    shown_items = look(world, book.xlsx()).items
    assert [(item.key, item.before, item.after) for item in shown_items] == [
        (key(world.indicator), "", "1.234,5"),
        (key(world.ratio), "", "4 dari 1.234,5 (0,32%)"),
        (key(world.milestone), "", "tercapai 29 Feb 2024"),
        (f"{key(world.action)}.obstacle", "", "=2+2"),
        (key(world.line), "", "Rp250.000.000"),
    ]
    assert shown_items[1].written == "“1,234.5”"
    bring(world, operator, book.xlsx())
    assert {shown(row) for row in Measurement.objects.all()} == {item.after for item in shown_items[:3]}
    assert Narrative.objects.get().obstacle == "=2+2"
    assert Realization.objects.get().amount == 250_000_000
    assert set(EntryChange.objects.values_list("via", flat=True)) == {EntryVia.FILE}
    assert EntryChange.objects.count() == 5


def test_the_same_file_a_second_time_changes_nothing(world: World, operator: User) -> None:
    content = download(world).put(key(world.indicator), "Nilai", 7).xlsx()
    assert len(bring(world, operator, content).applied) == 1
    assert bring(world, operator, content).items == []
    assert EntryChange.objects.count() == 1


def test_an_emptied_cell_empties_and_says_so(world: World, operator: User) -> None:
    report = world.report()
    fill(world, report, operator)
    drafts.save_narrative(report=report, action=world.action, texts={"achievement": "Baik."}, by=operator)
    book = download(world).put(key(world.indicator), "Nilai", "").put(key(world.action), "Capaian", "  ")
    preview = look(world, book.xlsx())
    assert [(item.before, item.after) for item in preview.items] == [("110", ""), ("Baik.", "")]
    bring(world, operator, book.xlsx())
    assert not report.measurements.filter(indicator=world.indicator).exists()
    assert report.narratives.get().achievement == ""


def test_zero_is_a_value_and_the_states_are_answers(world: World, operator: User) -> None:
    book = download(world).put(key(world.indicator), "Nilai", 0)
    book.put(key(world.ratio), "Bila tanpa angka", "tidak  BERLAKU").put(
        key(world.line), "Bila tanpa angka", "Belum ada data"
    )
    bring(world, operator, book.xlsx())
    states = dict(Measurement.objects.values_list("indicator_id", "state"))
    assert states == {world.indicator.pk: VALUE, world.ratio.pk: MeasurementState.NOT_APPLICABLE}
    assert Measurement.objects.get(indicator=world.indicator).value == 0
    assert Realization.objects.get().state == MeasurementState.NO_DATA


NUMBERS = st.decimals(min_value=0, max_value=10**13, places=4, allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.none() | NUMBERS, texts=st.lists(TEXTS, min_size=4, max_size=4), order=st.randoms(use_true_random=False)
)
def test_any_subset_of_changes_comes_back_as_exactly_these(
    world: World, operator: User, value: Decimal | None, texts: list[str], order: random.Random
) -> None:
    report = world.report()
    saved = dict(zip(Narrative.TEXT_FIELDS, order.sample(texts, 4), strict=True))
    drafts.save_narrative(report=report, action=world.action, texts=saved, by=operator)
    book = download(world)
    assert look(world, book.xlsx()).items == []
    if value is not None:
        book.put(key(world.indicator), "Nilai", f"{value:f}".replace(".", ","))
    headings = dict(zip(Narrative.TEXT_FIELDS, ("Capaian", "Praktik baik", "Kendala", "Tindak lanjut"), strict=True))
    changed = order.sample(Narrative.TEXT_FIELDS, 2)
    for name in changed:
        book.put(key(world.action), headings[name], f"Diubah: {order.randint(0, 10**6)}")
    order.shuffle(rows := book.sheets["Indikator"][HEADING_ROW + 1 :])
    book.sheets["Indikator"][HEADING_ROW + 1 :] = rows
    found = {item.key for item in look(world, book.xlsx(strings_to_formulas=False)).items}
    current = report.measurements.filter(indicator=world.indicator).first()
    expected = {f"{key(world.action)}.{name}" for name in changed}
    if value is not None and (current is None or current.value != value):
        expected.add(key(world.indicator))
    assert found == expected


# What people do to spreadsheets


def test_sorted_rows_blank_rows_moved_columns_and_own_columns_do_not_matter(world: World, operator: User) -> None:
    fill(world, world.report(), operator)
    book = download(world).put(key(world.indicator), "Nilai", 111)
    rows = book.sheets["Indikator"]
    rows[HEADING_ROW + 1 :] = [[], *reversed(rows[HEADING_ROW + 1 :]), []]
    for row in rows:
        if row:
            row.insert(0, "catatan saya" if len(row) > 3 and row[0] == key(world.ratio) else "")
            row.reverse()
    item = only(look(world, book.xlsx()))
    assert (item.label, item.after) == (world.indicator.text, "111")
    assert item.place == "Lembar Indikator, baris 8"


@pytest.mark.parametrize(("heading", "names"), [("Nilai", "“Nilai”"), ("Kode baris", "“Kode baris”")])
def test_a_deleted_column_that_is_needed_is_named(world: World, heading: str, names: str) -> None:
    preview = look(world, download(world).drop_column("Indikator", heading).xlsx())
    assert not preview.can_be_applied
    [problem] = preview.file.problems
    assert names in problem.sentence
    assert problem.place == "Lembar Indikator, baris 4"


def test_a_deleted_column_that_may_be_missed_leaves_its_cells_alone(world: World, operator: User) -> None:
    report = world.report()
    cell = CellValue(state=VALUE, value=Decimal(5), reason="Koreksi.")
    drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=operator)
    book = download(world).drop_column("Indikator", "Alasan").put(key(world.indicator), "Nilai", 6)
    assert "“Alasan” tidak ada" in look(world, book.xlsx()).file.warnings[0].sentence
    bring(world, operator, book.xlsx())
    saved = report.measurements.get(indicator=world.indicator)
    assert (saved.value, saved.reason) == (6, "Koreksi.")


def test_deleted_rows_and_sheets_are_said_and_left_alone(world: World, operator: User) -> None:
    fill(world, world.report(), operator)
    book = download(world)
    book.sheets["Indikator"].remove(book.row(key(world.ratio)))
    del book.sheets["Narasi"]
    preview = look(world, book.xlsx())
    sentences = " ".join(warning.sentence for warning in preview.file.warnings)
    assert (preview.items, preview.can_be_applied) == ([], True)
    assert "1 baris formulir tidak ada" in sentences
    assert "“Narasi” tidak ada" in sentences


def test_a_row_twice_a_row_without_key_and_a_foreign_key_are_named(world: World) -> None:
    book = download(world)
    rows = book.sheets["Indikator"]
    twice, nameless = list(book.row(key(world.indicator))), list(book.row(key(world.ratio)))
    nameless[0], nameless[book.column(key(world.ratio), "Pembilang")] = "", 4
    rows += [twice, nameless, ["I 5", "", "", "x"]]
    places = {problem.place for problem in look(world, book.xlsx()).file.problems}
    assert places == {
        "Lembar Indikator, baris 8",
        "Lembar Indikator, baris 9, kolom J (Pembilang)",
        "Lembar Indikator, baris 10, kolom A (Kode baris)",
    }


def test_what_cannot_be_is_shown_as_it_stands_in_the_file(world: World) -> None:
    book = download(world).put(key(world.ratio), "Pembilang", 6).put(key(world.ratio), "Penyebut", 5)
    item = only(look(world, book.xlsx()))
    assert (item.state, item.after) == (ItemState.ERROR, "6, 5")


def test_a_half_sorted_table_is_noticed(world: World) -> None:
    book = download(world)
    one, other = book.row(key(world.indicator)), book.row(key(world.ratio))
    one[0], other[0] = other[0], one[0]
    book.put(key(world.indicator), "Bila tanpa angka", "Belum ada data")
    item = only(look(world, book.xlsx()))
    assert item.state is ItemState.ERROR
    assert "diurutkan" in item.notes[0].sentence


def test_a_row_of_another_form_is_refused(world: World) -> None:
    late = make_indicator(world.action, "Indikator susulan", 5, position=9)
    older = download(world)
    older.row(key(late))[0] = key(world.police_action.indicators.get())
    older.sheets["Indikator"][-1][older.column(key(world.ratio), "Nilai")] = 3
    item = only(look(world, older.xlsx()))
    assert (item.state, item.row) == (ItemState.ERROR, None)


def test_merged_cells_over_inputs_are_named_and_others_do_not_matter(world: World) -> None:
    book = download(world)
    book.merged.append(("Indikator", "C5:C7", world.action.title))
    assert look(world, book.xlsx()).file.problems == []
    book.merged.append(("Indikator", "I5:I6", 3))
    [problem] = look(world, book.xlsx()).file.problems
    assert problem.place == "Lembar Indikator, baris 5, kolom I (Nilai)"


@pytest.mark.parametrize("written", ["30-07-2024", "30/7/2024", "2024-07-30", "30 Juli 2024", date(2024, 7, 30)])
@pytest.mark.parametrize("save", [Book.xlsx, Book.ods])
def test_days_are_understood_in_every_form(world: World, written: Any, save: Callable[[Book], bytes]) -> None:
    book = download(world).put(key(world.milestone), "Ya/belum", "ya")
    book.put(key(world.milestone), "Tanggal dokumen", written)
    assert only(look(world, save(book))).after == "tercapai 30 Jul 2024"


@pytest.mark.parametrize(
    ("heading", "written", "place", "sentence"),
    [
        ("Nilai", "dua ribu", "baris 5, kolom I (Nilai)", "bukan angka"),
        ("Nilai", -4, "baris 5, kolom I (Nilai)", "kurang dari nol"),
        ("Nilai", date(2024, 5, 1), "baris 5, kolom I (Nilai)", "1 Mei 2024"),
        ("Pembilang", 4, "baris 5, kolom J (Pembilang)", "Pakai kolom “Nilai”"),
        ("Bila tanpa angka", "entah", "baris 5, kolom O (Bila tanpa angka)", "bukan pilihan"),
        ("Alasan", "x" * 501, "baris 5, kolom P (Alasan)", "paling banyak 500 huruf"),
        ("Alasan", "hanya alasan", "baris 5, kolom P (Alasan)", "Alasan saja"),
        ("Nilai", Formula("#N/A"), "baris 5, kolom I (Nilai)", "galat rumus (#N/A)"),
    ],
)
@pytest.mark.parametrize("save", [Book.xlsx, Book.ods])
def test_what_is_wrong_is_named_with_its_cell(
    world: World, heading: str, written: Any, place: str, sentence: str, save: Callable[[Book], bytes]
) -> None:
    item = only(look(world, save(download(world).put(key(world.indicator), heading, written))))
    assert item.state is ItemState.ERROR
    assert item.notes[0].place == f"Lembar Indikator, {place}"
    assert sentence in item.notes[0].sentence


def test_a_doubtful_number_waits_for_an_answer(world: World, operator: User) -> None:
    content = download(world).put(key(world.indicator), "Nilai", "1.5").xlsx()
    item = only(look(world, content))
    assert (item.state, item.after) == (ItemState.DOUBT, "1,5")
    with pytest.raises(entry_sheet.FormUndecided, match="1 baris menunggu"):
        bring(world, operator, content)
    with pytest.raises(entry_sheet.FormUndecided):
        bring(world, operator, content, all_doubt="apa saja")
    bring(world, operator, content, all_doubt="apply")
    assert Measurement.objects.get().value == Decimal("1.5")


def test_a_fall_and_a_jump_are_asked_about_and_a_reason_answers(world: World, operator: User, endorser: User) -> None:
    report = world.report()
    fill(world, report, operator)
    progress.submit_progress(reports=[report], by=operator)
    progress.endorse_progress(report=report, by=endorser)
    with time_machine.travel(world.period(2).opens_at + timedelta(days=1)):
        book = download(world, 2).put(key(world.indicator), "Nilai", 9_000)
        book.put(key(world.ratio), "Pembilang", 1).put(key(world.ratio), "Penyebut", 5)
        jump, fall = look(world, book.xlsx(), period=world.period(2)).items
        assert "sepuluh kali lipat" in jump.notes[0].sentence
        assert "Tulis alasannya" in fall.notes[0].sentence
        assert fall.notes[0].place.endswith("kolom P (Alasan)")
        book.put(key(world.ratio), "Alasan", "Pendataan ulang.")
        assert look(world, book.xlsx(), period=world.period(2)).items[1].notes == []


# What is no form of this organization and period


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"Kode baris,Nilai\nI1,5\n", "isian.csv", "cap formulirnya tidak ada"),
        (b"Kode baris,Nilai\nI1,5\n", "isian.xlsx", "bukan buku kerja"),
        (b"PK\x03\x04rusak", "isian.xlsx", "rusak"),
        (b"", "isian.xlsx", "kosong"),
        (b"%PDF-1.7", "isian.xlsx", "bukan lembar kerja"),
    ],
)
def test_what_is_no_form_is_refused_with_a_sentence(world: World, content: bytes, name: str, sentence: str) -> None:
    preview = look(world, content, name)
    assert sentence in preview.file.refused
    assert not preview.can_be_applied


def test_an_archive_that_is_called_xlsx_is_refused(world: World) -> None:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("foto.jpg", b"x")
    assert "arsip ZIP" in look(world, target.getvalue()).file.refused


def test_a_form_of_another_period_or_organization_is_refused_and_says_which(world: World, operator: User) -> None:
    content = download(world).put(key(world.indicator), "Nilai", 5).xlsx()
    others: list[dict[str, Organization | ReportingPeriod]] = [
        {"period": world.period(2)},
        {"organization": world.polri},
    ]
    for other in others:
        assert "dibuat untuk Kemenpppa – Triwulan I 2024" in look(world, content, **other).file.refused
    with pytest.raises(entry_sheet.FormRefused):
        entry_sheet.apply_form(
            organization=world.polri,
            period=world.period(1),
            file=BytesIO(content),
            name="f.xlsx",
            by=operator,
            answers={},
            seen="",
        )
    assert not Measurement.objects.exists()


def test_a_stamp_that_was_changed_or_is_of_another_version_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = download(world)
    text = book.sheets["Cap"][1][0]
    book.sheets["Cap"][1][0] = text[:-1] + ("A" if text[-1] != "A" else "B")
    assert "rusak atau berubah" in look(world, book.xlsx()).file.refused
    with monkeypatch.context() as patch:
        patch.setattr(stamp, "VERSION", 0)
        old = download(world).xlsx()
    assert "versi lama" in look(world, old).file.refused


def test_a_form_without_its_tables_is_refused(world: World) -> None:
    book = download(world)
    for name in ("Indikator", "Narasi", "Anggaran"):
        del book.sheets[name]
    assert "Tidak ada tabel isian" in look(world, book.xlsx()).file.refused


def test_an_old_xls_is_read_with_a_warning_about_its_formulas(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_as_xls(*file: Any, **options: Any) -> Any:
        return replace(read_spreadsheet(*file, **options), kind=FileKind.XLS)

    content = download(world).xlsx()
    monkeypatch.setattr(reading, "read_spreadsheet", read_as_xls)
    preview = look(world, content)
    assert preview.can_be_applied
    assert "simpan sebagai XLSX" in preview.file.warnings[0].sentence


# What happened on the site meanwhile


def test_a_cell_that_changed_on_the_site_too_waits_for_an_answer(world: World, operator: User) -> None:
    report = world.report()
    content = download(world).put(key(world.indicator), "Nilai", 7).xlsx()
    fill(world, report, operator)
    item = only(look(world, content))
    assert (item.state, item.before, item.after) == (ItemState.STALE, "110", "7")
    with pytest.raises(entry_sheet.FormUndecided):
        bring(world, operator, content)
    bring(world, operator, content, **{f"row_{item.key}": "skip", "all_stale": "apply"})
    assert report.measurements.get(indicator=world.indicator).value == 110
    bring(world, operator, content, all_stale="apply")
    assert report.measurements.get(indicator=world.indicator).value == 7


def test_what_was_not_touched_in_the_file_stays_as_the_site_has_it_now(world: World, operator: User) -> None:
    report = world.report()
    book = download(world).put(key(world.line), "Realisasi (rupiah)", 9)
    fill(world, report, operator)
    drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Anggaran."}, by=operator)
    assert only(look(world, book.xlsx())).key == key(world.line)
    bring(world, operator, book.xlsx())
    assert report.measurements.get(indicator=world.indicator).value == 110


def test_what_both_wrote_alike_is_no_change(world: World, operator: User) -> None:
    content = download(world).put(key(world.indicator), "Nilai", "110").xlsx()
    fill(world, world.report(), operator)
    assert look(world, content).items == []


def test_a_report_that_moved_on_blocks_its_rows_until_they_are_skipped(world: World, operator: User) -> None:
    report = world.report()
    fill(world, report, operator)
    content = download(world).put(key(world.indicator), "Nilai", 7).xlsx()
    progress.submit_progress(reports=[report], by=operator)
    item = only(look(world, content))
    assert item.state is ItemState.BLOCKED
    assert "klaster 1 berstatus diajukan" in item.notes[0].sentence
    for answers in ({}, {"all_blocked": "apply"}):
        with pytest.raises(entry_sheet.FormUndecided):
            bring(world, operator, content, **answers)
    assert bring(world, operator, content, all_blocked="skip").applied == []
    assert report.measurements.get(indicator=world.indicator).value == 110


def test_a_locked_period_blocks_and_a_row_that_is_not_owed_any_more_too(world: World, operator: User) -> None:
    report = world.report()
    book = download(world).put(key(world.indicator), "Nilai", 7).put(key(world.ratio), "Pembilang", 1)
    book.put(key(world.ratio), "Penyebut", 2)
    ProgressReport.objects.filter(pk=report.pk).update(locked_at=world.period(1).opens_at)
    world.ratio.targets.all().delete()
    sentences = {item.key: item.notes[0].sentence for item in look(world, book.xlsx()).items}
    assert "sudah dikunci" in sentences[key(world.indicator)]
    assert "tidak lagi termasuk" in sentences[key(world.ratio)]


def test_one_wrong_row_keeps_everything_from_being_written(world: World, operator: User) -> None:
    book = download(world).put(key(world.indicator), "Nilai", "entah").put(key(world.action), "Capaian", "Baik.")
    with pytest.raises(entry_sheet.FormUndecided):
        bring(world, operator, book.xlsx())
    assert not ProgressReport.objects.exists()
    bring(world, operator, book.xlsx(), all_error="skip")
    assert Narrative.objects.get().achievement == "Baik."


def test_what_changed_between_looking_and_applying_is_shown_again(world: World, operator: User) -> None:
    report = world.report()
    content = download(world).put(key(world.indicator), "Nilai", 7).xlsx()
    seen = look(world, content).fingerprint
    fill(world, report, operator)
    with pytest.raises(entry_sheet.FormOutdated) as stopped:
        entry_sheet.apply_form(
            organization=world.kemenpppa,
            period=world.period(1),
            file=BytesIO(content),
            name="f.xlsx",
            by=operator,
            answers={"all-stale": "apply"},
            seen=seen,
        )
    assert only(stopped.value.preview).before == "110"
    assert report.measurements.get(indicator=world.indicator).value == 110


def test_a_colleague_who_opens_and_fills_at_the_same_moment_is_not_overwritten(
    world: World, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened_and_filled(**whose: Any) -> list[ProgressReport]:
        reports = progress.open_reports(**whose)
        fill(world, reports[0], operator)
        return reports

    content = download(world).put(key(world.indicator), "Nilai", 7).xlsx()
    monkeypatch.setattr(entry_sheet, "open_reports", opened_and_filled)
    with pytest.raises(entry_sheet.FormOutdated):
        bring(world, operator, content)
    assert not ProgressReport.objects.exists()


def test_download_and_preview_cost_the_same_for_two_thousand_indicators(world: World) -> None:
    world.report()

    def cost() -> list[int]:
        with CaptureQueriesContext(connection) as making:
            content = download(world).put(key(world.indicator), "Nilai", 7).xlsx()
        with CaptureQueriesContext(connection) as looking:
            assert len(look(world, content).items) == 1
        return [len(making), len(looking)]

    few = cost()
    rows = [make_indicator(world.action, f"Indikator {number}", None, position=9 + number) for number in range(3)]
    sample = rows[0]
    type(sample).objects.filter(pk__in=[row.pk for row in rows]).update(reports_without_target=True)
    copies = [
        type(sample)(
            action=world.action,
            text=f"Indikator ke-{number}",
            text_key=f"indikator ke-{number}",
            unit="orang",
            measure=sample.measure,
            accumulation=sample.accumulation,
            direction=sample.direction,
            reports_without_target=True,
            position=100 + number,
        )
        for number in range(2_000)
    ]
    type(sample).objects.bulk_create(copies)
    assert cost() == few
    assert max(few) <= 30


def test_the_form_is_read_by_the_plain_reader_too(world: World) -> None:
    content = entry_sheet.make_form(organization=world.kemenpppa, period=world.period(1))
    sheets = {sheet.name: sheet.is_hidden for sheet in read_spreadsheet(BytesIO(content), "f.xlsx").sheets}
    assert sheets == {"Petunjuk": False, "Indikator": False, "Narasi": False, "Anggaran": False, "Cap": True}
