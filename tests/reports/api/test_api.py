"""The API: the same rows for the same people and the same figures as the pages; errors in Indonesian."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_type_hints

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.authtoken.models import Token

from actions.models import Action
from clusters.enums import PlanKind
from clusters.models import Plan, User
from reports import figures, summaries
from reports.api import figures as shapes
from reports.models import Report
from reports.services import request_report
from reports.summaries.scores import ClusterSummary
from reports.tasks import render_report
from tests.actions.test_workflow import verified
from tests.cast import World, make_indicator
from tests.english import english_words
from tests.reports.test_report_tasks import Printer, printer

__all__ = ["printer"]  # stands in where nobody reads what was printed

Login = Callable[[User], Client]
LISTS = ["plans", "clusters", "actions", "indicators", "progress-reports", "reports", "national"]


@pytest.fixture
def in_may(world: World, people: dict[str, User]) -> Any:
    verified(world, people)
    with time_machine.travel(world.period(1).due_at + timedelta(days=3)):
        yield


def read(client: Client, address: str, **query: Any) -> Any:
    response = client.get(f"/api/v1/{address}/", query)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize("address", LISTS)
def test_every_address_answers_people_who_are_logged_in_and_nobody_else(
    world: World, executive: User, client: Client, login: Login, in_may: None, address: str
) -> None:
    url = f"/api/v1/{address}/"
    refused = client.get(url)
    assert refused.status_code == 401
    assert not english_words(refused.json()["detail"])
    client = login(executive)
    assert client.get(url).status_code == 200
    refused = client.post(url, {}, content_type="application/json")
    assert refused.status_code == 405
    assert not english_words(refused.json()["detail"])


def test_a_token_opens_the_same_rows_and_a_wrong_one_none(world: World, executive: User, client: Client) -> None:
    token = Token.objects.create(user=executive)
    plans = client.get("/api/v1/plans/", headers={"authorization": f"Token {token.key}"})
    assert [row["short_title"] for row in plans.json()["results"]] == ["RAN contoh"]
    assert client.get("/api/v1/plans/", headers={"authorization": "Token salah"}).status_code == 401


def test_figures_are_those_of_the_pages(world: World, executive: User, login: Login, in_may: None) -> None:
    client = login(executive)
    page = client.get(reverse("home")).context
    assert read(client, "national") == page["national"]
    assert read(client, "clusters")["results"] == page["clusters"]
    action = client.get(reverse("action-detail", args=[world.action.pk])).context["figures"]
    answered = read(client, f"actions/{world.action.pk}")
    shared = {key: value for key, value in action.items() if key != "narratives"}
    assert {key: answered[key] for key in shared} == shared
    indicators = read(client, "indicators", cluster=1)["results"]
    assert [row["achievement"] for row in indicators] == [one["achievement"] for one in action["indicators"]]


def test_the_reading_is_chosen_in_the_address(world: World, people: dict[str, User], login: Login) -> None:
    report = verified(world, people)
    report.reopen(by=people["coordinator"], at=report.verified_at or report.created_at, note="Uji.")
    client = login(people["executive"])
    for reading in ("official", "provisional"):
        data = summaries.load_year(world.plan, 2024, reading=reading, as_of=world.period(4).due_at)
        assert summaries.national_figures(data)["score"] is not None or reading
        assert read(client, "national", reading=reading)["actions"] == 2
    for wrong in ({"reading": "best"}, {"year": "1999"}, {"plan": "0"}, {"plan": "x"}):
        assert client.get("/api/v1/national/", wrong).status_code == 404


def test_actions_and_indicators_are_filtered(world: World, executive: User, login: Login, in_may: None) -> None:
    client = login(executive)
    assert [row["number"] for row in read(client, "actions", cluster=5)["results"]] == ["5.1"]
    assert [row["number"] for row in read(client, "actions", status="behind")["results"]] == ["5.1"]
    assert [row["status"] for row in read(client, "indicators", status="unreported")["results"]] == ["unreported"]
    assert client.get("/api/v1/actions/0/").status_code == 404


@pytest.mark.parametrize(
    "chosen",
    [{"cluster": "1"}, {"organization": "POLRI"}, {"sector": "fisheries"}, {"source": "apbn"}, {"period": "1"}],
)
def test_filters_leave_what_they_leave_on_the_pages(
    world: World, executive: User, login: Login, in_may: None, chosen: dict[str, str]
) -> None:
    client = login(executive)
    query = {"plan": str(world.plan.pk), "year": "2024", **chosen}
    page = client.get(reverse("home"), query).context["national"]
    answer = read(client, "national", **query)
    assert {key: answer[key] for key in ("actions", "indicators", "score")} == {
        key: page[key] for key in ("actions", "indicators", "score")
    }
    assert answer["budget"] == page["budget"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("cluster", "x"), ("period", "x"), ("sector", "x"), ("role", "x"), ("principle", "x"), ("source", "x")],
)
def test_a_filter_that_nobody_can_choose_is_said(
    executive: User, login: Login, world: World, name: str, value: str
) -> None:
    answer = login(executive).get("/api/v1/national/", {name: value})
    assert answer.status_code == 400
    assert answer.json()[name][0].endswith("ini tidak dikenal.")


def test_a_progress_report_shows_both_values_to_whom_it_is_visible(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = verified(world, people)
    answered = read(login(people["coordinator"]), f"progress-reports/{report.pk}")
    assert {row["indicator"]: row["value"] for row in answered["reported"]}[world.indicator.pk] == "110.0000"
    assert answered["verified"] == answered["reported"]
    assert (answered["organization"], answered["cluster"], answered["state"]) == ("KEMENPPPA", 1, "verified")
    for stranger in ("outsider", "verifier", "region_operator"):
        client = login(people[stranger])
        assert client.get(f"/api/v1/progress-reports/{report.pk}/").status_code == 404
        assert read(client, "progress-reports")["count"] == 0


def test_progress_reports_are_filtered(world: World, people: dict[str, User], login: Login) -> None:
    verified(world, people)
    world.report(2, at=world.period(2).opens_at)
    client = login(people["executive"])
    assert read(client, "progress-reports")["count"] == 2
    for query, count in (
        ({"state": "verified"}, 1),
        ({"year": 2023}, 0),
        ({"cluster": 1}, 2),
        ({"organization": "POLRI"}, 0),
        ({"plan": world.plan.pk}, 2),
    ):
        assert read(client, "progress-reports", **query)["count"] == count, query


def test_a_region_sees_national_plans_and_its_own(world: World, people: dict[str, User], login: Login) -> None:
    for region, title in ((world.province, "RAD Jabar"), (world.other_province, "RAD NTT")):
        Plan.objects.create(
            kind=PlanKind.REGIONAL, region=region, title=title, short_title=title, start_year=2024, end_year=2024
        )
    titles = {row["short_title"] for row in read(login(people["region_operator"]), "plans")["results"]}
    assert titles == {"RAN contoh", "RAD Jabar"}
    assert read(login(people["executive"]), "plans", kind="regional")["count"] == 2


def test_a_report_says_where_it_stands_and_gives_its_file_when_ready(
    world: World, people: dict[str, User], login: Login, django_capture_on_commit_callbacks: Any, printer: Printer
) -> None:
    day = world.period(4).ends_on
    waiting = request_report(plan=world.plan, year=2024, cut_off_on=day, conclusion="", by=people["secretariat"])
    client = login(people["executive"])
    answered = read(client, f"reports/{waiting.pk}")
    assert (answered["state"], answered["download"]) == ("queued", None)
    assert client.get(f"/api/v1/reports/{waiting.pk}/file/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        render_report(waiting.pk)
    answered = read(client, f"reports/{waiting.pk}")
    assert answered["state"] == "ready"
    file = client.get(answered["download"])
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert Report.objects.get(pk=waiting.pk).file_name in file["Content-Disposition"]
    rest = client.get(answered["download"], headers={"range": "bytes=1-3", "if-range": file["ETag"]})
    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, b"PDF")
    assert read(client, "reports", state="ready")["count"] == 1


def test_lists_come_fifty_at_a_time_and_cost_the_same(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    read(client, "indicators")
    with CaptureQueriesContext(connection) as few:
        read(client, "indicators")
    for number in range(60):
        action = Action.objects.create(
            plan=world.plan, cluster=world.clusters[1], number=f"1.{number + 20}", title=f"Aksi {number}"
        )
        make_indicator(action, f"Indikator {number}", 10)
    Plan.objects.filter(pk=world.plan.pk).touch()
    with CaptureQueriesContext(connection) as many:
        answered = read(client, "indicators")
    assert (answered["count"], len(answered["results"])) == (64, 50)
    assert len(many) <= len(few)


@pytest.mark.parametrize(
    ("shape", "contract", "beside"),
    [
        (shapes.NationalSerializer, figures.NationalFigures, set()),
        (shapes.ClusterSerializer, ClusterSummary, set()),
        (shapes.IndicatorSerializer, figures.IndicatorFigures, {"measurements", "counted"}),
        (shapes.TargetSerializer, figures.TargetFigures, set()),
        (shapes.ActualSerializer, figures.ActualFigures, set()),
        (shapes.BudgetSerializer, figures.BudgetFigures, set()),
        (shapes.CompletenessSerializer, figures.CompletenessFigures, set()),
        (shapes.CoverageSerializer, figures.CoverageFigures, set()),
        (shapes.NameSerializer, figures.NameFigures, set()),
        (shapes.ActionSerializer, figures.ActionFigures, {"narratives"}),
    ],
)
def test_the_schema_documents_every_field_of_the_figures(shape: Any, contract: Any, beside: set[str]) -> None:
    documented = set(shape().get_fields())
    assert set(get_type_hints(contract)) - beside <= documented
    assert documented - set(get_type_hints(contract)) <= {"cluster", "is_in_plan"}


def test_the_schema_is_valid_and_its_page_is_ours_alone_in_allowing_inline_styles(
    world: World, executive: User, login: Login, tmp_path: Any
) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))
    client = login(executive)
    assert client.get(reverse("api-schema")).status_code == 200
    page = client.get(reverse("api-docs"))
    assert "'unsafe-inline'" in page["Content-Security-Policy"]
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "'unsafe-inline'" not in client.get(reverse("home"))["Content-Security-Policy"]


def test_people_make_and_revoke_their_own_token(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    page = client.post(reverse("api-token-create")).content.decode()
    key = Token.objects.get(user=executive).key
    assert key in page
    assert key not in client.get(reverse("api-token")).content.decode()
    client.post(reverse("api-token-create"))
    assert Token.objects.get(user=executive).key != key
    client.post(reverse("api-token-revoke"))
    assert not Token.objects.exists()
    assert client.get(reverse("api-token-create")).status_code == 405
    assert client.post(reverse("api-token")).status_code == 405


def test_tokens_are_for_people_who_are_logged_in(client: Client, db: None) -> None:
    assert client.get(reverse("api-token")).status_code == 302
    assert client.post(reverse("api-token-create")).status_code == 302
