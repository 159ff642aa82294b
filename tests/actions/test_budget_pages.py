"""Anggaran: lines, codes and ceilings; actions without budget; budget without an action."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from actions.budget_changes import changes_of
from actions.enums import FundingSource
from actions.models import BudgetCeiling, BudgetLine, UnlinkedBudget
from actions.services import budget as verbs
from clusters.models import Organization, User
from reports.summaries import load_plan, national_figures, year_of
from tests.cast import PLANNED_AT, World
from tests.reports.story import AFTER_THE_YEAR, Teller

Login = Callable[[User], Client]
YEAR = {"year": 2024}


def unlinked(world: World, by: User, **fields: object) -> UnlinkedBudget:
    given = {"source": FundingSource.APBN, "code": "1234.ABC.001", "title": "Rapat", "amount": 5_000_000, **fields}
    return UnlinkedBudget.objects.create(
        organization=world.kemenpppa, fiscal_year=2024, recorded_at=PLANNED_AT, recorded_by=by, **given
    )


def addresses(world: World, by: User) -> dict[str, str]:
    """Name → address of every page of the budget."""
    row = unlinked(world, by, title="Alamat").pk
    organization = world.kemenpppa.pk
    return {
        "budget-list": reverse("budget-list"),
        "budget-missing": reverse("budget-missing"),
        "unlinked-budget-list": reverse("unlinked-budget-list"),
        "budget-line-detail": reverse("budget-line-detail", args=[world.line.pk]),
        "budget-line-add": reverse("budget-line-add", args=[organization]),
        "unlinked-budget-add": reverse("unlinked-budget-add", args=[organization]),
        "budget-line-edit": reverse("budget-line-edit", args=[world.line.pk]),
        "budget-line-revise": reverse("budget-line-revise", args=[world.line.pk]),
        "unlinked-budget-edit": reverse("unlinked-budget-edit", args=[row]),
        "unlinked-budget-link": reverse("unlinked-budget-link", args=[row]),
    }


READING = ("budget-list", "budget-missing", "unlinked-budget-list", "budget-line-detail")
KEEPING = (
    "budget-line-add",
    "unlinked-budget-add",
    "budget-line-edit",
    "budget-line-revise",
    "unlinked-budget-edit",
    "unlinked-budget-link",
)


def typed(world: World, **changes: object) -> dict[str, object]:
    return {
        "action": world.action.pk,
        "source": "apbn",
        "code": "047.01.CM.5678.QDB.002",
        "title": "Kampanye",
        "ceiling": "Rp1.250.000.000",
        **changes,
    }


def test_a_line_is_added_with_its_first_ceiling(world: World, operator: User, login: Login) -> None:
    url = reverse("budget-line-add", args=[world.kemenpppa.pk]) + "?year=2024"
    page = login(operator).post(url, typed(world), follow=True)
    line = BudgetLine.objects.get(code="047.01.CM.5678.QDB.002")
    assert (line.fiscal_year, line.organization, line.action) == (2024, world.kemenpppa, world.action)
    assert [(row.amount, row.set_by) for row in line.ceilings.all()] == [(1_250_000_000, operator)]
    text = " ".join(page.content.decode().split())
    assert '<span class="code-label">KRO</span> QDB' in text


@pytest.mark.parametrize(("typed_ceiling", "stored"), [("", []), ("0", [0]), ("1.000", [1000])])
def test_no_ceiling_and_a_ceiling_of_nothing_are_two_things(
    world: World, operator: User, login: Login, typed_ceiling: str, stored: list[int]
) -> None:
    url = reverse("budget-line-add", args=[world.kemenpppa.pk]) + "?year=2024"
    login(operator).post(url, typed(world, ceiling=typed_ceiling))
    line = BudgetLine.objects.get(title="Kampanye")
    assert list(line.ceilings.values_list("amount", flat=True)) == stored


def test_an_unusual_code_is_stored_and_warned_about_beside_it(world: World, operator: User, login: Login) -> None:
    Organization.objects.filter(pk=world.kemenpppa.pk).update(budget_section_code="047")
    url = reverse("budget-line-add", args=[world.kemenpppa.pk]) + "?year=2024"
    client = login(operator)
    page = client.post(url, typed(world, code="027.01.cm.5678.qdb.002"), follow=True).content.decode()
    assert "Bagian anggaran 027 bukan bagian anggaran instansi ini (047)." in page
    line = BudgetLine.objects.get(code="027.01.CM.5678.QDB.002")
    edit = client.get(reverse("budget-line-edit", args=[line.pk])).content.decode()
    assert "Bagian anggaran 027 bukan" in edit
    client.post(reverse("budget-line-edit", args=[line.pk]), {"code": "aneh", "title": "Kampanye"})
    line.refresh_from_db()
    assert line.code == "ANEH"
    assert "tidak lazim" in client.get(reverse("budget-list"), YEAR).content.decode()


def test_a_code_of_another_source_is_left_as_it_is(world: World, operator: User, login: Login) -> None:
    url = reverse("budget-line-add", args=[world.kemenpppa.pk]) + "?year=2024"
    page = login(operator).post(url, typed(world, code="2.08.01.2.02", source="apbd_province"), follow=True)
    assert "code-warning" not in page.content.decode()


def test_bad_input_stays_with_a_sentence_beside_it(world: World, operator: User, login: Login) -> None:
    url = reverse("budget-line-add", args=[world.kemenpppa.pk]) + "?year=2024"
    client = login(operator)
    wrong = typed(world, action=world.police_action.pk, ceiling="satu miliar")
    response = client.post(url, wrong)
    assert set(response.context["form"].errors) == {"action", "ceiling"}
    assert "satu miliar" in response.content.decode()
    again = client.post(url, typed(world, code=world.line.code))
    assert "sudah memiliki baris anggaran" in str(again.context["form"].errors["code"])
    other = verbs.create_budget_line(
        action=world.action, organization=world.kemenpppa, fiscal_year=2024, source="apbn", ceiling=None, by=operator
    )
    taken = client.post(reverse("budget-line-edit", args=[other.pk]), {"code": world.line.code, "title": ""})
    assert "sudah memiliki baris anggaran" in str(taken.context["form"].errors["code"])


def test_a_ceiling_is_revised_with_a_reason_and_the_first_one_stays_readable(
    world: World, operator: User, login: Login
) -> None:
    client, url = login(operator), reverse("budget-line-revise", args=[world.line.pk])
    assert set(client.post(url, {"amount": "x", "reason": ""}).context["form"].errors) == {"amount", "reason"}
    page = client.post(url, {"amount": "900.000.000", "reason": "Efisiensi"}, follow=True).content.decode()
    assert list(world.line.ceilings.order_by("version").values_list("amount", flat=True)) == [
        1_000_000_000,
        900_000_000,
    ]
    for word in ("Rp1.000.000.000", "Rp900.000.000", "Efisiensi", "Revisi 1"):
        assert word in page


def test_realization_is_that_of_the_latest_verified_report_and_says_until_when(
    world: World, people: dict[str, User], login: Login
) -> None:
    teller = Teller(world, people)
    teller.verified(1, realized=100_000_000)
    teller.verified(2, realized=250_000_000)
    teller.file(teller.fill(3, realized=600_000_000))  # not verified: not official
    client = login(people["operator"])
    [row] = client.get(reverse("budget-list"), YEAR).context["rows"]
    assert (row.realized, str(row.absorption)) == (250_000_000, "25.00")
    page = client.get(reverse("budget-line-detail", args=[world.line.pk])).content.decode()
    assert "per 30 Juni 2024" in page
    assert "Rp100.000.000" in page
    year = year_of(load_plan(world.plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
    assert national_figures(year)["budget"]["realized"] == row.realized


def test_an_operator_sees_the_own_lines_and_the_secretariat_chooses(
    world: World, people: dict[str, User], login: Login
) -> None:
    line = verbs.create_budget_line(
        action=world.police_action,
        organization=world.polri,
        fiscal_year=2024,
        source="grant",
        ceiling=5,
        by=people["secretariat"],
    )

    def shown(client: Client, **chosen: object) -> set[BudgetLine]:
        return {row.line for row in client.get(reverse("budget-list"), {**YEAR, **chosen}).context["rows"]}

    own = login(people["operator"])
    assert shown(own) == shown(own, organization=world.polri.pk) == {world.line}
    all_lines = login(people["secretariat"])
    assert shown(all_lines) == {world.line, line}
    assert shown(all_lines, organization=world.polri.pk) == {line}
    assert shown(all_lines, cluster=1) == {world.line}
    assert shown(all_lines, source="grant") == {line}
    assert shown(all_lines, source="x", cluster="x") == {world.line, line}


def test_actions_without_a_line_or_with_nothing_are_listed(world: World, people: dict[str, User], login: Login) -> None:
    def listed(client: Client, **chosen: object) -> dict[str, bool]:
        page = client.get(reverse("budget-missing"), {**YEAR, **chosen}).context["page"]
        return {action.number: action.has_line for action in page}

    secretariat = login(people["secretariat"])
    assert listed(secretariat) == {"5.1": False}
    verbs.revise_ceiling(line=world.line, amount=0, reason="Efisiensi", by=people["secretariat"])
    assert listed(secretariat) == {"1.1": True, "5.1": False}
    assert listed(secretariat, organization=world.polri.pk) == {"5.1": False}
    assert listed(login(people["operator"])) == {"1.1": True}


def test_an_action_without_a_target_that_year_needs_no_budget(
    world: World, people: dict[str, User], login: Login
) -> None:
    world.police_action.indicators.get().targets.update(year=2023)
    assert list(login(people["secretariat"]).get(reverse("budget-missing"), YEAR).context["page"]) == []


def test_money_without_an_action_is_recorded_corrected_and_in_no_total(
    world: World, people: dict[str, User], login: Login
) -> None:
    client = login(people["operator"])
    url = reverse("unlinked-budget-add", args=[world.kemenpppa.pk]) + "?year=2024"
    given = {"source": "apbn", "code": "1234.ABC.001", "title": "Rapat", "amount": "5.000.000", "note": ""}
    client.post(url, given)
    row = UnlinkedBudget.objects.get()
    assert (row.amount, row.recorded_by, row.fiscal_year) == (5_000_000, people["operator"], 2024)
    again = client.post(url, given)
    assert "sudah tercatat" in again.content.decode()
    client.post(reverse("unlinked-budget-edit", args=[row.pk]), {**given, "amount": "6.000.000"})
    row.refresh_from_db()
    assert row.amount == 6_000_000
    year = year_of(load_plan(world.plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
    assert national_figures(year)["budget"]["allocated"] == 1_000_000_000


def test_linked_money_becomes_a_line_and_stays_readable(world: World, people: dict[str, User], login: Login) -> None:
    row, client = unlinked(world, people["operator"]), login(people["operator"])
    client.post(reverse("unlinked-budget-link", args=[row.pk]), {"action": world.action.pk})
    row.refresh_from_db()
    assert row.line is not None
    assert (row.line.action, row.line.code, row.linked_by) == (world.action, row.code, people["operator"])
    assert row.line.ceilings.get().amount == row.amount
    page = client.get(reverse("unlinked-budget-list"), YEAR).content.decode()
    assert "Ditautkan" in page
    for name in ("unlinked-budget-edit", "unlinked-budget-link"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404


def test_money_is_linked_once_and_not_to_a_line_that_is_there(world: World, operator: User, login: Login) -> None:
    row = unlinked(world, operator, code=world.line.code)
    response = login(operator).post(reverse("unlinked-budget-link", args=[row.pk]), {"action": world.action.pk})
    assert "sudah memiliki baris anggaran" in response.content.decode()
    free = unlinked(world, operator)
    verbs.link_unlinked_budget(budget=free, action=world.action, by=operator)
    with pytest.raises(verbs.BudgetAlreadyLinked):
        verbs.link_unlinked_budget(budget=free, action=world.action, by=operator)


def test_the_lists_cost_the_same_with_more_rows(
    world: World, people: dict[str, User], login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(60):
        line = BudgetLine.objects.create(
            action=world.action, organization=world.kemenpppa, fiscal_year=2024, source="apbn", code=f"{number:04}"
        )
        BudgetCeiling.objects.create(line=line, amount=number, set_at=PLANNED_AT, set_by=people["operator"])
        unlinked(world, people["operator"], title=f"Rapat {number}")
    client = login(people["secretariat"])
    with django_assert_max_num_queries(13):
        response = client.get(reverse("budget-list"), YEAR)
    assert (len(response.context["rows"]), response.context["page"].paginator.count) == (50, 61)
    with django_assert_max_num_queries(13):
        assert len(client.get(reverse("unlinked-budget-list"), YEAR).context["page"]) == 50
    with django_assert_max_num_queries(13):
        client.get(reverse("budget-missing"), YEAR)


@pytest.mark.parametrize("name", [*READING, *KEEPING])
def test_who_keeps_a_budget_and_who_reads_it(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    url = addresses(world, people["operator"])[name]
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    for keeper in ("operator", "secretariat"):
        assert login(people[keeper]).get(url).status_code == 200
    for reader in ("endorser", "coordinator", "executive", "outsider"):
        assert login(people[reader]).get(url).status_code == (200 if name in READING else 403)


def test_what_is_outside_ones_scope_is_not_found(world: World, people: dict[str, User], login: Login) -> None:
    client = login(people["secretariat"])
    for name in ("budget-line-detail", "budget-line-edit", "unlinked-budget-link", "budget-line-add"):
        assert client.get(reverse(name, args=[0])).status_code == 404
    regional = people["region_operator"].organization
    far = make_far_organization(world)
    assert login(people["region_operator"]).get(reverse("budget-line-add", args=[regional.pk])).status_code == 200
    assert login(people["region_operator"]).get(reverse("budget-line-add", args=[far.pk])).status_code == 404


def make_far_organization(world: World) -> Organization:
    return Organization.objects.create(code="DP3A-53", kind="regional", region=world.other_province)


def test_a_wrong_method_is_refused(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    for name, url in addresses(world, operator).items():
        assert client.delete(url).status_code == 405, name
        if name in READING:
            assert client.post(url).status_code == 405, name


def test_a_year_that_is_none_falls_back(world: World, operator: User, login: Login) -> None:
    assert login(operator).get(reverse("budget-list"), {"year": "x"}).context["year"] == 2024


@pytest.mark.parametrize("year", ["0000", "9999", "x", "1" * 5000])
def test_a_line_is_kept_in_a_year_of_a_plan_only(world: World, operator: User, login: Login, year: str) -> None:
    client = login(operator)
    for name in ("budget-line-add", "unlinked-budget-add"):
        assert client.get(reverse(name, args=[world.kemenpppa.pk]), {"year": year}).status_code == 404
    assert client.get(reverse("budget-list"), {"year": year}).context["year"] == 2024


def test_a_correction_that_comes_after_the_link_is_refused_and_leaves_it(world: World, operator: User) -> None:
    row = unlinked(world, operator)
    seen = UnlinkedBudget.objects.get(pk=row.pk)
    verbs.link_unlinked_budget(budget=row, action=world.action, by=operator)
    with pytest.raises(verbs.BudgetAlreadyLinked):
        verbs.edit_unlinked_budget(budget=seen, amount=1, by=operator)
    row.refresh_from_db()
    assert (row.amount, row.linked_by) == (5_000_000, operator)


def test_whoever_corrects_what_was_linked_meanwhile_reads_so(
    world: World, operator: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = unlinked(world, operator)
    told: list[object] = []

    def linked_meanwhile(**given: object) -> UnlinkedBudget:
        told.append(given["amount"])
        raise verbs.BudgetAlreadyLinked

    monkeypatch.setattr(verbs, "edit_unlinked_budget", linked_meanwhile)
    typed_again = {"source": "apbn", "code": "1", "title": "Rapat", "amount": "7", "note": ""}
    page = login(operator).post(reverse("unlinked-budget-edit", args=[row.pk]), typed_again)
    assert "sudah ditautkan" in page.content.decode()
    assert told == [7]


def test_the_same_money_recorded_twice_at_once_is_one_row(world: World, operator: User) -> None:
    unlinked(world, operator)
    given = {"source": "apbn", "code": "1234.ABC.001", "title": "Rapat", "amount": 1, "note": ""}
    with pytest.raises(verbs.UnlinkedBudgetExists):
        verbs.record_unlinked_budget(organization=world.kemenpppa, fiscal_year=2024, by=operator, **given)
    assert UnlinkedBudget.objects.count() == 1


def test_a_changed_code_says_who_changed_it_from_what_to_what(world: World, operator: User, login: Login) -> None:
    line = verbs.create_budget_line(
        action=world.action,
        organization=world.kemenpppa,
        fiscal_year=2024,
        source="apbn",
        code="1234.ABC.001",
        title="Rapat",
        ceiling=None,
        by=operator,
        at=PLANNED_AT,
    )
    client = login(operator)
    edit = reverse("budget-line-edit", args=[line.pk])
    for _ in range(2):  # saved again unchanged it is no change
        page = client.post(edit, {"code": "1234.ABC.002", "title": "Rapat"}, follow=True)
    changed, recorded = changes_of(line)
    assert changed.parts == [("kode", "1234.ABC.001", "1234.ABC.002")]
    assert (recorded.at, recorded.by, changed.by) == (PLANNED_AT, operator, operator)
    assert "1234.ABC.001 → 1234.ABC.002" in page.content.decode()
    assert client.get(reverse("budget-line-detail", args=[world.line.pk])).status_code == 200


def test_money_without_an_action_keeps_what_it_was_also_after_it_was_linked(
    world: World, operator: User, secretariat: User, login: Login
) -> None:
    given = {"source": "apbn", "code": "1234.ABC.001", "title": "Rapat", "amount": 5_000_000, "note": ""}
    row = verbs.record_unlinked_budget(
        organization=world.kemenpppa, fiscal_year=2024, by=operator, at=PLANNED_AT, **given
    )
    typed_again = {**given, "amount": "6.000.000", "source": "grant"}
    login(secretariat).post(reverse("unlinked-budget-edit", args=[row.pk]), typed_again)
    page = login(operator).get(reverse("unlinked-budget-edit", args=[row.pk])).content.decode()
    assert "Rp5.000.000 → Rp6.000.000" in page
    line = verbs.link_unlinked_budget(budget=row, action=world.action, by=operator)
    titles = [(change.title, change.by, len(change.parts)) for change in changes_of(line)]
    assert titles == [("Dicatat", operator, 0), ("Diubah", secretariat, 2), ("Dicatat", operator, 0)]


def test_lines_that_are_there_begin_their_history_as_they_stand(world: World, operator: User) -> None:
    world.line.history.all().delete()
    import_module("actions.migrations.0017_budget_history").begin(apps, None)
    verbs.name_budget_line(line=world.line, code="9999.QDB.001", title="", by=operator)
    changed, recorded = changes_of(world.line)
    assert changed.parts == [("kode", world.line.code, "9999.QDB.001")]
    assert (recorded.title, recorded.by) == ("Keadaan saat riwayat mulai dicatat", None)
