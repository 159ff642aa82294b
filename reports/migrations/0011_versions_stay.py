"""Versions of chapters are history: the database refuses to change them. No volumes until there are some."""

from django.db import migrations

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0020_reminders_append_only"),
        ("reports", "0010_signed_copies"),
    ]

    operations = [
        migrations.RemoveField(model_name="reportpart", name="volume"),
        migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False),
    ]
