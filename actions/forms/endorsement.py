"""Why the endorsement of an organization is switched."""

from django import forms

from actions.services.endorsement import LONGEST_REASON
from ranpptppo.lib.typed_text import TypedText


class SwitchForm(forms.Form):
    """``required``: what the page offered to switch to, so that two people do not switch back and forth unseen."""

    required = forms.TypedChoiceField(
        choices=[("on", "hidupkan"), ("off", "matikan")], coerce=lambda value: value == "on", widget=forms.HiddenInput
    )
    reason = TypedText(
        label="Alasan",
        max_length=LONGEST_REASON,
        help_text="Misalnya: hanya satu petugas, menurut surat nomor 12/2026.",
        error_messages={"required": "Tulis alasannya; ia tersimpan dalam riwayat instansi."},
    )
