"""Naskah of the five-year report: its own chapters, figures of all its years, and where each text is printed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import ClusterNarrative, ReportingPeriod
from clusters.models import User
from reports import assembly
from reports.chapters import cluster_number
from reports.demo.manuscript import tell_course
from reports.drafting import known_references, readiness
from reports.enums import ReportKind
from reports.manuscripts import begin, first_text, frozen_texts, latest_texts, save_text, titles
from reports.models import Manuscript, Report
from reports.parts_five_year import five_year_parts
from reports.provenance import trace_of
from reports.references import unknown
from reports.references_five_year import five_year_catalogue
from reports.services import request_report
from tests.cast import World
from tests.reports.synthetic import Size, make_plan
from tests.reports.test_differences import told
from tests.reports.test_five_year_printed import undone
from tests.reports.test_summaries_five_year import frozen, two_years

__all__ = ["two_years"]
Login = Callable[[User], Client]


@pytest.fixture
def manuscript(two_years: World, secretariat: User) -> Manuscript:
    return begin(plan=two_years.plan, year=2024, by=secretariat, kind=ReportKind.FIVE_YEAR)


def write(manuscript: Manuscript, key: str, text: str) -> None:
    save_text(manuscript=manuscript, key=key, text=text, note="", base=0, by=manuscript.created_by)


def edit_address(manuscript: Manuscript, key: str) -> str:
    return reverse("chapter-edit", args=[manuscript.pk, key])


# --- figures that the texts refer to ---


def test_every_figure_of_the_catalogue_has_its_telling_and_says_what_is_printed(db: None) -> None:
    figures: Any = frozen(make_plan(Size(actions=8, organizations=4)))
    found = five_year_catalogue(figures)
    for path in {reference.path for reference in found.values()}:
        assert trace_of(figures, path).title
    row, trend = figures["matrix"][0], figures["trend"]
    assert found["capaian.rencana"].text == figures["over_plan"]["score"].replace(".", ",")
    assert found["capaian.rencana.2021"].text == trend[1]["score"].replace(".", ",")
    assert found["status.rencana.achieved.2021"].text == str(trend[1]["counts"]["achieved"])
    assert found["jumlah.revisi"].text == str(len(figures["revised_targets"]))
    assert found["anggaran.pagu.rencana"].text.startswith("Rp")
    for what, year in (("dasar", ""), ("akhir", ""), ("capaian", ""), ("target", ".2022"), ("realisasi", ".2022")):
        assert f"indikator.{row['number']}-1.{what}{year}" in found


def test_a_count_is_told_with_what_was_counted(db: None) -> None:
    figures: Any = frozen(make_plan(Size(actions=8, organizations=4)))
    for path, key in (("revisi", "revised_targets"), ("perubahan", "changes"), ("tidak-terlaksana", "never_done")):
        trace = trace_of(figures, f"rencana/{path}")
        assert trace.values[0] == ("Jumlah", str(len(figures[key])))
        assert len(trace.tables[0].rows) == len(figures[key])


def test_what_is_known_while_typing_is_what_will_be_frozen(manuscript: Manuscript) -> None:
    frozen_ones = five_year_catalogue(frozen(manuscript.plan))
    assert set(known_references(manuscript)) == set(frozen_ones)
    assert "capaian.rencana.2023" in frozen_ones
    annual = begin(plan=manuscript.plan, year=2024, by=manuscript.created_by)
    assert "capaian.nasional" in known_references(annual)
    assert "capaian.nasional" not in known_references(manuscript)


def test_narratives_of_all_years_are_linked_and_the_latest_begins_the_chapter(
    two_years: World, manuscript: Manuscript, people: dict[str, User]
) -> None:
    cluster = two_years.action.cluster
    for year, number in ((2023, 4), (2024, 1)):
        period = ReportingPeriod.objects.get(plan=two_years.plan, year=year, number=number)
        ClusterNarrative.objects.create(
            period=period,
            cluster=cluster,
            organization=people["operator"].organization,
            version=1,
            achievement=f"Capaian tahun {year}.",
            written_at=datetime(2024, 5, 1, tzinfo=UTC),
            written_by=people["operator"],
        )
    known = known_references(manuscript)
    key = f"klaster-{cluster.number}"
    assert known[f"narasi.{key}.2023-p4.capaian"].text == "Capaian tahun 2023."
    assert f"narasi.{key}.2024-p1.capaian" in first_text(key, known)


def test_the_example_refers_to_what_is_known_and_is_told_once(manuscript: Manuscript) -> None:
    for _ in range(2):
        told_one = tell_course(manuscript.plan, 2024, secretariat=manuscript.created_by)
    found = latest_texts(told_one)
    assert {key: version.number for key, version in found.items()} == {"ringkasan": 1, "kesimpulan": 1, "masukan": 1}
    known = known_references(told_one)
    assert [unknown(version.text, known) for version in found.values()] == [[], [], []]


# --- pages ---


def test_the_office_begins_a_five_year_manuscript(two_years: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    data = {"kind": "five_year", "plan": two_years.plan.pk, "year": 2023}
    refused = client.post(reverse("manuscript-list"), data)
    assert "2023 adalah tahun pertama" in refused.content.decode()
    unknown = client.post(reverse("manuscript-list"), {**data, "kind": "ad_hoc", "year": 2024})
    assert "Pilih jenis laporan dari daftar." in unknown.content.decode()
    assert not Manuscript.objects.exists()
    assert client.post(reverse("manuscript-list"), {**data, "year": 2024}).status_code == 302
    assert Manuscript.objects.get().kind == ReportKind.FIVE_YEAR


def test_it_has_the_chapters_of_its_own_kind(manuscript: Manuscript, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    page = client.get(manuscript.get_absolute_url()).content.decode()
    assert "Masukan bagi Rencana Berikutnya" in page
    assert "?kind=five_year&amp;plan=" in page
    assert "daerah" not in titles(manuscript)
    assert client.get(edit_address(manuscript, "tidak-terlaksana")).status_code == 200
    assert client.get(edit_address(manuscript, "daerah")).status_code == 404
    text = {"text": "Skor {{ capaian.rencana.2022 }}.", "note": "", "base": 0}
    assert "tidak dikenal" in client.post(edit_address(manuscript, "masukan"), text).content.decode()


def test_a_chapter_offers_the_details_of_its_own_cluster_and_knows_all(
    two_years: World, manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    client, number = login(secretariat), two_years.action.cluster.number
    detail = f"indikator.{two_years.action.number}-1.realisasi.2023"
    own = client.get(edit_address(manuscript, f"klaster-{number}")).content.decode()
    other = client.get(edit_address(manuscript, "ringkasan")).content.decode()
    assert f"{{{{ {detail} }}}}" in own
    assert detail not in other
    assert "terdaftar pada bab klasternya" in other
    text = {"text": f"{{{{ {detail} }}}}", "note": "", "base": 0}
    assert client.post(edit_address(manuscript, "ringkasan"), text).status_code == 302


def test_readiness_counts_what_every_year_lacks(two_years: World, manuscript: Manuscript) -> None:
    found = readiness(manuscript, latest_texts(manuscript))
    assert [row["year"] for row in found["years"]] == [2023, 2024]
    assert found["missing"] == sum(row["missing"] for row in found["years"])
    assert found["indicators"] > 0
    assert len(found["without_text"]) == len(titles(manuscript))


# --- print ---


def test_each_written_chapter_is_printed_in_its_part(manuscript: Manuscript) -> None:
    figures = frozen(manuscript.plan)
    chapters = list(titles(manuscript))
    numbers = [cluster_number(key) for key in chapters if cluster_number(key) is not None]
    assert numbers == [cluster["number"] for cluster in figures["clusters"]]
    for key in chapters:
        write(manuscript, key, f"Teks bab {key}, skor {{{{ capaian.rencana }}}}.")
    figures["texts"] = frozen_texts(manuscript, five_year_catalogue(figures), until=datetime(2025, 4, 14, tzinfo=UTC))
    printed = {
        key: part.key
        for part in five_year_parts(figures)
        for key in chapters
        if f"Teks bab {key}, " in str(part.content["data"])
    }
    assert set(printed) == set(chapters)
    assert printed["pengantar"] == "pengantar"
    assert printed["kesimpulan"] == printed["masukan"]
    assert "telusur.invalid/rencana/skor" in figures["texts"]["masukan"]["html"]


def test_a_foreword_that_nobody_wrote_is_said_in_a_preview_alone(manuscript: Manuscript) -> None:
    issued, preview = frozen(manuscript.plan), frozen(manuscript.plan, edition=0)
    assert "pengantar" not in [part.key for part in five_year_parts(issued)]
    assert "pengantar" in [part.key for part in five_year_parts(preview)]


def test_texts_are_frozen_and_a_new_edition_says_what_differs(manuscript: Manuscript) -> None:
    def edition() -> Report:
        facts = {"plan": manuscript.plan, "year": 2024, "cut_off_on": date(2024, 6, 2), "by": manuscript.created_by}
        report = request_report(kind=ReportKind.FIVE_YEAR, conclusion="", **facts)  # type: ignore[arg-type]
        report.claim(at=datetime(2024, 6, 3, tzinfo=UTC))
        assembly.freeze(report)
        return report

    write(manuscript, "masukan", "Data dasar dahulu.")
    first = edition()
    frozen_first = cast("dict[str, Any]", first.figures)
    assert frozen_first["texts"]["masukan"]["html"] == "<p>Data dasar dahulu.</p>\n"
    assert "differences" not in frozen_first
    first.finish(file_name="x.pdf", file_sha256="a" * 64, pages=1, at=datetime(2024, 6, 3, tzinfo=UTC))
    save_text(
        manuscript=manuscript, key="masukan", text="Data dasar kemudian.", note="", base=1, by=manuscript.created_by
    )
    second = edition()
    frozen_second = cast("dict[str, Any]", second.figures)
    assert frozen_second["differences"]["figures_sha256"] == first.figures_sha256
    assert frozen_second["differences"]["groups"] == [
        {
            "title": "Naskah",
            "rows": [
                {
                    "subject": "Naskah Masukan bagi Rencana Berikutnya",
                    "what": "Teks",
                    "old": "versi 1",
                    "new": "versi 2",
                }
            ],
        }
    ]
    assert list(five_year_parts(cast("Any", frozen_second)))[-1].title.endswith("Perbedaan dengan edisi sebelumnya")


def test_each_kind_of_change_over_the_years_is_told_old_and_new(db: None) -> None:
    old = frozen(make_plan(Size(actions=8, organizations=4)))
    new = copy.deepcopy(old)
    assert told(old, new) == {}
    row = new["matrix"][0]
    row["years"][1]["target"]["value"], row["over_plan"] = "77", "12.50"
    new["trend"][0]["score"] = new["over_plan"]["score"] = new["clusters"][0]["over_plan"]["score"] = "1.25"
    new["clusters"][0]["leads"] = []
    new["budget"]["total"]["total"]["realized"] += 5
    new["never_done"].append({**undone(new), "number": "99.1"})
    new["revised_targets"] = new["revised_targets"][:-1]
    rows = told(old, new)
    name = f"{row['number']} {row['indicator']}"
    assert {row_[0:2] + row_[3:] for row_ in rows["Indikator"]} == {
        (name, "Target 2021", "77"),
        (name, "Capaian selama rencana", "12,50%"),
    }
    assert {(row_[0], row_[1], row_[3]) for row_ in rows["Skor, status, dan kelengkapan"]} == {
        ("Seluruh rencana", "Skor selama rencana", "1,25"),
        ("Seluruh rencana", f"Skor {new['first_year']}", "1,25"),
        (f"Klaster {new['clusters'][0]['number']}", "Skor selama rencana", "1,25"),
    }
    assert [row_[1] for row_ in rows["Anggaran"]] == ["Realisasi semua tahun"]
    assert [row_[3] for row_ in rows["Nama dan penanggung jawab"]] == ["tidak ada"]
    assert [row_[2:] for row_ in rows["Aksi yang tidak terlaksana"]] == [("tidak ada", "tidak terlaksana")]
    assert rows["Target yang direvisi"][0][3] == "tidak ada"
