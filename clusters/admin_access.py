"""What each role may do in the admin site. Decided by role: there are no groups and no permissions of single people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern
from simple_history.admin import SimpleHistoryAdmin

from clusters.enums import Role
from clusters.models import Plan, User

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
else:
    AnyAdmin, AnyInline = admin.ModelAdmin, admin.TabularInline


def is_national(request: HttpRequest, roles: frozenset[Role]) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_staff and user.role in roles and user.organization.region_id is None


STAFF = frozenset({Role.SECRETARIAT, Role.ADMIN})
SECRETARIAT = frozenset({Role.SECRETARIAT})


class LookOnly:
    """Staff look; nobody adds, changes or deletes: workflow, events, rounds, and what pages of their own keep."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_national(request, STAFF)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_national(request, STAFF)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class Kept(LookOnly):
    """The secretariat adds and changes; nothing is deleted, since everything reported refers to it."""

    editors = SECRETARIAT

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_national(request, self.editors)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_national(request, self.editors)


class LookOnlyAdmin(LookOnly, AnyAdmin):
    show_full_result_count = False


class LookOnlyInline(LookOnly, AnyInline):
    extra = 0
    can_delete = False
    show_change_link = False


class KeptInline(Kept, AnyInline):
    extra = 0
    can_delete = False


class TouchesFigures:
    """Figures kept for speed are kept under the plans' revision: reference data that changes counts it up."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        Plan.objects.all().touch()


class KeptAdmin(TouchesFigures, Kept, AnyAdmin):
    """``fixed_once_made``: columns that are never changed afterwards, because what was reported rests on them."""

    fixed_once_made: tuple[str, ...] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        always = list(super().get_readonly_fields(request, obj))
        return always + list(self.fixed_once_made) if obj is not None else always


class HistoryAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Shows who changed what; nobody goes back to an earlier state from here.

    The package's page of one earlier state saves whatever is posted to it, also for those who may only look: it has no
    address here.
    """

    def get_urls(self) -> list[URLPattern]:
        without_earlier_states: list[URLPattern] = super(SimpleHistoryAdmin, self).get_urls()
        return without_earlier_states

    def has_view_history_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return is_national(request, STAFF)

    def has_change_history_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class KeptHistoryAdmin(KeptAdmin, HistoryAdmin):
    pass


class LookOnlyHistoryAdmin(LookOnlyAdmin, HistoryAdmin):
    pass
