"""What is asked about a value that is possible but unlikely: it never stands in the way, save a fall without a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.anomalies import submissions_of
from actions.entry import CellValue, read_cell
from actions.entry_questions import questions
from actions.enums import AnomalyKind, MeasurementState
from actions.models import Measurement
from actions.services import drafts, progress
from clusters.models import User
from tests.actions.test_workflow import fill
from tests.cast import World

VALUE = MeasurementState.VALUE


def test_a_running_value_that_falls_within_the_year_needs_a_reason(world: World) -> None:
    world.indicator.accumulation = "running"
    before, now = CellValue(state=VALUE, value=Decimal(100)), CellValue(state=VALUE, value=Decimal(90))
    earlier = Measurement(state=VALUE, value=before.value)
    assert [question.needs_reason for question in questions(world.indicator, now, earlier, same_year=True)] == [True]
    assert questions(world.indicator, now, earlier, same_year=False) == []


def test_a_tenfold_jump_is_asked_about_but_needs_no_reason(world: World) -> None:
    earlier = Measurement(state=VALUE, value=Decimal(10))
    asked = questions(world.indicator, CellValue(state=VALUE, value=Decimal(101)), earlier, same_year=True)
    assert [question.needs_reason for question in asked] == [False]


@pytest.mark.parametrize(
    ("amount", "target", "fields", "kinds"),
    [
        ("999999999", 200, {}, ["far"]),
        ("2000", 200, {}, []),
        ("2000.5", 200, {}, ["far", "fraction"]),
        ("25.5", 200, {"unit": "desa"}, ["fraction"]),
        ("25.5", 200, {"unit": "miliar rupiah"}, []),
        ("25.5", 200, {"unit": "hari", "accumulation": "latest"}, []),
        ("5", 0, {"direction": "falling"}, []),
        ("5", None, {}, []),
    ],
)
def test_what_is_far_above_its_target_or_a_fraction_of_what_is_counted_is_asked_about(
    world: World, amount: str, target: int | None, fields: dict[str, str], kinds: list[str]
) -> None:
    for name, value in fields.items():
        setattr(world.indicator, name, value)
    cell = CellValue(state=VALUE, value=Decimal(amount))
    against = None if target is None else Decimal(target)
    asked = questions(world.indicator, cell, None, same_year=False, target=against)
    assert [question.kind for question in asked] == kinds
    assert not any(question.needs_reason for question in asked)
    assert all(question.asks_reason for question in asked)


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "fields", "sentences"),
    [
        ("120", "100", 80, {}, ["120 dari 100 (120,00%): pembilang lebih besar daripada penyebut."]),
        ("120", "100", None, {}, ["120 dari 100 (120,00%): pembilang lebih besar daripada penyebut."]),
        ("120", "100", 150, {}, []),
        ("900", "100", 80, {}, ["Nilai 900 dari 100 (900,00%) lebih dari sepuluh kali target setahun (80,00%)."]),
        ("100", "100", 80, {}, []),
        ("0", "0", 80, {}, []),
        ("3.5", "4", 80, {}, ["Sekolah yang memakai modul 3,5: biasanya dihitung utuh, tanpa koma."]),
        ("3.5", "4.5", 80, {"numerator_label": "Nilai yang dibayar", "denominator_label": "Jumlah dana"}, []),
        ("3", "4.5", 80, {"denominator_label": "Jumlah hari sidang"}, []),
        ("3", "4.5", 80, {"denominator_label": "Jumlah perkara"}, ["Jumlah perkara 4,5: biasanya dihitung utuh"]),
        ("3", "4.5", 80, {"denominator_label": ""}, []),
    ],
)
def test_the_parts_of_a_percentage_are_asked_about(
    world: World,
    numerator: str,
    denominator: str,
    target: int | None,
    fields: dict[str, str],
    sentences: list[str],
) -> None:
    """More than the whole where the plan allows it and aims at no more; a fraction of what is counted."""
    world.ratio.allows_over = True
    for name, value in fields.items():
        setattr(world.ratio, name, value)
    cell = CellValue(state=VALUE, numerator=Decimal(numerator), denominator=Decimal(denominator))
    asked = questions(world.ratio, cell, None, same_year=False, target=None if target is None else Decimal(target))
    assert len(asked) == len(sentences)
    assert all(question.sentence.startswith(told) for question, told in zip(asked, sentences, strict=True))
    assert not any(question.needs_reason for question in asked)


def test_a_denominator_that_jumps_is_asked_about_as_a_numerator_is(world: World) -> None:
    earlier = Measurement(state=VALUE, numerator=Decimal(30), denominator=Decimal(40))
    cell = CellValue(state=VALUE, numerator=Decimal(35), denominator=Decimal(4000))
    world.ratio.accumulation = "flow"
    [asked] = questions(world.ratio, cell, earlier, same_year=True)
    assert (
        asked.sentence
        == "Penyebut naik lebih dari sepuluh kali lipat (30 dari 40 (75,00%) → 35 dari 4.000 (0,88%)). Benar?"
    )


def test_what_is_asked_keeps_no_report_back_and_is_told_to_whoever_checks_it(
    world: World, people: dict[str, User]
) -> None:
    world.ratio.allows_over = True
    world.ratio.save(update_fields=["allows_over"])
    report = world.report()
    fill(world, report, people["operator"])
    cell, at = read_cell(world.ratio, {"numerator": "6", "denominator": "4,5"}), report.period.opens_at
    drafts.save_measurement(report=report, indicator=world.ratio, cell=cell, by=people["operator"], at=at)
    progress.submit_progress(reports=[report], by=people["operator"], at=at)
    progress.endorse_progress(report=report, by=people["endorser"], at=at)
    [handed] = submissions_of([report]).values()
    told = [anomaly.kind for anomaly in handed.anomalies[world.ratio.pk]]
    assert [kind for kind in told if kind != AnomalyKind.NO_EVIDENCE] == [AnomalyKind.OVER, AnomalyKind.FRACTION]
