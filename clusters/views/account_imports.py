"""Impor akun: a file of people, what it would make, and how far the sending of their links is."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NOT_SET
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.forms.account_import import AccountFileForm
from clusters.importing.template import account_template
from clusters.models import AccountImport
from clusters.models.account_import import IS_OPEN, has_failed, is_cut_off
from clusters.permissions import can_manage_users
from clusters.requests import PersonalRequest
from clusters.services import account_import as services
from ranpptppo.lib import waiting_files
from ranpptppo.lib.file_types import XLSX
from ranpptppo.lib.formats import number

KIND = waiting_files.WaitingKind.ACCOUNTS
LATEST = 10
ROWS_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def account_import(request: PersonalRequest) -> HttpResponse:
    """The form and the latest imports; a chosen file is kept and shown as a preview."""
    _refuse_others(request)
    form = AccountFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        waiting_files.keep(request.session, file, kind=KIND, name=file.name, about=0, at=timezone.now())
        return redirect("account-import-preview")
    imports = AccountImport.objects.visible_to(request.user).select_related("imported_by")
    counted = imports.annotate(sent=Count("mails", filter=Q(mails__sent_at__isnull=False)))
    context = {"form": form, "imports": counted.order_by("-imported_at", "-pk")[:LATEST]}
    return render(request, "clusters/account_import.html", context)


@require_safe
def account_import_template(request: PersonalRequest) -> HttpResponse:
    _refuse_others(request)
    content = account_template(keeper=request.user, at=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="akun-daerah.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@never_cache
@require_safe
def account_import_preview(request: PersonalRequest) -> HttpResponse:
    """What the waiting file would make."""
    _refuse_others(request)
    try:
        with waiting_files.waiting(request.session, KIND, at=timezone.now()) as (file, name, _):
            preview = services.preview_accounts(file=file, name=name, by=request.user)
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("account-import")
    page = Paginator(preview.accounts, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "clusters/account_import_preview.html", {"preview": preview, "page": page})


@require_POST
def account_import_confirm(request: PersonalRequest) -> HttpResponse:
    """Make all accounts of the waiting file, or none."""
    _refuse_others(request)
    try:
        with waiting_files.waiting(request.session, KIND, at=timezone.now()) as (file, name, _):
            done = services.import_accounts(file=file, name=name, by=request.user, seen=request.POST.get("seen", ""))
    except waiting_files.NothingWaits as nothing:
        messages.error(request, str(nothing))
        return redirect("account-import")
    except services.AccountsRefused as refused:
        messages.warning(request, str(refused))
        return redirect("account-import-preview")
    waiting_files.drop(request.session, KIND)
    messages.success(request, f"{number(done.accounts)} akun dibuat. Undangannya sedang dikirim.")
    return redirect(done)


@require_safe
def account_import_detail(request: PersonalRequest, pk: int) -> HttpResponse:
    """How far the letters are; with htmx only the part that changes while they are sent."""
    _refuse_others(request)
    done = _import(request, pk)
    now = timezone.now()
    unsent = done.mails.open().filter(attempts__gt=0).select_related("user").order_by("pk")
    rows = Paginator(unsent.annotate(is_cut_off=is_cut_off(now)), ROWS_PER_PAGE)
    context = {
        "account_import": done,
        "progress": _progress(done, at=now),
        "page": rows.get_page(request.GET.get("page")),
    }
    template = "_account_import_progress.html" if request.htmx else "account_import_detail.html"
    response = render(request, f"clusters/{template}", context)
    patch_vary_headers(response, ["HX-Request"])  # one address, two answers: no cache may mix them up
    return response


@require_POST
def account_import_retry(request: PersonalRequest, pk: int) -> HttpResponse:
    """Send again what no server took."""
    _refuse_others(request)
    count = services.try_failed_again(account_import=_import(request, pk))
    messages.success(request, f"{number(count)} undangan masuk antrean lagi.")
    return redirect("account-import-detail", pk)


@require_POST
def account_import_renew(request: PersonalRequest, pk: int) -> HttpResponse:
    """A new link for those whose link ran out."""
    _refuse_others(request)
    count = services.renew_expired(account_import=_import(request, pk))
    messages.success(request, f"{number(count)} tautan baru masuk antrean.")
    return redirect("account-import-detail", pk)


def _refuse_others(request: PersonalRequest) -> None:
    if not can_manage_users(request.user):
        raise PermissionDenied


def _import(request: PersonalRequest, pk: int) -> AccountImport:
    imports = AccountImport.objects.visible_to(request.user).select_related("imported_by")
    return get_object_or_404(imports, pk=pk)


def _progress(done: AccountImport, *, at: datetime) -> dict[str, int]:
    """How many letters are where, in one query; ``expired`` in a second one."""
    failed = has_failed(at)
    counts = done.mails.aggregate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        dropped=Count("pk", filter=Q(dropped_at__isnull=False)),
        failed=Count("pk", filter=failed),
        waiting=Count("pk", filter=IS_OPEN & ~failed),
        joined=Count("pk", filter=~Q(user__password__startswith=NOT_SET)),
    )
    return {**counts, "total": done.accounts, "expired": done.mails.expired(at=at).count()}
