"""Appointing an acting endorser."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms

from clusters.enums import MAY_ACT, ActingKind, Role
from clusters.models import User
from clusters.models.organization import short_name_on
from clusters.permissions import is_in_scope
from ranpptppo.lib.typed_text import TypedText
from ranpptppo.lib.widgets import day_input

if TYPE_CHECKING:
    PersonChoice = forms.ModelChoiceField[User]
else:
    PersonChoice = forms.ModelChoiceField


class PersonField(PersonChoice):
    """People with the short name of their organization."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person.organization_name} – {person.name} ({person.get_role_display()})"


class ActingForm(forms.Form):
    user = PersonField(label="Pejabat", queryset=User.objects.get_queryset().none(), empty_label="Pilih orang")
    kind = forms.ChoiceField(
        label="Jenis",
        choices=[
            (ActingKind.PLT, "Plt. – jabatan pengesah sedang kosong"),
            (ActingKind.PLH, "Plh. – pengesah berhalangan sementara"),
        ],
        widget=forms.RadioSelect,
    )
    starts_on = forms.DateField(label="Mulai", widget=day_input())
    ends_on = forms.DateField(
        label="Sampai",
        help_text="Hari terakhir ikut berlaku, sampai pukul 24.00 WIB.",
        widget=day_input(),
    )
    basis = TypedText(
        label="Dasar",
        max_length=200,
        help_text="Nomor surat perintah atau keputusan, misalnya SPRIN-12/KPPPA/11/2026.",
    )

    def __init__(self, *args: Any, appointer: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.active().filter(role__in=MAY_ACT).exclude(pk=appointer.pk)
        if appointer.role == Role.ENDORSER or appointer.organization.region_id is not None:
            people = people.filter(pk__in=_own_people(appointer))
        named = people.annotate(organization_name=short_name_on(today, of="organization"))
        cast(PersonField, self.fields["user"]).queryset = named.order_by("organization_name", "name", "pk")
        self.fields["starts_on"].initial = today


def _own_people(appointer: User) -> list[int]:
    """An endorser's own organization; for a regional keeper the people of the region and its regencies."""
    people = User.objects.active().select_related("organization__region")
    if appointer.role == Role.ENDORSER:
        return list(people.filter(organization=appointer.organization_id).values_list("pk", flat=True))
    return [person.pk for person in people if is_in_scope(appointer, person.organization)]
