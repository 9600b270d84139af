"""Search, named queries and the SPARQL page say what index, catalogue and engine say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.errors import BadParameter, NoSuchRecord
from graph.store import EmbeddedStore
from ontology.terms import SKOS
from queries.catalogue import catalogue
from queries.run import run_query
from service.demo import AS_OF
from service.jobs.search import search_index
from service.pages.explorer.query import START, add_prefixes
from service.pages.rendering import answer_page
from service.pages.search.results import GROUPS, suggest_spelling
from service.pictures.results import Shape, draw_bars, draw_map, draw_network, read_wkt
from service.search import KINDS
from service.settings import Settings
from service.workers.job import JobData

HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    settings = Settings(data_dir=loaded_demo, as_of=AS_OF, row_limit=200)
    return JobData.over(EmbeddedStore(loaded_demo).read(), settings)


def ask(data: JobData, page: str, *asked: tuple[str, str], **path: str) -> bytes:
    parameters = {
        "handoffs": 1,
        "mode": "warm",
        "as_of": None,
        "stale_after_days": 365,
        "uncoded_services": "unknown",
    }
    outcome = answer_page(data, page=page, parameters=parameters, path=path, asked=asked)
    return b"".join(outcome.chunks)


def show(data: JobData, page: str, *asked: tuple[str, str], **path: str) -> Any:
    return html.fromstring(ask(data, page, *asked, **path))


def texts(tree: Any, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in tree.xpath(path)]


def test_search_shows_what_the_index_finds_by_kind(data: JobData) -> None:
    assert set(GROUPS) == set(KINDS)
    page = show(data, "search", ("q", "home visting"))
    index = search_index(data)
    for kind in ("service", "stream"):
        found = index.find("home visting", kinds=[kind], limit=300)
        section = page.xpath(f"//section[@aria-labelledby='found-{kind}']")[0]
        names = texts(section, ".//*[contains(@class, 'hit')][self::a]")
        assert names == [hit.name for hit in found.hits[:6]]
    assert page.xpath("//p[@class='meant']/a")[0].text == "home visiting"
    links = page.xpath("//section[@aria-labelledby='found-need']//a/@href")
    assert [link.partition("?")[0] for link in links] == ["/coverage", "/services", "/gaps"]
    assert all("need=home-visiting" in link for link in links)


def test_search_of_one_kind_is_a_table_and_nothing_found_says_what_to_do(data: JobData) -> None:
    page = show(data, "search", ("q", "clinic"), ("kind", "service"))
    total = search_index(data).find("clinic", kinds=["service"], limit=300).total
    assert len(page.xpath("//tbody/tr")) == min(total, 50) > 0
    assert all(each.startswith("/services/") for each in page.xpath("//tbody//th/a/@href"))
    none = show(data, "search", ("q", "qqzzxx"))
    assert "Nothing fits these words" in none.text_content()
    assert none.xpath("//main//a[starts-with(@href, '/partners')]")
    odd = ask(data, "search", ("q", HOSTILE)).decode()
    assert "<script>alert" not in odd
    with pytest.raises(BadParameter, match="kind"):
        ask(data, "search", ("q", "x"), ("kind", "dragon"))


def test_suggestions_are_the_best_hits_with_addresses(data: JobData) -> None:
    told = json.loads(ask(data, "search", ("q", "home visi"), form="suggestions"))
    hits = search_index(data).find("home visi", limit=8).hits
    assert [each["name"] for each in told] == [hit.name for hit in hits]
    assert all(each["address"].startswith("/") for each in told)
    assert json.loads(ask(data, "search", ("q", "?!"), form="suggestions")) == []
    assert suggest_spelling(search_index(data), "prenatl visit") == "prenatal visit"
    assert suggest_spelling(search_index(data), "home") == ""


def test_every_query_is_listed_and_answers_as_the_catalogue_does(data: JobData) -> None:
    listed = texts(show(data, "queries"), "//ul[@class='questions']/li/a")
    assert sorted(listed) == sorted(query.summary for query in catalogue().values())
    some = show(data, "queries", ("words", "touchpoint"), ("topic", "partners"))
    assert 0 < len(some.xpath("//ul[@class='questions']/li")) < len(listed)
    given = {"touchpoint": "birth-in-hospital"}
    table = run_query(data.store, "partners/serving-touchpoint", given, today=AS_OF)
    page = show(data, "named_query", *given.items(), topic="partners", name="serving-touchpoint")
    name = [column.name for column in table.columns].index("partner_name")
    cells = texts(page, "//tbody/tr/td[@data-label='partner name']")
    assert cells == [row[name] for row in table.rows[:50]]
    assert page.xpath("//select[@name='touchpoint']/option[@selected]/@value") == [
        "birth-in-hospital"
    ]
    links = page.xpath("//p[@class='files']/a/@href")
    address = "/api/queries/partners/serving-touchpoint.csv?touchpoint=birth-in-hospital"
    assert address in links


def test_a_query_is_answered_for_its_example_and_tells_what_does_not_fit(data: JobData) -> None:
    path = {"topic": "partners", "name": "serving-touchpoint"}
    page = show(data, "named_query", **path)
    assert "Answered for an example" in page.text_content()
    wrong = show(data, "named_query", ("touchpoint", HOSTILE), **path)
    assert wrong.xpath("//select[@aria-invalid='true']/@name") == ["touchpoint"]
    assert not wrong.xpath("//tbody")
    assert not wrong.xpath("//main//script")
    with pytest.raises(BadParameter, match="has no parameter"):
        ask(data, "named_query", ("wait_over", "3"), **path)
    with pytest.raises(NoSuchRecord):
        ask(data, "named_query", topic="no", name="thing")


def test_parameters_that_every_page_has_bear_another_name(data: JobData) -> None:
    name = next(q for q in catalogue().values() if any(p.name == "mode" for p in q.params))
    topic, _, rest = name.name.partition("/")
    page = show(data, "named_query", ("value_mode", "cold"), topic=topic, name=rest)
    assert page.xpath("//select[@name='value_mode']/option[@selected]/@value") == ["cold"]
    expected = run_query(data.store, name, {"mode": "cold"}, limit=200, today=AS_OF)
    assert len(page.xpath("//tbody/tr")) == min(50, len(expected.rows)) > 0


def test_sparql_is_answered_as_a_table_that_says_where_it_was_cut(data: JobData) -> None:
    page = show(data, "query", ("query", START))
    rows = data.store.query(START)
    expected = [row["partner"].value for row in rows]  # type: ignore[union-attr]
    assert texts(page, "//tbody/tr/th")[:50] == expected[:50]
    cut = show(data, "query", ("query", "SELECT * WHERE { ?s ?p ?o }"))
    assert "it was cut after 200 rows" in cut.text_content()
    truth = show(data, "query", ("query", "ASK { ?s ?p ?o }"))
    assert texts(truth, "//tbody/tr/th") == ["true"]
    text = cut.text_content()
    assert "10 seconds" in text
    assert "1,024 MiB" in text
    assert "200 rows at most" in text


def test_what_is_wrong_with_a_query_stands_beside_it(data: JobData) -> None:
    page = show(data, "query", ("query", "SELECT * WHERE {\n ?s ?p\n}"))
    assert "Line 3, column" in page.get_element_by_id("fault").text_content()
    assert texts(page, "//ol[@class='lines']/li[@class='here']") == ["}"]
    called = "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"
    refused = show(data, "query", ("query", called))
    assert "SERVICE is refused" in refused.get_element_by_id("fault").text_content()
    changed = show(data, "query", ("query", "DROP ALL"))
    assert "This query is refused" in changed.get_element_by_id("fault").text_content()
    odd = show(data, "query", ("query", HOSTILE))
    assert odd.get_element_by_id("query").text.strip() == HOSTILE
    assert not odd.xpath("//main//script")
    stopped = show(data, "query", ("query", "SELECT 1"), stopped="QueryTimeout")
    assert "stopped after 10 seconds" in stopped.get_element_by_id("fault").text_content()


def test_answers_as_pictures_have_their_table_and_say_what_they_need(data: JobData) -> None:
    asked = {
        "bars": ("query", START),
        "map": ("example", "places/sites"),
        "network": ("query", EDGES),
    }
    for view, text in asked.items():
        page = show(data, "query", text, ("view", view))
        (picture,) = page.xpath("//main//svg[@role='img']")
        assert picture.get("aria-label")
        assert len(page.xpath("//tbody/tr")) > 1
        other = show(data, "query", ("query", "SELECT (1 AS ?n) {}"), ("view", view))
        assert not other.xpath("//main//svg[@class='result']")
        assert "Here is the table" in other.text_content()


EDGES = f"""PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#>
SELECT ?a ?b {{ ?x nwd:refersTo ?y . ?x <{SKOS}prefLabel> ?a . ?y <{SKOS}prefLabel> ?b }}"""


def test_long_queries_stand_in_no_address(data: JobData) -> None:
    long = "SELECT ?s ?p WHERE { ?s ?p ?o } LIMIT 60 #" + "x" * 7_000
    page = show(data, "query", ("query", long))
    assert len(page.xpath("//tbody/tr")) == 60
    assert not [each for each in page.xpath("//a/@href") if "xxxx" in each]
    assert page.xpath("//form[@action='/sparql']/input[@name='query']/@value") == [long]


def test_examples_and_prefixes_fill_the_editor(data: JobData) -> None:
    example = show(data, "query", ("example", "partners/serving-touchpoint"))
    text = example.get_element_by_id("query").text
    assert "$touchpoint" not in text
    assert example.xpath("//tbody/tr")
    bare = "SELECT ?s { ?s a nwd:Partner ; skos:prefLabel ?n }"
    filled = show(data, "query", ("query", bare), ("add", "prefixes"))
    assert filled.get_element_by_id("query").text.strip() == add_prefixes(bare)
    assert add_prefixes(add_prefixes(bare)) == add_prefixes(bare)
    assert not filled.xpath("//tbody")


def test_names_that_hold_markup_are_shown_as_they_are() -> None:
    store = Store()
    thing = NamedNode("https://w3id.org/nowrongdoor/id/x/partner/1")
    label = NamedNode(f"{SKOS}prefLabel")
    store.add(Quad(thing, label, Literal("<img src=x onerror=alert(1)>")))
    store.add(Quad(thing, NamedNode("https://elsewhere.example/p"), Literal("x")))
    data = JobData.over(_Readable(store), Settings())
    text = ask(data, "query", ("query", "SELECT ?p ?o { ?s ?p ?o }"), ("view", "network"))
    assert b"<img" not in text
    assert b"&lt;img" in text
    assert b'href="https://elsewhere' not in text


class _Readable:
    version = "1"

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, text: str) -> Any:
        return self.store.query(text)


def test_pictures_keep_to_their_frame_and_count_what_they_leave_out() -> None:
    bars = draw_bars([(f"row {n}", n - 5.0) for n in range(60)], "x")
    assert (bars.shown, bars.of) == (50, 60)
    network = draw_network([(f"a{n}", f"b{n}") for n in range(100)], "x")
    assert (network.shown, network.of) == (60, 100)
    assert draw_network([], "x").shown == 0
    drawn = draw_map([Shape("p", [[(-121.0, 44.0)]]), Shape("none", [])], "<x>")
    assert drawn.shown == 1
    assert "nan" not in drawn.svg
    assert "&lt;x&gt;" in drawn.svg
    assert read_wkt("POLYGON ((0 0, 1 0, 1 1, 0 0))") == [[(0, 0), (1, 0), (1, 1), (0, 0)]]
    assert read_wkt("POINT (500 1)") is None
    assert read_wkt("pointless (1 2)") is None
