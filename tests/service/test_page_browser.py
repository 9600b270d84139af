"""The first pages in a real browser: quiet, safe, by keyboard, on any width and on paper."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from served.chromium import Visit
from served.command_line import run_nwd
from served.server import running_server

HOSTILE = [
    "<script>window.hacked=1</script>",
    "<img src=http://127.0.0.1:9/x onerror='window.hacked=1'>",
    "</title></table></select><script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "{{7*7}}{% for x in y %}",
    "javascript:window.hacked=1",
    "W" * 120,
]


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A community whose every name is an attack, loaded from a workbook."""
    folder = tmp_path_factory.mktemp("hostile")
    numbers = range(len(HOSTILE))
    tables: dict[str, list[list[str]]] = {
        "partners": [["id", "name"], *([f"p{i}", HOSTILE[i]] for i in numbers)],
        "segments": [["id", "name"], ["kind", HOSTILE[0]]],
        "places": [["id", "name"], *([f"a{i}", HOSTILE[i]] for i in numbers)],
        "needs": [["id", "name"], *([f"n{i}", HOSTILE[i]] for i in numbers)],
        "services": [
            ["id", "name", "partner", "needs"],
            *([f"s{i}", HOSTILE[i], f"p{i}", f"n{i}"] for i in numbers),
        ],
        "touchpoints": [
            ["id", "name", "life_stage", "required_needs"],
            *([f"t{i}", HOSTILE[i], "newborn", f"n{i}"] for i in numbers),
        ],
        "doors": [["touchpoint", "at"], *([f"t{i}", f"p{i - 1}"] for i in numbers if i)],
        "completeness": [
            ["subject", "topic", "value"],
            *([f"p{i}", "referrals", "complete"] for i in numbers),
        ],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    data_dir = tmp_path_factory.mktemp("hostile-data")
    loaded = run_nwd("load", folder, data_dir=data_dir)
    assert "0 refused" in loaded.stderr
    with running_server(data_dir) as address:
        yield address


def test_from_the_first_page_to_who_serves_a_touchpoint(
    browser: Browser, demo_address: str
) -> None:
    visit = Visit(browser, demo_address)
    page = visit.open("/")
    page.get_by_role("link", name="The journey").click()
    page.get_by_role("link", name="Birth certificate:").click()
    expect(page.get_by_role("heading", name="Who serves families here")).to_be_visible()
    partners = page.locator("#partners")
    expect(partners.get_by_role("rowheader", name="Tamarack Falls Hospital").first).to_be_visible()
    page.get_by_role("combobox", name="Need").select_option(label="Health insurance")
    expect(page).to_have_url(re.compile("need=health-insurance"))
    expect(page.get_by_role("combobox", name="Need")).to_have_value("health-insurance")
    visit.check_quiet()


def test_it_works_without_scripts(browser: Browser, demo_address: str) -> None:
    visit = Visit(browser, demo_address, java_script_enabled=False)
    page = visit.open("/journey")
    page.get_by_label("Place").select_option(label="Millrace")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("place=millrace"))
    expect(page.get_by_role("heading", name="Touchpoints by life stage")).to_be_visible()


def test_hostile_names_run_nothing(browser: Browser, hostile_address: str) -> None:
    visit = Visit(browser, hostile_address)
    for number in range(len(HOSTILE)):
        for path in ("/", "/journey", f"/touchpoints/t{number}?mode=any"):
            page = visit.open(path)
            assert page.evaluate("window.hacked") is None
        assert HOSTILE[number] in page.locator("main").inner_text()
    visit.check_quiet()


@pytest.mark.parametrize("path", ["/", "/journey", "/touchpoints/birth-registration", "/?place=x"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_width_scrolls_sideways(
    browser: Browser, demo_address: str, width: int, path: str
) -> None:
    visit = Visit(browser, demo_address, viewport={"width": width, "height": 700})
    page = visit.open(path)
    for summary in page.locator("main summary").all():
        summary.click()
    assert visit.sideways() == 0


def test_long_names_do_not_scroll_sideways(browser: Browser, hostile_address: str) -> None:
    visit = Visit(browser, hostile_address, viewport={"width": 320, "height": 700})
    for number in range(len(HOSTILE)):
        visit.open(f"/touchpoints/t{number}")
        assert visit.sideways() == 0


def test_the_keyboard_reaches_everything(browser: Browser, demo_address: str) -> None:
    visit = Visit(browser, demo_address)
    page = visit.open("/")
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(e => e.tagName + ':' + (e.name || e.getAttribute('href') || ''))"
                "(document.activeElement)"
            )
        )
    assert reached[0] == "A:#main"
    every = {
        page.evaluate("e => e.tagName + ':' + (e.name || e.getAttribute('href') || '')", handle)
        for handle in page.query_selector_all("a, input, select, button, summary")
        if handle.is_visible()
    }
    assert every <= set(reached)
    page.goto(demo_address)
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_contrast_in_light_and_dark(browser: Browser, demo_address: str) -> None:
    """Text against what is behind it, WCAG 2.2 level AA."""
    for scheme in ("light", "dark"):
        visit = Visit(browser, demo_address, color_scheme=scheme)
        page = visit.open("/touchpoints/birth-registration")
        for where in ("p", "a", "td", "thead th", "small", "label", "select", "button", "summary"):
            assert page.locator(f"main {where}, {where}").first.evaluate(CONTRAST) >= 4.5, (
                scheme,
                where,
            )


CONTRAST = """element => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(
      v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  let behind = element;
  while (behind && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) {
    behind = behind.parentElement;
  }
  const pair = [light(parse(getComputedStyle(element).color)),
                light(parse(getComputedStyle(behind).backgroundColor))].sort();
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def test_on_paper_there_is_no_form(browser: Browser, demo_address: str) -> None:
    visit = Visit(browser, demo_address)
    page = visit.open("/touchpoints/birth-registration")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    expect(page.get_by_role("heading", name="Who serves families here")).to_be_visible()
    expect(page.locator("svg.bar").first).to_be_visible()
    assert len(page.pdf(format="A4")) > 10_000


def test_an_empty_store_says_how_to_begin(browser: Browser, tmp_path: Path) -> None:
    with running_server(tmp_path / "none") as address:
        visit = Visit(browser, address, viewport={"width": 320, "height": 700})
        page = visit.open("/")
        expect(page.get_by_role("heading", name="Nothing is loaded yet")).to_be_visible()
        assert visit.sideways() == 0
        visit.check_quiet()
