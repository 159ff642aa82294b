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
        run([sys.executable, "-m", "venv", "--clear", VENV], ADVICE)
        run([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], ADVICE)
    STAMP.write_text(fingerprint(lock))


def venv_packages() -> list[str]:
    """Debian's and Ubuntu's python3 come without venv and pip; uv needs neither."""
    if importlib.util.find_spec("ensurepip") or shutil.which("uv"):
        return []
    return [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]


def find_uv() -> Path | None:
    """uv of the PATH, or one of our own, pinned; None where it cannot be had."""
    found = shutil.which("uv")
    if found:
        return Path(found)
    ours = UV_HOME / "bin" / "uv"
    if ours.exists():
        return ours
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
    system.install([*venv_packages(), *system.weasyprint_packages()])
    prepare("base")
    write_demo_environment()


def prepare_tests() -> None:
    """The site, the checks, and the servers and browser that tests use."""
    system.install([*venv_packages(), *system.weasyprint_packages(), *system.server_packages(), *browser_packages()])
    prepare("dev")
    install_playwrights_browser()
    write_demo_environment()


def has_chromium() -> bool:
    return bool(os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium"))


def browser_packages() -> list[str]:
    """Debian's Chromium without a window, which takes a third less of the processor; Ubuntu ships Chromium as a snap only."""
    has_it = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    return [] if has_it or system.is_ubuntu() else ["chromium-headless-shell"]


def install_playwrights_browser() -> None:
    """On Ubuntu, the browser that Playwright brings itself."""
    if has_chromium():
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
