"""`./dev lock`: resolve requirements/*.in into files with hashes, for CPython 3.11 to 3.13."""

from pathlib import Path

from devtools.console import DevError, run
from devtools.environment import LOCKS, find_uv

OPTIONS = "--universal --python-version 3.11 --generate-hashes --upgrade"
QUIET = "--no-emit-index-url --no-annotate --no-header --quiet"


def compile_locks() -> None:
    """dev.lock first; base.lock and image.lock are parts of it, in the same versions."""
    uv = find_uv()
    if uv is None:
        raise DevError("uv diperlukan untuk mengunci paket.")
    advice = "Perbaiki requirements/*.in, lalu ulangi."
    resolve: list[str | Path] = [uv, "pip", "compile", *OPTIONS.split(), *QUIET.split()]
    run([*resolve, LOCKS / "dev.in", "-o", LOCKS / "dev.lock"], advice)
    for name in ("base", "image"):
        run([*resolve, "-c", LOCKS / "dev.lock", LOCKS / f"{name}.in", "-o", LOCKS / f"{name}.lock"], advice)
    run([*resolve, LOCKS / "uv.in", "-o", LOCKS / "uv.lock"], advice)
