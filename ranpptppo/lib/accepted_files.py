"""Is an uploaded file accepted?

Judged by its content: its type, what could harm whoever opens it, what looks like personal data.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from ranpptppo.lib.file_contents import look_into
from ranpptppo.lib.file_types import UnacceptableFile, identify
from ranpptppo.lib.identity_numbers import PLAIN
from ranpptppo.lib.virus_scanner import ScannerUnavailable, scan

log = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 200
ENDINGS = ".pdf,.jpg,.jpeg,.png,.webp,.doc,.docx,.xls,.xlsx,.ppt,.pptx"  # for the accept attribute of an input
STATEMENT = "Nomor atau nama dalam berkas ini bukan data korban atau saksi."

EMPTY = "Berkas ini kosong."
TOO_LARGE = "Berkas ini lebih besar dari 20 MB. Kecilkan atau bagi menjadi beberapa berkas."
NIK_IN_NAME = "Nama berkas memuat nomor yang menyerupai NIK. Jangan unggah data pribadi korban."
NOT_SCANNED = (
    "Pemeriksa virus sedang tidak dapat dihubungi, sehingga berkas tidak diterima. Coba lagi beberapa menit lagi."
)
INFECTED = "Pemeriksa virus menolak berkas ini ({name}). Bersihkan komputer Anda, lalu buat ulang berkasnya."


class FileRefused(Exception):
    """The file is not accepted; the text says why."""


class StatementNeeded(FileRefused):
    """The file may hold personal data: it is accepted once whoever sends it states that it holds none of victims."""

    def __init__(self, finding: str) -> None:
        super().__init__(f"{finding} Tarik berkas ini, atau nyatakan bahwa ini bukan data korban atau saksi.")


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """``finding``: what may be personal data, empty where there is nothing to ask about."""

    name: str
    content_type: str
    size: int
    sha256: str
    finding: str

    @property
    def statement(self) -> str:
        """What whoever sent it stated, where something was found."""
        return STATEMENT if self.finding else ""


def examine(file: UploadedFile[bytes], *, scanner: str, is_declared: bool) -> AcceptedFile:
    """Read ``file`` through. ``scanner``: address of a clamd, empty for none; without its word no file passes.

    ``is_declared``: the sender states that it holds no data of victims. Raises :class:`FileRefused`.
    """
    name = PurePath(file.name or "berkas").name[:LONGEST_NAME]
    content_type = _type_of(file, name)
    _check_for_viruses(file, scanner)
    finding = _finding(file, content_type)
    if finding and not is_declared:
        raise StatementNeeded(finding)
    return AcceptedFile(name, content_type, file.size or 0, _sha256(file), finding)


def _type_of(file: UploadedFile[bytes], name: str) -> str:
    if not file.size:
        raise FileRefused(EMPTY)
    if file.size > MAX_BYTES:
        raise FileRefused(TOO_LARGE)
    if PLAIN.search(name):
        raise FileRefused(NIK_IN_NAME)
    try:
        return identify(cast("BinaryIO", file.file), name)
    except UnacceptableFile as refused:
        raise FileRefused(str(refused)) from refused


def _check_for_viruses(file: UploadedFile[bytes], scanner: str) -> None:
    """Fails closed: where a scanner is configured and does not answer, the file is not accepted."""
    if not scanner:
        return
    file.seek(0)
    try:
        name = scan(file.chunks(), scanner)
    except ScannerUnavailable as unavailable:
        log.exception("the virus scanner did not answer")
        raise FileRefused(NOT_SCANNED) from unavailable
    if name:
        raise FileRefused(INFECTED.format(name=name))


def _finding(file: UploadedFile[bytes], content_type: str) -> str:
    try:
        return look_into(cast("BinaryIO", file.file), content_type).finding
    except UnacceptableFile as refused:
        raise FileRefused(str(refused)) from refused


def _sha256(file: UploadedFile[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
