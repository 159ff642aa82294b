"""WHAT, for looking. The secretariat corrects wording; what figures are made of comes by import, pages and services.

Workflow fields are read-only, and events and rounds know neither add nor change nor delete: an administrator has no
power over what was reported.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from actions.models import (
    Action,
    ActionTag,
    Assignment,
    BudgetCeiling,
    BudgetLine,
    EntryChange,
    Evidence,
    EvidenceRequirement,
    Indicator,
    Measurement,
    MeasurementRound,
    Narrative,
    NarrativeRound,
    PeriodEvent,
    PlanImport,
    ProgressEvent,
    ProgressReport,
    Realization,
    RealizationRound,
    ReportingPeriod,
    ReturnPoint,
    Target,
)
from clusters.admin_access import KeptAdmin, KeptInline, LookOnlyAdmin, LookOnlyHistoryAdmin, LookOnlyInline


class TagInline(KeptInline):
    model = ActionTag


class AssignmentInline(LookOnlyInline):
    model = Assignment
    fields = ("organization", "role", "starts_on", "ends_on", "is_reporter", "basis")


class IndicatorInline(LookOnlyInline):
    model = Indicator
    fields = ("position", "code", "text", "unit", "measure", "accumulation", "direction")
    show_change_link = True


class TargetInline(LookOnlyInline):
    model = Target
    fields = ("year", "version", "value", "reason", "approved_by", "approved_at")


class EvidenceRequirementInline(KeptInline):
    """What the verifier expects to find; nothing refers to it, so the secretariat may also take it off."""

    model = EvidenceRequirement
    can_delete = True

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_change_permission(request, obj)


class CeilingInline(LookOnlyInline):
    model = BudgetCeiling


class MeasurementInline(LookOnlyInline):
    model = Measurement
    fields = ("indicator", "state", "value", "numerator", "denominator", "is_reached", "updated_at", "updated_by")


class NarrativeInline(LookOnlyInline):
    model = Narrative


class RealizationInline(LookOnlyInline):
    model = Realization


class EventInline(LookOnlyInline):
    model = ProgressEvent
    fields = ("at", "kind", "from_state", "to_state", "by", "note")


class MeasurementRoundInline(LookOnlyInline):
    model = MeasurementRound
    fields = ("indicator", "state", "value", "numerator", "denominator", "is_reached", "reached_on", "reason")


class NarrativeRoundInline(LookOnlyInline):
    model = NarrativeRound
    exclude = ("report",)


class RealizationRoundInline(LookOnlyInline):
    model = RealizationRound
    exclude = ("report",)


@admin.register(Action)
class ActionAdmin(KeptAdmin):
    list_display = ("number", "title", "cluster", "plan", "is_in_plan", "weight")
    list_filter = ("plan", "cluster", "is_in_plan")
    list_select_related = ("cluster", "plan")
    search_fields = ("number", "title")
    ordering = ("-plan__start_year", "cluster__number", "sort_key", "pk")
    autocomplete_fields = ("locations",)
    fixed_once_made = ("plan", "cluster", "number", "is_in_plan")
    inlines = (TagInline, AssignmentInline, IndicatorInline)

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """Actions come from the matrix, or from the page for activities outside the plan."""
        return False


@admin.register(Indicator)
class IndicatorAdmin(KeptAdmin):
    list_display = ("text", "action", "measure", "accumulation", "direction", "unit")
    list_filter = ("action__plan", "measure", "accumulation")
    list_select_related = ("action",)
    search_fields = ("text", "code", "action__number")
    ordering = ("action__sort_key", "position", "pk")
    fixed_once_made = (
        "action",
        "text",
        "measure",
        "accumulation",
        "direction",
        "baseline",
        "baseline_year",
        "is_additive",
        "allows_over",
        "reports_without_target",
        "position",
    )
    inlines = (TargetInline, EvidenceRequirementInline)

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Assignment)
class AssignmentAdmin(LookOnlyHistoryAdmin):
    """Handed over on the page Serah terima."""

    list_display = ("action", "organization", "role", "starts_on", "ends_on", "is_reporter")
    list_filter = ("role", "action__plan")
    list_select_related = ("action", "organization")
    search_fields = ("organization__code", "action__number", "action__title")
    ordering = ("action__sort_key", "role", "starts_on", "pk")


class PeriodEventInline(LookOnlyInline):
    model = PeriodEvent


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(LookOnlyAdmin):
    list_display = ("label", "plan", "opens_at", "due_at", "locks_at", "locked_at", "is_backfilled")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    ordering = ("-year", "-number", "pk")
    inlines = (PeriodEventInline,)


@admin.register(ProgressReport)
class ProgressReportAdmin(LookOnlyAdmin):
    list_display = ("organization", "period", "cluster", "state", "first_filed_at", "verified_at", "locked_at")
    list_filter = ("state", "period__plan", "period__year", "cluster")
    list_select_related = ("organization", "period", "cluster")
    search_fields = ("organization__code",)
    ordering = ("-period__year", "-period__number", "organization__code", "pk")
    inlines = (MeasurementInline, NarrativeInline, RealizationInline, EventInline)


@admin.register(ProgressEvent)
class ProgressEventAdmin(LookOnlyAdmin):
    """An event with the values filed or verified by it."""

    list_display = ("at", "report", "kind", "from_state", "to_state", "by", "is_filing")
    list_filter = ("kind",)
    list_select_related = ("report__organization", "report__period", "by")
    ordering = ("-at", "-pk")
    inlines = (MeasurementRoundInline, NarrativeRoundInline, RealizationRoundInline)


@admin.register(ReturnPoint)
class ReturnPointAdmin(LookOnlyAdmin):
    list_display = ("event", "report", "indicator", "reason_code", "note")
    list_filter = ("reason_code",)
    list_select_related = ("event", "report__organization", "report__period", "indicator")
    ordering = ("-event__at", "-pk")


@admin.register(EntryChange)
class EntryChangeAdmin(LookOnlyAdmin):
    list_display = ("at", "report", "before", "after", "via", "by")
    list_filter = ("via",)
    list_select_related = ("report__organization", "report__period", "by")
    ordering = ("-at", "-pk")


@admin.register(BudgetLine)
class BudgetLineAdmin(LookOnlyAdmin):
    list_display = ("code", "title", "action", "organization", "fiscal_year", "source")
    list_filter = ("fiscal_year", "source")
    list_select_related = ("action", "organization")
    search_fields = ("code", "title", "organization__code")
    ordering = ("-fiscal_year", "action__sort_key", "pk")
    inlines = (CeilingInline,)


@admin.register(Evidence)
class EvidenceAdmin(LookOnlyAdmin):
    """The file itself is opened on the report's page, which asks who may see it."""

    list_display = ("original_name", "kind", "report", "uploaded_at", "uploaded_by", "removed_at")
    list_filter = ("kind",)
    list_select_related = ("report__organization", "report__period", "uploaded_by")
    ordering = ("-uploaded_at", "-pk")
    exclude = ("file",)


@admin.register(PlanImport)
class PlanImportAdmin(LookOnlyAdmin):
    list_display = ("file_name", "plan", "rows", "changes", "imported_at", "imported_by")
    list_select_related = ("plan", "imported_by")
    ordering = ("-imported_at", "-pk")
