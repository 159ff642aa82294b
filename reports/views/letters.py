"""Surat pengingat: who owes what, and a letter to one or several of them."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import User
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.enums import DocumentKind
from reports.forms import LetterForm
from reports.models import Document
from reports.papers.left_out import LeftOut, left_out
from reports.papers.letter import DUE_WITHIN, Debtor, debtors_of, example_plan
from reports.permissions import can_write_letters
from reports.services import LetterNumberTaken, send_reminder_letters

PER_PAGE = LETTERS_SHOWN = 50
DAYS_TO_ANSWER = 7
LONGEST_KEY = 18
NOTHING_CHOSEN = "Pilih sekurang-kurangnya satu instansi yang masih berutang laporan."


@require_safe
def letter_list(request: PersonalRequest) -> HttpResponse:
    if not can_write_letters(request.user):
        raise PermissionDenied
    now = timezone.now()
    today = day_in_wib(now)
    debtors = debtors_of(request.user, at=now)
    letters = Document.objects.visible_to(request.user, on=today).filter(kind=DocumentKind.LETTER).newest_first()
    context = {
        "debtors": Paginator(debtors, PER_PAGE).get_page(request.GET.get("page")),
        "plan": example_plan(debtors),
        "letters": letters.select_related("organization", "requested_by")[:LETTERS_SHOWN],
        "today": today,
        "due_within": DUE_WITHIN,
    }
    return render(request, "reports/letter_list.html", context)


@require_http_methods(["GET", "POST"])
def letter_write(request: PersonalRequest) -> HttpResponse:
    """GET: the chosen organizations and an empty letter. POST: send it to each of them."""
    if not can_write_letters(request.user):
        raise PermissionDenied
    today = day_in_wib(timezone.now())
    debtors, missed = _chosen(request.user, request.POST or request.GET, today)
    if not debtors:
        return _nobody(request, missed)
    form = LetterForm(request.POST or None, debtors=debtors, today=today, answer_by=today + timedelta(DAYS_TO_ANSWER))
    if request.method == "POST" and form.is_valid():
        try:
            letters = send_reminder_letters(letters=form.letters(), text=form.text(), by=request.user)
        except LetterNumberTaken as error:
            form.refuse_number(error.letter_number, str(error))
        else:
            messages.success(request, f"{len(letters)} surat pengingat dikirim; PDF-nya sedang disusun.")
            return redirect("letter-list")
    context = {"form": form, "debtors": debtors, "missed": missed, "plan": example_plan(debtors), "today": today}
    return render(request, "reports/letter_write.html", context)


def _nobody(request: PersonalRequest, missed: list[LeftOut]) -> HttpResponse:
    """Where only others were ticked: on to the letter of those who succeeded an ended one, else why there is none."""
    heirs = [successor.pk for one in missed for successor in one.successors]
    if heirs:
        keys = [*(one.organization for one in missed), *heirs]
        return redirect(f"{reverse('letter-write')}?{urlencode({'organization': keys}, doseq=True)}")
    for sentence in [one.sentence for one in missed] or [NOTHING_CHOSEN]:
        messages.error(request, sentence)
    return redirect("letter-list")


def _chosen(user: User, given: QueryDict, today: date) -> tuple[list[Debtor], list[LeftOut]]:
    """The ticked organizations that this person may remind and that still owe something, and the others.

    The page of what is overdue ticks reports: ``report`` begins with the organization's number.
    """
    ticked = set(given.getlist("organization")) | {text.split("-")[0] for text in given.getlist("report")}
    keys = {int(text) for text in ticked if text.isdecimal() and len(text) < LONGEST_KEY}
    debtors = debtors_of(user, at=timezone.now())
    return [one for one in debtors if one.organization.pk in keys], left_out(user, keys, debtors, on=today)
