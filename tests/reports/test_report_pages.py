"""The pages of reports: asking, waiting, reading, trying again; who may, who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clusters.enums import Cadence, PlanKind, Role
from clusters.models import Plan, Region, User
from reports.enums import RenderState, ReportKind
from reports.models import Report, ReportVolume
from reports.models.report import report_folder
from reports.services import request_report
from tests.cast import World, make_organization, make_user
from tests.reports.sample_figures import annual_figures
from tests.reports.story import Teller

Login = Callable[[User], Client]
ASKED_AT = datetime(2024, 6, 3, 3, 0, tzinfo=UTC)
WORDS = "Pelaksanaan membaik.\n\nRekomendasi: anggaran khusus."


def make_report(plan: Plan, by: User, state: str = RenderState.QUEUED, *, edition: int = 1) -> Report:
    """A report in a state, with what the constraints ask of that state."""
    report = Report.objects.create(
        kind=ReportKind.ANNUAL,
        plan=plan,
        year=2024,
        cut_off_on=date(2024, 6, 2),
        edition=edition,
        requested_by=by,
        requested_at=ASKED_AT + timedelta(minutes=edition),
        short_code=f"KODE{plan.pk}{edition}",
    )
    if state == RenderState.RENDERING:
        report.claim(at=timezone.now())
        report.advance(step=2, steps=4, label="Menata halaman", at=timezone.now())
    elif state == RenderState.READY:
        report.claim(at=timezone.now())
        report.freeze(figures=dict(annual_figures()), sha256="a" * 64)
        name = default_storage.save(f"reports/{report.pk}/rahasia.pdf", ContentFile(b"%PDF-1.7 contoh"))
        report.finish(file_name=name, file_sha256="b" * 64, pages=60, at=timezone.now())
    elif state == RenderState.FAILED:
        report.claim(at=timezone.now())
        report.fail(error="Penyusunan melebihi batas waktu.", at=timezone.now())
    return report


def make_volume(report: Report) -> int:
    """Jilid II of a finished report; its number."""
    name = default_storage.save(f"{report_folder(report)}/jilid.pdf", ContentFile(b"%PDF-1.7 jilid"))
    return ReportVolume.objects.create(report=report, number=2, file=name, file_sha256="c" * 64, pages=4).number


def regional_plan(region: Region) -> Plan:
    return Plan.objects.create(
        kind=PlanKind.REGIONAL,
        region=region,
        title="RAD contoh",
        short_title="RAD contoh",
        start_year=2024,
        end_year=2024,
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def read(response: Any) -> bytes:
    """The body to its end, which closes the file."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def asked(world: World, **changes: object) -> dict[str, object]:
    """What the form sends."""
    fields = {"kind": "annual", "plan": world.plan.pk, "year": 2024, "cut_off_on": "2024-06-02", "conclusion": WORDS}
    return {**fields, **changes}


# --- the list ---


def test_the_list_shows_each_edition_with_its_state_and_the_newest_first(
    world: World, secretariat: User, login: Login
) -> None:
    states = [RenderState.READY, RenderState.FAILED, RenderState.RENDERING, RenderState.QUEUED]
    for edition, state in enumerate(states, start=1):
        make_report(world.plan, secretariat, state, edition=edition)
    text = text_of(login(secretariat).get(reverse("report-list")))
    places = [text.index(f"Laporan Tahunan 2024, edisi {edition}") for edition in (4, 3, 2, 1)]
    assert places == sorted(places)
    for state in states:
        assert state.label in text
    ready = Report.objects.get(state=RenderState.READY)
    assert text.count("/download/") == 1
    assert reverse("report-download", args=[ready.pk]) in text
    assert reverse("report-request") in text


def test_an_empty_list_says_what_will_be_there(world: World, secretariat: User, auditor: User, login: Login) -> None:
    assert "Laporan yang Anda minta muncul di sini" in text_of(login(secretariat).get(reverse("report-list")))
    text = text_of(login(auditor).get(reverse("report-list")))
    assert "Laporan yang disusun sekretariat muncul di sini" in text
    assert reverse("report-request") not in text


def test_a_region_is_led_to_its_profile(world: World, region_operator: User, login: Login) -> None:
    answer = login(region_operator).get(reverse("report-list"))
    assert "Edisi laporan menurut wilayah disusun oleh sekretariat nasional." in text_of(answer)
    assert reverse("region-detail", args=[world.province.code]) in answer.content.decode()


