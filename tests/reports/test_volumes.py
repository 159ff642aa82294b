"""A complete matrix that is too long for the report is bound in volumes of its own: all of them, or none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from clusters.models import User
from reports import assembly, parts_matrix
from reports.binding import Bound
from reports.bookbinding import Leaf
from reports.books import book_of
from reports.checking import comparison_of
from reports.enums import RenderState
from reports.freezing import Frozen
from reports.models import Report, ReportVolume
from reports.models.report import report_folder
from reports.services import cancel_report, repeat_rendering, request_report
from reports.tasks import render_report
from tests.cast import World
from tests.reports.conformance import complaints
from tests.reports.sample_figures import annual_figures
from tests.reports.story import AFTER_THE_YEAR
from tests.reports.test_rendering import pages_of
from tests.reports.test_report_pages import make_report, make_volume, read, regional_plan, text_of
from tests.reports.test_report_tasks import Printer, printer

__all__ = ["printer"]

Login = Callable[[User], Client]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows a volume, so that the four indicators of the small plan need two."""
    monkeypatch.setattr(parts_matrix, "VOLUME_ROWS", 2)


def ask(world: World, by: User) -> Report:
    return request_report(plan=world.plan, year=2024, cut_off_on=date(2024, 6, 2), conclusion="Teks.", by=by)


def files_of(report: Report) -> list[str]:
    try:
        return sorted(default_storage.listdir(report_folder(report))[1])
    except FileNotFoundError:
        return []


def content_of(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


# --- the parts ---


def test_every_row_stands_in_one_volume_of_at_most_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_matrix, "VOLUME_ROWS", 7)
    monkeypatch.setattr(parts_matrix, "MATRIX_ROWS", 3)
    figures = annual_figures()
    parts = list(book_of(figures).parts(figures))
    assert len({part.key for part in parts}) == len(parts)
    rows: dict[int, list[Any]] = {}
    for part in parts:
        if part.content["template"].endswith("_matrix.html"):
            rows.setdefault(part.volume, []).extend(part.content["data"]["figures"]["matrix"])
    assert [row for own in rows.values() for row in own] == figures["matrix"]
    assert {len(own) for own in list(rows.values())[:-1]} == {7}
    assert list(rows) == list(range(2, 2 + len(rows)))
    covers = [part for part in parts if part.content["template"].endswith("_volume_cover.html")]
    assert [part.volume for part in covers] == list(rows)
    assert {part.content["head"]["running"].rsplit(" · ", 1)[1] for part in covers[:2]} == {"Jilid II", "Jilid III"}


def test_a_matrix_of_exactly_a_volume_stands_in_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = annual_figures()
    monkeypatch.setattr(parts_matrix, "VOLUME_ROWS", len(figures["matrix"]))
    assert {part.volume for part in book_of(figures).parts(figures)} == {1}


# --- printed and bound ---


@pytest.mark.lane("sqlite")
def test_volumes_are_printed_bound_named_and_offered(
    world: World, secretariat: User, login: Login, short: None
) -> None:
    with time_machine.travel(AFTER_THE_YEAR):
        report = ask(world, secretariat)
        render_report(report.pk)
        report.refresh_from_db()
        assert report.state == RenderState.READY, report.error
        second, third = report.volumes.in_order()
        main, pdf = content_of(str(report.file.name)), content_of(str(second.file.name))
        assert [*complaints(main), *complaints(pdf)] == []
        pages, own = pages_of(main), pages_of(pdf)
        assert (second.pages, second.file_sha256) == (len(own), hashlib.sha256(pdf).hexdigest())
        begins = next(place for place, page in enumerate(pages) if "DAFTAR ISI" in page)
        contents = " ".join(pages[begins : begins + 2])
        assert "L1.1 Jilid II, baris 1–2" in contents
        assert "L1.2 Jilid III, baris 3–4" in contents
        assert "Jumlah kegiatan sosialisasi" not in pages[-1]
        assert "Jilid II" in own[0]
        assert "Baris 1–2" in own[0]
        assert "LAMPIRAN 1" in own[1]
        assert "Jumlah kegiatan sosialisasi" in own[1]
        assert report.figures_sha256[:16] in own[1]
        assert "Jumlah perkara" in " ".join(pages_of(content_of(str(third.file.name))))
        with pikepdf.open(BytesIO(pdf)) as document:
            assert "Jilid II" in str(document.docinfo["/Title"])
            assert [document.pages[1].label, bool(document.Root.MarkInfo.Marked)] == ["1", True]
            assert not list(document.attachments)
        client = login(secretariat)
        text = text_of(client.get(report.get_absolute_url()))
        assert second.file_sha256 in text
        assert reverse("report-volume", args=[report.pk, 3]) in text
        response = client.get(reverse("report-volume", args=[report.pk, 2]))
        assert "Laporan-Tahunan-GT-PPTPPO-2024-v1-Jilid-2.pdf" in response["Content-Disposition"]
        assert read(response) == pdf
    assert "Jilid III laporan ini" in comparison_of(report, third.file_sha256).sentence
    assert len(files_of(report)) == 3


