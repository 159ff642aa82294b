"""Which tests run where.

`--lane=pure`: tests that open no database, run once. `--lane=sqlite` and `--lane=postgres`: the rest, on each.
Tests marked `servers` need PostgreSQL and Redis and belong to the last lane alone. Long tests of what a browser or a
printed page looks like are marked `lane("sqlite")` or `lane("postgres")`: the database cannot change what they prove,
so they run once. Without --lane everything is collected but `servers`.
"""

import os

import pytest
from django.test import TransactionTestCase

# Files of few tests that take a minute or more: begun first, so that no lane ends with one process at work.
LONG = (
    "tests/reports/test_demo.py",
    "tests/deploy/test_stack.py",
    "tests/reports/test_rendering.py",
    "tests/site/test_walk.py",
    "tests/site/test_regions_apart.py",
    "tests/reports/test_report_worker.py",
    "tests/reports/test_provenance.py",
    "tests/reports/test_report_printed.py",
    "tests/browser/test_axe.py",
    "tests/actions/test_never_illegal.py",
)
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lane", choices=["pure", "sqlite", "postgres"], help="which tests to run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "servers: needs PostgreSQL and Redis (./dev test --postgres PATH)")
    config.addinivalue_line("markers", "lane(name): proves nothing about a database, so it runs in this lane alone")


def uses_database(item: pytest.Item) -> bool:
    """Ask what pytest-django asks before it opens the database."""
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    test_class = getattr(item, "cls", None)
    return test_class is not None and issubclass(test_class, TransactionTestCase)


def belongs(item: pytest.Item, lane: str | None) -> bool:
    if item.get_closest_marker("servers"):
        return lane == "postgres" or (lane is None and "TEST_REDIS_URL" in os.environ)
    if lane == "pure":
        return not uses_database(item)
    only = item.get_closest_marker("lane")
    return lane is None or (uses_database(item) and (only is None or only.args == (lane,)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    lane = config.getoption("--lane")
    deselected = [item for item in items if not belongs(item, lane)]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if belongs(item, lane)]
    items.sort(key=_when)


def _when(item: pytest.Item) -> int:
    file = item.nodeid.split("::")[0]
    return LONG.index(file) if file in LONG else len(LONG)
