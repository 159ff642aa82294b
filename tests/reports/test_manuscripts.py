"""Naskah: who writes what, references instead of typed figures, versions that meet, comments, input of organizations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clusters.enums import Role
from clusters.models import ClusterRole, Notification, OrganizationName, User
from reports.manuscripts import ask_feedback, begin, save_text
from reports.models import ChapterComment, ChapterVersion, FeedbackRequest, Manuscript, Report
from reports.provenance import trace_of
from reports.references import Reference, catalogue, difference, text_html, typed_figures, unknown
from reports.summaries import load_year, missing_reports_of
from tests.cast import World, make_user, record_filing
from tests.reports.sample_figures import annual_figures

Login = Callable[[User], Client]
KNOWN = {
    "capaian.klaster.1": Reference("Skor klaster 1", "86,40", "klaster/1/skor"),
    "narasi.klaster-1.p4.capaian": Reference("Capaian", "Paragraf <satu>.\n\nParagraf dua."),
}


@pytest.fixture
def manuscript(world: World, secretariat: User) -> Manuscript:
    return begin(plan=world.plan, year=2024, by=secretariat)


def address(manuscript: Manuscript, name: str = "chapter-edit", key: str = "klaster-1", **more: object) -> str:
    return reverse(name, kwargs={"pk": manuscript.pk, "key": key, **more})


def write(client: Client, manuscript: Manuscript, text: str, *, base: int = 0, key: str = "klaster-1") -> object:
    return client.post(address(manuscript, key=key), {"text": text, "note": "", "base": base}, follow=True)


def test_the_preview_of_a_refused_text_shows_what_was_typed(
    manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    page = write(client, manuscript, "Baris **tebal** {{ tidak.ada }}").content.decode()  # type: ignore[attr-defined]
    preview = page.split('id="chapter-check"')[1].split("</section>")[0]
    assert "<strong>tebal</strong>" in preview
    assert "Belum ada teks." not in preview
    assert not ChapterVersion.objects.exists()


# --- texts ---


def test_a_reference_becomes_its_figure_and_in_print_leads_to_its_provenance() -> None:
    text = "Skor **{{ capaian.klaster.1 }}** tercapai."
    assert text_html(text, KNOWN) == "<p>Skor <strong>86,40</strong> tercapai.</p>\n"
    printed = text_html(text, KNOWN, for_print=True)
    assert '<a href="http://telusur.invalid/klaster/1/skor/">86,40</a>' in printed


def test_nobody_types_an_address_of_the_binder_and_links_do_not_nest() -> None:
    forged = text_html("[86](http://telusur.invalid/klaster/1/skor) dan [x](HTTP://bagian.INVALID/#bab-9)", KNOWN)
    assert "href" not in forged
    nested = text_html("[skor {{ capaian.klaster.1 }}](https://contoh.go.id/)", KNOWN, for_print=True)
    assert nested == '<p><a href="https://contoh.go.id/">skor 86,40</a></p>\n'


def test_a_narrative_becomes_paragraphs_and_stays_text() -> None:
    html = text_html("{{ narasi.klaster-1.p4.capaian }}", KNOWN)
    assert html.strip() == "<p>Paragraf &lt;satu&gt;.</p><p>Paragraf dua.</p>"


def test_every_figure_of_the_catalogue_has_its_telling() -> None:
    figures = annual_figures()
    paths = {reference.path for reference in catalogue(figures).values()}
    assert len(paths) > 100
    for path in paths:
        assert trace_of(figures, path).title


def test_an_unknown_reference_is_said_with_the_nearest() -> None:
    assert unknown("{{ capaian.klaster.11 }} {{ capaian.klaster.1 }}", KNOWN) == [
        "Rujukan {{ capaian.klaster.11 }} tidak dikenal. Mungkin maksud Anda {{ capaian.klaster.1 }}."
    ]


def test_typed_figures_are_noticed_and_references_are_not() -> None:
    assert typed_figures("Naik 12,5% dan Rp5 miliar; {{ capaian.klaster.1 }}% tahun 2024.") == ["12,5%", "Rp5"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](http://contoh.go.id/x.png)",
        "<a href='http://x' onclick='y'>z</a>",
    ],
)
def test_no_markup_comes_through_a_text(text: str) -> None:
    html = text_html(text, KNOWN)
    assert not re.findall(r"<(?!/?p>|br>)[^>]*>", html), "typed markup is shown as typed"


@given(st.text(), st.text())
def test_a_difference_holds_both_versions(old: str, new: str) -> None:
    rows = difference(old, new)
    assert "".join(text for kind, text in rows if kind != "added") == old
    assert "".join(text for kind, text in rows if kind != "removed") == new


# --- who may ---


def test_the_lead_of_a_cluster_writes_its_chapter_and_no_other(
    world: World, manuscript: Manuscript, login: Login
) -> None:
    lead = ClusterRole.objects.filter(cluster__number=1).first()
    assert lead is not None
    client = login(make_user(lead.organization, Role.OPERATOR, "Penulis Klaster"))
    write(client, manuscript, "Teks klaster.")
    assert ChapterVersion.objects.get().text == "Teks klaster."
    refused = client.post(address(manuscript, key="kesimpulan"), {"text": "x", "note": "", "base": 0})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("name", "method", "extra"),
    [
        ("chapter-edit", "post", {}),
        ("chapter-restore", "post", {"number": 1}),
        ("comment-add", "post", {}),
        ("comment-resolve", "post", {"comment": 1}),
    ],
)
def test_who_only_reads_changes_nothing(
    manuscript: Manuscript, executive: User, login: Login, name: str, method: str, extra: dict[str, int]
) -> None:
    client = login(executive)
    assert client.get(address(manuscript)).status_code == 200
    assert getattr(client, method)(address(manuscript, name, **extra)).status_code == 403


def test_strangers_log_in_and_outsiders_find_nothing(
    world: World, manuscript: Manuscript, people: dict[str, User], client: Client, login: Login
) -> None:
    pages = [
        manuscript.get_absolute_url(),
        address(manuscript),
        address(manuscript, "chapter-history"),
    ]
    for page in pages:
        assert client.get(page).status_code == 302
    outsider = login(people["region_operator"])
    for page in pages:
        assert outsider.get(page).status_code == 404
    assert outsider.get(address(manuscript, "chapter-check")).status_code == 405
    assert outsider.post(address(manuscript, "chapter-check")).status_code == 404


def test_wrong_methods_are_refused(manuscript: Manuscript, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    for name, extra in (
        ("chapter-check", {}),
        ("comment-add", {}),
        ("chapter-restore", {"number": 1}),
        ("comment-resolve", {"comment": 1}),
    ):
        assert client.get(address(manuscript, name, **extra)).status_code == 405
    for name in ("feedback-ask", "feedback-answer"):
        assert client.get(reverse(name, args=[manuscript.pk])).status_code == 405
    assert client.post(address(manuscript, "chapter-history")).status_code == 405
    assert client.post(manuscript.get_absolute_url()).status_code == 405


def test_only_the_office_begins_a_manuscript_and_twice_is_once(
    world: World, secretariat: User, executive: User, login: Login
) -> None:
    data = {"kind": "annual", "plan": world.plan.pk, "year": 2024}
    assert login(executive).post(reverse("manuscript-list"), data).status_code == 403
    client = login(secretariat)
    for _ in range(2):
        assert client.post(reverse("manuscript-list"), data).status_code == 302
    assert Manuscript.objects.count() == 1


# --- writing ---


def test_an_unknown_reference_is_refused_and_the_text_is_still_there(
    manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    response = login(secretariat).post(address(manuscript), {"text": "{{ capaian.salah }}", "note": "", "base": 0})
    assert response.status_code == 200
    content = response.content.decode()
    assert "tidak dikenal" in content
    assert ">{{ capaian.salah }}</textarea>" in content.replace("\n", "")
    assert not ChapterVersion.objects.exists()


def test_two_who_write_the_same_chapter_lose_nothing(manuscript: Manuscript, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    write(client, manuscript, "Pertama.")
    response = client.post(address(manuscript), {"text": "Kedua.", "note": "", "base": 0})
    assert response.status_code == 409
    content = response.content.decode()
    assert "Pertama." in content
    assert "Kedua.</textarea>" in content
    write(client, manuscript, "Kedua.", base=1)
    assert list(ChapterVersion.objects.values_list("number", "text")) == [(1, "Pertama."), (2, "Kedua.")]


def test_the_same_text_is_no_new_version_and_an_old_one_comes_back_as_a_new_one(
    manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    for base, text in enumerate(["Satu.", "Dua.", "Dua."]):
        save_text(manuscript=manuscript, key="klaster-1", text=text, note="", base=base, by=secretariat)
    assert ChapterVersion.objects.count() == 2
    client = login(secretariat)
    assert "<del>" in client.get(address(manuscript, "chapter-history")).content.decode()
    client.post(address(manuscript, "chapter-restore", number=1))
    assert ChapterVersion.objects.order_by("number").last().text == "Satu."  # type: ignore[union-attr]


def test_typing_is_answered_with_the_figures_and_saves_nothing(
    manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    response = login(secretariat).post(
        address(manuscript, "chapter-check"), {"text": "{{ jumlah.aksi }} aksi, {{ jumlah.aks }}"}
    )
    content = response.content.decode()
    assert "2 aksi" in content
    assert "Mungkin maksud Anda {{ jumlah.aksi }}" in content
    assert not ChapterVersion.objects.exists()


def test_what_a_report_lacks_is_counted_as_everywhere(
    world: World, manuscript: Manuscript, people: dict[str, User], login: Login
) -> None:
    first = world.report(1)
    record_filing(first, by=people["operator"], at=world.period(1).due_at + timedelta(days=2))
    with time_machine.travel(world.period(2).due_at + timedelta(days=1)):
        found = login(people["secretariat"]).get(manuscript.get_absolute_url()).context["readiness"]
        year = load_year(world.plan, 2024, reading="official", as_of=timezone.now())
    assert (found["late"], found["missing"]) == (1, len(missing_reports_of(year)))
    assert found["missing"] > 0
    assert not found["year_is_over"]


def test_a_second_conclusion_is_refused_beside_its_field(
    world: World, manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    save_text(manuscript=manuscript, key="kesimpulan", text="Simpulan.", note="", base=0, by=secretariat)
    asked = {"kind": "annual", "plan": world.plan.pk, "year": 2024, "cut_off_on": "2025-01-31", "conclusion": "Lain."}
    client = login(secretariat)
    response = client.post(reverse("report-request"), asked)
    assert "Naskah laporan ini sudah berisi kesimpulan." in response.content.decode()
    assert not Report.objects.exists()
    assert client.post(reverse("report-request"), {**asked, "conclusion": "", "confirmed": "1"}).status_code == 302


def test_what_the_manuscript_lacks_is_told_before_the_year_is_frozen(
    world: World, manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    save_text(manuscript=manuscript, key="kesimpulan", text="Simpulan.", note="", base=0, by=secretariat)
    ChapterComment.objects.create(
        manuscript=manuscript,
        key="ringkasan",
        version=1,
        text="Kurang.",
        written_at=timezone.now(),
        written_by=secretariat,
    )
    ask_feedback(manuscript=manuscript, organization=world.polri, due_on=date(2030, 1, 1), message="", by=secretariat)
    asked = {"kind": "annual", "plan": world.plan.pk, "year": 2024, "cut_off_on": "2025-01-31", "conclusion": ""}
    client = login(secretariat)
    assert client.post(reverse("report-request"), {**asked, "cut_off_on": "2024-06-02"}).status_code == 302
    page = client.post(reverse("report-request"), asked).content.decode()
    assert "bab pada Naskah belum berisi teks: Kata Pengantar, Ringkasan Eksekutif, " in page
    assert "1 komentar pada Naskah belum diselesaikan." in page
    assert "1 permintaan masukan belum dijawab." in page
    assert Report.objects.count() == 1, "the draft of a year that runs is not asked about"
    assert client.post(reverse("report-request"), {**asked, "confirmed": "1"}).status_code == 302
    begun = client.post(
        reverse("report-request"), {**asked, "year": 2024, "kind": "annual", "cluster": world.clusters[1].pk}
    )
    assert begun.status_code == 302, "nor an edition of a part"


def test_the_list_costs_the_same_however_many_there_are(world: World, manuscript: Manuscript, login: Login) -> None:
    lead = ClusterRole.objects.filter(cluster__number=1, role="lead").get()
    client = login(make_user(lead.organization, Role.OPERATOR, "Penulis Klaster"))
    counts = []
    for kind in ("five_year", "ad_hoc"):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("manuscript-list"))
        counts.append(len(queries))
        begin(plan=world.plan, year=2024, by=manuscript.created_by, kind=kind)
    assert len(set(counts)) == 1


# --- comments and input ---


def test_comments_are_written_and_resolved(manuscript: Manuscript, secretariat: User, login: Login) -> None:
    client = login(secretariat)
    empty = client.post(address(manuscript, "comment-add"), {"comment": " "})
    assert 'aria-invalid="true"' in empty.content.decode()
    assert not ChapterComment.objects.exists()
    client.post(address(manuscript, "comment-add"), {"comment": "Mohon sumbernya."})
    comment = ChapterComment.objects.get()
    assert "Mohon sumbernya." in client.get(address(manuscript)).content.decode()
    client.post(address(manuscript, "comment-resolve", comment=comment.pk))
    comment.refresh_from_db()
    assert comment.resolved_by == secretariat


def test_organizations_are_offered_and_shown_by_the_name_of_the_day_and_ended_ones_are_not(
    world: World, manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    OrganizationName.objects.filter(organization=world.kemendagri).update(valid_to=date(2024, 10, 20))
    OrganizationName.objects.filter(organization=world.kemenpppa).update(short_name="KemenPPPA baru")
    office = login(secretariat)
    offered = office.get(manuscript.get_absolute_url()).context["form"].fields["organization"]
    assert [row.pk for row in offered.queryset if row.pk in {world.kemendagri.pk, world.kemenpppa.pk}] == [
        world.kemenpppa.pk
    ]
    assert offered.label_from_instance(offered.queryset.get(pk=world.kemenpppa.pk)).startswith("KemenPPPA baru – ")
    due_on = (timezone.now() + timedelta(days=7)).date()
    ask = {"organization": world.kemenpppa.pk, "due_on": due_on.isoformat(), "message": ""}
    page = office.post(reverse("feedback-ask", args=[manuscript.pk]), ask, follow=True).content.decode()
    assert '<th scope="row" class="wide">KemenPPPA baru</th>' in page
    asked = make_user(world.kemenpppa, Role.OPERATOR, "Dimas Dimintai")
    login(asked).post(address(manuscript, "comment-add"), {"comment": "Sudah sesuai."})
    assert "Dimas Dimintai, KemenPPPA baru ·" in login(secretariat).get(address(manuscript)).content.decode()


def test_an_organization_that_is_asked_reads_comments_and_answers(
    world: World, manuscript: Manuscript, secretariat: User, login: Login
) -> None:
    asked = make_user(world.kemendagri, Role.OPERATOR, "Dimas Dimintai")
    ClusterRole.objects.filter(organization=world.kemendagri).delete()
    reader = login(asked)
    assert reader.get(manuscript.get_absolute_url()).status_code == 404
    due_on = (timezone.now() + timedelta(days=7)).date()
    office = login(secretariat)
    ask = reverse("feedback-ask", args=[manuscript.pk])
    late = office.post(ask, {"organization": world.kemendagri.pk, "due_on": "2020-01-01", "message": ""})
    assert "tidak boleh sudah lewat" in late.content.decode()
    office.post(ask, {"organization": world.kemendagri.pk, "due_on": due_on.isoformat(), "message": "Periksa."})
    assert Notification.objects.filter(user=asked, url=manuscript.get_absolute_url()).count() == 1
    reader = login(asked)
    waits = f"Masukan atas {manuscript}"
    assert waits in reader.get(reverse("task-list")).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert waits not in login(asked).get(reverse("task-list")).content.decode()
    reader = login(asked)
    assert "Periksa." in reader.get(manuscript.get_absolute_url()).content.decode()
    reader.post(address(manuscript, "comment-add"), {"comment": "Sudah sesuai."})
    assert ChapterComment.objects.get().written_by == asked
    reader.post(reverse("feedback-answer", args=[manuscript.pk]))
    assert FeedbackRequest.objects.get().answered_by == asked
    assert waits not in reader.get(reverse("task-list")).content.decode()
    assert office.post(reverse("feedback-answer", args=[manuscript.pk])).status_code == 403
