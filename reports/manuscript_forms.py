"""Forms of the pages on which a report's texts are written."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from clusters.forms.users import OrganizationField
from clusters.models import Organization, Plan, User
from ranpptppo.lib.typed_text import NO_VICTIMS, TypedText
from ranpptppo.lib.widgets import day_input
from reports.enums import ReportKind
from reports.models import FeedbackRequest, Manuscript
from reports.references import Catalogue, unknown
from reports.request_form import BOOK_KINDS, FIRST_YEAR, in_force

LONGEST = 60_000
LAST_VERSION = 2_147_483_647  # that a database counts
NO_SUCH_BASE = "Versi yang menjadi dasar teks ini tidak dikenal. Salin teks Anda, muat ulang halaman, lalu simpan lagi."


class ManuscriptForm(forms.Form):
    """Of which report the texts are to be written."""

    kind = forms.ChoiceField(
        label="Jenis",
        choices=BOOK_KINDS,
        error_messages={"invalid_choice": "Pilih jenis laporan dari daftar."},
        help_text="Laporan Lima Tahunan memuat semua tahun rencana sampai dengan tahun laporan.",
    )
    plan = forms.ModelChoiceField(label="Rencana", queryset=Plan.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label="Tahun laporan", coerce=int)

    def __init__(self, *args: Any, user: User, year: int, **kwargs: Any) -> None:
        """``year``: of which a report is usually begun."""
        super().__init__(*args, **kwargs)
        plans = Plan.objects.visible_to(user).filter(region__isnull=True).latest_first()
        self.initial = {**in_force(plans, year), **self.initial}
        cast("forms.ModelChoiceField[Plan]", self.fields["plan"]).queryset = plans
        years = sorted({year for plan in plans for year in plan.years}, reverse=True)
        cast("forms.TypedChoiceField", self.fields["year"]).choices = [(year, year) for year in years]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        plan, year = self.cleaned_data.get("plan"), self.cleaned_data.get("year")
        if plan is None or year is None:
            return cleaned
        if year not in plan.years:
            self.add_error("year", f"{plan.short_title} tidak mencakup tahun {year}.")
        elif self.cleaned_data.get("kind") == ReportKind.FIVE_YEAR and year == plan.start_year:
            self.add_error("year", FIRST_YEAR.format(plan=plan.short_title, year=year))
        return cleaned


class ChapterForm(forms.Form):
    """The text of a chapter. ``known``: what may be referred to."""

    text = TypedText(
        label="Teks",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 22, "data-markdown": "", "spellcheck": "true"}),
        help_text="Markdown: ### subjudul, **tebal**, *miring*, - butir. Angka ditempatkan dengan rujukan, tidak diketik. "
        + NO_VICTIMS,
    )
    note = TypedText(label="Yang diubah", required=False, max_length=200)
    base = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=LAST_VERSION,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NO_SUCH_BASE),
    )

    def __init__(self, *args: Any, known: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if sentences := unknown(text, self.known):
            raise forms.ValidationError(sentences)
        return text


class CommentForm(forms.Form):
    comment = TypedText(
        label="Komentar", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_VICTIMS
    )


class FeedbackForm(forms.Form):
    """Who is asked for input, until when."""

    organization = OrganizationField(empty_label="Pilih instansi")
    due_on = forms.DateField(label="Batas waktu", widget=day_input())
    message = TypedText(label="Pesan", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, manuscript: Manuscript, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        open_ones = FeedbackRequest.objects.filter(manuscript=manuscript).unanswered()
        there = Organization.objects.filter(region__isnull=True).active_on(today)
        field = cast("OrganizationField", self.fields["organization"])
        field.queryset = there.exclude(pk__in=open_ones.values("organization")).by_name(today)

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError("Batas waktu tidak boleh sudah lewat.")
        return day
