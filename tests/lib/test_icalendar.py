"""The calendar feed as RFC 5545 wants it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ranpptppo.lib.icalendar import CalendarEvent, calendar

MADE_AT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
DUE = CalendarEvent(
    uid="period-1-due@contoh.go.id",
    at=datetime(2024, 5, 1, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=7))),
    summary="Batas waktu: Triwulan I 2024; RAN, contoh",
    description="Baris satu\nBaris dua \\ akhir",
    alarm_days=(7, 1),
)


def unfolded(feed: bytes) -> list[str]:
    return feed.decode().replace("\r\n ", "").split("\r\n")


def test_moments_are_written_in_utc() -> None:
    lines = unfolded(calendar("Kalender", [DUE], made_at=MADE_AT))
    assert "DTSTART:20240501T165959Z" in lines
    assert "DTSTAMP:20240102T030405Z" in lines


def test_every_line_ends_in_crlf_and_has_at_most_75_octets() -> None:
    long = CalendarEvent(uid="x", at=MADE_AT, summary="é–" * 90)
    feed = calendar("Kalender", [DUE, long], made_at=MADE_AT)
    assert feed.endswith(b"END:VCALENDAR\r\n")
    assert feed.count(b"\n") == feed.count(b"\r\n")
    lines = feed.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
    assert f"SUMMARY:{'é–' * 90}" in unfolded(feed)


def test_text_is_escaped() -> None:
    lines = unfolded(calendar("A, b", [DUE], made_at=MADE_AT))
    assert r"X-WR-CALNAME:A\, b" in lines
    assert r"SUMMARY:Batas waktu: Triwulan I 2024\; RAN\, contoh" in lines
    assert r"DESCRIPTION:Baris satu\nBaris dua \\ akhir" in lines


def test_each_reminder_is_an_alarm_before_the_event() -> None:
    lines = unfolded(calendar("Kalender", [DUE], made_at=MADE_AT))
    assert [line for line in lines if line.startswith("TRIGGER")] == ["TRIGGER:-P7D", "TRIGGER:-P1D"]
    assert lines.count("BEGIN:VALARM") == lines.count("END:VALARM") == lines.count("ACTION:DISPLAY") == 2


def test_what_begins_ends_in_order() -> None:
    open_parts = []
    for line in unfolded(calendar("Kalender", [DUE, DUE], made_at=MADE_AT)):
        word, _, part = line.partition(":")
        if word == "BEGIN":
            open_parts.append(part)
        elif word == "END":
            assert open_parts.pop() == part
    assert open_parts == []


def test_a_moment_without_its_zone_is_refused() -> None:
    naive = CalendarEvent(uid="x", at=datetime(2024, 1, 1), summary="x")  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        calendar("Kalender", [naive], made_at=MADE_AT)
