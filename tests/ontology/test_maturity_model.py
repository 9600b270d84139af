"""The shipped maturity model: every goal of its source, in our own words, and what judges it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from graph.planning.maturity.model import SHIPPED, Model, read_models
from graph.planning.maturity.rules import list_rules, select_rule
from graph.register import Register
from graph.store import MemoryStore
from ontology.files import read_ontology
from queries.catalogue import catalogue

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "seeds" / "gpl-prevention-maturity-model.txt"
STAGES = ["baseline", "core", "foundational", "transformative", "vision"]
COUNTED = {
    "service-array": [0, 2, 1, 2, 2],
    "connecting": [0, 2, 3, 2, 2],
    "relatives": [1, 3, 3, 2, 2],
    "cps-response": [3, 4, 2, 3, 3],
    "data": [1, 1, 1, 1, 2],
    "contracting": [1, 1, 2, 2, 2],
    "family-voice": [0, 1, 2, 2, 2],
    "workforce": [3, 2, 2, 2, 1],
}
"""Goals of each cell, counted by hand in the source; a goal with two points under it is two."""
IN_A_ROW = 6
CITED = (
    "Harvard Kennedy School Government Performance Lab, The Journey to a Well-Being-Oriented "
    "System: a model for leaders in child welfare, 2023"
)
"""How the source is named; what it says is not copied."""


@cache
def shipped() -> Model:
    return read_models(Register(MemoryStore(read_ontology())))[SHIPPED]


def test_every_cell_has_the_goals_of_the_source() -> None:
    model = shipped()
    assert [area.id for area in model.areas] == list(COUNTED)
    assert [stage.id for stage in model.stages] == STAGES
    found = Counter((goal.area, goal.stage) for goal in model.goals)
    assert {area: [found[area, stage] for stage in STAGES] for area in COUNTED} == COUNTED
    assert len(model.goals) == sum(map(sum, COUNTED.values())) == 73


def test_three_areas_have_no_baseline_prerequisites() -> None:
    without = {area for area, counts in COUNTED.items() if counts[0] == 0}
    assert without == {"service-array", "connecting", "family-voice"}


def test_every_stage_but_the_vision_has_example_strategies() -> None:
    model = shipped()
    cells = {(each.area, each.stage) for each in model.strategies}
    asked = {(area, s) for area, n in COUNTED.items() for s, k in zip(STAGES, n, strict=True) if k}
    assert cells <= asked
    assert {cell for cell in asked if cell[1] == "vision"} & cells == set()
    # Of relatives at the start, the source has no example.
    assert asked - cells == {(a, "vision") for a in COUNTED} | {("relatives", "baseline")}


def test_what_no_rule_judges_as_a_whole_says_why() -> None:
    for goal in shipped().goals:
        assert goal.statement
        whole = goal.rule is not None and goal.whole
        assert bool(goal.not_seen) != whole, goal.id


def test_every_computed_goal_names_a_rule_and_the_query_of_that_rule() -> None:
    register = Register(MemoryStore(read_ontology()))
    named = set()
    for entry in register.of("MaturityGoal"):
        rule, query = entry.text("judgedByRule"), entry.text("computedByQuery")
        assert (rule is None) == (query is None), entry.id
        if rule is not None:
            named.add(rule)
            assert query == select_rule(rule).QUERY
            assert query in catalogue()
    assert named == set(list_rules())


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + IN_A_ROW]) for at in range(len(found) - IN_A_ROW + 1)}


@pytest.mark.skipif(not SEED.exists(), reason="the source is not part of the repository")
def test_no_sentence_of_the_source_ships() -> None:
    theirs = runs(SEED.read_text(encoding="utf-8"))
    assert len(theirs) > 4_000
    folders = (
        *(ROOT / "ontology" / "codes").glob("maturity-*.ttl"),
        *(ROOT / "graph" / "planning" / "maturity").rglob("*.py"),
        *(ROOT / "queries" / "maturity").glob("*.rq"),
        ROOT / "ontology" / "modules" / "maturity.ttl",
        ROOT / "loaders" / "workbook" / "tables" / "50-maturity.csvw.json",
        ROOT / "service" / "analyses" / "maturity.py",
        ROOT / "docs" / "planning" / "maturity.md",
        ROOT / "service" / "demo" / "community" / "goal_ratings.csv",
    )
    assert len(folders) > 30
    for path in folders:
        for literal in path.read_text(encoding="utf-8").replace(CITED, "").splitlines():
            assert not runs(literal) & theirs, (path.name, literal)
