"""The pages of the form as a file: download, upload, preview, answers, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions.forms import entry_sheet as forms
from actions.models import Measurement, ProgressReport
from clusters.models import User
from tests.actions.sheet_book import Book
from tests.actions.test_entry_sheet import key
from tests.actions.test_workflow import fill
from tests.cast import World

Login = Callable[[User], Client]
NAMES = ("entry-sheet", "entry-sheet-download", "entry-sheet-preview", "entry-sheet-apply")


@pytest.fixture(autouse=True)
def in_april(world: World) -> Any:
    """The first quarter of 2024 is open, and not due yet."""
    with time_machine.travel(world.period(1).opens_at + timedelta(days=2)):
        yield


def url(world: World, name: str, number: int = 1) -> str:
    return reverse(name, args=[world.period(number).pk])


def book_of(client: Client, world: World) -> Book:
    response = client.get(url(world, "entry-sheet-download"))
    assert response["Content-Disposition"] == 'attachment; filename="isian-kemenpppa-2024-tw1.xlsx"'
    return Book(response.content)


def upload(client: Client, world: World, content: bytes, number: int = 1) -> Any:
    sent = SimpleUploadedFile("isian.xlsx", content)
    return client.post(url(world, "entry-sheet", number), {"file": sent}, follow=True)


def apply(client: Client, world: World, shown: Any, **answers: str) -> Any:
    """What the button below the shown preview sends."""
    data = {"seen": shown.context["preview"].fingerprint, **answers}
    return client.post(url(world, "entry-sheet-apply"), data, follow=True)


def test_download_fill_upload_look_apply(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    book = (
        book_of(client, world).put(key(world.indicator), "Nilai", "1,234.5").put(key(world.action), "Capaian", "=1+1")
    )
    shown = upload(client, world, book.xlsx())
    page = shown.content.decode()
    assert "1.234,5" in page
    assert "tertulis “1,234.5”" in page
    assert "Lembar Indikator, baris 5" in page
    assert not ProgressReport.objects.exists()
    done = apply(client, world, shown)
    assert done.redirect_chain[-1][0] == url(world, "progress-entry")
    assert "2 isian dari isian.xlsx diterapkan." in done.content.decode()
    assert shown.context["preview"].items[0].after == "1.234,5"
    assert Measurement.objects.get().updated_by == operator
    again = upload(client, world, book.xlsx())
    assert "Tidak ada yang berubah" in again.content.decode()


def test_both_pages_of_entry_lead_to_the_form(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    for page in (reverse("progress-list"), url(world, "progress-entry"), url(world, "entry-sheet")):
        assert url(world, "entry-sheet-download") in client.get(page).content.decode()


def test_what_changed_on_the_site_too_is_chosen_by_row(world: World, operator: User, login: Login) -> None:
    report = world.report()
    client = login(operator)
    book = book_of(client, world).put(key(world.indicator), "Nilai", 7).put(key(world.ratio), "Pembilang", 1)
    book.put(key(world.ratio), "Penyebut", 2)
    fill(world, report, operator)
    shown = upload(client, world, book.xlsx())
    assert "Berubah di situs sejak formulir diunduh" in shown.content.decode()
    half = apply(client, world, shown, **{f"row-{key(world.ratio)}": "apply"})
    assert half.status_code == 422
    assert "1 baris menunggu jawaban" in half.content.decode()
    assert f'id="apply-{key(world.ratio)}" name="row-{key(world.ratio)}" value="apply" checked' in " ".join(
        half.content.decode().split()
    )
    both = {f"row-{key(world.ratio)}": "apply", f"row-{key(world.indicator)}": "skip"}
    done = apply(client, world, half, **both)
    assert "1 isian dari isian.xlsx diterapkan. 1 baris dilewati." in done.content.decode()
    assert report.measurements.get(indicator=world.indicator).value == 110
    assert report.measurements.get(indicator=world.ratio).numerator == 1


def test_an_outdated_preview_is_shown_again(world: World, operator: User, login: Login) -> None:
    report = world.report()
    client = login(operator)
    shown = upload(client, world, book_of(client, world).put(key(world.indicator), "Nilai", 7).xlsx())
    fill(world, report, operator)
    again = apply(client, world, shown)
    assert "berubah sejak pratinjau" in again.content.decode()
    assert report.measurements.get(indicator=world.indicator).value == 110


def test_errors_are_shown_with_their_cell_and_the_rest_can_be_applied(
    world: World, operator: User, login: Login
) -> None:
    client = login(operator)
    book = book_of(client, world).put(key(world.indicator), "Nilai", "entah").put(key(world.action), "Kendala", "Dana.")
    shown = upload(client, world, book.xlsx())
    assert "kolom I (Nilai)" in shown.content.decode()
    done = apply(client, world, shown, **{f"row-{key(world.indicator)}": "skip"})
    assert "1 baris dilewati" in done.content.decode()
    assert ProgressReport.objects.get().narratives.get().obstacle == "Dana."


def test_a_file_with_a_missing_column_offers_no_button(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    shown = upload(client, world, book_of(client, world).drop_column("Indikator", "Nilai").xlsx())
    page = shown.content.decode()
    assert "Kolom “Nilai” tidak ada" in page
    assert ">Terapkan<" not in page
    assert apply(client, world, shown).status_code == 422


def test_a_form_of_another_period_is_refused_on_the_page(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    page = upload(client, world, book_of(client, world).xlsx(), number=2).content.decode()
    assert "dibuat untuk Kemenpppa – Triwulan I 2024" in page


def test_a_file_that_waits_for_another_period_or_no_more_leads_back(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    content = book_of(client, world).put(key(world.indicator), "Nilai", 7).xlsx()
    shown = upload(client, world, content)
    other = client.get(url(world, "entry-sheet-preview", 2), follow=True)
    assert "kedaluwarsa" in other.content.decode()
    apply(client, world, shown)
    for response in (
        client.get(url(world, "entry-sheet-preview"), follow=True),
        client.post(url(world, "entry-sheet-apply"), follow=True),
    ):
        assert "kedaluwarsa" in response.content.decode()


def test_a_period_that_is_not_open_yet_takes_no_file(world: World, operator: User, login: Login) -> None:
    client = login(operator)
    content = book_of(client, world).put(key(world.indicator), "Nilai", 7).xlsx()
    with time_machine.travel(world.period(1).opens_at - timedelta(days=1)):
        client = login(operator)
        shown = upload(client, world, content)
        assert "belum dibuka" in apply(client, world, shown).content.decode()
    assert not ProgressReport.objects.exists()


def test_too_big_or_no_file_is_refused_beside_the_field(
    world: World, operator: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login(operator)
    assert "wajib" in client.post(url(world, "entry-sheet")).content.decode().casefold()
    monkeypatch.setattr(forms, "MAX_BYTES", 3)
    assert "Berkas terlalu besar" in upload(client, world, b"xxxx").content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_only_operators_of_an_organization_that_owes_something(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    method = "post" if name == "entry-sheet-apply" else "get"
    address = url(world, name)
    assert getattr(client, method)(address).status_code == 302
    for person in ("endorser", "coordinator", "secretariat", "executive", "auditor", "admin"):
        assert getattr(login(people[person]), method)(address).status_code == 403
    for person in ("outsider", "region_operator"):
        assert getattr(login(people[person]), method)(address).status_code == 404
    assert login(people["operator"]).delete(address).status_code == 405
