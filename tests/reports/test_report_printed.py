"""The way of a figure to paper: verified through the services, frozen by the task, read back from the PDF's text."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
import time_machine
from django.core.files.storage import default_storage

from clusters.models import User
from ranpptppo.lib.formats import number
from reports.enums import RenderState
from reports.manuscripts import begin, save_text
from reports.models import Report
from reports.services import request_report
from reports.summaries import WHOLE, Scope, annual_figures
from reports.tasks import render_report
from tests.cast import World
from tests.reports.story import AFTER_THE_YEAR, Teller, ratio, reached
from tests.reports.test_rendering import pages_of
from tests.reports.test_report_tasks import Printer, printer

__all__ = ["printer"]  # stands in where nobody reads what was printed

CUT_OFF = date(2025, 3, 31)


@pytest.fixture
def teller(world: World, people: dict[str, User]) -> Teller:
    return Teller(world, people)


def rendered(world: World, by: User, *, conclusion: str = "Selesai.", scope: Scope = WHOLE) -> tuple[Report, bytes]:
    report = request_report(plan=world.plan, year=2024, cut_off_on=CUT_OFF, conclusion=conclusion, by=by, scope=scope)
    render_report(report.pk)
    report.refresh_from_db()
    assert report.state == RenderState.READY, report.error
    with default_storage.open(str(report.file.name)) as file:
        return report, file.read()


@pytest.mark.lane("postgres")
def test_what_was_verified_is_what_is_printed(world: World, teller: Teller, secretariat: User) -> None:
    teller.verified(1, 80, of=ratio(30, 60), realized=100_000_000)
    teller.verified(2, 90, of=ratio(41, 60), realized=250_000_000)
    teller.verified(3, 100, of=ratio(47, 60), realized=400_000_000, milestone=reached(date(2024, 8, 1)))
    last = teller.fill(4, 100, of=ratio(48, 61), realized=876_500_000, milestone=reached(date(2024, 8, 1)))
    filed_at = teller.file(last)
    teller.verify(last, at=filed_at, amount=97)  # the verifier's value, not the reported 100
    with time_machine.travel(AFTER_THE_YEAR):
        report, pdf = rendered(world, secretariat, conclusion="Angka menurut hasil verifikasi.")
    text = " ".join(pages_of(pdf))
    assert "Jumlah kegiatan sosialisasi kegiatan 400 367 91,75 Tercapai" in text  # 80 + 90 + 100 + 97
    assert "80% 78,69% 48/61 98,36 Tercapai" in text
    assert "ya tercapai 1 Agu 2024 100,00 Tercapai" in text
    assert "876.500.000 87,65%" in text  # of a billion
    assert "Angka menurut hasil verifikasi." in text
    with pikepdf.open(BytesIO(pdf)) as document:
        embedded = json.loads(next(iter(document.attachments.values())).get_file().read_bytes())
    assert embedded == report.figures
    assert report.figures_sha256 in text


def test_what_comes_after_the_cut_off_changes_no_figure(
    world: World, teller: Teller, secretariat: User, printer: Printer
) -> None:
    first = teller.verified(1, 80)
    with time_machine.travel(AFTER_THE_YEAR):
        report, _ = rendered(world, secretariat)
        teller.reopen(first, at=AFTER_THE_YEAR)
        late = teller.fill(2, 300, at=AFTER_THE_YEAR)
        teller.verify(late, at=teller.file(late, at=AFTER_THE_YEAR))
        again = annual_figures(
            world.plan,
            2024,
            cut_off_on=CUT_OFF,
            edition=report.edition,
            generated_at=AFTER_THE_YEAR,
            conclusion=report.conclusion,
            site_address="http://127.0.0.1:8000",
            short_code=report.short_code,
        )
    assert again["clusters"] == report.figures["clusters"]  # type: ignore[index]
    assert again["national"] == report.figures["national"]  # type: ignore[index]


@pytest.mark.lane("sqlite")
def test_the_written_texts_are_printed_with_the_frozen_figures(world: World, teller: Teller, secretariat: User) -> None:
    teller.verified(1, 80)
    manuscript = begin(plan=world.plan, year=2024, by=secretariat)
    texts = {"klaster-1": "Skor klaster ini **{{ capaian.klaster.1 }}**.", "kesimpulan": "Simpulan tertulis."}
    for key, text in texts.items():
        save_text(manuscript=manuscript, key=key, text=text, note="", base=0, by=secretariat)
    with time_machine.travel(AFTER_THE_YEAR):
        report, pdf = rendered(world, secretariat, conclusion="")
    figures = report.figures
    assert figures is not None
    printed = " ".join(pages_of(pdf))
    score = next(cluster["score"] for cluster in figures["clusters"] if cluster["number"] == 1)
    assert f"Skor klaster ini {number(Decimal(score), places=2)}." in printed
    assert "Simpulan tertulis." in printed
    assert figures["texts"]["kesimpulan"]["version"] == 1
    assert figures["is_final"]


@pytest.mark.lane("sqlite")
def test_a_preview_takes_no_edition_and_is_a_draft(world: World, secretariat: User, executive: User) -> None:
    with time_machine.travel(AFTER_THE_YEAR):
        preview = request_report(
            plan=world.plan,
            year=2024,
            cut_off_on=CUT_OFF,
            conclusion="Selesai.",
            by=secretariat,
            is_preview=True,
            scope=(scope := Scope(cluster=world.clusters[1])),  # few parts
        )
        render_report(preview.pk)
        report, pdf = rendered(world, secretariat, scope=scope)
    preview.refresh_from_db()
    assert preview.figures is not None
    assert (preview.state, preview.edition, preview.figures["is_final"]) == (RenderState.READY, 0, False)
    assert (report.edition, report.figures["is_final"]) == (1, True)  # type: ignore[index]
    with default_storage.open(str(preview.file.name)) as file:
        assert all("DRAF" in page for page in pages_of(file.read()))
    assert "DRAF" not in " ".join(pages_of(pdf))
    assert preview not in Report.objects.visible_to(executive)
    assert preview in Report.objects.visible_to(secretariat)
