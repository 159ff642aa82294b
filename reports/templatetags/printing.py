"""Tags of the printed reports: ``{% load printing %}``.

`outline` is the report's reports.outline.Outline, handed on to every fragment. A heading or caption is printed by the
tag that numbers it, so that none is missing in the contents.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from actions.enums import Status
from ranpptppo.lib import formats
from reports.charts import Chart
from reports.figures import ActualFigures, BudgetFigures, NameFigures, StatisticFigures, TrendRow
from reports.outline import Heading, Outline
from reports.part_addresses import part_address, trace_address

register = template.Library()
FIGURE = re.compile(r"–|[-−]?(Rp)?[0-9.]+(,[0-9]+)?%?( dari [0-9.]+)?( \([0-9.,/%]+\))?")
NOT_A_VALUE = {
    "no_data": "belum ada data",
    "not_applicable": "tidak berlaku",
    "unreported": "belum lapor",
    "awaiting": "menunggu verifikasi",
    "not_yet": "belum waktunya",
    "nothing_due": "–",
}
NOT_A_VALUE_SHORT = {
    "no_data": "BD",
    "not_applicable": "TB",
    "unreported": "BL",
    "awaiting": "MV",
    "not_yet": "BW",
    "nothing_due": "–",
}


@register.simple_tag
def front(outline: Outline, title: str) -> SafeString:
    heading = outline.front(title)
    return format_html('<h1 class="part-title" id="{}">{}</h1>', heading.anchor, heading.title)


@register.simple_tag
def chapter(outline: Outline, title: str) -> SafeString:
    """BAB II over its title, centred."""
    return _chapter_title(outline.chapter(title))


@register.simple_tag
def appendix(outline: Outline, title: str) -> SafeString:
    """LAMPIRAN 1 over its title, centred."""
    return _chapter_title(outline.appendix(title))


@register.simple_tag
def volume_section(outline: Outline, volume: Mapping[str, Any]) -> SafeString:
    """A volume of the matrix as a section, so that the contents name it: ``Jilid II, baris 1–5.000``."""
    rows = f"{formats.number(volume['first'])}–{formats.number(volume['last'])}"
    return section(outline, f"{volume['name']}, baris {rows}")


@register.simple_tag
def section(outline: Outline, title: str) -> SafeString:
    heading = outline.section(title)
    return format_html(
        '<h2 id="{}"><span class="section-label">{}</span> {}</h2>', heading.anchor, heading.label, heading.title
    )


@register.simple_tag
def table_caption(outline: Outline, *words: object) -> SafeString:
    """The <caption> of a numbered table; the words are joined."""
    caption = outline.table("".join(str(word) for word in words))
    return format_html(
        '<caption id="{}"><span class="caption-label">{}</span> {}</caption>',
        caption.anchor,
        caption.label,
        caption.text,
    )


@register.simple_tag
def table_continues(outline: Outline, *words: object) -> SafeString:
    """The <caption> of a table that a part before this one began; it has no number of its own."""
    return format_html(
        '<caption><span class="caption-label">Tabel L{}.1</span> {} (lanjutan)</caption>',
        outline.appendices + 1,
        "".join(str(word) for word in words),
    )


@register.simple_tag
def part_link(anchor: str) -> str:
    """The address of something in another part; the binder makes it a link inside the file."""
    return part_address(anchor)


@register.simple_tag
def trace(*path: object) -> str:
    """The address that says how a figure came about (reports.provenance); the binder gives it the report's own.

    The first part may be empty: a fragment is told what its paths lie ``within``, which is "rad" for a region's own plan.
    """
    return trace_address(*(part for part in path if part != ""))


@register.simple_tag
def trace_base(*path: object) -> str:
    """What the paths of a cluster, or of another whole, begin with: for fragments that print one of several."""
    return "/".join(str(part) for part in path)


@register.simple_tag
def chart_figure(outline: Outline, charts: Mapping[str, Chart], *key: object) -> SafeString:
    """The chart called "key-key" with its numbered caption; nothing where its figures had nothing to show."""
    chart = charts.get("-".join(str(part) for part in key))
    if chart is None:
        return SafeString("")
    caption = outline.figure(chart.title)
    return format_html(
        '<figure>{}<figcaption id="{}"><span class="caption-label">{}</span> {}</figcaption></figure>',
        chart.svg,
        caption.anchor,
        caption.label,
        caption.text,
    )


@register.simple_tag
def sources(outline: Outline, addresses: Sequence[str]) -> str:
    """``[1], [3]``: the numbers of these addresses in the list of sources."""
    return ", ".join(f"[{outline.source(address)}]" for address in addresses)


@register.simple_tag
def status_word(status: str) -> SafeString:
    """Icon and word; the icon is a background and says nothing that the word does not."""
    return format_html('<span class="status status-{}">{}</span>', status, Status(status).label)


@register.simple_tag
def named(organization: NameFigures) -> SafeString:
    """The full name, its successors or predecessor in a footnote."""
    note = organization["footnote"]
    footnote = format_html('<span class="footnote">{}</span>', note) if note else ""
    return format_html("{}{}", organization["name"], footnote)


@register.simple_tag
def actual_cell(actual: ActualFigures, measure: str) -> SafeString:
    """What was reached, or in words why there is no value; percentages with numerator and denominator."""
    if actual["state"] != "value":
        return format_html('<span class="absent">{}</span>', NOT_A_VALUE[actual["state"]])
    if measure == "milestone":
        reached_on = (
            _minor(formats.date_short(date.fromisoformat(actual["reached_on"]))) if actual["reached_on"] else ""
        )
        return format_html("tercapai{}", reached_on) if actual["value"] == "1" else SafeString("belum tercapai")
    if measure == "percentage" and actual["denominator"] is not None:
        fraction = f"{_number(actual['numerator'])}/{_number(actual['denominator'])}"
        return format_html("{}%{}", _number(actual["value"]), _minor(fraction))
    return _breakable(_number(actual["value"]))


@register.simple_tag
def actual_short(actual: ActualFigures, measure: str) -> SafeString:
    """For the matrix: the value, or the letters that its key explains."""
    if actual["state"] != "value":
        return SafeString(NOT_A_VALUE_SHORT[actual["state"]])
    if measure == "milestone":
        return SafeString("ya" if actual["value"] == "1" else "tidak")
    return _breakable(_number(actual["value"]))


@register.simple_tag
def target_short(value: str | None, measure: str) -> SafeString:
    """For the matrix, whose unit stands in a column of its own."""
    return target_cell(value, "milestone" if measure == "milestone" else "count")


@register.simple_tag
def target_cell(value: str | None, measure: str) -> SafeString:
    if value is None:
        return SafeString("–")
    if measure == "milestone":
        return SafeString("ya")
    return SafeString(_breakable(_number(value)) + ("%" if measure == "percentage" else ""))


@register.simple_tag
def matrix_columns(years: Sequence[object]) -> int:
    """How many columns the matrix has with these years."""
    return 8 + 2 * len(years)


@register.filter
def statistic_value(value: str | None, series: StatisticFigures) -> str:
    """A value of a published series in its unit: money in full."""
    if value is None:
        return "–"
    return formats.rupiah(int(value)) if series["unit"] == "rupiah" else _number(value)


@register.simple_tag
def rest_row(total: int, shown: int, columns: int) -> SafeString:
    """The last row of a table that was cut: ``… dan 12 lainnya``; nothing where all is there."""
    if total <= shown:
        return SafeString("")
    rest = formats.number(total - shown)
    return format_html('<tr><td colspan="{}" class="rest">… dan {} lainnya</td></tr>', columns, rest)


@register.filter
def budget_unit(budget: BudgetFigures) -> str:
    """The unit of a table whose sums these are."""
    return formats.money_unit(max(budget["allocated"], budget["realized"]))


@register.filter
def trend_unit(rows: Sequence[TrendRow]) -> str:
    """The unit in which the years of a trend stand beside each other."""
    budgets = [row["budget"] for row in rows]
    return formats.money_unit(max((max(one["allocated"], one["realized"]) for one in budgets), default=0))


@register.filter
def beside(values: Sequence[object], names: Sequence[object]) -> list[tuple[object, object]]:
    """Each of the values with what stands over it in the head of the table."""
    return list(zip(names, values, strict=True))


@register.filter
def whole_years(words: str) -> SafeString:
    """A span of years such as 2020–2024 is never broken at the end of a line."""
    parts = re.split(r"(\d{4}–\d{4})", words)
    kept = format_html_join("", "{}", ((_unbroken(part) if place % 2 else part,) for place, part in enumerate(parts)))
    return SafeString(kept)


@register.filter
def alignment(words: str) -> str:
    """Figures such as ``1.234,50``, ``Rp5.000`` and ``88 dari 96 (91,67%)`` stand on the right, words on the left."""
    return "number" if FIGURE.fullmatch(words) else ""


@register.filter
def short_names(organizations: Sequence[NameFigures]) -> str:
    return ", ".join(organization["short_name"] for organization in organizations) or "–"


@register.filter
def with_text(actions: Sequence[Mapping[str, Sequence[Mapping[str, str]]]], subject: str) -> list[dict[str, object]]:
    """The narratives that say something on `subject`, each with its action: what one section of a chapter prints."""
    return [
        {"action": action, "narrative": narrative, "text": narrative[subject]}
        for action in actions
        for narrative in action["narratives"]
        if narrative[subject]
    ]


def _chapter_title(heading: Heading) -> SafeString:
    return format_html(
        '<h1 class="chapter-title" id="{}"><span class="chapter-label">{}</span> <span class="chapter-name">{}</span></h1>',
        heading.anchor,
        heading.label,
        heading.title,
    )


def _breakable(written: str) -> SafeString:
    """A long number may go on in the next line after a point, and nowhere else. `written` holds digits and signs."""
    return SafeString(written if len(written) < 8 else written.replace(".", ".<wbr>"))


def _unbroken(text: str) -> SafeString:
    return format_html('<span class="unbroken">{}</span>', text)


def _minor(text: str) -> SafeString:
    return format_html('<br><span class="minor">{}</span>', text)


def _number(value: str | None) -> str:
    return formats.number(Decimal(value or 0))
