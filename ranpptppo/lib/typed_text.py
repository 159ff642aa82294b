"""Free text that a person types: a field that refuses what looks like a NIK, for every form of the site.

Names cannot be told from other words: ``NO_VICTIMS`` stands beside the fields in which people tell of cases.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from ranpptppo.lib.identity_numbers import has_identity_number

NO_VICTIMS = "Jangan tulis nama, NIK, alamat, atau keterangan lain yang mengenali korban atau saksi; tulis jumlahnya."
NIK_TYPED = (
    "Teks ini memuat nomor 16 angka yang menyerupai NIK. "
    "Hapus nomor itu: data pribadi korban atau saksi tidak boleh masuk ke sistem ini."
)


def nik_sentence(text: str) -> str:
    """The sentence for the field where ``text`` holds a number like a NIK, else ``""``."""
    return NIK_TYPED if has_identity_number(text) else ""


def refuse_nik(text: str) -> None:
    """The same as a validator of a form's field. Raises ``ValidationError``."""
    if has_identity_number(text):
        raise ValidationError(NIK_TYPED, code="nik")


class TypedText(forms.CharField):
    default_validators = [refuse_nik]


def typed_field(db_field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """The ``formfield_callback`` of a model form: its free texts refuse a NIK as well."""
    if isinstance(db_field, (models.CharField, models.TextField)) and not (
        db_field.choices or isinstance(db_field, models.EmailField)
    ):
        kwargs["form_class"] = TypedText
    return db_field.formfield(**kwargs)
