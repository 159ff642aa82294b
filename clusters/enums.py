"""Stored choices of the app ``clusters``: lower-case English values, Indonesian labels."""

from django.db import models


class RegionLevel(models.TextChoices):
    PROVINCE = "province", "Provinsi"
    REGENCY = "regency", "Kabupaten"
    CITY = "city", "Kota"


class OrganizationKind(models.TextChoices):
    COORDINATING_MINISTRY = "coordinating_ministry", "Kementerian koordinator"
    MINISTRY = "ministry", "Kementerian"
    AGENCY = "agency", "Lembaga"
    REGIONAL = "regional", "Perangkat daerah"


class SuccessionKind(models.TextChoices):
    RENAME = "rename", "Ganti nama"
    SPLIT = "split", "Pecah"
    MERGE = "merge", "Gabung"


class PlanKind(models.TextChoices):
    NATIONAL = "national", "Rencana aksi nasional"
    REGIONAL = "regional", "Rencana aksi daerah"
    INTERIM = "interim", "Masa antar-rencana"


class TaskForceStatus(models.TextChoices):
    """What a row of the registry says. A region without any row is not recorded yet, which is a third thing."""

    FORMED = "formed", "Sudah dibentuk"
    NONE = "none", "Belum ada gugus tugas"


class TaskForceState(models.TextChoices):
    """What the registry says of a region on a day."""

    IN_FORCE = "in_force", "Berlaku"
    EXPIRING = "expiring", "Segera berakhir"
    LAPSED = "lapsed", "Keputusan berakhir"
    NONE = "none", "Belum ada gugus tugas"
    UNRECORDED = "unrecorded", "Belum tercatat"


class RegionalPlanStageKind(models.TextChoices):
    NONE = "none", "Belum ada RAD"
    DRAFTING = "drafting", "Penyusunan"
    HARMONIZATION = "harmonization", "Harmonisasi"
    ENACTED = "enacted", "Ditetapkan"
    ENDED = "ended", "Berakhir"


class Cadence(models.TextChoices):
    QUARTERLY = "quarterly", "Triwulanan"
    FOUR_MONTHLY = "four_monthly", "Empat bulanan (B04/B08/B12)"
    SEMESTER = "semester", "Semesteran"
    ANNUAL = "annual", "Tahunan"


class ClusterKind(models.TextChoices):
    SUBSTANTIVE = "substantive", "Substansi"
    SECRETARIAT = "secretariat", "Sekretariat"


class ClusterRoleKind(models.TextChoices):
    LEAD = "lead", "Penanggung jawab"
    COORDINATOR = "coordinator", "Koordinator"


class Role(models.TextChoices):
    OPERATOR = "operator", "Operator"
    ENDORSER = "endorser", "Pejabat pengesah"
    VERIFIER = "verifier", "Verifikator"
    SECRETARIAT = "secretariat", "Sekretariat"
    EXECUTIVE = "executive", "Pimpinan"
    AUDITOR = "auditor", "Auditor"
    ADMIN = "admin", "Administrator"


# Who may endorse in an endorser's place. An auditor stays outside, an administrator has no power over reported data.
MAY_ACT = frozenset({Role.OPERATOR, Role.VERIFIER, Role.EXECUTIVE, Role.SECRETARIAT})


class ActingKind(models.TextChoices):
    """Plt. fills a vacant office, Plh. stands in for an officer who is away."""

    PLT = "plt", "Plt."
    PLH = "plh", "Plh."


class NotificationKind(models.TextChoices):
    OPENED = "opened", "Periode dibuka"
    DUE_SOON = "due_soon", "Batas waktu mendekat"
    OVERDUE = "overdue", "Lewat batas waktu"
    EXTENDED = "extended", "Diperpanjang"
    LETTER = "letter", "Surat pengingat"
    SUBMITTED = "submitted", "Menunggu pengesahan"
    FILED = "filed", "Menunggu verifikasi"
    RETURNED = "returned", "Dikembalikan"
    VERIFIED = "verified", "Diverifikasi"
    REOPENED = "reopened", "Dibuka kembali"
    DOCUMENT_FAILED = "document_failed", "Dokumen gagal"
    REPORT_READY = "report_ready", "Laporan selesai"
    REPORT_FAILED = "report_failed", "Laporan gagal"
    COPY_CHECKED = "copy_checked", "Salinan diperiksa"
    ACTING = "acting", "Pelaksana pengesah"
    COMMITMENT = "commitment", "Komitmen"
    TARGET = "target", "Usulan target"
    FEEDBACK = "feedback", "Minta masukan"
    DECREE = "decree", "Keputusan gugus tugas"
    ADOPTION = "adoption", "Adopsi daerah"
