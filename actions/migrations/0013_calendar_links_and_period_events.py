"""The addresses of calendar feeds, and what was done to whole periods: append-only, so the triggers are installed anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0008_entry_changes"),
        ("clusters", "0003_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_digest", models.CharField(max_length=64, unique=True, verbose_name="sidik kunci")),
                ("created_at", models.DateTimeField(verbose_name="dibuat")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_link",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pengguna",
                    ),
                ),
            ],
            options={
                "verbose_name": "alamat kalender",
                "verbose_name_plural": "alamat kalender",
            },
        ),
        migrations.CreateModel(
            name="PeriodEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dates", "Tanggal diubah"),
                            ("extend", "Diperpanjang"),
                            ("lock", "Dikunci"),
                            ("unlock", "Dibuka kuncinya"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="waktu")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="alasan")),
                ("cluster_numbers", models.CharField(blank=True, max_length=40, verbose_name="klaster")),
                ("reports", models.PositiveIntegerField(default=0, verbose_name="jumlah laporan")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="sampai")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="dibuka, semula")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="batas waktu, semula")),
                ("locks_at", models.DateTimeField(blank=True, null=True, verbose_name="rencana dikunci, semula")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clusters.organization",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="actions.reportingperiod",
                        verbose_name="periode",
                    ),
                ),
            ],
            options={
                "verbose_name": "riwayat periode",
                "verbose_name_plural": "riwayat periode",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "lock"), models.Q(("note", ""), _negated=True), _connector="OR"),
                        name="period_event_has_reason",
                        violation_error_message="Perubahan periode harus disertai alasan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "extend"), _negated=True), ("until__isnull", False), _connector="OR"
                        ),
                        name="period_extension_has_end",
                        violation_error_message="Perpanjangan harus menyebut sampai kapan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "dates"), _negated=True),
                            models.Q(
                                ("due_at__isnull", False), ("locks_at__isnull", False), ("opens_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="period_dates_say_what_was",
                        violation_error_message="Perubahan tanggal harus mencatat tanggal semula.",
                    ),
                ],
            },
        ),
        migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False),
    ]
