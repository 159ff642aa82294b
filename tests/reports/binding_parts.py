"""Small real parts to bind: a cover, front matter, a chapter and a wide appendix, cut from what WeasyPrint made."""

import hashlib
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from weasyprint import HTML

from reports.binding import Attachment, BindingHead, Bookmark, PartFile, cut_fragment
from reports.rendering import STATIC_HOST, OurStaticFiles, _quiet

OPTIONS = {"pdf_variant": "pdf/a-3a", "pdf_tags": True, "pdf_identifier": b"a part of a test"}
STYLE = """
@font-face { font-family: "Noto Sans"; src: url("fonts/noto-sans-latin-400-normal.woff2"); }
@page { size: A4; margin: 31mm 22mm 25mm 28mm; @top-left { content: "Kepala berjalan"; } }
@page wide { size: A4 landscape; }
html { font: 10pt "Noto Sans"; } .wide { page: wide; } .next { break-before: page; } table { width: 100%; }
"""
COVER = "<h1 id=sampul>Laporan Contoh</h1>"
FRONT = """<h1 id=muka-1>Daftar Isi</h1><p>Lihat <a href="http://bagian.invalid/#bab-1">Bab I</a>,
<a href="http://bagian.invalid/#tabel-1-1">Tabel 1.1</a> dan <a href="#kata">kata</a>.</p>
<p id=kata class=next>Kata pengantar</p>"""
CHAPTER = """<h1 id=bab-1>Bab I</h1><h2 id=bagian-1-1>Bagian pertama</h2><p>Naskah.</p>
<h2 id=bagian-1-2 class=next>Bagian kedua</h2>
<table><caption id=tabel-1-1>Tabel 1.1</caption><thead><tr><th scope=col>Aksi<th scope=col>Nilai</thead>
<tbody><tr><th scope=row>Satu<td><a href="http://telusur.invalid/indikator/7/2024">12,5</a>
<tr><th scope=row>Dua<td><b>3</b></tbody></table>"""
WIDE = """<div class=wide><h1 id=lampiran-1>Lampiran 1</h1>
<table><thead><tr><th scope=col>No<th scope=col>Nama</thead>
<tbody><tr><td>1<td>Lembar <a href="http://bagian.invalid/#bagian-1-2">kedua</a></tbody></table></div>"""


def fragment(body: str, title: str, prefix: str) -> bytes:
    """A printed part with this body."""
    html = f"<html lang=id><head><title>{title}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    source = HTML(string=html, base_url=f"http://{STATIC_HOST}/", url_fetcher=OurStaticFiles())
    cut: list[bytes] = []

    def finisher(_document: Any, pdf: Any) -> None:
        cut.append(cut_fragment(pdf, f"{prefix}-").write())

    with _quiet():
        source.write_pdf(finisher=finisher, **OPTIONS)
    return cut[0]


def example_parts(folder: Path) -> list[PartFile]:
    """Cover (1 page), front (2), chapter (2), wide appendix (1), written into `folder`."""
    chapter = (
        Bookmark(1, "BAB I Pendahuluan", "bab-1"),
        Bookmark(2, "1.1 Bagian pertama", "bagian-1-1"),
        Bookmark(2, "1.2 Bagian kedua", "bagian-1-2"),
    )
    return [
        written(folder, COVER, PartFile(folder / "cover.bagian", "none", (), "Sampul")),
        written(
            folder, FRONT, PartFile(folder / "front.bagian", "roman", (Bookmark(1, "Daftar Isi", "muka-1"),), "Muka")
        ),
        written(folder, CHAPTER, PartFile(folder / "chapter.bagian", "arabic", chapter, "Bab I")),
        written(
            folder,
            WIDE,
            PartFile(folder / "wide.bagian", "arabic", (Bookmark(1, "LAMPIRAN 1", "lampiran-1"),), "Lampiran"),
        ),
    ]


def written(folder: Path, body: str, part: PartFile) -> PartFile:
    folder.joinpath(part.path.name).write_bytes(fragment(body, part.title, part.path.stem))
    return part


def attachment(name: str, description: str, media_type: str, data: bytes) -> Attachment:
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return Attachment(name, description, media_type, zlib.compress(data, 9), size=len(data), md5=md5)


def example_head(**changed: object) -> BindingHead:
    given = {
        "title": "Laporan Tahunan – Contoh",
        "subject": "Pelaksanaan tahun 2024",
        "author": "Gugus Tugas",
        "created": datetime(2025, 4, 14, 2, 5, tzinfo=UTC),
        "identifier": bytes(range(16)),
        "site_address": "https://ran.example.go.id",
        "short_code": "K7M2Q9XD",
        "language": "id-ID",
        "watermark": "DRAF",
        "footer": "Edisi 2 · sha256 0f3a…",
        "attachments": (attachment("angka.json", "Angka sebagai data", "application/json", b'{"a":1}'),),
    }
    return BindingHead(**(given | changed))  # type: ignore[arg-type]
