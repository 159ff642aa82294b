"""Forms about people. Which organizations and roles can be chosen follows from who asks (clusters.permissions)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password

from clusters.enums import Role
from clusters.forms.login import SAME_TWICE, SEE_RULES
from clusters.models import Organization, User
from clusters.models.organization import OrganizationQuerySet
from clusters.permissions import assignable_roles
from ranpptppo.lib.typed_text import TypedText, typed_field

if TYPE_CHECKING:
    OrganizationChoice = forms.ModelChoiceField[Organization]
    PersonModelForm = forms.ModelForm[User]
else:
    OrganizationChoice, PersonModelForm = forms.ModelChoiceField, forms.ModelForm

ACTIVE, INVITED, INACTIVE = "active", "invited", "inactive"
STATES = ((ACTIVE, "Aktif"), (INVITED, "Diundang, belum masuk"), (INACTIVE, "Tidak aktif"))


class OrganizationField(OrganizationChoice):
    """Organizations by the name valid on the day given to ``offer``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Instansi")
        kwargs.setdefault("widget", forms.Select(attrs={"data-search": "nama"}))
        super().__init__(queryset=Organization.objects.none(), **kwargs)

    def offer(self, keeper: User, on: date) -> None:
        self.queryset = choosable_organizations(keeper, on)

    def label_from_instance(self, organization: Any) -> str:
        return f"{organization.short_name_then} – {organization.name_then}"


def choosable_organizations(keeper: User, on: date) -> OrganizationQuerySet:
    """Organizations that exist on that day, within the keeper's scope, by name."""
    organizations = Organization.objects.active_on(on)
    if keeper.organization.region_id is not None:
        organizations = organizations.visible_to(keeper).filter(region__isnull=False)
    return organizations.by_name(on)


def role_choices(keeper: User) -> list[tuple[str, str]]:
    allowed = assignable_roles(keeper)
    return [(role.value, role.label) for role in Role if role in allowed]


class UserFilterForm(forms.Form):
    q = forms.CharField(label="Cari nama atau surel", required=False)
    organization = OrganizationField(required=False, empty_label="Semua instansi")
    role = forms.ChoiceField(label="Peran", required=False, choices=[("", "Semua peran"), *Role.choices])
    state = forms.ChoiceField(label="Keadaan", required=False, choices=[("", "Semua keadaan"), *STATES])

    def __init__(self, *args: Any, keeper: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(OrganizationField, self.fields["organization"])
        # Also ended organizations: their people are whom the secretariat looks for.
        visible = User.objects.visible_to(keeper).values("organization")
        field.queryset = Organization.objects.filter(pk__in=visible).by_name(on)


class InviteForm(forms.Form):
    name = TypedText(label="Nama lengkap", max_length=120)
    email = forms.EmailField(label="Surel dinas", max_length=254, help_text="Menjadi nama untuk masuk.")
    position = TypedText(label="Jabatan", max_length=120, required=False)
    organization = OrganizationField(empty_label="Pilih instansi")
    role = forms.ChoiceField(label="Peran")

    def __init__(self, *args: Any, keeper: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(OrganizationField, self.fields["organization"]).offer(keeper, on)
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", "Pilih peran"), *role_choices(keeper)]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError("Surel ini sudah dipakai akun lain.")
        return email


class MoveForm(forms.Form):
    """Mutasi: the new organization, role and position."""

    organization = OrganizationField(empty_label="Pilih instansi")
    role = forms.ChoiceField(label="Peran")
    position = TypedText(label="Jabatan", max_length=120, required=False)

    def __init__(self, *args: Any, keeper: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(OrganizationField, self.fields["organization"]).offer(keeper, on)
        cast(forms.ChoiceField, self.fields["role"]).choices = role_choices(keeper)


class PersonForm(PersonModelForm):
    """Who somebody is, as the secretariat corrects it."""

    class Meta:
        model = User
        formfield_callback = typed_field
        fields = ("name", "email", "phone", "position")
        labels = {"email": "Surel dinas"}
        help_texts = {"email": "Surel yang diganti menjadi nama masuk yang baru; yang lama tidak berlaku lagi."}

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Surel ini sudah dipakai akun lain.")
        return email


class ProfileForm(PersonModelForm):
    """What people keep of themselves; e-mail, organization and role are the secretariat's."""

    class Meta:
        model = User
        formfield_callback = typed_field
        fields = ("name", "phone", "position", "wants_email")
        labels = {"wants_email": "Kirim ringkasan harian ke surel saya"}
        help_texts = {
            "phone": "Telepon kantor, bukan nomor pribadi.",
            "wants_email": "Paling banyak satu surel sehari, pada pagi hari. Pemberitahuan di halaman ini tetap ada.",
        }


class AcceptInvitationForm(forms.Form):
    password1 = forms.CharField(
        label="Kata sandi",
        help_text=SEE_RULES,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Ulangi kata sandi", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", SAME_TWICE)
        return cleaned
