"""`./dev test`: every test, on the embedded default and on PostgreSQL with Redis."""

from collections.abc import Sequence
from pathlib import Path

from devtools import environment, servers
from devtools.console import PYTHON, DevError, say, status_of

# Whole files to three processes on two cores, the longest first (tests/plumbing/lanes.py).
OPTIONS = "-n 3 --dist loadfile --no-loadscope-reorder --durations 12"
PYTEST: list[str | Path] = [PYTHON, "-m", "pytest", *OPTIONS.split()]
SQLITE = {"DATABASE_URL": ""}
# pytest's status when no test was collected.
NO_TESTS = 5


def test_everything() -> None:
    """Three lanes; all of them run, then any failure fails the whole."""
    environment.prepare_tests()
    failed = []
    say("Jalur 1 dari 3: pengujian tanpa basis data")
    if status_of([*PYTEST, "--lane=pure"], SQLITE):
        failed.append("tanpa basis data")
    say("Jalur 2 dari 3: SQLite, antrean berkas")
    if status_of([*PYTEST, "--lane=sqlite"], SQLITE):
        failed.append("SQLite")
    say("Jalur 3 dari 3: PostgreSQL dan Redis")
    with servers.both() as addresses:
        if status_of([*PYTEST, "--lane=postgres"], addresses):
            failed.append("PostgreSQL dan Redis")
    if failed:
        raise DevError(f"Pengujian gagal pada jalur: {', '.join(failed)}.")
    say("Semua pengujian lulus.")


def test_paths(arguments: Sequence[str], *, on_postgres: bool) -> None:
    """One lane of some paths, with any option of pytest."""
    environment.prepare_tests()
    if on_postgres:
        with servers.both() as addresses:
            status = status_of([*PYTEST, *arguments], addresses)
    else:
        status = status_of([*PYTEST, *arguments], SQLITE)
    if status == NO_TESTS:
        raise DevError("Tidak ada pengujian yang dijalankan: periksa nama, atau tambahkan --postgres.")
    if status:
        raise DevError("Pengujian gagal.")
