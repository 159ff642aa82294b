"""Marks in a text what somebody searched for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clusters.models import Organization

register = template.Library()


@register.filter
def marked(text: object, words: Sequence[str]) -> SafeString:
    """The text with each of ``words`` in ``<mark>``, whatever its case; everything else escaped."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    parts = re.split(f"({pattern})", str(text), flags=re.IGNORECASE) if pattern else [str(text)]
    pieces = (format_html("<mark>{}</mark>", part) if place % 2 else part for place, part in enumerate(parts))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.simple_tag
def earlier_name(organization: Organization, words: Sequence[str]) -> str:
    """The latest other name that holds all the words, where the present one does not; else nothing."""
    wanted = [word.casefold() for word in words]
    now = f"{organization.name_then} {organization.short_name_then} {organization.code}".casefold()
    if all(word in now for word in wanted):
        return ""
    for one in organization.all_names:  # type: ignore[attr-defined]
        text = f"{one.name} ({one.short_name})"
        if any(word in text.casefold() for word in wanted):
            return text
    return ""
