"""The picture in a real browser, without a network and with hostile names in every field."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from service.pictures.model import (
    DOOR,
    OFFERS,
    PARTNER,
    PATHWAY,
    SERVICE,
    TOUCHPOINT,
    Edge,
    Node,
)
from service.pictures.network import content_security_policy, render_network

HOSTILE = [
    "<script>window.hacked=1</script>",
    "<img src=x onerror='window.hacked=1'>",
    "<a href=javascript:window.hacked=1>click href</a>",
    "</script><script>window.hacked=1</script>",
    "{{7*7}}{% for x in y %}",
    '"><svg onload=window.hacked=1>',
    "</title></table><!-- <script>",
    "\u2028__proto__ constructor '\"`",
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PARAMETERS = {"handoffs": 1, "mode": "warm", "as_of": "2026-11-21"}
RUN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def find_browser() -> str:
    named = os.environ.get("NWD_CHROMIUM")
    found = named or next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        reason = f"no browser: none of {', '.join(BROWSERS)} is installed, NWD_CHROMIUM is not set"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


class Visit:
    """A page opened from a file, with everything it asked for and complained of."""

    def __init__(self, browser: Browser, html: str, folder: Path, *, width: int = 1280) -> None:
        file = folder / "picture.html"
        file.write_text(html, encoding="utf-8")
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": 800})
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(file.as_uri())
        self.page.wait_for_function("document.documentElement.dataset.drawn === 'true'")
        self.page.wait_for_timeout(150)

    def is_quiet(self) -> bool:
        """One request, for the page itself, and no error; nothing hostile has run."""
        hacked = self.page.evaluate("window.hacked")
        assert self.complaints == []
        assert hacked is None
        return len(self.requests) == 1 and self.requests[0].startswith("file:")

    def colours(self) -> int:
        """Number of distinct colours on the canvas; a blank one has 1."""
        found: int = self.page.evaluate(
            """() => {
              const canvas = document.querySelector('#nwd-picture canvas');
              const pen = canvas.getContext('2d');
              const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
              const seen = new Set();
              for (let i = 0; i < data.length; i += 4) {
                seen.add(data[i] * 65536 + data[i + 1] * 256 + data[i + 2]);
              }
              return seen.size;
            }"""
        )
        return found


def small() -> tuple[list[Node], list[Edge]]:
    nodes = [
        Node("t", "Birth", TOUCHPOINT, stage="Newborn"),
        Node("p", "Clinic", PARTNER, "Health"),
        Node("q", "Food bank", PARTNER, "Food"),
        Node("s", "Pantry", SERVICE, "Food", parent="q", attributes={"wait_days": 3, "free": True}),
    ]
    edges = [
        Edge("d", "t", "p", DOOR, status="active"),
        Edge("r", "p", "s", PATHWAY, mode="warm", status="active", needs=("Food",)),
        Edge("c", "p", "q", PATHWAY, mode="cold"),
        Edge("u", "q", "p", PATHWAY, mode="unknown", status="lapsed"),
        Edge("o", "q", "s", OFFERS),
    ]
    return nodes, edges


def hostile() -> tuple[list[Node], list[Edge]]:
    nodes, edges = [], []
    kinds = (TOUCHPOINT, PARTNER, SERVICE)
    for place, text in enumerate(HOSTILE):
        nodes += [
            Node(f"{kind}{text}", text, kind, sector=text, parent=f"{PARTNER}{text}", stage=text,
                 attributes={text: text})
            for kind in kinds
        ]  # fmt: skip
        other = HOSTILE[place - 1]
        edges += [
            Edge(f"d{text}", f"{TOUCHPOINT}{text}", f"{PARTNER}{text}", DOOR, status=text),
            Edge(f"r{text}", f"{PARTNER}{text}", f"{SERVICE}{other}", PATHWAY, mode=text,
                 status=text, needs=(text,), attributes={text: text}),
        ]  # fmt: skip
    return nodes, edges


def render(nodes: list[Node], edges: list[Edge], **options: Any) -> str:
    given: dict[str, Any] = {"title": "Network", "parameters": PARAMETERS, "generated_at": RUN}
    return render_network(nodes, edges, **{**given, **options})


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_draws_and_asks_for_nothing(browser: Browser, tmp_path: Path, width: int) -> None:
    visit = Visit(browser, render(*small()), tmp_path, width=width)
    assert visit.is_quiet()
    assert visit.colours() > 20
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_names_run_nothing_and_are_shown_as_text(browser: Browser, tmp_path: Path) -> None:
    html = render(
        *hostile(),
        title=HOSTILE[3],
        parameters={text: text for text in HOSTILE},
        notes=HOSTILE,
    )
    visit = Visit(browser, html, tmp_path)
    page = visit.page
    for button in page.query_selector_all("button.show"):
        button.click()
        box = page.query_selector("#nwd-details-title")
        assert box is not None
        assert box.text_content() in HOSTILE
    page.mouse.move(200, 400)
    page.mouse.wheel(0, 100)
    page.fill("#nwd-find", HOSTILE[0])
    page.keyboard.press("Enter")
    assert visit.is_quiet()
    names = page.eval_on_selector_all(
        "#nwd-node-table tbody th", "cells => cells.map(cell => cell.textContent)"
    )
    assert set(names) == set(HOSTILE)
    assert page.title() == HOSTILE[3]
    assert page.query_selector("#nwd-node-table img, #nwd-node-table svg, a[href^=java]") is None
    assert "49" not in page.inner_text("h1")


def test_a_node_is_chosen_by_mouse_by_table_and_by_search(browser: Browser, tmp_path: Path) -> None:
    page = Visit(browser, render(*small()), tmp_path).page
    page.click("tr:has(th:text-is('Clinic')) button.show")
    assert page.inner_text("#nwd-details-title") == "Clinic"
    listed = page.inner_text("#nwd-details-body")
    assert "referral: Pantry (warm, Food)" in listed
    assert "door: Birth" in listed
    page.keyboard.press("Escape")
    assert page.is_hidden("#nwd-details")
    page.fill("#nwd-find", "pantry")
    assert page.locator("#nwd-node-table tbody tr:visible").count() == 1
    page.keyboard.press("Enter")
    assert page.inner_text("#nwd-details-title") == "Pantry"
    page.click("#nwd-close")
    assert page.locator("#nwd-node-table tbody tr:visible").count() == 4


def test_the_picture_moves_and_zooms_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    visit = Visit(browser, render(*small()), tmp_path)
    page = visit.page
    page.focus("#nwd-picture")

    def picture() -> str:
        page.wait_for_timeout(80)
        data: str = page.evaluate(
            "document.querySelector('#nwd-picture canvas').toDataURL().length + '/' +"
            "document.querySelector('#nwd-picture canvas').toDataURL().slice(-400)"
        )
        return data

    start = picture()
    page.keyboard.press("+")
    zoomed = picture()
    page.keyboard.press("ArrowRight")
    moved = picture()
    page.keyboard.press("Home")
    assert len({start, zoomed, moved}) == 3
    assert visit.is_quiet()


def test_above_the_limit_the_page_folds_and_says_so(browser: Browser, tmp_path: Path) -> None:
    nodes, edges = small()
    nodes += [Node(f"s{i}", f"Service {i}", SERVICE, parent="p") for i in range(400)]
    edges += [Edge(f"e{i}", "q", f"s{i}", PATHWAY, mode="warm") for i in range(400)]
    visit = Visit(browser, render(nodes, edges), tmp_path)
    assert visit.is_quiet()
    note = visit.page.inner_text(".note")
    assert "Every service is drawn as part of its partner (404 nodes became 3)." in note
    assert visit.page.locator("#nwd-node-table tbody tr").count() == 3
    assert visit.colours() > 20


def test_a_full_page_draws_in_time_and_within_its_weight(browser: Browser, tmp_path: Path) -> None:
    nodes, edges = [], []
    for i in range(300):
        kind = (TOUCHPOINT, PARTNER, SERVICE)[i % 3]
        nodes.append(Node(f"n{i}", f"A name of usual length {i}", kind, "Health", parent="n1"))
        edges += [Edge(f"{i}-{j}", f"n{i}", f"n{(i * j) % 300}", PATHWAY) for j in range(2, 5)]
    html = render(nodes, edges)
    assert len(html.encode()) < 1_100_000
    visit = Visit(browser, html, tmp_path)
    assert visit.is_quiet()
    assert visit.colours() > 20


def test_nothing_to_draw_is_said(browser: Browser, tmp_path: Path) -> None:
    html = render([], [])
    assert "nothing to draw" in html
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    file = tmp_path / "empty.html"
    file.write_text(html, encoding="utf-8")
    page.goto(file.as_uri())
    assert complaints == []


class _Outline(HTMLParser):
    """Tags with their attributes, and the text of the script elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts.append((self.tags[-1][1].get("type") or "", data))


