"""What a step of the workflow asks for: a note, a reason."""

from __future__ import annotations

from django import forms

from ranpptppo.lib.typed_text import TypedText


class ReopenForm(forms.Form):
    note = TypedText(
        label="Alasan dibuka kembali",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis alasan laporan dibuka kembali."},
    )
