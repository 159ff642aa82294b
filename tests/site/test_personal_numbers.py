"""No NIK is saved from anything that people type: every form of the site, the grid, its cells, the XLSX form, the notes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django import forms
from django.test import Client
from django.urls import reverse

import actions.forms
import clusters.forms
import reports
from actions import entry
from actions.entry_keys import person_tag
from actions.models import Measurement, Narrative, ReturnPoint
from actions.services import entry_sheet
from actions.sheets.preview import ItemState
from clusters.models import User
from ranpptppo.lib.typed_text import NIK_TYPED, NO_VICTIMS, TypedText
from reports.manuscripts import begin
from reports.models import ChapterComment, ChapterVersion
from tests.actions.sheet_book import Book
from tests.actions.test_workflow import filed
from tests.cast import World

Login = Callable[[User], Client]
TYPED = "Korban Budi Santoso NIK 3201 0145 0789 0001 dirujuk."
# What is searched for, compared or secret: never kept as text.
NO_TEXT = {
    "AcceptInvitationForm.password1",
    "AcceptInvitationForm.password2",
    "FileHashForm.sha256",
    "ReceiptCodeForm.code",
    "ReportCodeForm.code",
    "ReportRequestForm.organization",
    "ReportRequestForm.region",
    "RegistryFilterForm.q",
    "RoleFilterForm.q",
    "SearchForm.q",
    "UserFilterForm.q",
    # Digits by nature: tidied as a budget code.
    "CodeForm.code",
    "BudgetLineForm.code",
    "LineNameForm.code",
    "UnlinkedBudgetForm.code",
}


@pytest.fixture(autouse=True)
def in_april(world: World) -> Iterator[None]:
    with time_machine.travel(world.period(1).opens_at + timedelta(days=5)):
        yield


def forms_of_the_site() -> Iterator[type[forms.BaseForm]]:
    for package in (actions.forms, clusters.forms, reports):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if "form" in module.name:
                importlib.import_module(module.name)
    waiting = [forms.BaseForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.split(".")[0] in {"actions", "clusters", "reports"}:
                yield form


def test_every_free_text_of_every_form_refuses_a_nik() -> None:
    plain = {
        f"{form.__name__}.{name}"
        for form in forms_of_the_site()
        for name, field in getattr(form, "base_fields", {}).items()
        if type(field) is forms.CharField and not isinstance(field.widget, forms.HiddenInput)
    }
    assert plain == NO_TEXT
    typed = [form for form in forms_of_the_site() if any(isinstance(f, TypedText) for f in form.base_fields.values())]
    assert len(typed) > 25


def test_the_grid_and_its_cells_refuse_it_beside_the_field_and_keep_what_was_typed(
    world: World, operator: User, login: Login
) -> None:
    world.report()
    client, name = login(operator), f"a{world.action.pk}-achievement"
    url = reverse("progress-entry", args=[world.period(1).pk])
    assert NO_VICTIMS in client.get(url).content.decode()
    page = client.post(url, {name: TYPED, f"i{world.indicator.pk}-value": "5", f"i{world.indicator.pk}-revision": "0"})
    html = page.content.decode()
    assert f'id="{name}-error"' in html
    assert html.count(NIK_TYPED) >= 1
    assert TYPED in html
    assert not Narrative.objects.exists()
    assert Measurement.objects.count() == 1  # the rest is saved

    cells = reverse("progress-entry-cell", args=[world.period(1).pk])
    answer = client.post(cells, {"cell": name, "text": TYPED, "seen": "", "person": person_tag(operator)})
    assert (answer.status_code, answer.json()["errors"]) == (422, {"achievement": NIK_TYPED})
    reason = {"value": "6", "reason": TYPED, "revision": "1"}
    answer = client.post(cells, {"cell": f"i{world.indicator.pk}", "person": person_tag(operator), **reason})
    assert (answer.status_code, answer.json()["errors"]) == (422, {"reason": NIK_TYPED})
    assert not Narrative.objects.exists()


def test_a_documents_number_is_no_nik_either(world: World) -> None:
    typed = {"is_reached": "yes", "reached_on": "2024-02-29", "document_number": "3201014507890001"}
    with pytest.raises(entry.CellRefused) as refused:
        entry.read_cell(world.milestone, typed)
    assert refused.value.errors == {"document_number": NIK_TYPED}


def test_the_notes_of_whoever_verifies_refuse_it(world: World, people: dict[str, User], login: Login) -> None:
    report = filed(world, people["operator"], people["endorser"])
    notes = {"note": TYPED, f"v{world.indicator.pk}-note": TYPED}
    page = login(people["coordinator"]).post(reverse("progress-return", args=[report.pk]), notes)
    assert page.status_code == 422
    assert page.content.decode().count(NIK_TYPED) >= 2
    assert TYPED in page.content.decode()
    assert not ReturnPoint.objects.exists()


def test_chapters_and_comments_refuse_it_and_keep_what_was_typed(world: World, secretariat: User, login: Login) -> None:
    manuscript, client = begin(plan=world.plan, year=2024, by=secretariat), login(secretariat)
    url = reverse("chapter-edit", args=[manuscript.pk, "klaster-1"])
    assert client.get(url).content.decode().count(NO_VICTIMS) == 2
    pages = [
        client.post(url, {"text": TYPED, "note": "", "base": 0}),
        client.post(reverse("comment-add", args=[manuscript.pk, "klaster-1"]), {"comment": TYPED}),
    ]
    for page in pages:
        assert NIK_TYPED in page.content.decode()
        assert TYPED in page.content.decode()
    assert not ChapterVersion.objects.exists()
    assert not ChapterComment.objects.exists()


def test_the_xlsx_form_refuses_it_with_its_place(world: World, operator: User) -> None:
    book = Book(entry_sheet.make_form(organization=world.kemenpppa, period=world.period(1)))
    book.put(f"N{world.action.pk}", "Capaian", TYPED)
    preview = entry_sheet.preview_form(
        organization=world.kemenpppa, period=world.period(1), file=BytesIO(book.xlsx()), name="isian.xlsx"
    )
    [item] = preview.items
    assert (item.state, [note.sentence for note in item.notes]) == (ItemState.ERROR, [NIK_TYPED])
