"""*Anggaran tanpa aksi*: money for TPPO that refers to no action, until somebody links it to one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from actions.budget_changes import changes_of
from actions.budgets import actions_of, unlinked_visible_to
from actions.forms.budget import LinkForm, UnlinkedBudgetForm
from actions.models import UnlinkedBudget
from actions.permissions import can_keep_budget
from actions.services import budget as verbs
from actions.views.budget import PER_PAGE
from actions.views.budget_choice import BudgetChoice, organization_of
from clusters.requests import PersonalRequest


@require_safe
def unlinked_budget_list(request: PersonalRequest) -> HttpResponse:
    choice = BudgetChoice(request)
    rows = unlinked_visible_to(request.user, choice.year)
    if choice.organization is not None:
        rows = rows.filter(organization=choice.organization)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "actions/unlinked_budget_list.html", {**choice.context("unlinked-budget-list"), "page": page}
    )


@require_http_methods(["GET", "POST"])
def unlinked_budget_add(request: PersonalRequest, pk: int) -> HttpResponse:
    organization, year = organization_of(request, pk)
    budget = UnlinkedBudget(organization=organization, fiscal_year=year)
    record = partial(verbs.record_unlinked_budget, organization=organization, fiscal_year=year, by=request.user)
    return _keep(request, budget, record, "actions/unlinked_budget_add.html")


@require_http_methods(["GET", "POST"])
def unlinked_budget_edit(request: PersonalRequest, pk: int) -> HttpResponse:
    """Until it is linked; afterwards it is what the line was made from."""
    budget = _to_keep(request, pk)
    edit = partial(verbs.edit_unlinked_budget, budget=budget, by=request.user)
    return _keep(request, budget, edit, "actions/unlinked_budget_edit.html")


@require_http_methods(["GET", "POST"])
def unlinked_budget_link(request: PersonalRequest, pk: int) -> HttpResponse:
    """Make a line of an action out of it."""
    budget = _to_keep(request, pk)
    form = LinkForm(request.POST or None, actions=actions_of(budget.organization, budget.fiscal_year))
    if request.method == "POST" and form.is_valid():
        try:
            line = verbs.link_unlinked_budget(budget=budget, action=form.cleaned_data["action"], by=request.user)
        except (verbs.BudgetAlreadyLinked, verbs.BudgetLineExists) as refused:
            form.add_error("action", str(refused))
        else:
            messages.success(request, "Anggaran ditautkan dan menjadi baris anggaran aksi itu.")
            return redirect("budget-line-detail", line.pk)
    return render(request, "actions/unlinked_budget_link.html", {"budget": budget, "form": form})


def _keep(
    request: PersonalRequest, budget: UnlinkedBudget, verb: Callable[..., UnlinkedBudget], template: str
) -> HttpResponse:
    form = UnlinkedBudgetForm(request.POST or None, instance=budget)
    if request.method == "POST" and form.is_valid():
        try:
            verb(**form.cleaned_data)
        except (verbs.BudgetAlreadyLinked, verbs.UnlinkedBudgetExists) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Anggaran tanpa aksi disimpan.")
            query = f"?year={budget.fiscal_year}&organization={budget.organization_id}"
            return redirect(reverse("unlinked-budget-list") + query)
    changes = changes_of(budget) if budget.pk else []
    return render(request, template, {"form": form, "budget": budget, "changes": changes})


def _to_keep(request: PersonalRequest, pk: int) -> UnlinkedBudget:
    year = get_object_or_404(UnlinkedBudget, pk=pk).fiscal_year
    budget = get_object_or_404(unlinked_visible_to(request.user, year), pk=pk, line__isnull=True)
    if not can_keep_budget(request.user, budget.organization):
        raise PermissionDenied
    return budget
