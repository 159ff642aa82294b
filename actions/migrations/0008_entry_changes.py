"""The append-only log of what people change in a draft, with its triggers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0007_rupiah_have_an_amount"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(blank=True, max_length=20, verbose_name="bagian narasi")),
                ("before", models.TextField(blank=True, verbose_name="sebelum")),
                ("after", models.TextField(blank=True, verbose_name="sesudah")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="alasan")),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("page", "Halaman isian"),
                            ("file", "Formulir XLSX"),
                            ("copy", "Salinan periode lalu"),
                        ],
                        default="page",
                        max_length=10,
                        verbose_name="melalui",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="waktu")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.action",
                        verbose_name="aksi",
                    ),
                ),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.indicator",
                        verbose_name="indikator",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.budgetline",
                        verbose_name="baris anggaran",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_changes",
                        to="actions.progressreport",
                        verbose_name="laporan",
                    ),
                ),
            ],
            options={
                "verbose_name": "perubahan isian",
                "verbose_name_plural": "perubahan isian",
                "indexes": [models.Index(fields=["report", "at", "id"], name="entry_change_by_report")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("action__isnull", True),
                                ("indicator__isnull", False),
                                ("line__isnull", True),
                                ("part", ""),
                            ),
                            models.Q(
                                ("action__isnull", False),
                                ("indicator__isnull", True),
                                ("line__isnull", True),
                                models.Q(("part", ""), _negated=True),
                            ),
                            models.Q(
                                ("action__isnull", True),
                                ("indicator__isnull", True),
                                ("line__isnull", False),
                                ("part", ""),
                            ),
                            _connector="OR",
                        ),
                        name="entry_change_is_about_one_cell",
                        violation_error_message="Perubahan isian menyangkut tepat satu isian.",
                    )
                ],
            },
        ),
        migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False),
    ]
