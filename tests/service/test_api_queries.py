"""The named queries over HTTP: forms, pages, and what they answer on the demonstration."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet
import pytest
from openpyxl import load_workbook
from pyoxigraph import Literal, NamedNode, Quad
from served.asgi_client import Client
from served.command_line import read_json
from served.problems import SECRET, check_problem

from graph.errors import BadParameter
from graph.store import MemoryStore
from loaders.load import drop_source
from ontology.terms import DATA, DCTERMS, RDF, SKOS, nwd, source_graph
from queries.catalogue import NamedQuery, catalogue
from service.app import create_app
from service.demo import AS_OF
from service.errors import PageGone
from service.jobs import named_query, named_query_file
from service.settings import Settings
from service.tables import select_formats
from service.tables.paging import Cursor, parse_cursor, render_cursor
from service.workers.job import JobData
from service.workspace import Workspace

PATH = "/api/queries/partners/by-sector"
PARTNERS = "partners/by-sector"


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    for query in catalogue().values():
        for example in query.examples:
            yield query.name, dict(example)


def asked(query: NamedQuery) -> dict[str, Any]:
    """The first example of a query that cannot be asked without parameters."""
    needs = any(param.required for param in query.params)
    return dict(query.examples[0]) if needs else {}


@pytest.mark.parametrize("name", list(catalogue()))
def test_every_named_query_is_a_route(client: Client, loaded_demo: Path, name: str) -> None:
    query = catalogue()[name]
    answer = client.get(f"/api/queries/{name}", params=asked(query))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["columns"] == [column.name for column in query.columns]
    assert body["generation"]["number"] == 2
    options = [f"--{key.replace('_', '-')}={value}" for key, value in asked(query).items()]
    owned = read_json("query", "run", name, *options, data_dir=loaded_demo)
    # What is withheld over HTTP stands in the owner's rows.
    kept = [i for i, row in enumerate(body["rows"]) if not row.get("withheld")]
    assert [body["rows"][i] for i in kept] == [owned[i] for i in kept]
    assert len(body["rows"]) == len(owned)
    for secret in SECRET:
        assert secret not in answer.text


@pytest.mark.parametrize(("name", "values"), list(examples()))
def test_every_example_finds_something(client: Client, name: str, values: dict[str, Any]) -> None:
    rows = client.get(f"/api/queries/{name}", params=values).json()["rows"]
    # Findings and decisions are made by commands, and the demonstration has no issue.
    kept = "findings" in catalogue()[name].tags
    assert rows or kept or name.startswith(("matches/", "sources/issues"))
    key = catalogue()[name].key
    assert len({tuple(row[column] for column in key) for row in rows}) == len(rows)


def test_the_catalogue_is_listed(client: Client) -> None:
    listed = client.get("/api/queries").json()
    assert [query["name"] for query in listed] == list(catalogue())
    for query in listed:
        assert query["question"]
        assert query["columns"]
        assert query["key"]
        assert bool(query["examples"]) == bool(query["params"])


# Forms


@pytest.mark.parametrize("name", select_formats())
def test_a_form_is_chosen_in_three_ways(client: Client, name: str) -> None:
    kind = select_formats()[name].MEDIA_TYPE
    by_suffix = client.get(f"{PATH}.{name}?sector=health")
    by_parameter = client.get(PATH, params={"sector": "health", "format": name})
    for answer in (by_suffix, by_parameter):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == kind
        assert "Accept" in answer.headers["vary"]
    if name != "sparql-csv":  # in headers it is called the same as CSV
        by_header = client.get(PATH, params={"sector": "health"}, accept=kind.partition(";")[0])
        assert by_header.headers["content-type"] == kind
    if name not in ("xlsx", "parquet"):
        assert by_suffix.content == by_parameter.content


def test_the_form_is_negotiated(client: Client) -> None:
    accept = "text/csv;q=0.5, application/sparql-results+json, application/json;q=0.9"
    assert "bindings" in client.get(PATH, accept=accept).json()["results"]
    assert client.get(PATH, accept="text/html, */*;q=0.1").json()["columns"]
    check_problem(client.get(PATH, accept="image/png"), 406, "text/csv")
    check_problem(client.get(PATH, accept="application/json;q=0"), 406, "")
    assert client.get(PATH, accept="image/png", params={"format": "csv"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (f"{PATH}.pdf", ".json, .csv"),
        (f"{PATH}.", ".json, .csv"),
        ("/api/queries/partners/by-sectr.csv", "nearest: partners/by-sector"),
        ("/api/queries/partners/nosuch", "no query"),
    ],
)
def test_what_is_not_there(client: Client, path: str, word: str) -> None:
    check_problem(client.get(path), 404, word)
    assert client.post(PATH).headers["allow"] == "GET"


def test_files_are_of_the_whole_table(client: Client) -> None:
    rows = client.get(PATH).json()["rows"]
    table = list(csv.DictReader(io.StringIO(client.get(f"{PATH}.csv").text)))
    assert [row["partner_iri"] for row in table] == [row["partner_iri"] for row in rows]
    answer = client.get(f"{PATH}.parquet")
    assert (
        answer.headers["content-disposition"] == 'attachment; filename="partners-by-sector.parquet"'
    )
    read = pyarrow.parquet.read_table(io.BytesIO(answer.content)).to_pylist()
    assert [row["partner_iri"] for row in read] == [row["partner_iri"] for row in rows]
    book = load_workbook(io.BytesIO(client.get(f"{PATH}.xlsx").content))
    assert book.worksheets[0].max_row == len(rows) + 1
    book.close()


def test_an_answer_is_not_sent_again(client: Client, own_demo: Path) -> None:
    tag = client.get(PATH).headers["etag"]
    again = client.get(PATH, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    for other in (f"{PATH}?sector=health", f"{PATH}.csv", f"{PATH}?limit=3"):
        assert client.get(other).headers["etag"] != tag
    workspace = Workspace(Settings(data_dir=own_demo, as_of=AS_OF))
    drop_source(workspace.store, "directory")
    changed = Client(create_app(workspace)).get(PATH, headers={"If-None-Match": tag})
    assert changed.status_code == 200


# Pages


def test_pages_joined_are_the_whole_table(client: Client) -> None:
    whole = client.get(PATH).json()
    assert (whole["truncated"], whole["next"]) == (False, None)
    address, rows, pages = f"{PATH}?limit=7", [], 0
    while address:
        answer = client.get(address)
        body = answer.json()
        rows += body["rows"]
        pages += 1
        assert body["truncated"] is ("next" in answer.links)
        if body["truncated"]:
            assert answer.headers["nwd-truncated-at"] == "7"
            address = answer.links["next"]["url"]
            assert parse_qs(urlsplit(address).query) == {"limit": ["7"], "cursor": [body["next"]]}
            assert answer.links["first"]["url"] == f"{PATH}?limit=7"
        else:
            address = ""
    assert rows == whole["rows"]
    assert pages == -(-len(rows) // 7)


@pytest.mark.parametrize("name", ["csv", "srj", "tsv", "xlsx"])
def test_a_limit_is_for_every_form(client: Client, name: str) -> None:
    answer = client.get(f"{PATH}.{name}?limit=5&sector=health")
    assert answer.headers["nwd-truncated-at"] == "5"
    link = answer.links["next"]["url"]
    assert link.startswith(f"{PATH}.{name}?limit=5&sector=health&cursor=")
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("name", list(catalogue()))
def test_every_query_is_paged_by_its_key(client: Client, name: str) -> None:
    address = f"/api/queries/{name}"
    whole = client.get(address, params=asked(catalogue()[name])).json()["rows"]
    first = client.get(address, params={**asked(catalogue()[name]), "limit": 1})
    if len(whole) > 1:
        then = client.get(first.links["next"]["url"]).json()["rows"]
        assert first.json()["rows"] + then == whole[:2]


def partner(number: int, *, name: str = "", source: str = "many") -> list[Quad]:
    record = NamedNode(f"{DATA}many/partner/{number:05d}")
    pairs: list[tuple[str, NamedNode | Literal]] = [
        (RDF + "type", nwd("Partner")),
        (DCTERMS + "identifier", Literal(f"{number:05d}")),
        (SKOS + "prefLabel", Literal(name or f"Partner {number:05d}")),
    ]
    graph = source_graph(source)
    return [Quad(record, NamedNode(term), value, graph) for term, value in pairs]


def data_of(*groups: list[Quad], **given: Any) -> JobData:
    return JobData.over(MemoryStore([q for group in groups for q in group]), Settings(**given))


@pytest.fixture(scope="module")
def many() -> JobData:
    return data_of(*(partner(number) for number in range(2345)))


def run(data: JobData, *, form: str = "json", **options: Any) -> tuple[Any, dict[str, str]]:
    outcome = named_query.run(data, query=PARTNERS, values={}, form=form, path=PATH, **options)
    body = b"".join(outcome.chunks)
    return (json.loads(body) if form == "json" else body), outcome.headers


def test_json_comes_in_pages_and_files_are_whole(many: JobData) -> None:
    body, headers = run(many)
    assert (len(body["rows"]), body["truncated"]) == (1000, True)
    assert headers["Nwd-Truncated-At"] == "1000"
    third, headers = run(many, cursor=run(many, cursor=body["next"])[0]["next"])
    assert (len(third["rows"]), third["truncated"], third["next"]) == (345, False, None)
    assert 'rel="next"' not in headers["Link"]
    assert 'rel="first"' in headers["Link"]
    text, headers = run(many, form="csv")
    assert text.count(b"\n") == 2346
    assert not {"Link", "Nwd-Truncated-At"} & set(headers)
    assert b"".join(named_query_file.run(many, query=PARTNERS, values={}, form="parquet").chunks)


def test_a_page_is_at_most_the_row_limit() -> None:
    data = data_of(*(partner(number) for number in range(8)), row_limit=5)
    body, _ = run(data)
    assert (len(body["rows"]), body["truncated"]) == (5, True)
    assert run(data, form="csv")[0].count(b"\n") == 9
    with pytest.raises(BadParameter, match="from 1 to 5"):
        run(data, limit="6")


def test_a_page_after_a_row_that_is_gone() -> None:
    cursor = run(data_of(*(partner(n) for n in range(6))), limit="3")[0]["next"]
    with pytest.raises(PageGone):
        run(data_of(*(partner(n) for n in range(6) if n != 2)), cursor=cursor)


@pytest.mark.parametrize("kept", [range(9), range(1, 9), range(2, 6)])
def test_a_page_goes_on_when_rows_came_or_went(kept: range) -> None:
    cursor = run(data_of(*(partner(n) for n in range(6) if n != 1)), limit="2")[0]["next"]
    rows = run(data_of(*(partner(n) for n in kept)), cursor=cursor)[0]["rows"]
    assert [row["partner_id"] for row in rows] == [f"{n:05d}" for n in kept if n > 2]


def test_rows_that_share_a_key_are_neither_lost_nor_repeated() -> None:
    groups = [partner(n) for n in range(4)]
    data = data_of(*groups, partner(1, name="Another name"), partner(1, name="Z", source="other"))
    whole = run(data)[0]["rows"]
    assert len(whole) == 6
    rows, cursor = [], None
    for _ in whole:
        body, _ = run(data, limit="1", cursor=cursor)
        rows += body["rows"]
        cursor = body["next"]
    assert (rows, cursor) == (whole, None)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "é",
        "WzFd" * 5000,
        "W10",  # []
        "WzBd",  # [0]
        "eyJhIjoxfQ",  # an object
        "W1swXSwiYSJd",  # a list inside
        "WzEsImEiLCJiIl0",  # too many cells
        "WyIxIiwiYSJd",  # the number is text
        "=" * 9,
        "[" * 5000,
    ],
)
def test_what_is_no_cursor(many: JobData, text: str) -> None:
    with pytest.raises(BadParameter, match="`next` of an answer"):
        run(many, cursor=text)


def test_a_cursor_is_read_back() -> None:
    cursor = Cursor(7, ('é " \x00', None, True, 3, 1.5))
    text = render_cursor(cursor)
    assert text.isascii()
    assert parse_cursor(text, key="abcde", query="q") == cursor
