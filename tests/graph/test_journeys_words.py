"""Journeys in a small valley: every kind of break, what mends it, branches, and bad records."""

from __future__ import annotations

import copy
from datetime import date
from itertools import product
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from graph.errors import BadParameter
from graph.findings.journeys import build_journey_findings
from graph.parameters import CoverageParameters
from graph.planning.journeys import compute_journeys
from graph.planning.journeys.judging import StepJudged
from graph.planning.journeys.paths import judge_paths, list_paths
from graph.planning.journeys.records import Days, Step
from graph.projection import Projection, Ternary, build_projection
from graph.store import MemoryStore
from loaders.load import build_dataset, render_issue
from ontology.terms import mint, nwd, source_graph

Tables = dict[str, list[dict[str, str]]]
AS_OF = date(2026, 6, 1)
VALLEY: Tables = {
    "places": [{"id": "east", "name": "East"}, {"id": "west", "name": "West"}],
    "segments": [{"id": "teen", "name": "Teens"}, {"id": "kin", "name": "Kin"}],
    "partners": [{"id": name, "name": name.title()} for name in ("clinic", "hall", "far", "mute")],
    "touchpoints": [
        {"id": "birth", "name": "Birth", "life_stage": "newborn"},
        {"id": "check", "name": "Check", "life_stage": "infant"},
        {"id": "play", "name": "Play", "life_stage": "toddler"},
        {"id": "nowhere", "name": "Nowhere", "life_stage": "infant"},
    ],
    "doors": [
        {"touchpoint": "birth", "at": "clinic"},
        {"touchpoint": "check", "at": "clinic", "places": "east"},
        {"touchpoint": "play", "at": "hall"},
    ],
    "services": [
        {
            "id": name,
            "name": name.title(),
            "partner": "far",
            "segments": "all",
            "places": "east",
            "status": "active",
            "needs": need,
            "wait_days": wait,
            **more,
        }
        for name, need, wait, more in (
            ("food-box", "food", "10", {}),
            ("nappies", "diapers", "5", {"to_age": "300"}),
            ("shelter", "emergency-shelter", "2", {"segments": "kin"}),
            ("doulas", "doula-support", "0", {"to_age": "20"}),
            ("legal", "legal-aid", "30", {"places": "west"}),
            ("rides", "transportation", "", {}),
            ("books", "early-literacy", "0", {}),
        )
    ],
    "referrals": [
        {"id": "to-food", "from": "clinic", "to": "food-box", "mode": "warm", "wait_days": "4"},
        {"id": "to-nappies", "from": "clinic", "to": "nappies", "mode": "warm", "wait_days": "20"},
        {"id": "to-rides", "from": "clinic", "to": "rides", "mode": "warm", "wait_days": "1"},
        {"id": "to-books", "from": "clinic", "to": "books", "mode": "cold", "wait_days": "1"},
        {"id": "to-far", "from": "hall", "to": "clinic", "mode": "warm", "needs": "food"},
        {"id": "of-far", "from": "far", "to": "hall", "mode": "warm", "needs": "food"},
    ],
    "scenarios": [{"id": "story", "name": "Story", "segment": "teen", "place": "east"}],
}


def step(id_: str, touchpoint: str, age: str, needs: str, **more: str) -> dict[str, str]:
    given = {"id": id_, "scenario": "story", "touchpoint": touchpoint, "from_age": age}
    return {**given, "needs": needs, **more}


def load(tables: Tables) -> tuple[Any, Projection]:
    store, reports = build_dataset({"v": tables})
    issues = [render_issue(i) for i in reports["v"].issues if i.severity == "error"]
    assert not issues, issues
    return store, build_projection(store)


def judge(*steps: dict[str, str], tables: Tables | None = None, **asked: Any) -> dict[str, Any]:
    store, net = load({**(tables or VALLEY), "scenario_steps": list(steps)})
    parameters = CoverageParameters(as_of=AS_OF, **asked)
    return compute_journeys(store, net, parameters)


