"""Understanding the numbers people write.

The rule (calculation.md, "The matrix file"): a comma is the decimal sign; a point before groups of three digits is a
thousands sign; ``1,234.5`` is understood because it can only mean one thing; ``1.5`` is questioned, because the writer
may have meant 1,5 or mistyped a thousands group. Whoever calls shows back what was understood (``shown``).

No value is ever guessed: an unclear text answers a question (``QUESTIONED``) with the likeliest meaning in ``value``,
and the caller decides whether to ask the person or to refuse.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from ranpptppo.lib.formats import number as format_number

MAX_PLACES = 4
MAX_DIGITS = 14
EXCEL_DIGITS = 15

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
WHOLE = re.compile(r"^\d+$", re.ASCII)
GROUPED_BY_POINT = re.compile(r"^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$", re.ASCII)
GROUPED_BY_SPACE = re.compile(r"^[1-9]\d{0,2}( \d{3})+(,\d+)?$", re.ASCII)
DECIMAL_COMMA = re.compile(r"^\d*,\d+$", re.ASCII)
ENGLISH = re.compile(r"^[1-9]\d{0,2}(,\d{3})+\.\d+$", re.ASCII)
ENGLISH_WHOLE = re.compile(r"^[1-9]\d{0,2}(,\d{3}){2,}$", re.ASCII)
DECIMAL_POINT = re.compile(r"^\d*\.\d+$", re.ASCII)


class Understanding(Enum):
    """How well a written number was understood."""

    UNDERSTOOD = "understood"
    QUESTIONED = "questioned"
    BLANK = "blank"
    ERROR = "error"


@dataclass(frozen=True)
class ParsedNumber:
    """What was understood from one written number.

    ``value`` is set when understood, and the likeliest meaning when questioned; else ``None``.
    ``sentence`` is an Indonesian sentence for the reader when questioned or wrong; else empty.
    """

    understanding: Understanding
    value: Decimal | None = None
    sentence: str = ""

    @property
    def is_understood(self) -> bool:
        return self.understanding is Understanding.UNDERSTOOD

    @property
    def is_blank(self) -> bool:
        return self.understanding is Understanding.BLANK

    @property
    def shown(self) -> str:
        """The number written the Indonesian way, to be shown back; empty without a value."""
        return "" if self.value is None else format_number(self.value)


def parse_number(raw: object, *, places: int = MAX_PLACES, allow_negative: bool = False) -> ParsedNumber:
    """Understand ``raw``: text a person wrote, or the value of a spreadsheet cell (int, float, Decimal, None).

    At most ``places`` digits after the comma; a negative number is an error unless allowed.
    """
    parsed = _parse_text(raw or "") if raw is None or isinstance(raw, str) else _parse_cell(raw)
    if parsed.value is None:
        return parsed
    problem = _problem_of(parsed.value, places=places, allow_negative=allow_negative)
    return _error(problem) if problem else parsed


def parse_rupiah(raw: object) -> ParsedNumber:
    """Understand an amount of whole rupiah; ``Rp`` before it and ``,00`` or ``,-`` after it are accepted."""
    if isinstance(raw, str):
        text = SPACES.sub(" ", raw).strip()
        text = re.sub(r"^Rp\.?\s*", "", text, flags=re.IGNORECASE)
        raw = re.sub(r",(-|0+)$", "", text)
    return parse_number(raw, places=0)


def _parse_text(raw: str) -> ParsedNumber:
    text = SPACES.sub(" ", raw).strip().replace("\u2212", "-")
    if not text:
        return ParsedNumber(Understanding.BLANK)
    sign = "-" if text.startswith("-") else ""
    body = (text[1:] if text[0] in "+-" else text).strip().removesuffix("%").rstrip()
    canonical = _canonical(body)
    if canonical is not None:
        return ParsedNumber(Understanding.UNDERSTOOD, Decimal(sign + canonical))
    return _questioned(text, sign, body) or _error(_not_a_number(text))


def _canonical(body: str) -> str | None:
    """The text as Python writes it, when it can only mean one number; else None."""
    if WHOLE.match(body):
        return body
    if GROUPED_BY_POINT.match(body) or DECIMAL_COMMA.match(body):
        return "0" + body.replace(".", "").replace(",", ".")
    if GROUPED_BY_SPACE.match(body):
        return body.replace(" ", "").replace(",", ".")
    if ENGLISH.match(body):
        return body.replace(",", "")
    return None


def _questioned(text: str, sign: str, body: str) -> ParsedNumber | None:
    """A text whose likeliest meaning is asked about: ``1.5`` and ``1,234,567``."""
    if DECIMAL_POINT.match(body):
        value = Decimal(sign + "0" + body)
    elif ENGLISH_WHOLE.match(body):
        value = Decimal(sign + body.replace(",", ""))
    else:
        return None
    shown = format_number(value)
    sentence = f"“{text}” meragukan. Apakah maksudnya {shown}? Tulis dengan koma untuk desimal dan titik untuk ribuan."
    return ParsedNumber(Understanding.QUESTIONED, value, sentence)


def _parse_cell(raw: object) -> ParsedNumber:
    """A number that a spreadsheet already holds as a number: nothing to guess."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return _error(_not_a_number(str(raw)))
    value = Decimal(f"{raw:.{EXCEL_DIGITS}g}") if isinstance(raw, float) else Decimal(raw)
    if not value.is_finite():
        return _error(_not_a_number(str(raw)))
    return ParsedNumber(Understanding.UNDERSTOOD, value)


def _problem_of(value: Decimal, *, places: int, allow_negative: bool) -> str:
    if value.copy_abs() >= 10**MAX_DIGITS:
        return f"Angka terlalu besar: paling banyak {MAX_DIGITS} angka di depan koma."
    if value < 0 and not allow_negative:
        return f"Angka tidak boleh kurang dari nol: {format_number(value)}."
    if value != round(value, places):
        return _too_many_places(places)
    return ""


def _too_many_places(places: int) -> str:
    if places == 0:
        return "Tulis bilangan bulat, tanpa angka di belakang koma."
    return f"Paling banyak {places} angka di belakang koma."


def _not_a_number(text: str) -> str:
    shown = text if len(text) <= 40 else text[:39] + "…"
    return f"“{shown}” bukan angka. Tulis angkanya saja, misalnya 1.234,5; kosongkan bila tidak ada."


def _error(sentence: str) -> ParsedNumber:
    return ParsedNumber(Understanding.ERROR, None, sentence)
