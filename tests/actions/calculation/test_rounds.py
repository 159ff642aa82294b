"""Rounds and readings: which round counts, at which moment."""

from datetime import UTC, datetime

from actions.calculation.rounds import EventRow, ReportHistory, report_history
from actions.enums import EventKind


def at(day: int) -> datetime:
    return datetime(2024, 4, day, 3, tzinfo=UTC)


def history(*kinds: str, as_of: int = 30) -> ReportHistory:
    """One event a day from the 1st on; "filing" is an endorsement."""
    events = [
        EventRow(day, at(day), "endorse" if kind == "filing" else kind, is_filing=kind == "filing")
        for day, kind in enumerate(kinds, start=1)
    ]
    return report_history(events, at(as_of))


def test_drafts_and_reports_awaiting_endorsement_count_nowhere() -> None:
    result = history("create", "submit")
    assert (result.official, result.provisional, result.is_filed) == (None, None, False)
    assert not result.is_pending("official")


def test_a_filed_report_is_provisional_and_pending_in_the_official_reading_alone() -> None:
    result = history("submit", "filing")
    assert (result.official, result.provisional) == (None, 2)
    assert result.is_pending("official")
    assert not result.is_pending("provisional")


def test_where_endorsement_is_switched_off_submitting_files() -> None:
    result = report_history([EventRow(7, at(1), EventKind.SUBMIT, is_filing=True)], at(2))
    assert result.provisional == 7
    assert result.first_filed_at == at(1)


def test_a_verified_round_counts_in_both_readings() -> None:
    result = history("submit", "filing", "verify")
    assert (result.official, result.provisional) == (3, 3)
    assert not result.is_pending("official")


def test_a_returned_or_withdrawn_round_counts_nowhere_and_stays_filed_for_completeness() -> None:
    for undone in ("return", "withdraw"):
        result = history("filing", undone)
        assert (result.official, result.provisional) == (None, None)
        assert not result.is_pending("official")
        assert result.is_filed


def test_the_first_filing_decides_and_later_ones_do_not_move_it() -> None:
    assert history("filing", "return", "submit", "filing").first_filed_at == at(1)


def test_a_report_filed_again_after_a_reopening_is_provisional_and_the_verified_round_official() -> None:
    result = history("filing", "verify", "reopen", "submit", "filing")
    assert (result.official, result.provisional) == (2, 5)
    assert result.awaits_verification
    assert not result.is_pending("official")


def test_what_came_after_the_cut_off_is_not_read() -> None:
    result = history("filing", "verify", "reopen", "filing", "verify", as_of=2)
    assert (result.official, result.provisional) == (2, 2)
    assert history("filing", "verify", as_of=1).official is None


def test_an_event_at_the_moment_of_the_cut_off_is_read() -> None:
    assert report_history([EventRow(1, at(5), "endorse", is_filing=True)], at(5)).is_filed


def test_events_of_one_moment_are_read_by_their_id_whatever_their_order() -> None:
    events = [EventRow(2, at(1), "verify", is_filing=False), EventRow(1, at(1), "endorse", is_filing=True)]
    assert report_history(events, at(1)).official == 2


def test_locks_change_nothing_of_what_counts() -> None:
    assert history("filing", "lock", "unlock").provisional == 1


def test_an_extension_holds_from_its_event_on() -> None:
    events = [EventRow(1, at(5), "extend", is_filing=False, until=at(20))]
    assert report_history(events, at(4)).extended_due_at is None
    assert report_history(events, at(5)).extended_due_at == at(20)
