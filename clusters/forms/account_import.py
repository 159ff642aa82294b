"""Choosing a file of accounts."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from clusters.importing.reading import MAX_BYTES
from ranpptppo.lib.spreadsheet_guards import MEGABYTE


class AccountFileForm(forms.Form):
    file = forms.FileField(
        label="Berkas akun",
        help_text=f"XLSX, ODS, XLS, atau CSV menurut templat, kurang dari {MAX_BYTES // MEGABYTE} MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Too big to be read is too big to be kept."""
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        if (file.size or 0) >= MAX_BYTES:
            raise forms.ValidationError(f"Berkas terlalu besar: batasnya kurang dari {MAX_BYTES // MEGABYTE} MB.")
        return file
