import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0008_evidence_requirements"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidencePage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="halaman")),
                ("image", models.FileField(max_length=120, upload_to="", verbose_name="gambar")),
                ("width", models.PositiveIntegerField(verbose_name="lebar (piksel)")),
                ("height", models.PositiveIntegerField(verbose_name="tinggi (piksel)")),
            ],
            options={
                "verbose_name": "halaman data dukung",
                "verbose_name_plural": "halaman data dukung",
            },
        ),
        migrations.CreateModel(
            name="EvidencePreview",
            fields=[
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="preview",
                        serialize=False,
                        to="actions.evidence",
                        verbose_name="data dukung",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Menunggu disiapkan"),
                            ("drawing", "Sedang disiapkan"),
                            ("ready", "Siap"),
                            ("none", "Tanpa pratinjau"),
                            ("failed", "Gagal disiapkan"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="keadaan",
                    ),
                ),
                ("queued_at", models.DateTimeField(verbose_name="masuk antrean")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="dipegang sampai")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="percobaan")),
                ("page_total", models.PositiveIntegerField(blank=True, null=True, verbose_name="jumlah halaman")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="selesai")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="kegagalan")),
            ],
            options={
                "verbose_name": "pratinjau data dukung",
                "verbose_name_plural": "pratinjau data dukung",
            },
        ),
        migrations.AddField(
            model_name="evidencepage",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pages",
                to="actions.evidence",
                verbose_name="data dukung",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencepreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "drawing"), _negated=True), ("lease_until__isnull", False), _connector="OR"
                ),
                name="preview_drawing_has_lease",
                violation_error_message="Pratinjau yang sedang disiapkan harus mencatat sampai kapan dipegang.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencepreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True),
                    models.Q(("finished_at__isnull", False), ("page_total__gt", 0), ("page_total__isnull", False)),
                    _connector="OR",
                ),
                name="preview_ready_has_pages",
                violation_error_message="Pratinjau yang siap harus mencatat jumlah halamannya.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencepreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("error", ""), _negated=True),
                    _connector="OR",
                ),
                name="preview_failed_says_why",
                violation_error_message="Pratinjau yang gagal harus menyebutkan sebabnya.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencepage",
            constraint=models.UniqueConstraint(
                fields=("evidence", "number"),
                name="evidence_page_once",
                violation_error_message="Halaman ini sudah ada.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencepage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("height__gt", 0), ("number__gt", 0), ("width__gt", 0), models.Q(("image", ""), _negated=True)
                ),
                name="evidence_page_has_image",
                violation_error_message="Halaman harus bernomor dan bergambar.",
            ),
        ),
    ]
