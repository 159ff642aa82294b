"""Files for a report: several at once, of one kind, for one indicator or for the whole report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from actions.enums import EvidenceKind
from actions.models import Indicator
from ranpptppo.lib.accepted_files import ENDINGS, STATEMENT
from ranpptppo.lib.typed_text import TypedText

MAX_FILES = 20


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or several; cleaned to a list."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(f"Unggah paling banyak {MAX_FILES} berkas sekaligus.")
        clean_one = super().clean
        return [clean_one(file, initial) for file in files or [None]]


class EvidenceForm(forms.Form):
    indicator = forms.ModelChoiceField(
        label="Untuk indikator", queryset=Indicator.objects.none(), required=False, empty_label="Seluruh laporan"
    )
    kind = forms.ChoiceField(label="Jenis data dukung", choices=EvidenceKind.choices)
    file = ManyFilesField(
        label="Berkas",
        help_text=(
            "PDF, gambar, atau dokumen Office; paling besar 20 MB, boleh beberapa sekaligus. "
            "Hanya agregat: tanpa nama atau NIK korban."
        ),
        widget=ManyFilesInput(attrs={"accept": ENDINGS}),
        allow_empty_file=True,
    )
    note = TypedText(label="Keterangan", max_length=300, required=False)
    is_declared = forms.BooleanField(
        label=f"Saya menyatakan: {STATEMENT[0].lower()}{STATEMENT[1:]}",
        required=False,
        help_text="Pilih berkasnya sekali lagi sebelum mengunggah.",
    )

    def __init__(self, *args: Any, indicators: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [indicator.pk for indicator in indicators]
        field = cast("forms.ModelChoiceField[Indicator]", self.fields["indicator"])
        field.queryset = Indicator.objects.filter(pk__in=keys).order_by("action__sort_key", "position", "pk")
        self._statement = self.fields["is_declared"]
        if "is_declared" not in self.data:  # asked for only where something was found
            del self.fields["is_declared"]

    def ask_for_statement(self) -> None:
        """Show the box to tick: a file may hold personal data."""
        self.fields["is_declared"] = self._statement

    def what_it_is(self) -> dict[str, Any]:
        """Arguments of ``attach_evidence`` that all files share."""
        return {name: self.cleaned_data.get(name, False) for name in ("indicator", "kind", "note", "is_declared")}

    def chosen_files(self) -> list[UploadedFile[bytes]]:
        return cast("list[UploadedFile[bytes]]", self.cleaned_data["file"])
