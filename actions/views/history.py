"""The history of one value of a report."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.enums import AssignmentRole
from actions.models import Assignment, Indicator, ProgressReport
from actions.value_history import steps_of
from actions.views.progress import visible_report
from clusters.models import Organization
from clusters.requests import PersonalRequest


@require_safe
def value_history(request: PersonalRequest, pk: int, indicator_id: int) -> HttpResponse:
    """Whoever sees the report sees the rounds of its values; drafts only as ``value_history.steps_of`` says."""
    report = visible_report(request.user, pk)
    indicator = get_object_or_404(_indicators(report).select_related("action"), pk=indicator_id)
    context = {
        "report": report,
        "plan": report.period.plan,
        "organization": Organization.objects.with_name_on(report.period.ends_on).get(pk=report.organization_id),
        "indicator": indicator,
        "steps": steps_of(report, indicator, reader=request.user),
    }
    return render(request, "actions/value_history.html", context)


def _indicators(report: ProgressReport) -> QuerySet[Indicator]:
    """Those of the report's plan, and of national actions that its organization adopted."""
    adopted = Assignment.objects.filter(organization=report.organization_id, role=AssignmentRole.ADOPTING)
    ours = Q(action__plan=report.period.plan_id) | Q(action__in=adopted.values("action"))
    return Indicator.objects.filter(ours, action__cluster=report.cluster_id)
