"""Which round of a progress report counts at a moment, in the official and the provisional reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from actions.enums import EventKind, Reading

_UNDOES_FILING = frozenset({EventKind.RETURN.value, EventKind.WITHDRAW.value, EventKind.REOPEN.value})


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of one progress report. is_filing: endorsed, or submitted where endorsement is switched off."""

    id: int
    at: datetime
    kind: str  # enums.EventKind
    is_filing: bool
    until: datetime | None = None  # of an extension: the new due moment


@dataclass(frozen=True, slots=True)
class ReportHistory:
    """What one report's events up to a moment say.

    official: id of the last verification; a reopening leaves it in force, also when the report was filed again and
    waits for its second verification. provisional: id of the last filing while nothing followed it (return,
    withdrawal, verification, reopening), else the official one. None: no round counts.
    """

    first_filed_at: datetime | None
    official: int | None
    provisional: int | None
    awaits_verification: bool  # the last thing that happened is a filing
    extended_due_at: datetime | None = None  # by the last extension before the first filing
    returns: int = 0  # of filed rounds, since the last verification
    is_back: bool = False  # returned, and not filed again

    @property
    def is_filed(self) -> bool:
        """Once filed stays filed for completeness, also when returned, withdrawn or reopened."""
        return self.first_filed_at is not None

    def round_in_force(self, reading: str) -> int | None:
        """Id of the event whose rounds count in the reading (enums.Reading)."""
        return self.official if reading == Reading.OFFICIAL else self.provisional

    def is_pending(self, reading: str) -> bool:
        """Filed and never yet verified, in the official reading: such a period is left out of the figures.

        A choice: a report with a verified round in force is not pending while a later filing waits, since then its
        official figures would vanish; nor is a returned or withdrawn one, which counts as not reported.
        """
        return reading == Reading.OFFICIAL and self.awaits_verification and self.official is None


NO_HISTORY = ReportHistory(first_filed_at=None, official=None, provisional=None, awaits_verification=False)


def report_history(events: Iterable[EventRow], as_of: datetime) -> ReportHistory:
    """Read the events of one report, in any order, up to and including the moment."""
    first_filed_at: datetime | None = None
    official: int | None = None
    waiting: int | None = None
    extended_due_at: datetime | None = None
    returns, is_back = 0, False
    for event in sorted(events, key=_moment):
        if event.at > as_of:
            break
        if event.is_filing:
            first_filed_at = first_filed_at or event.at
            waiting, is_back = event.id, False
        elif event.kind == EventKind.VERIFY:
            official, waiting = event.id, None
            returns, is_back = 0, False
        elif event.kind in _UNDOES_FILING:
            if event.kind == EventKind.RETURN and waiting is not None:  # what came back before a filing stays inside
                returns, is_back = returns + 1, True
            waiting = None
        elif event.kind == EventKind.EXTEND and first_filed_at is None:  # afterwards it excuses nothing
            extended_due_at = event.until
    provisional = official if waiting is None else waiting
    awaits = waiting is not None
    return ReportHistory(first_filed_at, official, provisional, awaits, extended_due_at, returns, is_back)


def _moment(event: EventRow) -> tuple[datetime, int]:
    return event.at, event.id
