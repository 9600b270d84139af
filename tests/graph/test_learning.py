"""The learning report: what is told of whom and when, evidence, topics, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from graph.errors import AnalysisError, BadParameter
from graph.findings.learning import build_learning_findings
from graph.parameters import CoverageParameters
from graph.planning.improvement import compute_improvement
from graph.planning.learning import compute_learning
from graph.planning.snapshot import compute_snapshots
from graph.store import MemoryStore
from loaders.load import build_store

Row = Mapping[str, object]
Tables = dict[str, Sequence[Row]]
Result = dict[str, Any]

PARAMETERS = CoverageParameters(as_of=date(2026, 11, 21))


def values(indicator: str, *, after: float) -> list[Row]:
    """Twelve months about 50, then ten months at another value."""
    numbers = [49.0, 51.0] * 6 + [after] * 10
    months = [(2025 + number // 12, number % 12 + 1) for number in range(len(numbers))]
    return [
        {
            "indicator": indicator,
            "period_start": f"{year}-{month:02}-01",
            "period_end": f"{year}-{month:02}-28",
            "kind": "actual",
            "value": number,
        }
        for (year, month), number in zip(months, numbers, strict=True)
    ]


def cycle(id_: str, **more: object) -> Row:
    own = {"id": id_, "name": f"Test {id_}", "team": "t", "starts_on": "2026-03-01"}
    return {**own, "ends_on": "2026-03-31", "decision": "adopt", **more}


def lesson(id_: str, kind: str, source: str = "", **more: object) -> Row:
    own = {"id": id_, "name": id_, "kind": kind, "text": f"{id_}.", "from": source}
    return {**own, "collaborative": "c", "topic": "Calls", "as_of": "2026-05-01", **more}


INDICATOR = {"name": "I", "unit": "percent", "better": "higher", "frequency": "monthly"}
BASE: Tables = {
    "collaboratives": [
        {"id": "c", "name": "Creek"},
        {"id": "d", "name": "Dale"},
        {"id": "e", "name": "Elm"},
    ],
    "indicators": [
        {"id": "up", **INDICATOR, "collaborative": "c"},
        {"id": "down", **INDICATOR, "collaborative": "d"},
        {"id": "flat", **INDICATOR},
    ],
    "observations": [
        *values("up", after=60),
        *values("down", after=40),
        *values("flat", after=50)[:12],
    ],
    "improvement_networks": [
        {"id": "n", "name": "N", "collaborative": "c", "starts_on": "2026-01-01"}
    ],
    "teams": [{"id": "t", "name": "T", "network": "n"}],
}


def compute(more: Tables, **options: Any) -> Result:
    return report(build_store({"one": {**BASE, **more}}), **options)


def report(store: MemoryStore, **options: Any) -> Result:
    given: dict[str, Any] = {"plan": None, "snapshot": None, **options}
    given.setdefault("improvement", compute_improvement(store, PARAMETERS))
    return compute_learning(store, PARAMETERS, **given)


def one(result: Result, name: str, **sought: object) -> dict[str, Any]:
    (row,) = (
        row for row in result[name] if all(row[key] == value for key, value in sought.items())
    )
    return dict(row)


EVIDENCE: Sequence[tuple[str, str, str, str | None]] = (
    # kind of lesson, its sources (x is a test with this decision), whether they bear it out
    ("worked", "x", "adopt", "yes"),
    ("worked", "x", "abandon", "no"),
    ("worked", "x", "adapt", "unknown"),
    ("worked", "up", "adopt", "yes"),
    ("worked", "down", "adopt", "no"),
    ("worked", "flat", "adopt", "unknown"),
    ("worked", "x; down", "adopt", "unknown"),
    ("worked", "x; flat", "adopt", "yes"),
    ("worked", "n", "adopt", "unknown"),
    ("worked", "", "adopt", "unknown"),
    ("did-not-work", "x", "abandon", "yes"),
    ("did-not-work", "x", "adopt", "no"),
    ("did-not-work", "down", "adopt", "yes"),
    ("open-question", "x", "abandon", None),
)


def test_whether_lessons_are_borne_out() -> None:
    told = list(enumerate(EVIDENCE))
    result = compute(
        {
            "pdsa_cycles": [cycle(f"x{n}", decision=each[2]) for n, each in told],
            "lessons": [
                lesson(f"l{n}", each[0], each[1].replace("x", f"x{n}")) for n, each in told
            ],
        }
    )
    refuted = {p["record"] for p in result["problems"] if p["kind"] == "not-borne-out"}
    for n, each in told:
        row = one(result, "lessons", lesson=f"l{n}")
        assert row["borne_out"] == each[3], (each, row["evidence"])
        assert (f"l{n}" in refuted) == (each[3] == "no")


def test_an_indicator_that_a_test_watches_speaks_too() -> None:
    more: Tables = {
        "pdsa_cycles": [cycle("x", decision="adapt", indicator="up")],
        "lessons": [lesson("l", "worked", "x")],
    }
    assert one(compute(more), "lessons")["borne_out"] == "yes"


CYCLES = [
    cycle("told"),
    cycle("silent", learning="Noon is best"),
    cycle("running", ends_on="2027-01-10", decision=""),
    cycle("undecided", decision=""),
    cycle("planned", starts_on="2027-01-01", ends_on="", decision=""),
]


def test_what_taught_nothing_yet() -> None:
    more: Tables = {"pdsa_cycles": CYCLES, "lessons": [lesson("l", "worked", "told; up")]}
    result = compute(more)
    assert {row["key"] for row in result["without"]} == {
        "cycle>silent",
        "cycle>undecided",
        "signal>down",
    }
    assert one(result, "without", id="silent")["sentence"].endswith("Noon is best.")
    assert one(result, "without", id="down")["collaboratives"] == ["d"]
    found = build_learning_findings(result)
    assert sum("LearningFinding>" in str(quad.object) for quad in found.quads) == 3


def test_a_signal_is_told_by_a_lesson_from_a_test_that_watches_it() -> None:
    more: Tables = {
        "pdsa_cycles": [cycle("told", indicator="up; down")],
        "lessons": [lesson("l", "worked", "told")],
    }
    assert compute(more)["without"] == []


def test_what_is_found_does_not_hang_on_what_is_asked() -> None:
    store = build_store({"one": {**BASE, "pdsa_cycles": CYCLES}})
    whole = report(store)
    part = report(store, collaboratives=["e"], since=date(2026, 10, 1))
    assert part["tried"] == []
    assert build_learning_findings(part).digest == build_learning_findings(whole).digest


LESSONS = [
    lesson("a", "worked", topic="Calls", used_by="d", shared_with="e"),
    lesson("b", "did-not-work", topic="calls", collaborative="d"),
    lesson("f", "open-question", topic="", collaborative=""),
    lesson("g", "worked", topic="Maps", as_of="2026-08-01"),
    lesson("h", "did-not-work", topic="Maps"),
]


class TestScope:
    def test_topics_over_all_collaboratives(self) -> None:
        topics = compute({"lessons": LESSONS})["topics"]
        assert [row["topic"] for row in topics] == ["Calls", "Maps", "without a topic"]
        calls = topics[0]
        assert (calls["worked_in"], calls["did_not_work_in"]) == (["c"], ["d"])
        assert (calls["used_by"], calls["told_not_using"]) == (["d"], ["e"])
        # Only what worked in one place and not in another is a reason to ask.
        assert [row["differs"] for row in topics] == [True, False, False]

    @pytest.mark.parametrize(
        ("asked", "told"),
        [([], "abfgh"), (["c"], "agh"), (["d"], "ab"), (["e"], ""), (["c", "d"], "abgh")],
    )
    def test_lessons_of_those_asked_for_and_those_they_use(
        self, asked: list[str], told: str
    ) -> None:
        result = compute({"lessons": LESSONS}, collaboratives=asked)
        assert "".join(sorted(row["lesson"] for row in result["lessons"])) == told
        assert [row["collaborative"] for row in result["collaboratives"]] == (
            asked or ["c", "d", "e"]
        )

    @pytest.mark.parametrize(
        ("since", "until", "told"),
        [
            (None, None, "abfgh"),
            (date(2026, 5, 1), None, "abfgh"),
            (date(2026, 5, 2), None, "g"),
            (None, date(2026, 7, 31), "abfh"),
            (date(2026, 5, 2), date(2026, 7, 31), ""),
        ],
    )
    def test_both_days_are_included(
        self, since: date | None, until: date | None, told: str
    ) -> None:
        result = compute({"lessons": LESSONS}, since=since, until=until)
        assert "".join(sorted(row["lesson"] for row in result["lessons"])) == told

    def test_tests_by_the_collaborative_of_their_network(self) -> None:
        made: Tables = {"pdsa_cycles": CYCLES}
        tried = compute(made)["tried"]
        assert {row["id"] for row in tried} == {"told", "silent", "running", "undecided"}
        assert {row["collaborative"] for row in tried} == {"c"}
        assert one({"tried": tried}, "tried", id="running")["is_over"] is False
        assert compute(made, collaboratives=["d"])["tried"] == []

    def test_indicators_by_their_own_collaborative_else_nobodys(self) -> None:
        moved = compute({})["moved"]
        told = [(row["id"], row["collaborative"], row["direction"]) for row in moved]
        assert told == [("flat", None, "unknown"), ("up", "c", "better"), ("down", "d", "worse")]
        assert {row["id"] for row in compute({}, collaboratives=["c"])["moved"]} == {"up"}
        late = compute({}, since=date(2026, 6, 1))
        assert {row["id"] for row in late["moved"]} == {"up", "down"}
        assert {chart["indicator"] for chart in late["charts"]} == {"up", "down"}

    def test_a_collaborative_without_anything_says_so(self) -> None:
        row = one(compute({}), "collaboratives", collaborative="e")
        assert row["sentence"] == (
            "Elm: nothing recorded as tried, nothing recorded as watched, no lesson recorded."
        )

    def test_an_unknown_collaborative_names_those_there_are(self) -> None:
        with pytest.raises(BadParameter, match="there are: c, d, e"):
            compute({}, collaboratives=["f"])

    def test_days_the_other_way_round_are_refused(self) -> None:
        with pytest.raises(AnalysisError, match="2026-11-21"):
            compute({}, since=date(2026, 12, 1))

    def test_nothing_at_all(self) -> None:
        store = build_store({"one": {"places": [{"id": "p", "name": "P"}]}})
        result = report(store, improvement=None)
        for name in ("collaboratives", "tried", "moved", "lessons", "topics", "without", "charts"):
            assert result[name] == []


def test_contradictions_are_told() -> None:
    lessons = [
        lesson("late", "worked", "up", as_of="2027-01-01"),
        lesson("own", "worked", "up", shared_with="c"),
        lesson("bare", "open-question"),
        lesson("orphan", "open-question", "up", collaborative=""),
    ]
    told = {(p["kind"], p["record"]) for p in compute({"lessons": lessons})["problems"]}
    assert told == {
        ("later", "late"),
        ("its-own", "own"),
        ("from-nothing", "bare"),
        ("nobody's", "orphan"),
    }


def test_ratings_of_maturity_are_compared_by_method() -> None:
    model: Tables = {
        "maturity_models": [{"id": "m", "name": "Model"}],
        "maturity_areas": [{"id": "area", "model": "m", "name": "Area"}],
        "maturity_stages": [{"id": "stage", "model": "m", "name": "Stage", "rank": 1}],
        "maturity_goals": [
            {"id": id_, "model": "m", "area": "area", "stage": "stage", "name": f"Goal {id_}"}
            for id_ in ("g1", "g2", "g3")
        ],
        "assessments": [
            {"id": f"{method}-{year}", "model": "m", "collaborative": "c",
             "as_of": f"{year}-09-01", "method": method}
            for year, method in ((2025, "self"), (2026, "self"), (2026, "reviewed"))
        ],
        "goal_ratings": [
            {"assessment": assessment, "goal": goal, "rating": rating}
            for assessment, goal, rating in (
                ("self-2025", "g1", "some"), ("self-2026", "g1", "met"),
                ("self-2025", "g2", "some"), ("self-2026", "g2", "some"),
                ("self-2026", "g3", "planned"), ("reviewed-2026", "g1", "planned"),
            )
        ],
    }  # fmt: skip
    result = compute(model, improvement=None)
    (row,) = (row for row in result["moved"] if row["kind"] == "maturity")
    assert (row["verdict"], row["direction"]) == ("1 higher, 0 lower", "better")
    assert "of 2 goals rated both times" in row["sentence"]


def test_snapshots_that_moved_and_the_last_one_for_the_picture() -> None:
    check = {"id": "check", "name": "Check", "least": 1, "most": 4}
    more: Tables = {
        "questionnaires": [check],
        "questions": [
            {"id": "q", "questionnaire": "check", "dimension": "using-data", "text": "Q?"}
        ],
        "snapshots": [
            {"id": f"s{year}", "name": f"S {year}", "questionnaire": "check", "collaborative": "c",
             "as_of": f"{year}-10-01"}
            for year in (2025, 2026)
        ],
        "answers": [
            {"snapshot": f"s{year}", "question": "q", "respondent": f"r{n}", "score": score}
            for year, score in ((2025, 1), (2026, 3))
            for n in range(5)
        ],
    }  # fmt: skip
    store = build_store({"one": {**BASE, **more}})
    result = report(store, improvement=None, snapshot=compute_snapshots(store, PARAMETERS))
    assert [(r["kind"], r["direction"]) for r in result["moved"]] == [("snapshot", "better")] * 2
    assert [row["snapshot"] for row in result["last_snapshots"]["snapshots"]] == ["s2026"]
    early = report(
        store,
        improvement=None,
        snapshot=compute_snapshots(store, PARAMETERS),
        until=date(2026, 1, 1),
    )
    assert early["moved"] == []
    assert [row["snapshot"] for row in early["last_snapshots"]["snapshots"]] == ["s2025"]
