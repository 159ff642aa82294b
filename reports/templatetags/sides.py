"""Figures of two sides: ``{% load sides %}``."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ranpptppo.lib import formats
from ranpptppo.lib.template_components import icon
from reports.summaries.comparing import Difference, Unit, Value

register = template.Library()
LOOKS = {1: ("+", "arrow-up", "naik"), -1: ("−", "arrow-down", "turun")}


@register.simple_tag
def figure(value: Value, unit: Unit) -> str:
    """``89,96%``, ``Rp7,49 miliar``, ``12``; a dash where there is none."""
    if value is None:
        return "–"
    if unit == "rupiah":
        return formats.rupiah_short(int(value))
    if unit == "percent":
        return formats.percent(Decimal(value))
    return formats.number(Decimal(value), places=2 if unit == "score" else None)


@register.simple_tag
def apart(difference: Difference | None) -> SafeString:
    """``+5,20 naik`` with an arrow: sign, icon and word, so that nothing depends on a colour."""
    if difference is None:
        return SafeString('<span class="muted">–</span>')
    if not difference.direction:
        return SafeString('<span class="muted">tetap</span>')
    sign, symbol, word = LOOKS[difference.direction]
    amount = formats.number(Decimal(difference.amount), 2) if difference.unit in {"score", "percent"} else ""
    written = f"{amount} poin" if amount else figure(difference.amount, difference.unit)
    return format_html(
        '<span class="apart">{}{}{} <span class="minor">{}</span></span>', icon(symbol), sign, written, word
    )
