"""Maturity from tables to the board: ratings, what the map shows, and how they differ."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import pytest
from pyoxigraph import Quad

from graph.errors import BadParameter
from graph.findings.maturity import build_maturity_findings
from graph.parameters import CoverageParameters
from graph.store import MemoryStore
from loaders.source import LoadContext
from loaders.workbook.source import build, read_tables
from ontology.files import read_ontology
from service.analyses import select_analysis
from service.analyses.options import read_options
from service.demo import AS_OF
from service.workspace import Analyses

MATURITY = select_analysis("maturity")
DAY = CoverageParameters(as_of=AS_OF)
Tables = dict[str, list[dict[str, Any]]]

COMMUNITY: Tables = {
    "places": [
        {"id": "county", "name": "County"},
        {"id": "town", "name": "Town", "part_of": "county"},
        {"id": "valley", "name": "Valley", "part_of": "county"},
    ],
    "partners": [
        {"id": "office", "name": "Child welfare", "sector": "child-welfare"},
        {"id": "hub", "name": "Hub", "sector": "information-referral"},
    ],
    "services": [
        {"id": "screening", "name": "Screening", "partner": "office", "segments": "all",
         "needs": "child-abuse-prevention", "places": "county", "voluntary": "no",
         "child_welfare": "yes", "navigation": "no"},
        {"id": "line", "name": "Line", "partner": "hub", "segments": "all", "places": "town",
         "needs": "family-navigation", "voluntary": "yes", "child_welfare": "no",
         "navigation": "yes"},
    ],
    "touchpoints": [
        {"id": "hotline", "name": "Hotline", "life_stage": "infant",
         "kind": "child-welfare-hotline", "required_needs": "family-navigation"},
    ],
    "doors": [{"touchpoint": "hotline", "at": "office"}],
    "referrals": [
        {"id": "on", "from": "office", "to": "hub", "mode": "warm", "closed_loop": "yes",
         "agreement": "memorandum"},
    ],
    "referral_volumes": [
        {"referral": "on", "period_start": "2026-04-01", "period_end": "2026-06-30",
         "outcome": "sent", "count": "40"},
        {"referral": "on", "period_start": "2026-04-01", "period_end": "2026-06-30",
         "outcome": "service-started", "count": "30"},
    ],
    "collaboratives": [
        {"id": "circle", "name": "The Circle", "places": "county"},
        {"id": "ring", "name": "The Ring", "places": "valley"},
    ],
}  # fmt: skip
MODEL: Tables = {
    "maturity_models": [{"id": "own", "name": "Our model"}],
    "maturity_areas": [{"id": "doors", "model": "own", "name": "Doors", "order": "1"}],
    "maturity_stages": [
        {"id": "late", "model": "own", "name": "Late", "rank": "2"},
        {"id": "early", "model": "own", "name": "Early", "rank": "1"},
    ],
    "maturity_goals": [
        {"id": "guide", "model": "own", "area": "doors", "stage": "late", "name": "A guide",
         "rule": "navigation-outside"},
        {"id": "passed-on", "model": "own", "area": "doors", "stage": "late", "name": "Passed on",
         "rule": "referrals-from-child-welfare", "judges_whole": "no", "not_seen": "At ease"},
        {"id": "every-door", "model": "own", "area": "doors", "stage": "late", "name": "Any door",
         "rule": "no-wrong-door"},
        {"id": "trust", "model": "own", "area": "doors", "stage": "late", "name": "Trust"},
    ],
    "maturity_strategies": [
        {"id": "cards", "model": "own", "area": "doors", "stage": "late", "name": "Cards"},
        {"id": "first", "model": "own", "area": "doors", "stage": "early", "name": "First"},
    ],
}  # fmt: skip


def assessment(id_: str, as_of: str = "2026-09-01", method: str = "self", **more: str) -> Any:
    return {"id": id_, "model": "own", "collaborative": "circle", "as_of": as_of,
            "method": method} | more  # fmt: skip


def rated(assessment_: str, **ratings: str) -> list[dict[str, str]]:
    return [
        {"assessment": assessment_, "goal": goal.replace("_", "-"), "rating": rating}
        for goal, rating in ratings.items()
    ]


@cache
def shipped() -> tuple[Quad, ...]:
    return tuple(read_ontology())


def load(*parts: Tables) -> MemoryStore:
    tables: Tables = {}
    for part in parts:
        for name, rows in part.items():
            tables[name] = [*tables.get(name, []), *rows]
    context = LoadContext("sample")
    reading = read_tables(tables, context)
    quads = list(build(reading, context))
    assert [issue.message for issue in reading.issues if issue.severity == "error"] == []
    return MemoryStore([*shipped(), *quads])


@lru_cache(maxsize=4)
def analyses(store: MemoryStore) -> Analyses:
    """With what is remembered of one store, so that it is projected once."""
    return Analyses(lambda: store)


def ask(store: MemoryStore, **options: Any) -> dict[str, Any]:
    given = {name: [value] if isinstance(value, str) else value for name, value in options.items()}
    values = read_options(MATURITY, given)
    return MATURITY.compute(analyses(store), DAY, **values)


def goals(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {goal["goal"]: goal for goal in result["goals"]}


RATED: Tables = {
    "assessments": [
        assessment("first", "2025-09-01"),
        assessment("second"),
        assessment("checked", "2026-10-01", "reviewed"),
        assessment("to-come", "2027-01-01"),
        assessment("of-town", "2026-10-10", place="town"),
    ],
    "goal_ratings": [
        *rated("first", guide="planned", passed_on="met", every_door="met", trust="not-started"),
        *rated("second", guide="some", passed_on="most", every_door="most", trust="unknown"),
        *rated("checked", guide="not-started", every_door="some"),
        *rated("to-come", guide="met"),
        *rated("of-town", guide="met"),
    ],
}


@pytest.fixture(scope="module")
def board() -> MemoryStore:
    return load(COMMUNITY, MODEL, RATED)


def test_the_last_assessment_of_each_kind_counts(board: MemoryStore) -> None:
    result = ask(board, model="own")
    told = result["looked_at"]["assessments"]
    assert {method: each["id"] for method, each in told.items()} == {
        "self": "second",
        "reviewed": "checked",
    }
    assert result["looked_at"]["collaborative"] == "circle"
    assert [row["kind"] for row in result["problems"]] == ["later-than-asked"]


def test_a_place_has_assessments_of_its_own(board: MemoryStore) -> None:
    result = ask(board, model="own", place="town")
    assert result["looked_at"]["assessments"]["self"]["id"] == "of-town"
    assert goals(result)["guide"]["computed"] == "holds"


def test_the_map_is_read_within_the_places(board: MemoryStore) -> None:
    # The line serves the town only: it reaches some of the county, and none of the valley.
    assert goals(ask(board, model="own"))["guide"]["computed"] == "holds"
    valley = goals(ask(board, model="own", place="valley"))
    assert valley["guide"]["computed"] == "unknown"
    listed = {"completeness": [{"subject": "county", "topic": "services", "value": "complete"}]}
    assert (
        goals(ask(load(COMMUNITY, MODEL, listed), model="own", place="valley"))["guide"]["computed"]
        == "fails"
    )
    assert (
        goals(ask(load(COMMUNITY, MODEL), model="own", collaborative="ring"))["guide"]["computed"]
        == "unknown"
    )


def test_a_cell_is_rated_by_its_goals(board: MemoryStore) -> None:
    early, late = ask(board, model="own")["grid"]
    assert (early["stage"], early["state"], early["goals"]) == ("early", "no goals", 0)
    assert early["self"] is early["self_met"] is early["computed"] is None
    # some, most, most and one not known: the middle of three; any of two may be met.
    assert (late["self"], late["self_rated"], late["self_met"]) == ("most", 4, [0.0, 0.25])
    # not started and some: the lower of two; two of four are not rated.
    assert (late["reviewed"], late["reviewed_met"]) == ("not-started", [0.0, 0.5])
    # The rule on a part holds, so the whole is unknown; trust is for people.
    assert [late[f"computed_{word}"] for word in ("holds", "fails", "unknown")] == [1, 1, 1]
    assert (late["computed"], late["not_judged"]) == ("fails", 1)


def test_a_stage_is_not_capped_by_another() -> None:
    more: Tables = {
        "maturity_goals": [
            {"id": "base", "model": "own", "area": "doors", "stage": "early", "name": "Base"}
        ],
        "assessments": [assessment("a")],
        "goal_ratings": rated("a", base="not-started", guide="met", passed_on="met",
                              every_door="met", trust="met"),
    }  # fmt: skip
    early, late = ask(load(COMMUNITY, MODEL, more), model="own")["grid"]
    assert (early["self"], early["self_met"]) == ("not-started", [0.0, 0.0])
    assert (late["self"], late["self_met"]) == ("met", [1.0, 1.0])


def test_a_rule_on_a_part_refutes_and_never_proves(board: MemoryStore) -> None:
    told = goals(ask(board, model="own"))["passed-on"]
    assert (told["rule_verdict"], told["computed"], told["judges"]) == ("holds", "unknown", "part")
    closed: Tables = {"completeness": [
        {"subject": "office", "topic": "referrals", "value": "complete", "as_of": "2026-11-01"}
    ]}  # fmt: skip
    community = {**COMMUNITY, "referrals": [], "referral_volumes": []}
    refuted = goals(ask(load(community, MODEL, closed), model="own"))["passed-on"]
    assert (refuted["rule_verdict"], refuted["computed"]) == ("fails", "fails")
    unstated = goals(ask(load(community, MODEL), model="own"))["passed-on"]
    assert (unstated["rule_verdict"], unstated["computed"]) == ("unknown", "unknown")


def test_referrals_of_a_partner_at_whose_door_the_hotline_is_are_not_those_of_child_welfare() -> (
    None
):
    """The school answers the hotline at night; what it sends for its own reasons proves nothing."""
    school: Tables = {
        "partners": [{"id": "school", "name": "School", "sector": "education"}],
        "doors": [{"touchpoint": "hotline", "at": "school"}],
        "completeness": [
            {"subject": who, "topic": "referrals", "value": "complete", "as_of": "2026-11-01"}
            for who in ("office", "school")
        ],
    }
    community = {**COMMUNITY, "doors": [],
                 "referrals": [{**COMMUNITY["referrals"][0], "from": "school"}]}  # fmt: skip
    told = goals(ask(load(community, MODEL, school), model="own"))["passed-on"]
    assert told["rule_verdict"] == "unknown"
    assert [(each["id"], each["speaks"]) for each in told["evidence"]] == [("on", "unknown")]
    # Nor does it where the office declares that it sends nobody, and no door of the hotline is on
    # record: whoever answers it may.
    office = {**community, "referrals": [], "referral_volumes": []}
    for more, expected in ((school, "fails"), ({**school, "doors": []}, "unknown")):
        told = goals(ask(load(office, MODEL, more), model="own"))["passed-on"]
        assert told["rule_verdict"] == expected


def test_money_of_a_year_that_still_runs_is_not_left() -> None:
    written = {"over": "2025-26", "runs": "2026-27", "odd": "someday"}
    more: Tables = {
        "fiscal_years": [
            {"id": "old", "name": "2025-26", "starts_on": "2025-07-01", "ends_on": "2026-06-30"},
            {"id": "own", "name": "2026-27", "starts_on": "2026-07-01", "ends_on": "2027-06-30"},
        ],
        "funding_streams": [
            {"id": id_, "name": id_, "funder": "A bureau", "level": "federal"} for id_ in written
        ],
        "allocations": [
            {"stream": id_, "to": "line", "fiscal_year": year, "phase": phase, "amount": amount}
            for id_, year in written.items()
            for phase, amount in (("awarded", "100"), ("spent", "30"))
        ],
    }
    rules = ask(load(COMMUNITY, MODEL, more), model="own")["rules"]
    (told,) = (rule for rule in rules if rule["rule"] == "federal-streams")
    assert told["verdict"] == "fails"
    assert told["sentence"] == (
        "0 of 3 federal streams are spent as awarded; money is left of over."
    )


def test_differences_go_both_ways_and_are_findings(board: MemoryStore) -> None:
    result = ask(board, model="own")
    found = {(row["goal"], row["method"], row["against"]): row["kind"]
             for row in result["differences"]}  # fmt: skip
    assert found == {
        ("guide", "self", "computed"): "map higher",
        ("guide", "reviewed", "computed"): "map higher",
        ("guide", "self", "reviewed"): "self higher",
        ("every-door", "self", "computed"): "people higher",
    }
    keys = ["every-door>self>circle", "guide>reviewed>circle", "guide>self>circle"]
    assert sorted(row["key"] for row in result["found"]) == keys


def test_findings_do_not_depend_on_what_is_looked_at(board: MemoryStore) -> None:
    asked = [
        ask(board, model="own"),
        ask(board),
        ask(board, model="own", place="town"),
        ask(board, collaborative="ring"),
    ]
    told = {tuple(row["key"] for row in result["found"]) for result in asked}
    assert len(told) == 1
    named = {quad.subject for quad in build_maturity_findings(asked[0]).quads}
    assert named == {quad.subject for quad in build_maturity_findings(asked[1]).quads}


def test_progress_over_time(board: MemoryStore) -> None:
    rows = ask(board)["history"]
    own = [row for row in rows if row["method"] == "self" and row["place"] is None]
    assert [(row["assessment"], row["met"], row["unknown"]) for row in own] == [
        ("first", 2, 0),
        ("second", 0, 1),
        ("to-come", 1, 0),
    ]
    # A goal that is not known leaves the change open.
    assert [row["change"] for row in own] == [None, None, None]
    settled = {
        "assessments": [assessment("a", "2025-01-01"), assessment("b", "2026-01-01")],
        "goal_ratings": [
            *rated("a", guide="some", passed_on="met", every_door="some", trust="some"),
            *rated("b", guide="met", passed_on="met", every_door="met", trust="some"),
        ],
    }
    rows = ask(load(COMMUNITY, MODEL, settled))["history"]
    assert [row["change"] for row in rows] == [None, 2]


def test_strategies_of_cells_with_goals_that_are_not_met(board: MemoryStore) -> None:
    (row,) = ask(board, model="own")["strategies"]
    assert (row["strategy"], row["goals"]) == ("cards", ["every-door", "guide", "passed-on"])
    done = {
        "assessments": [assessment("a")],
        "goal_ratings": rated("a", guide="met", passed_on="met", trust="met"),
    }
    (row,) = ask(load(COMMUNITY, MODEL, done), model="own")["strategies"]
    assert row["goals"] == ["every-door"], "the map shows it to fail"


def test_the_shipped_model_stands_beside(board: MemoryStore) -> None:
    result = ask(board)
    assert (len(result["grid"]), len(result["goals"])) == (40, 73)
    assert result["looked_at"]["why_none"] == "no collaborative rated itself by this model"
    assert result["differences"] == []
    told = {row["goal"] for row in result["not_judged"]}
    judged = {goal["goal"] for goal in result["goals"] if goal["judges"] == "whole"}
    assert told | judged == {goal["goal"] for goal in result["goals"]}
    assert not told & judged
    assert all(row["why"] for row in result["not_judged"])


def test_of_several_collaboratives_none_is_chosen_in_silence() -> None:
    more = {
        "assessments": [assessment("a"), assessment("b", collaborative="ring")],
        "goal_ratings": [*rated("a", guide="met"), *rated("b", guide="some")],
    }
    store = load(COMMUNITY, MODEL, more)
    result = ask(store, model="own")
    assert "name one: circle, ring" in result["looked_at"]["why_none"]
    assert goals(result)["guide"]["self"] is None
    assert goals(ask(store, model="own", collaborative="ring"))["guide"]["self"] == "some"


def test_contradictions_are_told_with_their_record() -> None:
    odd: Tables = {
        "maturity_models": [{"id": "other", "name": "Other"}],
        "maturity_areas": [{"id": "elsewhere", "model": "other", "name": "Elsewhere"}],
        "maturity_stages": [{"id": "late-too", "model": "own", "name": "Late too", "rank": "2"}],
        "maturity_goals": [
            {"id": "astray", "model": "own", "area": "elsewhere", "stage": "late", "name": "A"},
            {"id": "ruled", "model": "own", "area": "doors", "stage": "late", "name": "R",
             "rule": "no-such-rule"},
        ],
        "assessments": [assessment("a"), assessment("b"), assessment("empty", collaborative="")],
        "goal_ratings": [
            *rated("a", guide="met"),
            *rated("b", guide="met", connecting_core_navigation="met"),
        ],
    }  # fmt: skip
    result = ask(load(COMMUNITY, MODEL, odd), model="own")
    assert [(row["kind"], row["record"]) for row in result["problems"]] == [
        ("another-model", "astray"),
        ("goal-of-another-model", "b"),
        ("no-goals", "other"),
        ("no-ratings", "empty"),
        ("same-day", "b"),
        ("shared-rank", "late"),
        ("shared-rank", "late-too"),
        ("unknown-rule", "ruled"),
        ("whose-not-stated", "empty"),
    ]
    told = goals(result)
    assert "astray" not in told
    assert (told["ruled"]["rule_verdict"], told["ruled"]["computed"]) == (None, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "mine"}, "no model 'mine'; there are: gpl-prevention, own"),
        ({"collaborative": "square"}, "no collaborative 'square'; there are: circle, ring"),
        ({"place": "moon"}, "no place 'moon'; there are: county"),
        ({"limits": ["no-wrong-door.door=1"]}, "no limit 'no-wrong-door.door'; expected one of"),
        ({"limits": ["no-wrong-door.every_door=1..2"]}, "'1..2' is no number"),
        ({"limits": ["engagement.started=1", "engagement.started=0"]}, "given twice"),
    ],
)
def test_what_is_not_there_is_named(
    board: MemoryStore, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadParameter, match=message.replace("(", r"\(").replace("..", r"\.\.")):
        ask(board, **options)


def test_limits_are_set_and_printed(board: MemoryStore) -> None:
    result = ask(board, model="own", limits=["no-wrong-door.every_door=0"])
    assert result["parameters"]["limits"]["no-wrong-door.every_door"] == "0"
    assert result["parameters"]["limits"]["engagement.started"] == "0.6"
    assert goals(result)["every-door"]["computed"] == "holds"


def test_an_empty_store_has_the_model_and_knows_nothing() -> None:
    result = ask(MemoryStore(shipped()))
    assert {goal["rule_verdict"] for goal in result["goals"]} == {None, "unknown"}
    assert result["found"] == result["history"] == result["problems"] == []
