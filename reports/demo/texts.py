"""Example texts. Each begins by saying that it is one."""

from __future__ import annotations

from actions.enums import ReturnReason
from actions.models import Action
from reports.demo.chance import choose, share

REASON = "Contoh: data tahun sebelumnya dimutakhirkan setelah pencocokan."
CORRECTION = "Contoh: dikoreksi menurut data dukung."
REOPENING = "Contoh: rekonsiliasi menemukan penghitungan ganda."
EXTENSION = "Contoh: perpanjangan karena pergantian petugas."
CONCLUSION = (
    "Contoh teks kesimpulan. Pelaksanaan rencana aksi dalam data contoh ini menunjukkan capaian yang berbeda-beda "
    "antarklaster; angkanya tersaji pada bab masing-masing dan dihitung oleh sistem dari isian yang telah diverifikasi.\n\n"
    "Rekomendasi contoh: (1) instansi yang belum lapor menyelesaikan isian triwulan IV; (2) penanggung jawab klaster "
    "Pencegahan ditetapkan setelah perubahan kementerian Oktober 2024; (3) aksi tanpa anggaran diselaraskan dengan RKA-K/L."
)

_ACHIEVEMENTS = [
    "Kegiatan berjalan sesuai jadwal bersama instansi pendukung.",
    "Sebagian besar kegiatan terlaksana; sisanya dijadwalkan ulang.",
    "Pelaksanaan diperluas ke daerah sumber yang baru.",
]
_PRACTICES = [
    "Pelibatan perangkat desa mempercepat penjangkauan.",
    "Format pelaporan bersama mengurangi pekerjaan ganda.",
    "Pendampingan berjenjang membuat data dukung lebih lengkap.",
]
_OBSTACLES = [
    "Pergantian petugas di daerah memperlambat pengumpulan data.",
    "Anggaran tersedia setelah triwulan pertama.",
    "Data antarinstansi belum seragam definisinya.",
]
_FOLLOW_UPS = [
    "Menyepakati jadwal bersama pada rapat koordinasi berikutnya.",
    "Menyusun petunjuk teknis dan melatih petugas.",
    "Mencocokkan data setiap akhir triwulan.",
]
_RETURNS = [
    (ReturnReason.EVIDENCE_MISSING, "Contoh: lampirkan laporan kegiatan yang mendukung angka ini."),
    (ReturnReason.VALUE_UNCLEAR, "Contoh: angka berbeda dengan data dukung; mohon dicocokkan."),
    (ReturnReason.NARRATIVE, "Contoh: jelaskan kendala dan tindak lanjutnya."),
]


def narrative(action: Action, period: str) -> dict[str, str]:
    """The four texts of an action in a period, marked as example."""
    key = (action.number or action.title, period)
    return {
        "achievement": f"Contoh. {choose(_ACHIEVEMENTS, 'capaian', *key)}",
        "good_practice": f"Contoh. {choose(_PRACTICES, 'praktik', *key)}" if share("praktik?", *key) < 0.5 else "",
        "obstacle": f"Contoh. {choose(_OBSTACLES, 'kendala', *key)}" if share("kendala?", *key) < 0.7 else "",
        "follow_up": f"Contoh. {choose(_FOLLOW_UPS, 'lanjut', *key)}",
    }


def return_note(*key: object) -> tuple[str, str]:
    """(reason code, note) of an example return."""
    return _RETURNS[int(share("note", *key) * len(_RETURNS))]
