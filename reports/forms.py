"""Forms of the report pages."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from clusters.models import Plan, User
from ranpptppo.lib.formats import date_long


class ReportRequestForm(forms.Form):
    """Which report, of which year, with the data of which day."""

    plan = forms.ModelChoiceField(label="Rencana", queryset=Plan.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label="Tahun laporan", coerce=int)
    cut_off_on = forms.DateField(
        label="Batas data",
        help_text=(
            "Yang diverifikasi sampai akhir tanggal ini (pukul 23.59.59 WIB) masuk ke laporan; "
            "untuk hari ini, sampai saat laporan disusun. "
            "Sebelum batas waktu semua periode tahun itu lewat, laporan ditandai DRAF."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    conclusion = forms.CharField(
        label="Kesimpulan dan rekomendasi",
        required=False,
        max_length=20_000,
        help_text="Bab terakhir laporan. Pisahkan paragraf dengan baris kosong. Tanpa teks ini laporan ditandai DRAF.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        plans = Plan.objects.visible_to(user).filter(region__isnull=True).latest_first()
        cast("forms.ModelChoiceField[Plan]", self.fields["plan"]).queryset = plans
        years = sorted({year for plan in plans for year in plan.years}, reverse=True)
        cast("forms.TypedChoiceField", self.fields["year"]).choices = [(year, year) for year in years]

    def clean_cut_off_on(self) -> date:
        day: date = self.cleaned_data["cut_off_on"]
        if day > self.today:
            raise forms.ValidationError(f"Batas data tidak boleh sesudah hari ini ({date_long(self.today)}).")
        return day

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        plan, year = self.cleaned_data.get("plan"), self.cleaned_data.get("year")
        if plan is None or year is None:
            return cleaned
        day = self.cleaned_data.get("cut_off_on")
        if year not in plan.years:
            self.add_error("year", f"{plan.short_title} hanya mencakup {_span(plan)}.")
        elif day is not None and day.year < year:
            self.add_error("cut_off_on", f"Batas data harus pada atau sesudah 1 Januari {year}.")
        return cleaned


def _span(plan: Plan) -> str:
    """``tahun 2020–2024``, ``tahun 2025``."""
    if plan.start_year == plan.end_year:
        return f"tahun {plan.start_year}"
    return f"tahun {plan.start_year}–{plan.end_year}"
