"""Improvement networks, tests of change and the proof point, on small tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from pyoxigraph import RdfFormat, serialize

from graph.errors import AnalysisError, BadParameter
from graph.findings.improvement import build_improvement_findings
from graph.parameters import CoverageParameters
from graph.planning.improvement import ImprovementOptions, compute_improvement
from graph.projection import build_projection
from graph.public import PublicStore
from graph.store import MemoryStore
from loaders.load import build_store
from ontology.terms import nwd

Rows = Sequence[Mapping[str, object]]
AS_OF = date(2026, 11, 21)
INDICATOR = {"id": "i", "name": "Visited", "unit": "percent", "better": "higher"}
NETWORK = {"id": "n", "name": "Weeks", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
TEAM = {"id": "t", "name": "Ward", "network": "n", "indicator": "i"}
WHOLE_CYCLE = {
    "id": "c", "name": "One nurse", "team": "t", "aim_measure": "share visited", "aim_target": "70",
    "aim_by": "2026-12-31", "aim_population": "all", "theory": "A day in hand helps.",
    "prediction": "60 percent", "predicted_value": "60", "scale": "single-case",
    "starts_on": "2026-02-02", "ends_on": "2026-02-06", "indicator": "i", "done_as_planned": "yes",
    "data_summary": "It rose.", "observed_value": "64", "learning": "Ask for the phone.",
    "decision": "adapt",
}  # fmt: skip


def months(*values: object, indicator: str = "i", **more: object) -> list[dict[str, object]]:
    """One observation a month from January 2025, of values or (numerator, denominator)."""
    found = []
    for number, value in enumerate(values):
        day = date(2025 + number // 12, number % 12 + 1, 1)
        counts = (
            {"numerator": value[0], "denominator": value[1]}
            if isinstance(value, tuple)
            else {"value": value}
        )
        found.append({"indicator": indicator, "period_start": day.isoformat(), **counts, **more})
    return found


def store_of(**tables: Rows) -> MemoryStore:
    return build_store({"one": {"indicators": [INDICATOR], **tables}})


def run(store: MemoryStore, **options: Any) -> dict[str, Any]:
    parameters = CoverageParameters(as_of=options.pop("as_of", AS_OF))
    return compute_improvement(store, parameters, ImprovementOptions(**options))


def cycles(*rows: Mapping[str, object], **options: Any) -> dict[str, dict[str, Any]]:
    store = store_of(
        improvement_networks=[NETWORK],
        teams=[TEAM],
        pdsa_cycles=rows,
        observations=months(*[50, 51, 52] * 6),
    )
    return {each["cycle"]: each for each in run(store, **options)["cycles"]}


# Indicators


def test_a_value_is_worked_out_as_its_unit_says() -> None:
    units = {"percent": 40.0, "per-thousand": 400.0, "count": 20.0, "days": 0.4, "mean": 0.4}
    store = build_store(
        {
            "one": {
                "indicators": [{"id": u, "name": u, "unit": u} for u in units],
                "observations": [
                    {"indicator": u, "period_start": "2026-01-01", "numerator": 20,
                     "denominator": 50}
                    for u in units
                ],
            }
        }
    )  # fmt: skip
    latest = {each["indicator"]: each["latest"] for each in run(store)["indicators"]}
    assert latest == units


def test_without_a_unit_no_value_is_guessed() -> None:
    store = build_store(
        {
            "one": {
                "indicators": [{"id": "i", "name": "I"}],
                "observations": months((20, 50)),
            }
        }
    )
    result = run(store)
    assert result["indicators"][0]["verdict"] == "no-points"
    assert [each["kind"] for each in result["problems"]] == ["no-unit"]


def test_what_is_due_and_not_there_is_missing_and_no_zero() -> None:
    monthly = {**INDICATOR, "frequency": "monthly"}
    store = build_store(
        {"one": {"indicators": [monthly], "observations": months(50, 51, 52, 53)[::3]}}
    )
    chart = run(store)["charts"][0]
    assert [(point["day"], point["state"]) for point in chart["points"]] == [
        ("2025-01-01", "told"),
        ("2025-02-01", "missing"),
        ("2025-03-01", "missing"),
        ("2025-04-01", "told"),
    ]


def test_records_that_contradict_themselves_are_told() -> None:
    day = {"indicator": "i", "period_start": "2026-01-01"}
    store = store_of(
        segments=[{"id": "s", "name": "S"}, {"id": "r", "name": "R"}, {"id": "q", "name": "Q"}],
        observations=[
            {**day, "numerator": 60, "denominator": 50},
            {**day, "segment": "s", "value": 90, "numerator": 20, "denominator": 50},
            {**day, "segment": "r", "numerator": 20},
            {**day, "segment": "q"},
            {"indicator": "i", "period_start": "2027-01-01", "value": 3},
        ],
        rephasings=[{"indicator": "i", "from": "2026-01-01", "cause": "A nurse"}],
    )
    kinds = {each["kind"] for each in run(store)["problems"]}
    assert {"too-many", "contradicts", "no-denominator", "no-value", "after-today"} <= kinds


# Privacy

SECRET = [(40, 90), (41, 90), (42, 90)]


def secretive() -> MemoryStore:
    return store_of(
        segments=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        observations=[
            *months(*SECRET),
            *months((33, 67), (34, 67), (35, 67), segment="a"),
            *months((7, 23), (7, 23), (7, 23), segment="b"),
        ],
    )


@pytest.mark.parametrize("public", [True, False])
def test_no_small_count_is_in_a_result_nor_follows_from_it(*, public: bool) -> None:
    store = secretive()
    result = run(PublicStore(store) if public else store)  # type: ignore[arg-type]
    rows = {(each["segment"], each["day"]): each for each in result["points"]}
    for day in ("2025-01-01", "2025-02-01", "2025-03-01"):
        whole, part, small = (rows[segment, day] for segment in (None, "a", "b"))
        assert small["value"] is None
        assert small["numerator"] == "<11"
        assert not (whole["numerator"] and part["numerator"]), "the rest would be 7"
        assert whole["value"] is None or part["value"] is None
    assert {each["median"] for each in result["segments"] if each["segment"] == "b"} == {None}


def test_the_public_store_holds_no_small_count_and_publishing_again_changes_nothing() -> None:
    once = PublicStore(secretive())
    text = serialize(once.store, format=RdfFormat.N_QUADS)
    assert text is not None
    assert b'#numerator> "7"' not in text
    assert b'#numeratorSuppressedBelow> "11"' in text
    again = PublicStore(MemoryStore(list(once.store)))
    assert set(again.store) == set(once.store)


def test_what_counts_no_families_is_told_in_small_numbers() -> None:
    rides = {**INDICATOR, "counts_families": "no"}
    store = build_store({"one": {"indicators": [rides], "observations": months((3, 5))}})
    assert run(store)["points"][0]["value"] == 60.0
    assert PublicStore(store).store is store.store


def test_findings_of_a_bolder_run_are_not_public() -> None:
    store = store_of(observations=months(*[(20, 50)] * 12, *[(40, 60)] * 12))
    result = run(store, floor=0)
    findings = build_improvement_findings(build_projection(store), result)
    (found,) = {q.subject for q in findings.quads if q.object == nwd("RunChartSignal")}
    both = MemoryStore([*store.store, *findings.quads])
    assert list(both.store.quads_for_pattern(found, None, None, None))
    assert not list(PublicStore(both).store.quads_for_pattern(found, None, None, None))


# Teams


@pytest.mark.parametrize(
    ("people", "size"), [(3, "too-few"), (4, "within"), (5, "within"), (6, "too-many")]
)
def test_teams_have_four_or_five_people(people: int, size: str) -> None:
    store = store_of(
        improvement_networks=[NETWORK],
        teams=[TEAM],
        team_roles=[{"team": "t", "role": "nurse", "people": people, "facilitator": "no"}],
    )
    result = run(store)
    (team,) = result["teams"]
    assert (team["people"], team["size"], team["facilitator"]) == (people, size, "no")
    bounds = {each["bound"] for each in result["bounds"]}
    assert ("team-size" in bounds) == (size != "within")
    assert "facilitator" in bounds
    assert run(store, team_least=3, team_most=6)["teams"][0]["size"] == "within"


def test_a_team_without_roles_is_unknown_and_never_too_small() -> None:
    store = store_of(improvement_networks=[NETWORK], teams=[TEAM])
    result = run(store)
    assert result["teams"][0]["size"] == result["networks"][0]["size"] == "unknown"
    assert not [each for each in result["bounds"] if each["bound"] == "team-size"]


def test_twenty_people_at_most_in_all() -> None:
    teams = [{**TEAM, "id": f"t{i}", "name": f"T{i}"} for i in range(5)]
    roles = [{"team": f"t{i}", "role": "nurse", "people": 4 + (i == 0)} for i in range(5)]
    store = store_of(improvement_networks=[NETWORK], teams=teams, team_roles=roles)
    assert run(store)["networks"][0]["size"] == "too-many"
    assert run(store, network_most=21)["networks"][0]["size"] == "within"


def test_sessions_are_monthly_and_pauses_are_told() -> None:
    sessions = [
        {"network": "n", "date": (date(2026, 1, 1) + timedelta(days=days)).isoformat()}
        for days in (0, 35, 71)
    ]
    store = store_of(improvement_networks=[NETWORK], learning_sessions=sessions)
    result = run(store, as_of=date(2026, 3, 20))
    assert [each["late"] for each in result["sessions"]] == [False, False, True]
    (bound,) = result["bounds"]
    assert "went 36 days without" in bound["sentence"]
    assert run(store, as_of=date(2026, 3, 20), session_days=36)["bounds"] == []


@pytest.mark.parametrize(
    ("frequency", "place_based", "sparse"),
    [
        ("weekly", "yes", False),
        ("every-other-week", "yes", False),
        ("monthly", "yes", True),
        ("monthly", "no", False),
        ("monthly", "", False),
        ("", "yes", False),
    ],
)
def test_place_based_networks_measure_every_other_week(
    frequency: str, place_based: str, *, sparse: bool
) -> None:
    store = build_store(
        {
            "one": {
                "indicators": [{**INDICATOR, "frequency": frequency}],
                "improvement_networks": [{**NETWORK, "place_based": place_based}],
                "teams": [TEAM],
            }
        }
    )
    bounds = {each["bound"] for each in run(store)["bounds"]}
    assert ("measurement" in bounds) == sparse


# Tests of change


def test_a_whole_cycle_lacks_nothing() -> None:
    cycle = cycles(WHOLE_CYCLE, {**WHOLE_CYCLE, "id": "d", "follows": "c"})["c"]
    assert cycle["lacks"] == []
    features = ("iterative", "prediction", "small_scale", "data_over_time", "documented")
    assert {cycle[name] for name in features} == {"yes"}
    assert (cycle["as_predicted"], cycle["state"]) == ("yes", "decided")


@pytest.mark.parametrize(
    ("column", "lacking"),
    [
        ("theory", ["theory"]),
        ("aim_by", ["day of the aim"]),
        ("done_as_planned", ["whether it was done as planned"]),
        ("learning", ["learning"]),
        ("decision", ["decision"]),
        ("scale", ["scale"]),
    ],
)
def test_a_cycle_is_told_what_it_lacks(column: str, lacking: list[str]) -> None:
    cycle = cycles({**WHOLE_CYCLE, column: ""})["c"]
    assert cycle["lacks"] == lacking
    assert cycle["documented"] == "no"


def test_what_cannot_be_there_yet_is_not_lacking() -> None:
    later = dict.fromkeys(
        ("ends_on", "done_as_planned", "data_summary", "observed_value", "learning", "decision"), ""
    )
    cycle = cycles({**WHOLE_CYCLE, **later})["c"]
    assert (cycle["state"], cycle["lacks"]) == ("running", [])
    assert (cycle["iterative"], cycle["documented"]) == ("unknown", "unknown")


def test_adopted_without_data_is_told() -> None:
    nothing = {"data_summary": "", "observed_value": "", "decision": "adopt"}
    cycle = cycles({**WHOLE_CYCLE, **nothing})["c"]
    assert cycle["adopted_without_data"]
    assert "adopted without any data" in cycle["sentence"]
    assert not cycles({**WHOLE_CYCLE, "decision": "adopt"})["c"]["adopted_without_data"]


def test_chains_and_their_first_scale() -> None:
    large = {**WHOLE_CYCLE, "id": "a", "scale": "several-sites"}
    found = cycles(
        large,
        {**WHOLE_CYCLE, "id": "b", "follows": "a"},
        {**WHOLE_CYCLE, "id": "c2", "follows": "b"},
    )
    assert [(each["chain"], each["step"]) for each in found.values()] == [
        ("a", 1),
        ("a", 2),
        ("a", 3),
    ]
    assert {each["small_scale"] for each in found.values()} == {"no"}


@pytest.mark.parametrize(("seen", "as_good"), [("60", "yes"), ("59.9", "no"), ("", "unknown")])
def test_predictions_are_held_against_what_was_seen(seen: str, as_good: str) -> None:
    assert cycles({**WHOLE_CYCLE, "observed_value": seen})["c"]["as_predicted"] == as_good


# The proof point

OUTCOMES = (
    "kindergarten-readiness", "early-grade-reading", "middle-grade-math", "high-school-graduation",
    "postsecondary-enrollment", "postsecondary-completion",
)  # fmt: skip


def proof_point(
    changes: Sequence[tuple[float, float] | None], *, changed: bool = True, **options: Any
) -> dict[str, Any]:
    """The row of one collaborative whose indicators, one an outcome, went from first to last."""
    named = [
        {**INDICATOR, "id": f"i{n}", "name": outcome, "outcome": outcome, "collaborative": "k"}
        for n, outcome in enumerate(OUTCOMES[: len(changes)])
    ]
    observations = [
        {"indicator": f"i{n}", "period_start": day, "value": value}
        for n, change in enumerate(changes)
        if change is not None
        for day, value in zip(("2024-09-01", "2026-09-01"), change, strict=True)
    ]
    systems = [{"collaborative": "k", "date": "2026-05-01", "change": "All are booked."}]
    store = build_store(
        {
            "one": {
                "places": [{"id": "p", "name": "P"}],
                "collaboratives": [{"id": "k", "name": "K", "places": "p"}],
                "indicators": named,
                "observations": observations,
                "systems_changes": systems if changed else [],
            }
        }
    )
    (row,) = run(store, **options)["proof_point"]
    assert isinstance(row, dict)
    return row


UP, SAME, DOWN = (40.0, 45.0), (40.0, 40.0), (40.0, 35.0)


@pytest.mark.parametrize(
    ("changes", "options", "holds"),
    [
        ([UP, UP, UP, UP, DOWN, DOWN], {}, "yes"),
        ([UP, UP, UP, SAME, DOWN, DOWN], {}, "yes"),
        ([UP, UP, UP, SAME, DOWN, DOWN], {"maintained": "no"}, "no"),
        ([UP, UP, UP, DOWN, DOWN, DOWN], {}, "no"),
        ([UP, UP, UP, DOWN, DOWN, DOWN], {"share": 0.5}, "yes"),
        ([UP, UP, UP, DOWN, DOWN, DOWN], {"tolerance": 5}, "yes"),
        ([UP, UP, UP, None, DOWN, DOWN], {}, "unknown"),
        ([UP, UP, UP, UP, None, None], {}, "yes"),
        ([UP, UP, UP, UP, UP], {}, "unknown"),
        ([UP, UP, UP, UP, UP, UP], {"changed": False}, "unknown"),
        ([UP, UP, UP, UP, UP, UP], {"outcomes": "seven"}, "unknown"),
        ([UP, UP, UP, UP, UP, UP], {"years": 1}, "unknown"),
    ],
)
def test_the_proof_point_holds_fails_or_is_unknown(
    changes: list[tuple[float, float] | None], options: dict[str, Any], holds: str
) -> None:
    assert proof_point(changes, **options)["holds"] == holds


def test_the_lower_bound_takes_the_unknown_as_not_improved() -> None:
    row = proof_point([UP, UP, UP, None, DOWN, None])
    assert (row["share"], row["share_low"], row["share_high"]) == (0.75, 0.5, 5 / 6)
    assert "no designation" in row["sentence"]


# Options


def test_an_unknown_id_names_those_there_are() -> None:
    with pytest.raises(BadParameter, match="there are: i"):
        run(store_of(), indicator="none")


@pytest.mark.parametrize(
    "options", [{"share": 1.1}, {"team_least": 6}, {"rules": "own"}, {"tolerance": -1}]
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(AnalysisError):
        ImprovementOptions(**options)


def test_nothing_recorded_gives_an_empty_result() -> None:
    result = run(MemoryStore([]))
    assert {name: result[name] for name in ("networks", "indicators", "points", "problems")} == {
        "networks": [],
        "indicators": [],
        "points": [],
        "problems": [],
    }
