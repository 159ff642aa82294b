"""Asking for the annual report of one cluster, organization or region; its number, its name, its file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import AssignmentRole
from actions.models import Assignment
from clusters.enums import Role
from clusters.models import User
from reports.enums import RenderState
from reports.manuscripts import begin, save_text
from reports.models import Report
from reports.services import request_report
from reports.summaries import WHOLE, Scope
from reports.tasks import render_report
from tests.cast import World, make_organization, make_user
from tests.reports.story import AFTER_THE_YEAR, Teller
from tests.reports.test_rendering import pages_of
from tests.reports.test_report_pages import WORDS, asked, text_of

Login = Callable[[User], Client]


@pytest.fixture
def placed(world: World) -> World:
    world.action.locations.add(world.regency)
    return world


def ask(world: World, by: User, scope: Scope = WHOLE, *, is_preview: bool = False) -> Report:
    return request_report(
        plan=world.plan,
        year=2024,
        cut_off_on=date(2025, 3, 31),
        conclusion="",
        by=by,
        is_preview=is_preview,
        scope=scope,
    )


@pytest.mark.parametrize(
    ("sent", "name", "file_name"),
    [
        ({"cluster": "1"}, "Klaster 1", "Laporan-Tahunan-GT-PPTPPO-2024-Klaster-1-v1.pdf"),
        ({"organization": "kemenpppa"}, "Kemenpppa", "Laporan-Tahunan-GT-PPTPPO-2024-Kemenpppa-v1.pdf"),
        ({"organization": "Kementerian KEMENPPPA"}, "Kemenpppa", "Laporan-Tahunan-GT-PPTPPO-2024-Kemenpppa-v1.pdf"),
        ({"region": "32"}, "Jawa Barat", "Laporan-Tahunan-GT-PPTPPO-2024-Jawa-Barat-v1.pdf"),
        ({"region": "jawa"}, "Jawa Barat", "Laporan-Tahunan-GT-PPTPPO-2024-Jawa-Barat-v1.pdf"),
        ({"region": "Bogor"}, "Bogor", "Laporan-Tahunan-GT-PPTPPO-2024-Bogor-v1.pdf"),
    ],
)
def test_a_part_of_the_plan_is_asked_for_by_name_or_code(
    placed: World, secretariat: User, login: Login, sent: dict[str, str], name: str, file_name: str
) -> None:
    if "cluster" in sent:
        sent = {"cluster": str(placed.clusters[1].pk)}
    response = login(secretariat).post(reverse("report-request"), asked(placed, **sent))
    report = Report.objects.get()
    assert response["Location"] == report.get_absolute_url()
    assert (report.scope_name, report.file_name) == (name, file_name)
    assert sum(key is not None for key in report.scope.values()) == 1


def test_each_scope_counts_its_own_editions(placed: World, secretariat: User) -> None:
    cluster, other = Scope(cluster=placed.clusters[1]), Scope(region=placed.province)
    editions = [ask(placed, secretariat, scope).edition for scope in (WHOLE, cluster, cluster, other, WHOLE)]
    assert editions == [1, 1, 2, 1, 2]
    preview = ask(placed, secretariat, cluster, is_preview=True)
    assert (preview.edition, preview.file_name) == (0, "Laporan-Tahunan-GT-PPTPPO-2024-Klaster-1-DRAF.pdf")


def test_an_edition_of_a_part_is_compared_with_the_one_before_of_the_same_part(
    placed: World, secretariat: User
) -> None:
    whole = ask(placed, secretariat)
    first, second = (ask(placed, secretariat, Scope(cluster=placed.clusters[1])) for _ in range(2))
    done = {"file": "x", "file_sha256": "x", "figures_sha256": "x", "figures": {}, "pages": 1}
    Report.objects.update(state=RenderState.READY, finished_at=AFTER_THE_YEAR, **done)
    assert second.previous() == first
    assert first.previous() is whole.previous() is None
    assert Report.objects.editions_of(first).count() == 2


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"region": "32", "organization": "KEMENPPPA"}, "Pilih satu cakupan saja: klaster, instansi, atau wilayah."),
        ({"organization": "tidak-ada"}, "Instansi “tidak-ada” tidak ditemukan."),
        ({"organization": "Kementerian KEMEN"}, "Tulis kodenya."),
        ({"region": "Atlantis"}, "Wilayah “Atlantis” tidak ditemukan."),
        ({"region": "53"}, "Nusa Tenggara Timur tidak mempunyai aksi dalam RAN contoh pada tahun 2024."),
        (
            {"organization": "KEMENKOPMK"},
            "Kementerian KEMENKOPMK tidak mempunyai aksi dalam RAN contoh pada tahun 2024.",
        ),
    ],
)
def test_a_scope_that_makes_no_sense_is_told_beside_its_field_and_nothing_typed_is_lost(
    placed: World, secretariat: User, login: Login, sent: dict[str, str], sentence: str
) -> None:
    text = text_of(login(secretariat).post(reverse("report-request"), asked(placed, **sent)))
    assert sentence in text
    assert all(f'value="{value}"' in text for key, value in sent.items() if key in {"region", "organization"})
    assert not Report.objects.exists()


def test_a_five_year_report_has_no_parts(placed: World, secretariat: User, login: Login) -> None:
    type(placed.plan).objects.filter(pk=placed.plan.pk).update(start_year=2023)
    sent = {"region": "32", "kind": "five_year"}
    text = text_of(login(secretariat).post(reverse("report-request"), asked(placed, **sent)))
    assert "hanya ada untuk Laporan Tahunan" in text


def test_a_conclusion_typed_for_a_part_stands_beside_the_manuscript_of_the_whole(
    placed: World, secretariat: User, login: Login
) -> None:
    manuscript = begin(plan=placed.plan, year=2024, by=secretariat)
    save_text(manuscript=manuscript, key="kesimpulan", text="Untuk semua.", note="", base=0, by=secretariat)
    login(secretariat).post(reverse("report-request"), asked(placed, region="32"))
    assert Report.objects.get().conclusion.split() == WORDS.split()


def test_list_and_page_show_the_scope(placed: World, secretariat: User, login: Login) -> None:
    report = ask(placed, secretariat, Scope(region=placed.province))
    client = login(secretariat)
    assert "Laporan Tahunan 2024, Jawa Barat, edisi 1" in text_of(client.get(reverse("report-list")))
    text = text_of(client.get(report.get_absolute_url()))
    assert "Cakupan" in text
    assert "Laporan Tahunan 2024, Jawa Barat, edisi 1" in text
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("report-list"))
    for cluster in placed.clusters.values():
        ask(placed, secretariat, Scope(cluster=cluster))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("report-list"))
    assert len(many) == len(few)


@pytest.mark.lane("sqlite")
def test_the_edition_of_a_cluster_is_printed_with_its_text_whose_figures_of_the_whole_are_of_the_whole(
    placed: World, people: dict[str, User], secretariat: User
) -> None:
    Teller(placed, people).verified(1, 80)
    manuscript = begin(plan=placed.plan, year=2024, by=secretariat)
    texts = {
        "klaster-1": "Dari {{ jumlah.aksi }} aksi seluruhnya; skor {{ capaian.klaster.1 }}.",
        "ringkasan": "Tentang semua klaster.",
    }
    for key, text in texts.items():
        save_text(manuscript=manuscript, key=key, text=text, note="", base=0, by=secretariat)
    with time_machine.travel(AFTER_THE_YEAR):
        report = ask(placed, secretariat, Scope(cluster=placed.clusters[1]))
        render_report(report.pk)
    report.refresh_from_db()
    assert report.state == RenderState.READY, report.error
    assert list(report.figures["texts"]) == ["klaster-1"]  # type: ignore[index]
    html = report.figures["texts"]["klaster-1"]["html"]  # type: ignore[index]
    assert "Dari 2 aksi seluruhnya" in html  # of the plan, which this edition does not tell: no link
    assert html.count("<a ") == 1
    with default_storage.open(str(report.file.name)) as file:
        text = " ".join(pages_of(file.read()))
    assert "Klaster 1 Klaster contoh 1" in text
    assert "· 2024 · Klaster 1" in text
    assert "Tentang semua klaster" not in text


def test_an_edition_of_a_region_is_seen_by_that_region_its_province_and_the_nation(
    placed: World, people: dict[str, User]
) -> None:
    whole, province, regency = (
        ask(placed, people["secretariat"], scope)
        for scope in (WHOLE, Scope(region=placed.province), Scope(region=placed.regency))
    )
    Report.objects.filter(pk=whole.pk).update(
        state=RenderState.READY,
        finished_at=AFTER_THE_YEAR,
        figures={},
        figures_sha256="x",
        file="x",
        file_sha256="x",
        pages=1,
    )
    of_regency = make_user(make_organization("DP3A-3201", "regional", region=placed.regency), Role.OPERATOR, "Bu Bogor")
    of_other = make_user(make_organization("DP3A-53", "regional", region=placed.other_province), Role.OPERATOR, "Tono")
    for user, seen in (
        (people["executive"], {whole, province, regency}),
        (people["region_operator"], {whole, province, regency}),
        (of_regency, {whole, regency}),
        (of_other, {whole}),
    ):
        assert set(Report.objects.visible_to(user)) == seen, user


def test_a_region_sees_of_the_nation_what_is_issued_and_no_preview(placed: World, people: dict[str, User]) -> None:
    body = make_organization("DP3A-3201", "regional", region=placed.regency)
    office = make_user(body, Role.SECRETARIAT, "Sekretariat Bogor")
    unfinished, preview = (ask(placed, people["secretariat"], is_preview=is_preview) for is_preview in (False, True))
    own = ask(placed, people["secretariat"], Scope(region=placed.regency))
    assert set(Report.objects.visible_to(office)) == {own}
    assert set(Report.objects.visible_to(people["secretariat"])) == {unfinished, preview, own}


@pytest.mark.parametrize(
    ("page", "scope"),
    [("cluster-detail", "cluster"), ("organization-detail", "organization"), ("region-detail", "region")],
)
def test_whoever_may_ask_is_led_from_the_page_to_the_form_filled_in(
    placed: World, people: dict[str, User], login: Login, page: str, scope: str
) -> None:
    shown = {"cluster": 1, "organization": placed.kemenpppa.code, "region": placed.province.code}[scope]
    address = reverse(page, args=[shown])
    response = login(people["secretariat"]).get(address, {"year": 2024})
    link = response.context["request_url"]
    assert link.replace("&", "&amp;") in text_of(response)
    form = login(people["secretariat"]).get(link).context["form"]
    wanted = str(placed.clusters[1].pk) if scope == "cluster" else str(shown)
    assert (str(form[scope].value()), form["year"].value()) == (wanted, "2024")
    assert "Minta edisi" not in text_of(login(people["executive"]).get(address, {"year": 2024}))


def test_who_only_adopts_or_left_long_ago_has_no_edition(placed: World, secretariat: User, login: Login) -> None:
    body, left = (
        make_organization("DP3A-32X", "regional", region=placed.province),
        make_organization("LAMA", "ministry"),
    )
    now = {"action": placed.action, "recorded_at": AFTER_THE_YEAR}
    Assignment.objects.create(organization=body, role=AssignmentRole.ADOPTING, starts_on=date(2024, 1, 1), **now)
    Assignment.objects.create(
        organization=left,
        role=AssignmentRole.SUPPORT,
        starts_on=date(2021, 1, 1),
        ends_on=date(2022, 12, 31),
        end_recorded_at=AFTER_THE_YEAR,
        **now,
    )
    for one in (body, left):
        answer = login(secretariat).post(reverse("report-request"), asked(placed, organization=one.code))
        assert "tidak mempunyai aksi dalam RAN contoh pada tahun 2024." in text_of(answer)


def test_what_is_not_found_is_said_once(placed: World, secretariat: User, login: Login) -> None:
    manuscript = begin(plan=placed.plan, year=2024, by=secretariat)
    save_text(manuscript=manuscript, key="kesimpulan", text="Untuk semua.", note="", base=0, by=secretariat)
    answer = login(secretariat).post(reverse("report-request"), asked(placed, region="Atlantis", conclusion="Teks."))
    assert "Naskah laporan ini sudah berisi kesimpulan" not in text_of(answer)
