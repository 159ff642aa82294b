"""A place within its action belongs to one indicator."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0021_places_of_indicators"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                fields=("action", "position"),
                name="indicator_position_once_per_action",
                violation_error_message="Urutan ini sudah dipakai indikator lain pada aksi ini.",
            ),
        ),
    ]
