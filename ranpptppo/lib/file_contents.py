"""What stands in an accepted file: looked at by a process of its own, with a limit on memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ranpptppo.lib.file_types import BROKEN, LOCKED, UnacceptableFile

PROBE = Path(__file__).with_name("file_probe.py")
SECONDS = 40

SENTENCES = {
    "locked": LOCKED,
    "broken": BROKEN,
    "script": "PDF ini memuat skrip atau perintah membuka program. Cetak ulang menjadi PDF biasa, lalu unggah lagi.",
    "attachment": "PDF ini memuat berkas lain sebagai lampiran. Unggah lampirannya sebagai berkas tersendiri.",
}
NOT_CHECKED = (
    "Isi berkas ini tidak dapat diperiksa: terlalu rumit atau terlalu besar saat dibuka. "
    "Simpan ulang sebagai PDF yang lebih kecil, lalu unggah lagi."
)


@dataclass(frozen=True)
class Contents:
    """What may be personal data: numbers that look like a NIK, and rows under a heading such as "Nama"."""

    numbers: int
    person_rows: int

    @property
    def finding(self) -> str:
        """What was found, as the beginning of a sentence; empty where there is nothing to ask about."""
        found = []
        if self.numbers:
            found.append(f"{self.numbers} nomor yang menyerupai NIK")
        if self.person_rows:
            found.append(f"daftar {self.person_rows} baris di bawah kolom nama atau NIK")
        return f"Berkas ini memuat {' dan '.join(found)}." if found else ""


def look_into(file: BinaryIO, content_type: str) -> Contents:
    """Open ``file`` elsewhere and count. Raises :class:`UnacceptableFile`, also when that process ends badly."""
    file.seek(0)
    try:
        ended = subprocess.run(  # noqa: S603  our own program, the file on its standard input
            [sys.executable, "-I", str(PROBE), content_type],
            input=file.read(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnacceptableFile(NOT_CHECKED) from error
    if ended.returncode != 0:
        raise UnacceptableFile(NOT_CHECKED)
    answer = json.loads(ended.stdout)
    if answer["error"]:
        raise UnacceptableFile(SENTENCES[answer["error"]])
    return Contents(numbers=answer["numbers"], person_rows=answer["person_rows"])
