"""`./dev check`: everything that is said about the code without running the tests."""

import tempfile
from pathlib import Path

from devtools import environment
from devtools.console import PYTHON, VENV, DevError, say, status_of

BIN = VENV / "bin"
DEMO = {"DEMO": "on"}
CHECKS: dict[str, list[str | Path]] = {
    "format": [BIN / "ruff", "format", "--check", "--quiet"],
    "ruff": [BIN / "ruff", "check", "--quiet"],
    "mypy": [BIN / "mypy"],
    "import-linter": [BIN / "lint-imports", "--no-logo"],
    "djlint": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "migrasi": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}
DEPLOY: list[str | Path] = [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def production(folder: str) -> dict[str, str]:
    """An environment as in production, with a key that only looks like one."""
    return {
        "DEMO": "off",
        "SECRET_KEY": "check-0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "ran.example.go.id",
        "VAR_DIR": folder,
    }


def check_everything() -> None:
    """Run every check, also after one has failed."""
    environment.prepare_tests()
    failed = []
    for name, command in CHECKS.items():
        say(f"Pemeriksaan: {name}")
        if status_of(command, DEMO):
            failed.append(name)
    say("Pemeriksaan: penempatan (check --deploy)")
    with tempfile.TemporaryDirectory() as folder:
        if status_of(DEPLOY, production(folder)):
            failed.append("check --deploy")
    if failed:
        raise DevError(f"Pemeriksaan gagal: {', '.join(failed)}.")
    say("Semua pemeriksaan lulus.")


def format_code() -> None:
    """Write what the formatter wants, and mend what ruff can mend itself."""
    environment.prepare("dev")
    status_of([BIN / "ruff", "check", "--fix", "--quiet"])
    status_of([BIN / "ruff", "format", "--quiet"])
