"""What the live page asks beside the grid itself: one cell's save, the keys of a session, an earlier narrative."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actions.entry_keys import person_tag, storage_key
from actions.forms.entry import EntryGrid
from actions.forms.entry_cell_post import NoSuchCell, save_posted_cell
from actions.forms.entry_earlier import earlier_texts, fill_in_earlier
from actions.views.entry import entry_period, entry_reports, show_entry
from clusters.requests import PersonalRequest

STATUS = {"saved": 200, "conflict": 409, "invalid": 422, "closed": 423, "other-person": 403}


@require_safe
@never_cache
def progress_entry_key(request: PersonalRequest) -> HttpResponse:
    """Who is logged in, under which key the browser keeps what is unsent, and a fresh token against forged requests.

    For everybody: a chapter's text that is not saved yet is kept alike.
    """
    return JsonResponse(
        {"person": person_tag(request.user), "key": storage_key(request.user), "token": get_token(request)}
    )


@require_POST
@never_cache
def progress_entry_cell(request: PersonalRequest, period_id: int) -> HttpResponse:
    """Save one cell; 409 where a colleague changed it, 422 where it cannot be, 423 where the report moved on."""
    period = entry_period(request, period_id)
    if not constant_time_compare(request.POST.get("person", ""), person_tag(request.user)):
        return JsonResponse({"result": "other-person"}, status=STATUS["other-person"])
    try:
        answer = save_posted_cell(period=period, data=request.POST, by=request.user)
    except NoSuchCell as missing:
        raise Http404("No such cell on this page.") from missing
    return JsonResponse(asdict(answer), status=STATUS[answer.result])


@require_safe
@never_cache
def progress_earlier_narrative(request: PersonalRequest, period_id: int, pk: int) -> HttpResponse:
    """What the reporter wrote about an action in the latest period that it filed before this one."""
    texts = earlier_texts(entry_reports(request, entry_period(request, period_id)), action=pk)
    if texts is None:
        raise Http404("Nothing was written before.")
    return JsonResponse({"texts": texts.texts, "period": texts.period})


@require_POST
def progress_copy_narrative(request: PersonalRequest, period_id: int, pk: int) -> HttpResponse:
    """Without JavaScript: save what was typed, then take over the earlier texts where nothing is written yet."""
    period = entry_period(request, period_id)
    reports = entry_reports(request, period)
    if not reports:
        raise Http404("Nobody started filling in this period.")
    grid = EntryGrid(reports, request.POST)
    if not grid.save(by=request.user):
        return show_entry(request, period, grid)
    if fill_in_earlier(reports, action=pk, by=request.user):
        messages.success(request, "Narasi dari periode lalu disalin ke kolom yang masih kosong.")
    else:
        messages.info(request, "Tidak ada yang disalin: kolom narasi sudah terisi, atau belum ada narasi sebelumnya.")
    return redirect(f"{reverse('progress-entry', args=[period.pk])}#a{pk}")