def only_need(result: dict[str, Any]) -> dict[str, Any]:
    (row,) = result["needs"]
    found: dict[str, Any] = row
    return found


@pytest.mark.parametrize(
    ("asked", "kind", "opportunity"),
    [
        (step("s", "birth", "0", "food"), None, None),
        (step("s", "nowhere", "100", "food"), "unknown", "verify>doors>nowhere"),
        (step("s", "birth", "0", "job-search"), "no-service", "add-service>job-search>east"),
        (
            step("s", "birth", "0", "emergency-shelter"),
            "not-eligible",
            "add-pathway>clinic>shelter + widen-eligibility>shelter>teen",
        ),
        (
            step("s", "check", "100", "doula-support"),
            "aged-out",
            "add-pathway>clinic>doulas + widen-age>doulas>to",
        ),
        (
            step("s", "birth", "0", "legal-aid"),
            "out-of-area",
            "add-pathway>clinic>legal + widen-area>legal>east",
        ),
        (step("s", "birth", "0", "doula-support"), "no-pathway", "add-pathway>clinic>doulas"),
        (
            step("s", "birth", "0", "early-literacy"),
            "cold-only",
            "warm-pathway>to-books",
        ),
        (step("s", "check", "290", "diapers"), "past-age", "shorten-wait>nappies"),
        (
            step("s", "birth", "0", "food", needed_before="10"),
            "past-next",
            "shorten-wait>food-box",
        ),
        (step("s", "birth", "0", "transportation"), None, None),
        (
            step("s", "birth", "0", "transportation", needed_before="90"),
            "unknown",
            "verify>wait>rides",
        ),
        (step("s", "birth", "0", "food", pathway="to-nappies"), "no-pathway", "other-pathway"),
        (step("s", "birth", "0", "food", service="nappies"), "no-service", "other-service"),
        (step("s", "check", "100", "food", at="mute"), "unknown", "verify>door>mute>check"),
    ],
)
def test_kinds_of_breaks(asked: dict[str, str], kind: str | None, opportunity: str | None) -> None:
    result = judge(asked)
    assert only_need(result)["kind"] == kind
    found = [row["opportunity"] for row in result["opportunities"]]
    if opportunity is None:
        assert found == []
    else:
        assert any(each.startswith(opportunity) for each in found), found
        assert set(result["breaks"][0]["opportunities"]) == set(found)


def test_a_place_without_a_door_breaks_and_may_get_one() -> None:
    tables = {**VALLEY, "scenarios": [{"id": "story", "name": "Story", "place": "west"}]}
    result = judge(step("s", "check", "100", "legal-aid"), tables=tables)
    assert only_need(result)["kind"] == "no-door"
    assert [row["kind"] for row in result["opportunities"]] == ["add-door"]


def test_the_wait_is_that_of_the_pathway_and_the_service() -> None:
    row = only_need(judge(step("s", "birth", "3", "food")))
    assert (row["wait_least"], row["wait_most"], row["starts"]) == (14, 14, 17)
    assert row["route"] == ["clinic", "food-box"]
    assert row["pathways"] == ["to-food"]
    row = only_need(judge(step("s", "birth", "3", "transportation")))
    assert (row["verdict"], row["wait_least"], row["wait_most"]) == ("holds", 1, None)


def test_a_day_that_is_not_certain_is_judged_at_both_ends() -> None:
    asked = step("s", "check", "270", "diapers", to_age="291")
    result = judge(asked)
    assert only_need(result)["verdict"] == "unknown"
    assert result["breaks"][0]["verify"] == [
        {"fact": "day", "subject": "s", "object": None, "with": None}
    ]
    assert only_need(judge({**asked, "to_age": "275"}))["verdict"] == "holds"
    assert only_need(judge({**asked, "from_age": "276"}))["verdict"] == "fails"


