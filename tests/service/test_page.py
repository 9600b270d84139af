"""The first pages as they are sent, without a browser."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from served.asgi_client import Client
from served.problems import HOSTILE, SECRET

from service.filters import list_gap_types
from service.pages import render_page
from service.pages.words.gaps import GAP_TYPES

VOID = {"meta", "link", "input", "br"}
PATHS = ("/", "/journey", "/touchpoints", "/touchpoints/birth-registration")


class Page(HTMLParser):
    """Every element of a page, checked to be closed where it must."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(client: Client, path: str = "/", **asked: str) -> Page:
    answer = client.get(path, params=asked) if asked else client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def test_the_headline_is_that_of_the_analysis(client: Client) -> None:
    page = read(client)
    for low, high in client.get("/api/coverage").json()["headline"].values():
        assert f"{100 * low:.1f}% to {100 * high:.1f}%" in page.text
    assert "No-wrong-door coverage" in page.text


@pytest.mark.parametrize("path", PATHS)
def test_scripts_and_all_else_are_our_own(client: Client, path: str) -> None:
    page = read(client, path)
    assert all(str(script["src"]).startswith("/static/") for script in page.all("script"))
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            value = attributes.get(name) or "/"
            assert value.startswith(("/", "#", "data:,"))


def test_partners_of_a_touchpoint_are_those_of_the_query(client: Client) -> None:
    page = read(client, "/touchpoints/birth-registration")
    path = "/api/queries/partners/serving-touchpoint?touchpoint=birth-registration"
    for row in client.get(path).json()["rows"]:
        assert row["partner_name"] in page.text
    assert "Who serves families here" in page.text


def test_gaps_of_a_touchpoint_are_those_of_the_register(client: Client) -> None:
    page = read(client, "/touchpoints/birth-registration", place="millrace")
    asked = {"touchpoint": "birth-registration", "place": "millrace"}
    gaps = client.get("/api/gaps", params=asked).json()["gaps"]
    assert f"{len(gaps)} gaps" in page.text
    selected = [o["value"] for o in page.all("option") if "selected" in o]
    assert selected == ["millrace", "1", "warm"]


def test_what_the_form_does_not_offer_is_kept(client: Client) -> None:
    page = read(client, as_of="2026-01-01", handoffs="7")
    assert {"type": "hidden", "name": "as_of", "value": "2026-01-01"} in page.all("input")
    assert {"value": "7", "selected": None} in page.all("option")
    links = [str(a["href"]) for a in page.all("a")]
    assert "/journey?as_of=2026-01-01&handoffs=7" in links


def test_a_touchpoint_that_is_not_there_is_a_problem(client: Client) -> None:
    answer = client.get("/touchpoints/nowhere", accept="text/html")
    assert answer.status_code == 404
    assert "nowhere" in Page(answer.text).text


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_choices_are_problems(client: Client, value: str) -> None:
    for name in ("place", "segment", "handoffs", "as_of"):
        answer = client.get("/", params={name: value}, accept="text/html")
        assert answer.status_code == 422
        scripts = [str(script.get("src")) for script in Page(answer.text).all("script")]
        assert all(script.startswith("/static/") for script in scripts)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_tells_where_a_confidential_site_is(client: Client, path: str) -> None:
    text = client.get(path).text
    for secret in SECRET:
        assert secret not in text


def test_every_gap_type_has_a_word() -> None:
    assert set(GAP_TYPES) == set(list_gap_types())


def test_names_are_escaped() -> None:
    page = render_page("start.html", data_dir="<script>alert(1)</script>")
    assert "<script>alert" not in page
