"""The page as it is sent, without a browser."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from served.asgi_client import Client
from served.problems import HOSTILE, SECRET

from service.filters import list_gap_types
from service.jobs.home_page import GAP_WORDS, GAPS_SHOWN
from service.pages import render_page

VOID = {"meta", "link", "input", "rect", "br"}


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
    assert "No-wrong-door coverage" not in read(client, mode="any").text
    assert "No-wrong-door coverage" not in read(client, handoffs="2").text


def test_there_is_no_script_and_nothing_from_elsewhere(client: Client) -> None:
    page = read(client, touchpoint="birth-registration")
    assert page.all("script") == []
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            value = attributes.get(name) or "/"
            assert value.startswith(("/", "#", "data:,"))


def test_gaps_are_cut_and_all_can_be_shown(client: Client) -> None:
    count = len(client.get("/api/gaps").json()["gaps"])
    assert count > GAPS_SHOWN
    page = read(client)
    (more,) = [a["href"] for a in page.all("a") if "every_gap" in (a["href"] or "")]
    assert f"{count} gaps" in page.text
    assert len(page.all("tr")) < len(read(client, str(more).partition("#")[0]).all("tr"))
    assert "every_gap" not in client.get("/?every_gap=true").text


def test_gaps_are_chosen(client: Client) -> None:
    page = read(client, touchpoint="birth-registration", gap_type="supply", place="")
    asked = {"touchpoint": "birth-registration", "gap_type": "supply"}
    gaps = client.get("/api/gaps", params=asked).json()["gaps"]
    assert f"{len(gaps)} gaps at Birth certificate" in page.text
    for gap in gaps:
        assert gap["sentence"] in page.text
    selected = [o["value"] for o in page.all("option") if "selected" in o]
    assert selected == ["birth-registration", "supply", "1", "warm"]


def test_partners_of_a_touchpoint_are_those_of_the_query(client: Client) -> None:
    page = read(client, touchpoint="birth-registration")
    path = "/api/queries/partners/serving-touchpoint?touchpoint=birth-registration"
    rows = client.get(path).json()["rows"]
    assert "Partners at Birth certificate" in page.text
    for row in rows:
        assert row["partner_name"] in page.text
    assert "Partners at" not in read(client).text


def test_what_the_form_does_not_offer_is_kept(client: Client) -> None:
    page = read(client, as_of="2026-01-01", handoffs="7")
    assert {"type": "hidden", "name": "as_of", "value": "2026-01-01"} in page.all("input")
    assert {"value": "7", "selected": None} in page.all("option")


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_choices_are_problems(client: Client, value: str) -> None:
    for name in ("touchpoint", "place", "gap_type", "handoffs", "as_of"):
        answer = client.get("/", params={name: value}, accept="text/html")
        assert answer.status_code == 422
        page = Page(answer.text)
        assert page.all("script") == []


def test_no_page_tells_where_a_confidential_site_is(client: Client) -> None:
    text = client.get("/?every_gap=true&touchpoint=birth-registration").text
    for secret in SECRET:
        assert secret not in text


def test_every_gap_type_has_a_word() -> None:
    assert set(GAP_WORDS) == set(list_gap_types())


def test_names_are_escaped() -> None:
    page = render_page("start.html", data_dir="<script>alert(1)</script>")
    assert "<script>" not in page
