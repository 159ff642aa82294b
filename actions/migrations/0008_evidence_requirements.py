import django.db.models.deletion
from django.db import migrations, models

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0016_cluster_narratives"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceRequirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decree", "SK atau peraturan"),
                            ("activity_report", "Laporan kegiatan"),
                            ("attendance", "Rekap kehadiran (tanpa data pribadi)"),
                            ("budget", "Halaman DIPA atau POK"),
                            ("photo", "Foto"),
                            ("other", "Lainnya"),
                        ],
                        max_length=20,
                        verbose_name="jenis",
                    ),
                ),
            ],
            options={
                "verbose_name": "data dukung yang diminta",
                "verbose_name_plural": "data dukung yang diminta",
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="finding",
            field=models.CharField(blank=True, max_length=300, verbose_name="temuan pemeriksaan isi"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="statement",
            field=models.CharField(blank=True, max_length=300, verbose_name="pernyataan pengunggah"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("finding", ""), models.Q(("statement", ""), _negated=True), _connector="OR"),
                name="evidence_finding_is_answered",
                violation_error_message="Berkas yang diduga memuat data pribadi harus disertai pernyataan.",
            ),
        ),
        migrations.AddField(
            model_name="evidencerequirement",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence_requirements",
                to="actions.indicator",
                verbose_name="indikator",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerequirement",
            constraint=models.UniqueConstraint(
                fields=("indicator", "kind"),
                name="evidence_requirement_once",
                violation_error_message="Jenis data dukung ini sudah diminta untuk indikator tersebut.",
            ),
        ),
        migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False),
    ]
