"""Free text: what looks like a NIK is refused however it is written, other numbers are not."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError

from ranpptppo.lib.identity_numbers import has_identity_number
from ranpptppo.lib.typed_text import NIK_TYPED, TypedText, nik_sentence


@pytest.mark.parametrize(
    "text",
    [
        "Korban Budi Santoso NIK 3201014507890001",
        "NIK:3201014507890001, dirujuk",
        "No.3201014507890001",
        "3201 0145 0789 0001 dirujuk",
        "umur 12 3201 0145 0789 0001 12 tahun",
        "320101-450789-0001",
        "32.01.01.450789.0001",
        "3 2 0 1 0 1 4 5 0 7 8 9 0 0 0 1",
        "1234567890123456",
        "https://contoh.go.id/korban/3201014507890001",
    ],
)
def test_a_nik_is_found_however_it_is_written(text: str) -> None:
    assert has_identity_number(text)
    assert nik_sentence(text) == NIK_TYPED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rp3.201.014.507.890.001 dan Rp 1.234.567.890.123.456",
        "2021 2022 2023 2024",
        "2024-01-01 2024-12-31 dan 31-12-2024 11-05-2023",
        "NIP 198501012010011001",
        "telepon (021) 3842638, 081234567890",
        "https://contoh.go.id/berita/1234567890123456",
        "0.3201014507890001",
        "nomor 12/2024, B-1234/KPPPA/2024",
    ],
)
def test_other_numbers_are_no_nik(text: str) -> None:
    assert not has_identity_number(text)


def test_a_field_refuses_it_and_keeps_the_rest() -> None:
    assert TypedText().clean(" Dirujuk 12 orang. ") == "Dirujuk 12 orang."
    with pytest.raises(ValidationError, match="menyerupai NIK"):
        TypedText(widget=forms.Textarea()).clean("NIK 3201014507890001")
