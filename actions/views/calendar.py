"""Kalender pelaporan: the dates of every period, and the same dates as a feed for people's own calendars.

Within the site the dates are no secret: whoever is logged in may read them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actions.models import CalendarLink
from actions.schedule import feed_events, month_by_month, scheduled_periods
from actions.services.calendar import calendar_reader, renew_calendar_link, withdraw_calendar_link
from clusters.models import Plan
from clusters.requests import PersonalRequest
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.icalendar import CONTENT_TYPE, calendar

NAME = "Kalender pelaporan RAN PPTPPO"


@require_safe
def reporting_calendar(request: PersonalRequest) -> HttpResponse:
    """One plan's periods of one year; ``?plan=`` and ``?year=`` choose others."""
    now = timezone.now()
    plans = list(Plan.objects.visible_to(request.user).latest_first())
    wanted = request.GET.get("year", "") or str(day_in_wib(now).year)
    plan = _chosen(request, plans, wanted)
    years = list(plan.years) if plan else []
    year = next((one for one in years if str(one) == wanted), years[-1] if years else None)
    rows = scheduled_periods([plan] if plan else [], request.user.organization, at=now)
    rows = [row for row in rows if row.period.year == year]
    context = {
        "plans": plans,
        "plan": plan,
        "years": years,
        "year": year,
        "rows": rows,
        "months": month_by_month(rows, at=now),
    }
    return render(request, "actions/calendar.html", context)


@require_safe
def calendar_link(request: PersonalRequest) -> HttpResponse:
    link = CalendarLink.objects.filter(user=request.user).first()
    return render(request, "actions/calendar_link.html", {"created_at": link.created_at if link else None})


@require_POST
@never_cache
def calendar_link_renew(request: PersonalRequest) -> HttpResponse:
    """A new address in place of the old one; it is shown on this page only."""
    path = reverse("calendar-feed", args=[renew_calendar_link(user=request.user)])
    context = {"created_at": timezone.now(), "address": f"{settings.SITE_ADDRESS}{path}"}
    return render(request, "actions/calendar_link.html", context)


@require_POST
def calendar_link_withdraw(request: PersonalRequest) -> HttpResponse:
    withdraw_calendar_link(user=request.user)
    messages.success(request, "Alamat langganan dicabut; kalender yang memakainya tidak lagi diperbarui.")
    return redirect("calendar-link")


@require_safe
@login_not_required
@never_cache
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """The feed for calendar programs, which cannot log in: the unguessable address is the permission.

    It shows dates and names of periods and plans, nothing else (actions/schedule.py).
    """
    reader = calendar_reader(key)
    if reader is None:
        raise Http404
    now = timezone.now()
    events = feed_events(reader, site=str(urlsplit(settings.SITE_ADDRESS).hostname), at=now)
    response = HttpResponse(calendar(NAME, events, made_at=now), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="kalender-pelaporan.ics"'
    return response


def _chosen(request: PersonalRequest, plans: list[Plan], year: str) -> Plan | None:
    """The plan that was asked for; else the newest in which the person's organization reports, of that year if any."""
    own = [plan for plan in plans if plan.region_id == request.user.organization.region_id]
    asked = [plan for plan in plans if str(plan.pk) == request.GET.get("plan", "")]
    of_the_year = [plan for plan in own if year in map(str, plan.years)]
    return next(iter([*asked, *of_the_year, *own, *plans]), None)
