"""The file to fill in: a row for each region whose plan the person keeps, the columns of actions, and codes of bodies."""

from __future__ import annotations

from datetime import date, datetime

from actions.importing import regions_columns as words
from actions.importing import vocabulary
from actions.permissions import can_keep_regional_plan
from clusters.models import Organization, Plan, Region, RegionalPlanStage, User
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value, write_workbook

YEARS = 5
WIDTHS = {"kegiatan": 40, "indikator": 40, "judul": 40, "dasar_hukum": 30, "rpjmd": 26, words.REGION_NAME: 28}
NOTES_ON_PLANS = [
    "Satu baris satu RAD. Isi judul, tahun awal, dan tahun akhir; daerah yang tidak diisi dilewati.",
    "RAD dengan tahun awal yang sama dibandingkan dengan yang tercatat; sel kosong tidak menghapus isian.",
    f"irama: {', '.join(words.CADENCES)}. tahap: {', '.join(words.STAGES)}; tahap baru memerlukan tahap_sejak.",
]
NOTES_ON_ACTIONS = [
    "Satu baris satu indikator, dengan kode wilayah pada setiap baris. Nomor aksi berlaku di dalam RAD daerahnya.",
    f"jenis_ukuran: {', '.join(vocabulary.MEASURES)}. arah: {', '.join(vocabulary.DIRECTIONS)}.",
    "penanggung_jawab dan instansi_pendukung: kode dari lembar Perangkat daerah, dipisahkan titik koma.",
]


def regions_template(*, keeper: User, at: datetime) -> bytes:
    """An XLSX file in a fixed number of queries; sent back unchanged, it changes nothing."""
    on = day_in_wib(at)
    visible = Region.objects.visible_to(keeper).valid_on(on).select_related("parent").order_by("code")
    regions = [region for region in visible if can_keep_regional_plan(keeper, region)]
    plans = Plan.objects.filter(region__in=regions).select_related("parent").latest_first()
    latest = {plan.region_id: plan for plan in reversed(plans)}
    sheets = [_plans(regions, latest), _actions(list(latest.values()), on), _bodies(regions, on)]
    return write_workbook(sheets, title="RAD daerah", created_at=at)


def _plans(regions: list[Region], latest: dict[int | None, Plan]) -> SheetContent:
    stages = RegionalPlanStage.objects.filter(region__in=regions).latest_first()
    stage_of = {stage.region_id: stage for stage in reversed(stages)}
    names = (words.REGION, words.REGION_NAME, *words.REQUIRED[1:], *words.OPTIONAL[1:])
    kinds = {words.STAGE_SINCE: ColumnKind.DAY}
    columns = [Column(name, kinds.get(name, ColumnKind.TEXT), WIDTHS.get(name, 16)) for name in names]
    rows = [_row(region, latest.get(region.pk), stage_of.get(region.pk), names) for region in regions]
    return SheetContent(words.PLANS, columns, rows, NOTES_ON_PLANS)


def _row(region: Region, plan: Plan | None, stage: RegionalPlanStage | None, names: tuple[str, ...]) -> list[Value]:
    """A region without a plan has its code and name alone, so that its row is passed over."""
    cells: dict[str, Value] = {words.REGION: region.code, words.REGION_NAME: region.name}
    if plan is not None:
        cells |= {heading: getattr(plan, name) or None for heading, (name, _) in words.TEXTS.items()}
        cells |= {words.FIRST_YEAR: str(plan.start_year), words.LAST_YEAR: str(plan.end_year)}
        cells[words.CADENCE] = next(word for word, cadence in words.CADENCES.items() if cadence == plan.cadence)
        cells[words.PARENT] = plan.parent.short_title if plan.parent else None
    if plan is not None and stage is not None:
        cells |= {words.STAGE: stage.get_stage_display(), words.STAGE_SINCE: stage.since_on}
    return [cells.get(name) for name in names]


def _actions(plans: list[Plan], on: date) -> SheetContent:
    """Without plans of its own, the template has the targets of this year and the four that follow."""
    first = min((plan.start_year for plan in plans), default=on.year)
    last = max((plan.end_year for plan in plans), default=on.year + YEARS - 1)
    targets = [f"{vocabulary.TARGET}{year}" for year in range(first, last + 1)]
    names = [*words.OF_ACTIONS, *vocabulary.REQUIRED, *targets, *vocabulary.OPTIONAL]
    return SheetContent(
        words.ACTIONS, [Column(name, width=WIDTHS.get(name, 16)) for name in names], [], NOTES_ON_ACTIONS
    )


def _bodies(regions: list[Region], on: date) -> SheetContent:
    living = Organization.objects.active_on(on).values_list("pk", flat=True)
    bodies = Organization.objects.with_name_on(on).filter(region__in=regions, pk__in=living).select_related("region")
    rows: list[list[Value]] = [
        [
            body.region.code if body.region else None,
            body.region.name if body.region else None,
            body.code,
            body.name_then,
        ]
        for body in bodies.order_by("region__code", "code")
    ]
    headings = (words.REGION, words.REGION_NAME, "kode_instansi", "nama_instansi")
    return SheetContent(words.BODIES, [Column(name, width=26) for name in headings], rows)
