"""The field that keeps numbers exact on every database: ten-thousandths in a big integer."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ExpressionWrapper, F, Max, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from ranpptppo.lib.fixed_point import FixedPointField, NumberField, from_e4, to_e4


@pytest.fixture
def sample(transactional_db: None) -> Iterator[Any]:
    """A table of this test's own, since no model of the project should exist only for its tests."""
    with isolate_apps("clusters"):

        class Sample(models.Model):
            value = FixedPointField("nilai")
            limit = FixedPointField("batas", null=True, blank=True)

            class Meta:
                app_label = "clusters"
                constraints = [models.CheckConstraint(condition=Q(value__gte=Decimal("-0.5")), name="sample_floor")]

            def __str__(self) -> str:
                return f"{self.value}"

        with connection.schema_editor() as editor:
            editor.create_model(Sample)
        yield Sample
        with connection.schema_editor() as editor:
            editor.delete_model(Sample)


@given(st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1))
def test_every_big_integer_survives_the_way_to_a_decimal_and_back(e4: int) -> None:
    assert to_e4(from_e4(e4)) == e4


@pytest.mark.parametrize(
    ("value", "e4"),
    [
        (Decimal("1.5"), 15000),
        (3, 30000),
        (Decimal("-0.0001"), -1),
        (Decimal("1E+3"), 10_000_000),
        (Decimal("2.50000"), 25000),
    ],
)
def test_values_become_ten_thousandths(value: Decimal | int, e4: int) -> None:
    assert to_e4(value) == e4


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (Decimal("0.00001"), "Paling banyak 4 angka di belakang koma."),
        (Decimal("1E-30"), "Paling banyak 4 angka di belakang koma."),
        (Decimal(922337203685478), "Angka terlalu besar."),
        (Decimal("1E+400"), "Angka terlalu besar."),
        (Decimal("NaN"), "Nilai ini bukan angka."),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused_in_indonesian(value: Decimal, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        to_e4(value)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize("value", [1.5, True, "satu", object()])
def test_floats_and_other_things_are_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        FixedPointField().to_python(value)


def test_a_fixture_writes_and_reads_the_same_number() -> None:
    field = FixedPointField()
    assert field.to_python("1234.5000") == Decimal("1234.5")
    assert field.to_python(None) is None


def test_a_migration_can_rebuild_the_field() -> None:
    field = FixedPointField("nilai", null=True, default=Decimal("1.5"))
    _name, path, arguments, options = field.deconstruct()
    assert path == "ranpptppo.lib.fixed_point.FixedPointField"
    assert FixedPointField(*arguments, **options).deconstruct()[1:] == (path, arguments, options)


def test_a_saved_value_comes_back_exactly(sample: Any) -> None:
    sample.objects.create(value=Decimal("0.1"), limit=None)
    row = sample.objects.get()
    assert (row.value, str(row.value), row.limit) == (Decimal("0.1"), "0.1000", None)


def test_the_column_holds_whole_ten_thousandths(sample: Any) -> None:
    sample.objects.create(value=Decimal("1.5"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value FROM {sample._meta.db_table}")
        assert cursor.fetchone() == (15000,)


def test_sums_are_exact(sample: Any) -> None:
    sample.objects.bulk_create([sample(value=Decimal("0.1")), sample(value=Decimal("0.2"))])
    figures = sample.objects.aggregate(total=Sum("value"), most=Max("value"), none=Coalesce(Sum("limit"), Value(0)))
    assert figures == {"total": Decimal("0.3"), "most": Decimal("0.2"), "none": 0}


def test_a_large_sum_is_read_the_same_on_both_databases(sample: Any) -> None:
    sample.objects.bulk_create([sample(value=10**14 - 1), sample(value=Decimal("0.0001"))])
    assert sample.objects.aggregate(total=Sum("value"))["total"] == Decimal("99999999999999.0001")


def test_lookups_compare_values_not_columns(sample: Any) -> None:
    sample.objects.bulk_create([sample(value=n, limit=2) for n in (1, 2, 3)])
    assert sample.objects.filter(value=2).count() == 1
    assert sample.objects.filter(value__gt=Decimal("1.5")).count() == 2
    assert sample.objects.filter(value__in=[1, Decimal("3.0")]).count() == 2
    assert sample.objects.filter(value__range=(1, 2)).count() == 2
    assert sample.objects.filter(value__lte=F("limit")).count() == 2


def test_expressions_and_updates_keep_the_scale(sample: Any) -> None:
    sample.objects.create(value=1, limit=Decimal("0.25"))
    total = ExpressionWrapper(F("value") + F("limit"), output_field=FixedPointField())
    assert sample.objects.annotate(total=total).get().total == Decimal("1.25")
    sample.objects.update(value=F("limit"))
    assert sample.objects.get().value == Decimal("0.25")


def test_a_database_constraint_is_scaled_too(sample: Any) -> None:
    sample.objects.create(value=Decimal("-0.5"))
    with pytest.raises(IntegrityError), transaction.atomic():
        sample.objects.create(value=Decimal("-0.5001"))


def test_five_places_never_reach_the_database(sample: Any) -> None:
    with pytest.raises(ValidationError):
        sample.objects.create(value=Decimal("0.00001"))
    assert not sample.objects.exists()


def test_the_field_passes_the_system_checks(sample: Any) -> None:
    assert [m for m in sample._meta.get_field("value").check() if m.level >= checks.WARNING] == []


def test_a_model_form_reads_and_shows_indonesian_numbers(sample: Any) -> None:
    form_class = forms.modelform_factory(sample, fields=["value", "limit"])
    form = form_class({"value": "1.234,5", "limit": ""})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["value"], form.cleaned_data["limit"]) == (Decimal("1234.5"), None)
    widget = form_class(instance=sample(value=Decimal("1234.5000")))["value"].as_widget()
    assert 'value="1.234,5"' in widget
    assert 'inputmode="decimal"' in widget


def test_the_form_field_asks_instead_of_guessing() -> None:
    with pytest.raises(ValidationError) as asked:
        NumberField().clean("1.5")
    assert asked.value.code == "questioned"
    assert "1,5" in asked.value.messages[0]


def test_the_form_field_says_what_is_missing_or_wrong() -> None:
    for text, code in (("", "required"), ("banyak", "error"), ("-1", "error")):
        with pytest.raises(ValidationError) as refused:
            NumberField().clean(text)
        assert refused.value.code == code
    assert NumberField(required=False).clean(" ") is None
    assert NumberField(allow_negative=True).clean("-1") == Decimal(-1)


def test_the_form_field_knows_what_changed() -> None:
    field = NumberField(required=False)
    assert not field.has_changed(Decimal("1234.5000"), "1.234,5")
    assert not field.has_changed(None, "")
    assert field.has_changed(None, "0")
    assert field.has_changed(Decimal(1), "satu")


def test_the_admin_uses_a_text_input_that_can_show_a_comma() -> None:
    field = FixedPointField("nilai").formfield(widget=forms.NumberInput)
    assert isinstance(field, NumberField)
    assert type(field.widget) is forms.TextInput
