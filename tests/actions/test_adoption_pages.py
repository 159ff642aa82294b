"""The pages of *Adopsi*: choose, type local targets, look, confirm; correct, end; and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.enums import AssignmentRole, ReportState
from actions.models import Action, Assignment, Indicator, Target
from actions.services.adoption import adopt, local_targets
from clusters.enums import NotificationKind, OrganizationKind, RegionLevel, Role
from clusters.models import Notification, Plan, Region, User
from reports.papers.form import form_context
from tests.actions.sheet_book import Book
from tests.actions.test_regional_day import Regional, make_regional
from tests.cast import World, make_organization, make_user

Login = Callable[[User], Client]
MIDSUMMER = "2024-07-03T03:00:00+00:00"


@pytest.fixture(autouse=True)
def in_july() -> Any:
    with time_machine.travel(MIDSUMMER, tick=False):
        yield


@pytest.fixture
def regency(world: World) -> Regional:
    return make_regional(world, world.regency, "DP3A-BOGOR")


@pytest.fixture
def provincial(world: World) -> User:
    """An operator of the province."""
    return make_user(make_regional(world, world.province, "DP3A-JABAR").body, Role.OPERATOR, "Jaja Provinsi")


@pytest.fixture
def adopted(world: World, regency: Regional, secretariat: User) -> Assignment:
    targets = {(world.indicator.pk, 2024): Decimal(25)}
    adopt(actions=[world.action], regions=[world.regency], targets=targets, on=date(2024, 1, 1), by=secretariat)
    return Assignment.objects.get(role=AssignmentRole.ADOPTING)


def typed(world: World, *regions: Region, **changes: str) -> dict[str, Any]:
    return {
        "action": [world.action.pk],
        "region": [region.pk for region in regions],
        "on": "2024-01-01",
        "basis": "SE Gubernur contoh",
        f"target-{world.indicator.pk}-2024": "1.250",
        f"target-{world.milestone.pk}-2024": "on",
        **changes,
    }


def confirm(client: Client, shown: Any) -> Any:
    """What the button below the shown preview sends."""
    sent: dict[str, list[Any]] = {"seen": [shown.context["adoption"].fingerprint]}
    for name, value in shown.context["sent"]:
        sent.setdefault(name, []).append(value)
    return client.post(reverse("adoption-confirm"), sent, follow=True)


def test_a_province_lets_its_regencies_adopt_after_it_has_seen_how_many_rows(
    world: World, regency: Regional, provincial: User, login: Login
) -> None:
    client = login(provincial)
    chosen = client.get(reverse("adoption-choose"), {"all": ["regions", "actions"]})
    assert chosen.context["regions"] == [world.province, world.regency]
    grid = client.get(reverse("adoption-targets"), {"action": world.action.pk, "region": world.regency.pk})
    assert "target nasional 2024: 400" in grid.content.decode()
    shown = client.post(reverse("adoption-targets"), typed(world, world.province, world.regency))
    assert "Catat 2 adopsi?" in shown.content.decode()
    assert "2024: <strong>1.250</strong>" in shown.content.decode()
    assert [(line.new, line.held, line.targets) for line in shown.context["lines"]] == [("1.1", "", 2), ("1.1", "", 2)]
    assert not Assignment.objects.filter(role=AssignmentRole.ADOPTING).exists()
    page = confirm(client, shown).content.decode()
    assert "2 adopsi dengan 4 target lokal dicatat." in page
    assert "SE Gubernur contoh" in client.get(reverse("adoption-detail", args=[made().pk])).content.decode()
    again = client.post(reverse("adoption-targets"), typed(world, world.province, world.regency))
    assert "Tidak ada yang dapat diadopsi" in again.content.decode()
    assert {(line.new, line.held) for line in again.context["lines"]} == {("", "1.1")}


def made() -> Assignment:
    return Assignment.objects.filter(role=AssignmentRole.ADOPTING).order_by("pk")[0]


def test_an_adopted_action_goes_the_same_way_as_the_region_s_own(
    world: World, regency: Regional, adopted: Assignment, people: dict[str, User], login: Login
) -> None:
    client, period = login(regency.operator), regency.period.pk
    assert client.get(reverse("task-list")).context["due"][0].hint.endswith("0 dari 2 indikator terisi")
    client.post(reverse("progress-open", args=[period]))
    grid = client.get(reverse("progress-entry", args=[period])).content.decode()
    assert world.indicator.text in grid
    assert world.ratio.text not in grid
    cells = {}
    for pk, amount in ((world.indicator.pk, "9"), (regency.indicator.pk, "12")):
        cells |= {f"i{pk}-state": "value", f"i{pk}-value": amount, f"i{pk}-revision": "0"}
    client.post(reverse("progress-submit", args=[period]), cells)
    assert regency.report.state == ReportState.SUBMITTED
    login(regency.endorser).post(reverse("progress-endorse", args=[regency.report.pk]), {"sure": "1"})
    verifier = make_user(
        make_organization("DP-JABAR", OrganizationKind.REGIONAL, region=world.province), "verifier", "V"
    )
    login(verifier).post(reverse("progress-verify", args=[regency.report.pk]), {"note": ""})
    assert regency.report.state == ReportState.VERIFIED
    assert "1.1 Sosialisasi bahaya TPPO" in login(regency.operator).get(adoption_url(adopted)).content.decode()


def test_what_is_adopted_stands_apart_beside_the_national_target_of_the_year(
    world: World, regency: Regional, adopted: Assignment, login: Login
) -> None:
    """On the page and in the file; the banner CONTOH follows the national plan's figures too."""
    Plan.objects.filter(pk=regency.plan.pk).update(is_example=False)
    Indicator.objects.filter(pk=world.milestone.pk).update(reports_without_target=True)
    client, period = login(regency.operator), regency.period.pk
    client.post(reverse("progress-open", args=[period]))
    page = client.get(reverse("progress-entry", args=[period]))
    blocks = {block.action: block for block in page.context["grid"].blocks[0].actions}
    assert [blocks[one].is_adopted for one in (world.action, regency.indicator.action)] == [True, False]
    cells = {cell.indicator: (cell.target, cell.national) for cell in blocks[world.action].cells}
    assert cells == {world.indicator: ("25", "400"), world.milestone: ("tanpa target", "ya")}
    shown = page.content.decode()
    for words in ("Aksi nasional yang diadopsi", "example-banner"):
        assert shown.count(words) == 1
    assert [shown.count(f"Target {of}2024") for of in ("lokal ", "nasional ", "")] == [2, 2, 1]
    book = Book(client.get(reverse("entry-sheet-download", args=[period])).content)
    row = book.row(f"I{world.indicator.pk}")
    assert "25\n(nasional: 400)" in row
    assert f"{world.action} (aksi nasional yang diadopsi)" in row
    assert "CONTOH" in str(book.sheets["Indikator"][1])
    paper = form_context(regency.report, is_draft=True, at=timezone.now())
    [printed, own] = sorted(paper["actions"], key=lambda action: not action["is_adopted"])
    assert (paper["is_example"], own["is_adopted"]) == (True, False)
    assert [printed["indicators"][0][name] for name in ("target", "national")] == ["25", "400"]
    Plan.objects.filter(pk=world.plan.pk).update(is_example=False)
    assert "example-banner" not in client.get(reverse("progress-entry", args=[period])).content.decode()


