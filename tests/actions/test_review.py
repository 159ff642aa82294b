"""The screen of whoever checks a report: what stands there, what was typed survives, and where the next one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.entry import CellValue
from actions.enums import EvidenceKind, MeasurementState, ReportState
from actions.models import Evidence, MeasurementRound, ProgressReport, ReturnPoint
from actions.services import drafts, progress
from clusters.models import ClusterRole, User
from tests.actions.test_workflow import filed, fill, verified
from tests.cast import World, make_indicator
from tests.site.test_walk import make_evidence

Login = Callable[[User], Client]


@pytest.fixture(autouse=True)
def in_april(world: World) -> Iterator[None]:
    with time_machine.travel(world.period(1).opens_at + timedelta(days=5)):
        yield


def review(report: ProgressReport) -> str:
    return reverse("progress-review", args=[report.pk])


def file_again(world: World, report: ProgressReport, people: dict[str, User], *, amount: int) -> None:
    value = CellValue(state=MeasurementState.VALUE, value=Decimal(amount), reason="Dicocokkan.")
    drafts.save_measurement(report=report, indicator=world.indicator, cell=value, by=people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    progress.endorse_progress(report=report, by=people["endorser"])
    report.refresh_from_db()


def row_of(response: Any, world: World) -> Any:
    return next(row for row in response.context["grid"].rows if row.indicator == world.indicator)


def test_the_screen_answers_its_roles_and_nobody_else(
    world: World, people: dict[str, User], client: Client, login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    url = review(report)
    assert client.get(url).status_code == 302
    for person in ("coordinator", "secretariat"):
        assert login(people[person]).get(url).status_code == 200
    for person in ("operator", "executive", "auditor", "admin"):
        assert login(people[person]).get(url).status_code == 403
    for stranger in ("outsider", "verifier", "region_operator"):
        assert login(people[stranger]).get(url).status_code == 404
    assert login(people["coordinator"]).post(url).status_code == 405


def test_a_report_that_moved_on_leads_to_its_page_and_says_so(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = verified(world, people)
    response = login(people["coordinator"]).get(review(report), follow=True)
    assert response.redirect_chain[-1][0] == report.get_absolute_url()
    assert "tidak menunggu Anda lagi" in response.content.decode()


def test_each_value_stands_beside_its_target_what_came_before_and_its_evidence(
    world: World, people: dict[str, User], login: Login
) -> None:
    verified(world, people)
    with time_machine.travel(world.period(2).opens_at + timedelta(days=5)):
        second = world.report(2)
        make_evidence(second, people["operator"], indicator=world.indicator)
        fill(world, second, people["operator"], amount=2000)
        progress.submit_progress(reports=[second], by=people["operator"])
        progress.endorse_progress(report=second, by=people["endorser"])
        response = login(people["coordinator"]).get(review(second))
    row = row_of(response, world)
    assert (row.reported_text, row.target, row.verified) == ("2.000", "400", "110")
    assert row.before == "110 (Triwulan I 2024)"
    assert [anomaly.kind for anomaly in row.anomalies] == ["jump"]
    page = response.content.decode()
    assert "data.pdf" in page
    assert "sepuluh kali lipat" in page
    assert row.achievement == ("Capaian bila diverifikasi", "1.055,00% (s.d. Triwulan II 2024)")  # 2.110 of 200
    assert "<dt>Capaian bila diverifikasi</dt>" in page
    assert "1.055,00% (s.d. Triwulan II 2024)" in page


def test_an_implausible_value_is_asked_about_kept_with_its_explanation_and_told_to_who_verifies(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = world.report()
    fill(world, report, people["operator"], amount=999_999_999)
    cell = f"i{world.indicator.pk}"
    with time_machine.travel(world.period(1).opens_at + timedelta(days=5)):
        client = login(people["operator"])
        page = client.get(reverse("progress-entry", args=[report.period_id])).content.decode()
        assert "lebih dari sepuluh kali target setahun (400). Benar?" in page
        typed = {f"{cell}-value": "4.000,5", f"{cell}-reason": "Sudah dicek.", f"{cell}-revision": "1"}
        client.post(reverse("progress-entry", args=[report.period_id]), typed)
        progress.submit_progress(reports=[report], by=people["operator"])
        progress.endorse_progress(report=report, by=people["endorser"])
        make_evidence(report, people["operator"])
        response = login(people["coordinator"]).get(review(report))
    row = row_of(response, world)
    assert [anomaly.kind for anomaly in row.anomalies] == ["far", "fraction", "no_evidence"]
    assert row.anomalies[0].sentence == "Nilai 4.000,5 lebih dari sepuluh kali target setahun (400)."
    assert "Sudah dicek." in response.content.decode()


def test_a_value_whose_indicator_asks_for_evidence_and_has_none_is_an_anomaly(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    client = login(people["coordinator"])

    def kinds() -> dict[Any, list[str]]:
        rows = client.get(review(report)).context["grid"].rows
        return {row.indicator: [anomaly.kind for anomaly in row.anomalies] for row in rows}

    # The milestone has no value yet, so that nothing can be shown for it.
    assert kinds() == {world.indicator: ["no_evidence"], world.ratio: ["no_evidence"], world.milestone: []}
    assert "yang diminta: Laporan kegiatan, Rekap kehadiran" in client.get(review(report)).content.decode()
    make_evidence(report, people["operator"])  # for the whole report, of a kind that neither asks for
    assert kinds()[world.ratio] == ["no_evidence"]
    make_evidence(report, people["operator"], EvidenceKind.OTHER, world.ratio)
    assert kinds()[world.ratio] == []
    whole = make_evidence(report, people["operator"], EvidenceKind.ACTIVITY_REPORT)
    response = client.get(review(report))
    row = row_of(response, world)
    assert (row.anomalies, row.missing_evidence) == ([], ["Rekap kehadiran (tanpa data pribadi)"])
    assert "Belum ada: Rekap kehadiran" in response.content.decode()
    Evidence.objects.filter(pk=whole.pk).update(removed_at=whole.uploaded_at, removed_by=people["operator"])
    assert kinds()[world.indicator] == ["no_evidence"]


def test_evidence_is_reached_from_its_indicator_and_leads_back(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    make_evidence(report, people["operator"], EvidenceKind.ACTIVITY_REPORT, world.indicator)
    make_evidence(report, people["operator"], EvidenceKind.ACTIVITY_REPORT)
    page = login(people["coordinator"]).get(review(report)).content.decode()
    for anchor in (f"bukti-{world.indicator.pk}", "bukti-laporan", f"v{world.indicator.pk}"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    assert page.index("review-side") < page.index('id="whole-title"')


def test_a_report_filed_again_shows_what_changed_and_what_was_asked_for(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    drafts_before = {"obstacle": "Hujan."}
    progress.return_progress(
        report=report,
        by=people["coordinator"],
        points=[progress.PointToCorrect(world.indicator.pk, "value_unclear", "Cocokkan.")],
    )
    drafts.save_narrative(report=report, action=world.action, texts=drafts_before, by=people["operator"])
    drafts.save_realization(report=report, line=world.line, state="value", amount=7_000, by=people["operator"])
    make_evidence(report, people["operator"], at=timezone.now())
    file_again(world, report, people, amount=95)
    response = login(people["coordinator"]).get(review(report))
    grid = response.context["grid"]
    change = grid.revisions.values[world.indicator.pk]
    assert (change.before, change.after) == ("110", "95")
    assert grid.revisions.reasons[world.indicator.pk].after == "Dicocokkan."
    assert [(one.before, one.after) for one in grid.revisions.texts] == [("", "Hujan.")]
    assert [(one.before, one.after) for one in grid.revisions.amounts] == [("", "Rp7.000")]
    assert [one.is_added for one in grid.revisions.evidence] == [True]
    assert [row.indicator for row in grid.changed] == [world.indicator]
    assert [row.indicator for row in grid.unchanged] == [world.ratio, world.milestone]
    assert [point.note for point in row_of(response, world).points] == ["Cocokkan."]


def test_a_reopened_report_is_compared_with_what_was_verified(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    corrected = {world.indicator.pk: CellValue(state=MeasurementState.VALUE, value=Decimal(100))}
    notes = {world.indicator.pk: "Dihitung dua kali."}
    progress.verify_progress(report=report, by=people["coordinator"], corrections=corrected, notes=notes)
    progress.reopen_progress(report=report, by=people["coordinator"], note="Data baru.")
    progress.submit_progress(reports=[report], by=people["operator"])
    progress.endorse_progress(report=report, by=people["endorser"])
    change = login(people["coordinator"]).get(review(report)).context["grid"].revisions.values[world.indicator.pk]
    assert (change.before, change.after) == ("100", "110")


def test_a_correction_without_a_note_is_refused_beside_it_and_all_that_was_typed_stays(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    url, name = reverse("progress-verify", args=[report.pk]), f"v{world.indicator.pk}"
    typed = {f"{name}-value": "100", f"v{world.ratio.pk}-note": "Sesuai SK.", "note": "Terima kasih."}
    response = login(people["coordinator"]).post(url, typed)
    assert response.status_code == 422
    assert row_of(response, world).errors == {"note": "Tulis mengapa nilai ini dikoreksi."}
    page = response.content.decode()
    for text in ("Sesuai SK.", "Terima kasih.", 'value="100"'):
        assert text in page
    login(people["coordinator"]).post(url, {**typed, f"{name}-note": "Satu dihitung dua kali."})
    rounds = MeasurementRound.objects.filter(event__kind="verify")
    assert {row.indicator: row.verifier_note for row in rounds} == {
        world.indicator: "Satu dihitung dua kali.",
        world.ratio: "Sesuai SK.",
        world.milestone: "",
    }


def test_enter_checks_what_was_typed_and_verifies_nothing(world: World, people: dict[str, User], login: Login) -> None:
    report = filed(world, people["operator"], people["endorser"])
    url = reverse("progress-verify", args=[report.pk])
    assert login(people["coordinator"]).post(url, {"check": "1"}).status_code == 200
    report.refresh_from_db()
    assert report.state == ReportState.ENDORSED


def test_notes_on_indicators_return_a_report_without_one_on_the_whole(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    url, name = reverse("progress-return", args=[report.pk]), f"v{world.ratio.pk}"
    typed = {f"{name}-note": "Lampirkan SK.", f"{name}-reason_code": "evidence_missing", "note": ""}
    login(people["coordinator"]).post(url, typed)
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    point = ReturnPoint.objects.get()
    assert (point.indicator, point.reason_code, point.note) == (world.ratio, "evidence_missing", "Lampirkan SK.")


def test_the_endorser_returns_a_draft_with_points_and_never_sees_inputs_for_values(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"])
    client = login(people["endorser"])
    page = client.get(review(report)).content.decode()
    assert f'name="v{world.indicator.pk}-value"' not in page
    client.post(reverse("progress-return", args=[report.pk]), {f"v{world.indicator.pk}-note": "Salah kolom."})
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    assert ReturnPoint.objects.get().event.by == people["endorser"]


def test_a_report_filed_anew_since_the_page_was_opened_is_not_verified(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    seen = report.events.get(is_filing=True).pk
    progress.withdraw_progress(report=report, by=people["operator"])
    file_again(world, report, people, amount=95)
    url = reverse("progress-verify", args=[report.pk])
    response = login(people["coordinator"]).post(url, {"seen": str(seen), "note": "Catatan saya"})
    assert response.status_code == 409
    assert "bergerak sejak Anda membukanya" in response.content.decode()
    assert "Catatan saya" in response.content.decode()
    report.refresh_from_db()
    assert report.state == ReportState.ENDORSED


def test_each_reason_says_how_often_this_organization_gave_it(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    progress.return_progress(report=report, by=people["coordinator"], note="Lagi.", reason_code="definition")
    file_again(world, report, people, amount=95)
    for person, words in (("coordinator", "1× triwulan ini, 1× seluruhnya"), ("secretariat", "0× triwulan ini")):
        page = login(people[person]).get(review(report)).content.decode()
        assert f"Tidak sesuai definisi indikator ({words}" in page


def test_a_report_without_any_possible_verifier_says_so(world: World, people: dict[str, User], login: Login) -> None:
    report = filed(world, people["operator"], people["endorser"])
    client = login(people["operator"])
    assert "Belum ada verifikator" not in client.get(report.get_absolute_url()).content.decode()
    ClusterRole.objects.filter(cluster=report.cluster).delete()
    User.objects.filter(role="secretariat").update(is_active=False)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Belum ada verifikator untuk klaster ini: hubungi sekretariat" in page


def test_queries_of_the_screen_do_not_grow_with_indicators(world: World, people: dict[str, User], login: Login) -> None:
    filed(world, people["operator"], people["endorser"])  # so that both reports have values of an earlier period
    counts = []
    for more in (0, 6):
        for number in range(more):
            make_indicator(world.action, f"Tambahan {number}", 10, position=10 + number)
        report = world.report(3 if more else 2)
        fill(world, report, people["operator"])
        for indicator in world.action.indicators.filter(position__gte=10):
            value = CellValue(state=MeasurementState.VALUE, value=Decimal(5))
            drafts.save_measurement(report=report, indicator=indicator, cell=value, by=people["operator"])
        with time_machine.travel(report.period.opens_at + timedelta(days=1)):
            progress.submit_progress(reports=[report], by=people["operator"])
            progress.endorse_progress(report=report, by=people["endorser"])
            client = login(people["coordinator"])
            with CaptureQueriesContext(connection) as queries:
                assert client.get(review(report)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_endorsing_asks_before_it_drops_typed_notes_and_names_the_evidence_that_is_missing(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = world.report()
    fill(world, report, people["operator"])
    progress.submit_progress(reports=[report], by=people["operator"], at=report.period.opens_at)
    client, address = login(people["endorser"]), reverse("progress-endorse", args=[report.pk])
    typed = {"note": "Angka triwulan lalu belum cocok."}
    asked = client.post(address, typed)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Catatan yang Anda tulis tidak ikut disahkan" in page
    assert (
        f"Data dukung belum ada untuk “{world.indicator.text}”: laporan kegiatan, rekap kehadiran (tanpa data pribadi)."
        in page
    )
    assert "Angka triwulan lalu belum cocok." in page
    assert "Diajukan, belum disahkan" in page
    report.refresh_from_db()
    assert report.state == "submitted"
    client.post(address, typed | {"sure": "1"})
    report.refresh_from_db()
    assert report.state == "endorsed"
