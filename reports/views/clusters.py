"""The seven clusters, and one of them."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.models import ClusterNarrative
from actions.permissions import clusters_in_charge
from clusters.models import Cluster, ClusterRole
from clusters.models.organization import short_name_on
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports import summaries
from reports.choice import Choice, choose
from reports.request_address import request_address
from reports.views.dashboards import no_plan_yet


@require_safe
def cluster_list(request: PersonalRequest) -> HttpResponse:
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
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
    details = summaries.load_details(year, choice.names, narratives=narratives, actions=actions)
    found = summaries.cluster_figures(year, details, number=number)
    if not found:
        raise Http404
    outside = [one for one in year.actions if one.cluster.number == number and not one.is_in_plan]
    context = {
        **choice.context(),
        "cluster": found[0],
        "outside": [summaries.action_figures(year, action, details) for action in outside],
        "has_narratives": any(action["narratives"] for action in found[0]["actions"]),
        "roles": _roles(cluster, choice),
        "cluster_narratives": _cluster_narratives(cluster, choice),
        "can_follow": clusters_in_charge(request.user, on=day_in_wib(choice.as_of)).filter(pk=cluster.pk).exists(),
        "budget": summaries.budget_chapter(year, choice.names, cluster=number),
        "late": summaries.late_organizations(year, choice.names, cluster=number),
        "trend": summaries.cluster_trend(choice.data, cluster.pk),
        "request_url": request_address(request.user, choice.plan, choice.year, cluster=cluster.pk),
    }
    return render(request, "reports/cluster_detail.html", context)


def _roles(cluster: Cluster, choice: Choice) -> list[ClusterRole]:
    """Who led and who coordinated the cluster within the plan's years, up to the chosen one, the latest first."""
    rows = ClusterRole.objects.filter(cluster=cluster, valid_from__lte=choice.figures.last_day)
    within = rows.exclude(valid_to__lt=date(choice.plan.start_year, 1, 1))
    named = within.annotate(organization_name=short_name_on(choice.figures.last_day, of="organization"))
    return list(named.order_by("-role", "-valid_from", "pk"))


def _cluster_narratives(cluster: Cluster, choice: Choice) -> list[ClusterNarrative]:
    """What the lead wrote about the periods of the year, the version that holds now, in the order of the periods."""
    rows = ClusterNarrative.objects.filter(cluster=cluster, period__plan=choice.plan, period__year=choice.year)
    named = rows.latest_versions().annotate(organization_name=short_name_on(choice.figures.last_day, of="organization"))
    return list(named.select_related("period", "written_by").order_by("period__number", "pk"))