def test_too_late_for_one_of_the_steps_that_follow() -> None:
    result = judge(
        step("a", "birth", "0", "food", before_next="yes"),
        step("b", "birth", "5", "", after="a", branch="Soon"),
        step("c", "birth", "20", "", after="a", branch="Later"),
    )
    (found,) = result["breaks"]
    assert (found["kind"], found["before"]) == ("past-next", ["b"])
    assert [(row["steps"], row["verdict"]) for row in result["paths"]] == [
        (["a", "b"], "fails"),
        (["a", "c"], "holds"),
    ]
    (scenario,) = result["scenarios"]
    assert (scenario["some_path"], scenario["every_path"]) == ("holds", "fails")
    assert result["steps"][0]["verdict"] == "fails"


def test_the_need_could_have_been_met_earlier() -> None:
    result = judge(step("a", "birth", "0", ""), step("b", "check", "290", "diapers", after="a"))
    found = {row["opportunity"]: row for row in result["opportunities"]}
    assert found["earlier-step>birth>diapers"]["unknown_facts"] == 0
    late = judge(step("a", "check", "289", ""), step("b", "check", "290", "diapers", after="a"))
    assert not any(row["kind"] == "earlier-step" for row in late["opportunities"])


def test_languages_stand_beside_the_verdict() -> None:
    tables = copy.deepcopy(VALLEY)
    tables["scenarios"][0]["languages"] = "Spanish"
    for service in tables["services"]:
        service["languages"] = "English"
    result = judge(step("s", "birth", "0", "food"), tables=tables)
    row = only_need(result)
    assert (row["verdict"], row["language"]) == ("holds", "fails")
    assert result["scenarios"][0]["not_in_language"] == 1
    tables["services"][0]["languages"] = "English; Spanish"
    assert only_need(judge(step("s", "birth", "0", "food"), tables=tables))["language"] == "holds"
    tables["services"][0]["languages"] = ""
    row = only_need(judge(step("s", "birth", "0", "food"), tables=tables))
    assert row["language"] == "unknown"


MENDABLE = ("add-pathway", "warm-pathway", "widen-area", "widen-age", "widen-eligibility")


@pytest.mark.parametrize(
    "asked",
    [
        step("s", "birth", "0", "emergency-shelter"),
        step("s", "check", "100", "doula-support"),
        step("s", "birth", "0", "legal-aid"),
        step("s", "birth", "0", "early-literacy"),
        step("s", "check", "290", "diapers"),
        step("s", "birth", "0", "food", needed_before="10"),
    ],
    ids=lambda asked: asked["needs"],
)
def test_what_is_proposed_mends(asked: dict[str, str]) -> None:
    before = judge(asked)
    (change,) = [row for row in before["opportunities"] if row["kind"] != "add-service"]
    tables = copy.deepcopy(VALLEY)
    for each in change["changes"]:
        apply(tables, each)
    assert only_need(judge(asked, tables=tables))["verdict"] == "holds"


def apply(tables: Tables, change: dict[str, Any]) -> None:
    """One change as rows of the tables."""
    services = {row["id"]: row for row in tables["services"]}
    referrals = {row["id"]: row for row in tables["referrals"]}
    subject = services.get(change["subject"], {})
    match change["kind"]:
        case "add-pathway":
            ends = {"from": change["subject"], "to": change["object"]}
            tables["referrals"].append({"id": "new", **ends, "mode": "warm", "wait_days": "0"})
        case "warm-pathway":
            referrals[change["subject"]]["mode"] = "warm"
        case "widen-area":
            subject["places"] += f"; {change['object']}"
        case "widen-eligibility":
            subject["segments"] += f"; {change['object']}"
        case "widen-age":
            subject["to_age"] = str(int(subject["to_age"]) + change["days"])
        case "shorten-wait":
            left = change["days"]
            for row in (subject, *referrals.values()):
                if row is subject or row["to"] == subject["id"]:
                    cut = min(left, int(row["wait_days"]))
                    row["wait_days"] = str(int(row["wait_days"]) - cut)
                    left -= cut
        case other:
            raise AssertionError(f"{other} is no change of the tables")


