"""Budget lines, their ceilings, and money without an action. Amounts are rupiah as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet

from actions.budgets import code_of
from actions.enums import FundingSource
from actions.models import Action, BudgetLine, UnlinkedBudget
from clusters.models import Organization
from ranpptppo.lib.budget_codes import tidy_code
from ranpptppo.lib.formats import number
from ranpptppo.lib.numbers import parse_rupiah
from ranpptppo.lib.typed_text import TypedText, typed_field

if TYPE_CHECKING:
    ActionChoice = forms.ModelChoiceField[Action]
    BudgetModelForm = forms.ModelForm[UnlinkedBudget]
else:
    ActionChoice, BudgetModelForm = forms.ModelChoiceField, forms.ModelForm

CODE_HELP = "Misalnya 047.01.CM.5678.QDB.001; sebagian pun boleh, misalnya 5678.QDB.001."


class RupiahField(forms.Field):
    """Whole rupiah, understood as people write them: ``1.250.000.000``, ``Rp1.250.000.000,00``; None for nothing."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-number"})

    def to_python(self, value: Any) -> int | None:
        parsed = parse_rupiah(str(value or ""))
        if parsed.is_blank:
            return None
        if not parsed.is_understood or parsed.value is None:
            raise forms.ValidationError(parsed.sentence)
        return int(parsed.value)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, int) else value


class ActionField(ActionChoice):
    def label_from_instance(self, action: Any) -> str:
        return f"{action.number or 'Di luar RAN'} {action.title}"


class CodeForm(forms.Form):
    """A code is tidied and never refused; what is unusual about it is said beside the field."""

    organization: Organization
    fiscal_year: int

    code = forms.CharField(label="Kode anggaran", max_length=60, required=False, help_text=CODE_HELP)

    def clean_code(self) -> str:
        return tidy_code(self.cleaned_data["code"])

    def source_typed(self) -> str:
        return str(self["source"].value() or "") if "source" in self.fields else ""

    @property
    def code_warning(self) -> str:
        raw = str(self["code"].value() or "")
        source = self.source_typed()
        return code_of(raw, source=source, fiscal_year=self.fiscal_year, organization=self.organization).warning


class BudgetLineForm(CodeForm):
    """A new line: which action, from which source, under which code, and its first ceiling."""

    action = ActionField(queryset=Action.objects.none(), label="Aksi", empty_label="Pilih aksi")
    source = forms.ChoiceField(label="Sumber dana", choices=FundingSource.choices)
    title = TypedText(label="Uraian", max_length=250, required=False)
    ceiling = RupiahField(
        label="Pagu awal (rupiah)", required=False, help_text="Kosongkan bila pagu belum ditetapkan; 0 berarti Rp0."
    )

    field_order = ["action", "source", "code", "title", "ceiling"]

    def __init__(
        self, *args: Any, organization: Organization, fiscal_year: int, actions: QuerySet[Action], **kwargs: Any
    ) -> None:
        self.organization, self.fiscal_year = organization, fiscal_year
        super().__init__(*args, **kwargs)
        cast(ActionField, self.fields["action"]).queryset = actions


class LineNameForm(CodeForm):
    title = TypedText(label="Uraian", max_length=250, required=False)

    def __init__(self, *args: Any, line: BudgetLine, **kwargs: Any) -> None:
        self.line, self.organization, self.fiscal_year = line, line.organization, line.fiscal_year
        kwargs["initial"] = {"code": line.code, "title": line.title}
        super().__init__(*args, **kwargs)

    def source_typed(self) -> str:
        return self.line.source


class CeilingForm(forms.Form):
    amount = RupiahField(label="Pagu baru (rupiah)", help_text="Pagu sebelumnya tetap terbaca.")
    reason = TypedText(
        label="Alasan",
        max_length=300,
        help_text="Misalnya: revisi DIPA ke-2, efisiensi, atau pergeseran antar-RO.",
        error_messages={"required": "Tulis alasan pagu diubah."},
    )


class UnlinkedBudgetForm(CodeForm, BudgetModelForm):
    amount = RupiahField(label="Jumlah (rupiah)")

    field_order = ["source", "code", "title", "amount", "note"]

    class Meta:
        model = UnlinkedBudget
        formfield_callback = typed_field
        fields = ("source", "code", "title", "amount", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization, self.fiscal_year = self.instance.organization, self.instance.fiscal_year

    def validate_unique(self) -> None:
        """The whole constraint, of which organization and year are not on the form."""
        try:
            self.instance.validate_constraints()
        except forms.ValidationError as error:
            self.add_error(None, error)


class LinkForm(forms.Form):
    action = ActionField(queryset=Action.objects.none(), label="Aksi", empty_label="Pilih aksi")

    def __init__(self, *args: Any, actions: QuerySet[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ActionField, self.fields["action"]).queryset = actions
