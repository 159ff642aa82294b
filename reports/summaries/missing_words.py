"""What a region lacks, in sentences: the same on its page and in its profile."""

from __future__ import annotations

from datetime import date

from clusters.enums import RegionalPlanStageKind, RegionLevel
from clusters.models import TaskForce
from clusters.models.task_force import ENDS_SOON
from ranpptppo.lib.formats import date_long, number
from reports.summaries.places import IN_FORCE, LAPSED, NO_TASK_FORCE, RegionRow, SecondLevelTotals
from reports.summaries.scores import PlanNumbers


def missing_of(
    row: RegionRow,
    task_force: TaskForce | None,
    *,
    day: date,
    adopted: int,
    regencies: SecondLevelTotals | None = None,
) -> list[str]:
    """task_force: the row that holds on the day. adopted: how many national actions. regencies: of a province."""
    found = [] if row["roles"] else ["Peran dalam jalur TPPO belum tercatat."]
    found += _task_force(row, task_force, day)
    found += _service_unit(task_force)
    found += _stage(row)
    if not row["bodies"]:
        found.append("Belum ada badan yang dapat melapor.")
    if row["figures"] is None:
        found.append("Tidak ada RAD daerah ini di sistem untuk tahun ini; capaian dan anggarannya tidak diketahui.")
    elif row["figures"]["numbers"] is not None:
        found += _reporting(row["figures"]["numbers"])
    if not adopted:
        found.append("Belum ada aksi nasional yang diadopsi.")
    return found + (_regencies(regencies) if regencies is not None and row["level"] == RegionLevel.PROVINCE else [])


def _task_force(row: RegionRow, task_force: TaskForce | None, day: date) -> list[str]:
    state = row["task_force"]["state"]
    if state == NO_TASK_FORCE:
        return ["Belum ada gugus tugas."]
    if task_force is None or state not in {IN_FORCE, LAPSED}:
        return ["Gugus tugas belum tercatat."]
    if state == LAPSED and task_force.valid_to is not None:
        return [f"Keputusan gugus tugas berakhir {date_long(task_force.valid_to)}."]
    found = []
    if task_force.valid_to is not None and (left := task_force.valid_to - day) <= ENDS_SOON:
        found.append(
            f"Keputusan gugus tugas berakhir {date_long(task_force.valid_to)} ({number(left.days)} hari lagi)."
        )
    if not task_force.chair:
        found.append("Ketua gugus tugas belum tercatat.")
    if task_force.is_led_by_police is False:
        found.append("Ketua harian gugus tugas belum Kapolda atau Kapolres (Perpres 49/2023).")
    elif not task_force.daily_head:
        found.append("Ketua harian gugus tugas belum tercatat.")
    return found


def _service_unit(task_force: TaskForce | None) -> list[str]:
    if task_force is None or task_force.has_service_unit:
        return []
    return ["UPTD PPA belum tercatat." if task_force.has_service_unit is None else "Belum ada UPTD PPA."]


def _stage(row: RegionRow) -> list[str]:
    stage = row["stage"]
    if stage["state"] == RegionalPlanStageKind.ENACTED:
        return []
    if stage["state"] == RegionalPlanStageKind.ENDED:
        return [f"RAD berakhir {date_long(date.fromisoformat(stage['since']))}."]
    if stage["state"] in {RegionalPlanStageKind.DRAFTING, RegionalPlanStageKind.HARMONIZATION}:
        return [f"RAD belum ditetapkan (tahap {stage['label'].lower()})."]
    return ["Belum ada RAD." if stage["state"] == RegionalPlanStageKind.NONE else "Tahap RAD belum tercatat."]


def _reporting(numbers: PlanNumbers) -> list[str]:
    filed, budget, behind = numbers["completeness"]["filed"], numbers["budget"], numbers["counts"]["behind"]
    found = []
    if filed["count"] < filed["total"]:
        found.append(
            f"{number(filed['total'] - filed['count'])} dari {number(filed['total'])} laporan yang jatuh tempo belum masuk."
        )
    if not budget["lines"]:
        found.append("Anggaran belum diisi.")
    elif budget["lines_reported"] < budget["lines"]:
        left = budget["lines"] - budget["lines_reported"]
        found.append(f"{number(left)} dari {number(budget['lines'])} baris anggaran belum memiliki realisasi.")
    if behind:
        found.append(f"{number(behind)} indikator tertinggal.")
    return found


def _regencies(of: SecondLevelTotals) -> list[str]:
    total = of["regions"]
    without = (
        (total - of["task_forces"], "gugus tugas yang tercatat berlaku"),
        (total - of["enacted"], "RAD yang ditetapkan"),
        (total - of["with_plan"], "RAD di sistem"),
    )
    return [
        f"{number(lacking)} dari {number(total)} kabupaten dan kota belum memiliki {what}."
        for lacking, what in without
        if lacking
    ]
