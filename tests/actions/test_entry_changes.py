"""Every change of a draft's cell is logged: who, when, from what to what, why, and by which way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from actions import entry
from actions.entry import CellValue
from actions.enums import EntryVia, MeasurementState
from actions.models import EntryChange, Narrative
from actions.models.measurement import TEXT_LABELS
from actions.services import drafts
from actions.sheets.columns import NARRATIVES
from clusters.models import User
from tests.cast import World


def count(value: int, reason: str = "") -> CellValue:
    return CellValue(state=MeasurementState.VALUE, value=Decimal(value), reason=reason)


def logged() -> list[tuple[str, str, str]]:
    return [(row.before, row.after, row.reason) for row in EntryChange.objects.in_order()]


def test_each_change_of_a_value_is_logged_and_a_repeated_one_is_not(world: World, operator: User) -> None:
    report = world.report()
    for cell in (count(10), count(10), count(12, "Salah ketik."), CellValue(state=MeasurementState.NO_DATA), None):
        drafts.save_measurement(report=report, indicator=world.indicator, cell=cell, by=operator)
    expected = [("", "10", ""), ("10", "12", "Salah ketik."), ("12", "belum ada data", ""), ("belum ada data", "", "")]
    assert logged() == expected
    first = EntryChange.objects.in_order()[0]
    assert (first.by, first.indicator, first.via) == (operator, world.indicator, EntryVia.PAGE)


def test_texts_and_rupiah_are_logged_each_on_its_own(world: World, operator: User) -> None:
    report = world.report()
    texts = {"achievement": "Terlaksana.", "obstacle": "Hujan."}
    drafts.save_narrative(report=report, action=world.action, texts=texts, by=operator, via=EntryVia.COPY)
    drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Banjir."}, by=operator)
    for amount in (5_000, 7_000):
        drafts.save_realization(report=report, line=world.line, state="value", amount=amount, by=operator)
    drafts.save_realization(report=report, line=world.line, state="", amount=None, by=operator)
    assert sorted(EntryChange.objects.filter(via=EntryVia.COPY).values_list("part", "after")) == [
        ("achievement", "Terlaksana."),
        ("obstacle", "Hujan."),
    ]
    assert logged()[2:] == [
        ("Hujan.", "Banjir.", ""),
        ("", "Rp5.000", ""),
        ("Rp5.000", "Rp7.000", ""),
        ("Rp7.000", "", ""),
    ]


def test_a_text_that_a_colleague_changed_since_is_refused(world: World, operator: User) -> None:
    report = world.report()
    drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Hujan."}, by=operator)
    seen = {"obstacle": entry.fingerprint("")}
    with pytest.raises(drafts.TextChanged, match="Hujan") as refused:
        drafts.save_narrative(report=report, action=world.action, texts={"obstacle": "Lain."}, by=operator, seen=seen)
    assert refused.value.current == {"obstacle": "Hujan."}
    other = {"follow_up": "Rapat."}
    drafts.save_narrative(
        report=report, action=world.action, texts=other, by=operator, seen={"follow_up": entry.fingerprint("")}
    )
    narrative = Narrative.objects.get(report=report)
    assert (narrative.obstacle, narrative.follow_up) == ("Hujan.", "Rapat.")


def test_rupiah_that_a_colleague_changed_since_are_refused(world: World, operator: User) -> None:
    report = world.report()
    seen = entry.fingerprint(*entry.amount_texts(None).values())
    saved = drafts.save_realization(report=report, line=world.line, state="value", amount=5, by=operator, seen=seen)
    with pytest.raises(drafts.TextChanged, match="Rp5") as refused:
        drafts.save_realization(report=report, line=world.line, state="value", amount=6, by=operator, seen=seen)
    assert refused.value.current == entry.amount_texts(saved) == {"amount": "5", "state": ""}


def test_the_log_is_never_changed(world: World, operator: User) -> None:
    drafts.save_measurement(report=world.report(), indicator=world.indicator, cell=count(10), by=operator)
    with pytest.raises(IntegrityError, match="riwayat"), transaction.atomic():
        EntryChange.objects.update(after="11")
    with pytest.raises(IntegrityError, match="riwayat"), transaction.atomic():
        EntryChange.objects.all().delete()


def test_the_texts_have_one_name_each_on_the_page_in_the_sheet_and_on_paper() -> None:
    labels = {name: Narrative._meta.get_field(name).verbose_name for name in Narrative.TEXT_FIELDS}
    assert {name: label.lower() for name, label in TEXT_LABELS.items()} == labels
    assert [column.heading for column in NARRATIVES.columns if column.name in labels] == list(TEXT_LABELS.values())
