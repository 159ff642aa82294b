"""What regions bring in bulk: the registry of 552 of them, and the 11,040 actions of their plans."""

from __future__ import annotations

import io
import resource
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from actions.enums import Accumulation, AssignmentRole, Direction, Measure
from actions.models import Action, Assignment, Indicator, Target
from actions.models.action import sort_key
from actions.models.indicator import text_key
from actions.services.regions_import import import_regions, preview_regions
from clusters.enums import Cadence, OrganizationKind, PlanKind, TaskForceStatus
from clusters.importing.registry_columns import TASK_FORCES
from clusters.models import Cluster, Organization, OrganizationName, Plan, Region, TaskForce, User
from clusters.services.registry_import import import_registry, preview_registry
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, Value, write_workbook
from tests.benchmarks.matrix import example_rows
from tests.benchmarks.table import Figure
from tests.benchmarks.timing import seconds

ACTIONS = 20
DECREE = date(2024, 2, 1)
FIRST, LAST = 2021, 2025
PLAN_COLUMNS = ("kode_wilayah", "judul", "tahun_awal", "tahun_akhir", "irama")


def region_imports(secretariat: User) -> list[Figure]:
    """Each against the plainest way to write the same rows: ``bulk_create`` in one transaction."""
    regions = list(Region.objects.order_by("code"))
    return [*_registry(regions, secretariat), *_plans(regions, secretariat)]


def _compared(name: str, rows: int, product: Callable[[], object], plain: Callable[[], object]) -> list[Figure]:
    """plain runs first and leaves nothing."""
    floor = seconds(lambda: _undone(plain))
    before = _peak()
    spent = seconds(product)
    return [
        Figure(name, rows, "baris"),
        Figure(name, spent, "detik"),
        Figure(name, rows / spent, "baris/detik"),
        Figure(f"{name}: bulk_create yang sama", rows / floor, "baris/detik"),
        Figure(f"{name}: waktu / bulk_create", spent / floor, "×"),
        Figure(f"{name}: memori puncak bertambah", _peak() - before, "MiB"),
    ]


def _undone(deed: Callable[[], object]) -> None:
    with transaction.atomic():
        deed()
        transaction.set_rollback(True)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- the registry -----------------------------------------------------------------------------------------------------


def _registry(regions: Sequence[Region], by: User) -> list[Figure]:
    columns = [
        *(Column(name) for name in ("kode_wilayah", "keadaan", "nomor_keputusan")),
        *(Column(name, ColumnKind.DAY) for name in ("tanggal_keputusan", "berlaku_dari")),
        Column("sumber"),
    ]
    rows: list[list[Value]] = [
        [region.code, "sudah dibentuk", f"SK {region.code}", DECREE, DECREE, "Data ukur"] for region in regions
    ]
    file = write_workbook([SheetContent("Registri", columns, rows)], title="Registri", created_at=timezone.now())

    def product() -> None:
        seen = preview_registry(subject=TASK_FORCES, file=io.BytesIO(file), name="registri.xlsx", by=by).fingerprint
        import_registry(subject=TASK_FORCES, file=io.BytesIO(file), name="registri.xlsx", by=by, seen=seen)

    def plain() -> None:
        TaskForce.objects.bulk_create(
            TaskForce(
                region=region,
                status=TaskForceStatus.FORMED,
                decree_number=f"SK {region.code}",
                decree_on=DECREE,
                valid_from=DECREE,
                source="Data ukur",
            )
            for region in regions
        )

    return _compared("Impor registri, dengan pratinjau", len(regions), product, plain)


# --- actions of regional plans ----------------------------------------------------------------------------------------


def _plans(regions: Sequence[Region], by: User) -> list[Figure]:
    """552 plans and their actions as one file, looked at and imported; plainly: the same rows and their plans."""
    bodies = [_body(region) for region in regions]
    file = _regions_file(regions, bodies)

    def product() -> None:
        seen = preview_regions(file=io.BytesIO(file), name="rad.xlsx", by=by).fingerprint
        import_regions(file=io.BytesIO(file), name="rad.xlsx", by=by, seen=seen)

    def plain() -> None:
        _write_plainly(Plan.objects.bulk_create(_plan(region) for region in regions), bodies)

    return _compared("Impor RAD, satu berkas, dengan pratinjau", ACTIONS * len(regions), product, plain)


def _regions_file(regions: Sequence[Region], bodies: Sequence[Organization]) -> bytes:
    """One indicator an action."""
    example = example_rows(indicators=2 * ACTIONS)[::2]
    targets = {f"target_{year}": str(10 + year - FIRST) for year in range(FIRST, LAST + 1)}
    plans: list[list[Value]] = [
        [region.code, f"RAD impor {region}"[:250], str(FIRST), str(LAST), "triwulanan"] for region in regions
    ]
    actions: list[list[Value]] = [
        [body.region.code if body.region else "", *({**row, **targets, "penanggung_jawab": body.code}.values())]
        for body in bodies
        for row in ({name: str(value) for name, value in one.items()} for one in example)
    ]
    sheets = [
        SheetContent("RAD", [Column(name) for name in PLAN_COLUMNS], plans),
        SheetContent("Aksi", [Column(name) for name in ("kode_wilayah", *example[0], *targets)], actions),
    ]
    return write_workbook(sheets, title="RAD", created_at=timezone.now())


def _body(region: Region) -> Organization:
    body = Organization.objects.create(code=f"IMPOR-{region.code}", kind=OrganizationKind.REGIONAL, region=region)
    OrganizationName.objects.create(
        organization=body, name=f"Dinas {region}", short_name=f"Dinas {region.code}", valid_from=date(2015, 1, 1)
    )
    return body


def _plan(region: Region) -> Plan:
    return Plan(
        kind=PlanKind.REGIONAL,
        region=region,
        title=f"RAD impor {region}",
        short_title=f"RAD impor {region.code}",
        start_year=FIRST,
        end_year=LAST,
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )


def _write_plainly(plans: Sequence[Plan], bodies: Sequence[Organization]) -> None:
    now, cluster = timezone.now(), Cluster.objects.order_by("number")[0]
    actions = Action.objects.bulk_create(
        Action(plan=plan, cluster=cluster, number=f"1.{n}", sort_key=sort_key(f"1.{n}"), title=f"Kegiatan ukur {n}")
        for plan in plans
        for n in range(ACTIONS)
    )
    leads = [body for body in bodies for _ in range(ACTIONS)]
    Assignment.objects.bulk_create(
        Assignment(
            action=action, organization=lead, role=AssignmentRole.LEAD, starts_on=date(2021, 1, 1), recorded_at=now
        )
        for action, lead in zip(actions, leads, strict=True)
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            action=action,
            text="Indikator ukur",
            text_key=text_key("Indikator ukur"),
            unit="kegiatan",
            measure=Measure.COUNT,
            accumulation=Accumulation.FLOW,
            direction=Direction.RISING,
            position=1,
        )
        for action in actions
    )
    Target.objects.bulk_create(
        Target(indicator=one, year=year, value=Decimal(10), approved_at=now - timedelta(days=1))
        for one in indicators
        for year in range(FIRST, LAST + 1)
    )
