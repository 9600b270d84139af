"""Every command, as a person uses it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook
from served.command_line import read_csv, read_json, run_nwd

from graph.coverage import compute_coverage
from graph.parameters import CoverageParameters
from graph.projection import build_projection
from graph.store import EmbeddedStore
from queries.catalogue import catalogue
from service.demo import AS_OF, demo_sources
from service.export_formats import list_export_formats

AS_OF_DEMO = ("--as-of", AS_OF.isoformat())
COMMUNITY = demo_sources()[0][1]
DIRECTORY = demo_sources()[1][1]


def test_demo_makes_a_store_and_the_take_away_files(tmp_path: Path) -> None:
    out = tmp_path / "county"
    result = run_nwd("demo", "--out", out)
    assert "No-wrong-door coverage (every door): " in result.stdout
    assert "The 10 heaviest gaps" in result.stdout
    files = {path.name for path in out.iterdir()}
    names = {each.file_name("community") for each in list_export_formats().values()}
    assert files == {"nwd-data", "report.html"} | names
    assert all((out / name).stat().st_size > 1000 for name in names)
    assert str(out / "nwd-data") in result.stderr


@pytest.mark.slow
def test_demo_twice_says_the_same(tmp_path: Path) -> None:
    first, again = (run_nwd("demo", "--out", tmp_path / "county") for _ in range(2))
    assert again.stdout == first.stdout


def test_load_reports_counts_and_publishes(tmp_path: Path) -> None:
    result = run_nwd("load", COMMUNITY, "--licence", "CC0-1.0", "--title", "T", data_dir=tmp_path)
    assert "services" in result.stdout
    assert result.stderr.endswith("generation 1\n")
    assert "0 refused, 0 issues" in result.stderr
    (source,) = read_json("sources", data_dir=tmp_path)
    assert (source["name"], source["title"], source["licence"]) == ("community", "T", "CC0-1.0")


def test_load_again_replaces_and_rollback_undoes_it(own_demo: Path) -> None:
    before = read_json("sources", data_dir=own_demo)
    run_nwd("load", DIRECTORY, "--source", "community", data_dir=own_demo)
    assert [s["kind"] for s in read_json("sources", data_dir=own_demo)] == ["hsds", "hsds"]
    run_nwd("coverage", *AS_OF_DEMO, data_dir=own_demo)  # findings are no change of the data
    run_nwd("rollback", data_dir=own_demo)
    assert read_json("sources", data_dir=own_demo) == before


def test_rollback_twice_is_where_one_was(own_demo: Path) -> None:
    run_nwd("drop", "directory", data_dir=own_demo)
    run_nwd("rollback", data_dir=own_demo)
    assert len(read_json("sources", data_dir=own_demo)) == 2
    run_nwd("rollback", data_dir=own_demo)
    assert len(read_json("sources", data_dir=own_demo)) == 1
    run_nwd("rollback", "--to", "1", data_dir=own_demo)
    assert [s["name"] for s in read_json("sources", data_dir=own_demo)] == ["community"]


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A workbook with one row that cannot be loaded, and a hostile value in it."""
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "partners.csv").write_text("id,name\nclinic,Clinic\n", "utf-8")
    (folder / "services.csv").write_text(
        "id,name,partner\nvisits,Visits,clinic\nlost,Lost,=cmd|x\n", "utf-8"
    )
    return folder


def test_bad_rows_are_reported_and_the_others_load(faulty: Path, tmp_path: Path) -> None:
    result = run_nwd("load", faulty, data_dir=tmp_path / "data")
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert "services.csv" in line
    assert "row 3" in line
    assert "column partner" in line
    assert "1 refused, 1 issues" in result.stderr


def test_issues_as_csv_and_json(faulty: Path, tmp_path: Path) -> None:
    (issue,) = read_csv("check", faulty, data_dir=tmp_path / "data")
    assert (issue["row"], issue["column"], issue["value"]) == ("3", "partner", "'=cmd|x")
    report = read_json("check", faulty, data_dir=tmp_path / "data")
    assert report["issues"][0]["value"] == "=cmd|x"
    assert report["refused"] == 1
    assert report["generation"] is None
    assert not (tmp_path / "data").exists()


def test_strict_tells_every_issue_and_changes_nothing(faulty: Path, tmp_path: Path) -> None:
    result = run_nwd("load", faulty, "--strict", data_dir=tmp_path / "data", exit_code=1)
    assert result.stdout == ""
    assert len([line for line in result.stderr.splitlines() if line.startswith("error: ")]) == 1
    assert result.stderr.splitlines()[-1].startswith("nwd: ")
    assert read_json("history", data_dir=tmp_path / "data") == []
    run_nwd("check", faulty, "--strict", data_dir=tmp_path / "data", exit_code=1)