def adoption_url(adopted: Assignment) -> str:
    return reverse("adoption-detail", args=[adopted.pk])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on": "2023-12-31"}, "Pilih hari dalam masa rencana, 2024–2024."),
        ({"target": "dua"}, "angka"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    world: World, regency: Regional, login: Login, changes: dict[str, str], sentence: str
) -> None:
    names = {"target": f"target-{world.indicator.pk}-2024"}
    sent = typed(world, world.regency, **{names.get(name, name): value for name, value in changes.items()})
    page = login(regency.operator).post(reverse("adoption-targets"), sent).content.decode()
    assert sentence in page
    assert "SE Gubernur contoh" in page


def test_an_action_without_any_target_and_a_percentage_above_100_are_refused(
    world: World, regency: Regional, login: Login
) -> None:
    empty = {**typed(world, world.regency), f"target-{world.indicator.pk}-2024": ""}
    del empty[f"target-{world.milestone.pk}-2024"]
    client = login(regency.operator)
    assert "sekurang-kurangnya satu target lokal" in client.post(reverse("adoption-targets"), empty).content.decode()
    over = typed(world, world.regency, **{f"target-{world.ratio.pk}-2024": "120"})
    assert "paling banyak 100" in client.post(reverse("adoption-targets"), over).content.decode()
    back = client.post(reverse("adoption-targets"), {**typed(world, world.regency), "change": "1"}).content.decode()
    assert 'value="1.250"' in back


