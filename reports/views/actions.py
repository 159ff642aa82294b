"""Actions: the list with its filters, and one action with everything behind its figures."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.commitments import earlier_values, target_changes
from actions.enums import AssignmentRole, Status
from actions.models import Action, ActionTag, Assignment, Evidence, ProgressReport
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports import summaries
from reports.charts import Chart, ChartError, Drawing, draw
from reports.choice import Choice, choose
from reports.figures import IndicatorFigures
from reports.filters import EVERYTHING
from reports.indicator_chart import indicator_series
from reports.measured import Measured, measured_in
from reports.summaries import ActionFacts, Details, Names, PlanData, YearData
from reports.summaries.contributed import contributions_of
from reports.views.dashboards import no_plan_yet

logger = logging.getLogger(__name__)

PER_PAGE = 50
ABOUT_ACTIONS = tuple(name for name in EVERYTHING if name != "organization")


@require_safe
def action_list(request: PersonalRequest) -> HttpResponse:
    """The plan's actions; the filters, ``q`` and ``status`` narrow them.

    An organization's are those that it takes part in, not only those that it leads.
    """
    choice = choose(request, honours=ABOUT_ACTIONS, offers=("organization",))
    if choice is None:
        return no_plan_yet(request)
    page = Paginator(filtered_actions(request, choice), PER_PAGE).get_page(request.GET.get("page"))
    details = summaries.load_details(choice.figures, choice.names, actions=[facts.id for facts in page])
    context = {
        **choice.context(),
        "page": page,
        "rows": [(facts, summaries.action_figures(choice.figures, facts, details)) for facts in page],
        "statuses": Status,
        "chosen": {name: request.GET.get(name, "") for name in ("q", "status")},
        "carried": choice.address.items(),
    }
    return render(request, "reports/action_list.html", context)


@require_safe
def action_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    action = get_object_or_404(Action.objects.visible_to(request.user).select_related("plan", "cluster"), pk=pk)
    choice = choose(request, plan=action.plan, honours=())
    facts = None if choice is None else next((one for one in choice.figures.actions if one.id == pk), None)
    if choice is None or facts is None:
        raise Http404
    year, names = choice.figures, choice.names
    details = year.keep(("details", pk), lambda: _details(year, names, pk))
    reported = _reported(request, choice, action)
    context = {
        **choice.context(),
        **reported,
        "action": action,
        "figures": year.keep(("figures", pk), lambda: summaries.action_figures(year, facts, details)),
        "indicators": _indicators(
            choice, facts, details, reported["measured"], of_region=request.user.organization.region_id is not None
        ),
        "assignments": year.keep(("assignments", pk), lambda: assignments_of(action, choice)),
        "budget": summaries.action_budget_rows(year, names, pk),
        "target_changes": target_changes(year.keep(("earlier values", pk), lambda: earlier_values(pk))),
        "tags": _tags(choice, pk),
    }
    return render(request, "reports/action_detail.html", context)


def _details(year: YearData, names: Names, action: int) -> Details:
    narratives = summaries.narratives_of(year, names, actions=[action])
    return summaries.load_details(year, names, narratives=narratives, actions=[action])


def _tags(choice: Choice, action_id: int) -> list[ActionTag]:
    """By kind and value, from the plan's data."""
    return [ActionTag(kind=kind, value=value) for kind, value in sorted(choice.whole.aim.tags.get(action_id, ()))]


def filtered_actions(request: PersonalRequest, choice: Choice) -> list[Any]:
    words, status = request.GET.get("q", "").casefold().split(), request.GET.get("status", "")
    return [
        facts
        for facts in choice.figures.actions
        if (not choice.filters.organization or _takes_part(choice, facts.id))
        and (not status or choice.figures.results[facts.id].status == status)
        and all(word in f"{facts.number} {facts.title}".casefold() for word in words)
    ]


def _takes_part(choice: Choice, action_id: int) -> bool:
    holders = choice.data.assignments.get(action_id, ())
    return any(choice.names.of(row.organization)["code"] == choice.filters.organization for row in holders)


def _indicators(
    choice: Choice, facts: ActionFacts, details: Details, measured: dict[int, list[Measured]], *, of_region: bool
) -> list[dict[str, Any]]:
    """Each indicator with its target, actual and status of every year, the picture of that, and what was entered."""
    rows = choice.figures.keep(("series", facts.id), lambda: _series(choice.data, facts, details))
    given = contributions_of(choice.figures, facts, of_region=of_region)
    charts = _charts(choice, facts, {str(key): indicator_series(series) for key, series in rows})
    return [
        {
            "now": series[-1][1],
            "years": series,
            "chart": charts.get(str(key)),
            "measured": measured.get(key, []),
            "contribution": given.get(key),
        }
        for key, series in rows
    ]


def _series(
    data: PlanData, facts: ActionFacts, details: Details
) -> list[tuple[int, list[tuple[int, IndicatorFigures]]]]:
    """By indicator: each fetched year with the figures of that year."""
    years = [summaries.year_of(data, year) for year in data.years]
    return [
        (indicator.id, [(year.year, summaries.indicator_figures(year, indicator, details)) for year in years])
        for indicator in data.indicators.get(facts.id, ())
    ]


def _charts(choice: Choice, facts: ActionFacts, wanted: dict[str, Drawing | None]) -> dict[str, Chart]:
    """Kept as long as the figures. The table of an indicator says all that its picture shows: where none can be drawn,
    the page does without.
    """
    try:
        return choice.figures.keep(("charts", facts.id), lambda: draw(wanted))
    except ChartError:
        logger.exception("charts of the page of an action")
        return {}


def assignments_of(action: Action, choice: Choice) -> list[Assignment]:
    """Each with ``organization_name``, as it is called on 31 December of the year; without regions that adopt it."""
    rows = (
        Assignment.objects.filter(action=action)
        .exclude(role=AssignmentRole.ADOPTING)
        .order_by("role", "starts_on", "pk")
    )
    return _named(rows, choice.names)


def _reported(request: PersonalRequest, choice: Choice, action: Action) -> dict[str, Any]:
    """The year's reports of the action's organizations and their evidence, as far as the person may see them."""
    periods = {period.id: period for period in choice.data.periods_of(choice.year)}
    reporters = Assignment.objects.filter(action=action).reporting().values_list("organization", flat=True)
    rows = ProgressReport.objects.visible_to(request.user, on=day_in_wib(timezone.now())).filter(
        period__in=list(periods),
        cluster=action.cluster_id,
        organization__in=choice.figures.keep(("reporters", action.pk), lambda: set(reporters)),
    )
    reports = _named(rows, choice.names)
    for report in reports:
        report.period_label = periods[report.period_id].label
    reports.sort(key=lambda report: (periods[report.period_id].row.number, report.organization_name, report.pk))
    readable = Evidence.objects.in_force().readable_by(request.user)
    rows_of = readable.filter(report__in=[report.pk for report in reports], indicator__action=action)
    texts = {indicator.id: indicator.text for indicator in choice.data.indicators.get(action.pk, ())}
    evidence: list[Any] = list(rows_of.order_by("uploaded_at", "pk"))
    for file in evidence:
        file.indicator_text = texts[file.indicator_id]
    return {"reports": reports, "evidence": evidence, "measured": measured_in(reports, action.pk, evidence)}


def _named(rows: Iterable[Any], names: Names) -> list[Any]:
    named = list(rows)
    names.know(row.organization_id for row in named)
    for row in named:
        name = names.of(row.organization_id)
        row.organization_name = name["short_name"] or str(row.organization)
        row.organization_code = name["code"] or row.organization.code
    return named
