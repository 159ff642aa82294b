"""Tags of pages about papers: ``{% load papers %}``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from actions.models import ProgressReport
from clusters.models import User
from ranpptppo.lib.formats import days_left
from ranpptppo.lib.template_components import badge
from reports import permissions

register = template.Library()


@register.inclusion_tag("reports/_paper_actions.html")
def paper_actions(report: ProgressReport, user: User, csrf_token: str) -> dict[str, Any]:
    """The buttons that print a report, as far as this person may; no query."""
    return {
        "report": report,
        "csrf_token": csrf_token,
        "can_print_receipt": permissions.can_print_receipt(user, report),
        "can_print_form": permissions.can_print_form(user, report),
    }


@register.simple_tag
def days_late_badge(due_on: date, today: date) -> SafeString:
    """How long past due, in words; before the due day how many days are left."""
    tone = "danger" if due_on < today else "warning"
    return badge(days_left(due_on, today), tone, "clock")
