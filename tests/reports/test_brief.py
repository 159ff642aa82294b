"""Bahan rapat: two pages from what a dashboard shows, with the same figures, stamped, made in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.enums import Status
from actions.models import Action
from clusters.models import Plan, User
from ranpptppo.lib.formats import number, percent
from reports.enums import DocumentKind, RenderState
from reports.models import Document
from reports.rendering import render_paper
from reports.tasks import render_document
from tests.cast import World, make_indicator, make_organization, make_user
from tests.reports.synthetic import Size, make_plan
from tests.reports.test_rendering import pages_of

pytestmark = pytest.mark.lane("sqlite")
Login = Callable[[User], Client]
NOW = datetime(2025, 6, 1, 5, 0, tzinfo=UTC)


@pytest.fixture
def plan(world: World) -> Any:
    """A synthetic plan of examples, in June 2025."""
    plan = make_plan(Size(actions=21, indicators_per_action=2, organizations=5))
    Plan.objects.filter(pk=plan.pk).update(is_example=True)
    with time_machine.travel(NOW, tick=False):
        yield plan


def asked(client: Client, page: str = "", **query: Any) -> Document:
    """The brief of the dashboard at ``page``, asked for and not printed yet."""
    address = reverse("brief-request", args=[page] if page else [])
    response = client.post(address, query_params=query)
    document = Document.objects.latest("pk")
    assert response["Location"] == document.get_absolute_url()
    return document


def printed(document: Document) -> list[str]:
    """The text of its pages, as the worker prints it."""
    render_document(document.pk)
    document.refresh_from_db()
    assert document.state == RenderState.READY, document.error
    with default_storage.open(str(document.file.name)) as file:
        return pages_of(file.read())


def test_two_pages_say_what_the_page_says(plan: Plan, executive: User, login: Login) -> None:
    client = login(executive)
    narrow = {"plan": plan.pk, "year": 2024, "source": "apbn"}
    shown = client.get(reverse("home"), narrow).context
    document = asked(client, **narrow)
    pages = printed(document)
    assert document.pages == len(pages) == 2
    national, first = shown["national"], pages[0]
    spent = national["budget"]
    for words in (
        "GUGUS TUGAS PENCEGAHAN DAN PENANGANAN TPPO",
        plan.title,
        f"{plan.short_title}, tahun 2024, resmi (terverifikasi)",
        "Sumber dana: APBN",
        "1 Juni 2025 pukul 12.00 WIB",
        f"Dibuat oleh {executive.name}, ",
        number(Decimal(national["score"]), places=2),
        f"{national['actions_scored']} dari {national['actions']} aksi",
        percent(Decimal(national["completeness"]["filed"]["percent"])),
        f"{national['completeness']['on_time']['count']} dari {national['completeness']['on_time']['total']} laporan",
        percent(Decimal(spent["absorption"])),
        f"{national['indicators']} indikator:",
        *(f"{Status(status).label} {count}" for status, count in national["counts"].items() if count),
    ):
        assert words in first, words
    for cluster in shown["clusters"]:
        achieved, filed = cluster["counts"]["achieved"], cluster["completeness"]["filed"]
        score = "–" if cluster["score"] is None else number(Decimal(cluster["score"]), places=2)
        row = f"{score} {Status(cluster['status']).label} {achieved} dari {sum(cluster['counts'].values())}"
        assert f"{row} {filed['count']}/{filed['total']}" in first, cluster["name"]
    for row in shown["pressing"]:
        assert row["organization"]["short_name"] in pages[1]
    for row in shown["trend"]:
        assert number(Decimal(row["score"]), places=2) in pages[1]
    for page, place in zip(pages, (1, 2), strict=True):
        for words in (f"Halaman {place} dari 2", "CONTOH", document.context["code_shown"], "Sumber dana: APBN"):
            assert words in page, words
        assert "DRAF" not in page


def test_what_is_printed_is_what_was_shown_when_it_was_asked_for(plan: Plan, executive: User, login: Login) -> None:
    document = asked(login(executive), plan=plan.pk, year=2024, reading="provisional")
    Plan.objects.filter(pk=plan.pk).update(title="Judul baru")
    pages = printed(document)
    assert plan.title in pages[0]
    assert "sementara (terakhir dilaporkan)" in pages[0]
    assert "DRAF" in pages[1]


def test_a_page_about_one_thing_has_a_brief_about_it(plan: Plan, executive: User, login: Login) -> None:
    client, narrow = login(executive), {"plan": plan.pk, "year": 2024}
    cluster = client.get(reverse("cluster-detail", args=[1]), narrow).context["cluster"]
    context = asked(client, "clusters/1", **narrow).context
    assert context["tiles"][0]["value"] == number(Decimal(cluster["score"]), places=2)
    assert context["tiles"][3]["value"] == percent(Decimal(cluster["budget"]["absorption"]))
    assert ["Klaster", f"1. {cluster['name']}"] in context["filters"]
    assert context["table"]["caption"] == "Aksi"
    assert context["table"]["total"] == len(cluster["actions"])
    action = Action.objects.filter(plan=plan).order_by("pk")[0]
    figures = client.get(reverse("action-detail", args=[action.pk]), narrow).context["figures"]
    context = asked(client, f"actions/{action.pk}", **narrow).context
    assert context["table"]["caption"] == "Indikator"
    assert [row[4]["status"] for row in context["table"]["rows"]] == [one["status"] for one in figures["indicators"]]
    shown = client.get(reverse("organization-list"), narrow).context["page"].object_list
    lead = next(row for row in shown if row["score"] is not None)
    context = asked(client, f"organizations/{lead['organization']['code']}", **narrow).context
    assert context["tiles"][0]["value"] == number(Decimal(lead["score"]), places=2)


def test_a_large_plan_with_long_names_still_takes_two_pages(plan: Plan, executive: User, login: Login) -> None:
    long = "Penguatan kapasitas petugas layanan terpadu bagi korban tindak pidana perdagangan orang " * 4
    Action.objects.filter(plan=plan).update(title=long[:300])
    context = asked(login(executive), "clusters/1", plan=plan.pk, year=2024).context
    (row,) = context["table"]["rows"][:1]
    context["table"] = {**context["table"], "rows": [row] * 9, "total": 200}
    context["pressing"] = [{**context["pressing"][0], "about": long[:170]}] * 10
    context["filters"] = [["Wilayah", "32.01 Kabupaten dengan nama yang sangat panjang sekali"]] * 8
    pages = pages_of(render_paper(DocumentKind.BRIEF, context))
    assert len(pages) == 2
    assert "lainnya" in pages[0]


def test_one_waits_on_its_page_and_then_downloads_it(
    world: World, executive: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login(executive)
    document = asked(client, "clusters", year=2024)
    text = client.get(document.get_absolute_url()).content.decode()
    assert "Menunggu giliran" in text
    assert 'hx-trigger="every 2s"' in text
    assert "Bahan rapat RAN contoh tahun 2024" in text
    assert f'href="/clusters/?year=2024&amp;plan={world.plan.pk}"' in text
    assert printed(document)
    response = client.get(reverse("document-download", args=[document.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "Bahan-Rapat-Klaster-2024-" in response["Content-Disposition"]


def test_the_own_organization_and_overseers_see_it_and_nobody_else(
    world: World, operator: User, outsider: User, region_operator: User, executive: User, login: Login
) -> None:
    document = asked(login(operator), year=2024)
    colleague = make_user(world.kemenpppa, "operator", "Rekan")
    for person, status in ((colleague, 200), (executive, 200), (outsider, 404), (region_operator, 404)):
        assert login(person).get(document.get_absolute_url()).status_code == status, person.name


def test_a_failed_brief_may_be_tried_again_by_whoever_asked_for_it(world: World, executive: User, login: Login) -> None:
    document = asked(login(executive), year=2024)
    Document.objects.filter(pk=document.pk).update(state=RenderState.FAILED, error="Gagal.")
    other = make_user(make_organization("KSP"), "executive", "Eko Lain")
    assert login(other).post(reverse("document-repeat", args=[document.pk])).status_code == 403
    assert login(executive).post(reverse("document-repeat", args=[document.pk])).status_code == 302
    document.refresh_from_db()
    assert document.state == RenderState.QUEUED


def test_every_dashboard_offers_it_and_what_is_none_has_none(world: World, executive: User, login: Login) -> None:
    client = login(executive)
    assert 'action="/brief/?' in client.get(reverse("home")).content.decode()
    for page in ("tasks", "clusters/99", "nowhere"):
        assert client.post(reverse("brief-request", args=[page])).status_code == 404
    assert client.get(reverse("brief-request")).status_code == 405
    client.logout()
    assert client.post(reverse("brief-request"))["Location"].startswith(reverse("account_login"))
    assert not Document.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, executive: User, login: Login) -> None:
    client = login(executive)

    def cost() -> int:
        Plan.objects.filter(pk=world.plan.pk).touch()
        with CaptureQueriesContext(connection) as queries:
            asked(client, year=2024)
        return len(queries)

    few = cost()
    for place in range(12):
        action = Action.objects.create(
            plan=world.plan, cluster=world.clusters[1], number=f"1.{place + 20}", title=f"Aksi {place}"
        )
        make_indicator(action, f"Indikator {place}", 10)
    assert cost() == few
