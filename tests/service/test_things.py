"""Records, terms and codes at the paths of their IRIs, in every form."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from served.asgi_client import Client
from served.chromium import Visit, started_browser
from served.problems import HOSTILE, SECRET, check_problem
from served.server import running_server

from graph.store import MemoryStore
from ontology.terms import CODE, DATA, NWD, RDF, SKOS, mint, nwd, source_graph
from service.app import create_app
from service.jobs import thing
from service.language import LANGUAGES
from service.routes.things import Code
from service.settings import Settings
from service.things.describing import LINKS
from service.workers.job import JobData
from service.workspace import Workspace

SERVICE = "/id/community/service/svc-quiet-harbor-line"
IRI = DATA + "community/service/svc-quiet-harbor-line"
FORMS = {
    "turtle": ("text/turtle", "ttl", RdfFormat.TURTLE),
    "ntriples": ("application/n-triples", "nt", RdfFormat.N_TRIPLES),
    "rdfxml": ("application/rdf+xml", "rdf", RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", "jsonld", RdfFormat.JSON_LD),
}
ODD = ("a/b c", "50%", "ü?x#y", "<b>&\"'", "x.ttl")
"""Ids of records that have to be encoded, or look like something else."""


class Links(HTMLParser):
    """The links and anchors of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.anchors: list[str] = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        is_ours = tag == "script" and str(told.get("src")).startswith("/static/")
        self.scripts += tag == "script" and not is_ours
        self.scripts += any(name.startswith("on") for name in told)
        if tag == "a":
            self.links.append(told)
        if anchor := told.get("id"):
            self.anchors.append(anchor)

    def hrefs(self) -> list[str]:
        return [link["href"] or "" for link in self.links]


def triples(content: bytes, form: RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in parse(content, format=form)}


def page(client: Client, path: str) -> str:
    response = client.get(path, accept="text/html,*/*;q=0.1")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in response.headers["vary"]
    return response.text


def small(*quads: Quad, base: str = DATA) -> JobData:
    return JobData.over(MemoryStore(quads), Settings(base_iri=base))


def ask(data: JobData, iri: str, **options: Any) -> bytes:
    told = {"path": "/id/x", "form": "ntriples", "accept": "*/*", **options}
    return b"".join(thing.run(data, candidates=[(iri, None)], **told).chunks)


def test_every_form_says_the_same(client: Client) -> None:
    first: set[str] | None = None
    for form, (media_type, suffix, syntax) in FORMS.items():
        by_accept = client.get(SERVICE, accept=media_type)
        assert by_accept.headers["content-type"].split(";")[0] == media_type
        assert "Accept" in by_accept.headers["vary"]
        same = (client.get(f"{SERVICE}.{suffix}"), client.get(f"{SERVICE}?format={form}"))
        assert {each.content for each in same} == {by_accept.content}
        told = triples(by_accept.content, syntax)
        first = first or told
        assert told == first
        others = {link for name in FORMS if name != form for link in [f"<{SERVICE}?format={name}>"]}
        for each in (by_accept, *same):
            links = each.headers["link"]
            assert all(other in links for other in others)
            assert f'<{SERVICE}?format=html>; rel="alternate"; type="text/html"' in links
            assert 'rel="alternate describedby"' in links


def test_a_page_is_in_a_language_that_there_is(client: Client) -> None:
    assert get_args(Code) == tuple(LANGUAGES)
    assert 'lang="es"' in page(client, f"{SERVICE}?lang=es")
    for unknown in ("fr", "", "EN"):
        check_problem(client.get(f"{SERVICE}?lang={unknown}"), 422, "lang")


def test_a_thing_is_told_with_its_links_and_names(client: Client) -> None:
    content = client.get(f"{SERVICE}?format=ntriples").content
    told = list(parse(content, format=RdfFormat.N_TRIPLES))
    subject = NamedNode(IRI)
    assert any(q.subject == subject and q.predicate == nwd("providedBy") for q in told)
    assert any(q.object == subject and q.predicate == nwd("allocatedTo") for q in told)
    label = NamedNode(SKOS + "prefLabel")
    named = {q.subject.value for q in told if q.predicate == label}
    assert {IRI, DATA + "community/partner/quiet-harbor", CODE + "delivery-mode/phone"} <= named


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_json_ld_is_read_by_another_reader(client: Client) -> None:
    response = client.get(SERVICE, accept="application/ld+json")
    graph = rdflib.Graph().parse(data=response.text, format="json-ld")
    turtle = rdflib.Graph().parse(data=client.get(f"{SERVICE}.ttl").text, format="turtle")
    assert set(graph) == set(turtle)
    assert response.json()["@graph"][0]["@id"] == IRI


