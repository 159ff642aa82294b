"""Klaster saya: the reports of the clusters that one's ministry leads or coordinates, and the cluster's narrative."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions import permissions
from actions.cluster_reports import cluster_rows, filed_narratives, periods_of_cluster
from actions.forms.cluster_narrative import ClusterNarrativeForm, initial_of, with_copied
from actions.models import ClusterNarrative, ReportingPeriod
from actions.services.cluster_narratives import NarrativeChanged, NarrativeRefused, write_cluster_narrative
from clusters.models import Cluster
from clusters.models.organization import short_name_on
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib

CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
def cluster_report_list(request: PersonalRequest) -> HttpResponse:
    """The reports of one cluster for one period: ``?cluster=1&period=12``, the newest period unless chosen."""
    clusters = list(permissions.clusters_in_charge(request.user, on=_today()))
    if not clusters:
        raise PermissionDenied
    cluster = _chosen(request, "cluster", clusters, "number")
    periods = periods_of_cluster(cluster, at=timezone.now())
    context: dict[str, Any] = {"clusters": clusters, "cluster": cluster, "periods": periods}
    if periods:
        period = _chosen(request, "period", periods, "pk")
        context |= _facts(request, cluster, period)
    return render(request, "actions/cluster_report_list.html", context)


@require_http_methods(["GET", "POST"])
def cluster_narrative(request: PersonalRequest, pk: int, period_id: int) -> HttpResponse:
    """The form beside what organizations reported; a POST copies a reported text, or saves a version."""
    cluster = get_object_or_404(permissions.clusters_in_charge(request.user, on=_today()), pk=pk)
    period = next((one for one in periods_of_cluster(cluster, at=timezone.now()) if one.pk == period_id), None)
    if period is None:
        raise Http404
    if not permissions.can_write_cluster_narrative(request.user, cluster, on=_today()):
        raise PermissionDenied
    if request.method != "POST":
        return _show(request, cluster, period, ClusterNarrativeForm(initial=initial_of(_current(cluster, period))))
    if "copy" in request.POST:
        sources = filed_narratives(cluster, period, on=period.ends_on)
        typed = with_copied(request.POST, request.POST["copy"], sources, _current(cluster, period))
        return _show(request, cluster, period, ClusterNarrativeForm(initial=typed))
    return _save(request, cluster, period, ClusterNarrativeForm(request.POST))


def _save(
    request: PersonalRequest, cluster: Cluster, period: ReportingPeriod, form: ClusterNarrativeForm
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, cluster, period, form, status=UNPROCESSABLE)
    texts, seen = form.texts(), form.cleaned_data["seen"]
    try:
        write_cluster_narrative(cluster=cluster, period=period, texts=texts, seen=seen, by=request.user)
    except NarrativeChanged as changed:
        again = ClusterNarrativeForm(initial={**texts, "seen": changed.current.version})
        return _show(request, cluster, period, again, refusal=str(changed), status=CONFLICT)
    except NarrativeRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, cluster, period, form, status=UNPROCESSABLE)
    messages.success(request, "Narasi klaster disimpan dan tampil pada halaman klaster.")
    return redirect(f"{reverse('cluster-report-list')}?cluster={cluster.number}&period={period.pk}")


def _show(
    request: PersonalRequest,
    cluster: Cluster,
    period: ReportingPeriod,
    form: ClusterNarrativeForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    versions = _versions(cluster, period)
    context = {
        "cluster": cluster,
        "period": period,
        "plan": period.plan,
        "form": form,
        "parts": form.parts(filed_narratives(cluster, period, on=period.ends_on), next(iter(versions), None)),
        "refusal": refusal,
        "versions": versions,
    }
    return render(request, "actions/cluster_narrative.html", context, status=status)


def _facts(request: PersonalRequest, cluster: Cluster, period: ReportingPeriod) -> dict[str, Any]:
    rows = cluster_rows(cluster, period, on=period.ends_on)
    now = timezone.now()
    owed = [row for row in rows if row.is_owed]
    return {
        "period": period,
        "plan": period.plan,
        "rows": [(row, row.is_overdue(now, period)) for row in rows],
        "owed": len(owed),
        "filed": sum(1 for row in owed if row.report and row.report.first_filed_at),
        "late": sum(1 for row in owed if row.is_overdue(now, period)),
        "versions": _versions(cluster, period),
        "can_write": permissions.can_write_cluster_narrative(request.user, cluster, on=_today()),
    }


def _versions(cluster: Cluster, period: ReportingPeriod) -> list[ClusterNarrative]:
    """Every version, the one that holds first."""
    rows = ClusterNarrative.objects.filter(cluster=cluster, period=period).select_related("written_by")
    return list(rows.annotate(organization_name=short_name_on(_today(), of="organization")).order_by("-version"))


def _current(cluster: Cluster, period: ReportingPeriod) -> ClusterNarrative | None:
    return ClusterNarrative.objects.filter(cluster=cluster, period=period).order_by("-version").first()


def _chosen(request: PersonalRequest, name: str, rows: list[Any], field: str) -> Any:
    """The row that the address names, the first one where it names none; Http404 for what is not there."""
    wanted = request.GET.get(name, "")
    found = next((row for row in rows if not wanted or str(getattr(row, field)) == wanted), None)
    if found is None:
        raise Http404
    return found


def _today() -> date:
    return day_in_wib(timezone.now())
