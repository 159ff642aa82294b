"""Install the triggers anew: a lock keeps the signatures and moments of a report, not its state alone."""

from django.db import migrations

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [("actions", "0017_budget_history")]

    operations = [migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False)]
