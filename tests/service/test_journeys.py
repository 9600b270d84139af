"""Journeys from the workbook to the command, the web, the picture and the page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from served.asgi_client import Client
from served.command_line import read_csv, read_json, run_nwd

from graph.errors import BadParameter
from graph.parameters import CoverageParameters
from graph.store import EmbeddedStore
from graph.store.querying import select
from loaders.load import build_dataset, render_issue
from ontology.terms import nwd
from service.analyses import select_analysis
from service.analyses.options import read_options
from service.demo import AS_OF
from service.pictures.journey import render_journeys
from service.pictures.journey_page import render_journey_page
from service.workspace import Analyses

LAUREL = Path(__file__).parents[1] / "data" / "planning" / "laurel"
SVG = "{http://www.w3.org/2000/svg}"
DAY = ("--as-of", AS_OF.isoformat())
WHEN = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(loaded_demo: Path) -> dict[str, Any]:
    store = EmbeddedStore(loaded_demo).read()
    return select_result(Analyses(lambda: store))


def select_result(analyses: Analyses, **options: str) -> dict[str, Any]:
    module = select_analysis("journeys")
    told = {name: [value] for name, value in options.items()}
    return analyses.analysis(module, CoverageParameters(as_of=AS_OF), read_options(module, told))


class TestDemonstration:
    def test_verdicts(self, demo: dict[str, Any]) -> None:
        verdicts = {
            row["scenario"]: (row["some_path"], row["every_path"]) for row in demo["scenarios"]
        }
        assert verdicts == {
            "eviction-willow-bend": ("fails", "fails"),
            "first-baby-millrace": ("unknown", "fails"),
            "kin-north-fork": ("fails", "fails"),
            "late-words": ("holds", "fails"),
            "recovery-tamarack": ("fails", "fails"),
            "teen-cinder-butte": ("fails", "fails"),
        }

    def test_every_kind_that_it_was_made_to_show(self, demo: dict[str, Any]) -> None:
        kinds = {row["break"]: row["kind"] for row in demo["breaks"]}
        assert kinds["late-words>words-2b>early-intervention"] == "past-age"
        assert kinds["recovery-tamarack>recovery-1>affordable-housing"] == "past-next"
        assert kinds["kin-north-fork>fork-1>kinship-support"] == "not-eligible"
        assert kinds["kin-north-fork>fork-3>early-head-start"] == "no-door"
        assert kinds["kin-north-fork>fork-2a>family-law-help"] == "unknown"
        assert kinds["teen-cinder-butte>cinder-4a>child-care"] == "out-of-area"
        assert kinds["teen-cinder-butte>cinder-4a>odd-hours-child-care"] == "no-service"
        assert kinds["eviction-willow-bend>willow-1>emergency-shelter"] == "no-pathway"
        assert kinds["eviction-willow-bend>willow-1>rent-assistance"] == "cold-only"

    def test_opportunities_are_shared(self, demo: dict[str, Any]) -> None:
        found = {row["opportunity"]: row for row in demo["opportunities"]}
        rides = found["warm-pathway>ref-hospital-transit"]
        assert rides["scenarios"] == ["first-baby-millrace", "teen-cinder-butte"]
        assert found["shorten-wait>svc-steady-residential"]["days"] == 12
        assert "earlier-step>well-baby-visit>early-intervention" in found

    def test_its_flaws_are_told(self, demo: dict[str, Any]) -> None:
        assert {row["step"] for row in demo["problems"]} == {"willow-3", "fork-2b", "words-2b"}

    def test_confidential_places_are_not_in_it(self, demo: dict[str, Any]) -> None:
        assert "site-quiet-harbor-shelter" not in str(demo)


def test_command_tells_one_scenario(loaded_demo: Path) -> None:
    told = ("--scenario", "late-words", "--no-save")
    result = read_json("journeys", *DAY, *told, data_dir=loaded_demo)
    assert [row["scenario"] for row in result["scenarios"]] == ["late-words"]
    assert result["parameters"]["scenario"] == "late-words"
    rows = read_csv("journeys", *DAY, *told, "--list", "paths", data_dir=loaded_demo)
    assert [row["verdict"] for row in rows] == ["holds", "fails"]
    module, store = select_analysis("journeys"), EmbeddedStore(loaded_demo).read()
    with pytest.raises(BadParameter, match="first-baby-millrace"):
        Analyses(lambda: store).analysis(module, CoverageParameters(as_of=AS_OF), {"scenario": "x"})


@pytest.mark.parametrize(
    ("command", "narrowed", "class_name"),
    [
        ("journeys", ("--scenario", "late-words"), "JourneyBreak"),
        ("collaboratives", ("--collaborative", "willow-bend-circle"), "MissingVoice"),
    ],
)
def test_what_is_not_shown_is_not_gone(
    own_demo: Path, command: str, narrowed: tuple[str, ...], class_name: str
) -> None:
    """Findings are kept of the whole, whatever is asked to be shown."""

    def kept() -> set[str]:
        query = f"SELECT ?f WHERE {{ ?f a {nwd(class_name)} }}"
        store = EmbeddedStore(own_demo).read()
        return {str(subject) for (subject,) in select(store, query)}

    run_nwd(command, *DAY, data_dir=own_demo)
    whole = kept()
    run_nwd(command, *DAY, *narrowed, data_dir=own_demo)
    assert len(whole) > 1
    assert kept() == whole


def test_over_http(client: Client) -> None:
    answer = client.get("/api/journeys?scenario=late-words&as_of=" + AS_OF.isoformat())
    assert answer.status_code == 200, answer.text
    assert answer.json()["summary"]["breaks"] == 1
    assert client.get("/api/journeys?scenario=nobody").status_code == 404


def test_the_second_community() -> None:
    store, _ = build_dataset({"laurel": LAUREL})
    result = select_result(Analyses(lambda: store))
    kinds = {row["break"]: row["kind"] for row in result["breaks"]}
    assert kinds["young-mica>mica-2a>food"] == "no-door"
    assert kinds["young-mica>mica-1>home-visiting"] == "out-of-area"
    assert kinds["late-visit>late-2>food"] == "no-pathway"
    assert kinds["late-visit>late-1>food"] == "unknown"


def test_bad_rows_are_told_with_table_row_and_column() -> None:
    sources = {
        "s": {
            "places": [{"id": "east", "name": "East"}],
            "touchpoints": [{"id": "birth", "name": "Birth", "life_stage": "newborn"}],
            "scenarios": [
                {"id": "story", "name": "Story", "place": "east"},
                {"id": "other", "name": "Other", "place": ""},
            ],
            "scenario_steps": [
                {"id": "a", "scenario": "tale", "touchpoint": "birth"},
                {"id": "b", "scenario": "story", "touchpoint": "birth", "from_age": "soon"},
            ],
        }
    }
    _, reports = build_dataset(sources)
    told = "\n".join(render_issue(issue) for issue in reports["s"].issues)
    assert re.search(r"scenarios.*row 3.*place", told), told
    assert re.search(r"scenario_steps.*row 2.*scenario", told), told
    assert re.search(r"scenario_steps.*row 3.*from_age.*no age", told), told


class TestPicture:
    def test_marks_differ_in_shape_and_word(self, demo: dict[str, Any]) -> None:
        (root,) = [ElementTree.fromstring(render_journeys(demo))]
        assert root.get("role") == "img"
        assert root.find(f"{SVG}title") is not None
        told = root.find(f"{SVG}desc")
        assert told is not None
        assert told.text is not None
        assert "only a cold referral" in told.text
        texts = "".join(root.itertext())
        assert "BREAK, wait runs past the age limit" in texts
        assert len(root.findall(f".//{SVG}circle")) > 20

    def test_hostile_texts_stay_texts(self, demo: dict[str, Any]) -> None:
        hostile = "</text><script>alert(1)</script>\x07&"
        scenario = {**demo["scenarios"][0], "name": hostile, "story": hostile}
        steps = [{**row, "name": hostile, "branch": hostile} for row in demo["steps"]]
        result = {**demo, "scenarios": [scenario], "steps": steps}
        root = ElementTree.fromstring(render_journeys(result))
        assert not list(root.iter(f"{SVG}script"))
        page = render_journey_page(result, generated_at=WHEN)
        assert "<script" not in page

    def test_nothing_loaded(self, demo: dict[str, Any]) -> None:
        empty = {name: [] if isinstance(value, list) else value for name, value in demo.items()}
        ElementTree.fromstring(render_journeys(empty))
        assert "No scenario is loaded" in render_journey_page(empty, generated_at=WHEN)


def test_page_for_a_meeting(loaded_demo: Path, tmp_path: Path) -> None:
    path = tmp_path / "journeys.html"
    told = ("--set", "scenario=kin-north-fork", "--out", str(path))
    run_nwd("export", "journeys-html", *DAY, *told, data_dir=loaded_demo)
    page = path.read_text(encoding="utf-8")
    assert "A grandmother on North Fork Road" in page
    assert "Every family is made up" in page
    assert "A first baby" not in page
    assert page.count("<svg") == 1
    assert not re.search(r'(?:src|href)="http', page)
