"""The file of many regions' plans: a sheet of plans and a sheet of their actions, by the code of the region."""

from __future__ import annotations

from typing import Final

from clusters.enums import Cadence, RegionalPlanStageKind

PLANS, ACTIONS, BODIES = "RAD", "Aksi", "Perangkat daerah"
REGION, REGION_NAME = "kode_wilayah", "wilayah"
FIRST_YEAR, LAST_YEAR = "tahun_awal", "tahun_akhir"
STAGE, STAGE_SINCE, CADENCE, PARENT = "tahap", "tahap_sejak", "irama", "rencana_nasional"

# Text columns: heading → (field of the plan, its longest text).
TEXTS: Final = {
    "judul": ("title", 250),
    "judul_singkat": ("short_title", 80),
    "dasar_hukum": ("legal_basis", 250),
    "rpjmd": ("development_plan", 250),
}
REQUIRED: Final = (REGION, "judul", FIRST_YEAR, LAST_YEAR)
OPTIONAL: Final = (
    REGION_NAME,
    "judul_singkat",
    "dasar_hukum",
    PARENT,
    "rpjmd",
    CADENCE,
    STAGE,
    STAGE_SINCE,
)
# Beside the columns of every matrix.
OF_ACTIONS: Final = (REGION, REGION_NAME)

CADENCES: Final = {
    "triwulanan": Cadence.QUARTERLY,
    "empat bulanan": Cadence.FOUR_MONTHLY,
    "semesteran": Cadence.SEMESTER,
    "tahunan": Cadence.ANNUAL,
}
STAGES: Final = {str(stage.label).casefold(): stage for stage in RegionalPlanStageKind}
