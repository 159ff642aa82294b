"""Whether a report is final stands in its frozen figures, which are too large to be read for a list."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_final(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("reports", "Report").objects.filter(figures__is_final=True).update(is_final=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_signed_volumes")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="is_final",
            field=models.BooleanField(
                default=False,
                help_text="Menurut angka bekunya; selain itu setiap halaman bertanda DRAF.",
                verbose_name="final",
            ),
        ),
        migrations.RunPython(tell_final, migrations.RunPython.noop, elidable=True),
    ]
