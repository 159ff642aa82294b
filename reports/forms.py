"""Forms of the report pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from ranpptppo.lib.formats import number
from ranpptppo.lib.typed_text import TypedText
from reports.enums import DocumentKind
from reports.issued_files import IssuedFile
from reports.models import Document
from reports.papers.letter import Debtor, LetterText
from reports.papers.receipt import CODE_LENGTH

MEGABYTE = 1_000_000
MOST_ADDED = 10 * MEGABYTE  # by signatures, time stamps and certificates


class ReceiptCodeForm(forms.Form):
    code = forms.CharField(
        label="Kode bukti lapor",
        max_length=20,
        help_text="Sepuluh huruf dan angka di bawah kotak QR, misalnya 7KQ2M-X9D4T.",
    )

    def clean_code(self) -> str:
        code = plain_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(f"Kode terdiri atas {CODE_LENGTH} huruf dan angka.")
        return code


def plain_code(typed: str) -> str:
    """A code as it is stored: without dashes and spaces, in capitals."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


class ReportCodeForm(forms.Form):
    code = forms.CharField(
        label="Kode singkat",
        max_length=30,
        help_text="Tercetak di kaki setiap halaman, misalnya K7M2Q9XD pada laporan atau L4HD2-2BH5S pada bahan rapat.",
    )

    def clean_code(self) -> str:
        code = plain_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("Kode terdiri atas huruf dan angka.")
        return code


class FileHashForm(forms.Form):
    sha256 = forms.CharField(
        label="SHA-256 berkas Anda",
        max_length=200,
        help_text="64 angka heksadesimal, hasil perintah certutil -hashfile BERKAS SHA256 (Windows) atau sha256sum (Linux).",
    )

    def clean_sha256(self) -> str:
        """Without the spaces and colons that programs put between, in small letters."""
        digits = "".join(sign for sign in self.cleaned_data["sha256"].lower() if sign not in " :-\t")
        if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
            raise forms.ValidationError("SHA-256 terdiri atas 64 angka heksadesimal (0\u20139 dan a\u2013f).")
        return digits


class SignedCopyForm(forms.Form):
    """A signed copy of one file of the report; of which, is asked where the report has several."""

    volume = forms.TypedChoiceField(
        label="Jilid",
        coerce=int,
        help_text="Setiap jilid adalah berkas sendiri dan ditandatangani sendiri.",
        error_messages={"invalid_choice": "Pilih jilid dari daftar."},
    )
    file = forms.FileField(
        label="Salinan bertanda tangan",
        help_text="PDF yang diunduh dari laporan ini, sesudah ditandatangani.",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )

    def __init__(self, *args: Any, files: Sequence[IssuedFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issued = files
        if len(files) > 1:
            choices = [(file.number, f"{file.label}, {number(file.pages)} halaman") for file in files]
            cast("forms.TypedChoiceField", self.fields["volume"]).choices = choices
        else:
            del self.fields["volume"]

    @property
    def number(self) -> int:
        """Of the chosen volume; 1 is the report itself."""
        return int(self.cleaned_data.get("volume", 1))

    def clean_file(self) -> UploadedFile[bytes]:
        """Signatures add little to a file: what is much bigger is another file, and is not kept."""
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        issued = next(one for one in self.issued if one.number == self.number)
        most = default_storage.size(issued.stored) + MOST_ADDED
        if (file.size or 0) > most:
            raise forms.ValidationError(
                f"Berkas terlalu besar: tanda tangan menambah paling banyak {MOST_ADDED // MEGABYTE} MB pada berkas terbit."
            )
        if not file.read(5).startswith(b"%PDF-"):
            raise forms.ValidationError("Berkas ini bukan PDF.")
        return file


class LetterForm(forms.Form):
    """What all letters share, and the number of each: one field an organization."""

    place = TypedText(label="Tempat", max_length=60, initial="Jakarta")
    written_on = forms.DateField(
        label="Tanggal surat", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    nature = forms.ChoiceField(label="Sifat", choices=[(word, word) for word in ("Penting", "Segera", "Biasa")])
    subject = TypedText(label="Hal", max_length=150, initial="Pengingat penyampaian laporan kemajuan RAN PPTPPO")
    answer_by = forms.DateField(
        label="Mohon disampaikan paling lambat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    signer_position = TypedText(label="Jabatan penanda tangan", max_length=150)
    signer_name = TypedText(label="Nama penanda tangan", max_length=120)
    signer_number = TypedText(label="NIP/NRP penanda tangan", max_length=30, required=False)
    copies = TypedText(
        label="Tembusan",
        required=False,
        max_length=1000,
        help_text="Satu baris untuk satu penerima tembusan.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, debtors: Sequence[Debtor], today: date, answer_by: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"written_on": today, "answer_by": answer_by}
        super().__init__(*args, **kwargs)
        self.debtors = debtors
        numbers = {
            self._field_of(debtor): forms.CharField(
                label=f"Nomor surat kepada {debtor.organization.short_name_then}", max_length=60
            )
            for debtor in debtors
        }
        self.fields = {**numbers, **self.fields}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        written_on, answer_by = self.cleaned_data.get("written_on"), self.cleaned_data.get("answer_by")
        if written_on and answer_by and answer_by < written_on:
            self.add_error("answer_by", "Tanggal ini tidak boleh sebelum tanggal surat.")
        seen: set[str] = set()
        for debtor in self.debtors:
            number = self.cleaned_data.get(self._field_of(debtor), "")
            if number and number in seen:
                self.add_error(self._field_of(debtor), "Setiap surat memerlukan nomornya sendiri.")
            seen.add(number)
        for taken in Document.objects.filter(kind=DocumentKind.LETTER, number__in=seen).values_list(
            "number", flat=True
        ):
            self.refuse_number(taken, f"Nomor {taken} sudah dipakai surat lain.")
        return cleaned

    def refuse_number(self, number: str, sentence: str) -> None:
        for debtor in self.debtors:
            if self.cleaned_data.get(self._field_of(debtor)) == number:
                self.add_error(self._field_of(debtor), sentence)

    def letters(self) -> list[tuple[Debtor, str]]:
        """Each organization with the number of its letter."""
        return [(debtor, self.cleaned_data[self._field_of(debtor)]) for debtor in self.debtors]

    def text(self) -> LetterText:
        shared = {name: self.cleaned_data[name] for name in LetterForm.base_fields if name != "copies"}
        lines = [line.strip() for line in self.cleaned_data["copies"].splitlines()]
        return LetterText(**shared, copies=tuple(line for line in lines if line))

    @staticmethod
    def _field_of(debtor: Debtor) -> str:
        return f"number_{debtor.organization.pk}"


class SavedViewForm(forms.Form):
    """Under which title a dashboard is kept, and for whom."""

    title = TypedText(label="Judul", max_length=80)
    is_shared = forms.BooleanField(label="Bagikan dengan instansi saya", required=False)
