"""What stands between an uploaded file and the spreadsheet reader: size, content, compression, memory.

A file is judged by its content, never by its name alone. Compressed workbooks are unpacked once, counting, before
anything parses them; then a separate process with a memory limit opens the workbook and counts its cells, so that a
small file that claims a gigantic sheet ends that process and not the site.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MEGABYTE = 1_000_000
MAX_BYTES = 50 * MEGABYTE
MAX_UNPACKED_BYTES = 200 * MEGABYTE
SMALL_UNPACKED_BYTES = 10 * MEGABYTE
MAX_COMPRESSION = 200
MAX_ARCHIVE_MEMBERS = 5_000
MAX_CELLS = 2_000_000
PROBE_SECONDS = 60
CHUNK = 1 << 20

ZIP_START = (b"PK\x03\x04", b"PK\x05\x06")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_START = (b"\xff\xfe", b"\xfe\xff")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ENCRYPTED = 0x1
TEXT_CONTROLS = b"\t\n\r\x0b\x0c\x1a"
PROBE = Path(__file__).with_name("spreadsheet_probe.py")

TOO_MANY_CELLS = (
    f"Lembar kerja terlalu besar (lebih dari {MAX_CELLS // MEGABYTE} juta sel). "
    "Hapus baris dan kolom kosong di luar tabel, lalu simpan kembali."
)
BOMB = "Isi berkas ini mengembang terlalu besar saat dibuka, sehingga tidak dibaca. Simpan ulang sebagai XLSX biasa."
LOCKED = "Berkas ini dikunci dengan kata sandi. Simpan tanpa kata sandi, lalu unggah kembali."
BROKEN = "Berkas ini rusak dan tidak dapat dibuka. Simpan ulang sebagai XLSX."
NOT_A_SHEET = "Berkas ini bukan lembar kerja. Unggah berkas XLSX, XLS, ODS, atau CSV."


class SpreadsheetError(Exception):
    """The file cannot be read as a spreadsheet; the message is an Indonesian sentence for the person who sent it."""


class FileKind(Enum):
    """What a file is by its content; the value is its usual extension."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def read_within_limit(file: BinaryIO, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of ``file`` from its beginning; a SpreadsheetError when there are none, or ``max_bytes`` or more."""
    file.seek(0)
    content = file.read(max_bytes)
    if len(content) >= max_bytes:
        limit = max_bytes // MEGABYTE
        raise SpreadsheetError(
            f"Berkas terlalu besar: batasnya kurang dari {limit} MB. Hapus gambar dan lembar yang tidak perlu."
        )
    if not content:
        raise SpreadsheetError("Berkas ini kosong.")
    return content


def kind_of(content: bytes) -> FileKind:
    """What ``content`` is; a SpreadsheetError when it is no spreadsheet."""
    if content.startswith(ZIP_START):
        return _kind_of_archive(content)
    if content.startswith(OLE_START):
        return FileKind.XLS
    if content.startswith(UTF16_START):
        return FileKind.CSV
    beginning = content[:4096]
    if b"\0" in content or any(byte < 32 and byte not in TEXT_CONTROLS for byte in beginning):
        raise SpreadsheetError(NOT_A_SHEET)
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or beginning.startswith(b"%PDF"):
        raise SpreadsheetError(NOT_A_SHEET)
    return FileKind.CSV


def check_archive(content: bytes) -> None:
    """Unpack a compressed workbook once, keeping nothing; a SpreadsheetError when it is a bomb, locked or broken."""
    unpacked = 0
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_ARCHIVE_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
                raise SpreadsheetError(BOMB)
            for member in members:
                for chunk in _unpacked(archive, member):
                    unpacked += len(chunk)
                    _check_growth(unpacked, len(content))
    except (BadZipFile, EOFError, OSError, ValueError) as error:
        raise SpreadsheetError(BROKEN) from error


def check_cells(content: bytes) -> None:
    """Open the workbook in a process with a memory limit; a SpreadsheetError when that ends badly or holds too much."""
    try:
        probe = subprocess.run(  # noqa: S603  our own script, the file on its standard input
            [sys.executable, "-I", str(PROBE)], input=content, capture_output=True, timeout=PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SpreadsheetError(TOO_MANY_CELLS) from error
    if probe.returncode != 0:
        raise SpreadsheetError(TOO_MANY_CELLS)
    answer = json.loads(probe.stdout)
    if answer["error"]:
        raise SpreadsheetError(LOCKED if answer["error"] == "PasswordError" else BROKEN)
    if answer["cells"] > MAX_CELLS:
        raise SpreadsheetError(TOO_MANY_CELLS)


def _kind_of_archive(content: bytes) -> FileKind:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return FileKind.XLSX
            if "xl/workbook.bin" in names:
                raise SpreadsheetError("Berkas XLSB tidak dibaca. Simpan sebagai XLSX.")
            if "mimetype" in names and archive.open("mimetype").read(len(ODS_TYPE) + 1).strip() == ODS_TYPE:
                return FileKind.ODS
    except (BadZipFile, EOFError, OSError, RuntimeError, ValueError) as error:
        raise SpreadsheetError(BROKEN) from error
    raise SpreadsheetError(
        "Berkas ini arsip ZIP atau dokumen lain, bukan lembar kerja. Unggah XLSX, XLS, ODS, atau CSV."
    )


def _unpacked(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """The content of one member in chunks, to its real end, whatever length its header claims."""
    if member.flag_bits & ENCRYPTED:
        raise SpreadsheetError(LOCKED)
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise SpreadsheetError(BROKEN)
    member.file_size = sys.maxsize  # zipfile would stop at the claimed length, the workbook reader would not
    with archive.open(member) as unpacking:
        first = unpacking.read(CHUNK)
        if first.startswith(ZIP_START):
            raise SpreadsheetError("Berkas ini berisi arsip di dalam arsip, sehingga tidak dibaca.")
        yield first
        while chunk := unpacking.read(CHUNK):
            yield chunk


def _check_growth(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED_BYTES:
        raise SpreadsheetError(BOMB)
    if unpacked > SMALL_UNPACKED_BYTES and unpacked > packed * MAX_COMPRESSION:
        raise SpreadsheetError(BOMB)
