"""Stored choices of the app ``reports``: lower-case English values, Indonesian labels."""

from django.db import models


class ReportKind(models.TextChoices):
    ANNUAL = "annual", "Laporan Tahunan"
    FIVE_YEAR = "five_year", "Laporan Lima Tahunan"
    AD_HOC = "ad_hoc", "Laporan Sewaktu-waktu"


class RenderState(models.TextChoices):
    QUEUED = "queued", "Menunggu giliran"
    RENDERING = "rendering", "Sedang disusun"
    BINDING = "binding", "Sedang dijilid"
    READY = "ready", "Siap diunduh"
    FAILED = "failed", "Gagal"
    CANCELLED = "cancelled", "Dibatalkan"


class CopyVerdict(models.TextChoices):
    """What the check of a signed copy found."""

    WAITING = "waiting", "Sedang diperiksa"
    TRUSTED = "trusted", "Sah"
    UNTRUSTED = "untrusted", "Utuh, sertifikat tidak dapat dipastikan"
    REFUSED = "refused", "Ditolak"
    UNCHECKED = "unchecked", "Belum diperiksa"


class PageNumbering(models.TextChoices):
    """How the pages of a part are numbered: not at all, i ii iii, or 1 2 3 from Bab I."""

    NONE = "none", "tanpa nomor"
    ROMAN = "roman", "i, ii, iii"
    ARABIC = "arabic", "1, 2, 3"


class DocumentKind(models.TextChoices):
    LETTER = "letter", "Surat pengingat"
    RECEIPT = "receipt", "Bukti lapor"
    FORM = "form", "Formulir isian"
    BRIEF = "brief", "Bahan rapat"
