"""The sheet of instructions: for whom the form is, how it is filled in, and what the words of *Cara hitung* mean."""

from __future__ import annotations

from datetime import datetime

import xlsxwriter

from actions.enums import Accumulation
from actions.sheets.columns import GUIDE_SHEET, HOW_IT_COUNTS
from actions.sheets.form import Form
from ranpptppo.lib.formats import datetime_long

STEPS = (
    "Isi hanya sel berwarna kuning pada lembar Indikator, Narasi, dan Anggaran. Sel abu-abu tidak berlaku bagi baris itu.",
    "Simpan sebagai XLSX atau ODS, lalu unggah pada halaman Isian → Formulir XLSX. Perubahannya ditunjukkan dahulu.",
    "Setelah diterapkan, periksa halaman isian dan ajukan di sana. Data dukung juga dilampirkan di sana.",
)
RULES = (
    ("Angka", "Tulis angkanya saja. Koma untuk desimal, titik untuk ribuan: 1.234,5. Angka 0 adalah jawaban."),
    ("Sel kosong", "Berarti belum diisi. Mengosongkan sel yang semula berisi berarti mengosongkan isian di situs."),
    ("Bila tanpa angka", "Pilih “Belum ada data” atau “Tidak berlaku”, dan biarkan sel angkanya kosong."),
    ("Persentase", "Isi pembilang dan penyebut; persennya dihitung sistem. 0 dari 0 berarti tidak ada kejadian."),
    ("Ya/belum", "Bila Ya, isi tanggal dokumennya: 30-07-2024, 30/07/2024, 2024-07-30, atau 30 Juli 2024."),
    ("Alasan", "Wajib bila nilai kumulatif atau nilai s.d. periode turun dari isian sebelumnya."),
    ("Anggaran", "Realisasi dalam rupiah utuh, kumulatif sejak 1 Januari."),
    ("Rumus", "Boleh dipakai; yang dibaca hasilnya. Sel yang menampilkan galat seperti #N/A ditolak."),
    ("Data pribadi", "Jangan menulis nama, NIK, atau data pribadi korban. Hanya angka gabungan."),
    (
        "Bentuk formulir",
        "Jangan mengubah atau menghapus kolom Kode baris (tersembunyi). Mengurutkan seluruh baris boleh.",
    ),
    (
        "Bila rekan mengubah",
        "Isian yang diubah di situs setelah formulir ini diunduh ditunjukkan dengan kedua nilainya.",
    ),
)


def write_guide(workbook: xlsxwriter.Workbook, form: Form, *, at: datetime) -> None:
    title = workbook.add_format({"bold": True, "font_size": 16})
    head = workbook.add_format({"bold": True, "font_size": 12, "bottom": 1})
    name = workbook.add_format({"bold": True, "valign": "top", "text_wrap": True})
    text = workbook.add_format({"valign": "top", "text_wrap": True})
    sheet = workbook.add_worksheet(GUIDE_SHEET)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"Formulir isian {form.period.label}", title)
    lines: list[tuple[str, str]] = [*_facts(form, at), ("", ""), ("Langkah", "")]
    lines += [(str(number), step) for number, step in enumerate(STEPS, start=1)]
    lines += [("", ""), ("Cara mengisi", ""), *RULES, ("", ""), ("Cara hitung", "")]
    lines += [(kind.label, f"{HOW_IT_COUNTS[kind][0].upper()}{HOW_IT_COUNTS[kind][1:]}.") for kind in Accumulation]
    for number, (left, right) in enumerate(lines, start=2):
        is_heading = bool(left) and not right
        sheet.write_string(number, 0, left, head if is_heading else name)
        sheet.write_string(number, 1, right, head if is_heading else text)
        sheet.set_row(number, 30 if len(right) > 125 else 16)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _facts(form: Form, at: datetime) -> list[tuple[str, str]]:
    plan = form.period.plan
    return [
        ("Instansi", f"{form.name} ({form.short_name})"),
        ("Rencana", f"{plan.title}{' (CONTOH)' if plan.is_example else ''}"),
        ("Periode", form.period.label),
        ("Batas waktu", datetime_long(form.period.due_at)),
        ("Dibuat", datetime_long(at)),
    ]
