"""Whole reports as the database knows them: the example plan, and a plan of 200 actions and 400 indicators, once each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from clusters.reference_data import load_regions
from reports import summaries
from tests.benchmarks.table import Figure
from tests.reports.sample_figures import annual_figures
from tests.reports.synthetic import Size, make_plan

YEAR = 2024
FULL = Size(actions=200, indicators_per_action=2, organizations=20)

Print = Callable[[Any], tuple[float, int, float]]


def whole_reports(printed: Print) -> list[Figure]:
    """printed: prints a report in one fresh process, and answers seconds, pages and peak MiB."""
    load_regions()
    plan = make_plan(FULL)
    wanted: list[tuple[str, Any]] = [
        ("Laporan tahunan, rencana contoh", annual_figures(conclusion="Selesai.")),
        ("Laporan tahunan, skala penuh", summaries.annual_figures(plan, YEAR, **_edition())),
        ("Laporan lima tahunan, skala penuh", summaries.five_year_figures(plan, YEAR, **_edition())),
    ]
    figures = []
    for name, content in wanted:
        spent, pages, peak = printed(content)
        figures += [
            Figure(f"{name}, satu proses", spent, "detik"),
            Figure(name, pages, "halaman"),
            Figure(f"{name}: memori puncak", peak, "MiB"),
        ]
    return figures


def _edition() -> dict[str, Any]:
    return {
        "cut_off_on": date(YEAR + 1, 3, 31),
        "edition": 1,
        "generated_at": timezone.now(),
        "conclusion": "Teks ukur.",
        "site_address": "http://127.0.0.1:8000",
        "short_code": "UKUR2345",
    }
