"""Belum lapor: who owes what since when, whom to call, what was sent; and reminders to several at once."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.hand_reminders import HandReminder, hand_reminders
from actions.reminders import ReportKey
from actions.services.reminding import remind_of_reports
from clusters.requests import PersonalRequest
from reports import overdue as owing
from reports.choice import Choice, choose
from reports.figures import NameFigures
from reports.overdue import Beside, OverdueRow, Sight
from reports.permissions import can_remind_regencies, can_write_letters
from reports.views.dashboards import no_plan_yet

PER_PAGE = 50
MOST = 300  # of one sending: a province's regencies with all clusters of a period
NOTHING_CHOSEN = "Pilih sekurang-kurangnya satu laporan yang boleh Anda ingatkan."


@require_safe
def overdue(request: PersonalRequest) -> HttpResponse:
    """``show=returned``: what came back. ``group=flat``: one row after the other, whoever owes it."""
    choice = choose(request)
    if choice is None:
        return no_plan_yet(request)
    sight = Sight(request.user, choice)
    is_flat, is_returned = request.GET.get("group") == "flat", request.GET.get("show") == "returned"
    missing = owing.never_filed(choice, by_organization=not is_flat)
    returned = owing.given_back(choice, sight, by_organization=not is_flat)
    page = Paginator(returned if is_returned else missing, PER_PAGE).get_page(request.GET.get("page"))
    rows = owing.overdue_rows(choice, sight, list(page))
    context = {
        **choice.context(),
        "summary": owing.overdue_summary(choice),
        "tabs": _tabs(choice, len(missing), len(returned), is_returned=is_returned, is_flat=is_flat),
        "page": page,
        "groups": _groups(rows, owing.beside(rows, sight), is_flat=is_flat),
        "is_flat": is_flat,
        "is_returned": is_returned,
        "may_remind": any(row["may_remind"] for row in rows),
    }
    return render(request, "reports/overdue.html", context)


@require_http_methods(["GET", "POST"])
def overdue_remind(request: PersonalRequest) -> HttpResponse:
    """GET: what would be sent to whom about the ticked reports (``?report=…``). POST: send it."""
    if not can_write_letters(request.user):
        raise PermissionDenied
    chosen = _chosen((request.POST or request.GET).getlist("report"))
    return _send(request, chosen) if request.method == "POST" else show_reminders(request, chosen)


def show_reminders(request: PersonalRequest, chosen: list[ReportKey]) -> HttpResponse:
    """What would be sent to whom about the reports, with nothing sent yet: of at most ``MOST`` at once."""
    cut, chosen = max(0, len(chosen) - MOST), chosen[:MOST]
    reminders = hand_reminders(request.user, chosen, at=timezone.now())
    if not reminders:
        messages.warning(request, NOTHING_CHOSEN)
        return redirect("overdue")
    ready = [one for one in reminders if one.people]
    context = {
        "ready": [{"reminder": one, "key": _key(one)} for one in ready],
        "left_out": [one for one in reminders if not one.people],
        "gone": len(chosen) - len(reminders),
        "cut": cut,
        "people": len({person.pk for one in ready for person in one.people}),
        "plan": next((one.owed.period.plan for one in reminders if one.owed.period.plan.is_example), None),
    }
    return render(request, "reports/overdue_remind.html", context)


def _send(request: PersonalRequest, chosen: list[ReportKey]) -> HttpResponse:
    sent = remind_of_reports(chosen=chosen[:MOST], by=request.user)
    if sent:
        messages.success(request, f"Pengingat dikirim untuk {len(sent)} laporan.")
    else:
        messages.warning(request, "Tidak ada pengingat yang dikirim: laporannya masuk, atau hari ini sudah diingatkan.")
    return redirect("own-region" if can_remind_regencies(request.user) else "overdue")


def _chosen(texts: list[str]) -> list[ReportKey]:
    keys = (owing.key_of(text) for text in texts)
    return list(dict.fromkeys(key for key in keys if key is not None))


def _key(one: HandReminder) -> str:
    return f"{one.owed.organization}-{one.owed.cluster}-{one.owed.period.pk}"


def _groups(rows: list[OverdueRow], near: dict[str, Beside], *, is_flat: bool) -> list[dict[str, Any]]:
    """The page's rows with what stands beside them, under their organizations or in one group."""
    if is_flat:
        return [_group(rows, near, None)] if rows else []
    parts = [list(part) for _, part in groupby(rows, key=lambda row: row["organization_id"])]
    return [_group(part, near, part[0]["organization"]) for part in parts]


def _group(rows: list[OverdueRow], near: dict[str, Beside], organization: NameFigures | None) -> dict[str, Any]:
    """people: whom to call in the organization, about any of its rows."""
    people = next((near[row["key"]].people for row in rows if near[row["key"]].people), [])
    beside = [{"row": row, "near": near[row["key"]]} for row in rows]
    return {"organization": organization, "people": people, "rows": beside}


def _tabs(choice: Choice, missing: int, returned: int, *, is_returned: bool, is_flat: bool) -> list[dict[str, Any]]:
    url = reverse("overdue") + choice.query + ("&group=flat" if is_flat else "")
    return [
        {"label": "Belum pernah dilaporkan", "url": url, "is_current": not is_returned, "count": missing},
        {"label": "Dikembalikan", "url": f"{url}&show=returned", "is_current": is_returned, "count": returned},
    ]
