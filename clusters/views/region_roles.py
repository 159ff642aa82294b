"""Peran wilayah: which region is a source, a transit, a destination or a place of fisheries, as a national plan has it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters import registry
from clusters.forms.region_roles import RegionRoleForm, RoleFilterForm
from clusters.models import Plan, Region, RegionRole, User
from clusters.permissions import can_keep_region_roles
from clusters.requests import PersonalRequest
from clusters.row_versions import ChangedMeanwhile
from clusters.services.region_roles import RoleMeanwhileRecorded, record_region_role
from ranpptppo.lib.formats import day_in_wib

ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class RoleLine:
    """role: None where the plan says nothing of the region."""

    region: Region
    role: RegionRole | None

    def fits(self, wanted: str) -> bool:
        if wanted == "unrecorded":
            return self.role is None
        return not wanted or (self.role is not None and getattr(self.role, f"is_{wanted}"))


@require_safe
def region_role_list(request: PersonalRequest) -> HttpResponse:
    """Narrowed by ``plan``, ``q``, ``level``, ``province`` and ``role``."""
    regions = registry.regions_of(request.user, on=day_in_wib(timezone.now()))
    form = RoleFilterForm(request.GET, regions=regions)
    chosen = form.cleaned_data if form.is_valid() else {}
    plan = chosen.pop("plan", None) or Plan.objects.national().latest_first().first()
    context = {
        "page": Paginator(_lines(regions, plan, **chosen), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "plan": plan,
        "is_filtered": any(chosen.values()),
        "may_keep": can_keep_region_roles(request.user),
    }
    return render(request, "clusters/region_role_list.html", context)


@require_http_methods(["GET", "POST"])
def region_role_edit(request: PersonalRequest, pk: int, code: str) -> HttpResponse:
    """``pk``: of the plan."""
    plan = get_object_or_404(Plan.objects.national(), pk=pk)
    region = get_object_or_404(Region.objects.visible_to(request.user), code=code)
    if not can_keep_region_roles(request.user):
        raise PermissionDenied
    row = RegionRole.objects.filter(plan=plan, region=region).first()
    form = RegionRoleForm(request.POST or None, instance=row, plan=plan, region=region)
    if request.method == "POST" and _saves(form, request.user):
        messages.success(request, f"Peran {region.name} disimpan.")
        return redirect(f"{reverse('region-role-list')}?plan={plan.pk}")
    changes = registry.changes_of(region, [RegionRole])
    context = {"form": form, "plan": plan, "region": region, "changes": changes}
    return render(request, "clusters/region_role_edit.html", context)


def _saves(form: RegionRoleForm, user: User) -> bool:
    if not form.is_valid():
        return False
    try:
        record_region_role(role=form.instance, by=user, seen=form.version_seen)
    except ChangedMeanwhile as refused:
        form.tell_changed(refused)
    except RoleMeanwhileRecorded as refused:
        form.add_error(None, str(refused))
    return form.is_valid()


def _lines(
    regions: list[Region], plan: Plan | None, *, role: str = "", q: str = "", level: str = "", province: str = ""
) -> list[RoleLine]:
    roles = {row.region_id: row for row in RegionRole.objects.filter(plan=plan)}
    found = [RoleLine(region, roles.get(region.pk)) for region in regions]
    return [
        line
        for line in found
        if line.fits(role) and registry.is_wanted(line.region, q=q, level=level, province=province)
    ]