def outline(html: str) -> _Outline:
    parser = _Outline()
    parser.feed(html)
    return parser


def test_the_page_names_no_other_address() -> None:
    for html in (render(*small()), render(*hostile())):
        for tag, attributes in outline(html).tags:
            assert "src" not in attributes
            assert tag not in ("link", "iframe", "object", "embed", "base")
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            assert (attributes.get("href") or "#").startswith("#")
        assert "sourceMappingURL" not in html


def test_the_policy_allows_only_our_own_scripts() -> None:
    html = render(*small())
    policy = content_security_policy()
    assert f'content="{policy.replace(chr(39), "&#39;")}"' in html
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert len(re.findall("'sha256-", policy)) == 3
    code = [text for kind, text in outline(html).scripts if not kind and text.strip()]
    assert len(code) == 2
    assert "Clinic" not in "".join(code)


def test_data_stands_in_blocks_nothing_runs() -> None:
    html = render(*hostile())
    blocks = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', html, re.S)
    assert [name for name, _ in blocks] == ["nwd-nodes", "nwd-edges", "nwd-options", "nwd-layout"]
    for _, text in blocks:
        assert "<" not in text
        json.loads(text)


def test_no_title_and_no_source_text_as_a_key_reach_the_library() -> None:
    html = render(*hostile())
    text = re.findall(r'id="nwd-nodes">(.*?)</script>', html, re.S)[0]
    for node in json.loads(text):
        assert "title" not in node
        assert re.fullmatch(r"n\d+", node["id"])


