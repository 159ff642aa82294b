"""What a program may rely on: status codes, Indonesian words in answers and schema, limits, visibility, queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.authtoken.models import Token

from actions.services.progress import open_reports
from clusters.enums import PlanKind
from clusters.models import Plan, User
from clusters.services import users
from ranpptppo.lib.api_limits import PerPerson
from reports.enums import RenderState
from reports.models import Report
from reports.services import request_report
from tests.cast import PLANNED_AT, World, make_organization
from tests.english import english_words

Login = Callable[[User], Client]
LISTS = ["plans", "clusters", "actions", "indicators", "progress-reports", "reports"]
# Stored values, which a description may name.
VALUES = {"value", "no_data", "no", "not"}


def answer(client: Client, address: str, code: int, /, **query: Any) -> dict[str, Any]:
    response = client.get(f"/api/v1/{address}/", query)
    assert response.status_code == code, response.content
    answered: dict[str, Any] = response.json()
    return answered


@pytest.mark.parametrize("address", [*LISTS, "national", "schema"])
def test_strangers_are_told_to_say_who_they_are(client: Client, db: None, address: str) -> None:
    response = client.get(f"/api/v1/{address}/", headers={"accept": "application/json"})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["Token", "Token salah", "Token dua bagian", "Token \xff"])
def test_a_bad_token_is_refused_in_indonesian(client: Client, db: None, header: str) -> None:
    response = client.get("/api/v1/plans/", headers={"authorization": header})
    assert response.status_code == 401
    assert "Token salah atau sudah dicabut" in response.json()["detail"]


def test_the_token_of_somebody_deactivated_opens_nothing(executive: User, client: Client) -> None:
    token = Token.objects.create(user=executive)
    header = {"authorization": f"Token {token.key}"}
    assert client.get("/api/v1/plans/", headers=header).status_code == 200
    executive.is_active = False
    executive.save(update_fields=["is_active"])
    assert client.get("/api/v1/plans/", headers=header).status_code == 401


@pytest.mark.parametrize("verb", [users.deactivate_user, users.reset_password_without_email])
def test_what_ends_sessions_ends_the_token_for_good(
    executive: User, secretariat: User, verb: Callable[..., Any]
) -> None:
    Token.objects.create(user=executive)
    kept = Token.objects.create(user=secretariat)
    verb(user=executive, by=secretariat)
    users.reactivate_user(user=executive, by=secretariat)
    assert list(Token.objects.all()) == [kept]


def test_a_changed_password_ends_the_token(executive: User, login: Login) -> None:
    Token.objects.create(user=executive)
    typed = {"oldpassword": "sandi-contoh-1", "password1": "kunci rahasia 77", "password2": "kunci rahasia 77"}
    assert login(executive).post(reverse("account_change_password"), typed).status_code == 302
    assert not Token.objects.exists()


@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_nobody_looks_up_tokens_in_the_admin(people: dict[str, User], login: Login, role: str) -> None:
    Token.objects.create(user=people["executive"])
    client = login(people[role])
    assert client.get("/admin/authtoken/tokenproxy/").status_code in {403, 404}
    assert client.get("/admin/authtoken/tokenproxy/add/").status_code in {403, 404}


def test_a_forged_write_is_refused_in_indonesian(executive: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(executive, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/api/v1/plans/", {}, content_type="application/json")
    assert response.status_code == 403
    assert not english_words(response.json()["detail"])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["plans/", "national/", "actions/1/", "reports/1/file/"])
def test_nothing_but_reading_is_possible(executive: User, login: Login, method: str, address: str) -> None:
    response = getattr(login(executive), method)(f"/api/v1/{address}")
    assert response.status_code == 405
    assert response.json()["detail"] == f"Metode “{method.upper()}” tidak tersedia di alamat ini."


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("actions", {"cluster": "satu"}),
        ("indicators", {"status": "baik"}),
        ("plans", {"kind": "baik"}),
        ("plans", {"start_year": "x"}),
        ("progress-reports", {"state": "baik"}),
        ("progress-reports", {"organization": "\0"}),
        ("reports", {"plan": "x"}),
    ],
)
def test_a_filter_that_means_nothing_is_an_error_and_not_an_empty_list(
    executive: User, login: Login, address: str, query: dict[str, str]
) -> None:
    answered = answer(login(executive), address, 400, **query)
    assert set(answered) == set(query)
    assert not english_words(" ".join(" ".join(sentences) for sentences in answered.values()))


@pytest.mark.parametrize("address", ["plans", "actions", "clusters"])
@pytest.mark.parametrize("page", ["0", "99", "x", "9" * 30])
def test_a_page_that_is_not_there_is_404(executive: User, login: Login, address: str, page: str) -> None:
    assert answer(login(executive), address, 404, page=page) == {"detail": "Halaman ini tidak ada."}


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000])
def test_numbers_too_long_for_any_row_find_nothing(executive: User, login: Login, number: str) -> None:
    client = login(executive)
    answer(client, "national", 404, plan=number)
    answer(client, "national", 404, year=number)
    assert answer(client, "actions", 200, cluster=number)["count"] == 0
    for address, name in (("reports", "plan"), ("plans", "start_year"), ("progress-reports", "cluster")):
        assert set(answer(client, address, 400, **{name: number})) == {name}
    answer(client, f"plans/{number[:30]}", 404)


def test_one_person_asks_as_often_as_allowed_and_others_go_on(
    world: World, people: dict[str, User], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PerPerson, "rate", "3/min")
    first = login(people["executive"])
    for _ in range(3):
        answer(first, "plans", 200)
    refused = answer(first, "plans", 429)
    assert "Terlalu banyak permintaan" in refused["detail"]
    answer(login(people["auditor"]), "plans", 200)


def test_a_region_reads_national_figures_but_no_other_region(
    world: World, people: dict[str, User], login: Login
) -> None:
    own, other = (
        Plan.objects.create(
            kind=PlanKind.REGIONAL, region=region, title="RAD", short_title="RAD", start_year=2024, end_year=2024
        )
        for region in (world.province, world.other_province)
    )
    day = world.period(4).ends_on
    for plan in (world.plan, own, other):
        request_report(plan=plan, year=2024, cut_off_on=day, conclusion="", by=people["secretariat"])
    done = {
        "figures": {},
        "figures_sha256": "x",
        "file": "x",
        "file_sha256": "x",
        "pages": 1,
        "finished_at": PLANNED_AT,
    }
    Report.objects.filter(plan=world.plan).update(state=RenderState.READY, **done)
    client = login(people["region_operator"])
    for address in ("national", "clusters", "actions", "indicators"):
        answer(client, address, 200, plan=world.plan.pk)
        answer(client, address, 200, plan=own.pk)
        answer(client, address, 404, plan=other.pk)
    answer(client, f"plans/{other.pk}", 404)
    assert {row["plan"] for row in answer(client, "reports", 200)["results"]} == {world.plan.pk, own.pk}
    assert answer(client, "reports", 200, plan=other.pk) == answer(client, "reports", 200, plan=0)


@pytest.mark.parametrize("address", LISTS)
def test_no_list_costs_more_queries_with_more_rows(
    world: World, people: dict[str, User], login: Login, address: str
) -> None:
    client = login(people["executive"])
    world.report(1)
    _ask_for_report(world, people)
    answer(client, address, 200)
    Plan.objects.all().touch()
    few = _queries(client, address)
    for number in range(4):
        Plan.objects.create(
            kind=PlanKind.REGIONAL,
            region=world.province,
            title="RAD",
            short_title="RAD",
            start_year=2010 + number,
            end_year=2014,
        )
        make_organization(f"BARU{number}")
        _ask_for_report(world, people)
    for number in (2, 3):
        open_reports(organization=world.kemenpppa, period=world.period(number), at=world.period(number).opens_at)
    Plan.objects.all().touch()
    assert _queries(client, address) == few


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer(client, address, 200)
    return len(captured)


def _ask_for_report(world: World, people: dict[str, User]) -> None:
    day = world.period(4).ends_on
    request_report(plan=world.plan, year=2024, cut_off_on=day, conclusion="", by=people["secretariat"])


def test_the_schema_says_what_everything_means_and_says_it_in_indonesian(executive: User, login: Login) -> None:
    schema = login(executive).get("/api/v1/schema/", {"format": "json"}).json()
    silent, english = [], {}
    for place, entry in _described(schema):
        text = str(entry.get("description", "")).split("* `")[0]
        if not text and "$ref" not in entry:
            silent.append(place)
        if words := english_words(text) - VALUES:
            english[place] = words
    assert silent == []
    assert english == {}


def _described(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything a reader of the schema looks up: fields, operations, parameters, ways to log in."""
    for name, component in schema["components"]["schemas"].items():
        for field, entry in component.get("properties", {}).items():
            yield f"{name}.{field}", entry
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            yield path, operation
            for parameter in operation.get("parameters", []):
                yield f"{path} {parameter['name']}", parameter
    yield "token", schema["components"]["securitySchemes"]["tokenAuth"]
