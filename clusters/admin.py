"""Reference data of WHO: regions, organizations with their names and successions, clusters, plans. People are for looking."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest

from clusters.admin_access import (
    STAFF,
    KeptAdmin,
    KeptHistoryAdmin,
    KeptInline,
    LookOnlyAdmin,
    LookOnlyHistoryAdmin,
)
from clusters.models import (
    AccountImport,
    ActingEndorser,
    Cluster,
    ClusterRole,
    DigestMail,
    Invitation,
    InvitationMail,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Plan,
    Region,
    RegionalPlanStage,
    RegionRole,
    TaskForce,
    User,
)


class NameInline(KeptInline):
    model = OrganizationName
    editors = STAFF


class SuccessionInline(KeptInline):
    model = OrganizationSuccession
    fk_name = "predecessor"
    editors = STAFF
    autocomplete_fields = ("successor",)


class RegionRoleInline(KeptInline):
    model = RegionRole
    autocomplete_fields = ("region",)


@admin.register(Region)
class RegionAdmin(KeptAdmin):
    editors = STAFF
    list_display = ("code", "name", "level", "valid_from", "valid_to")
    list_filter = ("level",)
    search_fields = ("code", "name")
    ordering = ("code",)
    autocomplete_fields = ("parent",)
    fixed_once_made = ("code", "level")


@admin.register(Organization)
class OrganizationAdmin(KeptHistoryAdmin):
    editors = STAFF
    list_display = ("code", "latest_name", "kind", "region", "endorsement_required")
    list_filter = ("kind", "endorsement_required")
    list_select_related = ("region",)
    search_fields = ("code", "names__name", "names__short_name")
    ordering = ("code",)
    autocomplete_fields = ("region",)
    fixed_once_made = ("code", "endorsement_required")  # switched on the page Pengesahan, with a reason
    inlines = (NameInline, SuccessionInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        return super().get_queryset(request).prefetch_related("names")

    @admin.display(description="nama terakhir")
    def latest_name(self, organization: Organization) -> str:
        names = sorted(organization.names.all(), key=lambda name: name.valid_from)
        return names[-1].name if names else "–"


@admin.register(Cluster)
class ClusterAdmin(KeptAdmin):
    list_display = ("number", "name", "kind")
    ordering = ("number",)
    fixed_once_made = ("number", "kind")


@admin.register(ClusterRole)
class ClusterRoleAdmin(KeptHistoryAdmin):
    """A role is handed over on the page Serah terima; here a wrong date or basis is corrected."""

    list_display = ("cluster", "role", "organization", "valid_from", "valid_to", "basis")
    list_filter = ("cluster", "role")
    list_select_related = ("cluster", "organization")
    ordering = ("cluster__number", "role", "valid_from")
    autocomplete_fields = ("organization",)
    fixed_once_made = ("cluster", "organization", "role")


@admin.register(Plan)
class PlanAdmin(KeptHistoryAdmin):
    list_display = ("short_title", "kind", "region", "start_year", "end_year", "cadence", "is_example")
    list_filter = ("kind",)
    list_select_related = ("region",)
    search_fields = ("title", "short_title")
    ordering = ("-start_year", "pk")
    autocomplete_fields = ("region",)
    fixed_once_made = ("kind", "region", "start_year", "cadence")
    inlines = (RegionRoleInline,)

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        """The form may be older than the last change of the plan's data: its count is never set back."""
        Plan.objects.all().hold()
        if change:
            obj.data_revision = F("data_revision")
        super().save_model(request, obj, form, change)


@admin.register(TaskForce)
class TaskForceAdmin(KeptHistoryAdmin):
    """A new decree is a new row; a wrong date or name is corrected in its own."""

    list_display = ("region", "status", "decree_number", "decree_on", "valid_from", "valid_to", "is_example")
    list_filter = ("status", "is_example")
    list_select_related = ("region",)
    search_fields = ("region__code", "region__name", "decree_number")
    ordering = ("region__code", "valid_from")
    autocomplete_fields = ("region",)
    fixed_once_made = ("region",)


@admin.register(RegionalPlanStage)
class RegionalPlanStageAdmin(KeptHistoryAdmin):
    list_display = ("region", "stage", "since_on", "instrument", "is_example")
    list_filter = ("stage", "is_example")
    list_select_related = ("region",)
    search_fields = ("region__code", "region__name", "instrument")
    ordering = ("region__code", "since_on")
    autocomplete_fields = ("region",)
    fixed_once_made = ("region",)


@admin.register(User)
class UserAdmin(LookOnlyHistoryAdmin):
    """People are kept on the page Pengguna, where each change is one deed."""

    list_display = ("name", "email", "organization", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("organization",)
    search_fields = ("name", "email")
    ordering = ("name", "pk")
    fields = (
        "name",
        "email",
        "phone",
        "position",
        "organization",
        "role",
        "is_active",
        "must_change_password",
        "joined_at",
        "last_login",
    )


@admin.register(Invitation)
class InvitationAdmin(LookOnlyAdmin):
    list_display = ("user", "sent_by", "sent_at", "expires_at", "accepted_at")
    list_select_related = ("user", "sent_by")
    ordering = ("-sent_at", "-pk")
    fields = ("user", "sent_by", "sent_at", "expires_at", "accepted_at")


@admin.register(AccountImport)
class AccountImportAdmin(LookOnlyAdmin):
    list_display = ("file_name", "imported_by", "organization", "imported_at", "accounts", "organizations")
    list_select_related = ("imported_by", "organization")
    ordering = ("-imported_at", "-pk")
    fields = ("file_name", "imported_by", "organization", "imported_at", "accounts", "organizations")


@admin.register(InvitationMail)
class InvitationMailAdmin(LookOnlyAdmin):
    list_display = ("user", "account_import", "edition", "attempts", "sent_at", "dropped_at", "error")
    list_select_related = ("user", "account_import")
    ordering = ("-pk",)
    fields = ("user", "account_import", "edition", "attempts", "sent_at", "dropped_at", "error")


@admin.register(ActingEndorser)
class ActingEndorserAdmin(LookOnlyAdmin):
    """Appointed and ended on the page Pelaksana pengesah."""

    list_display = ("user", "kind", "organization", "starts_on", "ends_on", "basis", "ended_at")
    list_select_related = ("user", "organization")
    ordering = ("-starts_on", "-pk")
    fields = (
        "user",
        "organization",
        "kind",
        "starts_on",
        "ends_on",
        "basis",
        "appointed_at",
        "appointed_by",
        "ended_at",
        "ended_by",
    )


class UnsentFilter(admin.SimpleListFilter):
    title = "pengiriman"
    parameter_name = "sent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("failed", "Gagal, dicoba lagi"), ("no", "Belum terkirim"), ("yes", "Terkirim")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "failed":
            return DigestMail.objects.failed()
        return queryset if self.value() is None else queryset.filter(sent_at__isnull=self.value() == "no")


@admin.register(DigestMail)
class DigestMailAdmin(LookOnlyAdmin):
    """What the daily mail did: administrators see here which mails no server took, and why."""

    list_display = ("user", "on", "attempts", "sent_at", "error")
    list_filter = (UnsentFilter,)
    list_select_related = ("user",)
    ordering = ("-on", "pk")
    date_hierarchy = "on"
