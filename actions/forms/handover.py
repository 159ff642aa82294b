"""Serah terima: which assignments, to whom, from when, on what basis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from actions.models import Assignment
from clusters.forms.users import OrganizationField
from clusters.models import Organization
from ranpptppo.lib.typed_text import TypedText
from ranpptppo.lib.widgets import day_input

SUGGESTED, OTHERS = "Penerus menurut catatan suksesi", "Instansi lain"


class SuccessorForm(forms.Form):
    """To whom, from when, on what basis. The recorded successors come first; nothing is chosen for the person."""

    successor = OrganizationField(label="Penerus", empty_label="Pilih penerus")
    on = forms.DateField(
        label="Berlaku mulai",
        widget=day_input(),
        help_text="Hari pertama penerus; hari terakhir pendahulu sehari sebelumnya.",
    )
    basis = TypedText(
        label="Dasar", max_length=200, help_text="Misalnya nomor peraturan, keputusan, atau berita acara serah terima."
    )

    def __init__(self, *args: Any, suggestions: Sequence[Organization], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(OrganizationField, self.fields["successor"])
        field.queryset = Organization.objects.active_on(today).by_name(today)
        suggested = [organization.pk for organization in suggestions]
        choices = [(row.pk, field.label_from_instance(row)) for row in field.queryset]
        first = [choice for choice in choices if choice[0] in suggested]
        rest = [choice for choice in choices if choice[0] not in suggested]
        groups = [(SUGGESTED, first), (OTHERS, rest)] if first else rest
        field.choices = [("", field.empty_label), *groups]


class AssignmentsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Drawn by the page itself, a row an assignment."""


class HandOverForm(SuccessorForm):
    assignments = AssignmentsField(
        queryset=Assignment.objects.none(),
        label="Penugasan",
        error_messages={"required": "Pilih sekurang-kurangnya satu penugasan."},
    )

    field_order = ["assignments", "successor", "on", "basis"]

    def __init__(self, *args: Any, assignments: QuerySet[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AssignmentsField, self.fields["assignments"]).queryset = assignments
