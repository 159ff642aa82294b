"""The commands of `./dev`."""

import argparse
import sys

from devtools import checks, environment, lanes, lock, servers
from devtools.console import PYTHON, DevError, status_of
from devtools.demo import demo

TAKES_MORE = {"test", "bench", "manage"}


def read_arguments() -> tuple[argparse.Namespace, list[str]]:
    """The verb with its own options, and what is passed on to pytest, the benchmarks or manage.py."""
    parser = argparse.ArgumentParser(prog="./dev", description="Perintah pengembang RAN PPTPPO.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="perintah")
    demo_verb = verbs.add_parser("demo", help="siapkan semuanya dengan data contoh dan jalankan situs")
    demo_verb.add_argument("--once", action="store_true", help="berhenti setelah PDF jadi")
    test = verbs.add_parser("test", help="semua pengujian; dengan JALUR hanya itu, pada SQLite")
    test.add_argument("--postgres", action="store_true", help="JALUR pada PostgreSQL dan Redis")
    verbs.add_parser("bench", help="ukur kecepatan; dengan NAMA hanya kelompok itu")
    verbs.add_parser("check", help="format, ruff, mypy, import-linter, djlint, migrasi, penempatan")
    verbs.add_parser("format", help="rapikan kode")
    verbs.add_parser("lock", help="kunci ulang paket Python")
    verbs.add_parser("setup", help="pasang semua yang dibutuhkan pengembang")
    verbs.add_parser("manage", help="manage.py di lingkungan proyek", add_help=False)
    arguments, rest = parser.parse_known_args()
    if rest and arguments.verb not in TAKES_MORE:
        parser.error(f"tidak dikenal: {' '.join(rest)}")
    return arguments, rest


def run_test(arguments: argparse.Namespace, rest: list[str]) -> int:
    if rest or arguments.postgres:
        lanes.test_paths(rest, on_postgres=arguments.postgres)
    else:
        lanes.test_everything()
    return 0


def run_python(arguments: argparse.Namespace, rest: list[str]) -> int:
    if arguments.verb == "bench":
        environment.prepare_tests()
        with servers.both() as addresses:
            return status_of([PYTHON, "-m", "tests.benchmarks", *rest], addresses)
    environment.prepare_site()
    return status_of([PYTHON, "manage.py", *rest])


def main() -> int:
    arguments, rest = read_arguments()
    match arguments.verb:
        case "demo":
            demo(once=arguments.once)
        case "test":
            return run_test(arguments, rest)
        case "bench" | "manage":
            return run_python(arguments, rest)
        case "check":
            checks.check_everything()
        case "format":
            checks.format_code()
        case "lock":
            lock.compile_locks()
        case "setup":
            environment.prepare_tests()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DevError as error:
        print(f"\n{error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
