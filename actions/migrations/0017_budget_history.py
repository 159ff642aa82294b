"""Code and title of budget lines, and money without an action, get a history of who changed what."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is there already begins its history as it stands now, so that its first change can say what it was."""
    for name in ("BudgetLine", "UnlinkedBudget"):
        kept, history = apps.get_model("actions", name), apps.get_model("actions", f"Historical{name}")
        fields = [field.attname for field in kept._meta.concrete_fields]
        history.objects.bulk_create(
            [
                history(
                    **{field: getattr(row, field) for field in fields},
                    history_date=timezone.now(),
                    history_type="+",
                    history_change_reason="Keadaan saat riwayat mulai dicatat",
                )
                for row in kept.objects.order_by("pk")
            ],
            batch_size=500,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0015_commitments_and_target_requests"),
        ("clusters", "0009_notification_kinds_of_targets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalBudgetLine",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
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
                ("title", models.CharField(blank=True, max_length=250, verbose_name="uraian")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.action",
                        verbose_name="aksi",
                    ),
                ),
                (
                    "handed_over_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.budgetline",
                        verbose_name="diserahkan dari",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clusters.organization",
                        verbose_name="instansi",
                    ),
                ),
            ],
            options={
                "verbose_name": "riwayat baris anggaran",
                "verbose_name_plural": "historical baris anggaran",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalUnlinkedBudget",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
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
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.budgetline",
                        verbose_name="menjadi baris anggaran",
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ditautkan oleh",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clusters.organization",
                        verbose_name="instansi",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dicatat oleh",
                    ),
                ),
            ],
            options={
                "verbose_name": "riwayat anggaran tanpa aksi",
                "verbose_name_plural": "historical anggaran tanpa aksi",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
