import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write_organizations(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Where the importer was when the file came, as the history has it."""
    history = apps.get_model("clusters", "HistoricalUser").objects.order_by("-history_date", "-history_id")
    for done in apps.get_model("clusters", "AccountImport").objects.select_related("imported_by"):
        then = history.filter(id=done.imported_by_id, history_date__lte=done.imported_at).first()
        done.organization_id = (then or done.imported_by).organization_id
        done.save(update_fields=["organization"])
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table with checks to come


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0016_references_of_regional_plans"),
    ]

    operations = [
        migrations.AddField(
            model_name="accountimport",
            name="organization",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="account_imports",
                to="clusters.organization",
                verbose_name="instansi",
            ),
        ),
        migrations.RunPython(write_organizations, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="accountimport",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="account_imports",
                to="clusters.organization",
                verbose_name="instansi",
            ),
        ),
    ]