def test_check_changes_nothing(own_demo: Path) -> None:
    before = read_json("history", data_dir=own_demo)
    result = run_nwd("check", COMMUNITY, data_dir=own_demo)
    assert result.stderr.endswith("nothing changed\n")
    assert read_json("history", data_dir=own_demo) == before


def test_template_is_a_workbook_or_a_folder(tmp_path: Path) -> None:
    run_nwd("template", tmp_path / "blank.xlsx")
    assert "services" in load_workbook(tmp_path / "blank.xlsx").sheetnames
    run_nwd("template", tmp_path / "blank")
    assert (tmp_path / "blank" / "services.csv").is_file()
    kept = (tmp_path / "blank.xlsx").read_bytes()
    refused = run_nwd("template", tmp_path / "blank.xlsx", exit_code=1)
    assert "already there" in refused.stderr
    assert (tmp_path / "blank.xlsx").read_bytes() == kept


def test_history_in_every_format(loaded_demo: Path) -> None:
    rows = read_json("history", data_dir=loaded_demo)
    assert [row["generation"] for row in rows] == [2, 1]
    assert [row["kind"] for row in read_csv("history", data_dir=loaded_demo)] == ["load", "load"]
    assert "load directory" in run_nwd("history", data_dir=loaded_demo).stdout


def test_sources_in_every_format(loaded_demo: Path) -> None:
    assert {s["name"] for s in read_json("sources", data_dir=loaded_demo)} == {
        "community",
        "directory",
    }
    (first, _) = read_csv("sources", data_dir=loaded_demo)
    assert len(first["sha256"]) == 64
    table = run_nwd("sources", data_dir=loaded_demo).stdout
    assert "community" in table
    assert first["sha256"] not in table


def test_drop_removes_a_source(own_demo: Path) -> None:
    run_nwd("drop", "directory", data_dir=own_demo)
    assert [s["name"] for s in read_json("sources", data_dir=own_demo)] == ["community"]


@pytest.mark.parametrize("name", ["saved.tar.gz", "saved"])
def test_backup_and_restore(loaded_demo: Path, tmp_path: Path, name: str) -> None:
    run_nwd("backup", tmp_path / name, data_dir=loaded_demo)
    run_nwd("restore", tmp_path / name, data_dir=tmp_path / "other")
    assert read_json("sources", data_dir=tmp_path / "other") == read_json(
        "sources", data_dir=loaded_demo
    )


def test_query_list_and_show() -> None:
    listed = read_json("query", "list")
    assert [query["name"] for query in listed] == list(catalogue())
    topic = read_csv("query", "list", "--topic", "referrals")
    assert {row["name"].split("/")[0] for row in topic} == {"referrals"}
    name = listed[0]["name"]
    assert run_nwd("query", "show", name).stdout == catalogue()[name].text


def test_query_run_in_every_format(loaded_demo: Path) -> None:
    asked = ("query", "run", "partners/serving-touchpoint", "--touchpoint", "birth-registration")
    rows = read_json(*asked, data_dir=loaded_demo)
    assert {row["handoffs"] for row in rows} == {0, 1}
    assert len(read_csv(*asked, data_dir=loaded_demo)) == len(rows)
    table = run_nwd(*asked, data_dir=loaded_demo).stdout
    assert rows[0]["partner_name"] in table
    assert "https://" not in table


@pytest.mark.parametrize("name", list(catalogue()))
def test_every_query_has_its_parameters_as_options(name: str) -> None:
    help_ = run_nwd("query", "run", name, "--help").stdout
    for param in catalogue()[name].params:
        assert f"--{param.name.replace('_', '-')}" in help_


def test_sparql_text_file_and_standard_input(loaded_demo: Path, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/nowrongdoor/ontology#Door> }"
    (row,) = read_json("sparql", text, data_dir=loaded_demo)
    assert row["n"] == 77
    (tmp_path / "q.rq").write_text(text, "utf-8")
    assert read_json("sparql", f"@{tmp_path / 'q.rq'}", data_dir=loaded_demo) == [row]
    assert read_json("sparql", "ASK {}", data_dir=loaded_demo) == [{"answer": True}]
    cut = run_nwd("sparql", "SELECT * {?s ?p ?o}", "--limit", "3", data_dir=loaded_demo)
    assert "cut at 3 rows" in cut.stderr


def test_coverage_json_is_the_contract_and_nothing_else(own_demo: Path) -> None:
    result = run_nwd("coverage", *AS_OF_DEMO, "--format", "json", data_dir=own_demo)
    net = build_projection(EmbeddedStore(own_demo).read())
    computed = compute_coverage(net, CoverageParameters(as_of=AS_OF)).as_dict()

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} in JSON")

    assert json.loads(result.stdout, parse_constant=refuse) == json.loads(json.dumps(computed))
    assert result.stderr == ""


