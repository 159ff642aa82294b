"""What `manage.py check` says about the machine."""

import ctypes
from typing import Any

from django.core.checks import CheckMessage, Error

# Shared library that WeasyPrint opens -> Debian package that carries it.
WEASYPRINT_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def missing_packages() -> list[str]:
    """Debian packages without which WeasyPrint cannot start."""
    missing = []
    for library, package in WEASYPRINT_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def weasyprint_libraries_are_installed(**kwargs: Any) -> list[CheckMessage]:
    """Name the exact line to run where a library of WeasyPrint is missing."""
    missing = missing_packages()
    if not missing:
        return []
    return [
        Error(
            "WeasyPrint cannot render a PDF: system libraries are missing.",
            hint=f"Run: sudo apt-get install --no-install-recommends {' '.join(missing)}",
            id="ranpptppo.E001",
        )
    ]
