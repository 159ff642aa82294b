"""The seven clusters, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from clusters.requests import PersonalRequest
from reports import summaries
from reports.choice import choose


@require_safe
def cluster_list(request: PersonalRequest) -> HttpResponse:
    choice = choose(request)
    if choice is None:
        raise Http404
    clusters = summaries.cluster_summaries(choice.figures, choice.names)
    return render(request, "reports/cluster_list.html", {**choice.context(), "clusters": clusters})


@require_safe
def cluster_detail(request: PersonalRequest, number: int) -> HttpResponse:
    """One cluster by its number; 404 where the plan has no action in it."""
    choice = choose(request)
    cluster = Cluster.objects.filter(number=number).first()
    if choice is None or cluster is None:
        raise Http404
    year = choice.figures
    actions = [action.id for action in year.actions if action.cluster.number == number]
    narratives = summaries.narratives_of(year, choice.names, actions=actions)
    details = summaries.load_details(year, choice.names, narratives=narratives)
    found = summaries.cluster_figures(year, details, number=number)
    if not found:
        raise Http404
    outside = [
        summaries.action_figures(year, action, details)
        for action in year.actions
        if action.id in actions and not action.is_in_plan
    ]
    context = {**choice.context(), "cluster": found[0], "outside": outside}
    return render(request, "reports/cluster_detail.html", context)
