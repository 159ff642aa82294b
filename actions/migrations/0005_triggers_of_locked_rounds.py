"""Install the triggers anew: rounds of a locked report, and TRUNCATE of what a lock protects."""

from django.db import migrations

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [("actions", "0004_labels")]

    operations = [migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False)]
