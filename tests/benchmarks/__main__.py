"""``./dev bench [NAME …]``: run the groups in a database of their own, print the table, 1 where a bar is missed."""

from __future__ import annotations

import importlib
import os
import sys

import django
from django.test.runner import DiscoverRunner
from django.test.utils import get_runner, setup_test_environment, teardown_test_environment

GROUPS = ("foundation", "entry", "dashboards", "reports", "regions")


def main(names: list[str]) -> int:
    unknown = set(names) - set(GROUPS)
    if unknown:
        print(f"Tidak ada kelompok {', '.join(sorted(unknown))}; yang ada: {', '.join(GROUPS)}.")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - only readable after setup

    settings.TEMPLATES[0]["OPTIONS"].pop("string_if_invalid", None)  # measured without the tests' watchfulness
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    try:
        results = [_run(name, runner) for name in names or GROUPS]
    finally:
        teardown_test_environment()
    return 0 if all(results) else 1


def _run(name: str, runner: DiscoverRunner) -> bool:
    """One group in a database of its own: what one fills would be in the way of the next, and nothing can be emptied."""
    from django.db import connection  # noqa: PLC0415 - after setup

    group = importlib.import_module(f"tests.benchmarks.{name}")
    table = importlib.import_module("tests.benchmarks.table")
    databases = runner.setup_databases()
    try:
        print(f"\n### {name} ({connection.vendor})\n", flush=True)
        return bool(table.print_table(group.run()))
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
