"""Names as links to their pages, and what dashboards write beside figures: ``{% load linking %}``.

query: that of the choice, so that it goes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ranpptppo.lib import formats
from reports.figures import NameFigures

register = template.Library()


@register.simple_tag
def organization_link(organization: NameFigures, query: str = "", form: str = "short_name") -> SafeString:
    """The organization's name, as a link to its page. form: ``short_name`` or ``name``."""
    name = organization["name"] if form == "name" else organization["short_name"]
    if not organization["code"]:
        return format_html("{}", name or "–")
    return format_html(
        '<a href="{}{}">{}</a>', reverse("organization-detail", args=[organization["code"]]), query, name
    )


@register.simple_tag
def organization_links(organizations: Sequence[NameFigures], query: str = "") -> SafeString:
    """Short names as links, with commas; a dash where there is none."""
    links = ((organization_link(organization, query),) for organization in organizations)
    return format_html_join(", ", "{}", links) or SafeString("–")


@register.filter
def host(address: str) -> str:
    """``kesmas.kemkes.go.id``: where an address leads to."""
    return urlsplit(address).netloc.removeprefix("www.")


@register.filter
def change(percent: str | None) -> str:
    """``+12,30%``: a rate of change with its sign, a dash where there is none."""
    if percent is None:
        return "–"
    value = Decimal(percent)
    return f"{'+' if value > 0 else ''}{formats.percent(value)}"
