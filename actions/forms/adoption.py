"""Adopting national actions: which region's, from when, and a local target for each indicator and year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from actions.enums import Measure
from actions.forms.commitments import NumberField
from actions.models import Action, Indicator, Target
from ranpptppo.lib.typed_text import TypedText
from ranpptppo.lib.widgets import day_input

WHOLE = Decimal(100)
MISSING = "Isi sekurang-kurangnya satu target lokal untuk aksi ini."
TOO_EARLY = "Tahun ini mendahului awal adopsi; kosongkan targetnya."
CHANGED = "Orang lain mengubahnya menjadi {value} sejak halaman ini dibuka. Isian Anda belum disimpan; periksa kembali."
OVER_WHOLE = "Persentase ini paling banyak 100."


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An indicator with (year, input) of each year. national: its targets in the plan, as text."""

    indicator: Indicator
    inputs: Sequence[tuple[int, BoundField]]
    national: str


class LocalTargetsForm(forms.Form):
    """An input ``target-<indicator>-<year>`` each; a milestone is ticked where it is due. Drawn by the page as a table."""

    def __init__(
        self,
        *args: Any,
        indicators: Sequence[Indicator],
        years: Sequence[int],
        current: Mapping[tuple[int, int], Decimal | None] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators, self.years = indicators, years
        for one in indicators:
            for year in years:
                value = (current or {}).get((one.pk, year))
                self.fields[_name(one.pk, year)] = _field(one, year, value)

    @property
    def values(self) -> dict[tuple[int, int], Decimal | None]:
        """(indicator, year) → the target, None where there is none. Of a valid form."""
        return {key: self._value(*key) for key in self._keys()}

    @property
    def targets(self) -> dict[tuple[int, int], Decimal]:
        return {key: value for key, value in self.values.items() if value is not None}

    def rows(self, action: int, national: Mapping[tuple[int, int], str]) -> list[TargetRow]:
        return [
            TargetRow(
                one,
                [(year, self[_name(one.pk, year)]) for year in self.years],
                ", ".join(f"{year}: {national[one.pk, year]}" for year in self.years if (one.pk, year) in national),
            )
            for one in self.indicators
            if one.action_id == action
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for one in self.indicators:
            if one.measure != Measure.PERCENTAGE or one.allows_over:
                continue
            for year in self.years:
                value = cleaned.get(_name(one.pk, year))
                if value is not None and value > WHOLE:
                    self.add_error(_name(one.pk, year), OVER_WHOLE)
        return cleaned

    def _keys(self) -> list[tuple[int, int]]:
        return [(one.pk, year) for one in self.indicators for year in self.years]

    def _value(self, indicator: int, year: int) -> Decimal | None:
        value = self.cleaned_data.get(_name(indicator, year))
        if isinstance(value, bool):
            return Decimal(1) if value else None
        return value


class AdoptionForm(LocalTargetsForm):
    """From when, on what basis, and at least one target of each action."""

    on = forms.DateField(label="Adopsi mulai", widget=day_input())
    basis = TypedText(
        label="Dasar", max_length=200, required=False, help_text="Misalnya nomor peraturan atau surat edaran."
    )

    def __init__(self, *args: Any, between: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.between = between

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        first, last = self.between
        if not first <= on.year <= last:
            raise forms.ValidationError(f"Pilih hari dalam masa rencana, {first}–{last}.")
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        on = cleaned.get("on")
        for key in self._keys():
            if on is not None and key[1] < on.year and self._value(*key) is not None:
                self.add_error(_name(*key), TOO_EARLY)
        for action in dict.fromkeys(one.action_id for one in self.indicators):
            self._require_a_target([one for one in self.indicators if one.action_id == action])
        return cleaned

    def _require_a_target(self, indicators: Sequence[Indicator]) -> None:
        names = [_name(one.pk, year) for one in indicators for year in self.years]
        is_given = any(self._value(one.pk, year) is not None for one in indicators for year in self.years)
        reports_anyway = any(one.reports_without_target for one in indicators)
        if not (is_given or reports_anyway or self.errors.keys() & set(names)):
            self.add_error(names[-1], MISSING)


class RevisionForm(LocalTargetsForm):
    """New local targets, with the reason where one changes that was there."""

    reason = TypedText(
        label="Alasan perubahan",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis mengapa target lokal berubah."},
    )

    def tell_changed(self, changed: Mapping[tuple[int, int], Target]) -> None:
        """What somebody else wrote meanwhile, beside each input."""
        for (indicator, year), target in changed.items():
            value = "tanpa target" if target.value is None else number_text(target.value)
            self.add_error(_name(indicator, year), CHANGED.format(value=value))


class EndForm(forms.Form):
    on = forms.DateField(
        label="Hari terakhir",
        widget=day_input(),
        help_text="Periode yang berakhir sesudahnya tidak lagi memuat aksi ini.",
    )


def seen_texts(newest: Mapping[tuple[int, int], Target]) -> list[str]:
    """What the page sends back to tell which versions it showed."""
    return [f"{indicator}-{year}-{target.version}" for (indicator, year), target in newest.items()]


def versions_seen(texts: Iterable[str]) -> dict[tuple[int, int], int]:
    """(indicator, year) → the version that the page showed, out of ``seen_texts``."""
    sent = [_numbers(text) for text in texts]
    return {(one[0], one[1]): one[2] for one in sent if len(one) == 3}


def indicators_of(actions: Collection[Action]) -> list[Indicator]:
    return list(Indicator.objects.filter(action__in=actions).order_by("action", "position", "pk"))


def ids_of(texts: Iterable[str]) -> list[int]:
    """The keys among what was ticked, each once."""
    return list(dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19))


def _numbers(text: str) -> list[int]:
    parts = text.split("-")
    return [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 19]


def _name(indicator: int, year: int) -> str:
    return f"target-{indicator}-{year}"


def _field(indicator: Indicator, year: int, value: Decimal | None) -> forms.Field:
    label = f"Target {year} ({indicator.unit}): {indicator.text}"
    if indicator.measure == Measure.MILESTONE:
        tick = forms.CheckboxInput(attrs={"class": "tick"})
        return forms.BooleanField(label=label, required=False, initial=value is not None, widget=tick)
    return NumberField(label=label, required=False, initial=None if value is None else number_text(value))


def number_text(value: Decimal) -> str:
    """As people write it, and as ``NumberField`` reads it back."""
    return f"{value.normalize():f}".replace(".", ",")