def test_nothing_chosen_leads_back_to_the_choice(world: World, regency: Regional, login: Login) -> None:
    client = login(regency.operator)
    for sent in ({}, {"action": world.action.pk}, {"region": world.regency.pk}):
        assert client.get(reverse("adoption-targets"), sent).status_code == 302
    assert client.get(reverse("adoption-targets"), {"action": "x²", "region": "9" * 40}).status_code == 302
    assert client.post(reverse("adoption-confirm"), {}).status_code == 404


def test_the_choice_says_already_which_regions_have_no_plan_and_where_it_is_made(
    world: World, provincial: User, login: Login
) -> None:
    client, create = login(provincial), reverse("regional-plan-create", args=[world.regency.code])
    shown = client.get(reverse("adoption-choose"))
    page, years = shown.content.decode(), f"{world.plan.start_year}–{world.plan.end_year}"
    lack = f"belum memiliki RAD di sistem pada masa {world.plan.short_title}, {years}"
    assert f"1 dari 2 daerah {lack}: {world.regency.name}." in page
    assert create in page
    assert page.count("(belum ada RAD)") == 1
    make_regional(world, world.regency, "DP3A-BOGOR")
    later = client.get(reverse("adoption-choose"))
    assert later.context["missing"] is None
    assert "belum memiliki RAD" not in later.content.decode()


def test_who_may_not_make_the_plan_reads_who_does_and_of_many_the_file_is_named(
    world: World, secretariat: User, login: Login
) -> None:
    body = make_organization("DP-JABAR", OrganizationKind.REGIONAL, region=world.province)
    missing = login(make_user(body, Role.VERIFIER, "Vera")).get(reverse("adoption-choose")).context["missing"]
    assert (missing.regions, missing.links) == ({world.regency.pk}, [])
    assert missing.hint.startswith("Dibuat operator")
    for number in range(3):
        Region.objects.create(
            code=f"32.{number + 50}", name=f"Kota {number}", level=RegionLevel.CITY, parent=world.province
        )
    client = login(secretariat)
    shown = client.get(reverse("adoption-choose"), {"province": world.province.pk})
    missing = shown.context["missing"]
    assert len(missing.regions) == 5
    assert len(missing.links) == 3
    assert missing.sentence.endswith("dan 2 daerah lain.")
    assert reverse("regions-import") in shown.content.decode()


def test_a_region_without_a_plan_in_these_years_is_named(world: World, secretariat: User, login: Login) -> None:
    chosen = {"action": world.action.pk, "region": world.regency.pk}
    page = login(secretariat).get(reverse("adoption-targets"), chosen, follow=True).content.decode()
    years = f"{world.plan.start_year}–{world.plan.end_year}"
    assert f"{world.regency.name} belum memiliki RAD di sistem pada masa {world.plan.short_title}, {years}." in page


