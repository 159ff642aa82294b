"""Naskah: the texts of a report, their versions, comments and requests for input."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clusters.models.organization import short_name_on
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from reports import manuscripts, permissions
from reports.chapters import cluster_number
from reports.drafting import known_references, readiness
from reports.manuscript_forms import LONGEST, ChapterForm, CommentForm, FeedbackForm, ManuscriptForm
from reports.models import ChapterVersion, Manuscript
from reports.references import difference, offered, text_html, typed_figures, unknown

PER_PAGE = 50
NOT_RESTORED = (
    "Bab ini baru saja diubah oleh {who} (versi {latest}), sehingga versi {old} belum dipakai lagi. "
    "Periksa versi itu; bila tetap perlu, pakai lagi versi {old}."
)


@require_http_methods(["GET", "POST"])
def manuscript_list(request: PersonalRequest) -> HttpResponse:
    user, day = request.user, day_in_wib(timezone.now())
    can_begin = permissions.can_request_report(user)
    form = ManuscriptForm(request.POST or None, user=user, year=day.year - 1)
    if request.method == "POST":
        if not can_begin:
            raise PermissionDenied
        if form.is_valid():
            return redirect(manuscripts.begin(**form.cleaned_data, by=user))
    rows = Manuscript.objects.visible_to(user, on=day).select_related("plan", "created_by").newest_first()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/manuscript_list.html", {"page": page, "form": form, "can_begin": can_begin})


@require_GET
def manuscript_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    return render(request, "reports/manuscript_detail.html", _overview(request, _readable(request, pk)))


@require_POST
def feedback_ask(request: PersonalRequest, pk: int) -> HttpResponse:
    manuscript = _readable(request, pk)
    if not permissions.can_request_report(request.user):
        raise PermissionDenied
    form = FeedbackForm(request.POST, manuscript=manuscript, today=day_in_wib(timezone.now()))
    if not form.is_valid():
        return render(request, "reports/manuscript_detail.html", {**_overview(request, manuscript), "form": form})
    try:
        manuscripts.ask_feedback(manuscript=manuscript, **form.cleaned_data, by=request.user)
    except manuscripts.AlreadyAsked as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Permintaan masukan dikirim.")
    return redirect(manuscript)


@require_POST
def feedback_answer(request: PersonalRequest, pk: int) -> HttpResponse:
    """The own organization's request is answered."""
    manuscript = _readable(request, pk)
    own = manuscript.requests.asked(request.user).unanswered().first()
    if own is None or not permissions.can_answer_feedback(request.user, own):
        raise PermissionDenied
    manuscripts.answer_feedback(request=own, by=request.user)
    messages.success(request, "Masukan instansi Anda dinyatakan selesai.")
    return redirect(manuscript)


@require_http_methods(["GET", "POST"])
def chapter_edit(request: PersonalRequest, pk: int, key: str) -> HttpResponse:
    """Read a chapter; whoever may, writes it. A text that was refused stays in its field."""
    manuscript, title = _chapter(request, pk, key)
    context = _chapter_context(request, manuscript, key, title)
    if request.method == "POST":
        if not context["can_write"]:
            raise PermissionDenied
        form = ChapterForm(request.POST, known=context["known"])
        context |= {"form": form, **_checked(request.POST.get("text", "")[:LONGEST], context["known"])}
        if form.is_valid():
            return _saved(request, manuscript, key, form, context)
    return render(request, "reports/chapter_edit.html", context)


@require_POST
def chapter_check(request: PersonalRequest, pk: int, key: str) -> HttpResponse:
    """While typing: what the text will look like, and which references lead nowhere. Saves nothing."""
    manuscript, _title = _chapter(request, pk, key)
    text, known = request.POST.get("text", "")[:LONGEST], known_references(manuscript)
    return render(request, "reports/_chapter_check.html", _checked(text, known))


@require_GET
def chapter_history(request: PersonalRequest, pk: int, key: str) -> HttpResponse:
    """Who changed what: every version against the one before it."""
    manuscript, title = _chapter(request, pk, key)
    versions = list(_versions(manuscript, key).order_by("number"))
    before = ["", *(version.text for version in versions)]
    rows = [(version, difference(old, version.text)) for old, version in zip(before, versions, strict=False)]
    can_write = permissions.can_write_chapter(request.user, key, on=day_in_wib(timezone.now()))
    context = {"manuscript": manuscript, "plan": manuscript.plan, "key": key, "title": title, "can_write": can_write}
    context["rows"] = rows[::-1]
    return render(request, "reports/chapter_history.html", context)


@require_POST
def chapter_restore(request: PersonalRequest, pk: int, key: str, number: int) -> HttpResponse:
    """An old version becomes the newest; nothing is lost."""
    manuscript, _title = _chapter(request, pk, key)
    if not permissions.can_write_chapter(request.user, key, on=day_in_wib(timezone.now())):
        raise PermissionDenied
    old, latest = get_object_or_404(_versions(manuscript, key), number=number), _latest(manuscript, key)
    base, note = latest.number if latest else 0, f"Kembali ke versi {number}"
    try:
        manuscripts.save_text(manuscript=manuscript, key=key, text=old.text, note=note, base=base, by=request.user)
    except manuscripts.StaleText as stale:
        messages.error(
            request, NOT_RESTORED.format(who=stale.latest.written_by, latest=stale.latest.number, old=number)
        )
        return redirect("chapter-history", manuscript.pk, key)
    messages.success(request, f"Versi {number} dipakai lagi sebagai versi baru.")
    for sentence in unknown(old.text, known_references(manuscript)):
        messages.warning(request, sentence)
    return redirect("chapter-edit", manuscript.pk, key)