def test_the_list_costs_the_same_with_more_reports(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    make_report(world.plan, secretariat)
    client.get(reverse("report-list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("report-list"))
    for edition in range(2, 20):
        make_report(world.plan, secretariat, RenderState.READY, edition=edition)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("report-list"))
    assert len(many) == len(few)


# --- asking for one ---


def test_the_secretariat_asks_for_a_report_and_lands_on_its_page(world: World, secretariat: User, login: Login) -> None:
    response = login(secretariat).post(reverse("report-request"), asked(world))
    report = Report.objects.get()
    assert (response.status_code, response["Location"]) == (302, report.get_absolute_url())
    assert (report.plan, report.year, report.cut_off_on) == (world.plan, 2024, date(2024, 6, 2))
    assert (report.edition, report.state, report.requested_by) == (1, RenderState.QUEUED, secretariat)
    assert report.conclusion.split() == WORDS.split()


def test_the_form_proposes_today_and_the_plans_of_the_nation(world: World, secretariat: User, login: Login) -> None:
    regional_plan(world.province)
    text = text_of(login(secretariat).get(reverse("report-request")))
    assert world.plan.title in text or world.plan.short_title in text
    assert "RAD contoh" not in text
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cut_off_on": "2999-01-01"}, "Batas data tidak boleh sesudah hari ini"),
        ({"cut_off_on": "2023-12-31"}, "Batas data harus pada atau sesudah 1 Januari 2024."),
        ({"cut_off_on": "kemarin"}, "Masukkan tanggal yang valid."),
        ({"cut_off_on": ""}, "Bidang ini harus diisi."),
        ({"year": 1999}, "1999"),
        ({"plan": 0}, "Masukkan pilihan yang valid."),
        ({"conclusion": "x" * 20_001}, "20001"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_the_text_stays(
    world: World, secretariat: User, login: Login, changes: dict[str, object], sentence: str
) -> None:
    text = text_of(login(secretariat).post(reverse("report-request"), asked(world, **changes)))
    assert sentence in text
    assert "error-summary" in text
    assert str(changes.get("conclusion", "Rekomendasi: anggaran khusus.")) in text
    assert not Report.objects.exists()


def test_a_year_outside_the_chosen_plan_is_refused(world: World, secretariat: User, login: Login) -> None:
    Plan.objects.create(
        kind=PlanKind.INTERIM,
        title="Antara",
        short_title="Antara 2025",
        start_year=2025,
        end_year=2025,
        cadence=Cadence.QUARTERLY,
    )
    text = text_of(login(secretariat).post(reverse("report-request"), asked(world, year=2025)))
    assert "RAN contoh hanya mencakup tahun 2024." in text
    assert not Report.objects.exists()


def test_a_five_year_report_is_asked_for_by_its_kind(world: World, secretariat: User, login: Login) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(start_year=2023)
    client = login(secretariat)
    response = client.post(reverse("report-request"), asked(world, kind="five_year", confirmed="1"))
    report = Report.objects.get()
    assert response["Location"] == report.get_absolute_url()
    assert (report.kind, report.year, report.edition) == (ReportKind.FIVE_YEAR, 2024, 1)
    assert report.file_name == "Laporan-Lima-Tahunan-GT-PPTPPO-2024-v1.pdf"
    assert "Laporan Lima Tahunan, tahun 2023–2024" in text_of(client.get(report.get_absolute_url()))
    assert "Laporan Lima Tahunan 2024, edisi 1" in text_of(client.get(reverse("report-list")))


def test_a_five_year_report_with_empty_years_is_confirmed_first(
    world: World, people: dict[str, User], login: Login
) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(start_year=2022)
    Teller(world, people).verified(1)
    client, sent = login(people["secretariat"]), asked(world, kind="five_year", conclusion="", cut_off_on="2024-06-02")
    response = client.post(reverse("report-request"), sent)
    text, page = text_of(response), response.content.decode()
    assert page.index('id="error-summary"') < page.index('name="kind"')  # in sight, where the page is read anew
    assert page.index('name="confirmed"') < page.index('name="kind"')
    assert "Tahun 2022 dan 2023: tidak ada satu pun laporan yang diverifikasi sampai 2 Juni 2024." in text
    assert "Tahun 2024: batas waktu 3 periode belum lewat pada 2 Juni 2024." in text
    assert "Kesimpulan belum ditulis" in text
    assert not Report.objects.exists()
    assert client.post(reverse("report-request"), {**sent, "preview": "1"}).status_code == 302
    assert client.post(reverse("report-request"), {**sent, "confirmed": "1"}).status_code == 302
    assert sorted(Report.objects.values_list("is_preview", flat=True)) == [False, True]


def test_a_draft_says_so_and_who_waits_sees_the_place(world: World, secretariat: User, login: Login) -> None:
    draft = make_report(world.plan, secretariat, RenderState.READY)
    waiting = [make_report(world.plan, secretariat, edition=edition) for edition in (2, 3)]
    client = login(secretariat)
    page = text_of(client.get(draft.get_absolute_url()))
    assert "Setiap halaman edisi ini bertanda DRAF" in page
    listed = text_of(client.get(reverse("report-list")))
    assert listed.count("DRAF") == 1
    assert "ke-2 dari 2" in listed
    assert "Urutan ke-1 dari 2." in text_of(client.get(waiting[0].get_absolute_url()))
    Report.objects.filter(pk=draft.pk).update(is_final=True)
    assert "DRAF" not in text_of(client.get(draft.get_absolute_url()))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("five_year", "2024 adalah tahun pertama RAN contoh"), ("ad_hoc", "Pilih jenis laporan dari daftar.")],
)
def test_a_kind_that_cannot_be_is_refused(
    world: World, secretariat: User, login: Login, kind: str, sentence: str
) -> None:
    text = text_of(login(secretariat).post(reverse("report-request"), asked(world, kind=kind)))
    assert sentence in text
    assert "Rekomendasi: anggaran khusus." in text
    assert not Report.objects.exists()


# --- its page ---


def test_while_it_is_made_its_page_asks_again_and_afterwards_no_more(
    world: World, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    report = make_report(world.plan, secretariat, RenderState.RENDERING)
    address = report.get_absolute_url()
    for headers in ({}, {"HX-Request": "true"}):
        text = text_of(client.get(address, headers=headers))
        assert f'hx-get="{address}"' in text
        assert "Menata halaman (langkah 2 dari 4)" in text
        assert f'<a href="{address}">muat ulang</a>' in text  # for a browser without JavaScript
    report.fail(error="Penyusunan melebihi batas waktu.", at=timezone.now())
    text = text_of(client.get(address, headers={"HX-Request": "true"}))
    assert "hx-get" not in text
    assert "<html" not in text
    assert "Penyusunan melebihi batas waktu." in text


def test_page_and_fragment_are_never_taken_for_each_other_by_a_cache(
    world: World, secretariat: User, login: Login
) -> None:
    report = make_report(world.plan, secretariat)
    response = login(secretariat).get(report.get_absolute_url())
    assert "HX-Request" in response["Vary"]


def test_a_finished_report_shows_its_pages_its_hashes_and_the_download(
    world: World, executive: User, secretariat: User, login: Login
) -> None:
    report = make_report(world.plan, secretariat, RenderState.READY)
    text = text_of(login(executive).get(report.get_absolute_url()))
    assert "60 halaman" in text
    assert "a" * 64 in text
    assert "b" * 64 in text
    assert reverse("report-download", args=[report.pk]) in text
    assert reverse("report-repeat", args=[report.pk]) not in text


# --- download ---


def test_the_download_has_a_sensible_name_and_is_never_sniffed(
    world: World, executive: User, secretariat: User, login: Login
) -> None:
    report = make_report(world.plan, secretariat, RenderState.READY)
    response = login(executive).get(reverse("report-download", args=[report.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Laporan-Tahunan-GT-PPTPPO-2024-v1.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert read(response) == b"%PDF-1.7 contoh"


@pytest.mark.parametrize("state", [RenderState.QUEUED, RenderState.RENDERING, RenderState.FAILED])
def test_what_is_not_finished_is_not_downloaded(
    world: World, secretariat: User, login: Login, state: RenderState
) -> None:
    report = make_report(world.plan, secretariat, state)
    assert login(secretariat).get(reverse("report-download", args=[report.pk])).status_code == 403


def test_the_file_lies_under_no_address(world: World, secretariat: User, login: Login) -> None:
    report = make_report(world.plan, secretariat, RenderState.READY)
    client = login(secretariat)
    for prefix in ("/media/", "/static/", "/"):
        assert client.get(f"{prefix}{report.file.name}").status_code == 404


def test_the_key_cannot_be_guessed(world: World, secretariat: User) -> None:
    report = make_report(world.plan, secretariat)
    keys = {Path(report.file.field.generate_filename(report, "laporan.pdf")).stem for _ in range(20)}
    assert len(keys) == 20
    assert {len(key) for key in keys} == {40}


# --- trying again ---


def test_a_failed_report_is_tried_again_with_one_press(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    report = make_report(world.plan, secretariat, RenderState.FAILED)
    address = reverse("report-repeat", args=[report.pk])
    assert address in text_of(client.get(report.get_absolute_url()))
    response = client.post(address, follow=True)
    assert "Laporan masuk antrean lagi." in text_of(response)
    report.refresh_from_db()
    assert (report.state, report.error, report.attempts) == (RenderState.QUEUED, "", 0)


@pytest.mark.parametrize("state", [RenderState.QUEUED, RenderState.RENDERING, RenderState.READY])
def test_only_a_failed_one_is_tried_again(world: World, secretariat: User, login: Login, state: RenderState) -> None:
    report = make_report(world.plan, secretariat, state)
    assert login(secretariat).post(reverse("report-repeat", args=[report.pk])).status_code == 403


# --- who ---


def addresses(report: Report) -> dict[str, str]:
    named = {name: reverse(name, args=[report.pk]) for name in ("report-detail", "report-download", "report-repeat")}
    return {"report-list": reverse("report-list"), "report-request": reverse("report-request"), **named}


def test_a_stranger_is_sent_to_the_login(client: Client, world: World, secretariat: User) -> None:
    report = make_report(world.plan, secretariat, RenderState.READY)
    for name, address in addresses(report).items():
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_login")), name


@pytest.mark.parametrize(
    "role",
    ["operator", "endorser", "coordinator", "verifier", "executive", "auditor", "admin", "outsider", "region_operator"],
)
def test_everybody_reads_and_only_the_secretariat_asks(
    world: World, people: dict[str, User], login: Login, role: str
) -> None:
    client = login(people[role])
    failed = make_report(world.plan, people["secretariat"], RenderState.FAILED)
    ready = make_report(world.plan, people["secretariat"], RenderState.READY, edition=2)
    assert "edisi 2" in text_of(client.get(reverse("report-list")))
    download = client.get(reverse("report-download", args=[ready.pk]))
    assert read(download).startswith(b"%PDF")
    seen = client.get(failed.get_absolute_url())
    is_region = role == "region_operator"  # who sees what is issued, and not how it is made
    assert seen.status_code == (404 if is_region else 200)
    assert reverse("report-repeat", args=[failed.pk]) not in seen.content.decode()
    assert client.get(reverse("report-request")).status_code == 403
    assert client.post(reverse("report-request"), asked(world)).status_code == 403
    assert client.post(reverse("report-repeat", args=[failed.pk])).status_code == (404 if is_region else 403)
    assert Report.objects.count() == 2


def test_a_regions_secretariat_does_not_ask_for_the_nations_report(
    world: World, people: dict[str, User], login: Login
) -> None:
    body = people["region_operator"].organization
    regional = make_user(body, Role.SECRETARIAT, "Sri Daerah")
    assert login(regional).get(reverse("report-request")).status_code == 403


def test_a_regions_report_is_seen_by_that_region_its_province_and_the_nation(
    world: World, people: dict[str, User], login: Login
) -> None:
    report = make_report(regional_plan(world.regency), people["secretariat"], RenderState.READY)
    stranger = make_user(
        make_organization("DP3A-53", "regional", region=world.other_province), Role.OPERATOR, "Tono Timur"
    )
    neighbour = make_user(make_organization("DP3A-3201", "regional", region=world.regency), Role.OPERATOR, "Bu Bogor")
    for user, status in (
        (people["executive"], 200),
        (people["region_operator"], 200),
        (neighbour, 200),
        (stranger, 404),
    ):
        client = login(user)
        for name in ("report-detail", "report-download"):
            response = client.get(reverse(name, args=[report.pk]))
            read(response)
            assert response.status_code == status, (user, name)
        assert (report.get_absolute_url() in text_of(client.get(reverse("report-list")))) == (status == 200)
    assert login(stranger).post(reverse("report-repeat", args=[report.pk])).status_code == 404


def test_each_address_has_its_verbs(world: World, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    report = make_report(world.plan, secretariat, RenderState.READY)
    for name, address in addresses(report).items():
        if name == "report-request":
            assert client.put(address).status_code == 405
        elif name == "report-repeat":
            assert client.get(address).status_code == 405
        else:
            assert client.post(address).status_code == 405


def test_two_editions_never_share_a_number(world: World, secretariat: User) -> None:
    editions = [
        request_report(
            plan=world.plan, year=2024, cut_off_on=date(2024, 6, 2), conclusion="", by=secretariat, at=ASKED_AT
        ).edition
        for _ in range(3)
    ]
    assert editions == [1, 2, 3]
    assert len({report.short_code for report in Report.objects.all()}) == 3
