"""Money in an organization's budget that refers to no action of the plan."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0009_evidence_pages"),
        ("clusters", "0007_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnlinkedBudget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="tahun anggaran")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("apbn", "APBN"),
                            ("apbd_province", "APBD provinsi"),
                            ("apbd_regency", "APBD kabupaten/kota"),
                            ("grant", "Hibah"),
                            ("other", "Lainnya"),
                        ],
                        max_length=15,
                        verbose_name="sumber dana",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="kode anggaran")),
                ("title", models.CharField(max_length=250, verbose_name="uraian")),
                ("amount", models.BigIntegerField(verbose_name="jumlah (rupiah)")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="keterangan")),
                ("recorded_at", models.DateTimeField(verbose_name="dicatat")),
                ("linked_at", models.DateTimeField(blank=True, null=True, verbose_name="ditautkan")),
                (
                    "line",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origin",
                        to="actions.budgetline",
                        verbose_name="menjadi baris anggaran",
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ditautkan oleh",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unlinked_budgets",
                        to="clusters.organization",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dicatat oleh",
                    ),
                ),
            ],
            options={
                "verbose_name": "anggaran tanpa aksi",
                "verbose_name_plural": "anggaran tanpa aksi",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "fiscal_year", "source", "code", "title"),
                        name="unlinked_budget_once",
                        violation_error_message="Anggaran dengan kode dan uraian yang sama sudah tercatat.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="unlinked_budget_not_negative",
                        violation_error_message="Jumlah tidak boleh negatif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("line__isnull", True), ("linked_at__isnull", True), ("linked_by__isnull", True)),
                            models.Q(
                                ("line__isnull", False), ("linked_at__isnull", False), ("linked_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="unlinked_budget_link_is_signed",
                        violation_error_message="Penautan harus mencatat baris anggaran, siapa, dan kapan.",
                    ),
                ],
            },
        ),
    ]
