"""Kegiatan di luar RAN: recorded by the secretariat or the own operator, corrected until the first filing, listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Action, Indicator
from actions.services import outside as verbs
from actions.services.drafts import IndicatorGone, save_measurement
from actions.services.progress import submit_progress, withdraw_progress
from clusters.models import User
from tests.cast import World
from tests.reports.story import Teller, count

Login = Callable[[User], Client]


def typed(world: World, *outputs: tuple[object, str, str], **changes: object) -> dict[str, object]:
    """What the form sends: the activity, and a row for each (id or "", what is counted, unit)."""
    rows = outputs or (("", "Jumlah kampanye", "kampanye"),)
    data: dict[str, object] = {
        "plan": world.plan.pk,
        "cluster": world.clusters[1].pk,
        "title": "Kampanye bersama komunitas",
        "organization": world.kemenpppa.pk,
        "starts_on": "2024-01-01",
        "outputs-TOTAL_FORMS": len(rows),
        "outputs-INITIAL_FORMS": 0,
        **changes,
    }
    for number, (pk, text, unit) in enumerate(rows):
        data |= {f"outputs-{number}-indicator": pk, f"outputs-{number}-text": text, f"outputs-{number}-unit": unit}
    return data


def activity(world: World, *outputs: tuple[str, str]) -> Action:
    return verbs.record_outside_activity(
        plan=world.plan,
        cluster=world.clusters[1],
        title="Kampanye",
        organization=world.kemenpppa,
        starts_on=date(2024, 1, 1),
        outputs=outputs or [("Jumlah kampanye", "kampanye")],
    )


def test_an_activity_of_the_secretariat_appears_in_the_entry_of_its_organization(
    world: World, people: dict[str, User], login: Login
) -> None:
    login(people["secretariat"]).post(reverse("activity-add"), typed(world))
    action = Action.objects.get(is_in_plan=False)
    world.report()
    page = login(people["operator"]).get(reverse("progress-entry", args=[world.period(1).pk])).content.decode()
    assert action.title in page
    assert "Di luar RAN" in page


def test_an_operator_records_the_own_organizations_with_several_indicators(
    world: World, people: dict[str, User], login: Login
) -> None:
    rows = (("", "Jumlah kampanye", "kampanye"), ("", "", ""), ("", "Jumlah peserta", "orang"))
    login(people["operator"]).post(reverse("activity-add"), typed(world, *rows, organization=world.polri.pk))
    action = Action.objects.get(is_in_plan=False)
    assert action.assignments.get().organization == world.kemenpppa
    texts = list(action.indicators.order_by("position").values_list("text", "unit", "reports_without_target"))
    assert texts == [("Jumlah kampanye", "kampanye", True), ("Jumlah peserta", "orang", True)]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("", "", "")], "sekurang-kurangnya satu"),
        ([("", "Jumlah", "orang"), ("", "jumlah ", "orang")], "hal yang sama"),
        ([("", "Jumlah", "")], "Tulis satuannya"),
        ([("", "", "orang")], "Tulis apa yang dihitung"),
    ],
)
def test_rows_that_cannot_be_understood_stay_with_a_sentence(
    world: World, operator: User, login: Login, rows: list[tuple[object, str, str]], says: str
) -> None:
    response = login(operator).post(reverse("activity-add"), typed(world, *rows))
    assert says in response.content.decode()
    assert "Kampanye bersama komunitas" in response.content.decode()
    assert not Action.objects.filter(is_in_plan=False).exists()


def test_a_missing_title_and_a_plan_of_elsewhere_are_refused(world: World, operator: User, login: Login) -> None:
    response = login(operator).post(reverse("activity-add"), typed(world, title="", plan=0))
    assert set(response.context["form"].errors) == {"title", "plan"}


def test_until_the_first_filing_everything_is_corrected(world: World, operator: User, login: Login) -> None:
    action = activity(world, ("Jumlah kampanye", "kampanye"), ("Jumlah peserta", "orang"))
    first, second = action.indicators.order_by("position")
    rows = ((first.pk, "", ""), (second.pk, "Jumlah peserta hadir", "orang"), ("", "Jumlah desa", "desa"))
    url = reverse("activity-edit", args=[action.pk])
    assert "Jumlah peserta" in login(operator).get(url).content.decode()
    login(operator).post(url, typed(world, *rows, title="Kampanye desa", starts_on="2024-02-01"))
    action.refresh_from_db()
    assert action.title == "Kampanye desa"
    assert action.assignments.get().starts_on == date(2024, 2, 1)
    kept = list(action.indicators.order_by("position").values_list("text", "unit"))
    assert kept == [("Jumlah peserta hadir", "orang"), ("Jumlah desa", "desa")]
    assert not Indicator.objects.filter(pk=first.pk).exists()
    assert Indicator.objects.filter(pk=second.pk, text="Jumlah peserta hadir").exists()


def test_what_was_typed_once_is_not_taken_away(world: World, operator: User, login: Login) -> None:
    action = activity(world)
    [indicator] = action.indicators.all()
    report = world.report()
    save_measurement(report=report, indicator=indicator, cell=count(3), by=operator)
    save_measurement(report=report, indicator=indicator, cell=None, by=operator)
    rows = ((indicator.pk, "", ""), ("", "Jumlah desa", "desa"))
    response = login(operator).post(reverse("activity-edit", args=[action.pk]), typed(world, *rows))
    assert "sudah pernah diisi" in response.content.decode()
    assert [one.text for one in action.indicators.all()] == ["Jumlah kampanye"]


def test_after_the_first_filing_nothing_is_changed(world: World, people: dict[str, User], login: Login) -> None:
    action = activity(world)
    [indicator] = action.indicators.all()
    teller = Teller(world, people)
    report = teller.fill(1)
    at = report.period.opens_at
    save_measurement(report=report, indicator=indicator, cell=count(3), by=people["operator"], at=at)
    teller.file(report)
    response = login(people["operator"]).post(reverse("activity-edit", args=[action.pk]), typed(world))
    assert "sudah dilaporkan" in response.content.decode()
    [row] = login(people["operator"]).get(reverse("activity-list")).context["page"]
    assert (row.is_filed, row.is_verified) == (True, False)
    assert "Ubah" not in login(people["operator"]).get(reverse("activity-list")).content.decode().split("<main")[1]


def test_between_submission_and_endorsement_nothing_is_changed(
    world: World, people: dict[str, User], login: Login
) -> None:
    action = activity(world)
    report = Teller(world, people).fill(1)
    at = report.period.opens_at
    save_measurement(report=report, indicator=action.indicators.get(), cell=count(3), by=people["operator"], at=at)
    submit_progress(reports=[report], by=people["operator"], at=at)
    url = reverse("activity-edit", args=[action.pk])
    response = login(people["operator"]).post(url, typed(world, title="Lain"))
    assert "sudah diajukan atau dikunci" in response.content.decode()
    action.refresh_from_db()
    assert action.title == "Kampanye"
    withdraw_progress(report=report, by=people["operator"], at=at)
    rows = ((action.indicators.get().pk, "Jumlah kampanye", "kali"),)
    assert login(people["operator"]).post(url, typed(world, *rows, title="Lain")).status_code == 302


def test_a_value_that_comes_after_its_indicator_was_taken_away_is_refused(world: World, operator: User) -> None:
    action = activity(world, ("Jumlah kampanye", "kampanye"), ("Jumlah peserta", "orang"))
    first, second = action.indicators.order_by("position")
    report = world.report()
    kept = [(second.pk, second.text, second.unit)]
    verbs.edit_outside_activity(action=action, title="Kampanye", starts_on=date(2024, 1, 1), outputs=kept)
    with pytest.raises(IndicatorGone, match="baru saja dihapus"):
        save_measurement(report=report, indicator=first, cell=count(3), by=operator)
    save_measurement(report=report, indicator=second, cell=count(3), by=operator)


def test_the_list_shows_the_own_to_who_reports_and_all_to_the_others(
    world: World, people: dict[str, User], login: Login
) -> None:
    action = activity(world)
    page = login(people["operator"]).get(reverse("activity-list"))
    assert "Belum diisi" in page.content.decode()
    for person, rows in {"operator": 1, "endorser": 1, "outsider": 0, "coordinator": 1, "secretariat": 1}.items():
        assert len(login(people[person]).get(reverse("activity-list")).context["page"]) == rows, person
    save_measurement(report=world.report(), indicator=action.indicators.get(), cell=count(0), by=people["operator"])
    assert "Draf" in login(people["operator"]).get(reverse("activity-list")).content.decode()


def test_the_list_costs_the_same_with_more_rows(
    world: World, secretariat: User, login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(52):
        activity(world)
    client = login(secretariat)
    with django_assert_max_num_queries(8):
        assert len(client.get(reverse("activity-list")).context["page"]) == 50


def test_who_comes_in(world: World, people: dict[str, User], client: Client, login: Login) -> None:
    edit = reverse("activity-edit", args=[activity(world).pk])
    for url in (reverse("activity-list"), edit):
        assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert login(people["admin"]).get(reverse("activity-list")).status_code == 403
    assert login(people["auditor"]).get(reverse("activity-list")).status_code == 200
    for person in ("endorser", "coordinator", "auditor", "outsider"):
        assert login(people[person]).get(edit).status_code == 403
    client_ = login(people["secretariat"])
    assert client_.get(edit).status_code == 200
    assert client_.get(reverse("activity-edit", args=[world.action.pk])).status_code == 404  # in the plan
    assert client_.delete(edit).status_code == 405
    assert client_.post(reverse("activity-list")).status_code == 405
