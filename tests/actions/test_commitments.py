"""Komitmen: prepared, confirmed and frozen; targets proposed, decided and readable afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from actions.commitments import commitment_tasks, earlier_values, target_changes
from actions.enums import CommitmentStep, TargetDecision
from actions.forms.entry import EntryGrid
from actions.models import Commitment, Indicator, Target, TargetRequest
from actions.permissions import kept_clusters
from actions.services import budget
from actions.services import commitments as verbs
from clusters.enums import NotificationKind, PlanKind
from clusters.models import Notification, Organization, Plan, User
from reports.summaries import load_plan, year_of
from tests.cast import World
from tests.reports.story import AFTER_THE_YEAR

Login = Callable[[User], Client]
EARLY = datetime(2024, 2, 1, 3, 0, tzinfo=UTC)
YEAR = "?year=2024"
ONE = 10_000  # numbers are whole ten-thousandths in the rules


def propose(world: World, by: User, value: int = 350, *, at: datetime = EARLY) -> TargetRequest:
    return verbs.request_target(
        indicator=world.indicator, year=2024, value=Decimal(value), reason="Anggaran dipangkas.", by=by, at=at
    )


def approve(request: TargetRequest, by: User, *, at: datetime = EARLY) -> Target | None:
    return verbs.decide_target(request=request, decision=TargetDecision.APPROVED, by=by, at=at)


def take(world: World, by: User, step: CommitmentStep, *, at: datetime = EARLY) -> Commitment:
    return verbs.take_commitment_step(plan=world.plan, organization=world.kemenpppa, year=2024, step=step, by=by, at=at)


def page_of(world: World) -> str:
    return reverse("commitment-detail", args=[world.kemenpppa.pk]) + YEAR


def test_the_page_lists_targets_baseline_locations_and_budget(world: World, operator: User, login: Login) -> None:
    world.action.locations.add(world.province)
    Indicator.objects.filter(pk=world.indicator.pk).update(baseline=Decimal("12.5"), baseline_year=2019)
    page = login(operator).get(page_of(world)).content.decode()
    for words in ("Jumlah kegiatan sosialisasi", "400", "12,5", "Jawa Barat", "5678.QDB.001", "Rp1.000.000.000"):
        assert words in page
    assert "Jumlah perkara" not in page  # another institution's action


def test_the_operator_prepares_and_the_endorser_confirms(world: World, people: dict[str, User], login: Login) -> None:
    prepare = reverse("commitment-prepare", args=[world.kemenpppa.pk]) + YEAR
    confirm = reverse("commitment-confirm", args=[world.kemenpppa.pk]) + YEAR
    operator = login(people["operator"])
    assert operator.post(confirm).status_code == 403
    operator.post(prepare, {"note": "Diperiksa."})
    assert Notification.objects.get(user=people["endorser"], kind=NotificationKind.COMMITMENT)
    endorser = login(people["endorser"])
    assert endorser.post(prepare).status_code == 403
    page = endorser.post(confirm, {"note": ""}, follow=True).content.decode()
    assert "Dikonfirmasi" in page
    steps = Commitment.objects.order_by("version")
    assert [(step.step, step.by, step.note) for step in steps] == [
        ("prepared", people["operator"], "Diperiksa."),
        ("confirmed", people["endorser"], ""),
    ]


def test_a_single_officer_confirms_alone(world: World, operator: User, login: Login) -> None:
    Organization.objects.filter(pk=world.kemenpppa.pk).update(endorsement_required=False)
    login(operator).post(reverse("commitment-confirm", args=[world.kemenpppa.pk]) + YEAR, {"note": ""})
    assert Commitment.objects.get().step == CommitmentStep.CONFIRMED


def test_what_was_confirmed_is_frozen_with_its_hash(world: World, people: dict[str, User]) -> None:
    propose(world, people["operator"])
    step = take(world, people["endorser"], CommitmentStep.CONFIRMED)
    assert hashlib.sha256(step.content.encode()).hexdigest() == step.sha256
    [action] = json.loads(step.content)["actions"]
    targets = {row["indicator"]: (row["target"], row["proposed"]) for row in action["targets"]}
    assert targets["Jumlah kegiatan sosialisasi"] == ("400", "350")
    assert action["budget"] == [{"source": "apbn", "code": "5678.QDB.001", "title": "", "ceiling": 1_000_000_000}]


def test_the_steps_are_append_only(world: World, people: dict[str, User]) -> None:
    take(world, people["operator"], CommitmentStep.PREPARED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.update(content="{}")
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.all().delete()


def test_a_change_after_the_confirmation_is_said(world: World, people: dict[str, User], login: Login) -> None:
    take(world, people["endorser"], CommitmentStep.CONFIRMED)
    client = login(people["endorser"])
    assert not client.get(page_of(world)).context["has_changed"]
    budget.revise_ceiling(line=world.line, amount=7, reason="Efisiensi", by=people["operator"])
    response = client.get(page_of(world))
    assert response.context["has_changed"]
    assert "Berubah sejak langkah terakhir" in response.content.decode()
    take(world, people["endorser"], CommitmentStep.CONFIRMED, at=datetime.now(UTC))
    assert [step.version for step in Commitment.objects.order_by("version")] == [1, 2]
    assert not client.get(page_of(world)).context["has_changed"]


def test_the_task_waits_for_the_operator_and_then_for_the_endorser(world: World, people: dict[str, User]) -> None:
    def tasks(person: str) -> list[str]:
        user = people[person]
        found = commitment_tasks(user, clusters=kept_clusters(user, on=EARLY.date()), at=EARLY)
        return [task.title for task in found]

    assert (tasks("operator"), tasks("endorser"), tasks("outsider")) == (["Komitmen 2024 menunggu"], [], [])
    take(world, people["operator"], CommitmentStep.PREPARED)
    assert (tasks("operator"), tasks("endorser")) == ([], ["Komitmen 2024 menunggu"])
    take(world, people["endorser"], CommitmentStep.CONFIRMED)
    assert (tasks("operator"), tasks("endorser")) == ([], [])
    propose(world, people["operator"])
    assert tasks("coordinator") == tasks("secretariat") == ["1 usulan target menunggu keputusan Anda"]
    assert tasks("verifier") == []  # coordinates another cluster


def test_a_target_is_proposed_by_the_lead_once_with_a_reason(
    world: World, people: dict[str, User], login: Login
) -> None:
    client, url = login(people["operator"]), reverse("target-request", args=[world.indicator.pk]) + YEAR
    assert set(client.post(url, {"value": "x", "reason": ""}).context["form"].errors) == {"value", "reason"}
    same = client.post(url, {"value": "400", "reason": "Sama"})
    assert "sama dengan target yang berlaku" in same.content.decode()
    client.post(url, {"value": "350,5", "reason": "Anggaran dipangkas."})
    request = TargetRequest.objects.get()
    assert (request.old_value, request.proposed_value) == (Decimal(400), Decimal("350.5"))
    assert Notification.objects.get(user=people["coordinator"], kind=NotificationKind.TARGET)
    again = client.post(url, {"value": "300", "reason": "Lagi"})
    assert "Masih ada usulan" in again.content.decode()
    assert "Menunggu keputusan" in client.get(page_of(world)).content.decode()


@pytest.mark.parametrize("of", ["milestone", "police"])
def test_milestones_and_others_targets_are_not_proposed(world: World, operator: User, login: Login, of: str) -> None:
    indicator = world.milestone if of == "milestone" else world.police_action.indicators.get()
    assert login(operator).get(reverse("target-request", args=[indicator.pk]) + YEAR).status_code == 404


def test_an_approval_writes_the_next_version_and_the_old_one_stays(world: World, people: dict[str, User]) -> None:
    target = approve(propose(world, people["operator"]), people["coordinator"])
    assert target is not None
    assert (target.version, target.value) == (2, Decimal(350))
    assert (target.requested_by, target.approved_by, target.reason) == (
        people["operator"],
        people["coordinator"],
        "Anggaran dipangkas.",
    )
    assert world.indicator.targets.get(version=1).value == Decimal(400)
    [change] = target_changes(earlier_values(world.action.pk))
    assert (change.before, change.after) == ("400", "350")
    year = year_of(load_plan(world.plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
    assert year.figures[world.indicator.pk].target.value == 350 * ONE
    assert Notification.objects.filter(user=people["operator"], kind=NotificationKind.TARGET).count() == 1


def test_an_approval_after_the_years_last_due_moment_is_shown_and_not_counted(
    world: World, people: dict[str, User]
) -> None:
    late = world.period(4).due_at + timedelta(days=1)
    approve(propose(world, people["operator"], at=late), people["coordinator"], at=late)
    year = year_of(load_plan(world.plan, [2024], reading="official", as_of=AFTER_THE_YEAR), 2024)
    assert year.figures[world.indicator.pk].target.value == 400 * ONE
    assert len(target_changes(earlier_values(world.action.pk))) == 1


def test_the_revision_is_readable_on_the_action_and_in_the_grid(
    world: World, people: dict[str, User], login: Login
) -> None:
    approve(propose(world, people["operator"]), people["coordinator"])
    page = login(people["executive"]).get(reverse("action-detail", args=[world.action.pk])).content.decode()
    for words in ("400 → 350", "Anggaran dipangkas.", "diusulkan Olivia Operator", "disetujui Vera Verifikator"):
        assert words in page
    cell = next(cell for cell in EntryGrid([world.report()]).cells if cell.indicator == world.indicator)
    assert cell.target == "350 (direvisi dari 400: Anggaran dipangkas.)"


def test_a_refusal_needs_a_note_and_leaves_the_target(world: World, people: dict[str, User], login: Login) -> None:
    request = propose(world, people["operator"])
    client, url = login(people["coordinator"]), reverse("target-request-decide", args=[request.pk])
    assert set(client.post(url, {"decision": "refused", "note": ""}).context["form"].errors) == {"note"}
    client.post(url, {"decision": "refused", "note": "Pagu masih cukup."})
    request.refresh_from_db()
    assert (request.decision, request.decided_by) == ("refused", people["coordinator"])
    assert world.indicator.targets.count() == 1
    assert "Pagu masih cukup." in login(people["operator"]).get(page_of(world)).content.decode()
    assert propose(world, people["operator"]).pk != request.pk  # another one may follow


def test_a_proposal_is_decided_once_and_only_about_the_target_it_saw(world: World, people: dict[str, User]) -> None:
    request = propose(world, people["operator"])
    Target.objects.create(
        indicator=world.indicator, year=2024, version=2, value=Decimal(390), reason="Lain", approved_at=EARLY
    )
    with pytest.raises(verbs.TargetMoved):
        approve(request, people["coordinator"])
    verbs.decide_target(request=request, decision=TargetDecision.REFUSED, by=people["coordinator"], note="Usang.")
    with pytest.raises(verbs.RequestAlreadyDecided):
        approve(request, people["secretariat"])


def test_who_decides(world: World, people: dict[str, User], client: Client, login: Login) -> None:
    url = reverse("target-request-decide", args=[propose(world, people["operator"]).pk])
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    for person, status in {
        "coordinator": 200,
        "secretariat": 200,
        "verifier": 403,
        "operator": 403,
        "executive": 403,
        "region_operator": 403,
    }.items():
        assert login(people[person]).get(url).status_code == status, person
    assert login(people["secretariat"]).get(reverse("target-request-decide", args=[0])).status_code == 404


def test_the_link_of_the_notification_says_what_was_decided(
    world: World, people: dict[str, User], login: Login
) -> None:
    request = propose(world, people["operator"])
    url = reverse("target-request-decide", args=[request.pk])
    verbs.decide_target(request=request, decision=TargetDecision.REFUSED, by=people["secretariat"], note="Pagu cukup.")
    client = login(people["coordinator"])
    for page in (client.get(url), client.post(url, {"decision": "approved", "note": ""})):
        text = page.content.decode()
        assert page.status_code == 200
        assert "sudah diputuskan" in text
        assert "Pagu cukup." in text
        assert "Simpan keputusan" not in text
    assert world.indicator.targets.count() == 1
    assert login(people["operator"]).get(url).status_code == 403


def test_a_proposal_of_another_regions_plan_is_not_found(world: World, people: dict[str, User], login: Login) -> None:
    request = propose(world, people["operator"])
    Plan.objects.filter(pk=world.plan.pk).update(kind=PlanKind.REGIONAL, region=world.other_province)
    url = reverse("target-request-decide", args=[request.pk])
    assert login(people["region_operator"]).get(url).status_code == 404


def test_nobody_decides_about_the_own_organization(world: World, people: dict[str, User], login: Login) -> None:
    officer = User.objects.create_user("o@contoh.go.id", "x", name="Oki", organization=world.polri, role="operator")
    perkara = world.police_action.indicators.get()
    request = verbs.request_target(indicator=perkara, year=2024, value=Decimal(90), reason="x", by=officer, at=EARLY)
    url = reverse("target-request-decide", args=[request.pk])
    assert login(people["secretariat"]).get(url).status_code == 403
    assert login(people["verifier"]).post(url, {"decision": "approved", "note": ""}).status_code == 302
    assert perkara.targets.count() == 2


def test_coordinators_see_who_has_not_confirmed_and_what_waits(
    world: World, people: dict[str, User], login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    take(world, people["endorser"], CommitmentStep.CONFIRMED)
    propose(world, people["operator"])
    client = login(people["coordinator"])
    with django_assert_max_num_queries(14):
        response = client.get(reverse("commitment-list") + YEAR)
    rows = [(row.organization.code, row.is_confirmed) for row in response.context["rows"]]
    assert rows == [("POLRI", False), ("KEMENPPPA", True)]
    assert "Kemenpppa, aksi 1.1: Jumlah kegiatan sosialisasi" in response.content.decode()
    assert list(login(people["verifier"]).get(reverse("commitment-list")).context["requests"]) == []


def test_the_page_costs_the_same_with_more_indicators(
    world: World, operator: User, login: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = login(operator)
    for number in range(20):
        budget.create_budget_line(
            action=world.action,
            organization=world.kemenpppa,
            fiscal_year=2024,
            source="apbn",
            code=str(number),
            ceiling=number,
            by=operator,
        )
    take(world, operator, CommitmentStep.PREPARED)
    with django_assert_max_num_queries(30):
        client.get(page_of(world))


def test_who_sees_a_commitment(world: World, people: dict[str, User], client: Client, login: Login) -> None:
    url = page_of(world)
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("commitment-list"))["Location"].startswith(reverse("account_login"))
    for person in ("operator", "endorser", "coordinator", "secretariat", "executive", "auditor"):
        assert login(people[person]).get(url).status_code == 200
    assert login(people["outsider"]).get(url).status_code == 404
    assert login(people["region_operator"]).get(url).status_code == 404
    assert login(people["executive"]).get(reverse("commitment-list")).status_code == 200
    assert login(people["admin"]).get(reverse("commitment-list")).status_code == 403
    for name in ("commitment-prepare", "commitment-confirm"):
        step = reverse(name, args=[world.kemenpppa.pk])
        assert login(people["coordinator"]).post(step).status_code == 403
        assert login(people["outsider"]).post(step).status_code == 404
        assert login(people["operator"]).get(step).status_code == 405
    assert login(people["endorser"]).get(reverse("target-request", args=[world.indicator.pk])).status_code == 403


def test_a_region_without_a_plan_is_told_so(world: World, region_operator: User, login: Login) -> None:
    assert "Belum ada rencana" in login(region_operator).get(reverse("commitment-list")).content.decode()


def test_a_wrong_method_is_refused(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    assert client.post(page_of(world)).status_code == 405
    assert client.post(reverse("commitment-list")).status_code == 405
    assert client.delete(reverse("target-request", args=[world.indicator.pk])).status_code == 405
    assert client.delete(reverse("target-request-decide", args=[0])).status_code == 405


@pytest.mark.parametrize("year", ["0000", "9999", "1" * 5000])
def test_a_year_that_is_in_no_plan_falls_back(world: World, operator: User, login: Login, year: str) -> None:
    page = login(operator).get(reverse("commitment-list"), {"year": year})
    assert (page.status_code, page.context["year"]) == (200, 2024)
