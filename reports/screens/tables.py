"""Tables that several dashboards share, as sheets: numbers as numbers, states as their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from actions.enums import Status
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value
from reports.figures import (
    ActionFigures,
    ActualFigures,
    BudgetFigures,
    BudgetRow,
    CompletenessFigures,
    IndicatorFigures,
    NameFigures,
    NationalFigures,
    StatusCounts,
    TargetFigures,
    TrendRow,
)
from reports.summaries import ClusterSummary
from reports.templatetags.printing import NOT_A_VALUE, short_names

Row = list[Value]
COUNT, NUMBER, PERCENT, RUPIAH = ColumnKind.COUNT, ColumnKind.NUMBER, ColumnKind.PERCENT, ColumnKind.RUPIAH
SCORE = Column("Skor", NUMBER, 10)
STATUS = Column("Status", width=18)
STATUSES = [Column(str(status.label), COUNT, 12) for status in Status]
BUDGET = [
    Column("Pagu", RUPIAH, 20),
    Column("Realisasi", RUPIAH, 20),
    Column("Serapan", PERCENT, 11),
    Column("Baris dilaporkan", COUNT, 12),
    Column("Baris anggaran", COUNT, 12),
]
FILING = [
    Column("Laporan masuk", COUNT, 12),
    Column("Laporan jatuh tempo", COUNT, 12),
    Column("Kelengkapan", PERCENT, 13),
    Column("Tepat waktu", COUNT, 12),
    Column("Dinilai tepat waktu", COUNT, 12),
    Column("Ketepatan", PERCENT, 12),
]
INDICATOR = [
    Column("Aksi", width=10),
    Column("Judul aksi", width=40),
    Column("Penanggung jawab", width=22),
    Column("Indikator", width=48),
    Column("Satuan", width=14),
    Column("Target", NUMBER, 14),
    Column("Realisasi", NUMBER, 16),
    Column("Pembilang", NUMBER, 12),
    Column("Penyebut", NUMBER, 12),
    Column("Capaian", PERCENT, 12),
    Column("Sementara", width=11),
    STATUS,
]


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def word(status: str) -> str:
    """The status as it is read; "" stays "", of a period that is not past due."""
    return str(Status(status).label) if status else ""


def counts(of: StatusCounts) -> Row:
    return [of[status.value] for status in Status]


def budget(of: BudgetFigures) -> Row:
    """In the order of ``BUDGET``."""
    return [of["allocated"], of["realized"], decimal(of["absorption"]), of["lines_reported"], of["lines"]]


def filing(of: CompletenessFigures) -> Row:
    """In the order of ``FILING``."""
    filed, on_time = of["filed"], of["on_time"]
    shares = [decimal(ratio["percent"]) for ratio in (filed, on_time)]
    return [filed["count"], filed["total"], shares[0], on_time["count"], on_time["total"], shares[1]]


def names(of: Sequence[NameFigures]) -> str:
    return short_names(of)


# --- whole tables ------------------------------------------------------------------------------------------------


def headline(of: NationalFigures, *, scored: bool) -> SheetContent:
    """What stands on top of a page: one measure a row."""
    filed, on_time, spent = of["completeness"]["filed"], of["completeness"]["on_time"], of["budget"]
    cover = of["coverage"]
    score: list[Row] = [["Skor", decimal(of["score"]), None, None, word(of["status"])]] if scored else []
    by_status: list[Row] = [
        [f"Indikator: {status.label}", of["counts"][status.value], of["indicators"], None, ""] for status in Status
    ]
    rows: list[Row] = [
        *score,
        ["Aksi yang diberi skor", of["actions_scored"], of["actions"], None, ""],
        *by_status,
        ["Kelengkapan", filed["count"], filed["total"], decimal(filed["percent"]), "laporan masuk dari jatuh tempo"],
        ["Tepat waktu", on_time["count"], on_time["total"], decimal(on_time["percent"]), "tanpa perpanjangan"],
        ["Tepat waktu dengan perpanjangan", of["completeness"]["on_time_extended"], None, None, ""],
        ["Diisi surut", of["completeness"]["backfilled"], None, None, "tidak dinilai tepat waktu"],
        ["Instansi dengan semua laporan masuk", cover["organizations_filed"], cover["organizations_due"], None, ""],
        ["Provinsi yang melapor", cover["provinces_reporting"], cover["provinces_total"], None, ""],
        ["Kabupaten/kota yang melapor", cover["regencies_reporting"], cover["regencies_total"], None, ""],
        ["Serapan anggaran", spent["realized"], spent["allocated"], decimal(spent["absorption"]), "rupiah"],
        ["Baris anggaran dilaporkan", spent["lines_reported"], spent["lines"], None, ""],
    ]
    columns = [
        Column("Ukuran", width=38),
        Column("Nilai", NUMBER, 20),
        Column("Dari", NUMBER, 20),
        Column("Persen", PERCENT, 11),
        Column("Keterangan", width=32),
    ]
    return SheetContent("Ringkasan", columns, rows)


def clusters(rows: Iterable[ClusterSummary], *, scored: bool) -> SheetContent:
    columns = [
        Column("Klaster", COUNT, 9),
        Column("Nama", width=42),
        Column("Penanggung jawab", width=26),
        *([SCORE, STATUS] if scored else []),
        *STATUSES,
        *FILING,
        *BUDGET,
    ]
    return SheetContent(
        "Klaster",
        columns,
        [
            [
                row["number"],
                row["name"],
                names(row["leads"]),
                *([decimal(row["score"]), word(row["status"])] if scored else []),
                *counts(row["counts"]),
                *filing(row["completeness"]),
                *budget(row["budget"]),
            ]
            for row in rows
        ],
    )


def trend(rows: Iterable[TrendRow], *, scored: bool) -> SheetContent:
    columns = [
        Column("Tahun", width=9),
        *([SCORE] if scored else []),
        *STATUSES,
        *FILING,
        *BUDGET,
    ]
    values: list[Row] = [
        [
            str(row["year"]),
            *([decimal(row["score"])] if scored else []),
            *counts(row["counts"]),
            row["filed"]["count"],
            row["filed"]["total"],
            decimal(row["filed"]["percent"]),
            row["on_time"]["count"],
            row["on_time"]["total"],
            decimal(row["on_time"]["percent"]),
            *budget(row["budget"]),
        ]
        for row in rows
    ]
    return SheetContent("Perkembangan", columns, values)


def budget_rows(name: str, heading: str, rows: Iterable[BudgetRow], total: BudgetFigures) -> SheetContent:
    """The rows with their total below them."""
    listed: list[Row] = [[row["label"], *budget(row)] for row in rows]
    return SheetContent(name, [Column(heading, width=40), *BUDGET], [*listed, ["Jumlah", *budget(total)]])


def indicators(name: str, actions: Iterable[ActionFigures]) -> SheetContent:
    rows: list[Row] = [
        [action["number"], action["title"], names(action["leads"]), *indicator_cells(one)]
        for action in actions
        for one in action["indicators"]
    ]
    return SheetContent(name, INDICATOR, rows)


def indicator_cells(of: IndicatorFigures) -> Row:
    """From ``Indikator`` to ``Status``."""
    measured = of["actual"]
    has_fraction = of["measure"] == "percentage" and measured["state"] == "value"
    return [
        of["text"],
        of["unit"],
        target(of["target"], of["measure"]),
        actual(measured, of["measure"]),
        decimal(measured["numerator"]) if has_fraction else None,
        decimal(measured["denominator"]) if has_fraction else None,
        decimal(of["achievement"]),
        "sementara" if of["is_interim"] and of["achievement"] is not None else "",
        word(of["status"]),
    ]


def target(of: TargetFigures, measure: str) -> Value:
    """A milestone is due or not; of a percentage its percent."""
    if of["value"] is None:
        return None
    return "ya" if measure == "milestone" else Decimal(of["value"])


def actual(of: ActualFigures, measure: str) -> Value:
    """The value, or in words why there is none."""
    if of["state"] != "value":
        return NOT_A_VALUE[of["state"]]
    if measure == "milestone":
        return "tercapai" if of["value"] == "1" else "belum tercapai"
    return decimal(of["value"])
