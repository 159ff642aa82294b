"""The chapters of a report that people write, and where each text is printed."""

from collections.abc import Iterable

from clusters.models import Cluster

FRONT = {"pengantar": "Kata Pengantar", "ringkasan": "Ringkasan Eksekutif", "pendahuluan": "Bab I Pendahuluan"}
END = {
    "luar-rencana": "Kegiatan di Luar RAN",
    "daerah": "Pelaksanaan di Daerah",
    "perikanan": "Sektor Perikanan",
    "prinsip": "Lima Prinsip dan Hak Asasi Manusia",
    "anggaran": "Anggaran",
    "kesimpulan": "Kesimpulan dan Rekomendasi",
}
CLUSTER = "klaster-"


def chapter_titles(clusters: Iterable[Cluster]) -> dict[str, str]:
    """By key, in the order of printing."""
    own = {f"{CLUSTER}{cluster.number}": f"Klaster {cluster.number} {cluster.name}" for cluster in clusters}
    return {**FRONT, **own, **END}


def cluster_number(key: str) -> int | None:
    """Of ``klaster-3``: 3; None for every other chapter."""
    number = key.removeprefix(CLUSTER)
    return int(number) if key.startswith(CLUSTER) and number.isdecimal() else None
