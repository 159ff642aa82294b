"""What the verifier says about one value; SQLite rebuilds the table, so the triggers come anew."""

from django.db import migrations, models

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [("actions", "0010_return_points")]

    operations = [
        migrations.AddField(
            model_name="measurementround",
            name="verifier_note",
            field=models.CharField(blank=True, max_length=500, verbose_name="catatan verifikator"),
        ),
        migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False),
    ]
