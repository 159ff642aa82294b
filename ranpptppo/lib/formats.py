"""How numbers, money, dates and moments are written in Indonesian.

``1.234,5``, ``89,96%``, ``Rp7,49 miliar``, ``23 November 2026``, ``14.02 WIB``. Pure functions from values to text.
Nothing here rounds for a calculation: percentages and scores arrive rounded (calculation.md rounds once), so writing
them with two decimals changes nothing.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
MOST_PLACES = 4
MILLION = 1_000_000
BILLION = 1_000_000_000
ROMAN = ("I", "II", "III", "IV")

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def number(value: Decimal | int, places: int | None = None) -> str:
    """``1.234,5``: as many decimals as the value needs (at most four), or exactly ``places``."""
    shown = _rounded(Decimal(value), MOST_PLACES if places is None else places)
    text = f"{shown:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def percent(value: Decimal | int) -> str:
    """``89,96%``: always two decimals. ``value`` is a percentage, not a fraction of one."""
    return number(value, places=2) + "%"


def rupiah(amount: int) -> str:
    """Whole rupiah in full: ``Rp7.488.725.925``."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{number(abs(amount))}"


def rupiah_short(amount: int) -> str:
    """By magnitude, at most two decimals: ``Rp950.000``, ``Rp12,5 juta``, ``Rp7,49 miliar``."""
    sign, size = ("-" if amount < 0 else ""), abs(amount)
    if size < MILLION:
        return rupiah(amount)
    in_millions = _rounded(Decimal(size) / MILLION, 2)
    if in_millions < 1000:
        return f"{sign}Rp{number(in_millions)} juta"
    return f"{sign}Rp{number(_rounded(Decimal(size) / BILLION, 2))} miliar"


def money_unit(largest: int) -> str:
    """In what a table tells amounts up to ``largest``, so that they stand under each other: a unit by magnitude."""
    return "miliar rupiah" if largest >= BILLION else "juta rupiah" if largest >= MILLION else "rupiah"


def in_money_unit(amount: int, unit: str) -> str:
    """``146,40``: two decimals of a ``money_unit``, or whole rupiah; ``< 0,01`` where nothing but the rounding would be 0."""
    if unit == "rupiah":
        return number(amount)
    size = Decimal(amount) / (BILLION if unit == "miliar rupiah" else MILLION)
    return "< 0,01" if amount > 0 and _rounded(size, 2).is_zero() else number(size, 2)


def date_long(day: date) -> str:
    """``23 November 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_short(day: date) -> str:
    """``23 Nov 2026``."""
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"


def date_range(first: date, last: date) -> str:
    """``1 Januari–31 Maret 2024``; the year once when it is the same."""
    start = f"{first.day} {MONTHS[first.month - 1]}" if first.year == last.year else date_long(first)
    return f"{start}–{date_long(last)}"


def day_in_wib(moment: datetime) -> date:
    """The calendar day, in Jakarta, of an aware moment."""
    return _in_wib(moment).date()


def time_wib(moment: datetime) -> str:
    """``14.02 WIB`` of an aware moment."""
    return f"{_in_wib(moment):%H.%M} WIB"


def datetime_long(moment: datetime) -> str:
    """``23 November 2026 pukul 14.02 WIB`` of an aware moment."""
    return f"{date_long(day_in_wib(moment))} pukul {time_wib(moment)}"


def datetime_exact(moment: datetime) -> str:
    """``23 November 2026 pukul 14.02.31 WIB`` of an aware moment; what is left of the second is cut off."""
    return f"{date_long(day_in_wib(moment))} pukul {_in_wib(moment):%H.%M.%S} WIB"


def datetime_short(moment: datetime) -> str:
    """``23 Nov 2026, 14.02 WIB`` of an aware moment."""
    return f"{date_short(day_in_wib(moment))}, {time_wib(moment)}"


def signed(value: Decimal, places: int = 2) -> str:
    """``+1,25``, ``−0,50`` or ``0,00``: a difference; the minus is the one of print."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + number(abs(value), places)


def days_left(due_on: date, today: date) -> str:
    """``3 hari lagi``, ``hari ini`` or ``terlambat 2 hari``."""
    days = (due_on - today).days
    if days == 0:
        return "hari ini"
    return f"{number(days)} hari lagi" if days > 0 else f"terlambat {number(-days)} hari"


def period_name(cadence: str, number_in_year: int, year: int) -> str:
    """``Triwulan I 2024``, ``B04 2024``, ``Semester I 2024`` or ``Tahun 2024``; cadences of ranpptppo.lib.periods."""
    if cadence == "annual":
        return f"Tahun {year}"
    if cadence == "four_monthly":
        return f"B{number_in_year * 4:02d} {year}"
    words = {"quarterly": "Triwulan", "semester": "Semester"}
    return f"{words[cadence]} {ROMAN[number_in_year - 1]} {year}"


def joined(words: list[str]) -> str:
    """``a``, ``a dan b``, ``a, b, dan c``."""
    if len(words) < 3:
        return " dan ".join(words)
    return ", ".join(words[:-1]) + f", dan {words[-1]}"


def first_of(words: list[str], most: int, rest: str = "lainnya") -> str:
    """``a, b, dan c``; of more than ``most`` words these and how many more: ``a, b, c, dan 4 lainnya``."""
    more = len(words) - most
    return joined([*words[:most], f"{number(more)} {rest}"] if more > 0 else words)


def _rounded(value: Decimal, places: int) -> Decimal:
    shown = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(shown) if shown.is_zero() else shown


def _in_wib(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment must carry its time zone.")
    return moment.astimezone(WIB)
