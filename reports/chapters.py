"""The chapters of a report that people write, and where each text is printed."""

from collections.abc import Iterable

from clusters.models import Cluster
from reports.enums import ReportKind

FRONT = {"pengantar": "Kata Pengantar", "ringkasan": "Ringkasan Eksekutif", "pendahuluan": "Bab I Pendahuluan"}
END = {
    "luar-rencana": "Kegiatan di Luar RAN",
    "daerah": "Pelaksanaan di Daerah",
    "perikanan": "Sektor Perikanan",
    "prinsip": "Lima Prinsip dan Hak Asasi Manusia",
    "anggaran": "Anggaran",
    "kesimpulan": "Kesimpulan dan Rekomendasi",
}
FIVE_YEAR_END = {
    "perubahan": "Perubahan Penanggung Jawab",
    "revisi": "Target yang Direvisi",
    "tidak-terlaksana": "Aksi yang Tidak Terlaksana dan Sebabnya",
    "anggaran": "Anggaran Lima Tahun",
    "kesimpulan": "Kesimpulan",
    "masukan": "Masukan bagi Rencana Berikutnya",
}
CLUSTER = "klaster-"


def chapter_titles(clusters: Iterable[Cluster], kind: str) -> dict[str, str]:
    """Of a report of this kind, by key, in the order of printing."""
    own = {f"{CLUSTER}{cluster.number}": f"Klaster {cluster.number} {cluster.name}" for cluster in clusters}
    return {**FRONT, **own, **(FIVE_YEAR_END if kind == ReportKind.FIVE_YEAR else END)}


def cluster_number(key: str) -> int | None:
    """Of ``klaster-3``: 3; None for every other chapter."""
    number = key.removeprefix(CLUSTER)
    return int(number) if key.startswith(CLUSTER) and number.isdecimal() else None
