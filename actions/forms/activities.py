"""Kegiatan di luar RAN: an activity of the task force that is not in the plan, and the several things it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from clusters.enums import Role
from clusters.forms.users import OrganizationField
from clusters.models import Cluster, Organization, Plan, User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.typed_text import TypedText
from ranpptppo.lib.widgets import day_input

if TYPE_CHECKING:
    BaseFormSet = forms.BaseFormSet[forms.Form]
else:
    BaseFormSet = forms.BaseFormSet

MOST_OUTPUTS = 10
EMPTY_ROWS = 3


class ActivityNameForm(forms.Form):
    """What stays open to correction until the first report is filed."""

    title = TypedText(label="Kegiatan", max_length=500)
    starts_on = forms.DateField(label="Mulai", widget=day_input())


class OutsideActivityForm(ActivityNameForm):
    """The organization is chosen by the secretariat; whoever reports records the own organization's."""

    plan = forms.ModelChoiceField(label="Rencana atau masa", queryset=Plan.objects.none(), empty_label="Pilih")
    cluster = forms.ModelChoiceField(
        label="Klaster", queryset=Cluster.objects.order_by("number"), empty_label="Pilih klaster"
    )
    organization = OrganizationField(label="Penanggung jawab", empty_label="Pilih instansi")

    field_order = ["plan", "cluster", "title", "organization", "starts_on"]

    def __init__(self, *args: Any, user: User, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, region = day_in_wib(at), user.organization.region_id
        plans = Plan.objects.visible_to(user).filter(region=region).latest_first()
        cast("forms.ModelChoiceField[Plan]", self.fields["plan"]).queryset = plans
        if user.role == Role.OPERATOR:
            del self.fields["organization"]
            return
        organizations = Organization.objects.filter(region__isnull=True).active_on(today).by_name(today)
        cast(OrganizationField, self.fields["organization"]).queryset = organizations


class OutputForm(forms.Form):
    """One thing that is counted. ``indicator``: its id where it is there already; emptied, it is taken away."""

    indicator = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = TypedText(label="Yang dihitung", max_length=500, required=False)
    unit = TypedText(label="Satuan", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("text") and not chosen.get("unit"):
            self.add_error("unit", "Tulis satuannya, misalnya orang atau kegiatan.")
        if chosen.get("unit") and not chosen.get("text") and not chosen.get("indicator"):
            self.add_error("text", "Tulis apa yang dihitung.")
        return chosen


class BaseOutputFormSet(BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        texts = [" ".join(row["text"].split()).casefold() for row in filled(self)]
        if not texts:
            raise forms.ValidationError("Tulis sekurang-kurangnya satu hal yang dihitung.")
        if len(set(texts)) < len(texts):
            raise forms.ValidationError("Dua baris menghitung hal yang sama.")


def filled(outputs: BaseFormSet) -> list[dict[str, Any]]:
    """The rows in which something is counted: ``indicator``, ``text`` and ``unit``."""
    return [form.cleaned_data for form in outputs.forms if form.cleaned_data.get("text")]


OutputFormSet = forms.formset_factory(
    OutputForm, formset=BaseOutputFormSet, extra=EMPTY_ROWS, max_num=MOST_OUTPUTS, absolute_max=MOST_OUTPUTS
)
