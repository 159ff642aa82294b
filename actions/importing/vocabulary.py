"""The words of the matrix file and what they mean in the model."""

from __future__ import annotations

from typing import Final

from actions.enums import Accumulation, Direction, FundingSource, Measure, Principle, Sector, TagKind

REQUIRED: Final = (
    "klaster",
    "nomor",
    "kegiatan",
    "penanggung_jawab",
    "indikator",
    "satuan",
    "jenis_ukuran",
    "perhitungan",
    "arah",
)
OPTIONAL: Final = (
    "strategi",
    "instansi_pendukung",
    "pembilang",
    "penyebut",
    "baseline",
    "tahun_baseline",
    "lokus",
    "sektor",
    "prinsip",
    "sumber_dana",
    "bobot",
    "dijumlahkan",
    "boleh_lebih",
    "pelapor_tambahan",
    "kode_indikator",
)
OF_THE_ACTION: Final = (
    "klaster",
    "strategi",
    "kegiatan",
    "penanggung_jawab",
    "instansi_pendukung",
    "lokus",
    "sektor",
    "prinsip",
    "sumber_dana",
    "bobot",
    "pelapor_tambahan",
)
LISTS: Final = ("instansi_pendukung", "pelapor_tambahan", "lokus", "sektor", "prinsip", "sumber_dana")
TARGET: Final = "target_"
# One figure a cell: a merged cell here would be read as several.
FIGURES: Final = ("baseline", "tahun_baseline", "bobot")
# What the model's columns hold, in letters; every other text may have LONGEST.
LONGEST: Final = 500
LENGTHS: Final = {
    "nomor": 20,
    "strategi": 300,
    "satuan": 60,
    "kode_indikator": 40,
    "pembilang": 250,
    "penyebut": 250,
}

MEASURES: Final = {
    "jumlah": Measure.COUNT,
    "persentase": Measure.PERCENTAGE,
    "capaian ya/tidak": Measure.MILESTONE,
}
ACCUMULATIONS: Final = {
    Measure.COUNT: {
        "per tahun": Accumulation.FLOW,
        "s.d. periode": Accumulation.RUNNING,
        "kumulatif": Accumulation.STOCK,
        "nilai terakhir": Accumulation.LATEST,
    },
    Measure.PERCENTAGE: {
        "rasio per tahun": Accumulation.FLOW,
        "rasio s.d. periode": Accumulation.RUNNING,
        "rasio terakhir": Accumulation.STOCK,
    },
    Measure.MILESTONE: {
        "tonggak sekali": Accumulation.ONCE,
        "tonggak tahunan": Accumulation.YEARLY,
    },
}
DIRECTIONS: Final = {"naik": Direction.RISING, "turun": Direction.FALLING}
SECTORS: Final = {
    "perikanan": Sector.FISHERIES,
    "awak kapal perikanan migran": Sector.FISHERIES_MIGRANT,
    "awak kapal perikanan domestik": Sector.FISHERIES_DOMESTIC,
    "pekerja migran": Sector.MIGRANT_WORKERS,
    "anak": Sector.CHILDREN,
}
PRINCIPLES: Final = {principle.label.casefold(): principle for principle in Principle}
FUNDING: Final = {source.label.casefold(): source for source in FundingSource}
YES_NO: Final = {"": False, "ya": True, "tidak": False}

# Fields of the model whose column a file may lack: then they stay as they are.
COLUMN_OF: Final = {
    "title": "kegiatan",
    "strategy": "strategi",
    "weight": "bobot",
    "code": "kode_indikator",
    "unit": "satuan",
    "measure": "jenis_ukuran",
    "accumulation": "perhitungan",
    "direction": "arah",
    "numerator_label": "pembilang",
    "denominator_label": "penyebut",
    "baseline": "baseline",
    "baseline_year": "tahun_baseline",
    "is_additive": "dijumlahkan",
    "allows_over": "boleh_lebih",
}
COLUMN_OF_TAG: Final = {
    str(TagKind.SECTOR): "sektor",
    str(TagKind.PRINCIPLE): "prinsip",
    str(TagKind.FUNDING): "sumber_dana",
}
