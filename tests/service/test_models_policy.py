"""Success models and recommendations of the demonstration: command, HTTP, files, findings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.parameters import CoverageParameters
from graph.store import EmbeddedStore
from service.analyses import select_analysis
from service.demo import AS_OF
from service.exports import ExportData, write_export
from service.exports.models_xlsx import LETTERS
from service.exports.policy_docx import FEW, tell_few
from service.workspace import Analyses

DAY = ("--as-of", AS_OF.isoformat())
MADE = datetime(2026, 11, 21, 9, tzinfo=UTC)
Results = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def analyses(loaded_demo: Path) -> Analyses:
    return Analyses(EmbeddedStore(loaded_demo).read)


@pytest.fixture(scope="module")
def results(analyses: Analyses) -> Results:
    from service.analyses.options import read_options

    parameters = CoverageParameters(as_of=AS_OF)
    return {
        name: analyses.analysis(module, parameters, read_options(module, {}))
        for name in ("models", "policy")
        for module in (select_analysis(name),)
    }


@pytest.fixture
def data(loaded_demo: Path, results: Results, monkeypatch: pytest.MonkeyPatch) -> ExportData:
    monkeypatch.setattr(Analyses, "analysis", lambda _, module, *__: results[module.NAME])
    store = EmbeddedStore(loaded_demo).read()
    return ExportData(store, CoverageParameters(as_of=AS_OF), generated_at=MADE)


def test_the_demonstration_has_each_flaw_that_it_shows(results: Results) -> None:
    found = {(row["check"], row["id"]) for row in results["models"]["problems"]}
    assert found >= {
        ("responsible", "diapers-cinder-butte"),
        ("one-lead", "rent-before-notice"),
        ("lead-answers", "pantry-navigator>hearthside>lead"),
        ("role-service", "peers-on-call>work-start>deliver"),
        ("own-service", "newborn-visits>two-generations>deliver"),
        ("asked-for", "care-at-work-hours"),
        ("has-activity", "first-words"),
        ("effort-linked", "basin-broadband"),
        ("effort-in-motion", "kindergarten-partnership"),
        ("in-window", "treatment-without-wait"),
        ("results-used", "form-in-use"),
    }
    unknown = {row["id"] for row in results["models"]["problems"] if row["verdict"] == "unknown"}
    assert "mood-screening-all>north-fork-counseling>deliver" in unknown


def test_every_role_of_the_code_list_has_a_letter(analyses: Analyses) -> None:
    rows: Any = analyses.read_store().query(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?role { "
        "?c skos:inScheme <https://w3id.org/nowrongdoor/code/model-role> ; skos:notation ?role }"
    )
    assert {row["role"].value for row in rows} == set(LETTERS)
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_recommendations_of_the_demonstration(results: Results) -> None:
    supported = {row["id"]: row["supported"] for row in results["policy"]["recommendations"]}
    assert supported["late-hours-rate"] == "yes"
    assert supported["no-wrong-door-act"] == "no"
    told = {(row["check"], row["id"]) for row in results["policy"]["problems"]}
    assert told >= {
        ("own-barrier", "doulas-for-all"),
        ("put-forward", "story-time-kits"),
        ("cited-stands", "wic-by-phone"),
        ("amount", "prevention-bridge"),
    }
    names = {row["barrier"] for row in results["policy"]["unaddressed"]}
    assert "barrier>unpaid-weeks" in names


def test_gaps_that_fit_are_the_gaps_of_the_register(results: Results, analyses: Analyses) -> None:
    """Brute force over the gap register, from its own rows."""
    gaps = analyses.gaps(CoverageParameters(as_of=AS_OF))["gaps"]
    expected = {
        "gaps/" + ">".join(gap[name] for name in ("touchpoint", "need", "segment", "place"))
        for gap in gaps
        if gap["need"] == "odd-hours-child-care" and gap["gap_type"] == "supply"
    }
    rows = results["policy"]["support"]
    assert {
        row["finding"] for row in rows if row["recommendation"] == "late-hours-rate"
    } == expected


def test_an_unknown_id_names_those_there_are(loaded_demo: Path) -> None:
    shown = run_nwd("models", *DAY, "--model", "nix", data_dir=loaded_demo, exit_code=1)
    assert "there are: alder-first-years" in shown.stderr
    shown = run_nwd("policy", *DAY, "--recommendation", "x", data_dir=loaded_demo, exit_code=1)
    assert "dental-before-three" in shown.stderr


def test_http_gives_one_recommendation(client: Client) -> None:
    answer = client.get("/api/policy?recommendation=rides-for-visits")
    assert answer.status_code == 200, answer.text
    assert [row["id"] for row in answer.json()["recommendations"]] == ["rides-for-visits"]
    assert client.get("/api/models?model=nix").status_code == 404


@pytest.mark.slow
def test_findings_are_kept_and_cited(own_demo: Path) -> None:
    """A recommendation that rests on a cliff knows that it stands once cliffs were looked for."""
    one = ("--recommendation", "prevention-bridge", *DAY)
    (before,) = read_json("policy", *one, data_dir=own_demo)["recommendations"]
    assert before["cited_unknown"] == 1
    run_nwd("cliffs", *DAY, data_dir=own_demo)
    (after,) = read_json("policy", *one, data_dir=own_demo)["recommendations"]
    assert (after["cited_open"], after["supported"]) == (1, "yes")
    rows = read_csv("policy", *one, "--list", "support", data_dir=own_demo)
    assert rows[0]["finding"] == "cliffs/365>1.0>stream>cbcap"


def test_the_meeting_has_the_matrix(data: ExportData, results: Results, tmp_path: Path) -> None:
    path = tmp_path / "model.xlsx"
    write_export("models-xlsx", data, path)
    book = load_workbook(path)
    sheet = book["Who does what"]
    rows = list(sheet.iter_rows(values_only=True))
    partners, body = rows[1][2:], rows[2:]
    live = [row for row in results["models"]["activities"] if row["status"] != "stopped"]
    assert [row[1] for row in body] == [row["name"] for row in live]
    cells = {
        (row[1], partner): mark
        for row in body
        for partner, mark in zip(partners, row[2:], strict=True)
        if mark
    }
    assert sum(len(str(mark).replace("*", "")) for mark in cells.values()) == sum(
        row["activity"] in {each["id"] for each in live} for row in results["models"]["roles"]
    )
    assert cells["A visit at the bedside", "Alder Baby Link"] == "L*"
    assert cells["A navigator at the pantry", "Hearthside Community Action"] == "L"
    told = {cell for (cell,) in book["Summary"].iter_rows(values_only=True) if cell}
    failing = {r["sentence"] for r in results["models"]["problems"] if r["verdict"] == "fails"}
    assert failing <= told


def test_text_that_looks_like_a_formula_stays_text(data: ExportData, tmp_path: Path) -> None:
    result = data.analysis("models")
    evil = '=HYPERLINK("http://x")'
    rows = [{**row, "responsibility": evil, "partner_name": evil} for row in result["roles"]]
    changed = {**result, "roles": rows}
    written = ExportData(data.store, data.parameters, generated_at=MADE)
    object.__setattr__(written, "of", "models")
    written.__dict__["result"] = changed
    from service.exports import models_xlsx

    models_xlsx.write(written, tmp_path / "evil.xlsx")
    book = load_workbook(tmp_path / "evil.xlsx")
    for name in ("Roles", "Who does what"):
        cells = [cell for row in book[name].iter_rows() for cell in row if cell.value == evil]
        assert cells
        assert all(cell.data_type == "s" for cell in cells)


def test_the_brief_has_a_page_for_each(data: ExportData, results: Results, tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    write_export("policy-docx", data, path)
    document = Document(str(path))
    text = [paragraph.text for paragraph in document.paragraphs]
    heads = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    rows = results["policy"]["recommendations"]
    assert heads[: len(rows)] == [row["name"] for row in rows]
    assert sum("w:br" in p._p.xml and 'w:type="page"' in p._p.xml for p in document.paragraphs) == (
        len(rows) + bool(results["policy"]["unaddressed"])
    )
    for row in rows:
        assert row["ask"] in text
        assert row["shared"] in text
    tables = {table.cell(0, 0).text: len(table.rows) for table in document.tables}
    assert tables["Recommendation"] == len(rows) + 1
    asked = [row for row in rows if row["asked_about"]]
    assert 0 < len(asked) < len(rows)
    assert sum(table.cell(0, 0).text == "Community" for table in document.tables) == len(asked)
    sentences = {row["sentence"] for row in results["policy"]["support"]}
    bullets = {p.text for p in document.paragraphs if p.style and p.style.name == "List Bullet"}
    assert bullets <= sentences | {row["sentence"] for row in results["policy"]["problems"]}


def test_few_families_are_not_told_by_number(
    data: ExportData, results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [dict(row, families="3", amount="10") for row in results["policy"]["recommendations"]]
    rows = [{**row, "per": "year", "currency": "USD", "cost_per_family": "3.33"} for row in rows]
    few = {**results["policy"], "recommendations": rows}
    monkeypatch.setattr(Analyses, "analysis", lambda *_: few)
    write_export("policy-docx", data, tmp_path / "few.docx")
    text = "\n".join(p.text for p in Document(str(tmp_path / "few.docx")).paragraphs)
    assert f"Fewer than {FEW} families" in text
    assert "3 families" not in text
    assert "3.33" not in text


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Diapers: 9.5 families lose it.", "Diapers: fewer than 11 families lose it."),
        ("4 of 10 families are served.", "fewer than 11 of fewer than 11 families are served."),
        ("11 families; 2 cells; 1,004 families.", "11 families; 2 cells; 1,004 families."),
    ],
)
def test_sentences_tell_few_families_by_no_number(sentence: str, told: str) -> None:
    assert tell_few(sentence, FEW) == told
