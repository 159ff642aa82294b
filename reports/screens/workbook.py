"""The XLSX of a dashboard: what it is, narrowed how and as of when, then one sheet a table."""

from __future__ import annotations

from dataclasses import replace

from clusters.models import Plan, User
from ranpptppo.lib.formats import datetime_long, day_in_wib, number
from ranpptppo.lib.workbooks import Column, SheetContent, write_workbook
from reports.screens.screen import Screen, Words

ABOUT = "Keterangan"


def workbook_of(screen: Screen, *, by: User) -> bytes:
    sheets = [about(screen, by=by), *(replace(table, notes=[_note(screen)]) for table in screen.tables)]
    return write_workbook(sheets, title=screen.title, created_at=screen.choice.as_of)


def file_name(screen: Screen) -> str:
    """``Beranda-2024-2026-11-23.xlsx``: page, year, day."""
    return f"{slug(screen.title)}-{screen.choice.year}-{day_in_wib(screen.choice.as_of).isoformat()}.xlsx"


def slug(title: str) -> str:
    """``Klaster-1-Pencegahan``: a title as a part of a file's name."""
    words = "".join(sign if sign.isalnum() else " " for sign in title).split()
    return "-".join(words)[:60].strip("-")


def about(screen: Screen, *, by: User) -> SheetContent:
    """The first sheet."""
    rows = [*screen.stamp(by), *definitions(screen.choice.plan)]
    return SheetContent(ABOUT, [Column("Hal", width=24), Column("Isi", width=100)], [list(row) for row in rows])


def _note(screen: Screen) -> str:
    """Over each table, since sheets are copied and printed alone."""
    choice = screen.choice
    example = "CONTOH · " if screen.is_example else ""
    filters = "; ".join(f"{label}: {value}" for label, value in screen.filters_in_words())
    narrowed = f" · {filters}" if filters else ""
    reading = screen.reading_in_words().lower()
    return (
        f"{example}{choice.plan.short_title}, tahun {choice.year}, {reading}{narrowed} · "
        f"keadaan {datetime_long(choice.as_of)}"
    )


def definitions(plan: Plan) -> Words:
    """What the figures mean, as the plan counts them."""
    achieved, attention = number(plan.threshold_achieved), number(plan.threshold_attention)
    return [
        (
            "Skor",
            (
                "Rata-rata skor aksi dalam rencana menurut bobotnya. Skor aksi ialah rata-rata capaian indikatornya, "
                "masing-masing paling tinggi 100; indikator bertarget yang lewat batas waktu tanpa laporan dihitung 0."
            ),
        ),
        (
            "Capaian",
            (
                "Realisasi dibanding target, dalam persen. Sebelum semua periode tahun itu masuk, target dihitung sebanding "
                "dengan periode yang sudah jatuh tempo dan capaiannya ditandai sementara."
            ),
        ),
        (
            "Status",
            (
                f"Tercapai mulai {achieved}, perlu perhatian mulai {attention}, di bawahnya tertinggal. Belum lapor: lewat "
                "batas waktu tanpa laporan. Menunggu verifikasi: sudah dilaporkan, belum diperiksa; tidak masuk skor."
            ),
        ),
        ("Kelengkapan", "Laporan yang masuk dibanding laporan yang sudah jatuh tempo."),
        (
            "Tepat waktu",
            (
                "Laporan yang pertama kali masuk sebelum batas waktu dibanding yang jatuh tempo; periode yang diisi surut "
                "tidak dinilai, dan tepat waktu dengan perpanjangan dihitung tersendiri."
            ),
        ),
        ("Serapan", "Jumlah realisasi dibanding jumlah pagu. Rupiah ditulis utuh; realisasi dihitung sejak 1 Januari."),
        ("Sel kosong", "Tidak ada nilai. Angka 0 berarti nilainya memang nol."),
        ("Nama instansi", "Sebagaimana berlaku pada 31 Desember tahun yang ditampilkan."),
    ]
