"""Install the triggers anew: a reminder sent by hand is history, as the events are."""

from django.db import migrations

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [("actions", "0019_reminders")]

    operations = [migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False)]
