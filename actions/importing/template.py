"""An empty matrix to fill in: its headings for the years of a plan, and above them what the columns take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from actions.importing import vocabulary as words
from clusters.models import Organization, Plan
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.workbooks import Column, SheetContent, write_workbook

WIDE = {"kegiatan": 40, "indikator": 40, "strategi": 30, "pembilang": 30, "penyebut": 30}
MOST_CODES = 12


def matrix_template(plan: Plan, *, at: datetime) -> bytes:
    """The bytes of an XLSX file that the import reads back once it has rows; one query."""
    columns = [*words.REQUIRED, *words.OPTIONAL, *(f"{words.TARGET}{year}" for year in plan.years)]
    content = SheetContent(
        "Matriks", [Column(name, width=WIDE.get(name, 16)) for name in columns], [], notes=_notes(plan, at)
    )
    return write_workbook([content], title=f"Matriks {plan.short_title}", created_at=at)


def _notes(plan: Plan, at: datetime) -> list[str]:
    return [
        f"Matriks {plan.title}{' (CONTOH)' if plan.is_example else ''}",
        "Satu baris satu indikator. Aksi dengan beberapa indikator mengulang nomor dan kegiatannya.",
        f"Wajib diisi: {', '.join(words.REQUIRED)}. Kolom lain boleh kosong.",
        "klaster: nomor klasternya.",
        f"penanggung_jawab dan instansi_pendukung: kode instansi{_codes(plan, at)}. lokus: kode wilayah.",
        f"jenis_ukuran: {_listed(words.MEASURES)}. arah: {_listed(words.DIRECTIONS)}.",
        *(
            f"perhitungan untuk {word}: {_listed(words.ACCUMULATIONS[measure])}."
            for word, measure in words.MEASURES.items()
        ),
        f"sektor: {_listed(words.SECTORS)}. prinsip: {_listed(words.PRINCIPLES)}.",
        f"sumber_dana: {_listed(words.FUNDING)}. dijumlahkan dan boleh_lebih: ya, tidak.",
        "Beberapa isian dalam satu sel dipisahkan titik koma.",
        "Target kosong berarti tanpa target tahun itu; “ya” hanya untuk capaian ya/tidak.",
    ]


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def _codes(plan: Plan, at: datetime) -> str:
    """Of a region's plan those of its own bodies, as far as they are few."""
    if plan.region_id is None:
        return ""
    bodies = Organization.objects.active_on(day_in_wib(at)).filter(region=plan.region_id).order_by("code")
    codes = list(bodies.values_list("code", flat=True)[:MOST_CODES])
    return f" ({', '.join(codes)})" if codes else ""
