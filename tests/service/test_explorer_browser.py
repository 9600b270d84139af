"""Every page of the explorer in a real browser: quiet, readable, steady, and open to everybody."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from served.accessibility import violations
from served.chromium import Visit
from served.crawling import crawl_pages, unreached

from service.pages.explorer import select_page, select_pages

STEADY = 0.1
"""Most that a page may shift while it loads (cumulative layout shift)."""
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({type: "layout-shift", buffered: true});
"""
HEAVIEST = 300_000
"""Bytes of HTML of a page."""
PICTURE = "network_picture"
"""Carries the library that draws it, and is seen within the page of the network."""


@pytest.fixture(scope="module")
def pages(demo_address: str) -> dict[str, str]:
    """One address of every page, each found by links from the first."""
    with httpx.Client(base_url=demo_address, trust_env=False, timeout=120) as client:

        def read(path: str) -> str:
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            size = len(answer.content)
            assert size <= HEAVIEST or path.startswith(select_page(PICTURE).PATH), (path, size)
            return answer.text

        return crawl_pages(read)


def check(visit: Visit, path: str) -> str:
    """Nothing to complain of at an address, in the window of the visit; what its main part says."""
    visit.page.add_init_script(SHIFTS)
    page = visit.open(path)
    words = page.locator("main").inner_text()
    assert page.locator("h1").count() == 1, path
    assert violations(page) == [], path
    assert visit.sideways() <= 0, path
    assert page.evaluate("window.shifted") <= STEADY, path
    visit.check_quiet()
    visit.context.close()
    return words


@pytest.mark.slow
def test_links_lead_to_every_page(pages: dict[str, str]) -> None:
    assert unreached(pages) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(select_pages()) - {PICTURE}))
def test_every_page_is_quiet_and_open_to_everybody(
    browser: Browser, demo_address: str, pages: dict[str, str], name: str
) -> None:
    """Wide and light in English, and 320 pixels wide, dark and in Spanish.

    What is in the main part with scripts is there without them, too.
    """
    path = pages[name]
    mark = "&" if "?" in path else "?"
    wide: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
    narrow = {"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}
    words = check(Visit(browser, demo_address, **wide), path)
    check(Visit(browser, demo_address, **narrow), f"{path}{mark}lang=es")
    without = Visit(browser, demo_address, java_script_enabled=False, **wide)
    plain = without.open(path).locator("main").inner_text()
    assert Counter(words.split()) <= Counter(plain.split()), path
    without.context.close()
