"""A form that corrects a row, and notices that somebody else corrected it after it was shown."""

from __future__ import annotations

from typing import Any

from django import forms

from ranpptppo.lib.formats import datetime_short

CHANGED = (
    "Sejak halaman ini dibuka, catatan ini diubah oleh {by} ({at}). "
    "Bandingkan isian di bawah dengan riwayatnya, lalu simpan sekali lagi bila masih perlu."
)


class SeenForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """Of a model with a history. What was typed stays; saved once more, it counts."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._latest = self.instance.history.first() if self.instance.pk else None
        if self._latest is None:
            del self.fields["seen"]
        else:
            self.initial["seen"] = self._latest.history_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = cleaned.get("seen")
        if self._latest is not None and seen is not None and seen != self._latest.history_id:
            data: Any = self.data
            self.data = {**data.dict(), self.add_prefix("seen"): self._latest.history_id}
            by = self._latest.history_user.name if self._latest.history_user else "sistem"
            raise forms.ValidationError(CHANGED.format(by=by, at=datetime_short(self._latest.history_date)))
        return cleaned
