"""The arithmetic of reporting periods: which days a period covers, and when it opens, is due and locks.

The rule for the moments, all of them only defaults that the secretariat may change per period: a period opens on the
day after it ends; it is due at the end of the 20th weekday after its opening day; it locks at the end of the 20th
weekday after the due day, ten for the clusters' review and ten for verification. Weekdays are Monday to Friday: public
holidays are decided anew each year and are not known here. A period made after it ended (a plan signed in its fourth
year) opens on the day it was made and is due 30 days later (calculation.md, "Who reports").

Days are days in Jakarta (WIB). Moments are aware and in UTC; the last moment of a day is 23.59.59,999999 WIB.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ranpptppo.lib.formats import WIB, period_name

QUARTERLY = "quarterly"
FOUR_MONTHLY = "four_monthly"
SEMESTER = "semester"
ANNUAL = "annual"
PERIODS_PER_YEAR = {QUARTERLY: 4, FOUR_MONTHLY: 3, SEMESTER: 2, ANNUAL: 1}

WEEKDAYS_TO_REPORT = 20
WEEKDAYS_TO_VERIFY = 20
DAYS_TO_REPORT_BACKFILLED = 30
SATURDAY = 5


@dataclass(frozen=True)
class PeriodDates:
    """One reporting period of a year: its days, and its default moments."""

    year: int
    number: int
    code: str
    label: str
    starts_on: date
    ends_on: date
    opens_at: datetime
    due_at: datetime
    locks_at: datetime
    is_backfilled: bool


def period_dates(cadence: str, year: int, number: int, made_on: date | None = None) -> PeriodDates:
    """The ``number``-th period (from 1) of ``year``. ``made_on``: the day in WIB on which the period is made.

    A ValueError for an unknown cadence or a number outside the year.
    """
    months = 12 // periods_per_year(cadence)
    if not 1 <= number <= 12 // months:
        raise ValueError(f"A {cadence} year has no period {number}.")
    starts_on = date(year, (number - 1) * months + 1, 1)
    ends_on = _month_end(year, number * months)
    is_backfilled = made_on is not None and made_on > ends_on
    opens_on = made_on if made_on is not None and is_backfilled else ends_on + timedelta(days=1)
    due_on = opens_on + timedelta(DAYS_TO_REPORT_BACKFILLED) if is_backfilled else due_day(opens_on)
    return PeriodDates(
        year=year,
        number=number,
        code=period_code(cadence, number),
        label=period_name(cadence, number, year),
        starts_on=starts_on,
        ends_on=ends_on,
        opens_at=start_of_day(opens_on),
        due_at=end_of_day(due_on),
        locks_at=end_of_day(add_weekdays(due_on, WEEKDAYS_TO_VERIFY)),
        is_backfilled=is_backfilled,
    )


def periods_of_year(cadence: str, year: int, made_on: date | None = None) -> list[PeriodDates]:
    """All periods of a year, in order."""
    return [period_dates(cadence, year, number, made_on) for number in range(1, periods_per_year(cadence) + 1)]


def periods_of_years(cadence: str, years: range, made_on: date | None = None) -> Iterator[PeriodDates]:
    """All periods of a plan's years, in order."""
    for year in years:
        yield from periods_of_year(cadence, year, made_on)


def periods_per_year(cadence: str) -> int:
    """4, 3, 2 or 1; a ValueError for an unknown cadence."""
    if cadence not in PERIODS_PER_YEAR:
        raise ValueError(f"Unknown cadence: {cadence}.")
    return PERIODS_PER_YEAR[cadence]


def period_code(cadence: str, number: int) -> str:
    """``TW1``–``TW4``, ``B04``/``B08``/``B12``, ``S1``/``S2``, ``THN``: unique within a year."""
    if cadence == FOUR_MONTHLY:
        return f"B{number * 4:02d}"
    return {QUARTERLY: f"TW{number}", SEMESTER: f"S{number}", ANNUAL: "THN"}[cadence]


def due_day(opens_on: date) -> date:
    """The default last day for reporting in a period that opens on ``opens_on``."""
    return add_weekdays(opens_on, WEEKDAYS_TO_REPORT)


def add_weekdays(day: date, weekdays: int) -> date:
    """The day that comes ``weekdays`` Mondays-to-Fridays after ``day``."""
    while weekdays > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            weekdays -= 1
    return day


def first_day(year: int) -> date:
    """1 January."""
    return date(year, 1, 1)


def last_day(year: int) -> date:
    """31 December: the day whose names, regions and milestones count for a year."""
    return date(year, 12, 31)


def start_of_day(day: date) -> datetime:
    """00.00 WIB of ``day``, in UTC."""
    return datetime.combine(day, time.min, tzinfo=WIB).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last moment of ``day`` in WIB, in UTC: a cut-off or a due moment includes its whole day."""
    return datetime.combine(day, time.max, tzinfo=WIB).astimezone(UTC)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
