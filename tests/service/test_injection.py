"""Text that would change a query or a header if it were pasted in, sent in every parameter."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from served.asgi_client import Client

from queries.catalogue import NamedQuery, catalogue

NASTY = (
    '" } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o',
    "' } UNION { ?s ?p ?o } #",
    "https://example.org/a> } { ?s ?p ?o",
    "\\u0022 } \\u007d",
    "a\"\"\"b'''c\\",
    "line\nbreak\r\nX-Injected: yes\r\n\r\n<body>",
    "$touchpoint ?x #if #end",
    "%22%7D; DROP ALL",
    "\x00\x1f\x7f\u2028\ufeff",
    "x" * 20_000,
)
QUERIES = [query for query in catalogue().values() if query.params]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_value_changes_the_query_or_the_answer(client: Client, query: NamedQuery) -> None:
    for param in query.params:
        for value in NASTY:
            answered = client.get(f"/api/queries/{query.name}?{param.name}={quote(value)}")
            about = (query.name, param.name, value[:40], answered.text[:300])
            assert answered.status_code in (200, 422), about
            assert "x-injected" not in answered.headers, about
            if answered.status_code == 200:
                # Only text may hold such things; and no record is described so.
                assert param.type == "string", about
                assert answered.json()["rows"] == [], about
            else:
                assert len(answered.content) < 10_000, about


@pytest.mark.parametrize(
    "path",
    [
        "/api/gaps?touchpoint={}",
        "/api/coverage?mode={}",
        "/hsds/services?search={}",
        "/hsds/services/{}",
        "/api/export/{}",
        "/api/queries/{}",
        "/id/{}",
        "/code/{}",
        "/sparql?query=ASK%20%7B%7D&default-graph-uri={}",
        "/sparql?query=ASK%20%7B%7D&format={}",
        "/rdf-graph-store?graph={}",
        "/?touchpoint={}",
    ],
)
def test_no_other_parameter_is_a_way_in(client: Client, path: str) -> None:
    for value in NASTY:
        for sent in (value, f"https://example.org/{value}"):
            answered = client.get(path.format(quote(sent, safe="")))
            about = (path, value[:40], answered.status_code, answered.text[:300])
            assert answered.status_code < 500, about
            assert "x-injected" not in answered.headers, about
            if "html" in answered.headers.get("content-type", ""):
                assert "<body>\n" not in answered.text.replace("<body>\n", "", 1), about


@pytest.mark.parametrize(
    "header",
    ["Accept", "If-None-Match", "X-Request-Id", "Traceparent", "Cache-Control", "Accept-Encoding"],
)
def test_no_header_is_a_way_in(client: Client, header: str) -> None:
    for value in ("\x7f", "a" * 5000, "text/csv;q=nan, ,;;,*/*;q=-1", '"', "W/", ",,,", "é"):
        sent = {header.encode(): value.encode()}
        answered = client.request("GET", "/api/queries", headers=sent)
        assert answered.status_code < 500, (header, value)
        assert value not in answered.headers.values() or len(value) < 4
