"""The system check on WeasyPrint's libraries."""

import ctypes

import pytest

from ranpptppo import checks


def test_a_missing_library_is_named_with_the_exact_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_library(name: str) -> None:
        if "pango" in name:
            raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", open_library)
    (found,) = checks.weasyprint_libraries_are_installed()
    assert found.id == "ranpptppo.E001"
    assert found.hint == "Run: sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0"


def test_a_machine_with_all_libraries_passes() -> None:
    assert checks.weasyprint_libraries_are_installed() == []
