"""Where an edition of what a page shows is asked for."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from clusters.models import Plan, User
from reports.permissions import can_request_report


def request_address(user: User, plan: Plan, year: int, **scope: object) -> str:
    """The form, filled in with the plan, the year and one of ``request_form.SCOPES``; "" for whoever may not ask for it.

    A region's own plan has no report that is asked for here.
    """
    if plan.region_id is not None or not can_request_report(user):
        return ""
    return f"{reverse('report-request')}?{urlencode({'plan': plan.pk, 'year': year, **scope})}"
