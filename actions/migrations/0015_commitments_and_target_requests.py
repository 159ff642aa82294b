"""What organizations commit to for a year (append-only: the triggers are installed anew), and proposed targets."""

import django.db.models.deletion
import ranpptppo.lib.fixed_point
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0011_verifier_notes"),
        ("clusters", "0009_notification_kinds_of_targets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="versi")),
                (
                    "step",
                    models.CharField(
                        choices=[("prepared", "Disiapkan"), ("confirmed", "Dikonfirmasi")],
                        max_length=10,
                        verbose_name="langkah",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="waktu")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="catatan")),
                ("content", models.TextField(verbose_name="isi")),
                ("sha256", models.CharField(max_length=64, verbose_name="sidik SHA-256")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="oleh",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="clusters.organization",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="clusters.plan",
                        verbose_name="rencana",
                    ),
                ),
            ],
            options={
                "verbose_name": "komitmen",
                "verbose_name_plural": "komitmen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "organization", "year", "version"), name="commitment_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content", ""), _negated=True), models.Q(("sha256", ""), _negated=True)
                        ),
                        name="commitment_is_frozen",
                        violation_error_message="Komitmen harus menyimpan isi dan sidiknya.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="tahun")),
                (
                    "old_value",
                    ranpptppo.lib.fixed_point.FixedPointField(blank=True, null=True, verbose_name="target semula"),
                ),
                ("proposed_value", ranpptppo.lib.fixed_point.FixedPointField(verbose_name="target usulan")),
                ("reason", models.CharField(max_length=500, verbose_name="alasan")),
                ("requested_at", models.DateTimeField(verbose_name="diusulkan")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("approved", "Disetujui"), ("refused", "Ditolak")],
                        max_length=10,
                        verbose_name="keputusan",
                    ),
                ),
                ("decision_note", models.CharField(blank=True, max_length=500, verbose_name="catatan keputusan")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="diputuskan")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diputuskan oleh",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_requests",
                        to="actions.indicator",
                        verbose_name="indikator",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diusulkan oleh",
                    ),
                ),
            ],
            options={
                "verbose_name": "usulan target",
                "verbose_name_plural": "usulan target",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("indicator", "year"),
                        name="target_request_one_open",
                        violation_error_message="Masih ada usulan yang menunggu keputusan untuk target ini.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="target_request_decision_is_signed",
                        violation_error_message="Keputusan harus mencatat siapa dan kapan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="target_request_decided_by_another",
                        violation_error_message="Usulan diputuskan orang lain daripada yang mengusulkan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "refused"), _negated=True),
                            models.Q(("decision_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="target_request_refusal_has_note",
                        violation_error_message="Penolakan harus disertai catatan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="target_request_has_reason",
                        violation_error_message="Usulan target harus disertai alasan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposed_value__gte", Decimal("0"))),
                        name="target_request_not_negative",
                        violation_error_message="Target tidak boleh negatif.",
                    ),
                ],
            },
        ),
        migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False),
    ]
