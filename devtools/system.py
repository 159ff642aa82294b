"""Debian packages: installed when root, otherwise named with the exact command."""

import ctypes
import os
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from devtools.console import DevError, run, say

# Shared library that WeasyPrint opens -> package that carries it (the same table as ranpptppo/checks.py).
WEASYPRINT_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
APT_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive"}


def weasyprint_packages() -> list[str]:
    """Packages whose library cannot be opened."""
    missing = []
    for library, package in WEASYPRINT_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def server_packages() -> list[str]:
    """Packages of the servers that tests start, where their programs are not found."""
    missing = []
    if not postgres_program("initdb"):
        missing.append("postgresql")
    if not shutil.which("redis-server"):
        missing.append("redis-server")
    return missing


def postgres_program(name: str) -> Path | None:
    """A program of the newest PostgreSQL server here; Debian keeps them off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if versions:
        return versions[-1]
    found = shutil.which(name)
    return Path(found) if found else None


def is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()


@cache
def refresh_package_lists() -> None:
    """`apt-get update`, once a run."""
    run(["apt-get", "update", "-q"], "Periksa sambungan jaringan, lalu ulangi.", APT_ENVIRONMENT)


def install(packages: Sequence[str]) -> None:
    """Install Debian packages; whoever is not root is told the command."""
    if not packages:
        return
    line = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise DevError(f"Paket sistem belum ada. Jalankan, lalu ulangi:\n  sudo {line}")
    say(f"Memasang paket sistem: {' '.join(packages)}")
    refresh_package_lists()
    run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
        f"Pemasangan gagal. Perbaiki apt, lalu jalankan: {line}",
        APT_ENVIRONMENT,
    )
