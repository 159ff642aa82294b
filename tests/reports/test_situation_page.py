"""Situasi: published statistics, each series for itself; nothing is added that its source does not add."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from clusters.models import Organization, User
from reports.charts import ChartError
from reports.models import Document, SavedView, StatisticSeries
from reports.rendering import render_paper
from reports.views import situation
from tests.cast import World
from tests.reports.test_rendering import pages_of

Login = Callable[[User], Client]
SOURCE = "https://www.contoh.go.id/berita/1"


def make_series(organization: Organization, title: str, values: dict[int, int], **fields: Any) -> StatisticSeries:
    """partial: the year that ends in July; note: written beside each value."""
    partial, note = fields.pop("partial", None), fields.pop("note", "")
    series = StatisticSeries.objects.create(
        organization=organization, title=title, **{"unit": "orang", "is_additive": False, **fields}
    )
    for year, value in values.items():
        until = date(year, 7, 31) if year == partial else None
        series.values.create(year=year, value=Decimal(value), until_on=until, source=SOURCE, note=note)
    return series


@pytest.fixture
def published(world: World) -> None:
    make_series(
        world.polri,
        "Korban dipulangkan",
        {2015: 100, 2016: 150, 2017: 30},
        is_additive=True,
        partial=2017,
        note="sumber menulis jumlah 270 padahal jumlahnya 280",
    )
    make_series(world.kemenpppa, "Kasus tercatat", {2023: 32, 2024: 40})


def rows_of(series: dict[str, Any]) -> list[tuple[int, str | None]]:
    return [(row["year"], row["change"]) for row in series["figures"]["rows"]]


def test_each_series_stands_for_itself_with_source_cut_off_and_chart(
    world: World, executive: User, login: Login, published: None
) -> None:
    response = login(executive).get(reverse("situation"))
    cases, victims = response.context["series"]
    assert rows_of(cases) == [(2023, None), (2024, "25.00")]
    assert cases["figures"]["total"] is None
    assert cases["chart"] is None  # two years are better read in the table
    assert rows_of(victims) == [(2015, None), (2016, "50.00"), (2017, None)]  # no rate to a partial year
    assert victims["figures"]["total"] == "280"
    text = response.content.decode()
    assert text.count('class="chart"') == 1
    for words in (
        "tidak dijumlahkan",
        "+25,00%",
        "hanya s.d. 31 Juli 2017",
        "sumber menulis jumlah 270 padahal jumlahnya 280",
        f'href="{SOURCE}"',
        ">contoh.go.id<",
    ):
        assert words in text
    assert "CONTOH" not in text  # what is published is no example


def test_agency_and_years_narrow_the_page(
    executive: User, login: Login, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(**query: str) -> list[Any]:
        return [(one["figures"]["title"], rows_of(one)) for one in client.get(url, query).context["series"]]

    def fail(wanted: object) -> dict[str, Any]:
        raise ChartError("No chart.")

    monkeypatch.setattr(situation, "draw", fail)  # the page does without
    client, url = login(executive), reverse("situation")
    assert [title for title, _ in shown(agency="POLRI")] == ["Korban dipulangkan"]
    assert shown(**{"from": "2016", "to": "2016"}) == [("Korban dipulangkan", [(2016, "50.00")])]
    assert shown(**{"from": "2024"}) == [("Kasus tercatat", [(2024, "25.00")])]
    assert shown(agency="TIDAK-ADA") == []
    assert "Tidak ada statistik yang cocok" in client.get(url, {"to": "1999"}).content.decode()
    assert client.get(url, {"from": "x"}).status_code == 404
    assert client.post(url).status_code == 405


def test_more_series_cost_no_more_queries_and_none_is_told(world: World, executive: User, login: Login) -> None:
    client, url = login(executive), reverse("situation")
    assert "Belum ada statistik" in client.get(url).content.decode()
    make_series(world.polri, "Seri", {2023: 1})
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(8):
        make_series(world.kemenpppa, f"Seri {number}", {2022: 1, 2023: number})
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


NARROW = {"agency": "POLRI", "from": "2016"}


def test_its_spreadsheet_holds_what_is_shown_with_source_and_without_a_plan(
    executive: User, login: Login, published: None
) -> None:
    client = login(executive)
    page = client.get(reverse("situation"), NARROW).content.decode()
    assert 'href="/export/situation/?agency=POLRI&amp;from=2016"' in page
    response = client.get(reverse("view-export", args=["situation"]), NARROW)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    about = {row[0]: row[1] for row in sheets["Keterangan"]}
    assert (about["Halaman"], about["Instansi"], about["Dari tahun"]) == ("Situasi TPPO", "Polri", "2016")
    assert about["Dibuat oleh"].startswith(executive.name)
    assert "tidak dijumlahkan" in about["Penjumlahan"]
    assert not about.keys() & {"Rencana", "Bacaan"}
    (series,) = sheets["Seri"][3:]
    assert series[0] == "Korban dipulangkan"
    assert series[4] == 180  # of the years shown
    assert (series[5], series[6]) == ("sumber menulis jumlah 270 padahal jumlahnya 280", SOURCE)
    values = sheets["Nilai"][3:]
    assert [(row[2], row[4], row[6]) for row in values] == [("2016", 150.0, 50.0), ("2017", 30.0, "")]
    assert str(values[1][3]).startswith("2017-07-31")


def test_its_brief_prints_every_series_with_its_years_source_and_note(
    executive: User, login: Login, published: None
) -> None:
    client = login(executive)
    with time_machine.travel(datetime(2025, 6, 1, 5, tzinfo=UTC), tick=False):
        answer = client.post(reverse("brief-request", args=["situation"]), query_params={"to": "2024"})
    document = Document.objects.get()
    assert answer["Location"] == document.get_absolute_url()
    assert document.context["address"] == "/situation/?to=2024"
    pages = pages_of(render_paper("brief", document.context))
    assert len(pages) <= 2
    text = " ".join(" ".join(pages).split())
    for words in (
        "Situasi TPPO",
        "Sampai tahun: 2024",
        "1 Juni 2025 pukul 12.00 WIB",
        f"Dibuat oleh {executive.name}",
        "2015: 100; 2016: 150 (+50,00%); 2017 (hanya s.d. 31 Jul 2017): 30",
        "2023: 32; 2024: 40 (+25,00%)",
        "Catatan: sumber menulis jumlah 270 padahal jumlahnya 280",
        "Sumber: contoh.go.id",
        "tidak dijumlahkan",
        "280",
    ):
        assert words in text, words
    assert "CONTOH" not in text


def test_it_is_saved_under_a_title(operator: User, login: Login, published: None) -> None:
    client = login(operator)
    client.post(reverse("saved-view-save", args=["situation"]), {"title": "Polri"}, query_params=NARROW)
    view = SavedView.objects.get()
    assert view.get_absolute_url() == "/situation/?agency=POLRI&from=2016"
    assert view.words.endswith("Instansi: Polri; Dari tahun: 2016")


def test_years_that_are_none_have_no_spreadsheet_and_no_brief(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    assert client.get(reverse("view-export", args=["situation"]), {"from": "x"}).status_code == 404
    answer = client.post(reverse("brief-request", args=["situation"]), query_params={"to": "x"})
    assert answer.status_code == 404
    assert not Document.objects.exists()
