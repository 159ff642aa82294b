"""Annual reports of one cluster, organization or region: their figures are those of the dashboards, and each is told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from actions.enums import AssignmentRole, FundingSource, Reading
from actions.models import Action, Assignment, BudgetCeiling, BudgetLine
from clusters.models import Organization, User
from ranpptppo.lib.periods import end_of_day
from reports import summaries
from reports.books import book_of
from reports.figures import AnnualFigures
from reports.filters import narrowing_of, read_filters
from reports.outline import Outline
from reports.part_addresses import TRACE
from reports.parts import head_figures
from reports.provenance import trace_of
from reports.rendering import PART
from reports.summaries import Names, Scope, annual_figures
from reports.summaries import organizations as own
from tests.cast import PLANNED_AT, World
from tests.reports.story import Teller

CUT_OFF = date(2025, 3, 31)
Make = Callable[[Scope], AnnualFigures]


@pytest.fixture
def told(world: World, people: dict[str, User]) -> World:
    """KemenPPPA reports 1.1, placed in 32.01, and spends money on 1.2 and 5.1, which Kemendagri and Polri lead."""
    teller = Teller(world, people)
    teller.verified(1, 80, realized=100_000_000, achievement="Terlaksana di tiga desa.")
    teller.verified(2, 90, realized=250_000_000)
    world.action.locations.add(world.regency)
    world.police_action.locations.add(world.other_province)
    second = Action.objects.create(plan=world.plan, cluster=world.clusters[1], number="1.2", title="Modul")
    hold(second, world.kemendagri, AssignmentRole.LEAD)
    for action, amount in ((second, 30_000_000), (world.police_action, 70_000_000)):
        hold(action, world.kemenpppa, AssignmentRole.SUPPORT)
        line = BudgetLine.objects.create(
            action=action, organization=world.kemenpppa, fiscal_year=2024, source=FundingSource.APBN, code="9.1"
        )
        BudgetCeiling.objects.create(line=line, amount=amount, set_at=PLANNED_AT)
    return world


def hold(action: Action, organization: Organization, role: str) -> None:
    Assignment.objects.create(
        action=action, organization=organization, role=role, starts_on=date(2024, 1, 1), recorded_at=PLANNED_AT
    )


def frozen(world: World, scope: Scope) -> AnnualFigures:
    return annual_figures(
        world.plan,
        2024,
        cut_off_on=CUT_OFF,
        edition=1,
        generated_at=datetime(2025, 4, 14, 2, 5, tzinfo=UTC),
        conclusion="Selesai.",
        site_address="https://ran.example.go.id",
        short_code="K7M2Q9XD",
        scope=scope,
    )


def year_of(world: World, **filters: str) -> summaries.YearData:
    """What the dashboards of the moment show with these filters."""
    data = summaries.load_years(world.plan, 2024, reading=Reading.OFFICIAL.value, as_of=end_of_day(CUT_OFF))
    query = QueryDict(mutable=True)
    query.update(filters)
    narrowing = narrowing_of(read_filters(query), data, 2024, Names(date(2024, 12, 31)))
    return summaries.year_of(summaries.narrow(data, narrowing), 2024)


def scopes(world: World) -> dict[str, Scope]:
    return {
        "cluster": Scope(cluster=world.clusters[1]),
        "organization": Scope(organization=world.kemenpppa),
        "region": Scope(region=world.province),
    }


def html_of(figures: AnnualFigures) -> dict[str, str]:
    """The parts by their titles, as they go to the printer, without their charts."""
    found = {}
    for part in book_of(figures).parts(figures):
        content = json.loads(json.dumps(part.content))
        outline = Outline(chapters=content["chapters"], appendices=content["appendices"])
        frame = {"template": content["template"], "layout": content["layout"], "head": content["head"]}
        context = {**content["data"], **frame, "outline": outline, "charts": {}, "qr": ""}
        found[part.title] = " ".join(render_to_string(PART, context).split())
    return found


def traced(pages: dict[str, str]) -> set[str]:
    paths = re.findall(rf'href="{re.escape(TRACE)}([^"]+)/"', " ".join(pages.values()))
    return {unquote(path) for path in paths}


@pytest.mark.parametrize(
    ("kind", "filters"),
    [("cluster", {"cluster": "1"}), ("organization", {"organization": "KEMENPPPA"}), ("region", {"region": "32"})],
)
def test_an_edition_has_the_figures_of_the_dashboards_with_the_same_filter(
    told: World, kind: str, filters: dict[str, str]
) -> None:
    figures, year = frozen(told, scopes(told)[kind]), year_of(told, **filters)
    names = Names(date(2024, 12, 31))
    assert figures["national"] == summaries.national_figures(year)
    assert figures["national"]["budget"]["lines"] > 0
    for mine, shown in zip(figures["clusters"], summaries.cluster_summaries(year, names), strict=True):
        assert {key: mine[key] for key in ("number", "score", "counts", "completeness", "budget")} == {  # type: ignore[literal-required]
            key: shown[key]  # type: ignore[literal-required]
            for key in ("number", "score", "counts", "completeness", "budget")
        }
    budget = {key: value for key, value in figures["budget"].items() if key != "by_line"}
    assert budget == summaries.budget_chapter(year, names)
    assert figures["trend"] == summaries.trend(year.data, 2024)
    assert [row["id"] for row in figures["matrix"]] == [
        indicator.id for action in year.counting_actions for indicator in year.data.indicators.get(action.id, ())
    ]


def test_the_edition_of_an_organization_has_the_figures_of_its_page(told: World) -> None:
    figures, whole = frozen(told, scopes(told)["organization"]), year_of(told)
    page = own.numbers_of(whole, told.kemenpppa.pk)
    national = figures["national"]
    for key in ("score", "status", "actions", "counts", "completeness", "budget"):
        assert national[key] == page[key], key  # type: ignore[literal-required]
    assert [row["number"] for row in figures["supported"]] == ["1.2", "5.1"]
    (cluster,) = figures["clusters"]
    assert [action["number"] for action in cluster["actions"]] == ["1.1"]
    assert cluster["supported_budget"]["allocated"] == 30_000_000
    assert cluster["budget"]["allocated"] == cluster["actions"][0]["budget"]["allocated"] + 30_000_000


def test_the_edition_of_a_cluster_says_what_the_whole_report_says_of_it(told: World) -> None:
    figures = frozen(told, scopes(told)["cluster"])
    whole = annual_figures_of_all(told)
    (mine,) = figures["clusters"]
    (theirs,) = (cluster for cluster in whole["clusters"] if cluster["number"] == 1)
    assert mine == theirs
    assert figures["title"] == f"{whole['title']}: {told.clusters[1]}"


def annual_figures_of_all(world: World) -> AnnualFigures:
    return frozen(world, summaries.WHOLE)


@pytest.mark.parametrize("kind", ["whole", "cluster", "organization", "region"])
def test_the_table_of_clusters_says_in_which_chapter_each_is_told(told: World, kind: str) -> None:
    """The cast's plan has clusters 1 and 5: a cluster's number says nothing of its chapter's."""
    figures = frozen(told, {"whole": summaries.WHOLE, **scopes(told)}[kind])
    parts = list(book_of(figures).parts(figures))
    told_in = [part for part in parts if part.content["template"].endswith("/_cluster.html")]
    chapters = {part.content["data"]["cluster"]["number"]: part.title.split()[1] for part in told_in}
    tables = [part.content["data"].get("figures", {}).get("clusters") for part in parts]
    assert any(tables)
    for table in filter(None, tables):
        assert {row["number"]: row["roman"] for row in table} == chapters


