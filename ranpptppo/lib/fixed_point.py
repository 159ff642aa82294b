"""Numbers with four decimals, stored as whole ten-thousandths ("e4") in a big integer.

SQLite keeps a DecimalField as a float; a whole number is exact on every database. In Python the value is a ``Decimal``
with four places; in the database ``1.5`` is the integer ``15000``. Comparisons, constraints, ``Sum``, ``Min`` and
``Max`` work as with any number. Arithmetic between columns (``F("a") + F("b")``) answers plain ten-thousandths unless
wrapped in ``ExpressionWrapper(…, output_field=FixedPointField())``; never divide in SQL, and never use ``Avg``, which
answers a float.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from ranpptppo.lib.formats import number as format_number
from ranpptppo.lib.numbers import parse_number

PLACES = 4
ONE_E4 = Decimal(1).scaleb(-PLACES)
LARGEST = Decimal(2**63 - 1).scaleb(-PLACES)

Set_contra = TypeVar("Set_contra", contravariant=True)
Get_co = TypeVar("Get_co", covariant=True)

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    class Base(models.Field[Set_contra, Get_co]):
        """What the type checker is told: a column that holds a Decimal."""

        _pyi_private_set_type: Decimal | int | Combinable
        _pyi_private_get_type: Decimal
        _pyi_lookup_exact_type: Decimal | int

else:

    class Base(models.BigIntegerField):
        """What runs: a big integer. The type arguments are for the type checker alone."""

        def __class_getitem__(cls, types: Any) -> Any:
            return cls


def to_e4(value: Decimal | int) -> int:
    """Whole ten-thousandths of ``value``; a ValidationError when it has more than four places or does not fit."""
    number = Decimal(value)
    if not number.is_finite():
        raise ValidationError("Nilai ini bukan angka.", code="invalid")
    if number.copy_abs() > LARGEST:
        raise ValidationError("Angka terlalu besar.", code="too_large")
    rounded = number.quantize(ONE_E4)
    if rounded != number:
        raise ValidationError("Paling banyak 4 angka di belakang koma.", code="too_many_places")
    return int(rounded.scaleb(PLACES))


def from_e4(value: int) -> Decimal:
    """The Decimal, with four places, of whole ten-thousandths."""
    return Decimal(value).scaleb(-PLACES)


class NumberField(forms.Field):
    """One number as people write it in Indonesian (``1.234,5``), cleaned to a Decimal or ``None``.

    The rules are those of ranpptppo.lib.numbers: what is unclear (``1.5``) comes back as a question, never as a guess.
    """

    def __init__(self, *, allow_negative: bool = False, places: int = PLACES, **options: Any) -> None:
        self.allow_negative = allow_negative
        self.places = places
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        parsed = parse_number(value, places=self.places, allow_negative=self.allow_negative)
        if parsed.is_blank:
            return None
        if not parsed.is_understood:
            raise ValidationError(parsed.sentence, code=parsed.understanding.value)
        return parsed.value

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, Decimal | int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True


class FixedPointField(Base[Set_contra, Get_co]):
    """A Decimal of at most four places; the column holds whole ten-thousandths."""

    description = "Bilangan dengan empat desimal"

    def to_python(self, value: Any) -> Any:
        """A Decimal of a Decimal, an int or a text as Python writes it (fixtures); inexact floats are refused."""
        if value is None:
            return None
        if isinstance(value, bool | float):
            raise ValidationError("Nilai ini bukan angka yang pasti.", code="invalid", params={"value": value})
        try:
            return from_e4(to_e4(Decimal(value)))
        except (InvalidOperation, TypeError, ValueError):
            raise ValidationError("Nilai ini bukan angka.", code="invalid", params={"value": value}) from None

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return to_e4(self.to_python(value))

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        return None if value is None else from_e4(int(value))

    def formfield(self, **options: Any) -> Any:
        widget = options.get("widget")
        if isinstance(widget, type) and issubclass(widget, forms.NumberInput):
            del options["widget"]  # the admin's choice for integers: such an input cannot show a comma everywhere
        options.setdefault("form_class", NumberField)
        return models.Field.formfield(self, **options)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)
