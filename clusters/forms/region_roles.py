"""A region's role in the routes of trafficking, and the list that shows all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from clusters.forms.choosing import province_choices, searched
from clusters.forms.registry import LEVELS
from clusters.forms.seen import SeenForm
from clusters.models import Plan, Region, RegionRole
from ranpptppo.lib.typed_text import TypedText, typed_field

ROLES = [
    ("source", "Sumber"),
    ("transit", "Transit"),
    ("destination", "Tujuan"),
    ("fisheries", "Perikanan"),
    ("unrecorded", "Belum tercatat"),
]


class RoleFilterForm(forms.Form):
    plan = forms.ModelChoiceField(label="Rencana", queryset=Plan.objects.none(), required=False, empty_label=None)
    q = forms.CharField(
        label="Nama atau kode", max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    level = forms.ChoiceField(label="Tingkat", choices=LEVELS, required=False)
    province = forms.ChoiceField(label="Provinsi", required=False, widget=searched())
    role = forms.ChoiceField(label="Peran", choices=[("", "Semua"), *ROLES], required=False)

    def __init__(self, *args: Any, regions: Iterable[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = cast("forms.ModelChoiceField[Plan]", self.fields["plan"])
        plans.queryset = Plan.objects.national().latest_first()
        cast("forms.ChoiceField", self.fields["province"]).choices = province_choices(regions)


class RegionRoleForm(SeenForm):
    source = TypedText(
        label="Sumber", max_length=300, help_text="Dari mana keterangan ini, misalnya lampiran rencana halaman sekian."
    )

    class Meta:
        model = RegionRole
        formfield_callback = typed_field
        fields = ("is_source", "is_transit", "is_destination", "is_fisheries", "basis", "source")
        help_texts = {"basis": "Misalnya pasal atau keputusan yang menyebut daerah ini."}

    def __init__(self, *args: Any, plan: Plan, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.plan, self.instance.region = plan, region

    def clean(self) -> dict[str, Any]:
        """No role at all is said by a correction alone: a region of which nothing is known has no row."""
        cleaned = super().clean() or {}
        if self.instance.pk is None and not any(cleaned.get(f"is_{role}") for role, _ in ROLES):
            self.add_error("is_source", "Pilih sedikitnya satu peran.")
        return cleaned
