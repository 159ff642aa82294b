"""What the frame of every page does in a browser: static/js/app.js and the gallery of components."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.urls("tests.gallery"), pytest.mark.django_db(transaction=True), pytest.mark.lane("postgres")]

NARROW = {"width": 390, "height": 844}


def ask(page: Page, address: str) -> None:
    """A request in the background, as a page with hx-get makes it."""
    page.evaluate("address => htmx.ajax('GET', address, {target: '.page-header'}).catch(() => {})", address)


def test_the_gallery_obeys_the_content_security_policy_and_loads_all_it_names(page: Page) -> None:
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto("/gallery/")
    assert page.evaluate("typeof htmx.ajax") == "function"
    assert page.evaluate("htmx.config.allowEval") is False
    assert page.evaluate("getComputedStyle(document.querySelector('.site-header')).backgroundColor") == "rgb(2, 42, 91)"
    assert not failed


def test_nothing_is_wider_than_a_telephone(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/gallery/")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_a_failed_request_says_so_and_the_next_one_takes_it_back(page: Page) -> None:
    page.goto("/gallery/")
    banner = page.locator("#request-banner")
    expect(banner).to_be_hidden()
    ask(page, "/nowhere/")
    expect(banner).to_contain_text("Data di halaman ini sudah berubah")
    expect(banner.get_by_text("Sambungan terputus")).to_be_hidden()
    ask(page, "/gallery/404/")
    expect(banner).to_be_hidden()


def test_a_lost_connection_says_so(page: Page) -> None:
    page.goto("/gallery/")
    page.route("**/gallery/404/", lambda route: route.abort())
    ask(page, "/gallery/404/")
    expect(page.locator("#request-banner").get_by_text("Sambungan terputus.")).to_be_visible()


def test_a_session_that_ended_shows_no_login_form_inside_the_page(page: Page) -> None:
    page.goto("/gallery/")
    ask(page, "/accounts/login/")
    expect(page.locator("#request-banner").get_by_text("Sesi Anda berakhir.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klaster 1: Pencegahan")


def test_a_second_click_sends_nothing(page: Page) -> None:
    page.goto("/gallery/")
    refused = page.evaluate("""() => {
        const form = document.querySelector('form.form');
        const refused = [];
        window.addEventListener('submit', event => { refused.push(event.defaultPrevented); event.preventDefault(); });
        form.requestSubmit();
        form.requestSubmit();
        return refused;
    }""")
    assert refused == [False, True]
    expect(page.get_by_role("button", name="Ajukan")).to_have_attribute("aria-disabled", "true")


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page: Page) -> None:
    page.goto("/gallery/")
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("#error-summary").get_by_text("Alasan pengembalian").click()
    expect(page.get_by_label("Alasan pengembalian")).to_be_focused()
