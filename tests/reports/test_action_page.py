"""The page of an action: every figure leads down to the entry behind it, and an indicator is drawn against its target."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from clusters.models import User
from reports import charts
from reports.indicator_chart import indicator_series
from tests.cast import World
from tests.reports.story import Teller
from tests.reports.synthetic import Size, make_plan
from tests.site.test_walk import make_evidence

Login = Callable[[User], Client]


def test_a_figure_leads_to_what_was_reported_and_verified_by_whom_and_to_its_evidence(
    world: World, people: dict[str, User], login: Login
) -> None:
    teller = Teller(world, people)
    report = teller.fill(1, 120)
    file = make_evidence(report, people["operator"])
    file.indicator = world.indicator
    file.uploaded_at = report.period.opens_at
    file.save(update_fields=["indicator", "uploaded_at"])
    filed_at = teller.file(report)
    teller.verify(report, at=filed_at + timedelta(hours=1), amount=110)
    waiting = teller.fill(2, 95)
    teller.file(waiting)
    url = reverse("action-detail", args=[world.action.pk])
    with time_machine.travel(waiting.period.due_at + timedelta(days=1)):
        response = login(people["coordinator"]).get(url, {"year": "2024"})
        own = next(one for one in response.context["indicators"] if one["now"]["id"] == world.indicator.pk)
        assert [(row.reported, row.verified, row.is_corrected) for row in own["measured"]] == [
            ("120", "110", True),
            ("95", "", False),
        ]
        assert own["measured"][0].verified_by == str(people["coordinator"])
        assert [one.pk for one in own["measured"][0].evidence] == [file.pk]
        text = response.content.decode()
        for address in (
            report.get_absolute_url(),
            file.get_absolute_url(),
            reverse("value-history", args=[report.pk, world.indicator.pk]),
        ):
            assert f'href="{address}"' in text
        hidden = login(people["outsider"]).get(url, {"year": "2024"})
        assert all(one["measured"] == [] for one in hidden.context["indicators"])
        assert "Tidak ada isian 2024 yang dapat Anda lihat" in hidden.content.decode()


def test_an_indicator_is_drawn_over_the_years_with_the_numbers_of_its_table(
    executive: User, login: Login, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    plan = make_plan(Size(actions=7, indicators_per_action=2, organizations=3))
    svg = '<svg class="marks" width="9"><g></g></svg>'
    monkeypatch.setattr(charts, "_in_own_process", lambda wanted: [svg] * len(wanted))
    client = login(executive)
    cache.clear()
    response = client.get(reverse("action-list"), {"plan": str(plan.pk), "year": "2024"})
    pages = [
        client.get(reverse("action-detail", args=[facts.id]), {"year": "2024"}) for facts, _ in response.context["rows"]
    ]
    found = [one for page in pages for one in page.context["indicators"] if one["chart"]]
    assert found
    for one in found:
        for row, (year, figures) in zip(one["chart"].rows, one["years"], strict=True):
            assert row[0] == str(year)
            for written, value in zip(row[1:], (figures["actual"]["value"], figures["target"]["value"]), strict=True):
                if value is None:
                    assert written == "–"
                else:
                    assert Decimal(written.removesuffix("%").replace(".", "").replace(",", ".")) == Decimal(value)
    assert all(
        indicator_series(one["years"]) is None
        for page in pages
        for one in page.context["indicators"]
        if not one["chart"]
    )
    cache.clear()


def test_a_page_without_its_pictures_is_still_a_page(
    executive: User, login: Login, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    def fail(wanted: object) -> list[str]:
        raise charts.ChartError("no")

    plan = make_plan(Size(actions=7, indicators_per_action=2, organizations=3))
    monkeypatch.setattr(charts, "_in_own_process", fail)
    cache.clear()
    client = login(executive)
    rows = client.get(reverse("action-list"), {"plan": str(plan.pk), "year": "2024"}).context["rows"]
    assert client.get(reverse("action-detail", args=[rows[0][0].id]), {"year": "2024"}).status_code == 200
