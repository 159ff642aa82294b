"""What a step of the workflow asks for: a note, a reason."""

from __future__ import annotations

from django import forms

from actions.enums import ReturnReason


class ReturnForm(forms.Form):
    reason_code = forms.ChoiceField(label="Alasan", choices=ReturnReason.choices)
    note = forms.CharField(
        label="Catatan",
        max_length=2000,
        help_text="Apa yang perlu diperbaiki, dan pada indikator mana.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis catatan agar pengisi tahu apa yang harus diperbaiki."},
    )


class ReopenForm(forms.Form):
    note = forms.CharField(
        label="Alasan dibuka kembali",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis alasan laporan dibuka kembali."},
    )