def test_a_page_links_to_the_pages_of_what_it_names(client: Client) -> None:
    text = page(client, SERVICE)
    found = Links(text)
    assert "Help line and advocates" in text
    assert found.scripts == 0
    for path in ("/id/community/partner/quiet-harbor", "/code/delivery-mode/phone"):
        assert path in found.hrefs()
        page(client, path)
    assert "/ontology#Service" in found.hrefs()
    for link in found.links:
        elsewhere = (link["href"] or "").startswith("http")
        assert (link.get("rel") == "noopener") == elsewhere
    assert "Told by: Planner&#39;s workbook of Alder County (fictional)" in text


def test_the_ontology_has_an_anchor_for_each_term(client: Client) -> None:
    found = Links(page(client, "/ontology"))
    told = parse(client.get("/ontology.ttl").content, format=RdfFormat.TURTLE)
    kinds = [q for q in told if q.predicate.value == f"{RDF}type"]
    terms = {str(q.subject)[1:-1] for q in kinds if str(q.subject).startswith(f"<{NWD}")}
    assert len(terms) > 120
    assert {term.removeprefix(NWD) for term in terms} <= set(found.anchors)
    assert len(found.anchors) == len(set(found.anchors))
    inside = [href for href in found.hrefs() if href.startswith(("#", "/ontology#"))]
    assert {href.split("#")[1] for href in inside} <= set(found.anchors)
    for word in ("One run of an analysis", "Example: Linn County", "Code lists"):
        assert word in page(client, "/ontology")


@pytest.mark.parametrize("path", ["/code/need", "/code/service-status"])
def test_a_code_list_tells_its_codes(client: Client, path: str) -> None:
    hrefs = Links(page(client, path)).hrefs()
    told = client.get(path, accept="text/turtle")
    scheme = NamedNode("https://w3id.org/nowrongdoor" + path)
    codes = [
        str(q.subject)[1:-1]
        for q in parse(told.content, format=RdfFormat.TURTLE)
        if q.predicate.value == f"{SKOS}inScheme" and q.object == scheme
    ]
    assert len(codes) >= 5
    assert {"/code/" + code.removeprefix(CODE) for code in codes} <= set(hrefs)
    name = codes[0].removeprefix(CODE)
    assert (
        client.get(f"/code/{name}.nt").headers["content-type"].startswith("application/n-triples")
    )


def test_a_confidential_site_is_told_without_its_address(client: Client) -> None:
    path = "/id/community/site/site-quiet-harbor-shelter"
    for form in ("html", *FORMS):
        text = client.get(f"{path}?format={form}").text
        assert "Quiet Harbor shelter" in text
        assert not any(secret in text for secret in SECRET)


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/id/community/service/none", 404, "nothing is known of /id/community/service/none"),
        ("/id/community/service/none.ttl", 404, "none.ttl"),
        ("/id/", 404, "/id/"),
        ("/id/community", 404, "/id/community"),
        ("/id/50%", 404, "/id/50%"),
        ("/id/a#b", 404, "/id/a"),
        ("/id/%23%23", 404, "/id/%23%23"),
        ("/id/%5B%5D", 404, "/id/"),
        ("/id/%FF%00", 404, "/id/"),
        ("/code/none", 404, "/code/none"),
        ("/code/need/none", 404, "/code/need/none"),
        ("/ontology.doc", 404, "no form 'doc'"),
        (f"{SERVICE}?format=word", 422, "format"),
        (f"{SERVICE}?forma=turtle", 422, "forma"),
        ("/ontology?page=1", 422, "page"),
    ],
)
def test_what_is_not_there_is_a_problem(client: Client, path: str, status: int, word: str) -> None:
    check_problem(client.get(path), status, word)


