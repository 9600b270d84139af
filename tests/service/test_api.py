"""The routes: analyses, named queries, health, problems, and their description."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from served.asgi_client import Client
from served.command_line import read_json
from served.problems import HOSTILE, check_problem

from loaders.load import drop_source
from service.app import create_app
from service.demo import AS_OF
from service.export_formats import list_export_formats
from service.responding import SECURITY_HEADERS
from service.settings import Settings
from service.tables import select_formats
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
        ("/api/coverage?handoffs=1.0", "handoffs: "),
        ("/api/coverage?handoffs=1&handoffs=2", "one handoffs"),
        ("/api/coverage?as_of=1700000000", "as_of: "),
        ("/api/coverage?as_of=2026-07-01T00:00:00", "as_of: "),
        ("/api/coverage?mode=cold", "mode: "),
        ("/api/coverage?as_of=2026-02-30", "as_of: "),
        ("/api/coverage?stale_after_days=-1", "stale_after_days: "),
        ("/api/coverage?handofs=2", "handofs"),
        ("/api/gaps?gap_type=nosuch", "one of orphan"),
        ("/api/gaps?touchpoint=birth-registraton", "nearest: birth-registration"),
        ("/api/queries/partners/sites?partner=nobody", "'nobody'"),
        ("/api/queries/partners/sites", "partner"),
        ("/api/queries/partners/sites?partner=baby-link&format=xml", "json, csv"),
        ("/api/queries/partners/sites?partner=baby-link&partner=food-share", "one partner"),
        ("/api/queries/partners/sites?partner=baby-link&format=csv&format=json", "one format"),
        ("/api/queries/partners/by-sector.csv?format=json", "format"),
        ("/api/queries/partners/by-sector?limit=0", "from 1 to 10000"),
        ("/api/queries/partners/by-sector?limit=10001", "from 1 to 10000"),
        ("/api/queries/partners/by-sector?limit=1e3", "from 1 to 10000"),
        ("/api/queries/partners/by-sector?cursor=x", "`next`"),
        ("/api/queries?limit=3", "limit"),
        ("/api/export/csv?handoffs=99", "handoffs: "),
        ("/api/export/csv?colour=red", "colour"),
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
    for path in (
        "/readyz",
        "/api/coverage",
        "/api/gaps",
        "/api/overlaps",
        "/api/export/csv",
        "/api/queries/sources/loaded",
        "/sparql?query=ASK{}",
    ):
        check_problem(empty_client.get(path), 503, "load a source first")
    assert empty_client.get("/api/queries").status_code == 200
    page = empty_client.get("/")
    assert page.status_code == 200
    assert "Nothing is loaded yet" in page.text


def test_a_new_generation_is_served_without_a_restart(own_demo: Path) -> None:
    workspace = Workspace(Settings(data_dir=own_demo))
    client = Client(create_app(workspace))
    before = client.get("/api/coverage").json()["completeness"]["services"]
    drop_source(Workspace(Settings(data_dir=own_demo)).store, "directory")
    deadline = time.monotonic() + 30
    while client.get("/healthz").json()["generation"] != 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert client.get("/api/coverage").json()["completeness"]["services"] < before
    rows = client.get("/api/queries/sources/loaded").json()["rows"]
    assert [row["source_name"] for row in rows] == ["community"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/queries", "/static/style.css", "/nowhere"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.request("HEAD", path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere", "/openapi.json"])
def test_every_answer_has_the_headers_that_protect(client: Client, path: str) -> None:
    headers = client.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name] == value


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


def test_the_examples_of_the_documentation_work(client: Client) -> None:
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    addresses = re.findall(r"curl.*'http://127\.0\.0\.1:8000(/\S+)'", text)
    assert len(addresses) > 10
    assert all(f"`{name}`" in text for name in select_formats())
    assert all(name in text for name in list_export_formats())
    for address in addresses:
        assert client.get(address).status_code == 200, address
