"""Situasi: published statistics, each series for itself; nothing is added that its source does not add."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import Organization, User
from reports.charts import ChartError
from reports.models import StatisticSeries
from reports.views import situation
from tests.cast import World

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