def test_coverage_table_and_csv(own_demo: Path) -> None:
    table = run_nwd("coverage", *AS_OF_DEMO, data_dir=own_demo).stdout
    assert "No-wrong-door coverage (every door)" in table
    assert "889 declared cells" in table
    other = run_nwd("coverage", *AS_OF_DEMO, "--mode", "any", "--cells", data_dir=own_demo).stdout
    assert "No-wrong-door" not in other
    assert "Required cells" in other
    assert len(read_csv("coverage", *AS_OF_DEMO, data_dir=own_demo)) == 889


def test_analyses_keep_their_findings_unless_told_not_to(own_demo: Path) -> None:
    run_nwd("gaps", *AS_OF_DEMO, "--no-save", data_dir=own_demo)
    run_nwd("overlaps", *AS_OF_DEMO, "--no-save", data_dir=own_demo)
    assert len(read_json("history", data_dir=own_demo)) == 2
    result = read_json("gaps", *AS_OF_DEMO, data_dir=own_demo)
    kept = read_json("query", "run", "findings/gaps", data_dir=own_demo)
    assert len(kept) == len([g for g in result["gaps"] if g["gap_type"] != "door-gap"])
    run_nwd("overlaps", *AS_OF_DEMO, data_dir=own_demo)
    kinds = Counter(row["kind"] for row in read_json("history", data_dir=own_demo))
    assert kinds["findings"] >= 1


def test_gaps_are_chosen_and_cut_in_the_table_only(loaded_demo: Path) -> None:
    asked = ("gaps", *AS_OF_DEMO, "--no-save")
    every = read_json(*asked, data_dir=loaded_demo)
    chosen = read_json(*asked, "--touchpoint", "birth-registration", data_dir=loaded_demo)["gaps"]
    assert chosen == [g for g in every["gaps"] if g["touchpoint"] == "birth-registration"]
    links = read_csv(*asked, "--gap-type", "link", data_dir=loaded_demo)
    assert len(links) == every["counts"]["link"]
    cut = run_nwd(*asked, "--limit", "2", data_dir=loaded_demo)
    assert f"2 of {len(every['gaps'])} gaps shown" in cut.stderr
    assert every["gaps"][0]["sentence"].split()[0] in cut.stdout


def test_overlaps_in_every_format(loaded_demo: Path) -> None:
    asked = ("overlaps", *AS_OF_DEMO, "--no-save")
    result = read_json(*asked, data_dir=loaded_demo)
    rows = read_csv(*asked, data_dir=loaded_demo)
    assert len(rows) == len(result["pairs"]) + len(result["possible_duplicates"])
    table = run_nwd(*asked, data_dir=loaded_demo).stdout
    assert "Records that may be the same" in table
    assert result["pairs"][0]["names"]["first"].split()[0] in table


OF_EVERYTHING = ("csv", "html", "planning", "xlsx")
FORMATS = [
    pytest.param(
        name, marks=[pytest.mark.slow] if each.of or name in OF_EVERYTHING else [], id=name
    )
    for name, each in list_export_formats().items()
]
"""By default, formats of one analysis are written in the tests of planning, from less data, and
those that need all analyses with the demonstration above."""


@pytest.mark.parametrize("name", FORMATS)
def test_export_writes_every_format(loaded_demo: Path, tmp_path: Path, name: str) -> None:
    result = run_nwd("export", name, *AS_OF_DEMO, "--out", tmp_path / "file", data_dir=loaded_demo)
    assert (tmp_path / "file").stat().st_size > 1000
    assert result.stdout == ""


def test_export_help_names_every_format() -> None:
    # Lines are broken at the hyphens of names too.
    help_ = "".join(run_nwd("export", "--help").stdout.split())
    for name in list_export_formats():
        assert name in help_


def test_as_of_comes_from_the_argument_then_the_setting(
    loaded_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NWD_AS_OF", "2026-01-02")
    setting = read_json("gaps", "--no-save", data_dir=loaded_demo)
    assert setting["parameters"]["as_of"] == "2026-01-02"
    given = read_json("gaps", "--no-save", *AS_OF_DEMO, data_dir=loaded_demo)
    assert given["parameters"]["as_of"] == AS_OF.isoformat()