def test_the_edition_of_a_province_tells_of_it_and_its_regencies_alone(told: World) -> None:
    figures = frozen(told, scopes(told)["region"])
    assert [row["code"] for row in figures["area"]["regions"]] == ["32", "32.01"]
    assert [action["number"] for cluster in figures["clusters"] for action in cluster["actions"]] == ["1.1"]
    assert "regions" not in figures
    assert figures["statistics"] == []


@pytest.mark.parametrize("kind", ["cluster", "organization", "region"])
def test_every_figure_of_an_edition_leads_to_its_telling_which_says_what_it_counts(told: World, kind: str) -> None:
    figures = frozen(told, scopes(told)[kind])
    paths = traced(html_of(figures))
    assert {"nasional/skor", "nasional/anggaran", "klaster/1/skor", f"aksi/{told.action.pk}/skor"} <= paths
    for path in sorted(paths):
        told_of = trace_of(figures, path)
        for table in told_of.tables:
            for cell in (cell for row in table.rows for cell in row if cell.path):
                trace_of(figures, cell.path)
    whole = trace_of(figures, "nasional/skor")
    assert figures["scope"]["name"] in whole.title
    assert any(note.startswith("Edisi ini hanya menghitung") for note in whole.notes)


def test_the_lines_behind_a_sum_add_up_to_it_in_the_edition_of_an_organization(told: World) -> None:
    figures = frozen(told, scopes(told)["organization"])
    for path in ("nasional/anggaran", "klaster/1/anggaran", "anggaran/klaster/5", "anggaran/sumber/apbn"):
        trace = trace_of(figures, path)
        ceilings = [int(row[3].text.replace(".", "")) for row in trace.tables[0].rows]
        assert dict(trace.values)["Pagu"] == f"Rp{sum(ceilings):,}".replace(",", "."), path


