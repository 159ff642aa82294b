"""The words of a pressing row: ``{% load pressing %}``."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from ranpptppo.lib.template_components import badge
from reports.pressing_words import PRESSING, about_what, how_pressing, who_leads
from reports.summaries.pressing import PressingKind, PressingRow

register = template.Library()
LOOKS: dict[PressingKind, tuple[str, str]] = {
    "overdue": ("danger", "envelope-x"),
    "returned": ("warning", "arrow-return-left"),
    "behind": ("danger", "x-octagon-fill"),
    "unspent": ("warning", "cash-stack"),
}


@register.simple_tag
def pressing_badge(row: PressingRow) -> SafeString:
    return badge(PRESSING[row["kind"]], *LOOKS[row["kind"]])


register.filter("about_what", about_what)
register.filter("how_pressing", how_pressing)
register.filter("who_leads", who_leads)
