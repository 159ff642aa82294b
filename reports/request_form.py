"""The form that asks for a report: which one, of which year, with the data of which day, and of which part of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone

from actions.enums import AssignmentRole
from actions.models import Action, Assignment
from clusters.models import Cluster, Organization, Plan, Region, User
from ranpptppo.lib.formats import date_long
from ranpptppo.lib.typed_text import TypedText
from ranpptppo.lib.widgets import day_input
from reports.chapters import CLUSTER
from reports.cut_offs import cut_off_moment
from reports.drafting import bare_when_frozen
from reports.enums import ReportKind
from reports.finding import NotOne, one_organization, one_region
from reports.manuscripts import MEND_FIRST, conclusion_of, manuscript_of
from reports.references import in_braces
from reports.summaries import Scope

FIRST_YEAR = (
    "Laporan Lima Tahunan memuat paling sedikit dua tahun, sedangkan {year} adalah tahun pertama {plan}. "
    "Pilih tahun sesudahnya atau Laporan Tahunan."
)
BOOK_KINDS = [(kind.value, kind.label) for kind in (ReportKind.ANNUAL, ReportKind.FIVE_YEAR)]
ONE_SCOPE = "Pilih satu cakupan saja: klaster, instansi, atau wilayah."
ANNUAL_ONLY = "Edisi menurut klaster, instansi, atau wilayah hanya ada untuk Laporan Tahunan. Kosongkan isian ini."
TYPED_REFERENCE = "Kesimpulan yang ditulis di sini tidak mengisi rujukan {written}. Tulis kesimpulan pada Naskah."
NO_PART = "{name} tidak mempunyai aksi dalam {plan} pada tahun {year}."
SCOPES = ("cluster", "organization", "region")


class ReportRequestForm(forms.Form):
    """Which report, of which year, with the data of which day."""

    kind = forms.ChoiceField(
        label="Jenis",
        choices=BOOK_KINDS,
        error_messages={"invalid_choice": "Pilih jenis laporan dari daftar."},
        help_text=(
            "Laporan Lima Tahunan memuat semua tahun rencana sampai dengan tahun laporan. Keduanya memuat surat pengantar "
            "kepada Presiden; edisi sebagian dan bahan rapat sewaktu-waktu tidak, karena tidak disampaikan kepada Presiden."
        ),
    )
    plan = forms.ModelChoiceField(label="Rencana", queryset=Plan.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label="Tahun laporan", coerce=int)
    cut_off_on = forms.DateField(
        label="Batas data",
        help_text=(
            "Yang diverifikasi sampai akhir tanggal ini (pukul 23.59.59 WIB) masuk ke laporan; "
            "untuk hari ini, sampai saat laporan disusun. "
            "Sebelum batas waktu semua periode tahun itu lewat, laporan ditandai DRAF."
        ),
        widget=day_input(),
    )
    cluster = forms.ModelChoiceField(
        label="Hanya klaster",
        queryset=Cluster.objects.order_by("number"),
        required=False,
        empty_label="Semua klaster",
        help_text="Isi satu dari tiga isian cakupan ini untuk edisi sebagian; kosongkan ketiganya untuk seluruh rencana.",
    )
    organization = forms.CharField(
        label="Hanya instansi",
        required=False,
        max_length=100,
        help_text="Nama, nama singkat, atau kode, misalnya KEMENPPPA.",
    )
    region = forms.CharField(
        label="Hanya wilayah",
        required=False,
        max_length=100,
        help_text="Nama atau kode Kemendagri provinsi, kabupaten, atau kota, misalnya Jawa Barat atau 32.",
    )
    conclusion = TypedText(
        label="Kesimpulan dan rekomendasi",
        required=False,
        max_length=20_000,
        help_text=(
            "Bab terakhir laporan, bila tidak ditulis pada Naskah. Pisahkan paragraf dengan baris kosong. "
            "Tanpa kesimpulan laporan ditandai DRAF."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        plans = Plan.objects.visible_to(user).filter(region__isnull=True).latest_first()
        self.initial = {**in_force(plans, today.year), **self.initial}
        cast("forms.ModelChoiceField[Plan]", self.fields["plan"]).queryset = plans
        years = sorted({year for plan in plans for year in plan.years}, reverse=True)
        cast("forms.TypedChoiceField", self.fields["year"]).choices = [(year, year) for year in years]

    def clean_cut_off_on(self) -> date:
        day: date = self.cleaned_data["cut_off_on"]
        if day > self.today:
            raise forms.ValidationError(f"Batas data tidak boleh sesudah hari ini ({date_long(self.today)}).")
        return day

    def clean_organization(self) -> Organization | None:
        typed = self.cleaned_data["organization"]
        try:
            return one_organization(self.user, typed, on=self.today) if typed else None
        except NotOne as unclear:
            raise forms.ValidationError(str(unclear)) from unclear

    def clean_region(self) -> Region | None:
        typed = self.cleaned_data["region"]
        try:
            return one_region(self.user, typed) if typed else None
        except NotOne as unclear:
            raise forms.ValidationError(str(unclear)) from unclear

    def clean_conclusion(self) -> str:
        typed: str = self.cleaned_data["conclusion"]
        if written := in_braces(typed):
            raise forms.ValidationError([TYPED_REFERENCE.format(written=one) for one in written])
        return typed

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        plan, year = self.cleaned_data.get("plan"), self.cleaned_data.get("year")
        if plan is None or year is None:
            return cleaned
        day = self.cleaned_data.get("cut_off_on")
        if year not in plan.years:
            self.add_error("year", f"{plan.short_title} hanya mencakup {_span(plan)}.")
        elif self.cleaned_data.get("kind") == ReportKind.FIVE_YEAR and year == plan.start_year:
            self.add_error("year", FIRST_YEAR.format(plan=plan.short_title, year=year))
        elif day is not None and day.year < year:
            self.add_error("cut_off_on", f"Batas data harus pada atau sesudah 1 Januari {year}.")
        if any(self.cleaned_data.get(name) for name in SCOPES):
            self._check_scope(plan, year)
        elif not any(self.has_error(name) for name in SCOPES):
            self._refuse_second_conclusion(plan, year)
        if day is not None and not self.errors and "preview" not in self.data:
            self._refuse_bare_references(plan, year, day)
        return cleaned

    def _check_scope(self, plan: Plan, year: int) -> None:
        chosen = [name for name in SCOPES if self.cleaned_data.get(name)]
        if len(chosen) > 1:
            self.add_error(chosen[-1], ONE_SCOPE)
        elif self.cleaned_data.get("kind") == ReportKind.FIVE_YEAR:
            self.add_error(chosen[0], ANNUAL_ONLY)
        elif not _has_part(plan, self._scope, year):
            name = getattr(self.cleaned_data[chosen[0]], "name_then", self.cleaned_data[chosen[0]])
            self.add_error(chosen[0], NO_PART.format(name=name, plan=plan.short_title, year=year))

    @property
    def _scope(self) -> Scope:
        return Scope(**{name: self.cleaned_data.get(name) for name in SCOPES})

    def asked(self) -> dict[str, Any]:
        """What ``services.request_report`` takes."""
        other = {name: value for name, value in self.cleaned_data.items() if name not in SCOPES}
        return {**other, "scope": self._scope}

    def _refuse_second_conclusion(self, plan: Plan, year: int) -> None:
        """What is typed here would not be printed where the manuscript has a conclusion."""
        kind, typed = self.cleaned_data.get("kind"), self.cleaned_data.get("conclusion")
        if kind and typed and conclusion_of(manuscript_of(plan, year, kind)):
            self.add_error(
                "conclusion", "Naskah laporan ini sudah berisi kesimpulan. Ubah di sana, dan kosongkan isian ini."
            )

    def _refuse_bare_references(self, plan: Plan, year: int, day: date) -> None:
        """An edition shows no reference in place of its figure; a preview does, for whoever looks for it."""
        cluster, kind = self.cleaned_data.get("cluster"), self.cleaned_data["kind"]
        if cluster is None and any(self.cleaned_data.get(name) for name in SCOPES):
            return  # such an edition has no text of the manuscript
        keys = None if cluster is None else {f"{CLUSTER}{cluster.number}"}
        if bare := bare_when_frozen(
            manuscript_of(plan, year, kind), as_of=cut_off_moment(day, timezone.now()), keys=keys
        ):
            self.add_error(None, [*bare, MEND_FIRST])


def in_force(plans: Iterable[Plan], year: int) -> dict[str, int]:
    """Plan and year that a form starts from: in force in ``year``, else the newest that had begun by then."""
    begun = [plan for plan in plans if plan.start_year <= year]
    found = next((plan for plan in begun if year <= plan.end_year), begun[0] if begun else None)
    return {"plan": found.pk, "year": min(year, found.end_year)} if found else {}


def _has_part(plan: Plan, scope: Scope, year: int) -> bool:
    """Is there anything to tell: an action of the cluster, held by the organization in the year, or placed in the region?

    Of a region also what is its own: its plan, or what it adopted.
    """
    actions = Action.objects.filter(plan=plan)
    if scope.cluster:
        return actions.filter(cluster=scope.cluster).exists()
    if scope.region is not None:
        placed = actions.filter(Q(locations=scope.region) | Q(locations__parent=scope.region))
        return placed.exists() or _did_something(scope.region, year)
    held = Assignment.objects.filter(organization=scope.organization, starts_on__lte=date(year, 12, 31))
    held = held.exclude(role=AssignmentRole.ADOPTING).exclude(ends_on__lt=date(year, 1, 1))
    return actions.filter(pk__in=held.values("action")).exists()


def _did_something(region: Region, year: int) -> bool:
    """Has the region a plan of its own for the year, or adopted it an action?"""
    plans = Plan.objects.filter(region=region, start_year__lte=year, end_year__gte=year)
    adopted = Assignment.objects.filter(role=AssignmentRole.ADOPTING, organization__region=region)
    in_force = adopted.filter(starts_on__lte=date(year, 12, 31)).exclude(ends_on__lt=date(year, 1, 1))
    return plans.exists() or in_force.exists()


def _span(plan: Plan) -> str:
    """``tahun 2020–2024``, ``tahun 2025``."""
    if plan.start_year == plan.end_year:
        return f"tahun {plan.start_year}"
    return f"tahun {plan.start_year}–{plan.end_year}"
