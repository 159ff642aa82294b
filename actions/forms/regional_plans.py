"""A region's own plan (RAD): its period, its instrument, and what it refers to."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from clusters.enums import PlanKind
from clusters.models import Plan, Region
from clusters.models.plan import fault_of_regional_years
from ranpptppo.lib.typed_text import typed_field

REFERENCES = ("title", "short_title", "legal_basis", "parent", "development_plan")


class ReferenceForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """What may still change once people report under the plan."""

    class Meta:
        model = Plan
        formfield_callback = typed_field
        fields: tuple[str, ...] = REFERENCES
        help_texts = {
            "legal_basis": "Misalnya Peraturan Gubernur/Bupati/Wali Kota, nomor dan tahun; kosong selama belum ditetapkan.",
            "development_plan": "Misalnya Perda RPJMD, nomor dan tahun.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = cast("forms.ModelChoiceField[Plan]", self.fields["parent"])
        parent.queryset = Plan.objects.national().latest_first()
        parent.empty_label = "Belum ditetapkan"


class RegionalPlanForm(ReferenceForm):
    class Meta(ReferenceForm.Meta):
        fields = (
            "title",
            "short_title",
            "start_year",
            "end_year",
            "legal_basis",
            "parent",
            "development_plan",
            "cadence",
            "threshold_achieved",
            "threshold_attention",
            "is_example",
        )
        help_texts = {
            **ReferenceForm.Meta.help_texts,
            "start_year": "Masa RAD boleh lain daripada masa rencana nasional.",
            "threshold_achieved": "Capaian mulai angka ini (persen) berstatus tercapai.",
            "threshold_attention": "Mulai angka ini perlu perhatian; di bawahnya tertinggal.",
            "is_example": "Setiap halaman dan laporan rencana contoh bertanda CONTOH.",
        }

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind, self.instance.region = PlanKind.REGIONAL, region

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("start_year"), cleaned.get("end_year")
        if first is None or last is None or first > last:
            return cleaned
        fault = fault_of_regional_years(first, last)
        if fault is not None:
            self.add_error(*fault)
        return cleaned
