"""Template filters over ranpptppo.lib.formats. Registered as built-ins in settings: no ``{% load %}``.

They take the values of models (Decimal, int, date, datetime) and those of frozen figures (decimal and ISO strings) alike.
None and "" are written as an en dash, which every page uses for "there is none".
"""

from datetime import date, datetime
from decimal import Decimal

from django import template

from ranpptppo.lib import formats

register = template.Library()
NONE = "–"

Number = Decimal | int | str | None
Day = date | datetime | str | None
Moment = datetime | str | None


@register.filter
def number(value: Number, places: int | None = None) -> str:
    """``1.234,5``; with an argument exactly that many decimals."""
    exact = _decimal(value)
    return NONE if exact is None else formats.number(exact, places)


@register.filter
def percent(value: Number) -> str:
    """``89,96%``."""
    exact = _decimal(value)
    return NONE if exact is None else formats.percent(exact)


@register.filter
def signed(value: Number) -> str:
    """A difference with its sign and two decimals: ``+1,25``, ``−0,50``, ``0,00``."""
    exact = _decimal(value)
    return NONE if exact is None else formats.signed(exact)


@register.filter
def rupiah(value: Number) -> str:
    """``Rp7.488.725.925``."""
    exact = _decimal(value)
    return NONE if exact is None else formats.rupiah(int(exact))


@register.filter
def rupiah_short(value: Number) -> str:
    """``Rp7,49 miliar``."""
    exact = _decimal(value)
    return NONE if exact is None else formats.rupiah_short(int(exact))


@register.filter
def in_money_unit(value: Number, unit: str) -> str:
    """``7,49`` in ``miliar rupiah``, which the head of the row or the caption says."""
    exact = _decimal(value)
    return NONE if exact is None else formats.in_money_unit(int(exact), unit)


@register.filter
def date_long(value: Day) -> str:
    """``23 November 2026``."""
    day = _day(value)
    return NONE if day is None else formats.date_long(day)


@register.filter
def date_short(value: Day) -> str:
    """``23 Nov 2026``."""
    day = _day(value)
    return NONE if day is None else formats.date_short(day)


@register.filter
def datetime_long(value: Moment) -> str:
    """``23 November 2026 pukul 14.02 WIB``."""
    moment = _moment(value)
    return NONE if moment is None else formats.datetime_long(moment)


@register.filter
def datetime_short(value: Moment) -> str:
    """``23 Nov 2026, 14.02 WIB``."""
    moment = _moment(value)
    return NONE if moment is None else formats.datetime_short(moment)


@register.filter
def time_wib(value: Moment) -> str:
    """``14.02 WIB``."""
    moment = _moment(value)
    return NONE if moment is None else formats.time_wib(moment)


@register.filter
def iso(value: date | str) -> str:
    """For the attribute ``datetime`` of ``<time>``."""
    return value if isinstance(value, str) else value.isoformat()


@register.filter
def joined(words: list[str]) -> str:
    """``a, b, dan c``."""
    return formats.joined([str(word) for word in words])


def _decimal(value: Number) -> Decimal | None:
    return None if value is None or value == "" else Decimal(value)


def _day(value: Day) -> date | None:
    if not value:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return formats.day_in_wib(value) if isinstance(value, datetime) else value


def _moment(value: Moment) -> datetime | None:
    if not value:
        return None
    return datetime.fromisoformat(value) if isinstance(value, str) else value
