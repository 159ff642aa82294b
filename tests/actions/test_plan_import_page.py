"""The page *Impor rencana* and its command: preview, answers, confirmation, and who may."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.forms import plan_import as forms
from actions.models import Action, Indicator, PlanImport, Target
from actions.services.plan_import import PreviewOutdated
from clusters.models import Plan, User
from ranpptppo.lib import waiting_files
from tests.actions.test_plan_import import Login, bring, matrix
from tests.cast import World


def upload(client: Client, world: World, file: BytesIO) -> Any:
    sent = SimpleUploadedFile("matriks.csv", file.getvalue())
    return client.post(reverse("plan-import"), {"plan": world.plan.pk, "file": sent}, follow=True)


def confirm(client: Client, shown: Any, **answers: Any) -> Any:
    """What the button below the shown preview sends."""
    seen = shown.context["preview"].fingerprint
    return client.post(reverse("plan-import-confirm"), {"seen": seen, **answers}, follow=True)


def test_the_page_shows_the_preview_first_and_imports_on_confirmation(
    world: World, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    response = upload(client, world, matrix())
    assert "Yang akan berubah" in response.content.decode()
    assert not Action.objects.filter(number="1.7").exists()
    confirm(client, response)
    assert Action.objects.filter(number="1.7").exists()
    assert PlanImport.objects.get().imported_by == secretariat


def test_the_page_shows_errors_with_their_place_and_offers_no_button(
    world: World, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    page = upload(client, world, matrix({"lokus": "99"})).content.decode()
    assert "Kode wilayah “99” tidak dikenal." in page
    assert "Impor semuanya" not in page
    client.post(reverse("plan-import-confirm"))
    assert not Action.objects.filter(number="1.7").exists()


def test_the_page_asks_about_a_changed_wording(world: World, secretariat: User, login: Login) -> None:
    bring(world, secretariat, matrix())
    known = Indicator.objects.get(action__number="1.7")
    client = login(secretariat)
    asked = upload(client, world, matrix({"indikator": "Jumlah kegiatan uji coba", "target_2024": "12"}))
    assert "Ubah nama?" in asked.content.decode()
    answered = confirm(client, asked, rename=known.pk)
    assert "Pratinjau diperbarui" in answered.content.decode()
    assert ("target", "10", "12") in {(one.thing, one.before, one.after) for one in answered.context["preview"].changes}
    known.refresh_from_db()
    assert known.text == "Jumlah kegiatan uji"
    confirm(client, answered, rename=known.pk)
    known.refresh_from_db()
    assert known.text == "Jumlah kegiatan uji coba"


def test_a_preview_that_nothing_waits_for_leads_back(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    for response in (
        client.get(reverse("plan-import-preview"), follow=True),
        client.post(reverse("plan-import-confirm"), follow=True),
    ):
        assert "kedaluwarsa" in response.content.decode()


def test_a_file_that_nobody_came_back_for_is_swept_away(world: World, secretariat: User, login: Login) -> None:
    before = _waiting()
    client = login(secretariat)
    upload(client, world, matrix())
    (mine,) = _waiting() - before
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        kind = waiting_files.WaitingKind.MATRIX
        waiting_files.keep(SessionStore(), ContentFile(b"x"), kind=kind, name="x.csv", about=1, at=timezone.now())
    assert mine not in _waiting()


def _waiting() -> set[str]:
    return set(default_storage.listdir("waiting")[1]) if default_storage.exists("waiting") else set()


def test_a_new_plan_is_made_on_its_page(world: World, secretariat: User, login: Login) -> None:
    data = {
        "kind": "national",
        "title": "Rencana 2025–2029",
        "short_title": "RAN 2025–2029",
        "start_year": 2029,
        "end_year": 2025,
        "cadence": "quarterly",
        "threshold_achieved": 90,
        "threshold_attention": 60,
    }
    client = login(secretariat)
    refused = client.post(reverse("plan-create"), data)
    assert "Tahun awal harus sebelum" in refused.content.decode()
    client.post(reverse("plan-create"), {**data, "start_year": 2025, "end_year": 2029})
    assert Plan.objects.get(short_title="RAN 2025–2029").start_year == 2025


@pytest.mark.parametrize("name", ["plan-import", "plan-import-preview", "plan-import-confirm", "plan-create"])
def test_only_the_secretariat_imports(
    world: World, people: dict[str, User], client: Client, login: Login, name: str
) -> None:
    method = "post" if name == "plan-import-confirm" else "get"
    assert getattr(client, method)(reverse(name)).status_code == 302
    for person in ("operator", "coordinator", "executive", "admin"):
        assert getattr(login(people[person]), method)(reverse(name)).status_code == 403
    assert login(people["secretariat"]).delete(reverse(name)).status_code == 405


def test_the_command_shows_changes_and_refuses_errors(
    world: World, secretariat: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "matriks.csv"
    path.write_bytes(matrix().getvalue())
    options = {"plan": world.plan.short_title, "by": secretariat.email}
    call_command("import_plan", path, preview=True, **options)
    assert "1 baru" in capsys.readouterr().out
    assert not Action.objects.filter(number="1.7").exists()
    call_command("import_plan", path, **options)
    assert Action.objects.filter(number="1.7").exists()
    path.write_bytes(matrix({"lokus": "99"}).getvalue())
    with pytest.raises(CommandError, match="1 kesalahan"):
        call_command("import_plan", path, **options)


def test_the_command_makes_a_plan_when_told_to(world: World, secretariat: User, tmp_path: Path) -> None:
    path = tmp_path / "matriks.csv"
    path.write_bytes(matrix().getvalue())
    with pytest.raises(CommandError, match="--create"):
        call_command("import_plan", path, plan="RAN baru", by=secretariat.email)
    call_command("import_plan", path, plan="RAN baru", by=secretariat.email, create="2023-2027", example=True)
    assert Plan.objects.get(short_title="RAN baru").actions.count() == 1


def test_what_changed_since_the_preview_is_shown_again_and_not_written(
    world: World, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    shown = upload(client, world, matrix())
    bring(world, secretariat, matrix({"target_2024": "12"}))
    again = confirm(client, shown)
    assert "Pratinjau diperbarui" in again.content.decode()
    assert Target.objects.filter(indicator__action__number="1.7").count() == 1
    confirm(client, again)
    assert Target.objects.filter(indicator__action__number="1.7").latest("version").value == 10


def test_the_service_refuses_an_outdated_preview(world: World, secretariat: User) -> None:
    with pytest.raises(PreviewOutdated):
        bring(world, secretariat, matrix(), seen="lain")
    assert not Action.objects.filter(number="1.7").exists()


def test_a_file_too_big_to_read_is_not_kept(
    world: World, secretariat: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MAX_BYTES", 10)
    response = upload(login(secretariat), world, matrix())
    assert "Berkas terlalu besar" in response.content.decode()


def test_a_new_plan_is_chosen_already_when_its_page_leads_here(world: World, secretariat: User, login: Login) -> None:
    page = login(secretariat).get(reverse("plan-import"), {"plan": world.plan.pk})
    assert f'<option value="{world.plan.pk}" selected>' in page.content.decode()


def test_an_endless_answer_is_no_answer(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    client.post(
        reverse("plan-import"),
        {"plan": world.plan.pk, "file": SimpleUploadedFile("m.csv", matrix().getvalue())},
    )
    assert client.post(reverse("plan-import-confirm"), {"rename": "9" * 6000}).status_code == 200


def test_the_command_wants_an_answer_for_a_changed_wording(world: World, secretariat: User, tmp_path: Path) -> None:
    bring(world, secretariat, matrix())
    path = tmp_path / "m.csv"
    path.write_bytes(matrix({"indikator": "Jumlah kegiatan uji coba"}).getvalue())
    options: dict[str, Any] = {"plan": world.plan.short_title, "by": secretariat.email}
    with pytest.raises(CommandError, match="ubah nama"):
        call_command("import_plan", path, **options)
    with pytest.raises(CommandError, match="Tidak ada ubah nama"):
        call_command("import_plan", path, rename=["Lain=>Jumlah kegiatan uji coba"], **options)
    call_command("import_plan", path, rename=["Jumlah kegiatan uji=>Jumlah kegiatan uji coba"], **options)
    assert Indicator.objects.get(action__number="1.7").text == "Jumlah kegiatan uji coba"
    path.write_bytes(matrix({"indikator": "Jumlah kegiatan uji coba lagi"}).getvalue())
    call_command("import_plan", path, no_renames=True, **options)
    assert Indicator.objects.filter(action__number="1.7").count() == 2
