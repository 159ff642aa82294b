"""Stored choices of the app ``actions``: lower-case English values, Indonesian labels."""

from django.db import models


class Measure(models.TextChoices):
    COUNT = "count", "Jumlah"
    PERCENTAGE = "percentage", "Persentase"
    MILESTONE = "milestone", "Capaian ya/tidak"


class Accumulation(models.TextChoices):
    FLOW = "flow", "Per tahun"
    RUNNING = "running", "S.d. periode"
    STOCK = "stock", "Kumulatif"
    LATEST = "latest", "Nilai terakhir"
    ONCE = "once", "Tonggak sekali"
    YEARLY = "yearly", "Tonggak tahunan"


class Direction(models.TextChoices):
    RISING = "rising", "Naik"
    FALLING = "falling", "Turun"


class AssignmentRole(models.TextChoices):
    LEAD = "lead", "Penanggung jawab"
    SUPPORT = "support", "Instansi pendukung"
    ADOPTING = "adopting", "Daerah pengadopsi"


class TagKind(models.TextChoices):
    SECTOR = "sector", "Sektor"
    PRINCIPLE = "principle", "Prinsip"
    FUNDING = "funding", "Sumber dana"


class Sector(models.TextChoices):
    FISHERIES = "fisheries", "Perikanan"
    FISHERIES_MIGRANT = "fisheries_migrant", "Awak kapal perikanan migran"
    FISHERIES_DOMESTIC = "fisheries_domestic", "Awak kapal perikanan domestik"
    MIGRANT_WORKERS = "migrant_workers", "Pekerja migran"
    CHILDREN = "children", "Anak"


class Principle(models.TextChoices):
    EQUALITY = "equality", "Kesetaraan"
    JUSTICE = "justice", "Keadilan"
    EMPOWERMENT = "empowerment", "Pemberdayaan"
    PARTICIPATION = "participation", "Partisipasi"
    ACCOUNTABILITY = "accountability", "Akuntabilitas"


class FundingSource(models.TextChoices):
    APBN = "apbn", "APBN"
    APBD_PROVINCE = "apbd_province", "APBD provinsi"
    APBD_REGENCY = "apbd_regency", "APBD kabupaten/kota"
    GRANT = "grant", "Hibah"
    OTHER = "other", "Lainnya"


class ReportState(models.TextChoices):
    DRAFT = "draft", "Draf"
    SUBMITTED = "submitted", "Diajukan"
    ENDORSED = "endorsed", "Disahkan"
    RETURNED = "returned", "Dikembalikan"
    VERIFIED = "verified", "Diverifikasi"


class MeasurementState(models.TextChoices):
    VALUE = "value", "Angka"
    NO_DATA = "no_data", "Belum ada data"
    NOT_APPLICABLE = "not_applicable", "Tidak berlaku"


class EventKind(models.TextChoices):
    CREATE = "create", "Dibuat"
    SUBMIT = "submit", "Diajukan"
    WITHDRAW = "withdraw", "Ditarik kembali"
    ENDORSE = "endorse", "Disahkan"
    RETURN = "return", "Dikembalikan"
    VERIFY = "verify", "Diverifikasi"
    REOPEN = "reopen", "Dibuka kembali"
    LOCK = "lock", "Dikunci"
    UNLOCK = "unlock", "Dibuka kuncinya"
    EXTEND = "extend", "Diperpanjang"


class EntryVia(models.TextChoices):
    """How a draft's cell was changed."""

    PAGE = "page", "Halaman isian"
    FILE = "file", "Formulir XLSX"
    COPY = "copy", "Salinan periode lalu"


class PeriodEventKind(models.TextChoices):
    DATES = "dates", "Tanggal diubah"
    EXTEND = "extend", "Diperpanjang"
    LOCK = "lock", "Dikunci"
    UNLOCK = "unlock", "Dibuka kuncinya"


class CommitmentStep(models.TextChoices):
    PREPARED = "prepared", "Disiapkan"
    CONFIRMED = "confirmed", "Dikonfirmasi"


class TargetDecision(models.TextChoices):
    APPROVED = "approved", "Disetujui"
    REFUSED = "refused", "Ditolak"


class ReturnReason(models.TextChoices):
    EVIDENCE_MISSING = "evidence_missing", "Data dukung belum lengkap"
    VALUE_UNCLEAR = "value_unclear", "Angka tidak sesuai data dukung"
    DEFINITION = "definition", "Tidak sesuai definisi indikator"
    NARRATIVE = "narrative", "Penjelasan kurang"
    OTHER = "other", "Lainnya"


class AnomalyKind(models.TextChoices):
    """Why somebody who checks a report should look at a value (``actions/anomalies.py``)."""

    JUMP = "jump", "Naik lebih dari sepuluh kali"
    FELL = "fell", "Turun"
    FAR = "far", "Jauh di atas target"
    OVER = "over", "Pembilang melebihi penyebut"
    FRACTION = "fraction", "Pecahan pada satuan utuh"
    NO_EVIDENCE = "no_evidence", "Tanpa data dukung"
    AMOUNT = "amount", "Realisasi turun atau melebihi pagu"
    CHANGED = "changed", "Berubah sejak sebelumnya"


class EvidenceKind(models.TextChoices):
    DECREE = "decree", "SK atau peraturan"
    ACTIVITY_REPORT = "activity_report", "Laporan kegiatan"
    ATTENDANCE = "attendance", "Rekap kehadiran (tanpa data pribadi)"
    BUDGET = "budget", "Halaman DIPA atau POK"
    PHOTO = "photo", "Foto"
    OTHER = "other", "Lainnya"


class PreviewState(models.TextChoices):
    """Where the page images of a piece of evidence stand."""

    QUEUED = "queued", "Menunggu disiapkan"
    DRAWING = "drawing", "Sedang disiapkan"
    READY = "ready", "Siap"
    NONE = "none", "Tanpa pratinjau"
    FAILED = "failed", "Gagal disiapkan"


class Reading(models.TextChoices):
    OFFICIAL = "official", "Resmi (terverifikasi)"
    PROVISIONAL = "provisional", "Sementara (terakhir dilaporkan)"


class Status(models.TextChoices):
    ACHIEVED = "achieved", "Tercapai"
    ATTENTION = "attention", "Perlu perhatian"
    BEHIND = "behind", "Tertinggal"
    UNREPORTED = "unreported", "Belum lapor"
    AWAITING = "awaiting", "Menunggu verifikasi"
    NO_DATA = "no_data", "Belum ada data"
    NOT_APPLICABLE = "not_applicable", "Tidak berlaku"
    NOT_YET = "not_yet", "Belum waktunya"
    NO_TARGET = "no_target", "Tanpa target"
