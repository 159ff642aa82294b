"""A realization in state "value" has an amount; SQLite rebuilds both tables, so their triggers come anew."""

from django.conf import settings
from django.db import migrations, models

from actions import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0006_reporting_changed_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="realization",
            name="realization_state_fits_amount",
        ),
        migrations.RemoveConstraint(
            model_name="realizationround",
            name="realization_round_state_fits_amount",
        ),
        migrations.AddConstraint(
            model_name="realization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gte", 0), ("amount__isnull", False), ("state", "value")),
                    models.Q(models.Q(("state", "value"), _negated=True), ("amount__isnull", True)),
                    _connector="OR",
                ),
                name="realization_state_fits_amount",
                violation_error_message="Realisasi diisi dengan rupiah utuh, tidak negatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="realizationround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gte", 0), ("amount__isnull", False), ("state", "value")),
                    models.Q(models.Q(("state", "value"), _negated=True), ("amount__isnull", True)),
                    _connector="OR",
                ),
                name="realization_round_state_fits_amount",
                violation_error_message="Realisasi diisi dengan rupiah utuh, tidak negatif.",
            ),
        ),
        migrations.RunPython(triggers.reinstall, migrations.RunPython.noop, elidable=False),
    ]
