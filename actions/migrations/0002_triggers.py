"""Install the triggers that keep the history append-only and locked reports unchanged."""

from django.db import migrations

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [("actions", "0001_initial")]

    operations = [migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False)]