def test_contradictions_are_told_and_nothing_is_lost() -> None:
    tables = copy.deepcopy(VALLEY)
    tables["scenarios"].append({"id": "bare", "name": "Bare", "place": "east"})
    tables["scenarios"][0]["from_age"] = "0"
    result = judge(
        step("a", "check", "200", "food"),
        step("b", "play", "100", "", after="a", service="food-box"),
        step("c", "birth", "-10", "", needed_before="5", before_next="yes"),
        step("d", "birth", "", "food", before_next="yes", to_age="30"),
        step("e", "birth", "1", "food", needed_before="1", after="d"),
        {**step("f", "birth", "1", "", after="a"), "scenario": "bare"},
        tables=tables,
    )
    told = {(row["scenario"], row["step"], row["problem"]) for row in result["problems"]}
    texts = [f"{step} {text}" for _, step, text in sorted(told, key=str)]
    for expected in (
        "b It names a service but no need",
        "b It is on day 100, before day 200 of a",
        "b Its days are outside toddler",
        "c It is to be met before the next step, but asks no need.",
        "c It is on day -10, before the story's 0.",
        "c Its days are outside newborn",
        "d It has a to age without a from age",
        "d It has no day, so nobody can say",
        "e Its needs must be met before the family is there.",
        "f It follows a, no step of this scenario.",
    ):
        assert any(text.startswith(expected) for text in texts), (expected, texts)
    assert {row["step"] for row in result["steps"]} == set("abcdef")


def test_what_names_records_that_are_not_loaded_is_not_judged() -> None:
    map_ = {name: rows for name, rows in VALLEY.items() if name != "scenarios"}
    far = {
        "services": [{"id": "moon", "name": "Moon", "partner": "sky", "needs": "food"}],
        "partners": [{"id": "sky", "name": "Sky"}],
        "needs": [{"id": "comfort", "name": "Comfort"}],
        "segments": [{"id": "twins", "name": "Twins"}],
    }
    at = [
        {**step("s", "valley:birth", "0", "early-literacy"), "service": ""},
        {**step("t", "valley:birth", "0", "food", after="s"), "service": "far:moon"},
        {**step("u", "valley:birth", "0", "far:comfort", after="s")},
        {**step("v", "valley:birth", "0", "early-literacy"), "scenario": "other"},
    ]
    plan = {
        "scenarios": [
            {"id": "story", "name": "Story", "place": "valley:east"},
            {"id": "other", "name": "Other", "place": "valley:east", "segment": "far:twins"},
        ],
        "scenario_steps": at,
    }
    store, reports = build_dataset({"valley": map_, "far": far, "plan": plan})
    assert not reports["plan"].issues, [render_issue(each) for each in reports["plan"].issues]
    kept = (quad for quad in store.store if quad.graph_name != source_graph("far"))
    store = MemoryStore(kept)
    result = compute_journeys(store, build_projection(store), CoverageParameters(as_of=AS_OF))
    verdicts = {row["step"]: row["verdict"] for row in result["steps"]}
    assert verdicts == {"s": "fails", "t": "unknown", "u": "unknown", "v": "unknown"}
    assert sorted(row["step"] or row["scenario"] for row in result["problems"]) == [
        "other",
        "t",
        "u",
    ]
    other = next(row for row in result["scenarios"] if row["scenario"] == "other")
    assert (other["some_path"], other["breaks"]) == ("unknown", 0)


