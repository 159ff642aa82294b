"""Both databases between tests: the triggers lifted around a flush, the cache emptied.

Uploads need no clearing: MEDIA_ROOT lies in the run's own folder, which goes when the run ends.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from actions import triggers

flush_tables = TransactionTestCase._fixture_teardown


def flush_without_triggers(test_case: TransactionTestCase) -> None:
    """History refuses DELETE and TRUNCATE; only here may it be emptied."""
    triggers.drop(connection)
    try:
        flush_tables(test_case)
    finally:
        triggers.install(connection)


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
