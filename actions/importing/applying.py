"""The preview into the database: bulk inserts for what is new, one update for each row that changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from actions.enums import AssignmentRole
from actions.importing.preview import ActionWork, IndicatorWork, Preview
from actions.models import Action, ActionTag, Assignment, Indicator, PlanImport, Target
from actions.models.action import sort_key
from actions.models.indicator import text_key
from clusters.models import Cluster, Organization, OrganizationName, Plan, Region, User


def apply(preview: Preview, plan: Plan, *, by: User, at: datetime) -> PlanImport | None:
    """Write the preview's changes; ``None`` where there is nothing to write. Call it in a transaction."""
    if not preview.changes:
        return None
    _Applier(preview, plan, by, at).run()
    Plan.objects.filter(pk=plan.pk).touch()
    return PlanImport.objects.create(
        plan=plan,
        file_name=preview.matrix.name[:200],
        sha256=preview.matrix.sha256,
        rows=len(preview.matrix.rows),
        changes=len(preview.changes),
        imported_at=at,
        imported_by=by,
    )


class _Applier:
    def __init__(self, preview: Preview, plan: Plan, by: User, at: datetime) -> None:
        self.preview, self.plan, self.by, self.at = preview, plan, by, at
        self.clusters = {row.number: row.pk for row in Cluster.objects.all()}
        self.organizations = dict(Organization.objects.values_list("code", "pk"))
        self.regions = dict(Region.objects.values_list("code", "pk"))
        names = OrganizationName.objects.order_by("-valid_from").values_list("organization_id", "valid_from")
        self.first_days: dict[int, date] = dict(names)
        self.actions: dict[str, int] = {}

    def run(self) -> None:
        self._write_actions()
        self._write_assignments()
        self._write_sets()
        indicators = [one for work in self.preview.work for one in work.indicators]
        self._write_targets(indicators, self._write_indicators(indicators))

    def _write_actions(self) -> None:
        new = [work for work in self.preview.work if work.existing is None]
        made = Action.objects.bulk_create(
            Action(
                plan=self.plan,
                cluster_id=self.clusters[work.row.cluster],
                strategy=work.row.strategy,
                number=work.row.number,
                sort_key=sort_key(work.row.number),
                title=work.row.title,
                weight=work.row.weight,
            )
            for work in new
        )
        self.actions = {action.number: action.pk for action in made}
        for work in self.preview.work:
            if work.existing is not None:
                self.actions[work.row.number] = work.existing.pk
                _update(work.existing, work.fields)

    def _write_assignments(self) -> None:
        rows = []
        for work in self.preview.work:
            if work.existing is None:
                rows.append(self._assignment(work, work.row.lead, AssignmentRole.LEAD))
            rows += [self._assignment(work, code, AssignmentRole.SUPPORT) for code in work.new_supports]
            for pk, is_reporter in work.reporters.items():
                Assignment.objects.filter(pk=pk).update(is_reporter=is_reporter, reporting_changed_at=self.at)
        Assignment.objects.bulk_create(rows)

    def _assignment(self, work: ActionWork, code: str, role: AssignmentRole) -> Assignment:
        """From the plan's first day, or from the organization's own where it is younger."""
        organization = self.organizations[code]
        first_day = date(self.plan.start_year, 1, 1)
        return Assignment(
            action_id=self.actions[work.row.number],
            organization_id=organization,
            role=role,
            starts_on=max(first_day, self.first_days.get(organization, first_day)),
            is_reporter=code in work.row.reporters,
            recorded_at=self.at,
        )

    def _write_sets(self) -> None:
        ActionTag.objects.bulk_create(
            ActionTag(action_id=self.actions[work.row.number], kind=kind, value=value)
            for work in self.preview.work
            for kind, value in work.new_tags
        )
        through = Action.locations.through
        through.objects.bulk_create(
            through(action_id=self.actions[work.row.number], region_id=self.regions[code])
            for work in self.preview.work
            for code in work.new_locations
        )

    def _write_indicators(self, indicators: list[IndicatorWork]) -> dict[int, int]:
        """Write them; answers row → indicator."""
        new = [work for work in indicators if work.existing is None]
        made = Indicator.objects.bulk_create(self._indicator(work) for work in new)
        keys = {work.row.row: indicator.pk for work, indicator in zip(new, made, strict=True)}
        for work in indicators:
            if work.existing is not None:
                keys[work.row.row] = work.existing.pk
                _update(work.existing, work.fields)
        return keys

    def _indicator(self, work: IndicatorWork) -> Indicator:
        row = work.row
        return Indicator(
            action_id=self.actions[row.number],
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

    def _write_targets(self, indicators: list[IndicatorWork], keys: dict[int, int]) -> None:
        """A new target is version 1; a changed one a new version with its reason, the old one stays."""
        reason = f"Impor matriks {self.preview.matrix.name}"[:500]
        Target.objects.bulk_create(
            Target(
                indicator_id=keys[work.row.row],
                year=year,
                version=before.version + 1 if before else 1,
                value=after,
                reason=reason if before else "",
                requested_by=self.by,
                approved_by=self.by,
                approved_at=self.at,
            )
            for work in indicators
            for year, (before, after) in work.targets.items()
        )


def _update(instance: Action | Indicator, fields: dict[str, Any]) -> None:
    if fields:
        for name, value in fields.items():
            setattr(instance, name, value)
        instance.save(update_fields=list(fields))
