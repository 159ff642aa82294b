"""More time for one organization, and the closing of a period."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django import forms

from clusters.forms.users import OrganizationField
from clusters.models import Organization
from ranpptppo.lib.formats import date_long
from ranpptppo.lib.periods import end_of_day

DAY = forms.DateInput(attrs={"type": "date", "class": "input-short"}, format="%Y-%m-%d")


class ExtensionForm(forms.Form):
    """Who gets more time, until the end of which day (WIB), and why."""

    organization = OrganizationField(label="Instansi", empty_label="Pilih instansi")
    until_on = forms.DateField(label="Diperpanjang sampai", widget=DAY, help_text="Sampai akhir hari itu (WIB).")
    note = forms.CharField(label="Alasan", max_length=500)

    def __init__(self, *args: Any, owing: list[int], today: date, due_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due_at, self.today = due_at, today
        field = cast(OrganizationField, self.fields["organization"])
        field.queryset = Organization.objects.filter(pk__in=owing).by_name(today)

    def clean_until_on(self) -> date:
        day: date = self.cleaned_data["until_on"]
        if end_of_day(day) <= self.due_at:
            raise forms.ValidationError("Tanggal ini tidak sesudah batas waktu periode.")
        if day < self.today:
            raise forms.ValidationError(f"Tanggal ini sudah lewat; hari ini {date_long(self.today)}.")
        return day
