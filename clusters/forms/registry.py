"""What the registry asks of a region: its decree, that it has no task force, how far its plan (RAD) has come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone

from clusters.enums import RegionalPlanStageKind, RegionLevel, TaskForceState, TaskForceStatus
from clusters.forms.choosing import province_choices, searched
from clusters.forms.seen import SeenForm
from clusters.models import Region, RegionalPlanStage, TaskForce
from clusters.registry import DIFFERS, YES_NO
from ranpptppo.lib.accepted_files import ENDINGS, STATEMENT
from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.typed_text import TypedText, typed_field
from ranpptppo.lib.widgets import day_input

LEVELS = [("", "Semua"), (RegionLevel.PROVINCE.value, "Provinsi"), (RegionLevel.REGENCY.value, "Kabupaten dan kota")]
STAGES = [*RegionalPlanStageKind.choices, (TaskForceState.UNRECORDED.value, "Belum tercatat")]

FAR_AHEAD = timedelta(days=366)  # a decree may begin later than it is signed, not years later
PHONE = re.compile(r"[0-9+()./\- ]{5,30}")


class RegistryFilterForm(forms.Form):
    q = forms.CharField(
        label="Nama atau kode", max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    level = forms.ChoiceField(label="Tingkat", choices=LEVELS, required=False)
    province = forms.ChoiceField(label="Provinsi", required=False, widget=searched())
    state = forms.ChoiceField(
        label="Gugus tugas", choices=[("", "Semua keadaan"), *TaskForceState.choices], required=False
    )
    police = forms.ChoiceField(
        label="Kapolda/Kapolres ketua harian",
        choices=[("", "Semua"), *((answer, answer) for answer in YES_NO.values())],
        required=False,
    )
    stage = forms.ChoiceField(label="Tahap RAD", choices=[("", "Semua tahap"), *STAGES], required=False)
    plan = forms.ChoiceField(
        label="Tahap dan RAD di sistem",
        choices=[("", "Semua"), (DIFFERS, "Tidak sejalan"), ("agrees", "Sejalan")],
        required=False,
    )

    def __init__(self, *args: Any, regions: Iterable[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["province"]).choices = province_choices(regions)


class RegistryForm(SeenForm):
    """Of one region; ``status`` is that of the page, not a choice."""

    status = TaskForceStatus.FORMED

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.region = region
        self.instance.status = self.status

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("Tulis nomor telepon dengan angka, misalnya 022-4231234.")
        return phone

    def ask_for_statement(self) -> None:
        """Show the box to tick, where a file may hold personal data."""

    def sent_file(self) -> dict[str, Any]:
        """Arguments of the service about the decree's file."""
        return {}


class DecreeForm(RegistryForm):
    decree_number = TypedText(label="Nomor keputusan", max_length=120)
    decree_on = forms.DateField(label="Tanggal keputusan", widget=day_input())
    file = forms.FileField(
        label="Berkas keputusan",
        required=False,
        help_text="PDF, gambar, atau dokumen Office; paling besar 20 MB. Berkas yang lebih baru tidak menghapus yang lama.",
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        allow_empty_file=True,
    )
    is_declared = forms.BooleanField(
        label=f"Saya menyatakan: {STATEMENT[0].lower()}{STATEMENT[1:]}",
        required=False,
        help_text="Pilih berkasnya sekali lagi sebelum menyimpan.",
    )

    class Meta:
        model = TaskForce
        formfield_callback = typed_field
        fields = (
            "decree_number",
            "decree_on",
            "valid_from",
            "valid_to",
            "chair",
            "daily_head",
            "is_led_by_police",
            "secretariat_unit",
            "members",
            "subgroups",
            "has_service_unit",
            "service_unit",
            "phone",
            "email",
            "source",
        )
        widgets = {"valid_from": day_input(), "valid_to": day_input()}
        help_texts = {
            "valid_from": "",
            "valid_to": "Kosongkan bila keputusan tidak menyebut hari terakhirnya.",
            "phone": "Telepon kantor, bukan nomor pribadi.",
            "source": "Dari mana keterangan ini, misalnya surat Biro Hukum tanggal sekian.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._statement = self.fields["is_declared"]
        if "is_declared" not in self.data:  # asked for only where something was found
            del self.fields["is_declared"]

    def ask_for_statement(self) -> None:
        self.fields["is_declared"] = self._statement

    def clean_decree_on(self) -> date:
        day: date = self.cleaned_data["decree_on"]
        if day > day_in_wib(timezone.now()):
            raise forms.ValidationError("Tanggal keputusan tidak boleh sesudah hari ini.")
        return day

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day > day_in_wib(timezone.now()) + FAR_AHEAD:
            raise forms.ValidationError("Tanggal mulai berlaku lebih dari setahun lagi. Periksa tahunnya.")
        return day

    def sent_file(self) -> dict[str, Any]:
        return {"file": self.cleaned_data["file"], "is_declared": self.cleaned_data.get("is_declared", False)}


class NoTaskForceForm(RegistryForm):
    """Since when it is known that there is none."""

    status = TaskForceStatus.NONE

    class Meta:
        model = TaskForce
        formfield_callback = typed_field
        fields = ("valid_from", "valid_to", "has_service_unit", "service_unit", "phone", "email", "source")
        labels = {"valid_from": "Diketahui sejak", "valid_to": "Sampai"}
        widgets = {"valid_from": day_input(), "valid_to": day_input()}
        help_texts = {
            "valid_from": "",
            "valid_to": "Kosongkan selama belum ada gugus tugas; terisi sendiri bila keputusan baru dicatat.",
            "phone": "Telepon kantor, bukan nomor pribadi.",
            "source": "Dari mana keterangan ini, misalnya surat sekretaris daerah tanggal sekian.",
        }


class WithdrawalForm(SeenForm):
    """Why a row should never have been recorded; the model is that of the row."""

    reason = TypedText(
        label="Alasan pembatalan",
        max_length=300,
        help_text="Misalnya: catatan ini milik kabupaten lain.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def said(self) -> dict[str, Any]:
        """Arguments of the service."""
        return {"reason": self.cleaned_data["reason"], "seen": self.version_seen}


class TaskForceWithdrawalForm(WithdrawalForm):
    class Meta:
        model = TaskForce
        formfield_callback = typed_field
        fields = ()


class StageWithdrawalForm(WithdrawalForm):
    class Meta:
        model = RegionalPlanStage
        fields = ()


class StageForm(SeenForm):
    class Meta:
        model = RegionalPlanStage
        formfield_callback = typed_field
        fields = ("stage", "since_on", "instrument", "plan_reference", "development_reference", "source")
        widgets = {"since_on": day_input()}
        help_texts = {"source": "Dari mana keterangan ini, misalnya surat Bappeda tanggal sekian."}

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.region = region