@require_POST
def comment_add(request: PersonalRequest, pk: int, key: str) -> HttpResponse:
    manuscript, title = _chapter(request, pk, key)
    if not permissions.can_comment(request.user):
        raise PermissionDenied
    form, latest = CommentForm(request.POST), _latest(manuscript, key)
    if not form.is_valid():
        context = _chapter_context(request, manuscript, key, title)
        return render(request, "reports/chapter_edit.html", {**context, "comment_form": form})
    version = latest.number if latest else 0
    manuscripts.add_comment(
        manuscript=manuscript, key=key, version=version, text=form.cleaned_data["comment"], by=request.user
    )
    messages.success(request, "Komentar disimpan.")
    return redirect("chapter-edit", manuscript.pk, key)


@require_POST
def comment_resolve(request: PersonalRequest, pk: int, key: str, comment: int) -> HttpResponse:
    manuscript, _title = _chapter(request, pk, key)
    if not permissions.can_write_chapter(request.user, key, on=day_in_wib(timezone.now())):
        raise PermissionDenied
    manuscripts.resolve_comment(comment=get_object_or_404(manuscript.comments, pk=comment, key=key), by=request.user)
    return redirect("chapter-edit", manuscript.pk, key)


def _readable(request: PersonalRequest, pk: int) -> Manuscript:
    rows = Manuscript.objects.visible_to(request.user, on=day_in_wib(timezone.now())).select_related("plan")
    return get_object_or_404(rows, pk=pk)


def _chapter(request: PersonalRequest, pk: int, key: str) -> tuple[Manuscript, str]:
    manuscript = _readable(request, pk)
    titles = manuscripts.titles(manuscript)
    if key not in titles:
        raise Http404
    return manuscript, titles[key]


def _versions(manuscript: Manuscript, key: str) -> Any:
    return ChapterVersion.objects.filter(manuscript=manuscript, key=key).select_related("written_by")


def _latest(manuscript: Manuscript, key: str) -> ChapterVersion | None:
    latest: ChapterVersion | None = _versions(manuscript, key).order_by("-number").first()
    return latest


def _comments(manuscript: Manuscript, key: str, day: date) -> Any:
    """Each with ``organization_name``, the short name of its author's organization."""
    named = manuscript.comments.annotate(organization_name=short_name_on(day, of="written_by__organization"))
    return named.filter(key=key).select_related("written_by", "resolved_by")


def _checked(text: str, known: Any) -> dict[str, Any]:
    return {"html": text_html(text, known), "unknown": unknown(text, known), "typed": typed_figures(text)}


def _saved(
    request: PersonalRequest, manuscript: Manuscript, key: str, form: ChapterForm, context: dict[str, Any]
) -> HttpResponse:
    try:
        manuscripts.save_text(manuscript=manuscript, key=key, **form.cleaned_data, by=request.user)
    except manuscripts.StaleText as stale:
        form.data = {**form.data, "text": form.cleaned_data["text"], "base": str(stale.latest.number)}
        return render(request, "reports/chapter_edit.html", {**context, "stale": stale}, status=409)
    messages.success(request, "Teks disimpan sebagai versi baru.")
    return redirect("chapter-edit", manuscript.pk, key)


def _chapter_context(request: PersonalRequest, manuscript: Manuscript, key: str, title: str) -> dict[str, Any]:
    day, latest, known = day_in_wib(timezone.now()), _latest(manuscript, key), known_references(manuscript)
    text, base = (latest.text, latest.number) if latest else (manuscripts.first_text(key, known), 0)
    return {
        "form": ChapterForm(known=known, initial={"text": text, "base": base}),
        "can_write": permissions.can_write_chapter(request.user, key, on=day),
        "manuscript": manuscript,
        "plan": manuscript.plan,
        "key": key,
        "title": title,
        "latest": latest,
        "known": known,
        "offered": offered(known, cluster_number(key) or 0),
        "is_of_cluster": cluster_number(key) is not None,
        "comments": _comments(manuscript, key, day),
        "comment_form": CommentForm(),
        "can_comment": permissions.can_comment(request.user),
        **_checked(text, known),
    }


def _overview(request: PersonalRequest, manuscript: Manuscript) -> dict[str, Any]:
    day, texts = day_in_wib(timezone.now()), manuscripts.latest_texts(manuscript)
    open_comments = list(manuscript.comments.filter(resolved_at__isnull=True).values_list("key", flat=True))
    chapters = [
        {
            "key": key,
            "title": title,
            "version": texts.get(key),
            "comments": open_comments.count(key),
            "is_mine": permissions.can_write_chapter(request.user, key, on=day),
        }
        for key, title in manuscripts.titles(manuscript).items()
    ]
    named = manuscript.requests.annotate(organization_name=short_name_on(day, of="organization"))
    requests = list(named.select_related("answered_by"))
    return {
        "manuscript": manuscript,
        "plan": manuscript.plan,
        "chapters": chapters,
        "readiness": readiness(manuscript, texts),
        "requests": requests,
        "today": day,
        "mine": [row for row in requests if permissions.can_answer_feedback(request.user, row)],
        "can_ask": permissions.can_request_report(request.user),
        "form": FeedbackForm(manuscript=manuscript, today=day),
    }
