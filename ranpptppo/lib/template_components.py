"""Small parts of every page as template tags. Registered as built-ins in settings: no ``{% load %}``.

Tones, used by badges, bars and notices alike: success, warning, danger, info, neutral, plain (static/css/components.css).
Icons are the symbols of static/img/icons.svg (Bootstrap Icons).
"""

from collections.abc import Iterable
from decimal import Decimal

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ranpptppo.lib.typed_text import NO_VICTIMS

register = template.Library()

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
MESSAGE_TONES = {
    "success": ("success", "check-circle-fill"),
    "warning": ("warning", "exclamation-triangle-fill"),
    "error": ("danger", "x-octagon-fill"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One symbol of the sprite; decoration unless it has a label."""
    address = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag
def badge(label: str, tone: str = "neutral", symbol: str = "info-circle-fill") -> SafeString:
    """Icon and word, for states that have no tag of their own: ``{% badge "Selesai" "success" "check-circle-fill" %}``."""
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, icon(symbol), label)


@register.simple_tag
def bar(percent: Decimal | int | str | None, label: str, tone: str = "info", size: str = "") -> SafeString:
    """A progress bar; ``percent`` above 100 is drawn full, None empty. ``label`` is read aloud. ``size``: "", sm or lg."""
    width = min(max(Decimal(percent or 0), Decimal(0)), Decimal(100))
    return format_html(
        '<svg class="bar{}" role="img" aria-label="{}" viewBox="0 0 100 8" preserveAspectRatio="none">'
        '<rect class="bar-track" width="100" height="8"/><rect class="fill-{}" width="{}" height="8"/></svg>',
        f" bar-{size}" if size else "",
        label,
        tone,
        f"{width:.2f}",
    )


@register.simple_tag
def stacked_bar(parts: Iterable[tuple[int, str]], label: str) -> SafeString:
    """One bar of several parts: pairs of a count and a tone, in order."""
    pairs = [(count, tone) for count, tone in parts if count]
    total = sum(count for count, _ in pairs)
    rects, start = [], 0
    for count, tone in pairs:
        rects.append((tone, f"{start * 100 / total:.3f}", f"{count * 100 / total:.3f}"))
        start += count
    return format_html(
        '<svg class="bar bar-lg" role="img" aria-label="{}" viewBox="0 0 100 8" preserveAspectRatio="none">'
        '<rect class="bar-track" width="100" height="8"/>{}</svg>',
        label,
        format_html_join("", '<rect class="bar-part fill-{}" x="{}" width="{}" height="8"/>', rects),
    )


@register.simple_tag
def breadcrumbs(*parts: str) -> SafeString:
    """``{% breadcrumbs "Klaster" list_url "Pencegahan" %}``: label and address in turn; the last label is this page."""
    items = [format_html('<li><a href="{}">Beranda</a></li>', "/")]
    for position in range(0, len(parts) - 1, 2):
        items.append(format_html('<li><a href="{}">{}</a></li>', parts[position + 1], parts[position]))
    if len(parts) % 2:
        items.append(format_html('<li aria-current="page">{}</li>', parts[-1]))
    return format_html(
        '<nav class="breadcrumbs" aria-label="Jejak halaman"><ol>{}</ol></nav>',
        format_html_join("", "{}", ((item,) for item in items)),
    )


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """The input of a form field with the class its kind needs; hint and error are named in aria-describedby by Django."""
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    return field.as_widget(attrs={"class": f"{_input_class(widget)} {own}".strip()})


def _input_class(widget: forms.Widget) -> str:
    if isinstance(widget, GROUPS):
        return "choice-group"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.simple_tag
def no_victims() -> str:
    """What never to write where people tell of cases."""
    return NO_VICTIMS


@register.filter
def is_tick_box(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_file(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.FileInput)


@register.filter
def lost_files(field: BoundField) -> list[str]:
    """Names of the files that came with a form which is shown again: no browser lets a page fill them in."""
    if not is_file(field) or not field.form.is_bound or not field.form.errors:
        return []
    given = field.data if isinstance(field.data, list | tuple) else [field.data]
    return [file.name for file in given if file]


@register.filter
def message_tone(level_tag: str) -> str:
    return MESSAGE_TONES.get(level_tag, ("info", ""))[0]


@register.filter
def message_symbol(level_tag: str) -> str:
    return MESSAGE_TONES.get(level_tag, ("", "info-circle-fill"))[1]


@register.filter
def page_numbers(page: Page[object]) -> list[int | str]:
    """The numbers around this page, with "…" where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
