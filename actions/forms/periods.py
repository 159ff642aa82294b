"""More time, the lifting of a lock, and other dates: for one organization or all, always with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from django import forms

from actions.models import ReportingPeriod
from clusters.forms.users import OrganizationField
from clusters.models import Organization
from ranpptppo.lib.formats import date_long, day_in_wib, number
from ranpptppo.lib.periods import end_of_day, start_of_day
from ranpptppo.lib.typed_text import TypedText
from ranpptppo.lib.widgets import day_input

ONE, ALL = "one", "all"


class ScopeForm(forms.Form):
    """For whom: one organization, or all that owe a report."""

    scope = forms.ChoiceField(
        label="Berlaku bagi", widget=forms.RadioSelect, choices=[(ONE, "Satu instansi"), (ALL, "Semua")], initial=ONE
    )
    organization = OrganizationField(label="Instansi", empty_label="Pilih instansi", required=False)

    def __init__(self, *args: Any, owing: Iterable[int], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, owing = today, set(owing)
        field = cast(OrganizationField, self.fields["organization"])
        field.queryset = Organization.objects.filter(pk__in=owing).by_name(today)
        field.help_text = "Diisi bila berlaku bagi satu instansi."
        asked = self.data.get(self.add_prefix("scope")) if self.is_bound else ONE
        field.required = asked == ONE  # said so on the page: it would be called optional else
        field.error_messages["required"] = "Pilih instansinya, atau pilih semua instansi."
        cast(forms.ChoiceField, self.fields["scope"]).choices = [
            (ONE, "Satu instansi"),
            (ALL, f"Semua instansi yang wajib lapor ({number(len(owing))})"),
        ]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("scope") == ALL:
            chosen["organization"] = None
        return chosen


class ExtensionForm(ScopeForm):
    """Who gets more time, until the end of which day (WIB), and why."""

    until_on = forms.DateField(
        label="Diperpanjang sampai", widget=day_input(), help_text="Sampai akhir hari itu (WIB)."
    )
    note = TypedText(label="Alasan", max_length=500)

    def __init__(self, *args: Any, due_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due_at = due_at

    def clean_until_on(self) -> date:
        day: date = self.cleaned_data["until_on"]
        if end_of_day(day) <= self.due_at:
            raise forms.ValidationError("Tanggal ini tidak sesudah batas waktu periode.")
        if day < self.today:
            raise forms.ValidationError(f"Tanggal ini sudah lewat; hari ini {date_long(self.today)}.")
        return day


class UnlockForm(ScopeForm):
    note = TypedText(
        label="Alasan kunci dibuka",
        max_length=500,
        error_messages={"required": "Tulis alasan kunci dibuka; alasan ini dibaca instansi yang bersangkutan."},
    )


class PeriodDatesForm(forms.Form):
    """The days of a period that is not open yet; they become moments in WIB."""

    opens_on = forms.DateField(label="Dibuka", widget=day_input(), help_text="Mulai pukul 00.00 WIB.")
    due_on = forms.DateField(label="Batas waktu", widget=day_input(), help_text="Sampai akhir hari itu (WIB).")
    locks_on = forms.DateField(label="Rencana dikunci", widget=day_input(), help_text="Akhir hari itu (WIB).")
    note = TypedText(label="Alasan perubahan", max_length=500)

    def __init__(self, *args: Any, period: ReportingPeriod, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "opens_on": day_in_wib(period.opens_at),
            "due_on": day_in_wib(period.due_at),
            "locks_on": day_in_wib(period.locks_at),
        }
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_opens_on(self) -> date:
        day: date = self.cleaned_data["opens_on"]
        if day <= self.today:
            raise forms.ValidationError(f"Pembukaan harus sesudah hari ini, {date_long(self.today)}.")
        return day

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        opens_on, due_on, locks_on = (chosen.get(name) for name in ("opens_on", "due_on", "locks_on"))
        if opens_on and due_on and due_on < opens_on:
            self.add_error("due_on", "Batas waktu tidak boleh sebelum pembukaan.")
        if due_on and locks_on and locks_on < due_on:
            self.add_error("locks_on", "Penguncian tidak boleh sebelum batas waktu.")
        return chosen

    def moments(self) -> dict[str, datetime]:
        chosen = self.cleaned_data
        return {
            "opens_at": start_of_day(chosen["opens_on"]),
            "due_at": end_of_day(chosen["due_on"]),
            "locks_at": end_of_day(chosen["locks_on"]),
        }
