"""Number the indicators of each action as they were listed, so that each has a place of its own.

Texts of reports referred to an indicator by where it stood in that list; what they say stays what it was.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import migrations
from django.db.migrations.state import StateApps

BATCH = 2_000


def moved(rows: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    """By id the new place of those that had another. rows: (id, action, place), in the order of listing."""
    last: dict[int, int] = defaultdict(int)
    places = {}
    for pk, action, place in rows:
        last[action] += 1
        if place != last[action]:
            places[pk] = last[action]
    return places


def number(apps: StateApps, schema_editor: object) -> None:
    rows = apps.get_model("actions", "Indicator").objects.all()
    listed = rows.order_by("action", "position", "pk").values_list("pk", "action_id", "position")
    places = moved(listed.iterator(BATCH))
    changed = [row for row in rows.only("pk", "position").iterator(BATCH) if row.pk in places]
    for row in changed:
        row.position = places[row.pk]
    rows.bulk_update(changed, ["position"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("actions", "0020_reminders_append_only")]

    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
