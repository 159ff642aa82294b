"""State and status as icon and word: one tag for each enumeration. Registered as built-ins in settings: no ``{% load %}``.

The tone and icon of a status are decided here once, for pages and for the legends of charts (STATUS_LOOKS).
"""

from collections.abc import Mapping
from typing import NamedTuple

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from actions.enums import EventKind, MeasurementState, ReportState, Status
from ranpptppo.lib.formats import joined, number
from ranpptppo.lib.template_components import badge, icon, stacked_bar

register = template.Library()


class Look(NamedTuple):
    """tone: static/css/components.css; symbol: static/img/icons.svg."""

    tone: str
    symbol: str


STATUS_LOOKS: dict[Status, Look] = {
    Status.ACHIEVED: Look("success", "check-circle-fill"),
    Status.ATTENTION: Look("warning", "exclamation-triangle-fill"),
    Status.BEHIND: Look("danger", "x-octagon-fill"),
    Status.UNREPORTED: Look("neutral", "envelope-x"),
    Status.AWAITING: Look("info", "hourglass-split"),
    Status.NO_DATA: Look("neutral", "question-circle"),
    Status.NOT_APPLICABLE: Look("plain", "slash-circle"),
    Status.NOT_YET: Look("plain", "clock"),
    Status.NO_TARGET: Look("plain", "dash-circle"),
}
STATE_LOOKS: dict[ReportState, Look] = {
    ReportState.DRAFT: Look("neutral", "pencil"),
    ReportState.SUBMITTED: Look("info", "send"),
    ReportState.ENDORSED: Look("info", "patch-check"),
    ReportState.RETURNED: Look("warning", "arrow-return-left"),
    ReportState.VERIFIED: Look("success", "check-circle-fill"),
}
MEASUREMENT_LOOKS: dict[MeasurementState, Look] = {
    MeasurementState.VALUE: Look("plain", "check2-circle"),
    MeasurementState.NO_DATA: Look("neutral", "question-circle"),
    MeasurementState.NOT_APPLICABLE: Look("plain", "slash-circle"),
}
EVENT_LOOKS: dict[EventKind, Look] = {
    EventKind.CREATE: Look("neutral", "plus-lg"),
    EventKind.SUBMIT: Look("info", "send"),
    EventKind.WITHDRAW: Look("neutral", "arrow-counterclockwise"),
    EventKind.ENDORSE: Look("info", "patch-check"),
    EventKind.RETURN: Look("warning", "arrow-return-left"),
    EventKind.VERIFY: Look("success", "check-circle-fill"),
    EventKind.REOPEN: Look("warning", "unlock"),
    EventKind.LOCK: Look("neutral", "lock-fill"),
    EventKind.UNLOCK: Look("neutral", "unlock"),
    EventKind.EXTEND: Look("neutral", "calendar3"),
}


@register.simple_tag
def status_badge(status: Status | str) -> SafeString:
    """``{% status_badge figures.status %}``: an indicator's, action's, cluster's or plan's status."""
    known = Status(status)
    look = STATUS_LOOKS[known]
    return badge(str(known.label), look.tone, look.symbol)


@register.simple_tag
def status_icon(status: Status | str) -> SafeString:
    """The icon alone, coloured, its word read aloud: for narrow cells whose table explains the icons."""
    known = Status(status)
    look = STATUS_LOOKS[known]
    return format_html('<span class="text-{}-tone">{}</span>', look.tone, icon(look.symbol, str(known.label)))


@register.simple_tag
def status_mark(status: Status | str) -> SafeString:
    """The coloured icon as decoration, where the word stands beside it."""
    look = STATUS_LOOKS[Status(status)]
    return format_html('<span class="text-{}-tone">{}</span>', look.tone, icon(look.symbol))


@register.simple_tag
def state_badge(state: ReportState | str) -> SafeString:
    """``{% state_badge report.state %}``: where a progress report stands."""
    known = ReportState(state)
    look = STATE_LOOKS[known]
    return badge(str(known.label), look.tone, look.symbol)


@register.simple_tag
def measurement_badge(state: MeasurementState | str) -> SafeString:
    """A measurement without a value; an empty state is "Belum lapor"."""
    if not state:
        return badge(str(Status.UNREPORTED.label), "neutral", "envelope-x")
    known = MeasurementState(state)
    look = MEASUREMENT_LOOKS[known]
    return badge(str(known.label), look.tone, look.symbol)


@register.simple_tag
def event_icon(kind: EventKind | str) -> SafeString:
    """The icon of an event in a history; the word stands beside it."""
    look = EVENT_LOOKS[EventKind(kind)]
    return format_html('<span class="text-{}-tone">{}</span>', look.tone, icon(look.symbol))


@register.filter
def tone_of(status: Status | str) -> str:
    """The tone of a status, for ``{% bar %}``: ``{% bar score label figures.status|tone_of %}``."""
    return STATUS_LOOKS[Status(status)].tone


@register.simple_tag
def status_bar(counts: Mapping[str, int]) -> SafeString:
    """The indicators by status as one stacked bar, read aloud in words. ``counts``: stored status to number."""
    parts = [(counts.get(status.value, 0), look.tone) for status, look in STATUS_LOOKS.items()]
    words = [f"{counts[status.value]} {status.label.lower()}" for status in Status if counts.get(status.value)]
    return stacked_bar(parts, ", ".join(words) or "belum ada indikator")


@register.filter
def status_rows(counts: Mapping[str, int]) -> list[tuple[Status, int]]:
    """Status and number, in the order of the enumeration, without those that count nothing."""
    return [(status, counts[status.value]) for status in Status if counts.get(status.value)]


@register.filter
def status_label(status: Status | str) -> str:
    return str(Status(status).label)


@register.filter
def open_counts(counts: Mapping[str, int]) -> str:
    """What must stand beside a score: ``3 belum lapor, 2 menunggu verifikasi``; "" where there is neither."""
    words = [
        f"{number(counts[status.value])} {status.label.lower()}"
        for status in (Status.UNREPORTED, Status.AWAITING)
        if counts[status.value]
    ]
    return f"{joined(words)}." if words else ""
