"""What anybody may learn of an issued report or a brief by its code: what it is worth, and whether a file is the one issued."""

from __future__ import annotations

from django.db.models import Max

from reports.models import Document, Report
from reports.papers.receipt import Standing


def standing_of_report(report: Report) -> Standing:
    """Is this edition the one in force? Of a newer one only its number is told; one query. From ``issued_with``."""
    latest = Report.objects.editions_of(report).aggregate(last=Max("edition"))["last"]
    if latest > report.edition:
        return Standing("warning", "Sudah digantikan", f"Edisi {report.edition} telah digantikan oleh edisi {latest}.")
    if not report.is_final:
        sentence = f"Edisi {report.edition} adalah edisi terakhir, tetapi masih bertanda DRAF."
        return Standing("warning", "Belum ditetapkan", sentence)
    return Standing("success", "Berlaku", f"Edisi {report.edition} adalah edisi yang berlaku.")


def comparison_of(report: Report, sha256: str) -> Standing:
    """Which of the report's files has this SHA-256 (64 lower-case hexadecimal digits)?"""
    if sha256 == report.file_sha256:
        return Standing("success", "Sama", "Berkas Anda sama persis dengan berkas yang diterbitkan.")
    copy = report.signed_copies.accepted().filter(sha256=sha256).select_related("volume").first()
    if copy is not None:
        of_volume = f"{copy.volume} " if copy.volume else ""
        sentence = f"Berkas Anda sama persis dengan salinan bertanda tangan {of_volume}laporan ini."
        return Standing("success", "Sama", sentence)
    volume = report.volumes.filter(file_sha256=sha256).first()
    if volume is not None:
        return Standing("success", "Sama", f"Berkas Anda sama persis dengan {volume} laporan ini.")
    if sha256 == report.figures_sha256:
        sentence = "SHA-256 ini milik angka beku, bukan berkas PDF. Hitung SHA-256 dari berkas PDF Anda."
        return Standing("info", "SHA-256 angka beku", sentence)
    sentence = (
        "SHA-256 ini tidak sama dengan berkas yang diterbitkan: berkas Anda telah diubah, disimpan ulang, "
        "atau berasal dari edisi lain."
    )
    return Standing("danger", "Berbeda", sentence)


def standing_of_document(document: Document) -> Standing:
    """A brief has no editions: it is what a page said at one moment."""
    sentence = (
        f"{document.kind_in_words} ini benar dibuat oleh sistem ini menurut keadaan data {document.context['as_of']}. Dokumen "
        "sewaktu-waktu tidak mempunyai edisi, tidak menggantikan laporan terbit, dan angkanya hari ini dapat berbeda."
    )
    return Standing("info", "Dokumen sewaktu-waktu", sentence)


def comparison_of_document(document: Document, sha256: str) -> Standing:
    """Is it the file with this SHA-256 (64 lower-case hexadecimal digits)?"""
    if sha256 == document.file_sha256:
        return Standing("success", "Sama", "Berkas Anda sama persis dengan berkas yang dibuat sistem.")
    sentence = "SHA-256 ini tidak sama dengan berkas yang dibuat sistem: berkas Anda telah diubah atau disimpan ulang."
    return Standing("danger", "Berbeda", sentence)
