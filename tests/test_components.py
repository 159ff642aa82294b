"""The components every page is made of: templates/gallery.html, the tags and filters, the error pages."""

import re
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from actions.enums import EventKind, MeasurementState, ReportState, Status
from actions.templatetags import progress
from ranpptppo.lib import template_components, template_formats
from tests.gallery import SampleForm, sample_context

ROOT = Path(__file__).parent.parent
SPRITE = (ROOT / "static" / "img" / "icons.svg").read_text()
ERROR_PAGES = ("400", "403", "403_csrf", "404", "500")


class Collector(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def gallery() -> str:
    request = RequestFactory().get("/gallery/?q=desa")
    request.user = AnonymousUser()
    return render_to_string("gallery.html", {**sample_context(), "messages": []}, request)


def used_icons(page: str) -> set[str]:
    return set(re.findall(r'icons\.svg#([\w-]+)"', page))


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_no_page_needs_an_inline_script_or_style(gallery: str) -> None:
    for tag, attributes in Collector(gallery).tags:
        assert tag != "style"
        assert "style" not in attributes
        assert tag != "script" or attributes.get("src")
        assert not [name for name in attributes if name.startswith("on")]


def test_every_id_is_unique_and_every_reference_points_to_one(gallery: str) -> None:
    tags = Collector(gallery).tags
    ids = [attributes["id"] for _, attributes in tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for target in (attributes.get(name) or "").split():
                assert target in ids, f"{name}={target}"
        address = attributes.get("href") or ""
        assert not address.startswith("#") or address[1:] in ids, address


def test_every_table_has_a_caption_and_every_input_a_label(gallery: str) -> None:
    tags = Collector(gallery).tags
    names = [tag for tag, _ in tags]
    assert names.count("table") == names.count("caption") > 0
    labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
    inputs = [attributes for tag, attributes in tags if tag in {"input", "select", "textarea"}]
    visible = [attributes for attributes in inputs if attributes.get("type") != "hidden"]
    assert visible
    assert all(attributes["id"] in labelled for attributes in visible)


def test_every_icon_used_is_in_the_sprite(gallery: str) -> None:
    looks = [*progress.STATUS_LOOKS.values(), *progress.STATE_LOOKS.values()]
    looks += [*progress.MEASUREMENT_LOOKS.values(), *progress.EVENT_LOOKS.values()]
    in_templates = set()
    for path in (ROOT / "templates").rglob("*.html"):
        in_templates |= set(re.findall(r'{% icon "([\w-]+)"', path.read_text()))
    wanted = used_icons(gallery) | in_templates | {look.symbol for look in looks}
    missing = {name for name in wanted if f'<symbol id="{name}"' not in SPRITE}
    assert not missing


def test_the_example_banner_shows_for_an_example_plan_alone(gallery: str) -> None:
    assert "<strong>CONTOH</strong>" in gallery
    context = sample_context()
    context["plan"].is_example = False
    request = RequestFactory().get("/gallery/")
    request.user = AnonymousUser()
    assert "<strong>CONTOH</strong>" not in render_to_string("gallery.html", {**context, "messages": []}, request)


def test_the_error_summary_links_to_the_fields() -> None:
    page = str(SampleForm({"value": "12345", "state": "x"}, {}))
    assert '<a href="#id_value">Jumlah desa: ' in page
    assert '<a href="#id_state_0">Keadaan: ' in page
    assert 'id="id_value_error"' in page
    assert 'aria-describedby="id_value_helptext id_value_error"' in page


def test_a_form_without_errors_has_no_summary_and_says_what_may_stay_empty() -> None:
    page = str(SampleForm())
    assert "error-summary" not in page
    assert page.count("(boleh kosong)") == 1


def test_a_field_escapes_what_people_typed_and_errors_quote() -> None:
    page = str(SampleForm({"state": "<script>"}, {}))
    assert "<script>" not in page


def test_the_pages_of_a_list_keep_the_filter() -> None:
    request = RequestFactory().get("/actions/?q=desa&page=2")
    page = render(
        '{% include "_pagination.html" with page=page request=request noun="aksi" only %}',
        page=Paginator(range(1234), 50).page(2),
        request=request,
    )
    assert "51–100 dari 1.234 aksi" in " ".join(page.split())
    assert "?q=desa&amp;page=3" in page


def test_one_page_shows_the_number_of_rows_alone() -> None:
    page = render('{% include "_pagination.html" with page=page noun="aksi" only %}', page=Paginator([1], 50).page(1))
    assert "1–1 dari 1 aksi" in " ".join(page.split())
    assert "<ul>" not in page


@pytest.mark.parametrize("status", list(Status))
def test_a_status_is_an_icon_and_a_word(status: Status) -> None:
    shown = progress.status_badge(status.value)
    assert str(status.label) in shown
    assert used_icons(shown)


@pytest.mark.parametrize("state", list(ReportState))
def test_a_report_state_is_an_icon_and_a_word(state: ReportState) -> None:
    shown = progress.state_badge(state.value)
    assert str(state.label) in shown
    assert used_icons(shown)


def test_every_enumeration_has_all_its_looks() -> None:
    assert set(progress.STATUS_LOOKS) == set(Status)
    assert set(progress.STATE_LOOKS) == set(ReportState)
    assert set(progress.MEASUREMENT_LOOKS) == set(MeasurementState)
    assert set(progress.EVENT_LOOKS) == set(EventKind)


def test_statuses_of_one_tone_differ_by_their_icon() -> None:
    assert len({look.symbol for look in progress.STATUS_LOOKS.values()}) == len(Status)


def test_a_measurement_that_nobody_filed_says_so() -> None:
    assert "Belum lapor" in progress.measurement_badge("")
    assert "Belum ada data" in progress.measurement_badge("no_data")


@pytest.mark.parametrize(
    ("percent", "width"), [(None, "0.00"), (Decimal("67.75"), "67.75"), ("102.88", "100.00"), (-3, "0.00")]
)
def test_a_bar_is_drawn_between_nothing_and_full(percent: Decimal | str | int | None, width: str) -> None:
    shown = template_components.bar(percent, "Capaian", "success")
    assert f'class="fill-success" width="{width}"' in shown


def test_the_parts_of_a_stacked_bar_fill_it() -> None:
    shown = progress.status_bar({"achieved": 1, "behind": 2, "no_data": 0})
    assert 'aria-label="1 tercapai, 2 tertinggal"' in shown
    assert re.findall(r'bar-part fill-(\w+)" x="([\d.]+)" width="([\d.]+)"', shown) == [
        ("success", "0.000", "33.333"),
        ("danger", "33.333", "66.667"),
    ]


def test_a_stacked_bar_of_nothing_is_an_empty_track() -> None:
    shown = progress.status_bar({})
    assert "belum ada indikator" in shown
    assert "bar-part" not in shown


def test_breadcrumbs_begin_at_home_and_end_at_this_page() -> None:
    shown = render('{% breadcrumbs "Klaster" "/clusters/" name %}', name="Pencegahan <1>")
    assert '<a href="/">Beranda</a>' in shown
    assert '<a href="/clusters/">Klaster</a>' in shown
    assert '<li aria-current="page">Pencegahan &lt;1&gt;</li>' in shown


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ v|number }}", Decimal("1234.5000"), "1.234,5"),
        ("{{ v|number }}", "0", "0"),
        ("{{ v|number }}", 0, "0"),
        ("{{ v|number }}", None, "–"),
        ("{{ v|number:2 }}", "60", "60,00"),
        ("{{ v|percent }}", "89.96", "89,96%"),
        ("{{ v|percent }}", None, "–"),
        ("{{ v|rupiah }}", 7488725925, "Rp7.488.725.925"),
        ("{{ v|rupiah_short }}", 7488725925, "Rp7,49 miliar"),
        ("{{ v|rupiah_short }}", None, "–"),
        ("{{ v|date_long }}", date(2026, 11, 23), "23 November 2026"),
        ("{{ v|date_long }}", "2024-12-31", "31 Desember 2024"),
        ("{{ v|date_short }}", datetime(2024, 12, 31, 18, tzinfo=UTC), "1 Jan 2025"),
        ("{{ v|date_long }}", "", "–"),
        ("{{ v|datetime_long }}", "2025-03-14T02:00:00+00:00", "14 Maret 2025 pukul 09.00 WIB"),
        ("{{ v|datetime_short }}", None, "–"),
        ("{{ v|joined }}", ["a", "b", "c"], "a, b, dan c"),
    ],
)
def test_filters_write_models_and_frozen_figures_alike(source: str, value: object, text: str) -> None:
    assert render(source, v=value) == text


def test_a_moment_is_read_as_the_machine_needs_it() -> None:
    assert template_formats.iso(date(2024, 1, 2)) == "2024-01-02"
    assert template_formats.iso("2024-01-02") == "2024-01-02"


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_no_request_and_speaks_indonesian(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert f"Kesalahan {name[:3]}" in page
    assert "Ke Beranda" in page
    assert "<h1>" in page
    assert "script" not in page


def test_what_a_page_loads_at_first_stays_under_200_kb(gallery: str) -> None:
    """Uncompressed it may be more: measured as a server sends it, compressed one by one."""
    sizes = {}
    for address in set(re.findall(r'(?:href|src)="(/static/[^"#]+)', gallery)):
        sizes[address] = compressed_size((ROOT / address.lstrip("/")).read_bytes())
    assert len(sizes) >= 10
    assert sum(sizes.values()) + compressed_size(gallery.encode()) < 200_000


def compressed_size(content: bytes) -> int:
    return len(zlib.compress(content, 6))
