"""A page of invented evidence, marked CONTOH, so that newcomers see what a verifier sees."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

A4 = (595, 842)


def example_file(organization: str, period: str, *, title: str = "Laporan kegiatan") -> SimpleUploadedFile:
    """A PDF of one page: CONTOH in large grey letters, its title and whose it is."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=A4)
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    lines = [
        (72, 740, 20, title),
        (72, 712, 12, f"{organization}, {period}"),
        (72, 676, 12, "Dokumen contoh: isinya rekaan dan tidak memuat data siapa pun."),
        (72, 656, 12, "Jumlah peserta dicatat sebagai angka; daftar hadir tidak dilampirkan."),
    ]
    text = "".join(f"BT /F1 {size} Tf {x} {y} Td ({line}) Tj ET\n" for x, y, size, line in lines)
    mark = "q 0.85 g BT /F1 110 Tf 0.7 0.7 -0.7 0.7 130 180 Tm (CONTOH) Tj ET Q\n"
    page.obj.Contents = document.make_stream((mark + text).encode("latin-1", "replace"))
    written = BytesIO()
    document.save(written, deterministic_id=True)
    return SimpleUploadedFile(
        f"contoh-{title.lower().replace(' ', '-')}.pdf", written.getvalue(), content_type="application/pdf"
    )
