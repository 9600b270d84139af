"""The description of the service: whole, true to the headers, and of the loaded data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from served.asgi_client import Client
from served.problems import PROBLEM

from graph.store import MemoryStore
from ontology.terms import DATA, DCTERMS, RDF, SKOS, nwd, source_graph
from queries.catalogue import NamedQuery, catalogue
from queries.header import RECORD_TYPES
from service.export_formats import list_export_formats
from service.exports import select_exports
from service.jobs import openapi_values
from service.settings import Settings
from service.tables import select_formats
from service.workers.job import JobData

SHARED = ("format", "limit", "cursor")


@pytest.fixture(scope="module")
def described(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def parameters(described: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    return {p["name"]: p for p in described["paths"][path]["get"]["parameters"]}


def test_every_route_is_described(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    every = operations(described)
    paths = {name.partition(" ")[2] for name, _ in every}
    assert {f"/api/queries/{name}" for name in catalogue()} < paths
    assert {"/api/queries", "/api/coverage", "/api/gaps", "/api/export/{format}"} < paths
    ids = [operation["operationId"] for _, operation in every]
    assert len(set(ids)) == len(ids)
    for name, operation in every:
        assert operation["summary"], name
        assert operation["description"], name
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), f"{name} {parameter['name']}"
            assert parameter["schema"], name


def test_every_route_of_the_api_declares_its_problems(described: dict[str, Any]) -> None:
    for name, operation in operations(described):
        problems = {s: r for s, r in operation["responses"].items() if s[0] in "45"}
        for response in problems.values():
            assert list(response["content"]) == [PROBLEM], name
        if name.startswith("GET /api/"):
            assert {"401", "422", "429", "500", "503"} <= set(problems), name
        if name.startswith("GET /api/"):
            assert "304" in operation["responses"], name
        if name.startswith("GET /api/") and name != "GET /api/queries":
            assert {"504", "507"} <= set(operation["responses"]), name
        if name.startswith("GET /api/queries/"):
            assert {"406", "410"} <= set(problems), name


def test_every_reference_resolves(described: dict[str, Any]) -> None:
    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            found = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return found + [ref for value in node.values() for ref in references(value)]
        if isinstance(node, list):
            return [ref for value in node for ref in references(value)]
        return []

    schemas = described["components"]["schemas"]
    assert "Problem" in schemas
    for reference in references(described):
        assert reference.removeprefix("#/components/schemas/") in schemas
    assert "HTTPValidationError" not in json.dumps(described)


@pytest.mark.parametrize("query", catalogue().values(), ids=lambda query: query.name)
def test_the_description_of_a_query_is_its_header(
    described: dict[str, Any], query: NamedQuery
) -> None:
    operation = described["paths"][f"/api/queries/{query.name}"]["get"]
    told = parameters(described, f"/api/queries/{query.name}")
    assert list(told) == [*(param.name for param in query.params), *SHARED]
    for param in query.params:
        assert told[param.name]["required"] is param.required
        assert param.meaning in told[param.name]["description"]
        assert told[param.name]["examples"] or param.type == "source"
    ok = operation["responses"]["200"]
    kinds = {form.MEDIA_TYPE.partition(";")[0] for form in select_formats().values()}
    assert set(ok["content"]) == kinds
    properties = ok["content"]["application/json"]["schema"]["properties"]
    assert list(properties["rows"]["items"]["properties"]) == [c.name for c in query.columns]
    assert query.question in operation["description"]


def test_parameters_have_types(described: dict[str, Any]) -> None:
    told = parameters(described, "/api/queries/services/for-need-and-place")
    assert told["life_stage"]["schema"]["enum"][:2] == ["prenatal", "newborn"]
    assert told["need"]["schema"] == {"$ref": "#/components/schemas/need"}
    assert told["need"]["examples"] == {"example 1": {"value": "food"}}
    issues = parameters(described, "/api/queries/sources/issues")
    assert issues["severity"]["schema"]["enum"] == ["error", "warning"]
    by = parameters(described, "/api/queries/funding/streams-ending")["by"]["schema"]
    assert by["default"] == "today+365"
    assert by["anyOf"][0]["format"] == "date"
    wait = parameters(described, "/api/queries/services/waits-and-places")["wait_over"]["schema"]
    assert (wait["type"], wait["default"]) == ("integer", 0)
    types = parameters(described, "/api/queries/findings/gaps")["type"]["schema"]
    assert (types["type"], types["items"]["type"]) == ("array", "string")
    day = parameters(described, "/api/coverage")["as_of"]["schema"]
    assert (day["type"], day["format"]) == ("string", "date")


def test_what_is_described_is_what_is_taken(client: Client, described: dict[str, Any]) -> None:
    """Every value of a short list, by id, by source and by IRI."""
    listed = described["components"]["schemas"]["segment"]["anyOf"]
    assert [way["title"] for way in listed] == ["id", "source:id", "IRI"]
    assert "community:young-parents" in listed[1]["enum"]
    path = "/api/queries/services/for-need-and-place"
    for way in listed:
        for value in way["enum"]:
            answer = client.get(path, params={"need": "food", "segment": value})
            assert answer.status_code == 200, value
    ids = described["components"]["schemas"]["segment-id"]["enum"]
    assert ids == listed[0]["enum"]
    for value in ids:
        assert client.get("/api/gaps", params={"segment": value}).status_code == 200


def test_a_long_list_is_told_by_examples(client: Client, described: dict[str, Any]) -> None:
    services = described["components"]["schemas"]["service"]
    assert services["format"] == "nwd-service"
    assert "enum" not in json.dumps(services)
    path = "/api/queries/funding/allocations-of-service"
    for value in services["examples"]:
        assert client.get(path, params={"service": value}).status_code == 200


@pytest.mark.parametrize("path", ["/openapi.json", "/api/queries"])
def test_a_document_is_not_sent_again(client: Client, path: str) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.json() == client.get(path).json()
    assert "content-encoding" not in plain.headers


def test_nothing_loaded_is_described_as_well(
    empty_client: Client, described: dict[str, Any]
) -> None:
    empty = empty_client.get("/openapi.json").json()
    assert set(empty["paths"]) == set(described["paths"])
    assert empty["components"]["schemas"]["partner"]["format"] == "nwd-partner"
    needs = parameters(empty, "/api/queries/services/for-need-and-place")["need"]
    assert needs["examples"]["example 1"]["value"] == "food"


def partner(source: str, identifier: str) -> list[Quad]:
    record, graph = NamedNode(f"{DATA}{source}/partner/{identifier}"), source_graph(source)
    return [
        Quad(record, NamedNode(RDF + "type"), nwd("Partner"), graph),
        Quad(record, NamedNode(DCTERMS + "identifier"), Literal(identifier), graph),
        Quad(record, NamedNode(SKOS + "prefLabel"), Literal(f"{identifier} of {source}"), graph),
    ]


def values_of(*groups: list[Quad]) -> dict[str, Any]:
    data = JobData.over(MemoryStore([quad for group in groups for quad in group]), Settings())
    (body,) = openapi_values.run(data).chunks
    found: dict[str, Any] = json.loads(body)
    return found


def test_an_id_of_two_sources_is_told_with_its_source() -> None:
    told = values_of(partner("a", "wic"), partner("b", "wic"), partner("b", "clinic"))
    assert set(told) == set(RECORD_TYPES)
    assert told["partner"] == {
        "complete": True,
        "ids": ["clinic", "a:wic", "b:wic"],
        "references": ["b:clinic", "a:wic", "b:wic"],
        "iris": [f"{DATA}{end}" for end in ("b/partner/clinic", "a/partner/wic", "b/partner/wic")],
    }
    assert told["service"] == {"complete": True, "ids": [], "references": [], "iris": []}


def test_of_many_records_some_are_told() -> None:
    groups = [partner(source, f"p{n:03d}") for n in range(60) for source in "ab"]
    told = values_of(*groups)["partner"]
    assert not told["complete"]
    assert len(told["ids"]) == openapi_values.SOME
    assert all(":" in each for each in told["ids"])


def test_export_formats_are_those_of_the_modules(described: dict[str, Any]) -> None:
    told = list_export_formats()
    assert list(told) == list(select_exports())
    for name, export in select_exports().items():
        parts = (told[name].name, told[name].title, told[name].media_type, told[name].suffix)
        assert parts == (export.NAME, export.TITLE, export.MEDIA_TYPE, export.SUFFIX)
    (parameter,) = [
        p
        for p in described["paths"]["/api/export/{format}"]["get"]["parameters"]
        if p["in"] == "path"
    ]
    assert parameter["schema"]["enum"] == [name for name, each in told.items() if each.of is None]
