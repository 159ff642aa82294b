"""What the lists of rows are filtered by. A filter that means nothing is answered with 400."""

from __future__ import annotations

from typing import Any

from django import forms
from django_filters import rest_framework as filters

from actions.enums import ReportState
from actions.models import ProgressReport
from clusters.enums import PlanKind
from clusters.models import Plan
from reports.enums import RenderState, ReportKind
from reports.models import Report

LARGEST = 2**31 - 1


class WholeNumberFilter(filters.NumberFilter):  # type: ignore[misc] # the package carries no types
    """Keys, years and numbers of clusters; larger ones no column holds, and SQLite refuses them with an error."""

    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=LARGEST, **options)


class PlanFilter(filters.FilterSet):  # type: ignore[misc]
    kind = filters.ChoiceFilter(choices=PlanKind.choices, label="Jenis rencana")
    start_year = WholeNumberFilter(label="Tahun pertama")
    end_year = WholeNumberFilter(label="Tahun terakhir")

    class Meta:
        model = Plan
        fields = ("kind", "start_year", "end_year")


class ProgressReportFilter(filters.FilterSet):  # type: ignore[misc]
    plan = WholeNumberFilter(field_name="period__plan", label="Kunci rencana")
    year = WholeNumberFilter(field_name="period__year", label="Tahun")
    cluster = WholeNumberFilter(field_name="cluster__number", label="Nomor klaster")
    organization = filters.CharFilter(field_name="organization__code", label="Kode instansi")
    state = filters.ChoiceFilter(choices=ReportState.choices, label="Status")

    class Meta:
        model = ProgressReport
        fields = ("plan", "year", "cluster", "organization", "state")


class ReportFilter(filters.FilterSet):  # type: ignore[misc]
    kind = filters.ChoiceFilter(choices=ReportKind.choices, label="Jenis laporan")
    plan = WholeNumberFilter(field_name="plan", label="Kunci rencana")
    year = WholeNumberFilter(label="Tahun laporan")
    state = filters.ChoiceFilter(choices=RenderState.choices, label="Keadaan")

    class Meta:
        model = Report
        fields = ("kind", "plan", "year", "state")
