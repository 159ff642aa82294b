"""The virtual environment, made from the hash-locked file; a stamp makes the second start immediate."""

import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path

from devtools import system
from devtools.console import PYTHON, ROOT, VENV, DevError, run, say, status_of

LOCKS = ROOT / "requirements"
STAMP = VENV / "lock-stamp"
UV_HOME = ROOT / ".local" / "uv"
ADVICE = "Periksa sambungan jaringan, atau hapus folder .venv, lalu ulangi."


def fingerprint(lock: Path) -> str:
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version_info[:2]}"


def prepare(kind: str) -> None:
    """Make .venv hold what requirements/<kind>.lock says. `dev` holds all that `base` does."""
    good = {fingerprint(LOCKS / f"{name}.lock") for name in {kind, "dev"}}
    if STAMP.exists() and STAMP.read_text() in good and PYTHON.exists():
        return
    STAMP.unlink(missing_ok=True)
    lock = LOCKS / f"{kind}.lock"
    say(f"Menyiapkan lingkungan Python dari requirements/{lock.name}")
    uv = find_uv()
    if uv:
        run([uv, "venv", "-q", "--no-project", "--clear", "--python", sys.executable, VENV], ADVICE)
        run([uv, "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, lock], ADVICE)
    else:
        ensure_venv_module()
        run([sys.executable, "-m", "venv", "--clear", VENV], ADVICE)
        run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], ADVICE)
    STAMP.write_text(fingerprint(lock))


def ensure_venv_module() -> None:
    """Debian's and Ubuntu's python3 come without venv and pip."""
    if importlib.util.find_spec("ensurepip") is None:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        system.install([f"{version}-venv"], "lingkungan virtual Python")


def find_uv() -> Path | None:
    """uv of the PATH, or one of our own, pinned; None where it cannot be had."""
    found = shutil.which("uv")
    if found:
        return Path(found)
    ours = UV_HOME / "bin" / "uv"
    if ours.exists():
        return ours
    ensure_venv_module()
    run([sys.executable, "-m", "venv", UV_HOME], "Hapus folder .local, lalu ulangi.")
    pip: list[str | Path] = [UV_HOME / "bin" / "python", "-m", "pip", "install", "-q"]
    if status_of([*pip, "--disable-pip-version-check", "--require-hashes", "-r", LOCKS / "uv.lock"]):
        say("uv tidak dapat diunduh; memakai pip.")
        return None
    return ours


def write_demo_environment() -> None:
    """`.env` says that this clone is a demo; without it manage.py asks for a SECRET_KEY."""
    path = ROOT / ".env"
    if not path.exists():
        path.write_text("DEMO=on\n")


def prepare_site() -> None:
    """All that the site itself needs."""
    prepare("base")
    system.install(system.weasyprint_packages(), "WeasyPrint, pembuat PDF")
    write_demo_environment()


def prepare_tests() -> None:
    """The site, the checks, and the servers and browser that tests use."""
    prepare("dev")
    system.install(system.weasyprint_packages(), "WeasyPrint, pembuat PDF")
    system.install(system.server_packages(), "PostgreSQL dan Redis untuk pengujian")
    prepare_chromium()
    write_demo_environment()


def prepare_chromium() -> None:
    """Debian's package; Ubuntu ships Chromium as a snap only, so there Playwright's own."""
    if shutil.which("chromium") or os.environ.get("CHROMIUM"):
        return
    if not system.is_ubuntu():
        system.install(["chromium"], "Chromium untuk pengujian")
        return
    command: list[str | Path] = [VENV / "bin" / "playwright", "install", "chromium"]
    if os.geteuid() == 0:
        command.append("--with-deps")
    if status_of(command):
        raise DevError(
            "Chromium tidak dapat dipasang. Jalankan, lalu ulangi:\n"
            "  sudo .venv/bin/playwright install --with-deps chromium\n"
            "atau sebutkan letaknya: CHROMIUM=/letak/chromium ./dev test"
        )
