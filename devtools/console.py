"""What `./dev` says while it works, and running other programs."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STARTED = time.monotonic()


class DevError(Exception):
    """What went wrong, and what to do about it, as sentences for the person at the console."""


def say(sentence: str) -> None:
    """One line of progress, with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:6.1f} d] {sentence}", flush=True)


def run(command: Sequence[str | Path], advice: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a program whose output the person may see; DevError with the advice where it fails."""
    code = status_of(command, environment)
    if code:
        shown = " ".join(str(part) for part in command)
        raise DevError(f"Perintah gagal (kode {code}): {shown}\n{advice}")


def status_of(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> int:
    """Run a program in the project's folder; its exit status."""
    sys.stdout.flush()
    merged = {**os.environ, **(environment or {})}
    return subprocess.run(command, cwd=ROOT, env=merged, check=False).returncode
