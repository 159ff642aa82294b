"""The two files of the registry of regions: which columns they have, and which field of which model each one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from clusters.enums import RegionalPlanStageKind, TaskForceStatus
from clusters.models import RegionalPlanStage, TaskForce
from ranpptppo.lib.workbooks import ColumnKind

REGION, REGION_NAME = "kode_wilayah", "wilayah"
Entry = TaskForce | RegionalPlanStage
YES_NO = {"ya": True, "tidak": False}
STATUSES = {"sudah dibentuk": TaskForceStatus.FORMED, "belum ada": TaskForceStatus.NONE}
STAGES = {str(stage.label).casefold(): stage for stage in RegionalPlanStageKind}


class CellKind(Enum):
    """How a cell is read and written. A list has semicolons in the file and lines in the field."""

    TEXT = "text"
    LIST = "list"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class RegistryColumn:
    """``choices``: word of the file to stored value."""

    heading: str
    field: str
    kind: CellKind = CellKind.TEXT
    width: int = 20
    choices: Mapping[str, str] | None = None

    @property
    def look(self) -> ColumnKind:
        return ColumnKind.DAY if self.kind is CellKind.DAY else ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the two files. ``since``: the field that tells the rows of one region apart."""

    key: str
    title: str
    model: type[Entry]
    since: str
    columns: tuple[RegistryColumn, ...]
    required: tuple[str, ...]

    @property
    def headings(self) -> dict[str, str]:
        """Field to heading."""
        return {column.field: column.heading for column in self.columns}

    @property
    def optional(self) -> tuple[str, ...]:
        return (REGION_NAME, *(one.heading for one in self.columns if one.heading not in self.required))


TASK_FORCES = Subject(
    key="task-forces",
    title="Gugus tugas daerah",
    model=TaskForce,
    since="valid_from",
    columns=(
        RegistryColumn("keadaan", "status", CellKind.CHOICE, 16, {word: one.value for word, one in STATUSES.items()}),
        RegistryColumn("nomor_keputusan", "decree_number", width=30),
        RegistryColumn("tanggal_keputusan", "decree_on", CellKind.DAY, 16),
        RegistryColumn("berlaku_dari", "valid_from", CellKind.DAY, 14),
        RegistryColumn("berlaku_sampai", "valid_to", CellKind.DAY, 14),
        RegistryColumn("ketua", "chair"),
        RegistryColumn("ketua_harian", "daily_head"),
        RegistryColumn("ketua_harian_polri", "is_led_by_police", CellKind.YES_NO, 18),
        RegistryColumn("unit_sekretariat", "secretariat_unit", width=28),
        RegistryColumn("anggota", "members", CellKind.LIST, 40),
        RegistryColumn("sub_gugus_tugas", "subgroups", CellKind.LIST, 30),
        RegistryColumn("uptd_ppa", "has_service_unit", CellKind.YES_NO, 10),
        RegistryColumn("nama_uptd_ppa", "service_unit", width=28),
        RegistryColumn("telepon", "phone", width=16),
        RegistryColumn("surel", "email", width=26),
        RegistryColumn("sumber", "source", width=40),
    ),
    required=(REGION, "keadaan", "berlaku_dari", "sumber"),
)
STAGES_OF_PLANS = Subject(
    key="stages",
    title="Tahap RAD",
    model=RegionalPlanStage,
    since="since_on",
    columns=(
        RegistryColumn("tahap", "stage", CellKind.CHOICE, 16, {word: one.value for word, one in STAGES.items()}),
        RegistryColumn("sejak", "since_on", CellKind.DAY, 14),
        RegistryColumn("dasar_hukum", "instrument", width=40),
        RegistryColumn("rujukan_ran", "plan_reference", width=30),
        RegistryColumn("rujukan_rpjmd", "development_reference", width=30),
        RegistryColumn("sumber", "source", width=40),
    ),
    required=(REGION, "tahap", "sejak", "sumber"),
)
SUBJECTS = {subject.key: subject for subject in (TASK_FORCES, STAGES_OF_PLANS)}
