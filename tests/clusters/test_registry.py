"""Registri daerah: who records what of which region, what holds on which day, and that every change can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import registry
from clusters.enums import OrganizationKind, RegionLevel, Role, TaskForceState
from clusters.models import DecreeFile, Plan, Region, RegionalPlanStage, TaskForce, User
from clusters.permissions import can_keep_registry
from tests.cast import World, make_organization, make_user
from tests.evidence_files import pdf

Login = Callable[[User], Client]
TODAY = date(2024, 4, 10)
SOURCE = "Surat Biro Hukum contoh"
# Name of the address, whether it is about a row, the methods it answers.
PAGES = [
    ("registry-list", None, {"get"}),
    ("registry-detail", "region", {"get"}),
    ("decree-record", "region", {"get", "post"}),
    ("no-task-force-record", "region", {"get", "post"}),
    ("stage-record", "region", {"get", "post"}),
    ("task-force-correct", "task_force", {"get", "post"}),
    ("task-force-withdraw", "task_force", {"get", "post"}),
    ("stage-correct", "stage", {"get", "post"}),
    ("stage-withdraw", "stage", {"get", "post"}),
    ("decree-download", "file", {"get"}),
]
READING = {"registry-list", "registry-detail", "decree-download"}
Rows = dict[str | None, list[Any]]


@pytest.fixture(autouse=True)
def in_april() -> Any:
    with time_machine.travel("2024-04-10T03:00:00+00:00"):
        yield


def make_task_force(region: Region, since: date, until: date | None = None, **fields: Any) -> TaskForce:
    own = {"decree_number": f"SK {since.year}", "decree_on": since, "source": SOURCE, **fields}
    return TaskForce.objects.create(region=region, valid_from=since, valid_to=until, **own)


@pytest.fixture
def rows(world: World, people: dict[str, User]) -> Rows:
    """The arguments of each kind of address, all of province 32."""
    task_force = make_task_force(world.province, date(2024, 1, 1))
    stage = RegionalPlanStage.objects.create(
        region=world.province, stage="drafting", since_on=date(2024, 1, 1), source=SOURCE
    )
    file = DecreeFile(task_force=task_force, original_name="sk.pdf", content_type="application/pdf", size=4)
    file.uploaded_at, file.uploaded_by = people["secretariat"].joined_at, people["secretariat"]
    file.file.save("sk.pdf", SimpleUploadedFile("sk.pdf", pdf()), save=False)
    file.save()
    code = world.province.code
    return {
        None: [],
        "region": [code],
        "task_force": [code, task_force.pk],
        "stage": [code, stage.pk],
        "file": [code, file.pk],
    }


def decree(**fields: Any) -> dict[str, Any]:
    """What the form of a decree sends."""
    return {
        "decree_number": "SK 460/12",
        "decree_on": "2024-02-01",
        "valid_from": "2024-02-01",
        "valid_to": "",
        "is_led_by_police": "true",
        "has_service_unit": "unknown",
        "source": SOURCE,
        **fields,
    }


def record(client: Client, region: Region, **fields: Any) -> Any:
    return client.post(reverse("decree-record", args=[region.code]), decree(**fields))


# Who


def statuses(client: Client, rows: Rows) -> dict[str, int]:
    """Of each page, by name of its address."""
    found = {}
    for name, kind, _ in PAGES:
        response = client.get(reverse(name, args=rows[kind]))
        found[name] = response.status_code
        if response.streaming:  # to its end, which closes the file
            assert b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return found


def test_anonymous_is_sent_to_the_login(client: Client, rows: Rows) -> None:
    for name, kind, _ in PAGES:
        response = client.get(reverse(name, args=rows[kind]))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_a_region_of_others_does_not_exist(world: World, login: Login, rows: Rows) -> None:
    body = make_organization("DINAS-53", OrganizationKind.REGIONAL, region=world.other_province)
    found = statuses(login(make_user(body, Role.OPERATOR, "Nina Timur")), rows)
    assert found == {name: 404 if kind else 200 for name, kind, _ in PAGES}


@pytest.mark.parametrize("role", ["operator", "coordinator", "executive", "auditor", "admin"])
def test_ministries_read_and_do_not_write(people: dict[str, User], login: Login, rows: Rows, role: str) -> None:
    found = statuses(login(people[role]), rows)
    assert found == {name: 200 if name in READING else 403 for name, _, _ in PAGES}


@pytest.mark.parametrize("who", ["secretariat", "region_operator"])
def test_the_secretariat_and_the_region_itself_open_every_page_and_no_wrong_method(
    people: dict[str, User], login: Login, rows: Rows, who: str
) -> None:
    client = login(people[who])
    assert set(statuses(client, rows).values()) == {200}
    for name, kind, methods in PAGES:
        for method in {"post", "put", "delete"} - methods:
            assert getattr(client, method)(reverse(name, args=rows[kind])).status_code == 405


@pytest.mark.parametrize(
    ("role", "own", "other"),
    [
        (Role.OPERATOR, True, False),
        (Role.ENDORSER, True, False),
        (Role.EXECUTIVE, False, False),
        (Role.ADMIN, False, False),
    ],
)
def test_a_province_writes_of_its_regencies_and_a_regency_of_itself_alone(
    world: World, role: str, own: bool, other: bool
) -> None:
    province = make_user(make_organization("P", OrganizationKind.REGIONAL, region=world.province), role, "Orang P")
    regency = make_user(make_organization("R", OrganizationKind.REGIONAL, region=world.regency), role, "Orang R")
    assert can_keep_registry(province, world.regency) is own
    assert can_keep_registry(regency, world.regency) is own
    assert can_keep_registry(regency, world.province) is other
    assert can_keep_registry(province, world.other_province) is other


# What


def test_a_new_decree_ends_the_former_the_day_before_and_counts_a_change_of_every_plan(
    world: World, region_operator: User, login: Login
) -> None:
    former = make_task_force(world.province, date(2021, 5, 1))
    revision = Plan.objects.get(pk=world.plan.pk).data_revision
    response = record(login(region_operator), world.province, members="Kapolda\r\nKepala Dinas PPPA")
    assert response.status_code == 302
    former.refresh_from_db()
    assert former.valid_to == date(2024, 1, 31)
    new = TaskForce.objects.get(decree_number="SK 460/12")
    assert (new.is_led_by_police, new.has_service_unit, new.valid_to) == (True, None, None)
    assert [entry.history_user for entry in new.history.all()] == [region_operator]
    assert former.history.first().history_user == region_operator
    assert Plan.objects.get(pk=world.plan.pk).data_revision == revision + 1


def test_an_older_decree_is_entered_between_others_and_never_over_them(
    world: World, secretariat: User, login: Login
) -> None:
    make_task_force(world.province, date(2024, 1, 1))
    client = login(secretariat)
    refused = record(client, world.province, valid_from="2020-01-01", chair="Gubernur")
    assert refused.context["form"].errors["valid_to"] == [
        "Sudah ada catatan sejak 1 Januari 2024: isi hari terakhir sebelum tanggal itu."
    ]
    assert 'value="Gubernur"' in refused.content.decode()
    assert record(client, world.province, valid_from="2020-01-01", valid_to="2023-12-31").status_code == 302
    twice = record(client, world.province, valid_from="2024-01-01")
    assert "perbaiki catatan itu" in twice.context["form"].errors["valid_from"][0]
    assert TaskForce.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"decree_number": ""}, "decree_number", "Bidang ini harus diisi."),
        ({"valid_to": "2023-01-01"}, "valid_to", "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"service_unit": "UPTD PPA Kota"}, "service_unit", "UPTD PPA yang diberi nama sudah ada; pilih “Ya”."),
        ({"source": ""}, "source", "Bidang ini harus diisi."),
        ({"decree_on": "kemarin"}, "decree_on", "Masukkan tanggal yang valid."),
        ({"decree_on": "2999-01-01"}, "decree_on", "Tanggal keputusan tidak boleh sesudah hari ini."),
        (
            {"valid_from": "2999-01-01"},
            "valid_from",
            "Tanggal mulai berlaku lebih dari setahun lagi. Periksa tahunnya.",
        ),
        ({"phone": "abc"}, "phone", "Tulis nomor telepon dengan angka, misalnya 022-4231234."),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    world: World, secretariat: User, login: Login, fields: dict[str, str], field: str, sentence: str
) -> None:
    form = record(login(secretariat), world.province, **fields).context["form"]
    assert form.errors[field] == [sentence]
    assert not TaskForce.objects.exists()


def test_a_correction_changes_its_row_alone_and_shows_what_it_was(
    world: World, secretariat: User, login: Login
) -> None:
    former = make_task_force(world.province, date(2021, 5, 1), date(2023, 12, 31))
    row = make_task_force(world.province, date(2024, 1, 1), daily_head="Kepala dinas")
    client, address = login(secretariat), reverse("task-force-correct", args=["32", row.pk])
    sent = decree(valid_from="2024-01-01", daily_head="Kapolda")
    assert client.post(address, sent).status_code == 302
    taken = client.post(address, {**sent, "valid_from": "2023-12-01"})
    assert "masih berlaku pada tanggal ini" in taken.context["form"].errors["valid_from"][0]
    row.refresh_from_db()
    former.refresh_from_db()
    assert (row.daily_head, former.valid_to) == ("Kapolda", date(2023, 12, 31))
    changes = registry.changes_of(world.province)
    assert changes[0].by == secretariat
    told = {change.label: (change.before, change.after) for change in changes[0].fields}
    assert told["Ketua harian"] == ("Kepala dinas", "Kapolda")
    assert told["Kapolda/Kapolres ketua harian"] == ("–", "Ya")
    page = client.get(reverse("registry-detail", args=["32"])).content.decode()
    assert "<del>Kepala dinas</del>" in page


def test_who_corrects_what_somebody_corrected_meanwhile_is_told_and_may_save_once_more(
    world: World, secretariat: User, login: Login
) -> None:
    row = make_task_force(world.province, date(2024, 1, 1), daily_head="Kepala dinas")
    client, address = login(secretariat), reverse("task-force-correct", args=["32", row.pk])
    shown = client.get(address).context["form"]["seen"].value()
    first, second = decree(valid_from="2024-01-01"), decree(valid_from="2024-01-01", daily_head="Kajati")
    assert client.post(address, {**first, "daily_head": "Kapolda", "seen": shown}).status_code == 302
    refused = client.post(address, {**second, "seen": shown}).context["form"]
    assert "diubah oleh Siti Sekretariat" in refused.non_field_errors()[0]
    assert refused["daily_head"].value() == "Kajati"
    row.refresh_from_db()
    assert row.daily_head == "Kapolda"
    assert client.post(address, {**second, "seen": refused["seen"].value()}).status_code == 302
    row.refresh_from_db()
    assert row.daily_head == "Kajati"


def test_that_there_is_none_is_a_state_of_its_own(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    sent = {"valid_from": "2024-03-01", "has_service_unit": "true", "service_unit": "UPTD PPA Jabar", "source": SOURCE}
    assert client.post(reverse("no-task-force-record", args=["32"]), sent).status_code == 302
    lines = {line.region.code: line for line in registry.lines(secretariat, on=TODAY)}
    assert lines["32"].state == TaskForceState.NONE
    assert lines["53"].state == TaskForceState.UNRECORDED
    row = TaskForce.objects.get()
    page = client.get(reverse("task-force-correct", args=["32", row.pk]))
    assert "decree_number" not in page.context["form"].fields
    assert record(client, world.province, valid_from="2024-04-01").status_code == 302
    row.refresh_from_db()
    assert row.valid_to == date(2024, 3, 31)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, TaskForceState.IN_FORCE),
        (date(2024, 7, 10), TaskForceState.IN_FORCE),
        (date(2024, 7, 9), TaskForceState.EXPIRING),
        (TODAY, TaskForceState.EXPIRING),
        (date(2024, 4, 9), TaskForceState.LAPSED),
    ],
)
def test_a_decree_ends_soon_in_its_last_ninety_days(world: World, until: date | None, state: TaskForceState) -> None:
    assert make_task_force(world.province, date(2024, 1, 1), until).state_on(TODAY) == state


# Files


def stored() -> int:
    return len(default_storage.listdir("decrees")[0]) if default_storage.exists("decrees") else 0


def test_the_file_of_a_decree_is_examined_kept_and_downloaded_as_an_attachment(
    world: World, region_operator: User, login: Login
) -> None:
    client = login(region_operator)
    record(client, world.province, file=SimpleUploadedFile("SK Gubernur.pdf", pdf("KEPUTUSAN")))
    kept = DecreeFile.objects.get()
    response = client.get(reverse("decree-download", args=["32", kept.pk]))
    assert b"".join(response.streaming_content) == pdf("KEPUTUSAN")  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == 'attachment; filename="SK Gubernur.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "SK Gubernur" not in kept.file.name
    assert client.get(reverse("decree-download", args=["32.01", kept.pk])).status_code == 404


def test_a_file_that_is_none_or_names_people_leaves_nothing_behind(
    world: World, secretariat: User, login: Login
) -> None:
    client, before = login(secretariat), stored()
    refused = record(client, world.province, file=SimpleUploadedFile("sk.pdf", b"<html>"))
    assert refused.context["form"].errors["file"]
    doubtful = pdf("NIK 3201010101010001")
    asked = record(client, world.province, file=SimpleUploadedFile("sk.pdf", doubtful))
    assert "is_declared" in asked.context["form"].fields
    assert not TaskForce.objects.exists()
    assert stored() == before
    record(client, world.province, file=SimpleUploadedFile("sk.pdf", doubtful), is_declared="on")
    assert DecreeFile.objects.get().statement


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("Keputusan Gubernur 463/2024", "Keputusan Gubernur 463/2024 dicatat."),
        ("463/2024", "Keputusan 463/2024 dicatat."),
    ],
)
def test_a_recorded_decree_is_named_once(
    world: World, secretariat: User, login: Login, number: str, sentence: str
) -> None:
    client = login(secretariat)
    record(client, world.province, decree_number=number)
    page = client.get(reverse("registry-detail", args=["32"]))
    assert [str(message) for message in page.context["messages"]] == [sentence]


def test_an_address_that_is_none_is_told_in_the_words_of_the_site(
    world: World, secretariat: User, login: Login
) -> None:
    form = record(login(secretariat), world.province, email="bukan").context["form"]
    assert form.errors["email"] == ["Tulis alamat surel yang lengkap, misalnya nama@instansi.go.id."]


def test_a_form_that_comes_back_says_of_its_file_that_it_is_to_be_chosen_again(
    world: World, secretariat: User, login: Login
) -> None:
    client, lost = login(secretariat), "tidak ikut tersimpan: pilih sekali lagi"
    sent = SimpleUploadedFile("SK Gubernur.pdf", pdf("KEPUTUSAN"))
    page = record(client, world.province, valid_to="2023-01-01", file=sent).content.decode()
    assert f"Berkas SK Gubernur.pdf {lost}" in page
    assert lost not in record(client, world.province, valid_to="2023-01-01").content.decode()
    assert lost not in client.get(reverse("decree-record", args=["32"])).content.decode()


# The list


def test_the_list_is_narrowed_by_every_filter_and_counts_each_level(
    world: World, secretariat: User, login: Login
) -> None:
    make_task_force(world.province, date(2023, 9, 1), date(2024, 5, 31), is_led_by_police=False)
    make_task_force(world.other_province, date(2020, 1, 1), date(2022, 12, 31))
    RegionalPlanStage.objects.create(region=world.regency, stage="none", since_on=date(2024, 1, 1), source=SOURCE)
    client = login(secretariat)

    def found(**query: str) -> list[str]:
        return [line.region.code for line in client.get(reverse("registry-list"), query).context["page"]]

    assert found() == ["32", "32.01", "53"]
    assert found(state="expiring") == ["32"]
    assert found(state="lapsed") == ["53"]
    assert found(state="unrecorded") == ["32.01"]
    assert found(police="Tidak") == ["32"]
    assert found(police="Belum diketahui") == ["53"]
    assert found(province="32") == ["32", "32.01"]
    assert found(level="regency") == ["32.01"]
    assert found(stage="none") == ["32.01"]
    assert found(stage="unrecorded") == ["32", "53"]
    assert found(q="tenggara nusa") == ["53"]
    assert found(q="32.0") == ["32.01"]
    totals = client.get(reverse("registry-list")).context["totals"]
    assert [(level["regions"], dict(level["states"])["lapsed"]) for level in totals] == [(2, 1), (1, 0)]


def test_the_list_asks_as_many_queries_for_three_as_for_sixty_and_shows_fifty(
    world: World, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    client.get(reverse("registry-list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("registry-list"))
    for number in range(2, 62):
        region = Region.objects.create(
            code=f"32.{number:02}", name=f"Kabupaten {number}", level=RegionLevel.REGENCY, parent=world.province
        )
        make_task_force(region, date(2024, 1, 1))
    with CaptureQueriesContext(connection) as many:
        response = client.get(reverse("registry-list"))
    assert len(many) == len(few)
    assert len(response.context["page"]) == 50


def test_the_page_of_a_region_asks_as_many_queries_for_many_decrees_as_for_one(
    world: World, secretariat: User, login: Login
) -> None:
    client, address = login(secretariat), reverse("registry-detail", args=["32"])
    make_task_force(world.province, date(2024, 1, 1))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for year in range(2010, 2020):
        make_task_force(world.province, date(year, 1, 1), date(year, 12, 31))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


# Stages of regional plans


def test_a_stage_is_recorded_and_corrected_with_its_references(
    world: World, region_operator: User, login: Login
) -> None:
    client = login(region_operator)
    sent = {
        "stage": "enacted",
        "since_on": "2024-03-01",
        "instrument": "Pergub 12/2024",
        "plan_reference": "Bab II",
        "development_reference": "RPJMD Bab IV",
        "source": SOURCE,
    }
    refused = client.post(reverse("stage-record", args=["32"]), {**sent, "instrument": ""})
    assert refused.context["form"].errors["instrument"] == ["RAD yang ditetapkan memiliki dasar hukum."]
    assert client.post(reverse("stage-record", args=["32"]), sent).status_code == 302
    twice = client.post(reverse("stage-record", args=["32"]), sent)
    assert "perbaiki catatan itu" in twice.context["form"].errors["since_on"][0]
    stage = RegionalPlanStage.objects.get()
    correct = reverse("stage-correct", args=["32", stage.pk])
    shown = client.get(correct).context["form"]["seen"].value()
    client.post(correct, {**sent, "plan_reference": "Bab III", "seen": shown})
    late = client.post(correct, {**sent, "plan_reference": "Bab IV", "seen": shown}).context["form"]
    assert "diubah oleh" in late.non_field_errors()[0]
    told = [(change.label, change.before, change.after) for change in registry.changes_of(world.province)[0].fields]
    assert told == [("Rujukan ke RAN", "Bab II", "Bab III")]
    assert "Pergub 12/2024" in client.get(reverse("registry-detail", args=["32"])).content.decode()


@pytest.mark.parametrize(
    ("stage", "plan", "said"),
    [
        ("enacted", None, "Tahap RAD tercatat “Ditetapkan”, tetapi rencananya belum dimasukkan ke sistem."),
        (
            "enacted",
            {"end_year": 2023},
            "Tahap RAD tercatat “Ditetapkan”, tetapi RAD Bogor di sistem berakhir tahun 2023.",
        ),
        ("enacted", {}, ""),
        ("drafting", {}, ""),
        ("drafting", None, ""),
        (
            "drafting",
            {"legal_basis": "Perbup 1"},
            "RAD Bogor memiliki dasar hukum di sistem, tetapi tahap RAD tercatat",
        ),
        ("none", {}, "RAD Bogor ada di sistem, tetapi tahap RAD tercatat “Belum ada RAD”."),
        ("", {}, "RAD Bogor ada di sistem, tetapi tahap RAD belum tercatat."),
        ("", {"legal_basis": "Perbup 1"}, "RAD Bogor memiliki dasar hukum di sistem, tetapi tahap RAD belum tercatat."),
        ("", None, ""),
    ],
)
def test_a_stage_and_a_plan_that_disagree_are_told_and_counted(
    world: World, secretariat: User, login: Login, stage: str, plan: dict[str, Any] | None, said: str
) -> None:
    facts = {"kind": "regional", "region": world.regency, "title": "RAD", "short_title": "RAD Bogor"}
    if stage:
        RegionalPlanStage.objects.create(
            region=world.regency, stage=stage, since_on=date(2023, 1, 1), instrument="Perbup", source="contoh"
        )
    if plan is not None:
        Plan.objects.create(**facts, **{"start_year": 2020, "end_year": 2026} | plan)
    client = login(secretariat)
    pages = [reverse(name, args=["32.01"]) for name in ("registry-detail", "regional-plan-list")]
    for address in pages:
        page = client.get(address).content.decode()
        assert said in page
        assert ("tidak sejalan" in page) == bool(said)
    shown = client.get(reverse("registry-list"), {"plan": "differs"})
    assert shown.context["differing"] == bool(said)
    assert [line.region.code for line in shown.context["page"]] == ["32.01"] * bool(said)