def test_forms_that_are_not_there_are_a_problem(client: Client) -> None:
    check_problem(client.get(SERVICE, accept="image/png"), 406, "text/turtle")
    assert "This is not here" in client.get("/id/none", accept="text/html").text


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_paths_do_no_harm(client: Client, value: str) -> None:
    for path in (
        f"/id/community/service/{quote(value, safe='')}",
        f"/code/{quote(value, safe='')}",
    ):
        response = client.get(path)
        assert response.status_code in (404, 414)
        page = client.get(path, accept="text/html").text
        assert page.count("<script") == page.count('<script src="/static/')


def test_an_empty_store_says_so(empty_client: Client) -> None:
    check_problem(empty_client.get(SERVICE), 503)


def test_any_id_is_found_at_its_path(tmp_path: Path) -> None:
    workspace = Workspace(Settings(data_dir=tmp_path, base_iri="https://data.example.org/"))
    graph, label = source_graph("s"), NamedNode(SKOS + "prefLabel")
    iris = [mint("s", "site", odd, base="https://data.example.org/") for odd in ODD]
    other = NamedNode("https://data.example.org/s/part#of?it")
    with workspace.store.write(note="odd ids") as draft:
        for iri in (*iris, other):
            draft.store.add(Quad(iri, label, Literal("Odd"), graph))
            draft.store.add(Quad(iris[0], nwd("partOf"), iri, graph))
    client = Client(create_app(workspace))
    start = Links(page(client, "/id/" + iris[0].value.removeprefix("https://data.example.org/")))
    hrefs = [href for href in start.hrefs() if href.startswith("/id/s") and "?format=" not in href]
    assert len(hrefs) >= len(ODD) + 1
    told = {re.findall(r"<code>(.*?)</code>", page(client, href))[0] for href in hrefs}
    assert {_escaped(iri.value) for iri in (*iris, other)} <= told
    assert client.get(hrefs[-1] + ".ttl").status_code == 200


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;")


def test_many_links_are_cut_and_that_is_said() -> None:
    graph, hub = source_graph("s"), mint("s", "place", "hub")
    quads = [Quad(hub, NamedNode(SKOS + "prefLabel"), Literal("Hub"), graph)]
    quads += [
        Quad(mint("s", "service", str(i)), nwd("servesArea"), hub, graph) for i in range(LINKS + 5)
    ]
    data = small(*quads)
    outcome = thing.run(
        data, candidates=[(hub.value, None)], path="/id/x", form="ntriples", accept="*/*"
    )
    assert b"".join(outcome.chunks).count(b"servesArea") == LINKS
    assert outcome.headers["Nwd-Truncated-At"] == str(LINKS)
    text = ask(data, hub.value, form="html").decode()
    assert f"only the first {LINKS} links" in text
    assert re.search(r">service \d+</a>", text)


def test_only_addresses_of_the_web_are_links() -> None:
    subject, graph = mint("s", "partner", "p"), source_graph("s")
    see = NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso")
    texts = (Literal("<script>alert(1)</script>"), Literal("javascript:alert(1)"))
    linked = (
        NamedNode("javascript:alert(1)"),
        NamedNode("urn:x:y"),
        NamedNode("https://ok.example/"),
    )
    data = small(*(Quad(subject, see, value, graph) for value in (*texts, *linked)))
    found = Links(ask(data, subject.value, form="html").decode())
    assert found.scripts == 0
    assert "https://ok.example/" in found.hrefs()
    assert not [href for href in found.hrefs() if href.startswith(("javascript", "urn"))]


def test_names_in_json_ld_are_those_of_the_context(client: Client) -> None:
    node = json.loads(client.get(f"{SERVICE}.jsonld").text)["@graph"][0]
    assert node["@type"] == "nwd:Service"
    assert node["waitDays"] == 0
    assert node["verifiedOn"] == "2026-09-18"


def test_pages_can_be_read_in_a_narrow_window(loaded_demo: Path) -> None:
    with running_server(loaded_demo) as address, started_browser() as browser:
        visit = Visit(browser, address, viewport={"width": 320, "height": 800})
        for path in (SERVICE, "/code/need/food", "/code/need", "/ontology"):
            visit.open(path)
            assert visit.sideways() <= 0, path
        visit.open("/ontology#Touchpoint")
        top = visit.page.locator("#Touchpoint").bounding_box()
        assert top is not None
        # A part of a pixel may be cut off.
        assert -1 < top["y"] < 200
        visit.check_quiet()
