"""One search over actions, indicators, institutions and regions, within what the person may see."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import Action, Indicator
from clusters.models import Organization, Region
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib

SHOWN = 20
MAX_WORDS = 6


@require_safe
def search(request: PersonalRequest) -> HttpResponse:
    """``?q=``: every word must occur; at most twenty of each kind, in their printed order."""
    text = request.GET.get("q", "").strip()[:200]
    context: dict[str, object] = {"q": text}
    words = text.split()[:MAX_WORDS]
    if words:
        context |= _found(request, words)
    return render(request, "reports/search.html", context)


def _found(request: PersonalRequest, words: list[str]) -> dict[str, object]:
    user, today = request.user, day_in_wib(timezone.now())
    actions = Action.objects.visible_to(user)
    found = {
        "actions": actions.filter(_every(words, "title", "number")).select_related("plan").in_printed_order()[:SHOWN],
        "indicators": Indicator.objects.filter(_every(words, "text"), action__in=actions)
        .select_related("action", "action__plan")
        .order_by("action__plan__start_year", "action__sort_key", "position", "pk")[:SHOWN],
        "organizations": Organization.objects.visible_to(user)
        .filter(_every(words, "names__name", "names__short_name", "code"))
        .by_name(today)
        .distinct()[:SHOWN],
        "regions": Region.objects.visible_to(user)
        .filter(_every(words, "name", "code"))
        .select_related("parent")
        .order_by("code")[:SHOWN],
    }
    rows = {name: list(queryset) for name, queryset in found.items()}
    return {**rows, "total": sum(len(part) for part in rows.values())}


def _every(words: list[str], *columns: str) -> Q:
    """Each word in one of the columns."""
    condition = Q()
    for word in words:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        condition &= anywhere
    return condition
