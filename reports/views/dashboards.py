"""Beranda and the matrix: where a plan stands, who is late, and every action at every period."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.enums import Status
from actions.permissions import can_import_plan
from clusters.requests import PersonalRequest
from reports import summaries
from reports.choice import Choice, choose

LATE_SHOWN = 10


def no_plan_yet(request: PersonalRequest) -> HttpResponse:
    """What every dashboard shows before the first plan."""
    return render(request, "reports/home_empty.html", {"can_import": can_import_plan(request.user)})


@require_safe
def home(request: PersonalRequest) -> HttpResponse:
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    late = summaries.late_organizations(choice.figures, choice.names)
    context = {
        **choice.context(),
        "national": summaries.national_figures(choice.figures),
        "clusters": summaries.cluster_summaries(choice.figures, choice.names),
        "late": late[:LATE_SHOWN],
        "late_total": len(late),
        "trend": summaries.trend(choice.data, choice.year),
        "budget": summaries.budget_chapter(choice.figures, choice.names),
        "outside": sum(not action.is_in_plan for action in choice.figures.actions),
    }
    return render(request, "reports/home.html", context)


@require_safe
def matrix(request: PersonalRequest) -> HttpResponse:
    """Actions × periods over the plan's years up to the chosen one."""
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    return render(request, "reports/matrix.html", {**choice.context(), **_matrix(choice), "statuses": Status})


def _matrix(choice: Choice) -> dict[str, object]:
    years = [summaries.year_of(choice.data, year) for year in choice.data.years]
    parts = [summaries.period_matrix(year) for year in years]
    rows = [
        {**same[0], "cells": [cell for part in same for cell in part["cells"]]}
        for same in zip(*(part["rows"] for part in parts), strict=True)
    ]
    spans = [(year.year, len(part["labels"])) for year, part in zip(years, parts, strict=True)]
    return {"rows": rows, "spans": spans, "labels": [label for part in parts for label in part["labels"]]}