@pytest.mark.parametrize(
    ("kind", "has", "has_not"),
    [
        ("cluster", {"Bab II Klaster contoh 1"}, {"Aksi yang Didukung", "Gugus Tugas dan Rencana Aksi Daerah"}),
        ("organization", {"Bab III Aksi yang Didukung"}, {"Gugus Tugas dan Rencana Aksi Daerah"}),
        ("region", {"Bab II Gugus Tugas dan Rencana Aksi Daerah"}, {"Aksi yang Didukung"}),
    ],
)
def test_an_edition_has_the_chapters_that_mean_something_in_its_scope(
    told: World, kind: str, has: set[str], has_not: set[str]
) -> None:
    titles = list(html_of(frozen(told, scopes(told)[kind])))
    text = " | ".join(titles)
    assert not {"Surat pengantar", "Kata Pengantar"} & set(titles)
    assert all(title in text for title in has), titles
    assert not any(title in text for title in has_not), titles


@pytest.mark.parametrize("kind", ["cluster", "organization", "region"])
def test_cover_header_and_imprint_say_the_scope(told: World, kind: str) -> None:
    figures = frozen(told, scopes(told)[kind])
    pages, scope = html_of(figures), figures["scope"]
    assert f'<p class="cover-scope">{scope["name"]}</p>' in pages["Sampul"]
    assert "Presiden Republik Indonesia" not in " ".join(pages.values())
    assert f'<th scope="row">Cakupan</th><td>{scope["name"]}</td>' in pages["Tentang dokumen ini"]
    assert head_figures(figures)["running"].endswith(f"· 2024 · {scope['label']}")


def test_the_longest_name_of_a_region_stands_in_the_head_on_one_line(told: World) -> None:
    figures: Any = frozen(told, scopes(told)["region"])
    figures["scope"]["label"] = "Kabupaten Kepulauan Siau Tagulandang Biaro"
    running = head_figures(figures)["running"]
    assert running == "Laporan Tahunan 2024 · Kab. Kepulauan Siau Tagulandang Biaro"


def test_the_chapter_of_supported_actions_has_what_the_organization_wrote(told: World) -> None:
    figures = frozen(told, Scope(organization=told.kemendagri))
    assert [(row["number"], row["narratives"]) for row in figures["supported"]] == [("1.1", [])]  # KemenPPPA wrote it
    page = next(page for title, page in html_of(figures).items() if title.endswith("Aksi yang Didukung"))
    assert "Belum ada uraian capaian" in page


def test_the_whole_report_says_nothing_of_a_scope(told: World) -> None:
    figures: Any = annual_figures_of_all(told)
    assert not {"scope", "supported", "area"} & set(figures)
    assert "Presiden Republik Indonesia" in html_of(figures)["Sampul"]
