"""A plan matrix of any size as a CSV file, in the columns people import."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from clusters.models import Cluster, Organization


def example_rows(*, indicators: int) -> list[dict[str, Any]]:
    """Two indicators an action, spread over the clusters and organizations that are there."""
    clusters = list(Cluster.objects.order_by("number").values_list("number", flat=True))
    codes = Organization.objects.active_on(date(2021, 1, 1)).order_by("code").values_list("code", flat=True)
    organizations = [code for code in codes if code == code.upper()]
    rows = []
    for position in range(indicators):
        number = position // 2
        cluster = clusters[number % len(clusters)]
        rows.append(
            {
                "klaster": cluster,
                "strategi": f"Strategi {cluster}",
                "nomor": f"{cluster}.{number}",
                "kegiatan": f"Kegiatan ukur {number}",
                "penanggung_jawab": organizations[number % len(organizations)],
                "instansi_pendukung": "",
                "indikator": f"Indikator ukur {position}",
                "satuan": "kegiatan",
                "jenis_ukuran": "jumlah",
                "perhitungan": "per tahun",
                "arah": "naik",
                "prinsip": "akuntabilitas",
                "sumber_dana": "APBN",
            }
        )
    return rows


def matrix_file(rows: Sequence[dict[str, Any]], years: range) -> bytes:
    columns = [
        *("klaster", "strategi", "nomor", "kegiatan", "penanggung_jawab", "instansi_pendukung", "indikator"),
        *("satuan", "jenis_ukuran", "perhitungan", "arah", "pembilang", "penyebut", "baseline", "tahun_baseline"),
        *(f"target_{year}" for year in years),
        *("lokus", "sektor", "prinsip", "sumber_dana"),
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, **{f"target_{year}": 10 + year - years.start for year in years}})
    return text.getvalue().encode()
