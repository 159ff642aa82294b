"""Notifications about commitments and proposed targets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0008_notification_kinds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "Periode dibuka"),
                    ("due_soon", "Batas waktu mendekat"),
                    ("overdue", "Lewat batas waktu"),
                    ("extended", "Diperpanjang"),
                    ("letter", "Surat pengingat"),
                    ("submitted", "Menunggu pengesahan"),
                    ("filed", "Menunggu verifikasi"),
                    ("returned", "Dikembalikan"),
                    ("verified", "Diverifikasi"),
                    ("reopened", "Dibuka kembali"),
                    ("document_failed", "Dokumen gagal"),
                    ("report_ready", "Laporan selesai"),
                    ("report_failed", "Laporan gagal"),
                    ("acting", "Pelaksana pengesah"),
                    ("commitment", "Komitmen"),
                    ("target", "Usulan target"),
                ],
                max_length=20,
                verbose_name="jenis",
            ),
        ),
    ]
