"""Rows of the database as the API answers them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from actions.enums import EventKind
from actions.models import MeasurementRound, ProgressReport
from clusters.models import Plan
from reports.enums import RenderState
from reports.models import Report


class PlanSerializer(serializers.ModelSerializer[Plan]):
    region = serializers.CharField(source="region.code", default=None, help_text="Kode wilayah, bila rencana daerah.")

    class Meta:
        model = Plan
        fields = (
            "id",
            "kind",
            "region",
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


class ValueSerializer(serializers.ModelSerializer[MeasurementRound]):
    """Satu nilai dalam satu putaran tetap."""

    indicator = serializers.IntegerField(source="indicator_id", help_text="Kunci indikator.")
    value = serializers.DecimalField(19, 4, allow_null=True, help_text="Angka, eksak.")
    numerator = serializers.DecimalField(19, 4, allow_null=True, help_text="Pembilang, eksak.")
    denominator = serializers.DecimalField(19, 4, allow_null=True, help_text="Penyebut, eksak.")

    class Meta:
        model = MeasurementRound
        fields = (
            "indicator",
            "state",
            "value",
            "numerator",
            "denominator",
            "is_reached",
            "reached_on",
            "document_number",
            "reason",
        )


LIST_FIELDS: tuple[str, ...] = (
    "id",
    "organization",
    "cluster",
    "plan",
    "year",
    "period",
    "state",
    "due_at",
    "first_filed_at",
    "submitted_at",
    "endorsed_at",
    "returned_at",
    "return_note",
    "verified_at",
    "locked_at",
)


class ProgressReportSerializer(serializers.ModelSerializer[ProgressReport]):
    organization = serializers.CharField(source="organization.code", help_text="Kode instansi.")
    cluster = serializers.IntegerField(source="cluster.number", help_text="Nomor klaster.")
    plan = serializers.IntegerField(source="period.plan_id", help_text="Kunci rencana.")
    year = serializers.IntegerField(source="period.year", help_text="Tahun.")
    period = serializers.CharField(source="period.code", help_text="Kode periode.")
    due_at = serializers.DateTimeField(help_text="Batas waktu, termasuk perpanjangan.")

    class Meta:
        model = ProgressReport
        fields = LIST_FIELDS


class ProgressReportDetailSerializer(ProgressReportSerializer):
    reported = serializers.SerializerMethodField(help_text="Nilai putaran terakhir yang dilaporkan.")
    verified = serializers.SerializerMethodField(help_text="Nilai putaran resmi: verifikasi terakhir.")

    class Meta(ProgressReportSerializer.Meta):
        fields = (*LIST_FIELDS, "reported", "verified")

    @extend_schema_field(ValueSerializer(many=True))
    def get_reported(self, report: ProgressReport) -> list[dict[str, Any]]:
        return self._round(report, is_filing=True)

    @extend_schema_field(ValueSerializer(many=True))
    def get_verified(self, report: ProgressReport) -> list[dict[str, Any]]:
        return self._round(report, kind=EventKind.VERIFY)

    def _round(self, report: ProgressReport, **of: Any) -> list[dict[str, Any]]:
        event = report.events.filter(**of).order_by("-at", "-pk").first()
        rows = list(event.measurement_rounds.order_by("indicator_id")) if event else []
        return [dict(row) for row in ValueSerializer(rows, many=True).data]


class ReportSerializer(serializers.ModelSerializer[Report]):
    download = serializers.SerializerMethodField(help_text="Alamat berkas PDF; null sebelum siap.")

    class Meta:
        model = Report
        fields = (
            "id",
            "kind",
            "plan",
            "year",
            "cut_off_on",
            "edition",
            "requested_at",
            "state",
            "step",
            "steps",
            "step_label",
            "finished_at",
            "error",
            "pages",
            "figures_sha256",
            "file_sha256",
            "short_code",
            "download",
        )

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_download(self, report: Report) -> str | None:
        if report.state != RenderState.READY:
            return None
        return reverse("api-report-file", args=[report.pk], request=self.context.get("request"))
