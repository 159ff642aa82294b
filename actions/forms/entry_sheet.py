"""Choosing the filled-in form of a period."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from actions.sheets.reading import MAX_BYTES
from ranpptppo.lib.spreadsheet_guards import MEGABYTE


class EntrySheetForm(forms.Form):
    file = forms.FileField(
        label="Formulir yang sudah diisi",
        help_text=f"XLSX atau ODS dari tombol Unduh formulir, kurang dari {MAX_BYTES // MEGABYTE} MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.xls"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Too big to be read is too big to be kept."""
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        if (file.size or 0) >= MAX_BYTES:
            raise forms.ValidationError(f"Berkas terlalu besar: batasnya kurang dari {MAX_BYTES // MEGABYTE} MB.")
        return file