# --- whatever dies on the way ---


class Binder:
    """Stands in for the binding of volumes; ``dies_at`` raises in the middle of one."""

    def __init__(self) -> None:
        self.dies_at: dict[int, Callable[[], None]] = {}
        self.bound: list[int] = []

    def bind_volume(self, figures: Frozen, number: int, leaves: Sequence[Leaf], out: Path) -> Bound:
        if number in self.dies_at:
            self.dies_at.pop(number)()
        self.bound.append(number)
        out.write_bytes(f"%PDF-1.7 {number} {len(leaves)}".encode())
        return Bound(3)


@pytest.fixture
def binder(printer: Printer, short: None, monkeypatch: pytest.MonkeyPatch) -> Binder:
    stand_in = Binder()
    monkeypatch.setattr(assembly, "bind_volume", stand_in.bind_volume)
    return stand_in


def fails() -> None:
    raise RuntimeError("disk full")


def test_a_volume_that_fails_leaves_no_other_and_the_next_attempt_has_all(
    world: World, secretariat: User, binder: Binder
) -> None:
    binder.dies_at[3] = fails
    report = ask(world, secretariat)
    render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.file.name) == (RenderState.FAILED, "")
    assert not ReportVolume.objects.exists()
    assert files_of(report) == []
    repeat_rendering(report=report)
    render_report(report.pk)
    report.refresh_from_db()
    assert report.state == RenderState.READY
    assert [(row.number, row.pages) for row in report.volumes.in_order()] == [(2, 3), (3, 3)]
    assert len(files_of(report)) == 3


def test_what_a_killed_worker_left_is_swept_and_asking_twice_binds_once(
    world: World, secretariat: User, binder: Binder
) -> None:
    report = ask(world, secretariat)
    left = default_storage.save(f"{report_folder(report)}/yatim.pdf", BytesIO(b"half"))
    render_report(report.pk)
    render_report(report.pk)
    assert not default_storage.exists(left)
    assert binder.bound == [2, 3]
    assert report.volumes.count() == 2


def test_a_report_cancelled_while_its_volumes_are_bound_keeps_none(
    world: World, secretariat: User, binder: Binder
) -> None:
    report = ask(world, secretariat)
    before = files_of(report)

    def cancelled() -> None:
        cancel_report(report=report)

    binder.dies_at[2] = cancelled
    render_report(report.pk)
    report.refresh_from_db()
    assert report.state == RenderState.CANCELLED
    assert binder.bound == [2]
    assert not report.volumes.exists()
    assert files_of(report) == before


# --- who may have one ---


def test_a_volume_is_for_whoever_sees_the_report(
    world: World, secretariat: User, region_operator: User, client: Client, login: Login
) -> None:
    report = make_report(regional_plan(world.other_province), secretariat, RenderState.READY)
    address = reverse("report-volume", args=[report.pk, make_volume(report)])
    assert client.get(address).status_code == 302
    assert login(region_operator).get(address).status_code == 404
    client = login(secretariat)
    assert read(client.get(address)) == b"%PDF-1.7 jilid"
    assert client.get(reverse("report-volume", args=[report.pk, 9])).status_code == 404
    assert client.post(address).status_code == 405


def test_a_volume_of_an_unfinished_report_is_given_to_nobody(world: World, secretariat: User, login: Login) -> None:
    report = make_report(world.plan, secretariat, RenderState.FAILED)
    assert login(secretariat).get(reverse("report-volume", args=[report.pk, 2])).status_code == 403
