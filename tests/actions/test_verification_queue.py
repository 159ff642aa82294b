"""The queue: its filters, its order, and many reports verified after a summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.anomalies import submissions_of
from actions.entry import CellValue
from actions.enums import AnomalyKind, EvidenceKind, MeasurementState, ReportState
from actions.models import Evidence, ProgressReport
from actions.services import drafts, progress
from actions.services.verification import HAS_ANOMALY, verify_plain_reports
from actions.verification_queue import age_counts, age_label, following, place_of
from clusters.models import ClusterRole, User
from tests.actions.test_workflow import fill
from tests.cast import World
from tests.reports.story import AFTER_THE_YEAR
from tests.site.test_walk import make_evidence

Login = Callable[[User], Client]


@pytest.fixture
def queue(world: World, people: dict[str, User]) -> Iterator[list[ProgressReport]]:
    """Three quarters in the queue, filed on different days, each with evidence; the third jumps tenfold."""
    reports = []
    for number, amount in ((1, 10), (2, 12), (3, 900)):
        report = world.report(number)
        with time_machine.travel(report.period.opens_at + timedelta(days=1)):
            fill(world, report, people["operator"], amount=amount)
            make_evidence(report, people["operator"], EvidenceKind.ACTIVITY_REPORT)
            progress.submit_progress(reports=[report], by=people["operator"])
            progress.endorse_progress(report=report, by=people["endorser"])
        reports.append(report)
    with time_machine.travel(world.period(3).opens_at + timedelta(days=6)):
        yield reports


def shown(client: Client, query: str = "") -> list[int]:
    return [row["report"].pk for row in client.get(f"{reverse('verification-list')}{query}").context["rows"]]


def filing(report: ProgressReport) -> int:
    return report.events.filter(is_filing=True).latest("pk").pk


def test_filters_narrow_the_queue_and_say_when_nothing_is_left(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    client = login(people["coordinator"])
    first, second, third = (report.pk for report in queue)
    assert shown(client) == [first, second, third]
    assert shown(client, f"?period={queue[1].period_id}") == [second]
    assert shown(client, f"?organization={queue[0].organization_id}&cluster={queue[0].cluster_id}&over=30") == [
        first,
        second,
    ]
    assert shown(client, "?anomalies=plain") == [first, second]
    assert shown(client, "?anomalies=odd") == [third]
    assert "Tidak ada yang cocok" in client.get(f"{reverse('verification-list')}?cluster=999").content.decode()
    assert client.get(f"{reverse('verification-list')}?over=x&cluster=y").status_code == 200


def test_ages_fall_into_their_buckets() -> None:
    assert [age_label(days) for days in (0, 3, 4, 7, 8, 15, 16)] == [
        "0–3 hari",
        "0–3 hari",
        "4–7 hari",
        "4–7 hari",
        "8–15 hari",
        "8–15 hari",
        "lebih dari 15 hari",
    ]
    assert [count for _, count in age_counts([1, 5, 6, 40])] == [1, 2, 0, 1]


def test_the_place_in_the_queue_and_what_follows() -> None:
    keys = [7, 3, 9]
    place = place_of(3, keys)
    assert place is not None
    assert (place.number, place.total, place.before, place.after) == (2, 3, 7, 9)
    assert place_of(4, keys) is None
    assert [following(key, keys) for key in keys] == [3, 9, 7]
    assert following(7, [7]) is None


def test_verifying_goes_on_with_the_next_one_and_keeps_the_filter(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    client = login(people["coordinator"])
    page = client.get(f"{reverse('progress-review', args=[queue[1].pk])}?cluster={queue[1].cluster_id}")
    assert "2 dari 3 dalam antrean" in " ".join(page.content.decode().split())
    url = f"{reverse('progress-verify', args=[queue[1].pk])}?cluster={queue[1].cluster_id}"
    response = client.post(url, {"next": "1"})
    assert response["Location"] == f"{reverse('progress-review', args=[queue[2].pk])}?cluster={queue[1].cluster_id}"


def test_the_summary_changes_nothing_and_names_what_is_left_out(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    client = login(people["coordinator"])
    ticked = "&".join(f"report={report.pk}" for report in queue)
    page = client.get(f"{reverse('verification-bulk')}?{ticked}&report=99999")
    assert [row["report"] for row in page.context["plain"]] == queue[:2]
    assert [row["report"] for row in page.context["excluded"]] == queue[2:]
    assert (page.context["organizations"], page.context["values"], page.context["gone"]) == (1, 6, 1)
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {ReportState.ENDORSED}
    nothing = client.get(reverse("verification-bulk"), follow=True)
    assert "Pilih dahulu" in nothing.content.decode()


def test_a_report_without_the_evidence_that_it_asks_for_is_odd_and_never_verified_in_bulk(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    first, second, third = queue
    client = login(people["coordinator"])
    address = reverse("verification-list")
    with CaptureQueriesContext(connection) as before:
        client.get(f"{address}?anomalies=odd")
    Evidence.objects.filter(report=first).update(removed_at=AFTER_THE_YEAR, removed_by=people["operator"])
    assert shown(client, "?anomalies=odd") == [first.pk, third.pk]
    assert shown(client, "?anomalies=plain") == [second.pk]
    page = client.get(f"{reverse('verification-bulk')}?report={first.pk}&report={second.pk}")
    [left_out] = page.context["excluded"]
    assert (left_out["report"], left_out["kinds"]) == (first, ["Tanpa data dukung"])
    assert "2 anomali: tanpa data dukung" in page.content.decode()
    result = verify_plain_reports(chosen={first.pk: filing(first)}, by=people["coordinator"])
    assert [(report, why) for report, why in result.skipped] == [(first, HAS_ANOMALY)]
    with CaptureQueriesContext(connection) as after:
        client.get(f"{address}?anomalies=odd")
    assert len(after) == len(before)


def spend(world: World, report: ProgressReport, people: dict[str, User], amount: int) -> None:
    state = MeasurementState.VALUE
    drafts.save_realization(report=report, line=world.line, state=state, amount=amount, by=people["operator"])


def write(world: World, report: ProgressReport, people: dict[str, User]) -> None:
    texts = {"achievement": "Ditulis ulang."}
    drafts.save_narrative(report=report, action=world.action, texts=texts, by=people["operator"])


def explain(world: World, report: ProgressReport, people: dict[str, User]) -> None:
    row = report.measurements.get(indicator=world.milestone)
    cell = CellValue(**{**row.values(), "reason": "Menunggu data."})
    drafts.save_measurement(report=report, indicator=world.milestone, cell=cell, by=people["operator"])


CHANGES: dict[str, Callable[[World, ProgressReport, dict[str, User]], object]] = {
    "narasi": write,
    "realisasi anggaran": lambda world, report, people: spend(world, report, people, 5),
    "data dukung": lambda world, report, people: make_evidence(
        report, people["operator"], EvidenceKind.OTHER, at=timezone.now()
    ),
    "Alasan": explain,
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_came_back_with_anything_changed_is_looked_at_on_its_own(
    queue: list[ProgressReport], world: World, people: dict[str, User], what: str
) -> None:
    first, second, _ = queue
    for report in (first, second):
        progress.return_progress(report=report, by=people["coordinator"], note="Perbaiki.", reason_code="definition")
    CHANGES[what](world, first, people)
    for report in (first, second):
        progress.submit_progress(reports=[report], by=people["operator"])
        progress.endorse_progress(report=report, by=people["endorser"])
    found = submissions_of([first, second])
    told = [*found[first.pk].beside.anomalies, *(one for row in found[first.pk].anomalies.values() for one in row)]
    assert [(one.kind, what in one.sentence) for one in told] == [(AnomalyKind.CHANGED, True)]
    assert found[second.pk].is_plain
    result = verify_plain_reports(chosen={report.pk: filing(report) for report in queue[:2]}, by=people["coordinator"])
    assert (result.verified, [report for report, _ in result.skipped]) == ([second], [first])


def test_rupiah_that_fell_or_pass_the_ceiling_are_odd_and_the_summary_adds_them_up(
    queue: list[ProgressReport], world: World, people: dict[str, User], login: Login
) -> None:
    ceiling = world.line.ceilings.get().amount
    for report, amount in zip(queue, (500, 400, ceiling + 1), strict=True):
        progress.withdraw_progress(report=report, by=people["operator"])
        spend(world, report, people, amount)
        progress.submit_progress(reports=[report], by=people["operator"])
        progress.endorse_progress(report=report, by=people["endorser"])
    found = submissions_of(queue)
    sentences = {
        report.pk: [one.sentence for one in found[report.pk].beside.anomalies if one.kind == AnomalyKind.AMOUNT]
        for report in queue
    }
    assert [len(sentences[report.pk]) for report in queue] == [0, 1, 1]
    assert sentences[queue[1].pk][0].startswith("Realisasi turun dari Rp500 menjadi Rp400")
    assert "melebihi pagu" in sentences[queue[2].pk][0]
    assert [found[report.pk].beside.spent for report in queue] == [500, 400, ceiling + 1]
    page = login(people["coordinator"]).get(f"{reverse('verification-bulk')}?report={queue[1].pk}").content.decode()
    assert "Verifikasi 0 laporan?" not in page
    assert "perlu dilihat satu per satu" in page
    assert "realisasi turun atau melebihi pagu" in page


def test_where_nothing_can_be_ticked_no_button_offers_it(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    client, address = login(people["coordinator"]), reverse("verification-list")
    assert "Verifikasi yang dipilih" in client.get(address).content.decode()
    page = client.get(f"{address}?anomalies=odd").content.decode()
    assert "Verifikasi yang dipilih" not in page
    assert "perlu diperiksa satu per satu" in page


def test_the_summary_tells_the_rupiah(
    queue: list[ProgressReport], world: World, people: dict[str, User], login: Login
) -> None:
    report = world.report(4)
    with time_machine.travel(report.period.opens_at + timedelta(days=1)):
        fill(world, report, people["operator"], amount=900)
        spend(world, report, people, 7_000)
        make_evidence(report, people["operator"], EvidenceKind.ACTIVITY_REPORT)
        progress.submit_progress(reports=[report], by=people["operator"])
        progress.endorse_progress(report=report, by=people["endorser"])
        page = login(people["coordinator"]).get(f"{reverse('verification-bulk')}?report={report.pk}")
    assert page.context["spent"] == 7_000
    assert "Rp7.000" in page.content.decode()


def test_what_was_confirmed_is_verified_and_what_changed_meanwhile_is_named(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    first, second, third = queue
    seen = filing(second)
    progress.withdraw_progress(report=second, by=people["operator"])
    progress.submit_progress(reports=[second], by=people["operator"])
    progress.endorse_progress(report=second, by=people["endorser"])
    posted = [f"{first.pk}:{filing(first)}", f"{second.pk}:{seen}", f"{third.pk}:{filing(third)}", "x", "1:y"]
    client = login(people["coordinator"])
    page = client.post(reverse("verification-bulk-confirm"), {"report": posted}, follow=True).content.decode()
    states = [ProgressReport.objects.get(pk=report.pk).state for report in queue]
    assert states == [ReportState.VERIFIED, ReportState.ENDORSED, ReportState.ENDORSED]
    assert "1 laporan diverifikasi" in page
    assert "bergerak sejak Anda membukanya" in page
    assert "perlu dilihat satu per satu" in page


def test_the_permission_is_asked_again_for_each_report(queue: list[ProgressReport], people: dict[str, User]) -> None:
    chosen = {report.pk: filing(report) for report in queue[:2]}
    ClusterRole.objects.filter(cluster=queue[0].cluster, organization=people["coordinator"].organization).delete()
    result = verify_plain_reports(chosen=chosen, by=people["coordinator"])
    assert result.verified == []
    assert [report for report, _ in result.skipped] == queue[:2]
    assert verify_plain_reports(chosen=chosen, by=people["operator"]).verified == []


def test_the_queue_costs_the_same_for_one_report_and_for_many(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    client = login(people["coordinator"])
    counts = []
    for query in (f"?period={queue[1].period_id}", ""):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{reverse('verification-list')}{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "method"),
    [("verification-bulk", "get"), ("verification-bulk-confirm", "post"), ("return-statistics", "get")],
)
def test_who_may_open_the_pages_around_the_queue(
    people: dict[str, User], client: Client, login: Login, name: str, method: str
) -> None:
    url = reverse(name)
    assert getattr(client, method)(url)["Location"].startswith("/accounts/login/")
    for person in ("operator", "endorser", "admin", "outsider", "region_operator"):
        assert getattr(login(people[person]), method)(url).status_code == 403, person
    for person in ("executive", "auditor"):
        reads = 200 if name == "return-statistics" else 403
        assert getattr(login(people[person]), method)(url).status_code == reads, person
    for person in ("coordinator", "verifier", "secretariat"):
        assert getattr(login(people[person]), method)(url).status_code in {200, 302}, person
    other = "post" if method == "get" else "get"
    assert getattr(login(people["coordinator"]), other)(url).status_code == 405


def test_the_statistics_count_reasons_rounds_days_and_hands(
    queue: list[ProgressReport], people: dict[str, User], login: Login
) -> None:
    first, second, third = queue
    by = people["coordinator"]
    progress.return_progress(report=first, by=by, note="Perbaiki.", reason_code="definition")
    progress.submit_progress(reports=[first], by=people["operator"])
    progress.endorse_progress(report=first, by=people["endorser"])
    progress.verify_progress(report=first, by=by)
    progress.return_progress(report=second, by=by, note="Perbaiki.", reason_code="definition")
    figures = login(by).get(reverse("return-statistics")).context["figures"]
    assert {use.code: (use.this_quarter, use.ever) for use in figures.reasons}["definition"] == (2, 2)
    [row] = figures.organizations
    assert (row.filed, row.returns, row.verified, row.average_rounds) == (3, 2, 1, 2)
    assert row.days == (third.period.opens_at + timedelta(days=6) - first.period.opens_at - timedelta(days=1)).days
    assert sum(count for _, count in figures.ages) == 1
    assert dict(figures.holders) == {"Pengisi di instansi": 1, "Verifikator: Kemenkopmk": 1}
