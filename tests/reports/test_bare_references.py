"""A reference that leads nowhere is told before an edition is asked for, and never printed in one as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import ClusterNarrative
from clusters.models import User
from reports.demo.manuscript import tell_course
from reports.drafting import readiness
from reports.enums import RenderState, ReportKind
from reports.manuscripts import begin, latest_texts, save_text
from reports.models import Manuscript, Report
from reports.references import Reference, in_braces, left_bare, text_html, unknown
from reports.services import repeat_rendering, request_report
from reports.summaries import WHOLE, Scope
from reports.tasks import render_report
from reports.told import written
from tests.cast import World
from tests.reports.story import AFTER_THE_YEAR
from tests.reports.test_report_pages import text_of
from tests.reports.test_report_tasks import Printer, printer, told
from tests.reports.test_summaries_five_year import two_years

__all__ = ["printer", "two_years"]

Login = Callable[[User], Client]
CUT_OFF = date(2025, 3, 31)
OBSTACLE = "{{ narasi.klaster-1.p4.kendala }}"
SENTENCE = f"Bab “Klaster 1 Klaster contoh 1” memuat {OBSTACLE}, yang tidak merujuk ke angka atau narasi mana pun."
KNOWN = {
    "capaian.klaster.1": Reference("Skor klaster 1", "86,40", "klaster/1/skor"),
    "narasi.klaster-1.p4.capaian": Reference("Capaian", "Naik menjadi {{ capaian.klaster.9 }}."),
}


def narrate(world: World, by: User, version: int, obstacle: str) -> None:
    """What the lead of cluster 1 wrote about the last period."""
    ClusterNarrative.objects.create(
        cluster=world.clusters[1],
        period=world.period(4),
        organization=world.kemenpppa,
        version=version,
        achievement="Capaian.",
        obstacle=obstacle,
        written_at=timezone.now(),
        written_by=by,
    )


@pytest.fixture
def manuscript(world: World, secretariat: User, people: dict[str, User]) -> Manuscript:
    """Its text about cluster 1 refers to a narrative."""
    with time_machine.travel(AFTER_THE_YEAR):
        narrate(world, people["operator"], 1, "Kendala lama.")
        manuscript = begin(plan=world.plan, year=2024, by=secretariat)
        for key, text in {"klaster-1": f"### Kendala\n\n{OBSTACLE}", "kesimpulan": "Simpulan."}.items():
            save_text(manuscript=manuscript, key=key, text=text, note="", base=0, by=secretariat)
    return manuscript


@pytest.fixture
def emptied(world: World, manuscript: Manuscript, people: dict[str, User]) -> Manuscript:
    """The lead took the narrative away again."""
    with time_machine.travel(AFTER_THE_YEAR):
        narrate(world, people["operator"], 2, "")
    return manuscript


def edition(world: World, by: User, *, scope: Scope = WHOLE, is_preview: bool = False) -> Report:
    with time_machine.travel(AFTER_THE_YEAR):
        facts = {"plan": world.plan, "year": 2024, "cut_off_on": CUT_OFF, "conclusion": "Selesai."}
        report = request_report(**facts, by=by, scope=scope, is_preview=is_preview)  # type: ignore[arg-type]
        render_report(report.pk)
    report.refresh_from_db()
    return report


def asked(world: World, **more: object) -> dict[str, object]:
    return {"kind": "annual", "plan": world.plan.pk, "year": 2024, "cut_off_on": CUT_OFF.isoformat(), **more}


# --- what is left bare ---


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Skor {{ capaian.klaster.1 }}.", []),
        ("Skor {{capaian.salah}} dan {{ capaian.salah }}.", ["{{capaian.salah}}", "{{ capaian.salah }}"]),
        ("Skor {{ capaian klaster.1 }}.", ["{{ capaian klaster.1 }}"]),
        ("Skor {{ capaian.klaster.1 }.", ["{{ capaian.klaster.1 }"]),
        ("Skor {{ capaian.*salah* }}.", ["{{ capaian.salah }}"]),
        ("Himpunan {a} dan {b}.", []),
        ("{{ narasi.klaster-1.p4.capaian }}", ["{{ capaian.klaster.9 }}"]),
    ],
    ids=["known", "unknown", "a space within", "not closed", "marked up", "no reference", "of a narrative"],
)
def test_what_would_be_printed_in_braces_is_found(text: str, bare: list[str]) -> None:
    assert left_bare(text_html(text, KNOWN, for_print=True)) == bare


def test_a_reference_that_is_not_closed_is_refused_while_it_is_typed() -> None:
    assert unknown("{{ capaian.klaster.1 }", KNOWN) == [
        "Rujukan {{ capaian.klaster.1 } tidak dikenal. Mungkin maksud Anda {{ capaian.klaster.1 }}."
    ]
    assert in_braces("{{ capaian.klaster.1\n}}") == ["{{ capaian.klaster.1 }}"]
    assert unknown("{{ capaian.klaster.1\n}}", KNOWN) == []


# --- before an edition is asked for ---


def test_readiness_names_chapter_and_reference_once_the_narrative_is_gone(
    world: World, manuscript: Manuscript, people: dict[str, User], login: Login
) -> None:
    assert readiness(manuscript, latest_texts(manuscript))["bare"] == []
    narrate(world, people["operator"], 2, "")
    found = readiness(manuscript, latest_texts(manuscript))
    assert [str(one) for one in found["bare"]] == [SENTENCE]
    assert not found["is_ready"]
    page = text_of(login(people["secretariat"]).get(manuscript.get_absolute_url()))
    assert f"memuat {OBSTACLE}, yang tidak merujuk" in page
    assert reverse("chapter-edit", args=[manuscript.pk, "klaster-1"]) in page


@time_machine.travel(AFTER_THE_YEAR)
def test_an_edition_is_not_asked_for_and_a_preview_is(
    world: World, emptied: Manuscript, secretariat: User, login: Login, printer: Printer
) -> None:
    client, address = login(secretariat), reverse("report-request")
    refused = text_of(client.post(address, asked(world)))
    assert SENTENCE in refused
    assert "Perbaiki dahulu pada Naskah" in refused
    of_cluster = text_of(client.post(address, asked(world, cluster=world.clusters[1].pk)))
    assert SENTENCE in of_cluster
    assert not Report.objects.exists()
    assert client.post(address, asked(world, preview="1")).status_code == 302
    assert client.post(address, asked(world, organization="KEMENPPPA")).status_code == 302
    assert Report.objects.filter(is_preview=True).count() == Report.objects.filter(is_preview=False).count() == 1


@time_machine.travel(AFTER_THE_YEAR)
def test_an_edition_whose_references_are_filled_is_asked_for(
    world: World, manuscript: Manuscript, secretariat: User, login: Login, printer: Printer
) -> None:
    assert login(secretariat).post(reverse("report-request"), asked(world, confirmed="1")).status_code == 302
    assert Report.objects.get().edition == 1


@time_machine.travel(AFTER_THE_YEAR)
def test_what_is_typed_beside_the_manuscript_fills_no_reference(world: World, secretariat: User, login: Login) -> None:
    sent = asked(world, conclusion="Skor {{ capaian.nasional }}.", preview="1")
    page = text_of(login(secretariat).post(reverse("report-request"), sent))
    assert "tidak mengisi rujukan {{ capaian.nasional }}. Tulis kesimpulan pada Naskah." in page
    assert not Report.objects.exists()


def test_a_five_year_report_is_looked_at_over_its_years(two_years: World, secretariat: User, login: Login) -> None:
    manuscript = tell_course(two_years.plan, 2024, secretariat=secretariat)
    texts = latest_texts(manuscript)
    assert readiness(manuscript, texts)["bare"] == []
    base = texts["masukan"].number
    save_text(
        manuscript=manuscript, key="masukan", text="{{ capaian.rencana.1999 }}", note="", base=base, by=secretariat
    )
    sent = {**asked(two_years), "kind": ReportKind.FIVE_YEAR.value, "cut_off_on": "2024-06-02"}
    page = text_of(login(secretariat).post(reverse("report-request"), sent))
    assert "Bab “Masukan bagi Rencana Berikutnya” memuat {{ capaian.rencana.1999 }}" in page
    assert not Report.objects.exists()


# --- and while it is frozen ---


def test_an_edition_whose_text_lost_its_narrative_meanwhile_is_not_frozen_until_it_is_mended(
    world: World, emptied: Manuscript, secretariat: User, printer: Printer
) -> None:
    report = edition(world, secretariat)
    assert (report.state, report.figures, report.is_final) == (RenderState.FAILED, None, False)
    assert report.error.startswith(SENTENCE)
    assert "Perbaiki dahulu pada Naskah" in report.error
    assert told(secretariat) == [f"{report} gagal disusun."]
    assert printer.printed == []
    save_text(manuscript=emptied, key="klaster-1", text="Tanpa kendala.", note="", base=1, by=secretariat)
    with time_machine.travel(AFTER_THE_YEAR):
        repeat_rendering(report=report)
        render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.is_final) == (RenderState.READY, True)


def test_a_preview_shows_it_as_a_draft_and_the_edition_of_another_part_does_not_hold_it(
    world: World, emptied: Manuscript, secretariat: User, printer: Printer
) -> None:
    preview = edition(world, secretariat, is_preview=True)
    assert (preview.state, preview.is_final) == (RenderState.READY, False)
    assert OBSTACLE in preview.figures["texts"]["klaster-1"]["html"]  # type: ignore[index]
    assert edition(world, secretariat, scope=Scope(cluster=world.clusters[1])).error.startswith(SENTENCE)
    other = edition(world, secretariat, scope=Scope(organization=world.kemenpppa))
    assert (other.state, other.is_final) == (RenderState.READY, True)


def test_a_conclusion_typed_beside_the_manuscript_is_looked_at_too(
    world: World, secretariat: User, printer: Printer
) -> None:
    with time_machine.travel(AFTER_THE_YEAR):
        facts = {"plan": world.plan, "year": 2024, "cut_off_on": CUT_OFF, "by": secretariat}
        report = request_report(**facts, conclusion="Skor {{ capaian.nasional }}.")  # type: ignore[arg-type]
        render_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.figures) == (RenderState.FAILED, None)
    assert report.error.startswith("Bab “Kesimpulan dan Rekomendasi” memuat {{ capaian.nasional }}, yang tidak")


def test_the_page_of_differences_tells_the_conclusion_with_its_figures(
    world: World, manuscript: Manuscript, secretariat: User, printer: Printer
) -> None:
    text = "Ada {{ jumlah.aksi }} aksi.\n\nSelesai & rapi."
    save_text(manuscript=manuscript, key="kesimpulan", text=text, note="", base=1, by=secretariat)
    report = edition(world, secretariat)
    assert report.is_final
    rows = {subject: value for (_key, subject), _what, value in written(report.figures or {})}
    assert rows["Kesimpulan"] == "Ada 2 aksi. Selesai & rapi."
