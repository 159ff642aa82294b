import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_report_volumes")]

    operations = [
        migrations.AddField(
            model_name="signedcopy",
            name="volume",
            field=models.ForeignKey(
                blank=True,
                help_text="Kosong: berkas laporan itu sendiri, yaitu Jilid I.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signed_copies",
                to="reports.reportvolume",
                verbose_name="jilid",
            ),
        ),
    ]
