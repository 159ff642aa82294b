"""What came back, point by point: who may say it, where the operator reads it, and that it is never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from actions.entry import CellValue
from actions.enums import MeasurementState, ReportState, ReturnReason
from actions.models import MeasurementRound, ProgressReport, ReturnPoint
from actions.services import progress
from actions.services.progress import PointToCorrect
from clusters.models import User
from tests.actions.test_workflow import filed, fill
from tests.cast import World

Login = Callable[[User], Client]


def returned(world: World, people: dict[str, User], *, note: str = "") -> ProgressReport:
    report = filed(world, people["operator"], people["endorser"])
    points = [
        PointToCorrect(world.indicator.pk, ReturnReason.VALUE_UNCLEAR, "Cocokkan dengan daftar hadir."),
        PointToCorrect(world.ratio.pk, ReturnReason.EVIDENCE_MISSING, "Lampirkan SK."),
    ]
    at = report.period.opens_at + timedelta(days=1)
    progress.return_progress(report=report, by=people["coordinator"], note=note, points=points, at=at)
    report.refresh_from_db()
    return report


def test_points_alone_return_a_report_and_its_note_counts_them(world: World, people: dict[str, User]) -> None:
    report = returned(world, people)
    assert report.state == ReportState.RETURNED
    assert report.return_note == "2 indikator perlu diperbaiki; lihat catatan pada indikatornya."
    assert [(point.indicator, point.reason_code) for point in ReturnPoint.objects.in_order()] == [
        (world.indicator, "value_unclear"),
        (world.ratio, "evidence_missing"),
    ]


def test_a_note_on_the_whole_is_a_point_without_an_indicator(world: World, people: dict[str, User]) -> None:
    returned(world, people, note="Narasi terlalu ringkas.")
    points = [(point.indicator_id, point.note) for point in ReturnPoint.objects.in_order()]
    assert points[0] == (None, "Narasi terlalu ringkas.")
    assert len(points) == 3


def given_back_inside(world: World, people: dict[str, User]) -> ProgressReport:
    """Filed and returned by the verifier, handed in again, and given back by the endorser before it was filed again."""
    report = returned(world, people)
    at = report.period.opens_at + timedelta(days=2)
    progress.submit_progress(reports=[report], by=people["operator"], at=at)
    points = [PointToCorrect(world.indicator.pk, ReturnReason.OTHER, "Angka Bu Sari jangan dipakai.")]
    note, later = "Ini memalukan di depan koordinator.", at + timedelta(hours=1)
    progress.return_progress(report=report, by=people["endorser"], note=note, points=points, at=later)
    report.refresh_from_db()
    return report


@pytest.mark.parametrize("then", ["returned", "filed again"])
def test_what_an_endorser_gives_back_is_told_inside_the_organization_only(
    world: World, people: dict[str, User], login: Login, then: str
) -> None:
    report = given_back_inside(world, people)
    at = report.period.opens_at + timedelta(days=3)
    addresses = [
        report.get_absolute_url(),
        reverse("value-history", args=[report.pk, world.indicator.pk]),
        f"/api/v1/progress-reports/{report.pk}/",
        "/api/v1/progress-reports/?year=2024",
    ]
    if then == "filed again":
        progress.submit_progress(reports=[report], by=people["operator"], at=at)
        progress.endorse_progress(report=report, by=people["endorser"], at=at)
        addresses.append(reverse("progress-review", args=[report.pk]))
    with time_machine.travel(at + timedelta(hours=1)):
        for person in ("coordinator", "secretariat", "executive", "auditor"):
            client = login(people[person])
            pages = "".join(client.get(address).content.decode() for address in addresses)
            assert [word for word in ("Bu Sari", "memalukan") if word in pages] == [], person
            assert "Cocokkan dengan daftar hadir." in pages
        client = login(people["operator"])
        for address, word in zip(addresses[:3], ("Bu Sari", "Bu Sari", "memalukan"), strict=False):
            assert word in client.get(address).content.decode()


def test_what_a_verifier_returns_where_submitting_files_is_told(
    world: World, people: dict[str, User], login: Login
) -> None:
    world.kemenpppa.endorsement_required = False
    world.kemenpppa.save()
    report = world.report()
    fill(world, report, people["operator"])
    at = report.period.opens_at
    progress.submit_progress(reports=[report], by=people["operator"], at=at)
    progress.return_progress(report=report, by=people["coordinator"], note="Periksa tanggalnya.", at=at)
    with time_machine.travel(at + timedelta(hours=1)):
        assert "Periksa tanggalnya." in login(people["executive"]).get(report.get_absolute_url()).content.decode()


def test_points_that_say_nothing_return_nothing(world: World, people: dict[str, User]) -> None:
    report = filed(world, people["operator"], people["endorser"])
    empty = [PointToCorrect(world.indicator.pk, ReturnReason.OTHER, "  ")]
    with pytest.raises(progress.NoteMissing):
        progress.return_progress(report=report, by=people["coordinator"], points=empty)
    assert not ReturnPoint.objects.exists()


def test_the_operator_reads_each_point_beside_its_indicator(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = returned(world, people)
    with time_machine.travel(report.period.opens_at + timedelta(days=2)):
        client = login(people["operator"])
        page = client.get(reverse("progress-entry", args=[report.period_id]))
        cells = {cell.indicator: cell.points for cell in page.context["grid"].cells}
        assert [point.note for point in cells[world.indicator]] == ["Cocokkan dengan daftar hadir."]
        assert cells[world.milestone] == []
        assert "Lampirkan SK." in page.content.decode()
        [task] = client.get(reverse("task-list")).context["returned"]
    assert task.hint.startswith("dikembalikan: 2 indikator (Jumlah kegiatan sosialisasi dan 1 lainnya) · batas waktu")


def test_points_are_history_once_the_report_is_filed_again(world: World, people: dict[str, User], login: Login) -> None:
    report = returned(world, people)
    at = report.period.opens_at + timedelta(days=2)
    progress.submit_progress(reports=[report], by=people["operator"], at=at)
    with time_machine.travel(at + timedelta(days=1)):
        page = login(people["operator"]).get(reverse("progress-entry", args=[report.period_id]))
    assert [cell.points for cell in page.context["grid"].cells] == [[], [], []]
    assert ReturnPoint.objects.count() == 2


def test_points_are_never_changed_or_deleted(world: World, people: dict[str, User]) -> None:
    returned(world, people)
    with pytest.raises(IntegrityError, match="riwayat"), transaction.atomic():
        ReturnPoint.objects.update(note="Lain.")
    with pytest.raises(IntegrityError, match="riwayat"), transaction.atomic():
        ReturnPoint.objects.all().delete()


def test_a_correction_needs_the_verifiers_note_and_leaves_the_authors_reason(
    world: World, people: dict[str, User]
) -> None:
    report = filed(world, people["operator"], people["endorser"])
    corrected = {
        world.indicator.pk: CellValue(
            state=MeasurementState.VALUE,
            value=report.measurements.get(indicator=world.indicator).value,
            reason="Bukan alasan pengisi.",
        )
    }
    with pytest.raises(progress.CorrectionNeedsNote) as refused:
        progress.verify_progress(report=report, by=people["coordinator"], corrections=corrected)
    assert refused.value.indicators == {world.indicator.pk}
    notes = {world.indicator.pk: "Menurut laporan kegiatan.", world.ratio.pk: "Sesuai."}
    progress.verify_progress(report=report, by=people["coordinator"], corrections=corrected, notes=notes)
    rounds = MeasurementRound.objects.filter(event__kind="verify").order_by("indicator__position")
    assert [(row.verifier_note, row.reason) for row in rounds] == [
        ("Menurut laporan kegiatan.", ""),
        ("Sesuai.", ""),
        ("", ""),
    ]
