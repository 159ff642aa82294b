"""Both databases between tests: the triggers lifted around a flush, the cache emptied.

Uploads need no clearing: MEDIA_ROOT lies in the run's own folder, which goes when the run ends.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase

from actions import triggers

flush_tables = TransactionTestCase._fixture_teardown


def flush_without_triggers(test_case: TransactionTestCase) -> None:
    """History refuses DELETE and TRUNCATE; only here may it be emptied."""
    if connection.vendor == "postgresql":
        delete_all()
        return
    triggers.drop(connection)
    try:
        flush_tables(test_case)
    finally:
        triggers.install(connection)


def delete_all() -> None:
    """As a flush, fifteen times as quick: TRUNCATE makes a new file of every table, and of every index."""
    kept = {"django_migrations", "django_content_type", "auth_permission"}
    names = [connection.ops.quote_name(name) for name in connection.introspection.table_names() if name not in kept]
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
        cursor.execute(";".join(f"DELETE FROM {name}" for name in names))


@pytest.fixture(scope="session", autouse=True)
def lift_triggers_around_flush() -> Iterator[None]:
    """TestCase rolls back and never comes here; TransactionTestCase, live_server and transactional_db flush."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Counts of log-in attempts and limits must not leak from one test into the next."""
    yield
    cache.clear()
