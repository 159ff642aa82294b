"""Previews into the database: bulk inserts for what is new, bulk updates of what changed, for one plan or hundreds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.enums import AssignmentRole
from actions.importing.preview import ActionWork, IndicatorWork, Preview
from actions.models import Action, ActionTag, Assignment, Indicator, PlanImport, Target
from actions.models.action import sort_key
from actions.models.indicator import text_key
from clusters.models import Cluster, Organization, OrganizationName, Plan, Region, User

BATCH = 2_000


def apply(preview: Preview, plan: Plan, *, by: User, at: datetime) -> PlanImport | None:
    """Write the preview's changes; ``None`` where there is nothing to write. Call it in a transaction."""
    imports = apply_all([(preview, plan)], by=by, at=at)
    return imports[0] if imports else None


def apply_all(previews: Iterable[tuple[Preview, Plan]], *, by: User, at: datetime) -> list[PlanImport]:
    """The changes of several plans from one file, in a fixed number of statements a batch. Call it in a transaction.

    A record of the import for each plan that changed. A row's number is that of one row in the file, whichever its plan.
    """
    changed = [(preview, plan) for preview, plan in previews if preview.changes]
    if not changed:
        return []
    _Applier(changed, by, at).run()
    Plan.objects.filter(pk__in=[plan.pk for _, plan in changed]).touch()
    return PlanImport.objects.bulk_create(
        PlanImport(
            plan=plan,
            file_name=preview.matrix.name[:200],
            sha256=preview.matrix.sha256,
            rows=len(preview.matrix.rows),
            changes=len(preview.changes),
            imported_at=at,
            imported_by=by,
        )
        for preview, plan in changed
    )


@dataclass(slots=True)
class _Job:
    """An action's work in its plan; ``action``: its id, once it has one."""

    plan: Plan
    work: ActionWork
    action: int = 0


class _Applier:
    def __init__(self, previews: Sequence[tuple[Preview, Plan]], by: User, at: datetime) -> None:
        self.jobs = [_Job(plan, work) for preview, plan in previews for work in preview.work]
        self.name, self.by, self.at = previews[0][0].matrix.name, by, at
        self.clusters = {row.number: row.pk for row in Cluster.objects.all()}
        self.organizations = dict(Organization.objects.values_list("code", "pk"))
        self.regions = dict(Region.objects.values_list("code", "pk"))
        names = OrganizationName.objects.order_by("-valid_from").values_list("organization_id", "valid_from")
        self.first_days: dict[int, date] = dict(names)

    def run(self) -> None:
        self._write_actions()
        self._write_assignments()
        self._write_sets()
        self._write_targets(self._write_indicators())

    def _write_actions(self) -> None:
        new = [job for job in self.jobs if job.work.existing is None]
        made = Action.objects.bulk_create((self._action(job) for job in new), batch_size=BATCH)
        for job, action in zip(new, made, strict=True):
            job.action = action.pk
        for job in self.jobs:
            if job.work.existing is not None:
                job.action = job.work.existing.pk
        _update([(job.work.existing, job.work.fields) for job in self.jobs])

    def _action(self, job: _Job) -> Action:
        row = job.work.row
        return Action(
            plan=job.plan,
            cluster_id=self.clusters[row.cluster],
            strategy=row.strategy,
            number=row.number,
            sort_key=sort_key(row.number),
            title=row.title,
            weight=row.weight,
        )

    def _write_assignments(self) -> None:
        rows = []
        flags: dict[bool, list[int]] = defaultdict(list)
        for job in self.jobs:
            if job.work.existing is None:
                rows.append(self._assignment(job, job.work.row.lead, AssignmentRole.LEAD))
            rows += [self._assignment(job, code, AssignmentRole.SUPPORT) for code in job.work.new_supports]
            for pk, is_reporter in job.work.reporters.items():
                flags[is_reporter].append(pk)
        for is_reporter, keys in flags.items():
            Assignment.objects.filter(pk__in=keys).update(is_reporter=is_reporter, reporting_changed_at=self.at)
        Assignment.objects.bulk_create(rows, batch_size=BATCH)

    def _assignment(self, job: _Job, code: str, role: AssignmentRole) -> Assignment:
        """From the plan's first day, or from the organization's own where it is younger."""
        organization = self.organizations[code]
        first_day = date(job.plan.start_year, 1, 1)
        return Assignment(
            action_id=job.action,
            organization_id=organization,
            role=role,
            starts_on=max(first_day, self.first_days.get(organization, first_day)),
            is_reporter=code in job.work.row.reporters,
            recorded_at=self.at,
        )

    def _write_sets(self) -> None:
        tags = (
            ActionTag(action_id=job.action, kind=kind, value=value)
            for job in self.jobs
            for kind, value in job.work.new_tags
        )
        ActionTag.objects.bulk_create(tags, batch_size=BATCH)
        through = Action.locations.through
        places = (
            through(action_id=job.action, region_id=self.regions[code])
            for job in self.jobs
            for code in job.work.new_locations
        )
        through.objects.bulk_create(places, batch_size=BATCH)

    def _write_indicators(self) -> list[tuple[int, IndicatorWork]]:
        """Write them; answers each with its id."""
        all_of_them = [(job.action, work) for job in self.jobs for work in job.work.indicators]
        new = [(action, work) for action, work in all_of_them if work.existing is None]
        made = Indicator.objects.bulk_create((_indicator(*one) for one in new), batch_size=BATCH)
        _update([(work.existing, work.fields) for _, work in all_of_them])
        kept = [(work.existing.pk, work) for _, work in all_of_them if work.existing is not None]
        return [*((one.pk, work) for one, (_, work) in zip(made, new, strict=True)), *kept]

    def _write_targets(self, indicators: list[tuple[int, IndicatorWork]]) -> None:
        """A new target is version 1; a changed one a new version with its reason, the old one stays."""
        reason = f"Impor matriks {self.name}"[:500]
        targets = (
            Target(
                indicator_id=indicator,
                year=year,
                version=before.version + 1 if before else 1,
                value=after,
                reason=reason if before else "",
                requested_by=self.by,
                approved_by=self.by,
                approved_at=self.at,
            )
            for indicator, work in indicators
            for year, (before, after) in work.targets.items()
        )
        Target.objects.bulk_create(targets, batch_size=BATCH)


def _indicator(action: int, work: IndicatorWork) -> Indicator:
    row = work.row
    return Indicator(
        action_id=action,
        code=row.code,
        text=row.indicator,
        text_key=text_key(row.indicator),
        unit=row.unit,
        measure=row.measure,
        accumulation=row.accumulation,
        direction=row.direction,
        numerator_label=row.numerator_label,
        denominator_label=row.denominator_label,
        baseline=row.baseline,
        baseline_year=row.baseline_year,
        is_additive=row.is_additive,
        allows_over=row.allows_over,
        # Without a target in any year it is in the plan only to be reported.
        reports_without_target=not row.targets,
        position=work.position,
    )


def _update(changes: Iterable[tuple[Action | Indicator | None, dict[str, Any]]]) -> None:
    """Save what changed, those with the same fields together."""
    alike: dict[tuple[type[Action | Indicator], tuple[str, ...]], list[Any]] = defaultdict(list)
    for instance, fields in changes:
        if instance is None or not fields:
            continue
        for name, value in fields.items():
            setattr(instance, name, value)
        alike[type(instance), tuple(sorted(fields))].append(instance)
    for (model, names), instances in alike.items():
        model._default_manager.bulk_update(instances, names, batch_size=BATCH)
