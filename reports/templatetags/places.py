"""The state of a region as icon and word: ``{% load places %}``."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from ranpptppo.lib.template_components import badge
from reports.shades import Shade, shade_of
from reports.summaries.places import RegionRow, roles_in_words

register = template.Library()


@register.simple_tag
def region_badge(subject: str, row: RegionRow) -> SafeString:
    """subject: a key of ``shades.SUBJECTS``."""
    return shade_badge(shade_of(subject, row))


@register.simple_tag
def shade_badge(shade: Shade) -> SafeString:
    return badge(shade.label, shade.tone, shade.symbol)


@register.filter
def in_words(roles: Sequence[str]) -> str:
    """``sumber dan transit``; "belum tercatat" where none is recorded."""
    return roles_in_words(roles) or "belum tercatat"
