"""Names as links to their pages: ``{% load linking %}``. query: that of the choice, so that it goes along."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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
