"""`nwd load` and `nwd check` of an address: what is kept, told and refused, and our own API."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from feeds.fake_api import NOT_FOUND, Asked, Reply, envelope, fake_api, paged, service
from pyoxigraph import QuerySolutions
from served.asgi_client import Client
from served.command_line import read_json, run_nwd
from served.server import running_server

from graph.store import EmbeddedStore
from loaders.fetching.address import LISTS
from loaders.load import list_sources
from ontology.terms import SKOS, nwd

FIVE = [service(number) for number in range(1, 6)]
SECRET = "s3cr3t-t0ken"


def service_names(data_dir: Path) -> Counter[str]:
    query = f"SELECT ?name WHERE {{ ?s a {nwd('Service')} ; <{SKOS}prefLabel> ?name }}"
    found = EmbeddedStore(data_dir).read().query(query)
    assert isinstance(found, QuerySolutions)
    return Counter(row[0].value for row in found)


def test_an_address_is_loaded_and_its_provenance_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTY_TOKEN", SECRET)
    with fake_api(paged(FIVE)) as api:
        url = api.url.replace("//", f"//me:{SECRET}@") + f"/hsds?key={SECRET}"
        checked = run_nwd("check", url, "--header", "X-Key: env:COUNTY_TOKEN", data_dir=tmp_path)
        assert "nothing changed" in checked.stderr
        assert not EmbeddedStore(tmp_path).exists()
        asked = len(api.asked)
        assert api.asked[0].headers["x-key"] == SECRET
        loaded = run_nwd(
            "load", url, "--source", "county", "--header", "X-Key:env:COUNTY_TOKEN",
            data_dir=tmp_path,
        )  # fmt: skip
        assert len(api.asked) == asked
    assert service_names(tmp_path) == Counter(f"Service {n}" for n in range(1, 6))
    (told,) = list_sources(EmbeddedStore(tmp_path).read())
    assert (told["name"], told["kind"], told["file"]) == ("county", "hsds", f"{api.url}/hsds")
    note = read_json("history", data_dir=tmp_path)[0]["note"]
    assert note.endswith(f"records of {api.url}/hsds")
    assert not list(tmp_path.glob("fetched/*/pages/*"))
    kept = "".join(path.read_text("latin-1") for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET not in kept + loaded.output + checked.output


def test_what_cannot_be_fetched_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    broken = [False]

    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        if broken[0] and asked.page == 2:
            return Reply(b"<html>maintenance</html>")
        return Reply(envelope(FIVE, asked.page, 2))

    with fake_api(answer) as api:
        run_nwd("load", api.url, "--source", "county", data_dir=tmp_path)
        before = read_json("history", data_dir=tmp_path)
        broken[0] = True
        result = run_nwd("load", api.url, "--source", "county", data_dir=tmp_path, exit_code=1)
        assert result.stderr.strip().count("\n") == 0
        assert f"{api.url}, services, page 2: the answer holds a page of HTML" in result.stderr
        assert read_json("history", data_dir=tmp_path) == before
        broken[0] = False
        again = run_nwd("load", api.url, "--source", "county", data_dir=tmp_path)
        assert "continued; its first page was fetched at" in again.stderr
    assert sum(service_names(tmp_path).values()) == 5


def test_what_the_loader_refuses_names_the_address(tmp_path: Path) -> None:
    with fake_api(lambda asked: Reply([{"id": "s1"}])) as api:
        result = run_nwd("load", api.url + "/services", data_dir=tmp_path, exit_code=1)
        assert f"{api.url}/services" in result.stderr
        assert "fetched" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["file:///etc/passwd"], "addresses of the kind file: are not read"),
        (["http://127.0.0.1:9/", "--kind", "rdf"], "an address is of kind hsds"),
        (["http://h.invalid/", "--header", f"X: {SECRET}"], "a value on the command line could"),
        (["http://h.invalid/", "--header", "X:env:NOT_SET_HERE"], "no variable NOT_SET_HERE"),
        (["http://h.invalid/", "--header", "X:file:/no/such"], "No such file"),
        ([".", "--fresh"], "--fresh is of an address"),
        ([".", "--max-pages", "3"], "--max-pages is of an address"),
        ([".", "--allow-host", "a"], "--allow-host is of an address"),
    ],
)
def test_wrong_usage_is_told(tmp_path: Path, arguments: list[str], expected: str) -> None:
    code = 1 if arguments[0].startswith("file:") else 2
    result = run_nwd("check", *arguments, data_dir=tmp_path, exit_code=code)
    assert expected in " ".join(result.stderr.replace("│", " ").split())
    assert SECRET not in result.output


def test_a_header_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(f"Bearer {SECRET}\n")
    with fake_api(paged(FIVE)) as api:
        header = f"Authorization:file:{secret}"
        run_nwd("check", api.url, "--header", header, data_dir=tmp_path / "data")
        assert {one.headers["authorization"] for one in api.asked} == {f"Bearer {SECRET}"}


def test_what_this_product_answers_gives_back_its_services(
    client: Client, loaded_demo: Path, tmp_path: Path
) -> None:
    def answer(asked: Asked) -> Reply:
        found = client.get(asked.path, params=asked.parameters)
        kept = {name: found.headers[name] for name in ("ETag", "Link") if name in found.headers}
        return Reply(found.content, status=found.status_code, headers=kept)

    with fake_api(answer) as api:
        run_nwd("load", f"{api.url}/hsds", "--page-size", "40", data_dir=tmp_path)
        assert {one.list for one in api.asked} == set(LISTS) - {"service_at_locations"}
        assert api.pages("services")[1:] == ["2", "3", "4"]
    assert service_names(tmp_path) == service_names(loaded_demo)


@pytest.mark.slow
def test_the_running_service_gives_back_its_services(loaded_demo: Path, tmp_path: Path) -> None:
    with running_server(loaded_demo, "--workers", "1") as address:
        options = ("--source", "county", "--page-size", "40")
        run_nwd("load", f"{address}/hsds/", *options, data_dir=tmp_path)
    assert service_names(tmp_path) == service_names(loaded_demo)
