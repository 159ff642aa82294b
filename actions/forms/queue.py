"""What a verifier narrows the queue to: read from the address, so that links between reports keep it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from actions.models import ReportingPeriod
from actions.verification_queue import ODD, PLAIN, Choice, queue_of
from clusters.models import Cluster, Organization, User

NAMES = ("cluster", "organization", "period", "anomalies", "over")


class QueueForm(forms.Form):
    cluster = forms.IntegerField(label="Klaster", required=False)
    organization = forms.IntegerField(label="Instansi", required=False)
    period = forms.IntegerField(label="Periode", required=False)
    anomalies = forms.ChoiceField(
        label="Anomali",
        required=False,
        choices=[("", "Semua"), (PLAIN, "Tanpa anomali"), (ODD, "Ada anomali")],
    )
    over = forms.IntegerField(
        label="Lewat (hari)",
        required=False,
        min_value=0,
        max_value=3650,
        widget=forms.NumberInput(attrs={"class": "input-short", "min": 0, "max": 3650}),
    )

    @property
    def choice(self) -> Choice:
        """What was asked for; what cannot be read is left out, with its sentence beside the field."""
        self.is_valid()
        return Choice(**{name: self.cleaned_data.get(name) or _empty(name) for name in NAMES})

    @property
    def given(self) -> list[tuple[str, Any]]:
        """Name and value of each filter in use."""
        choice = self.choice
        return [(name, getattr(choice, name)) for name in NAMES if getattr(choice, name)]

    @property
    def query(self) -> str:
        """``?cluster=1&over=7``, or nothing."""
        return f"?{urlencode(self.given)}" if self.given else ""

    def offer(self, user: User, *, on: date) -> None:
        """Offer what is in the queue; three queries."""
        waiting = queue_of(user, on=on).order_by()
        clusters = Cluster.objects.filter(pk__in=waiting.values("cluster")).order_by("number")
        periods = ReportingPeriod.objects.filter(pk__in=waiting.values("period")).select_related("plan")
        organizations = Organization.objects.filter(pk__in=waiting.values("organization")).with_name_on(on)
        self._choose("cluster", [(row.pk, f"{row.number}. {row.name}") for row in clusters])
        self._choose(
            "organization", sorted(((row.pk, row.short_name_then) for row in organizations), key=lambda row: row[1])
        )
        self._choose("period", [(row.pk, row.label) for row in periods.order_by("-year", "-number", "pk")])

    def _choose(self, name: str, choices: list[tuple[int, str]]) -> None:
        self.fields[name].widget = forms.Select(choices=[("", "Semua"), *choices])


def _empty(name: str) -> Any:
    return "" if name == "anomalies" else None