def test_scenarios_of_a_collaborative() -> None:
    tables = copy.deepcopy(VALLEY)
    tables["collaboratives"] = [{"id": one, "name": one, "places": "east"} for one in ("us", "no")]
    tables["scenarios"] += [{"id": "ours", "name": "O", "place": "east", "collaborative": "us"}]
    store, net = load(tables)
    asked = CoverageParameters(as_of=AS_OF)
    result = compute_journeys(store, net, asked, collaborative="us")
    assert [row["scenario"] for row in result["scenarios"]] == ["ours"]
    assert result["parameters"]["collaborative"] == "us"
    assert compute_journeys(store, net, asked, collaborative="no")["scenarios"] == []
    with pytest.raises(BadParameter, match="there are: no, us"):
        compute_journeys(store, net, asked, collaborative="nobody")
    with pytest.raises(BadParameter, match="there are: ours"):
        compute_journeys(store, net, asked, collaborative="us", scenario="story")


def test_a_path_may_be_longer_than_calls_are_deep() -> None:
    names = [f"s{i}" for i in range(3_000)]
    steps = [
        judged(name, Ternary.TRUE, (names[i - 1],) if i else (), names[i + 1 : i + 2])
        for i, name in enumerate(names)
    ]
    (path,) = list_paths(steps)
    assert (path.steps, path.verdict) == (tuple(names), Ternary.TRUE)
    verdict = judge_paths(steps)
    assert verdict is not None
    assert (verdict.paths, verdict.every) == (1, Ternary.TRUE)


def test_a_scenario_without_steps_is_not_judged() -> None:
    result = judge()
    (row,) = result["scenarios"]
    assert (row["some_path"], row["paths"]) == ("unknown", 0)
    assert "nothing to judge" in row["sentence"]


def test_an_unknown_scenario_names_those_there_are() -> None:
    store, net = load(VALLEY)
    with pytest.raises(BadParameter, match="there are: story"):
        compute_journeys(store, net, CoverageParameters(as_of=AS_OF), scenario="nobody")


def test_findings_bear_stable_keys() -> None:
    steps = [step("s", "birth", "0", "early-literacy"), step("t", "nowhere", "100", "", after="s")]
    store, net = load({**VALLEY, "scenario_steps": steps})
    result = compute_journeys(store, net, CoverageParameters(as_of=AS_OF))
    found = build_journey_findings(net, result)
    subjects = {(q.subject, q.object) for q in found.quads}
    for key in ("story>s>early-literacy", "story>t>door"):
        assert (mint("findings", "journeys", key), nwd("JourneyBreak")) in subjects
    key = "warm-pathway>to-books"
    assert (mint("findings", "journeys", key), nwd("JourneyOpportunity")) in subjects
    mended = [q.object for q in found.quads if q.predicate == nwd("mendsBreak")]
    assert mint("findings", "journeys", "story>s>early-literacy") in mended
    assert Literal("journeys") in {q.object for q in found.quads}
    assert all(isinstance(q.subject, NamedNode) for q in found.quads)


def judged(name: str, door: Ternary, after: tuple[str, ...], followers: list[str]) -> StepJudged:
    made = Step(name, name, name, 0, Days(0, 0), (), after, -1, -1, -1, False, None, None, None)
    return StepJudged(made, door, (), None, (), followers)


def test_paths_are_judged_as_if_each_were_walked() -> None:
    edges = {"a": ["b", "c"], "b": ["d"], "c": ["d", "e"], "d": [], "e": []}
    for verdicts in product(Ternary, repeat=len(edges)):
        steps = [
            judged(name, door, tuple(n for n in edges if name in edges[n]), edges[name])
            for name, door in zip(edges, verdicts, strict=True)
        ]
        walked = list(list_paths(steps))
        verdict = judge_paths(steps)
        assert verdict is not None
        assert [path.steps for path in walked] == [
            ("a", "b", "d"),
            ("a", "c", "d"),
            ("a", "c", "e"),
        ]
        assert verdict.paths == len(walked)
        assert verdict.some == max(path.verdict for path in walked)
        assert verdict.every == min(path.verdict for path in walked)