def test_ticks_outlive_the_way_back_and_other_pages_and_filters(
    world: World, regency: Regional, provincial: User, login: Login
) -> None:
    client, address = login(provincial), reverse("adoption-choose")
    back = client.get(reverse("adoption-targets"), {"action": world.action.pk, "cluster": "2"}, follow=True)
    assert back.redirect_chain[0][0] == f"{address}?action={world.action.pk}&cluster=2"
    ticks = {"action": [world.action.pk, world.police_action.pk], "region": [world.regency.pk, "x"]}
    page = client.get(address, ticks)
    assert page.content.decode().count("checked") == 3
    elsewhere = client.get(address, {**ticks, "page": "2", "cluster": world.action.cluster_id})
    assert elsewhere.context["ticked_actions"] == {world.action.pk, world.police_action.pk}
    assert elsewhere.context["other_actions"] == [world.police_action.pk]
    assert [(group.cluster, group.chosen, group.is_open) for group in elsewhere.context["groups"]] == [
        (world.action.cluster, 1, True)
    ]
    of_one = client.get(address, {"all": f"cluster-{world.police_action.cluster_id}"})
    assert of_one.context["ticked_actions"] == {world.police_action.pk}
    assert f'<input type="hidden" name="action" value="{world.police_action.pk}">' in elsewhere.content.decode()
    foreign = client.get(address, {"region": world.other_province.pk})
    assert foreign.context["ticked_regions"] == set()


def test_a_local_target_is_changed_with_a_reason(
    world: World, regency: Regional, adopted: Assignment, login: Login
) -> None:
    client, address = login(regency.operator), reverse("adoption-revise", args=[adopted.pk])
    assert 'value="25"' in client.get(address).content.decode()
    sent = {f"target-{world.indicator.pk}-2024": "30,5", "seen": client.get(address).context["seen"]}
    assert "Tulis mengapa target lokal berubah." in client.post(address, sent).content.decode()
    page = client.post(address, {**sent, "reason": "Anggaran naik"}, follow=True).content.decode()
    assert "1 target lokal berubah." in page
    assert "Anggaran naik" in page
    assert Target.objects.filter(assignment=adopted).order_by("version").last().value == Decimal("30.5")  # type: ignore[union-attr]


def test_a_target_that_somebody_else_changed_meanwhile_is_not_taken_back(
    world: World, regency: Regional, provincial: User, adopted: Assignment, login: Login
) -> None:
    address, name = reverse("adoption-revise", args=[adopted.pk]), f"target-{world.indicator.pk}-2024"
    shown = login(provincial).get(address).context["seen"]
    login(regency.operator).post(address, {name: "20", "reason": "Anggaran naik", "seen": shown})
    sent = {name: "25", f"target-{world.ratio.pk}-2024": "50", "reason": "Koreksi provinsi", "seen": shown}
    client = login(provincial)
    page = client.post(address, sent)
    assert "Orang lain mengubahnya menjadi 20 sejak halaman ini dibuka." in page.content.decode()
    assert "Koreksi provinsi" in page.content.decode()
    assert [row.value for row in Target.objects.filter(assignment=adopted).order_by("version")] == [25, 20]
    client.post(address, {**sent, "seen": page.context["seen"]})
    assert local_targets(adopted)[world.indicator.pk, 2024].value == 25


def told(person: User) -> list[str]:
    kind = NotificationKind.ADOPTION
    return list(Notification.objects.filter(user=person, kind=kind).order_by("pk").values_list("text", flat=True))


def test_a_regency_is_told_once_what_its_province_did_for_it(
    world: World, regency: Regional, provincial: User, login: Login
) -> None:
    client, both = login(provincial), [world.action.pk, world.police_action.pk]
    sent = typed(world, world.province, world.regency, action=both)
    sent[f"target-{Indicator.objects.get(action=world.police_action).pk}-2024"] = "5"
    confirm(client, client.post(reverse("adoption-targets"), sent))
    name = "Dp3A-Jabar"
    start = f"{name} mengadopsi 2 aksi nasional untuk Bogor mulai 1 Januari 2024: 1.1, 5.1. Aksi ini masuk isian Anda."
    assert [told(person) for person in (regency.operator, regency.endorser, provincial)] == [[start], [start], []]
    note = Notification.objects.get(user=regency.operator)
    assert len(login(regency.operator).get(note.url).context["page"]) == 2
    adopted = Assignment.objects.get(action=world.action, organization=regency.body)
    revised = {f"target-{world.indicator.pk}-2024": "30", "reason": "Anggaran naik"}
    client = login(provincial)
    shown = client.get(reverse("adoption-revise", args=[adopted.pk])).context["seen"]
    client.post(reverse("adoption-revise", args=[adopted.pk]), {**revised, "seen": shown})
    client.post(reverse("adoption-end", args=[adopted.pk]), {"on": "2024-05-31"})
    assert told(regency.operator)[1:] == [
        f"{name} mengubah 2 target lokal aksi 1.1: Anggaran naik",
        f"{name} mengakhiri adopsi aksi 1.1; hari terakhirnya 31 Mei 2024.",
    ]


