"""The smaller parts of the synthetic figures: names, counts, money, published statistics."""

import csv
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from actions.enums import Status
from reports.figures import (
    BudgetFigures,
    BudgetRow,
    CompletenessFigures,
    NameFigures,
    RatioFigures,
    StatisticFigures,
    StatisticRow,
    StatusCounts,
)

PROJECT = Path(__file__).resolve().parents[2]
STATISTICS_FILE = PROJECT / "reports" / "reference" / "fakta-tppo.csv"
FOOTNOTE = (
    "Sebelum 21 Oktober 2024 Kementerian Hukum dan Hak Asasi Manusia; penerus lainnya Kementerian HAM serta "
    "Kementerian Imigrasi dan Pemasyarakatan."
)
NAMES = {
    "KEMENKUM": ("Kementerian Hukum", "Kemenkum", FOOTNOTE),
    "POLRI": ("Kepolisian Negara Republik Indonesia", "Polri", ""),
    "KEMENKOPMK": ("Kementerian Koordinator Bidang Pembangunan Manusia dan Kebudayaan", "Kemenko PMK", ""),
    "KEMENKOPOLKAM": ("Kementerian Koordinator Bidang Politik dan Keamanan", "Kemenko Polkam", ""),
    "KEMENDIKDASMEN": (
        "Kementerian Pendidikan Dasar dan Menengah",
        "Kemendikdasmen",
        "Sebelum 21 Oktober 2024 Kementerian Pendidikan, Kebudayaan, Riset, dan Teknologi.",
    ),
    "KEMENSOS": ("Kementerian Sosial", "Kemensos", ""),
    "KEMENKES": ("Kementerian Kesehatan", "Kemenkes", ""),
    "KEMNAKER": ("Kementerian Ketenagakerjaan", "Kemnaker", ""),
    "KEMENPPPA": ("Kementerian Pemberdayaan Perempuan dan Perlindungan Anak", "Kemen PPPA", ""),
}


def organization(code: str) -> NameFigures:
    name, short_name, footnote = NAMES.get(code, (code.capitalize(), code.capitalize(), ""))
    return {"code": code, "name": name, "short_name": short_name, "footnote": footnote}


def status_counts(statuses: Iterable[str]) -> StatusCounts:
    counts = Counter(statuses)
    return {status.value: counts[status.value] for status in Status}


def status_of(score: str | None) -> str:
    if score is None:
        return Status.NO_TARGET.value
    exact = Decimal(score)
    return (Status.ACHIEVED if exact >= 90 else Status.ATTENTION if exact >= 60 else Status.BEHIND).value


def statistics() -> list[StatisticFigures]:
    """The published series of the reference file."""
    series: dict[str, list[dict[str, str]]] = {}
    for row in read_csv(STATISTICS_FILE):
        series.setdefault(row["seri"], []).append(row)
    return [_statistic(title, rows) for title, rows in series.items()]


def budget_figures(allocated: int, realized: int, reported: int, lines: int) -> BudgetFigures:
    absorption = rounded(Fraction(realized, allocated) * 100) if allocated else None
    return {
        "allocated": allocated,
        "realized": realized,
        "absorption": absorption,
        "lines_reported": reported,
        "lines": lines,
    }


def budget_row(budget: BudgetFigures, key: str, label: str) -> BudgetRow:
    return {**budget, "key": key, "label": label}


def budget_sum(rows: list[BudgetRow]) -> BudgetFigures:
    return budget_figures(
        sum(row["allocated"] for row in rows),
        sum(row["realized"] for row in rows),
        sum(row["lines_reported"] for row in rows),
        sum(row["lines"] for row in rows),
    )


def ratio(count: int, total: int) -> RatioFigures:
    return {"count": count, "total": total, "percent": rounded(Fraction(count, total) * 100) if total else None}


def mean(values: list[Decimal]) -> str | None:
    return rounded(Fraction(sum(values)) / len(values)) if values else None


def rounded(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def _statistic(title: str, rows: list[dict[str, str]]) -> StatisticFigures:
    adds_up = len(rows) > 1 and rows[0]["dijumlahkan"] == "ya"
    before: list[dict[str, str] | None] = [None, *rows]
    return {
        "title": title,
        "unit": rows[0]["satuan"],
        "organization": organization(rows[0]["instansi"]),
        "definition": "",
        "rows": [_statistic_row(row, last) for row, last in zip(rows, before, strict=False)],
        "total": str(sum(int(row["nilai"]) for row in rows)) if adds_up else None,
        "sources": sorted({row["sumber"] for row in rows}),
        "notes": sorted({row["catatan"] for row in rows if row["catatan"]}),
    }


def _statistic_row(row: dict[str, str], last: dict[str, str] | None) -> StatisticRow:
    value, change = int(row["nilai"]), None
    if last and not last["sampai"] and not row["sampai"] and int(row["tahun"]) - int(last["tahun"]) == 1:
        change = rounded(Fraction(value - int(last["nilai"]), int(last["nilai"])) * 100)
    return {"year": int(row["tahun"]), "value": row["nilai"], "until": row["sampai"], "note": "", "change": change}


def completeness(filed: int, on_time: int) -> CompletenessFigures:
    due = filed + 4
    return {"filed": ratio(filed, due), "on_time": ratio(on_time, due), "on_time_extended": 2, "backfilled": 0}


def split(budget: BudgetFigures, parts: list[tuple[str, str]]) -> list[BudgetRow]:
    """The whole in parts of a half, a quarter, ...; the last takes the rest."""
    rows: list[BudgetRow] = []
    allocated, realized = budget["allocated"], budget["realized"]
    for place, (key, label) in enumerate(parts):
        share = 1 if place == len(parts) - 1 else 2
        part = budget_figures(allocated // share, realized // share, 3, 3)
        allocated, realized = allocated - part["allocated"], realized - part["realized"]
        rows.append(budget_row(part, key, label))
    return rows


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
