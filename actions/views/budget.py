"""Anggaran: an organization's budget lines of a year, their codes and ceilings, and the actions that have none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.budget_changes import changes_of
from actions.budgets import actions_of, actions_without_budget, figures_of, lines_visible_to
from actions.enums import FundingSource
from actions.forms.budget import BudgetLineForm, CeilingForm, LineNameForm
from actions.models import BudgetLine
from actions.permissions import can_keep_budget
from actions.services import budget as verbs
from actions.views.budget_choice import BudgetChoice, organization_of
from clusters.models import Cluster
from clusters.requests import PersonalRequest

PER_PAGE = 50


@require_safe
def budget_list(request: PersonalRequest) -> HttpResponse:
    """The lines of one year; ``year``, ``organization``, ``cluster`` and ``source`` narrow them."""
    choice = BudgetChoice(request)
    lines = lines_visible_to(request.user, choice.year)
    if choice.organization is not None:
        lines = lines.filter(organization=choice.organization)
    cluster, source = request.GET.get("cluster", ""), request.GET.get("source", "")
    if cluster.isdecimal():
        lines = lines.filter(action__cluster__number=int(cluster))
    if source in FundingSource.values:
        lines = lines.filter(source=source)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **choice.context("budget-list"),
        "page": page,
        "rows": figures_of(page.object_list, at=timezone.now()),
        "clusters": Cluster.objects.order_by("number"),
        "sources": FundingSource.choices,
        "cluster": cluster,
        "source": source,
    }
    return render(request, "actions/budget_list.html", context)


@require_safe
def budget_missing(request: PersonalRequest) -> HttpResponse:
    """*Aksi tanpa anggaran*: of the year's plan, without a line or with a ceiling of 0."""
    choice = BudgetChoice(request, of_plan=True)
    actions = actions_without_budget(request.user, choice.plan, choice.year, lead=choice.organization)
    page = Paginator(actions, PER_PAGE).get_page(request.GET.get("page"))
    context = {**choice.context("budget-missing"), "page": page}
    return render(request, "actions/budget_missing.html", context)


@require_http_methods(["GET", "POST"])
def budget_line_add(request: PersonalRequest, pk: int) -> HttpResponse:
    organization, year = organization_of(request, pk)
    form = BudgetLineForm(
        request.POST or None,
        organization=organization,
        fiscal_year=year,
        actions=actions_of(organization, year),
        initial={"action": request.GET.get("action", "")},
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"organization": organization, "fiscal_year": year, **form.cleaned_data}
        try:
            line = verbs.create_budget_line(by=request.user, **given)
        except verbs.BudgetLineExists as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, "Baris anggaran ditambahkan dan muncul di isian periode.")
            return redirect("budget-line-detail", line.pk)
    return render(request, "actions/budget_line_add.html", {"form": form, "organization": organization, "year": year})


@require_safe
def budget_line_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    return _show(request, _line(request, pk))


@require_http_methods(["GET", "POST"])
def budget_line_edit(request: PersonalRequest, pk: int) -> HttpResponse:
    """Correct code and title; the money is revised, not edited."""
    line = _line(request, pk, to_keep=True)
    form = LineNameForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.name_budget_line(line=line, by=request.user, **form.cleaned_data)
        except verbs.BudgetLineExists as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, "Kode dan uraian disimpan.")
            return redirect("budget-line-detail", line.pk)
    return render(request, "actions/budget_line_edit.html", {"line": line, "form": form})


@require_http_methods(["GET", "POST"])
def budget_line_revise(request: PersonalRequest, pk: int) -> HttpResponse:
    """A new version of the ceiling, with its reason."""
    line = _line(request, pk, to_keep=True)
    form = CeilingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.revise_ceiling(line=line, by=request.user, **form.cleaned_data)
        messages.success(request, "Pagu diubah; pagu sebelumnya tetap terbaca.")
        return redirect("budget-line-detail", line.pk)
    return render(request, "actions/budget_line_revise.html", {"line": line, "form": form})


def _line(request: PersonalRequest, pk: int, *, to_keep: bool = False) -> BudgetLine:
    line = get_object_or_404(lines_visible_to(request.user, get_object_or_404(BudgetLine, pk=pk).fiscal_year), pk=pk)
    if to_keep and not can_keep_budget(request.user, line.organization):
        raise PermissionDenied
    return line


def _show(request: PersonalRequest, line: BudgetLine) -> HttpResponse:
    [figures] = figures_of([line], at=timezone.now())
    context: dict[str, Any] = {
        "line": line,
        "figures": figures,
        "plan": line.action.plan,
        "changes": changes_of(line),
        "may_keep": can_keep_budget(request.user, line.organization),
    }
    return render(request, "actions/budget_line_detail.html", context)
