"""A calendar feed in iCalendar (RFC 5545): as much of it as dated moments with reminders need.

Lines end in CRLF and are folded after 75 octets, never inside a character; text is escaped; moments are written in UTC,
so that no time zone has to be described. An event has a moment and no length.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

CONTENT_TYPE = "text/calendar; charset=utf-8"
MOST_OCTETS = 75


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """uid: the same for the same event each time the feed is read. alarm_days: reminders, in days before ``at``."""

    uid: str
    at: datetime
    summary: str
    description: str = ""
    alarm_days: tuple[int, ...] = ()


def calendar(name: str, events: Iterable[CalendarEvent], *, made_at: datetime) -> bytes:
    """The whole feed, in UTF-8. ``made_at`` becomes the DTSTAMP of every event."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ranpptppo//Kalender pelaporan//ID",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    for event in events:
        lines += _event(event, made_at)
    lines.append("END:VCALENDAR")
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def _event(event: CalendarEvent, made_at: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_moment(made_at)}",
        f"DTSTART:{_moment(event.at)}",
        f"SUMMARY:{_text(event.summary)}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    lines.append("TRANSP:TRANSPARENT")
    for days in event.alarm_days:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{days}D"]
        lines += [f"DESCRIPTION:{_text(event.summary)}", "END:VALARM"]
    lines.append("END:VEVENT")
    return lines


def _moment(moment: datetime) -> str:
    """``20240501T165959Z`` of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("A moment must carry its time zone.")
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    r"""Escaped as TEXT (RFC 5545, 3.3.11): backslash, semicolon, comma and line ends."""
    for plain in ("\\", ";", ","):
        value = value.replace(plain, f"\\{plain}")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """Pieces of at most 75 octets; each but the first begins with a space (RFC 5545, 3.1)."""
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > MOST_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