def test_an_adoption_is_ended_and_listed_as_such(
    world: World, regency: Regional, adopted: Assignment, login: Login
) -> None:
    client, address = login(regency.operator), reverse("adoption-end", args=[adopted.pk])
    assert "paling awal 1 Januari 2024" in client.post(address, {"on": "2023-01-01"}).content.decode()
    assert "Adopsi diakhiri" in client.post(address, {"on": "2024-05-31"}, follow=True).content.decode()
    assert list(client.get(reverse("adoption-list")).context["page"]) == []
    ended = client.get(reverse("adoption-list"), {"state": "ended", "q": "bogor 1.1"})
    assert list(ended.context["page"]) == [adopted]
    assert client.get(address).status_code == 403


def test_who_may_adopt_for_whom(
    world: World,
    regency: Regional,
    provincial: User,
    adopted: Assignment,
    people: dict[str, User],
    client: Client,
    login: Login,
) -> None:
    pages = [reverse(f"adoption-{verb}", args=[adopted.pk]) for verb in ("revise", "end")]
    targets = reverse("adoption-targets")
    ours = {"action": world.action.pk, "region": world.regency.pk}
    for address in (*pages, targets, adoption_url(adopted), reverse("adoption-choose"), reverse("adoption-list")):
        assert reverse("account_login") in client.get(address)["Location"]
    stranger = make_user(make_organization("DP3A-NTT", "regional", region=world.other_province), "operator", "Nina NTT")
    for address in (*pages, adoption_url(adopted)):
        assert login(stranger).get(address).status_code == 404
    assert login(stranger).get(targets, ours).status_code == 404
    assert list(login(stranger).get(reverse("adoption-list")).context["page"]) == []
    for person in (people["operator"], people["coordinator"], regency.endorser):
        assert {login(person).get(address).status_code for address in (*pages, targets)} == {403}
        assert login(person).get(adoption_url(adopted)).status_code == 200
    for person in (regency.operator, provincial, people["secretariat"]):
        assert {login(person).get(address).status_code for address in pages} == {200}
        assert login(person).get(targets, ours).status_code == 200
    verifier = make_user(provincial.organization, Role.VERIFIER, "Vina Provinsi")
    assert login(verifier).get(targets, ours).status_code == 200
    assert login(verifier).get(targets, {**ours, "region": world.province.pk}).status_code == 403
    assert login(regency.operator).get(reverse("adoption-confirm")).status_code == 405


def test_only_actions_of_a_national_plan_are_adopted(world: World, regency: Regional, login: Login) -> None:
    own = Action.objects.get(plan=regency.plan)
    wanted = {"action": own.pk, "region": world.regency.pk}
    assert login(regency.operator).get(reverse("adoption-targets"), wanted).status_code == 404


def test_a_list_of_more_adoptions_costs_no_more_queries(
    world: World, regency: Regional, adopted: Assignment, people: dict[str, User], secretariat: User, login: Login
) -> None:
    client, counts = login(secretariat), []
    for number in range(2, 5):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("adoption-list"))
        counts.append(len(queries))
        region = Region.objects.create(
            code=f"32.0{number}", name=f"Kota {number}", level=RegionLevel.CITY, parent=world.province
        )
        make_regional(world, region, f"DP3A-{number}")
        actions = [world.action, world.police_action]
        adopt(actions=actions, regions=[region], targets={}, on=date(2024, 1, 1), by=secretariat)
    assert len(set(counts[1:])) == 1
