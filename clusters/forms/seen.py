"""A form that corrects a row, and sends along which state of it was shown."""

from __future__ import annotations

from typing import Any

from django import forms

from clusters.row_versions import ChangedMeanwhile, version_of


class SeenForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """Of a model with a history. What was typed stays; saved once more, it counts."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = version_of(self.instance)
        else:
            del self.fields["seen"]

    @property
    def version_seen(self) -> int | None:
        seen: int | None = self.cleaned_data.get("seen")
        return seen

    def tell_changed(self, refused: ChangedMeanwhile) -> None:
        self.add_error(None, str(refused))
        data: Any = self.data
        self.data = {**data.dict(), self.add_prefix("seen"): refused.version}
