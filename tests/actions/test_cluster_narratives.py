"""Klaster saya: what the ministry in charge of a cluster sees, and how its narrative is written and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import AssignmentRole
from actions.models import Assignment, ClusterNarrative, ReportingPeriod
from actions.permissions import can_write_cluster_narrative
from actions.services.cluster_narratives import NarrativeChanged, NarrativeRefused, write_cluster_narrative
from actions.services.periods import lock_period
from clusters.enums import ClusterRoleKind, Role
from clusters.models import ClusterRole, User
from tests.cast import PLANNED_AT, World, make_organization, make_user
from tests.reports.story import Teller

Login = Callable[[User], Client]
TEXTS = {"achievement": "Sosialisasi di 12 provinsi.", "good_practice": "", "obstacle": "Anggaran.", "follow_up": ""}


@pytest.fixture
def lead(world: World, people: dict[str, User]) -> User:
    """Operator of Kemendagri, which leads cluster 1."""
    return make_user(world.kemendagri, Role.OPERATOR, "Lina Ketua")


@pytest.fixture
def period(world: World) -> ReportingPeriod:
    return world.period(1)


def write(world: World, period: ReportingPeriod, by: User, *, seen: int = 0, **changes: str) -> ClusterNarrative:
    texts = {**TEXTS, **changes}
    return write_cluster_narrative(cluster=world.clusters[1], period=period, texts=texts, seen=seen, by=by)


def page(world: World, period: ReportingPeriod) -> str:
    return reverse("cluster-narrative", args=[world.clusters[1].pk, period.pk])


def listing(number: int, period: ReportingPeriod) -> str:
    return f"{reverse('cluster-report-list')}?cluster={number}&period={period.pk}"


# Writing


def test_each_save_is_a_version_with_who_and_for_which_ministry(
    world: World, period: ReportingPeriod, lead: User
) -> None:
    first = write(world, period, lead)
    second = write(world, period, lead, seen=1, obstacle="Anggaran terlambat.")
    assert (first.version, second.version) == (1, 2)
    assert (second.written_by, second.organization) == (lead, world.kemendagri)
    assert list(ClusterNarrative.objects.latest_versions()) == [second]


def test_the_same_texts_again_are_no_new_version(world: World, period: ReportingPeriod, lead: User) -> None:
    write(world, period, lead)
    assert write(world, period, lead, seen=0).version == 1
    assert ClusterNarrative.objects.count() == 1


def test_the_second_writer_is_refused_with_the_other_version(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User
) -> None:
    write(world, period, lead)
    with pytest.raises(NarrativeChanged, match="Lina Ketua menyimpan versi lain") as refused:
        write(world, period, people["secretariat"], seen=0, achievement="Lain.")
    assert refused.value.current.achievement == TEXTS["achievement"]


def test_an_empty_narrative_and_a_locked_period_are_refused(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User
) -> None:
    with pytest.raises(NarrativeRefused, match="sekurang-kurangnya satu"):
        write(world, period, lead, achievement=" ", obstacle="")
    lock_period(period=period, by=people["secretariat"], at=period.locks_at)
    with pytest.raises(NarrativeRefused, match="sudah dikunci"):
        write(world, period, lead)


def test_a_version_is_never_changed_or_removed_in_the_database(
    world: World, period: ReportingPeriod, lead: User
) -> None:
    written = write(world, period, lead)
    rows = ClusterNarrative.objects.filter(pk=written.pk)
    with pytest.raises(IntegrityError, match="riwayat tidak dapat diubah"), transaction.atomic():
        rows.update(achievement="Lain.")
    with pytest.raises(IntegrityError, match="riwayat tidak dapat diubah"), transaction.atomic():
        rows.delete()


def test_who_writes_is_the_lead_of_that_day_and_the_secretariat(
    world: World, people: dict[str, User], lead: User
) -> None:
    cluster, day = world.clusters[1], date(2024, 4, 10)
    may = {name for name, person in people.items() if can_write_cluster_narrative(person, cluster, on=day)}
    assert may == {"secretariat"}
    assert can_write_cluster_narrative(lead, cluster, on=day)
    assert not can_write_cluster_narrative(lead, world.clusters[5], on=day)
    ClusterRole.objects.filter(cluster=cluster, role=ClusterRoleKind.LEAD).update(valid_to=day)
    assert can_write_cluster_narrative(lead, cluster, on=day)
    assert not can_write_cluster_narrative(lead, cluster, on=day + timedelta(days=1))


# The pages


def test_the_lead_sees_every_report_of_the_cluster_one_click_away(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, login: Login
) -> None:
    report = Teller(world, people).verified(1, 100)
    with time_machine.travel(period.due_at + timedelta(days=1)):
        answer = login(lead).get(listing(1, period))
    assert (answer.context["filed"], answer.context["owed"], answer.context["late"]) == (1, 1, 0)
    [(row, is_overdue)] = answer.context["rows"]
    assert (row.report, is_overdue) == (report, False)
    assert (row.answered, row.with_value, row.without_data) == (3, 1, 2)
    assert f'href="{report.get_absolute_url()}"' in answer.content.decode()


def test_who_filed_nothing_by_the_due_moment_is_shown_as_late_even_without_a_report(
    world: World, period: ReportingPeriod, lead: User, login: Login
) -> None:
    with time_machine.travel(period.due_at, tick=False):
        assert login(lead).get(listing(1, period)).context["late"] == 0
    with time_machine.travel(period.due_at + timedelta(seconds=1)):
        answer = login(lead).get(listing(1, period))
    assert answer.context["late"] == 1
    assert "belum mulai diisi" in answer.content.decode()


def test_of_a_draft_the_lead_learns_its_state_and_nothing_in_it(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, login: Login
) -> None:
    Teller(world, people).fill(1, 7777, achievement="Rahasia draf.")
    with time_machine.travel(period.opens_at + timedelta(days=3)):
        client = login(lead)
        pages = [client.get(listing(1, period)), client.get(page(world, period))]
    for answer in pages:
        assert answer.status_code == 200
        assert "7.777" not in answer.content.decode()
        assert "Rahasia draf" not in answer.content.decode()
    assert "Draf" in pages[0].content.decode()


def test_the_form_shows_filed_texts_and_copies_one_beneath_what_was_typed(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, login: Login
) -> None:
    Teller(world, people).verified(1, 100, achievement="Terlaksana di 5 daerah.")
    with time_machine.travel(period.due_at):
        client = login(lead)
        answer = client.get(page(world, period))
        [source] = answer.context["parts"][0]["sources"]
        assert (source.who, source.text) == ("Kemenpppa, aksi 1.1", "Terlaksana di 5 daerah.")
        typed = {**TEXTS, "seen": "0", "copy": source.key}
        answer = client.post(page(world, period), typed)
    assert answer.context["form"]["achievement"].value() == (
        "Sosialisasi di 12 provinsi.\n\nKemenpppa: Terlaksana di 5 daerah."
    )
    assert answer.context["form"]["obstacle"].value() == "Anggaran."
    assert not ClusterNarrative.objects.exists()


@pytest.mark.parametrize("key", ["achievement:999999", "return_note:1", "x", ""])
def test_an_unknown_text_to_copy_changes_nothing(
    world: World, period: ReportingPeriod, lead: User, login: Login, key: str
) -> None:
    with time_machine.travel(period.due_at):
        answer = login(lead).post(page(world, period), {**TEXTS, "seen": "0", "copy": key})
    assert answer.context["form"]["achievement"].value() == TEXTS["achievement"]


def test_what_was_written_is_on_the_cluster_dashboard_with_who_and_when(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, login: Login
) -> None:
    with time_machine.travel(period.due_at):
        answer = login(lead).post(page(world, period), {**TEXTS, "seen": "0"})
        assert answer.status_code == 302
        assert answer["Location"] == listing(1, period)
        shown = login(people["outsider"]).get(reverse("cluster-detail", args=[1])).content.decode()
    assert "Sosialisasi di 12 provinsi." in shown
    assert "Ditulis Lina Ketua, Kemendagri, " in shown


def test_two_writers_both_keep_their_texts_and_the_second_chooses(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, login: Login
) -> None:
    write(world, period, people["secretariat"], achievement="Tulisan sekretariat.")
    with time_machine.travel(period.due_at):
        client = login(lead)
        answer = client.post(page(world, period), {**TEXTS, "seen": "0"})
        assert answer.status_code == 409
        assert answer.context["form"]["achievement"].value() == TEXTS["achievement"]
        saved = answer.context["parts"][0]["sources"][0]
        assert (saved.text, saved.is_saved) == ("Tulisan sekretariat.", True)
        seen = str(answer.context["form"]["seen"].value())
        merged = client.post(page(world, period), {**TEXTS, "seen": seen, "copy": saved.key})
        text = merged.context["form"]["achievement"].value()
        assert text == "Sosialisasi di 12 provinsi.\n\nTulisan sekretariat."
        client.post(page(world, period), {**TEXTS, "achievement": text, "seen": seen})
    assert [row.version for row in ClusterNarrative.objects.order_by("version")] == [1, 2]


def test_a_refused_save_keeps_what_was_typed(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, login: Login
) -> None:
    lock_period(period=period, by=people["secretariat"], at=period.locks_at)
    with time_machine.travel(period.locks_at):
        answer = login(lead).post(page(world, period), {**TEXTS, "seen": "0"})
    assert answer.status_code == 422
    assert "sudah dikunci" in answer.content.decode()
    assert "Sosialisasi di 12 provinsi." in answer.content.decode()


def test_a_garbled_version_number_is_no_crash(world: World, period: ReportingPeriod, lead: User, login: Login) -> None:
    with time_machine.travel(period.due_at):
        answer = login(lead).post(page(world, period), {**TEXTS, "seen": "<b>"})
    assert answer.status_code == 422


def test_the_coordinator_follows_and_does_not_write(
    world: World, people: dict[str, User], period: ReportingPeriod, login: Login
) -> None:
    with time_machine.travel(period.due_at):
        client = login(people["coordinator"])
        answer = client.get(listing(1, period))
        assert answer.status_code == 200
        assert not answer.context["can_write"]
        assert client.get(page(world, period)).status_code == 403


def test_strangers_log_in_and_others_are_refused_or_find_nothing(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, client: Client, login: Login
) -> None:
    with time_machine.travel(period.due_at):
        assert client.get(listing(1, period)).status_code == 302
        assert client.get(page(world, period)).status_code == 302
        assert login(people["operator"]).get(reverse("cluster-report-list")).status_code == 403
        assert login(people["region_operator"]).get(reverse("cluster-report-list")).status_code == 403
        assert login(people["operator"]).get(page(world, period)).status_code == 404
        assert login(lead).get(listing(5, period)).status_code == 404
        assert login(lead).get(page(world, world.period(4))).status_code == 404
        assert login(lead).post(reverse("cluster-report-list")).status_code == 405
        assert login(lead).put(page(world, period)).status_code == 405


def test_the_list_asks_no_more_queries_for_more_organizations(
    world: World, people: dict[str, User], period: ReportingPeriod, lead: User, login: Login
) -> None:
    Teller(world, people).verified(1, 100)

    def queries() -> int:
        with time_machine.travel(period.due_at), CaptureQueriesContext(connection) as asked:
            assert login(lead).get(listing(1, period)).status_code == 200
        return len(asked)

    queries()
    before = queries()
    for number in range(4):
        Assignment.objects.create(
            action=world.action,
            organization=make_organization(f"K{number}"),
            role=AssignmentRole.SUPPORT,
            is_reporter=True,
            starts_on=date(2024, 1, 1),
            recorded_at=PLANNED_AT,
        )
    assert queries() == before
