"""What a step of the workflow asks for: a note, a reason, an activity."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from clusters.forms.users import OrganizationField
from clusters.models import Cluster, Organization, Plan, User
from ranpptppo.lib.formats import day_in_wib


class ReopenForm(forms.Form):
    note = forms.CharField(
        label="Alasan dibuka kembali",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis alasan laporan dibuka kembali."},
    )


class OutsideActivityForm(forms.Form):
    """An activity of the task force that is not in the plan."""

    plan = forms.ModelChoiceField(label="Rencana atau masa", queryset=Plan.objects.none(), empty_label="Pilih")
    cluster = forms.ModelChoiceField(
        label="Klaster", queryset=Cluster.objects.order_by("number"), empty_label="Pilih klaster"
    )
    title = forms.CharField(label="Kegiatan", max_length=500)
    organization = OrganizationField(label="Penanggung jawab", empty_label="Pilih instansi")
    starts_on = forms.DateField(
        label="Mulai", widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}, format="%Y-%m-%d")
    )
    output = forms.CharField(label="Yang dihitung", max_length=500, help_text="Misalnya: Jumlah peserta kampanye.")
    unit = forms.CharField(label="Satuan", max_length=60)

    def __init__(self, *args: Any, user: User, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = day_in_wib(at)
        plans = Plan.objects.visible_to(user).filter(region__isnull=True).latest_first()
        cast("forms.ModelChoiceField[Plan]", self.fields["plan"]).queryset = plans
        organizations = Organization.objects.filter(region__isnull=True).active_on(today).by_name(today)
        cast(OrganizationField, self.fields["organization"]).queryset = organizations
