"""The cells of the matrix: ``{% load heat %}``. Thousands of them stand on one page, so each is as short as can be."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from actions.enums import Status
from ranpptppo.lib.formats import number
from reports.summaries import HeatCell, HeatRow

register = template.Library()
NOT_DUE = "Belum jatuh tempo"
LEFT_OUT = "Di luar saringan"
# The classes of static/css/matrix.css; each brings the colour and the icon.
CLASSES: dict[str, str] = {
    Status.ACHIEVED: "a",
    Status.ATTENTION: "t",
    Status.BEHIND: "b",
    Status.UNREPORTED: "u",
    Status.AWAITING: "w",
    Status.NO_DATA: "d",
    Status.NOT_APPLICABLE: "x",
    Status.NOT_YET: "y",
    Status.NO_TARGET: "n",
}
WORDS = {status.value: str(status.label) for status in Status}


@register.simple_tag
def heat_cells(row: HeatRow, kept: dict[str, str]) -> SafeString:
    """The cells of an action, each a link to its page in that year. kept: what else of the address goes along.

    The word is in the link, where it is read aloud; its style shows the icon in its place. Whoever goes by Tab meets
    the link of the row alone, for thousands of stops would be a wall.
    """
    action = escape(reverse("action-detail", args=[row.id]))
    rest = escape(f"&{urlencode(kept)}") if kept else ""
    return mark_safe("".join(_cell(cell, f"{action}?year={cell.year}{rest}") for cell in row.cells))  # noqa: S308


def _cell(cell: HeatCell, address: str) -> str:
    if cell.status is None:
        return f'<td class="o" title="{LEFT_OUT}"><i>{LEFT_OUT}</i></td>'
    if not cell.status:
        return f'<td class="f"><a tabindex="-1" href="{address}" title="{NOT_DUE}">{NOT_DUE}</a></td>'
    word = WORDS[cell.status]
    score = "" if cell.score is None else f" · {number(Decimal(cell.score), places=2)}"
    tone = CLASSES[cell.status]
    return f'<td class="{tone}"><a tabindex="-1" href="{address}" title="{word}{score}">{word}</a></td>'


@register.filter
def short_period(label: str) -> str:
    """``I`` of "Triwulan I 2024", ``Jan`` of "Januari 2024": a column is as narrow as its icons."""
    words = label.removeprefix("Triwulan ").removeprefix("Semester ").split()
    return words[0] if len(words[0]) < 4 else words[0][:3]


@register.simple_tag
def heat_legend() -> list[tuple[str, str]]:
    """(class, word) of every cell that can be met."""
    return [*((CLASSES[status], WORDS[status]) for status in Status), ("f", NOT_DUE)]
