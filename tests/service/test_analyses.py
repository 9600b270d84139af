"""Every analysis by every way: command, HTTP, workbook, findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.parameters import CoverageParameters
from graph.public import PublicStore
from graph.store import EmbeddedStore
from service.analyses import list_analyses, select_analyses, select_analysis
from service.analyses.cells import plain_cell
from service.analyses.contract import Analysis, Option
from service.analyses.options import describe_option, read_options
from service.demo import AS_OF
from service.exports import ExportData, write_export
from service.workspace import Analyses

DAY = ("--as-of", AS_OF.isoformat())
PARAMETERS = CoverageParameters(as_of=AS_OF)

FINDS_NOTHING = frozenset({"equity", "completion", "freshness"})
"""In the demonstration no difference between segments, and no low rate, is certain; what to verify
is a list of questions, not of findings."""

Results = dict[str, dict[str, Any]]


def compute_all(analyses: Analyses) -> Results:
    return {
        name: as_json(analyses.analysis(analysis, PARAMETERS, read_options(analysis, {})))
        for name, analysis in select_analyses().items()
    }


def as_json(result: object) -> Any:
    """The result as JSON gives it back; fails on what JSON cannot hold."""
    return json.loads(json.dumps(result, allow_nan=False))


@pytest.fixture(scope="module")
def owned(loaded_demo: Path) -> Results:
    """Results on what the owner of the data sees."""
    store = EmbeddedStore(loaded_demo)
    return compute_all(Analyses(store.read))


@pytest.fixture(scope="module")
def public(loaded_demo: Path) -> Results:
    """Results on what leaves the machine."""
    store = PublicStore(EmbeddedStore(loaded_demo).read())
    return compute_all(Analyses(lambda: store))


def test_the_analyses_that_are_promised() -> None:
    promised = {"resilience", "cliffs", "capacity", "completion", "recommend", "equity", "network"}
    assert promised <= set(list_analyses())


AFRESH = [
    pytest.param(name, marks=[pytest.mark.slow] if each.PART == "planning" else [], id=name)
    for name, each in select_analyses().items()
]
"""Analyses to compute anew; those of planning are, by default, on the second community."""


@pytest.mark.parametrize("name", AFRESH)
def test_the_command_prints_the_result(name: str, loaded_demo: Path, owned: Results) -> None:
    printed = read_json(name, *DAY, "--no-save", data_dir=loaded_demo)
    assert printed == owned[name]


@pytest.mark.parametrize("name", AFRESH)
def test_the_findings_are_kept_and_said_in_words(name: str, own_demo: Path) -> None:
    run_nwd(name, *DAY, data_dir=own_demo)
    query = (
        "PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#> "
        "SELECT ?f ?words WHERE { ?run nwd:analysisKind ?kind . "
        f"FILTER(?kind = '{name}') OPTIONAL {{ ?f a nwd:Finding ; nwd:ofRun ?run . "
        "OPTIONAL { ?f <http://purl.org/dc/terms/description> ?words } } }"
    )
    rows: list[Any] = list(EmbeddedStore(own_demo).read().query(query))  # type: ignore[arg-type]
    assert rows
    found = [row for row in rows if row["f"] is not None]
    assert found or name in FINDS_NOTHING
    assert all(row["words"] is not None and row["words"].value.endswith(".") for row in found)


@pytest.mark.parametrize("name", list_analyses())
class TestEach:
    def test_csv_holds_each_list(
        self, name: str, loaded_demo: Path, owned: Results, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Analyses, "analysis", lambda *_: owned[name])
        for listed in select_analysis(name).LISTS:
            rows = read_csv(name, *DAY, "--no-save", "--list", listed.name, data_dir=loaded_demo)
            assert len(rows) == len(owned[name][listed.name])
            if rows:
                assert list(rows[0]) == [column.name for column in listed.columns]

    def test_the_table_shows_the_first_list(
        self, name: str, loaded_demo: Path, owned: Results, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Analyses, "analysis", lambda *_: owned[name])
        shown = run_nwd(name, *DAY, "--no-save", "--limit", "2", data_dir=loaded_demo)
        first = select_analysis(name).LISTS[0]
        assert first.title in shown.stdout
        if len(owned[name][first.name]) > 2:
            assert f"2 of {len(owned[name][first.name])} shown" in shown.stderr

    def test_http_answers_the_result_on_public_data(
        self, name: str, client: Client, public: Results
    ) -> None:
        answer = client.get(f"/api/{name}")
        assert answer.status_code == 200, answer.text
        assert answer.json() == public[name]

    def test_every_item_has_the_columns_and_findings_a_sentence(
        self, name: str, owned: Results
    ) -> None:
        analysis = select_analysis(name)
        for listed in analysis.LISTS:
            for item in owned[name][listed.name]:
                for column in listed.columns:
                    assert column.name in item, (listed.name, column.name)
                    assert not isinstance(plain_cell(item[column.name]), list | dict)
            assert set(listed.read) <= {column.name for column in listed.columns}
        assert owned[name]["parameters"]["as_of"] == AS_OF.isoformat()
        assert owned[name]["completeness"]["services"] > 0

    def test_options_are_described(self, name: str, client: Client) -> None:
        operation = client.get("/openapi.json").json()["paths"][f"/api/{name}"]["get"]
        told = {each["name"]: each for each in operation["parameters"]}
        for option in select_analysis(name).OPTIONS:
            described = describe_option(option)
            if option.protects:
                described["minimum"] = 11
            assert told[option.name]["schema"] == described

    def test_options_that_do_not_fit_are_refused(self, name: str, client: Client) -> None:
        analysis: Analysis = select_analysis(name)
        for option in analysis.OPTIONS:
            value = misfit(option)
            if value is not None:
                problem = client.get(f"/api/{name}?{option.name}={value}")
                assert problem.status_code == 422, (option.name, value)
                assert option.name in problem.json()["detail"]
        assert client.get(f"/api/{name}?nonsense=1").status_code == 422


@pytest.mark.parametrize("name", ["equity", "completion"])
def test_over_http_no_floor_is_below_that_of_the_settings(name: str, client: Client) -> None:
    assert client.get(f"/api/{name}?floor=11").status_code == 200
    problem = client.get(f"/api/{name}?floor=10")
    assert problem.status_code == 422
    assert "at least 11" in problem.json()["detail"]


def misfit(option: Option) -> str | None:
    """A text that the option does not take."""
    if option.kind in ("whole", "number"):
        return "many"
    if option.choices or option.kind == "day" or option.pattern:
        return "nonsense"
    return None


def test_the_workbook_has_a_sheet_for_every_list(loaded_demo: Path, tmp_path: Path) -> None:
    data = ExportData(EmbeddedStore(loaded_demo).read(), PARAMETERS)
    path = tmp_path / "community.xlsx"
    write_export("xlsx", data, path)
    book = load_workbook(path, read_only=True)
    for analysis in (each for each in select_analyses().values() if each.PART == "map"):
        for number, listed in enumerate(analysis.LISTS):
            words = f"{analysis.NAME} {listed.name}".replace("_", " ")
            sheet = book[analysis.NAME if number == 0 else words]
            head = next(iter(sheet.iter_rows(values_only=True, max_row=1)))
            assert [str(cell).replace(" ", "_") for cell in head] == [
                column.name for column in listed.columns
            ]
