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
from reports.issued_files import IssuedFile, prefetched_files
from reports.models import Report


def told(**texts: str) -> dict[str, dict[str, str]]:
    """``Meta.extra_kwargs`` with what each field of the model means, for the schema."""
    return {field: {"help_text": text} for field, text in texts.items()}


class PlanSerializer(serializers.ModelSerializer[Plan]):
    """Rencana aksi: nasional, daerah, atau masa antar-rencana."""

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
        extra_kwargs = told(
            id="Kunci rencana.",
            kind="Jenis rencana.",
            title="Judul lengkap.",
            short_title="Judul singkat.",
            start_year="Tahun pertama.",
            end_year="Tahun terakhir.",
            legal_basis="Dasar hukum; kosong bila belum ada.",
            cadence="Irama pelaporan.",
            threshold_achieved="Tercapai mulai sekian persen.",
            threshold_attention="Perlu perhatian mulai sekian persen; di bawahnya tertinggal.",
            is_example="Data contoh, bukan data resmi.",
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
        extra_kwargs = told(
            state="Keadaan: angka, tidak ada data, atau tidak berlaku.",
            is_reached="Capaian ya/tidak; null bila indikatornya berupa angka.",
            reached_on="Tanggal dokumen capaian ya/tidak.",
            document_number="Nomor dokumen capaian ya/tidak.",
            reason="Alasan tidak ada data atau tidak berlaku.",
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
    """Laporan satu instansi untuk satu periode dan satu klaster. Saat dalam UTC; null bila belum terjadi."""

    organization = serializers.CharField(source="organization.code", help_text="Kode instansi.")
    cluster = serializers.IntegerField(source="cluster.number", help_text="Nomor klaster.")
    plan = serializers.IntegerField(source="period.plan_id", help_text="Kunci rencana.")
    year = serializers.IntegerField(source="period.year", help_text="Tahun.")
    period = serializers.CharField(source="period.code", help_text="Kode periode.")
    due_at = serializers.DateTimeField(help_text="Batas waktu, termasuk perpanjangan.")

    class Meta:
        model = ProgressReport
        fields = LIST_FIELDS
        extra_kwargs = told(
            id="Kunci laporan kemajuan.",
            state="Status dalam alur kerja.",
            first_filed_at="Saat pertama kali resmi disampaikan.",
            submitted_at="Saat terakhir diajukan.",
            endorsed_at="Saat terakhir disahkan atasan.",
            returned_at="Saat terakhir dikembalikan.",
            return_note="Catatan pengembalian; kosong bila dikembalikan di dalam instansi lain sebelum dilaporkan.",
            verified_at="Saat terakhir diverifikasi.",
            locked_at="Saat dikunci.",
        )

    def to_representation(self, instance: ProgressReport) -> dict[str, Any]:
        """Without what an endorser wrote to the own organization, for all others (``actions.returns.hidden_returns``)."""
        row = super().to_representation(instance)
        own = self.context["request"].user.organization_id == instance.organization_id
        if getattr(instance, "is_returned_inside", False) and not own:
            row["return_note"] = ""
        return row


class ProgressReportDetailSerializer(ProgressReportSerializer):
    """Laporan kemajuan dengan nilai yang dilaporkan dan yang diverifikasi."""

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


class ReportFileSerializer(serializers.Serializer[Any]):
    """Satu berkas PDF laporan yang terbit; Jilid I adalah laporan itu sendiri."""

    volume = serializers.IntegerField(source="number", help_text="Nomor jilid, mulai dari 1.")
    name = serializers.CharField(help_text="Nama berkas.")
    pages = serializers.IntegerField(help_text="Banyaknya halaman.")
    sha256 = serializers.CharField(help_text="SHA-256 berkas.")
    download = serializers.SerializerMethodField(help_text="Alamat berkas.")
    signed_sha256 = serializers.SerializerMethodField(
        help_text="SHA-256 salinan bertanda tangan yang terbaru; null bila tidak ada."
    )
    signed_download = serializers.SerializerMethodField(
        help_text="Alamat salinan bertanda tangan; null bila tidak ada."
    )

    @extend_schema_field(serializers.URLField())
    def get_download(self, file: IssuedFile) -> str:
        return self._address("api-report-volume", file)

    def get_signed_sha256(self, file: IssuedFile) -> str | None:
        return file.signed.sha256 if file.signed else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_signed_download(self, file: IssuedFile) -> str | None:
        return self._address("api-report-signed", file) if file.signed else None

    def _address(self, name: str, file: IssuedFile) -> str:
        address: str = reverse(name, args=[self.context["report"], file.number], request=self.context.get("request"))
        return address


class ReportSerializer(serializers.ModelSerializer[Report]):
    """Permintaan laporan PDF dan kemajuan penyusunannya."""

    download = serializers.SerializerMethodField(help_text="Alamat berkas PDF; null sebelum siap.")
    files = serializers.SerializerMethodField(help_text="Semua berkas PDF menurut jilid; kosong sebelum siap.")

    class Meta:
        model = Report
        fields = (
            "id",
            "kind",
            "plan",
            "year",
            "cut_off_on",
            "scope_name",
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
            "files",
        )
        extra_kwargs = told(
            id="Kunci laporan.",
            kind="Jenis laporan.",
            plan="Kunci rencana.",
            year="Tahun laporan.",
            cut_off_on="Tanggal batas data.",
            scope_name="Klaster, instansi, atau wilayah yang dimuat; kosong bila seluruh rencana.",
            edition="Edisi dalam cakupannya, mulai dari 1; 0 untuk pratinjau.",
            requested_at="Saat diminta, UTC.",
            state="Keadaan penyusunan.",
            step="Langkah yang sudah selesai.",
            steps="Banyaknya langkah; 0 sebelum disusun.",
            step_label="Langkah yang sedang dikerjakan.",
            finished_at="Saat selesai atau gagal, UTC.",
            error="Sebab kegagalan; kosong bila tidak gagal.",
            pages="Banyaknya halaman; null sebelum siap.",
            figures_sha256="SHA-256 angka beku; kosong sebelum dibaca.",
            file_sha256="SHA-256 berkas PDF; kosong sebelum siap.",
            short_code="Kode singkat yang tercetak di laporan.",
        )

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_download(self, report: Report) -> str | None:
        if report.state != RenderState.READY:
            return None
        return reverse("api-report-file", args=[report.pk], request=self.context.get("request"))

    @extend_schema_field(ReportFileSerializer(many=True))
    def get_files(self, report: Report) -> list[dict[str, Any]]:
        files = prefetched_files(report) if report.state == RenderState.READY else []
        context = {**self.context, "report": report.pk}
        return [dict(row) for row in ReportFileSerializer(files, many=True, context=context).data]
