"""What a file of many regions' plans means beside what is there: plans made and changed, their stages, their actions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from copy import copy
from dataclasses import astuple, dataclass, field
from datetime import date

from actions.importing import regions_columns as words
from actions.importing.checks import known_codes
from actions.importing.comparing import compare
from actions.importing.contents import contents_of
from actions.importing.preview import Preview, Rename
from actions.importing.reading import MAX_PROBLEMS
from actions.importing.regions_reading import PlanRow, RegionsFile
from actions.importing.rows import MatrixFile
from actions.permissions import can_keep_regional_plan
from clusters.enums import PlanKind, RegionalPlanStageKind
from clusters.models import Plan, Region, RegionalPlanStage, User
from clusters.permissions import can_keep_registry
from clusters.registry import FieldChange
from ranpptppo.lib.formats import date_long
from ranpptppo.lib.import_problems import Problem, Severity

# More than these nobody answers one by one, and a form may hold no more fields.
MAX_RENAMES = 200


@dataclass(slots=True)
class RegionWork:
    """What importing has to do for one region. ``fields``: what it says of the plan itself; ``changed``: which columns.

    ``stage``: a new row of the registry, or None. ``preview``: of its actions.
    """

    row: int
    region: Region
    plan: Plan
    preview: Preview
    is_new: bool
    changed: list[str] = field(default_factory=list)
    fields: list[FieldChange] = field(default_factory=list)
    stage: RegionalPlanStage | None = None

    @property
    def is_change(self) -> bool:
        return bool(self.is_new or self.fields or self.preview.changes)

    @property
    def state(self) -> str:
        if self.is_new:
            return "baru"
        return "berubah" if self.is_change else "tetap"

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """aksi, indikator, … → (added, changed)."""
        return {thing: (added, changed) for thing, added, changed in self.preview.counts}


@dataclass(slots=True)
class RegionsPreview:
    """Everything a person must know before the file is applied, region by region in the order of the file."""

    file: RegionsFile
    works: list[RegionWork] = field(default_factory=list)

    def of(self, severity: Severity) -> list[Problem]:
        found = [problem for problem in self.file.problems if problem.severity is severity]
        return sorted(found, key=lambda problem: (problem.sheet, problem.row))

    @property
    def errors(self) -> list[Problem]:
        return self.of(Severity.ERROR)

    @property
    def questions(self) -> list[Problem]:
        return self.of(Severity.QUESTION)

    @property
    def warnings(self) -> list[Problem]:
        return self.of(Severity.WARNING)

    @property
    def renames(self) -> list[Rename]:
        return [rename for work in self.works for rename in work.preview.renames]

    @property
    def changing(self) -> list[RegionWork]:
        return [work for work in self.works if work.is_change]

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """(thing, added, changed): the plans themselves, then what is in them."""
        totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for work in self.works:
            for thing, added, changed in work.preview.counts:
                totals[thing][0] += added
                totals[thing][1] += changed
        new = sum(work.is_new for work in self.works)
        plans = ("RAD", new, sum(bool(work.fields) and not work.is_new for work in self.works))
        return [plans, *((thing, added, changed) for thing, (added, changed) in totals.items())]

    @property
    def fingerprint(self) -> str:
        """Changes whenever importing would do something else."""
        digest = hashlib.sha256()
        for work in self.works:
            plan, fields = work.plan, [astuple(one) for one in work.fields]
            years = (plan.start_year, plan.end_year)
            digest.update(repr((work.region.code, work.is_new, years, fields, work.preview.fingerprint)).encode())
        return digest.hexdigest()


def plan_regions(file: RegionsFile, *, keeper: User, on: date, renames: Collection[int] = ()) -> RegionsPreview:
    """Compare with the database in a fixed number of queries; ``on``: the day of which regions are those that are there."""
    planner = _Planner(file, keeper, on)
    for row in file.plans:
        planner.add(row)
    return planner.compared(set(renames))


class _Planner:
    def __init__(self, file: RegionsFile, keeper: User, on: date) -> None:
        self.file, self.keeper = file, keeper
        self.preview = RegionsPreview(file)
        codes = {row.region for row in file.plans} | file.refused
        found = Region.objects.valid_on(on).filter(code__in=codes).select_related("parent")
        self.regions = {region.code: region for region in found}
        self.plans: dict[int | None, list[Plan]] = defaultdict(list)
        for plan in Plan.objects.filter(region__in=found).select_related("parent").latest_first():
            self.plans[plan.region_id].append(plan)
        self.stages: dict[int, list[RegionalPlanStage]] = defaultdict(list)
        for stage in RegionalPlanStage.objects.filter(region__in=found).latest_first():
            self.stages[stage.region_id].append(stage)
        national = Plan.objects.national().latest_first()
        self.national = {plan.short_title.casefold(): plan for plan in national}

    def add(self, row: PlanRow) -> None:
        region = self._region(row)
        held = self._held(row, region) if region is not None else None
        if region is None or held is None:
            return
        work = RegionWork(
            row=row.row,
            region=region,
            plan=held,
            preview=Preview(self.file.matrices.get(region.code, MatrixFile(self.file.name, sha256=self.file.sha256))),
            is_new=held.pk is None,
        )
        self._set_fields(row, work)
        self._set_stage(row, work)
        self.preview.works.append(work)

    def compared(self, renames: set[int]) -> RegionsPreview:
        """The actions of each plan beside those that it has."""
        contents, known = contents_of([work.plan for work in self.preview.works]), known_codes()
        for work in self.preview.works:
            work.plan.region = work.region
            matrix = work.preview.matrix
            if matrix.rows:
                work.preview = compare(matrix, work.plan, renames=renames, contents=contents, known=known)
                self.file.problems += matrix.problems
                matrix.problems = []
            if len(self.file.problems) > MAX_PROBLEMS:
                sentence = (
                    f"Pemeriksaan berhenti sesudah {MAX_PROBLEMS} catatan: perbaiki, atau bagi menjadi beberapa berkas."
                )
                self.file.problems.append(Problem(Severity.ERROR, sentence))
                break
        if len(self.preview.renames) > MAX_RENAMES:
            sentence = (
                f"Bunyi lebih dari {MAX_RENAMES} indikator berubah sekaligus: bagi berkas ini menjadi beberapa berkas."
            )
            self.file.problems.append(Problem(Severity.ERROR, sentence))
        return self.preview

    def _region(self, row: PlanRow) -> Region | None:
        region = self.regions.get(row.region)
        if region is None:
            self.file.error_at(row.row, words.REGION, f"Kode wilayah {row.region[:20]} tidak dikenal.")
        elif not can_keep_regional_plan(self.keeper, region):
            self.file.error_at(row.row, words.REGION, f"Wilayah {row.region} di luar wilayah Anda.")
        else:
            return region
        return None

    def _held(self, row: PlanRow, region: Region) -> Plan | None:
        """The region's plan that begins in the same year, else a new one; None where neither may be."""
        first, last = row.years.start, row.years.stop - 1
        for plan in self.plans[region.pk]:
            years = f"{plan.start_year}–{plan.end_year}"
            if plan.start_year == first and plan.end_year == last:
                return copy(plan)
            if plan.start_year == first:
                sentence = f"Masa {plan.short_title} sudah tercatat {years} dan tidak diubah lewat berkas."
                self.file.error_at(row.row, words.LAST_YEAR, sentence)
                return None
            if plan.start_year <= last and plan.end_year >= first:
                sentence = f"Daerah ini sudah memiliki {plan.short_title} untuk {years}."
                self.file.error_at(row.row, words.FIRST_YEAR, sentence)
                return None
        new = Plan(kind=PlanKind.REGIONAL, region=region, start_year=first, end_year=last)
        new.short_title = f"RAD {region.name}"[:80]
        return new

    def _set_fields(self, row: PlanRow, work: RegionWork) -> None:
        plan = work.plan
        for name, text in row.texts.items():
            self._set(work, name, getattr(plan, name), text)
        if work.is_new:
            plan.cadence = row.cadence or plan.cadence
            work.fields.append(FieldChange("Irama pelaporan", "–", plan.get_cadence_display()))
        elif row.cadence and row.cadence != plan.cadence:
            sentence = (
                f"Irama {plan.short_title} sudah tercatat ({plan.get_cadence_display()}) dan tidak diubah lewat berkas."
            )
            self.file.error_at(row.row, words.CADENCE, sentence)
        if row.parent:
            self._set_parent(row, work)

    def _set_parent(self, row: PlanRow, work: RegionWork) -> None:
        parent = self.national.get(row.parent.casefold())
        if parent is None:
            choices = ", ".join(plan.short_title for plan in self.national.values())
            sentence = f"“{row.parent[:40]}” bukan rencana nasional; pilihannya: {choices}."
            self.file.error_at(row.row, words.PARENT, sentence)
        elif parent.pk != work.plan.parent_id:
            self._set(work, "parent", work.plan.parent, parent)

    def _set(self, work: RegionWork, name: str, before: object, after: object) -> None:
        if before == after:
            return
        setattr(work.plan, name, after)
        work.changed.append(name)
        label = str(Plan._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # a column, no relation back
        said = "–" if work.is_new or not before else str(before)
        work.fields.append(FieldChange(label[:1].upper() + label[1:], said, str(after)))

    def _set_stage(self, row: PlanRow, work: RegionWork) -> None:
        """A stage other than the latest recorded one becomes a new row of the registry."""
        recorded = self.stages[work.region.pk]
        if not row.stage or (recorded and recorded[0].stage == row.stage):
            return
        fault = self._fault_of_stage(row, work, recorded)
        if fault is not None or row.since is None:
            self.file.error_at(row.row, *(fault or (words.STAGE_SINCE, "Tulis sejak kapan tahap ini berlaku.")))
            return
        work.stage = RegionalPlanStage(
            region=work.region,
            stage=row.stage,
            since_on=row.since,
            instrument=work.plan.legal_basis,
            source=f"Berkas {self.file.name}"[:300],
        )
        before = recorded[0].get_stage_display() if recorded else "–"
        since = f"{work.stage.get_stage_display()}, sejak {date_long(work.stage.since_on)}"
        work.fields.append(FieldChange("Tahap RAD", before, since))

    def _fault_of_stage(
        self, row: PlanRow, work: RegionWork, recorded: list[RegionalPlanStage]
    ) -> tuple[str, str] | None:
        if not can_keep_registry(self.keeper, work.region):
            return words.STAGE, "Tahap RAD wilayah ini tidak dapat Anda catat."
        if recorded and row.since is not None and row.since <= recorded[0].since_on:
            latest = f"“{recorded[0].get_stage_display()}” sejak {date_long(recorded[0].since_on)}"
            return words.STAGE_SINCE, f"Sudah tercatat {latest}; perbaiki catatan itu pada registri daerah."
        if row.stage == RegionalPlanStageKind.ENACTED and not work.plan.legal_basis:
            return "dasar_hukum", "RAD yang ditetapkan memiliki dasar hukum: tulis nomornya."
        return None
