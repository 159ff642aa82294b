"""A proposed target, the decision about it, and the note with which a commitment is prepared or confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from actions.enums import TargetDecision
from actions.models import Indicator
from ranpptppo.lib.numbers import parse_number
from ranpptppo.lib.typed_text import TypedText


class NumberField(forms.Field):
    """A number as people write it: ``1.234,5``; None for nothing."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input-number"})

    def to_python(self, value: Any) -> Decimal | None:
        parsed = parse_number(str(value or ""))
        if parsed.is_blank:
            return None
        if not parsed.is_understood:
            raise forms.ValidationError(parsed.sentence)
        return parsed.value


class TargetRequestForm(forms.Form):
    value = NumberField(label="Target usulan")
    reason = TypedText(
        label="Alasan",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasan target diusulkan berubah."},
    )

    def __init__(self, *args: Any, indicator: Indicator, current: Decimal | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        self.fields["value"].label = f"Target usulan ({indicator.unit})"

    def clean_value(self) -> Decimal:
        value: Decimal = self.cleaned_data["value"]
        if value == self.current:
            raise forms.ValidationError("Usulan ini sama dengan target yang berlaku.")
        return value


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label="Keputusan", widget=forms.RadioSelect, choices=TargetDecision.choices)
    note = TypedText(
        label="Catatan",
        max_length=500,
        required=False,
        help_text="Wajib bila usulan ditolak; dibaca instansi pengusul.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("decision") == TargetDecision.REFUSED and not chosen.get("note"):
            self.add_error("note", "Tulis mengapa usulan ditolak.")
        return chosen


class StepForm(forms.Form):
    note = TypedText(label="Catatan", max_length=500, required=False)
