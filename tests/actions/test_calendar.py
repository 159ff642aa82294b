"""Kalender pelaporan and its feed: what is shown to whom, in which words, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import CalendarLink, ReportingPeriod
from actions.schedule import ScheduledPeriod, month_by_month, scheduled_periods
from actions.services.calendar import calendar_reader, renew_calendar_link
from actions.services.periods import extend_period
from clusters.enums import PlanKind
from clusters.models import Plan, User
from ranpptppo.lib.formats import datetime_short
from tests.cast import World

Login = Callable[[User], Client]
REASON = "Kantor operator kebanjiran"


def extend(world: World, by: User, *, days: int = 10) -> datetime:
    """KemenPPPA gets more time for the first quarter; answers until when."""
    until = world.period(1).due_at + timedelta(days=days)
    extend_period(period=world.period(1), organization=world.kemenpppa, until=until, by=by, note=REASON)
    return until


def state_at(world: World, at: datetime, *, of: str = "kemenpppa") -> str:
    rows = scheduled_periods([world.plan], getattr(world, of), at=at)
    return next(row for row in rows if row.period.number == 1).state.label


def test_the_state_of_a_period_is_said_in_words(world: World) -> None:
    period = world.period(1)
    assert state_at(world, period.opens_at - timedelta(days=3)) == "Dibuka dalam 3 hari"
    assert state_at(world, period.opens_at - timedelta(seconds=1)) == "Dibuka dalam 1 hari"
    assert state_at(world, period.opens_at) == "Dibuka"
    assert state_at(world, period.due_at - timedelta(days=5)) == "Jatuh tempo dalam 5 hari"
    assert state_at(world, period.due_at) == "Jatuh tempo hari ini"
    assert state_at(world, period.due_at + timedelta(days=1)) == "Lewat batas waktu"
    ReportingPeriod.objects.filter(pk=period.pk).update(locked_at=period.locks_at)
    assert state_at(world, period.locks_at) == "Dikunci"


def test_an_extension_is_the_own_organizations_alone(world: World, secretariat: User) -> None:
    until = extend(world, secretariat)
    at = world.period(1).due_at + timedelta(days=5)
    assert state_at(world, at) == "Jatuh tempo dalam 5 hari"
    assert state_at(world, at, of="polri") == "Lewat batas waktu"
    ReportingPeriod.objects.filter(number=1).update(locked_at=at)
    assert state_at(world, at) == "Jatuh tempo dalam 5 hari"
    assert state_at(world, until + timedelta(hours=1)) == "Dikunci"


def test_moments_are_grouped_by_their_month_in_jakarta(world: World) -> None:
    period = world.period(1)
    period.opens_at = datetime(2024, 3, 31, 17, 0, tzinfo=UTC)  # 1 April, 00.00 WIB
    months = month_by_month([ScheduledPeriod(period, None, period.opens_at)], at=period.opens_at)
    assert months[0].label == "April 2024"
    assert months[0].is_current
    assert [moment.kind for month in months for moment in month.moments] == ["opens", "due", "locks"]


def test_the_page_shows_the_dates_and_the_own_extension(world: World, people: dict[str, User], login: Login) -> None:
    until = extend(world, people["secretariat"])
    page = login(people["operator"]).get(reverse("calendar")).content.decode()
    assert "Triwulan I 2024" in page
    assert datetime_short(world.period(1).due_at) in page
    assert f"instansi Anda: {datetime_short(until)}" in page
    other = login(people["outsider"]).get(reverse("calendar")).content.decode()
    assert "instansi Anda" not in other


def test_the_page_offers_plans_and_years_and_says_when_a_year_is_empty(
    world: World, operator: User, login: Login
) -> None:
    later = Plan.objects.create(
        kind=PlanKind.NATIONAL, title="Rencana 2030", short_title="RAN 2030", start_year=2030, end_year=2031
    )
    client = login(operator)
    page = client.get(reverse("calendar"), {"plan": later.pk, "year": 2031})
    assert (page.context["plan"], page.context["year"], page.context["rows"]) == (later, 2031, [])
    assert "Belum ada periode" in page.content.decode()
    assert client.get(reverse("calendar"), {"year": 2024}).context["plan"] == world.plan
    nonsense = client.get(reverse("calendar"), {"plan": "x", "year": "x"})
    assert nonsense.context["plan"] == later


def test_a_region_sees_no_other_regions_plan(world: World, region_operator: User, login: Login) -> None:
    for region in (world.province, world.other_province):
        Plan.objects.create(
            kind=PlanKind.REGIONAL, region=region, title="RAD", short_title="RAD", start_year=2024, end_year=2024
        )
    response = login(region_operator).get(reverse("calendar"))
    assert {plan.region for plan in response.context["plans"]} == {None, world.province}
    assert response.context["plan"].region == world.province


def test_the_page_costs_the_same_whatever_the_number_of_periods(
    world: World, operator: User, login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = login(operator)
    with django_assert_max_num_queries(8):
        client.get(reverse("calendar"))


def test_an_address_is_shown_once_and_a_new_one_ends_the_old(operator: User, login: Login) -> None:
    client = login(operator)
    first = client.post(reverse("calendar-link-renew"))
    address = first.context["address"]
    assert address.startswith("http")
    assert first["Cache-Control"].startswith("max-age=0")
    path = address[address.index("/calendar") :]
    assert client.get(path).status_code == 200
    assert path not in client.get(reverse("calendar-link")).content.decode()
    client.post(reverse("calendar-link-renew"))
    assert client.get(path).status_code == 404
    assert CalendarLink.objects.filter(user=operator).count() == 1


def test_a_withdrawn_address_and_that_of_a_deactivated_person_answer_nothing(
    operator: User, login: Login, client: Client
) -> None:
    first = renew_calendar_link(user=operator)
    login(operator).post(reverse("calendar-link-withdraw"))
    assert calendar_reader(first) is None
    second = renew_calendar_link(user=operator)
    User.objects.filter(pk=operator.pk).update(is_active=False)
    client.logout()
    assert client.get(reverse("calendar-feed", args=[second])).status_code == 404


def test_the_key_itself_is_not_stored(operator: User) -> None:
    key = renew_calendar_link(user=operator)
    assert len(key) >= 43
    assert key not in str(CalendarLink.objects.values().get())


def test_the_feed_is_read_without_a_login_and_its_events_keep_their_names(
    world: World, people: dict[str, User], client: Client
) -> None:
    url = reverse("calendar-feed", args=[renew_calendar_link(user=people["operator"])])
    response = client.get(url)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    feed = response.content.decode()
    assert feed.count("BEGIN:VEVENT") == 12  # four periods, each opened, due and locked
    assert f"DTSTART:{world.period(1).due_at:%Y%m%dT%H%M%SZ}" in feed
    uids = [line for line in feed.split("\r\n") if line.startswith("UID")]
    extend(world, people["secretariat"])
    again = client.get(url).content.decode()
    assert set(uids) < {line for line in again.split("\r\n") if line.startswith("UID")}
    assert "SUMMARY:Batas waktu instansi Anda: Triwulan I 2024" in again


def test_the_feed_reminds_of_the_moment_that_holds(world: World, people: dict[str, User], client: Client) -> None:
    """An organization with an extension is reminded of the extension, not of the moment before it."""
    extend(world, people["secretariat"])
    feed = client.get(reverse("calendar-feed", args=[renew_calendar_link(user=people["operator"])])).content.decode()
    events = {event.split("\r\n")[0]: event for event in feed.split("UID:")[1:]}
    names = {name.split("@")[0]: event.count("BEGIN:VALARM") for name, event in events.items()}
    first = world.period(1).pk
    assert (names[f"period-{first}-due"], names[f"period-{first}-extended"]) == (0, 2)
    assert names[f"period-{world.period(2).pk}-due"] == 2


def test_the_feed_shows_dates_and_plan_names_only(world: World, people: dict[str, User], client: Client) -> None:
    extend(world, people["secretariat"])
    Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=world.province,
        title="RAD",
        short_title="RAD Jabar",
        start_year=2024,
        end_year=2024,
    )
    feed = client.get(reverse("calendar-feed", args=[renew_calendar_link(user=people["operator"])])).content.decode()
    plain = feed.replace("\r\n ", "")
    assert "RAN contoh" in plain
    hidden = [REASON, world.action.title, world.indicator.text, "Kemenpppa", "KEMENPPPA", "RAD Jabar", "klaster"]
    hidden += [person.name for person in people.values()] + [person.email for person in people.values()]
    assert [word for word in hidden if word in plain] == []


@pytest.mark.parametrize("name", ["calendar", "calendar-link"])
def test_strangers_log_in_first(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_an_unknown_key_and_a_wrong_method_are_refused(operator: User, login: Login, client: Client) -> None:
    assert client.get(reverse("calendar-feed", args=["x" * 43])).status_code == 404
    assert client.post(reverse("calendar-feed", args=["x" * 43])).status_code == 405
    logged_in = login(operator)
    assert logged_in.post(reverse("calendar")).status_code == 405
    assert logged_in.get(reverse("calendar-link-renew")).status_code == 405
    assert logged_in.get(reverse("calendar-link-withdraw")).status_code == 405
