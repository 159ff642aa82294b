"""Cari: one box for actions, indicators, institutions and regions."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.finding import find, words_of

LONGEST = 200


@require_safe
def search(request: PersonalRequest) -> HttpResponse:
    """``?q=``: at most twenty of each kind, what matches exactly first."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    words = words_of(text)
    context: dict[str, object] = {"q": text, "words": words}
    if words:
        found = find(request.user, words, on=day_in_wib(timezone.now()))
        context |= {"found": found, **{group.name: group.rows for group in found.groups}}
    return render(request, "reports/search.html", context)
