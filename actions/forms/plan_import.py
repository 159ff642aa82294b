"""Choosing a plan and its matrix file; a new plan."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from clusters.enums import PlanKind
from clusters.models import Plan, User
from ranpptppo.lib.spreadsheet_guards import MAX_BYTES, MEGABYTE
from ranpptppo.lib.typed_text import typed_field


class RegionsFileForm(forms.Form):
    """A file of the plans of many regions."""

    file = forms.FileField(
        label="Berkas RAD",
        help_text="XLSX atau ODS dengan lembar RAD dan Aksi seperti pada templat, kurang dari 50 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.xls"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Too big to be read is too big to be kept."""
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        if (file.size or 0) >= MAX_BYTES:
            raise forms.ValidationError(f"Berkas terlalu besar: batasnya kurang dari {MAX_BYTES // MEGABYTE} MB.")
        return file


class MatrixForm(RegionsFileForm):
    """A plan and the file of its matrix."""

    field_order = ("plan", "file")

    plan = forms.ModelChoiceField(label="Rencana", queryset=Plan.objects.none(), empty_label="Pilih rencana")
    file = forms.FileField(
        label="Berkas matriks",
        help_text="XLSX, XLS, ODS, atau CSV, kurang dari 50 MB. Satu baris satu indikator; lihat contoh kolom di bawah.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls,.ods"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, user: User, asked: int | None = None, **kwargs: Any) -> None:
        """Of a region's people its own plans; for the secretariat the national ones and the regional one ``asked`` for."""
        super().__init__(*args, **kwargs)
        region = user.organization.region_id
        mine = Q(region__isnull=True) | Q(pk=asked) if region is None else Q(region=region)
        self.plans = Plan.objects.visible_to(user).filter(mine)
        cast("forms.ModelChoiceField[Plan]", self.fields["plan"]).queryset = self.plans.latest_first()


class PlanForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """A national plan, or the interim between two."""

    class Meta:
        model = Plan
        formfield_callback = typed_field
        fields = (
            "kind",
            "title",
            "short_title",
            "start_year",
            "end_year",
            "legal_basis",
            "cadence",
            "threshold_achieved",
            "threshold_attention",
            "is_example",
        )
        help_texts = {
            "threshold_achieved": "Capaian mulai angka ini (persen) berstatus tercapai.",
            "threshold_attention": "Mulai angka ini perlu perhatian; di bawahnya tertinggal.",
            "is_example": "Setiap halaman dan laporan rencana contoh bertanda CONTOH.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in (PlanKind.NATIONAL, PlanKind.INTERIM)]
        cast("forms.ChoiceField", self.fields["kind"]).choices = kinds
