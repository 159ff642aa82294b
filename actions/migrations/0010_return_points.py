"""What is to be corrected in a report that was given back, point by point.

What was returned before gets its note as the point about the whole report. The table's triggers come with 0011, so that
the points of reports that are locked by now can be written.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write_points_of_old_returns(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    events = apps.get_model("actions", "ProgressEvent").objects.filter(kind="return").exclude(note="")
    point = apps.get_model("actions", "ReturnPoint")
    point.objects.bulk_create(
        (
            point(event_id=pk, report_id=report, reason_code=reason or "other", note=note)
            for pk, report, reason, note in events.order_by("pk").values_list("pk", "report_id", "reason_code", "note")
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("actions", "0014_unlinked_budgets")]

    operations = [
        migrations.CreateModel(
            name="ReturnPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason_code",
                    models.CharField(
                        choices=[
                            ("evidence_missing", "Data dukung belum lengkap"),
                            ("value_unclear", "Angka tidak sesuai data dukung"),
                            ("definition", "Tidak sesuai definisi indikator"),
                            ("narrative", "Penjelasan kurang"),
                            ("other", "Lainnya"),
                        ],
                        max_length=20,
                        verbose_name="kode alasan",
                    ),
                ),
                ("note", models.TextField(verbose_name="catatan")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_points",
                        to="actions.progressevent",
                        verbose_name="langkah",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_points",
                        to="actions.indicator",
                        verbose_name="indikator",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_points",
                        to="actions.progressreport",
                        verbose_name="laporan",
                    ),
                ),
            ],
            options={
                "verbose_name": "butir pengembalian",
                "verbose_name_plural": "butir pengembalian",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "indicator"),
                        name="return_point_once",
                        violation_error_message="Indikator ini sudah disebut dalam pengembalian yang sama.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("indicator__isnull", True)),
                        fields=("event",),
                        name="return_point_whole_once",
                        violation_error_message="Pengembalian hanya memiliki satu catatan untuk seluruh laporan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True),
                        name="return_point_has_note",
                        violation_error_message="Tulis apa yang perlu diperbaiki.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason_code__in",
                                ["evidence_missing", "value_unclear", "definition", "narrative", "other"],
                            )
                        ),
                        name="return_point_reason_is_known",
                        violation_error_message="Pilih alasan pengembalian.",
                    ),
                ],
            },
        ),
        migrations.RunPython(write_points_of_old_returns, migrations.RunPython.noop),
    ]
