"""Surat pengingat: who owes what, and a letter to one or several of them."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clusters.models import User
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports.enums import DocumentKind
from reports.forms import LetterForm
from reports.models import Document
from reports.papers.letter import DUE_WITHIN, Debtor, debtors_of, example_plan
from reports.permissions import can_write_letters
from reports.services import LetterNumberTaken, send_reminder_letters

PER_PAGE = LETTERS_SHOWN = 50
DAYS_TO_ANSWER = 7


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
    debtors = _chosen(request.user, request.POST or request.GET)
    if not debtors:
        messages.error(request, "Pilih sekurang-kurangnya satu instansi yang masih berutang laporan.")
        return redirect("letter-list")
    form = LetterForm(request.POST or None, debtors=debtors, today=today, answer_by=today + timedelta(DAYS_TO_ANSWER))
    if request.method == "POST" and form.is_valid():
        try:
            letters = send_reminder_letters(letters=form.letters(), text=form.text(), by=request.user)
        except LetterNumberTaken as error:
            form.refuse_number(error.letter_number, str(error))
        else:
            messages.success(request, f"{len(letters)} surat pengingat dikirim; PDF-nya sedang disusun.")
            return redirect("letter-list")
    context = {"form": form, "debtors": debtors, "plan": example_plan(debtors), "today": today}
    return render(request, "reports/letter_write.html", context)


def _chosen(user: User, given: QueryDict) -> list[Debtor]:
    """The ticked organizations, as far as this person may remind them and they still owe something.

    The page of what is overdue ticks reports: ``report`` begins with the organization's number.
    """
    ticked = set(given.getlist("organization")) | {text.split("-")[0] for text in given.getlist("report")}
    return [debtor for debtor in debtors_of(user, at=timezone.now()) if str(debtor.organization.pk) in ticked]