def test_legend_date_and_parameters_are_printed() -> None:
    html = render(*small(), notes=["A note."])
    for words in (
        "2026-11-21 09:30 UTC", "as of", "A note.", "Warm referral", "Cold referral", "not in use",
        "Touchpoint: a moment of contact", "wait days: 3; free: yes", "Apache-2.0",
    ):  # fmt: skip
        assert words in html
    assert "All partners of a sector" not in html


def test_the_same_network_gives_the_same_page() -> None:
    nodes, edges = small()
    assert render(nodes, edges) == render(nodes[::-1], edges[::-1])


def test_an_edge_without_its_end_is_counted_not_drawn() -> None:
    nodes, edges = small()
    html = render(nodes, [*edges, replace(edges[0], id="x", target="absent")])
    assert "1 link has an end that is not loaded" in html


def test_the_module_is_the_only_one_that_imports_pyvis() -> None:
    root = Path(__file__).parents[2]
    found = [
        path.relative_to(root).as_posix()
        for folder in ("ontology", "graph", "loaders", "queries", "service")
        for path in (root / folder).rglob("*.py")
        if re.search(r"^\s*(from|import) pyvis", path.read_text(encoding="utf-8"), re.M)
    ]
    assert found == ["service/pictures/network.py"]


@pytest.mark.parametrize(("ci", "outcome"), [("true", "Failed"), ("", "Skipped")])
def test_without_a_browser_the_tests_skip_but_fail_where_they_must_run(
    ci: str, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("NWD_CHROMIUM", raising=False)
    with pytest.raises(BaseException, match="no browser") as caught:
        find_browser()
    assert type(caught.value).__name__ == outcome
