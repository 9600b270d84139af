"""What a planner comes for, done in a real browser: from an empty store to a printed report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from served.chromium import Visit
from served.command_line import run_nwd
from served.server import running_server

from service.demo import AS_OF, demo_sources

pytestmark = pytest.mark.slow

SHARE = re.compile(r"\d+\.\d%")


@pytest.fixture
def visit(browser: Browser, demo_address: str) -> Iterator[Visit]:
    visit = Visit(browser, demo_address, accept_downloads=True)
    visit.page.set_default_timeout(90_000)
    yield visit
    visit.check_quiet()
    visit.context.close()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_begin_with_an_empty_store_and_load(browser: Browser, tmp_path: Path) -> None:
    data_dir = tmp_path / "nwd-data"
    with running_server(data_dir, "--as-of", AS_OF.isoformat()) as address:
        visit = Visit(browser, address)
        visit.page.set_default_timeout(90_000)
        page = visit.open("/")
        expect(page.locator("main")).to_contain_text("nwd template")
        name, path, _ = next(iter(demo_sources()))
        run_nwd("load", str(path), "--source", name, data_dir=data_dir)
        page.reload()
        expect(page.locator("h1")).to_contain_text("any door")
        assert SHARE.search(page.locator("main").inner_text())
        visit.check_quiet()
        visit.context.close()


def test_find_who_serves_a_touchpoint_by_a_word_with_a_slip(visit: Visit) -> None:
    page = visit.open("/")
    page.locator(".search input[name=q]").fill("brith in hospital")
    page.get_by_role("button", name="Search").click()
    page.locator("main a[href^='/touchpoints/birth-in-hospital']").first.click()
    assert heading(page).startswith("Birth in hospital")
    expect(page.locator("main")).to_contain_text("Tamarack Falls Hospital")


def test_find_which_families_are_left_out(visit: Visit) -> None:
    page = visit.open("/gaps")
    every = int(heading(page).split()[0].replace(",", ""))
    page.locator("select[name=segment]").select_option("spanish-speaking")
    page.wait_for_url("**segment=spanish-speaking**")
    some = int(heading(page).split()[0].replace(",", ""))
    assert 0 < some < every
    page.locator("main tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("Why it is a gap")


def test_see_why_from_a_square_of_the_heat_map(visit: Visit) -> None:
    page = visit.open("/coverage")
    square = "main td a[href*='touchpoint=birth-in-hospital'][href*='need=doula-support']"
    page.locator(square).first.click()
    page.wait_for_url("**/coverage/cell?**")
    expect(page.locator("h1")).to_contain_text(" at ")
    page.locator("main a[href^='/coverage/cell'][href*='segment=']").first.click()
    expect(page.locator("main")).to_contain_text("Each door, step by step")


def test_try_a_change_and_see_before_and_after(visit: Visit) -> None:
    page = visit.open("/recommend")
    page.locator("main a[href^='/recommend/card']").first.click()
    page.locator("main a[href^='/whatif?']").first.click()
    page.wait_for_url("**/whatif?change=**")
    text = page.locator("main").inner_text()
    assert "Before" in text or "before" in text
    page.get_by_role("link", name="Undo").first.click()
    expect(page.locator("main")).not_to_contain_text("Undo")


def test_see_what_money_that_ends_takes_along(visit: Visit) -> None:
    page = visit.open("/cliffs")
    page.locator("select[name=horizon]").select_option("730")
    page.wait_for_url("**horizon=730**")
    page.locator("main a[href^='/cliffs/card']").first.click()
    expect(page.locator("main")).to_contain_text("What families lose")


def test_sort_a_list_and_take_it_away(visit: Visit) -> None:
    page = visit.open("/partners")
    page.locator("main th a.sort").first.click()
    expect(page.locator("main th[aria-sort]")).to_have_count(1)
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").first.click()
    assert taken.value.suggested_filename.endswith(".csv")
    text = Path(taken.value.path()).read_text("utf-8-sig")
    assert len(text.splitlines()) > 50


def test_ask_in_sparql_and_look_at_it_as_bars(visit: Visit) -> None:
    page = visit.open("/query")
    page.locator("#query").fill(
        "SELECT ?kind (COUNT(?thing) AS ?things) WHERE { ?thing a ?kind }"
        " GROUP BY ?kind ORDER BY DESC(?things) LIMIT 8"
    )
    page.locator("input[name=view][value=bars]").check()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("main svg[role=img]").first).to_be_visible()
    expect(page.locator("main table").first).to_be_visible()


def test_go_from_the_map_to_the_plan(visit: Visit) -> None:
    page = visit.open("/plan/maturity")
    assert page.locator("main table").count() >= 1
    page.locator("main a[href^='/plan/maturity/goal']").first.click()
    expect(page.locator("h1")).to_be_visible()
    page = visit.open("/plan/improvement")
    expect(page.locator("main svg").first).to_be_visible()


def test_leave_with_a_report_to_hand_round(visit: Visit) -> None:
    page = visit.open("/report")
    page.locator("select[name=place]").select_option("tamarack-falls")
    page.wait_for_url("**place=tamarack-falls**")
    with page.expect_download() as taken:
        page.locator("main a[href^='/api/report/pdf']").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")
    page.emulate_media(media="print")
    expect(page.locator("nav.menu")).to_be_hidden()


def test_the_same_in_spanish(visit: Visit) -> None:
    page = visit.open("/gaps?segment=spanish-speaking")
    page.get_by_role("link", name="Español").click()
    page.wait_for_url("**lang=es**")
    assert "brecha" in heading(page)
    assert "segment=spanish-speaking" in page.url
    page.locator("main tbody th a").first.click()
    assert "lang=es" in page.url
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_the_keyboard_reaches_the_menu_and_the_main_part(visit: Visit) -> None:
    page = visit.open("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    summary = page.locator(".menu summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu details").first).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".menu details").first).not_to_have_attribute("open", "")
