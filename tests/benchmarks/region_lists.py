"""Lists of regions, filled by the imports measured before: 552 of them, 50 a page, each against its floor.

The list of regions with their figures stands among the dashboards.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.urls import reverse

from clusters.models import User
from tests.benchmarks.pages import page_against_floor
from tests.benchmarks.table import Figure

PAGE_BAR = 2.0


def region_lists(reader: User) -> Iterator[Figure]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the imports filled the tables a second ago
    for name, url in _pages():
        yield from page_against_floor(name, url, reader, bar=PAGE_BAR)


def _pages() -> Iterator[tuple[str, str]]:
    registry = reverse("registry-list")
    yield "Registri, semua", registry
    yield "Registri, halaman 6", f"{registry}?page=6"
    yield "Registri, satu provinsi", f"{registry}?province=32&level=regency"
    yield "Peran wilayah", reverse("region-role-list")
    yield "Pengguna", reverse("user-list")
