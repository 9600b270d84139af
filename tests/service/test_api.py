"""The routes: analyses, named queries, health, problems, and their description."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from served.asgi_client import Client
from served.command_line import read_json
from served.problems import HOSTILE, PROBLEM, SECRET, check_problem

from loaders.load import drop_source
from queries.catalogue import NamedQuery, catalogue
from service.app import create_app
from service.demo import AS_OF
from service.responding import SECURITY_HEADERS
from service.settings import Settings
from service.workspace import Workspace


@pytest.mark.parametrize("name", ["coverage", "gaps", "overlaps"])
def test_analyses_are_the_objects_of_the_commands(
    client: Client, loaded_demo: Path, name: str
) -> None:
    options = ("--handoffs", "2", "--mode", "any", "--no-save", "--as-of", AS_OF.isoformat())
    printed = read_json(name, *options, data_dir=loaded_demo)
    answer = client.get(f"/api/{name}", params={"handoffs": 2, "mode": "any"})
    assert answer.status_code == 200
    assert answer.json() == printed


def test_gaps_are_chosen_as_on_the_command_line(client: Client, loaded_demo: Path) -> None:
    options = ("--no-save", "--as-of", AS_OF.isoformat(), "--gap-type", "link")
    printed = read_json("gaps", *options, data_dir=loaded_demo)
    assert client.get("/api/gaps?gap_type=link").json() == printed


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/api/coverage?handoffs=99", "handoffs: "),
        ("/api/coverage?handoffs=x", "handoffs: "),
        ("/api/coverage?mode=cold", "mode: "),
        ("/api/coverage?as_of=2026-02-30", "as_of: "),
        ("/api/coverage?stale_after_days=-1", "stale_after_days: "),
        ("/api/coverage?handofs=2", "handofs"),
        ("/api/gaps?gap_type=nosuch", "one of orphan"),
        ("/api/gaps?touchpoint=birth-registraton", "nearest: birth-registration"),
        ("/api/queries/partners/sites?partner=nobody", "'nobody'"),
        ("/api/queries/partners/sites", "partner"),
        ("/api/queries/partners/sites?partner=baby-link&format=xml", "json, csv"),
        ("/api/queries/partners/by-sector?colour=red", "colour"),
    ],
)
def test_a_parameter_that_does_not_fit(client: Client, path: str, word: str) -> None:
    check_problem(client.get(path), 422, word)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_values(client: Client, value: str) -> None:
    for name in ("touchpoint", "need", "segment", "place", "gap_type"):
        check_problem(client.get("/api/gaps", params={name: value}), 422)
    answer = client.get("/api/queries/partners/serving-touchpoint", params={"touchpoint": value})
    check_problem(answer, 422)
    check_problem(client.get("/api/coverage", params={value: "1"}), 422)
    assert client.get("/healthz").json()["generation"] == 2


def test_unknown_routes_and_methods(client: Client) -> None:
    check_problem(client.get("/nowhere"), 404)
    check_problem(client.get("/api/queries/partners/nosuch"), 404)
    answer = client.post("/api/coverage")
    check_problem(answer, 405)
    assert answer.headers["allow"] == "GET"


def test_a_browser_gets_a_page_for_a_problem(client: Client) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = client.get("/api/gaps", accept=accept, params={"place": "<b>x"})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "&lt;b&gt;x" in answer.text
    assert "<b>x" not in answer.text


def test_a_fault_is_a_problem_that_tells_nothing(loaded_demo: Path) -> None:
    app = create_app(Workspace(Settings(data_dir=loaded_demo)))

    @app.get("/fault")
    def fail() -> None:
        raise RuntimeError("a secret")

    answer = Client(app).get("/fault")
    check_problem(answer, 500)
    assert "secret" not in answer.text


def test_an_empty_store(empty_client: Client) -> None:
    for path in ("/healthz", "/api/coverage", "/api/gaps", "/api/overlaps", "/sparql?query=ASK{}"):
        check_problem(empty_client.get(path), 503, "load a source first")
    assert empty_client.get("/api/queries").status_code == 200
    page = empty_client.get("/")
    assert page.status_code == 200
    assert "Nothing is loaded yet" in page.text


def test_a_new_generation_is_served_at_once(own_demo: Path) -> None:
    workspace = Workspace(Settings(data_dir=own_demo))
    client = Client(create_app(workspace))
    before = client.get("/api/coverage").json()["completeness"]["services"]
    drop_source(Workspace(Settings(data_dir=own_demo)).store, "directory")
    assert client.get("/healthz").json()["generation"] == 3
    assert client.get("/api/coverage").json()["completeness"]["services"] < before
    rows = client.get("/api/queries/sources/loaded").json()["rows"]
    assert [row["source_name"] for row in rows] == ["community"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/queries", "/style.css", "/nowhere"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.request("HEAD", path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/openapi.json"])
def test_every_answer_has_the_headers_that_protect(client: Client, path: str) -> None:
    headers = client.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name] == value


# Named queries


def asked(query: NamedQuery) -> dict[str, str]:
    """Values for the required parameters, of the demonstration community."""
    by_type = {
        "touchpoint": "birth-registration",
        "partner": "tamarack-falls-hospital",
        "place": "tamarack-falls",
        "need": "food",
        "service": "svc-baby-link",
        "string": "sector",
    }
    return {p.name: by_type.get(p.type, "sector") for p in query.params if p.required}


@pytest.mark.parametrize("name", list(catalogue()))
def test_every_named_query_is_a_route(client: Client, loaded_demo: Path, name: str) -> None:
    query = catalogue()[name]
    answer = client.get(f"/api/queries/{name}", params=asked(query))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["columns"] == [column.name for column in query.columns]
    options = [f"--{key.replace('_', '-')}={value}" for key, value in asked(query).items()]
    assert body["rows"] == read_json("query", "run", name, *options, data_dir=loaded_demo)
    for secret in SECRET:
        assert secret not in answer.text


@pytest.mark.parametrize("name", list(catalogue()))
def test_the_description_of_a_query_is_its_header(client: Client, name: str) -> None:
    query = catalogue()[name]
    operation = client.get("/openapi.json").json()["paths"][f"/api/queries/{name}"]["get"]
    described = {p["name"]: p for p in operation["parameters"]}
    assert set(described) == {*(param.name for param in query.params), "format"}
    for param in query.params:
        assert described[param.name]["required"] is param.required
        assert param.meaning in described[param.name]["description"]
    row = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    assert list(row["rows"]["items"]["properties"]) == [column.name for column in query.columns]
    assert query.question in operation["description"]


def test_the_form_of_a_table_is_negotiated(client: Client) -> None:
    path = "/api/queries/partners/by-sector"
    for answer in (client.get(f"{path}?format=csv"), client.get(path, accept="text/csv")):
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert len(rows) == len(client.get(path).json()["rows"])
    assert client.get(path, accept="text/html, */*;q=0.1").json()["columns"]
    check_problem(client.get(path, accept="image/png"), 406, "text/csv")


def test_the_catalogue_is_listed(client: Client) -> None:
    listed = client.get("/api/queries").json()
    assert [query["name"] for query in listed] == list(catalogue())
    for query in listed:
        assert query["question"]
        assert query["columns"]


def test_issues_do_not_quote_cells(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "partners.csv").write_text("id,name\nclinic,Clinic\n", "utf-8")
    (folder / "sites.csv").write_text(
        "id,partner,address,latitude,confidential\nrefuge,clinic,9 Secret Lane,9 Secret Lane,yes\n",
        "utf-8",
    )
    workspace = Workspace(Settings(data_dir=tmp_path / "data"))
    read_json("load", folder, data_dir=tmp_path / "data")
    client = Client(create_app(workspace))
    answer = client.get("/api/queries/sources/issues")
    (issue,) = answer.json()["rows"]
    assert (issue["row"], issue["column"]) == (2, "latitude")
    assert "Secret" not in answer.text
    everything = client.get("/sparql", params={"query": "SELECT ?o { ?s ?p ?o }"})
    assert "Secret" not in everything.text


# OpenAPI


@pytest.fixture
def described(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_route_is_described(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    every = operations(described)
    assert len(every) == 7 + len(catalogue())
    ids = [operation["operationId"] for _, operation in every]
    assert len(set(ids)) == len(ids)
    for name, operation in every:
        assert operation["summary"], name
        assert operation["description"], name
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], name
            assert parameter["schema"], name


def test_every_route_declares_its_problems(described: dict[str, Any]) -> None:
    for name, operation in operations(described):
        problems = {s: r for s, r in operation["responses"].items() if s != "200"}
        assert {"422", "500", "503"} <= set(problems), name
        for response in problems.values():
            assert list(response["content"]) == [PROBLEM], name
        if "sparql" in name:
            assert {"400", "403", "406"} <= set(problems)
    assert {"413", "415"} <= set(described["paths"]["/sparql"]["post"]["responses"])


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
