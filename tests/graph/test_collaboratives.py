"""Collaboratives: tables with one answer each, and a brute-force account of communities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from communities.state import state_tables
from pyoxigraph import NamedNode

from graph.coverage import Coverage, CoverageParameters, compute_coverage
from graph.errors import BadParameter, NoSuchRecord
from graph.findings.collaboratives import build_collaboratives_findings
from graph.planning.collaboratives import CollaborativeOptions, compute_collaboratives
from graph.planning.collaboratives.community import Communities
from graph.planning.collaboratives.records import Membership, Request, read_records
from graph.projection import open_projection
from graph.register import Register
from graph.store import MemoryStore
from loaders.load import build_store
from ontology.findings import name_finding
from ontology.terms import nwd

DAY = date(2026, 7, 1)
Tables = Mapping[str, list[dict[str, Any]]]


def coverage_of(store: MemoryStore, day: date = DAY) -> Coverage:
    return compute_coverage(open_projection(store), CoverageParameters(as_of=day), routes="none")


def result_of(store: MemoryStore, day: date = DAY, **options: Any) -> dict[str, Any]:
    asked = CollaborativeOptions(**options)
    return compute_collaboratives(coverage_of(store, day), Register(store), asked)


def rows_of(result: dict[str, Any], name: str, **sought: Any) -> list[dict[str, Any]]:
    return [row for row in result[name] if all(row[k] == v for k, v in sought.items())]


def only(result: dict[str, Any], name: str, **sought: Any) -> dict[str, Any]:
    (row,) = rows_of(result, name, **sought)
    return dict(row)


def seat(id_: str, at: str, **cells: Any) -> dict[str, Any]:
    return {"id": id_, "collaborative": at, "role": "member", **cells}


# good holds every check, bad fails every one, blank says nothing.
#
# place  good-town: food from g-food (health) at every door    bad-town: the pantry's service
#        has an unknown status, so every cell is unknown       blank-town: nothing is asked
TABLES: Tables = {
    "places": [{"id": f"{one}-town", "name": one} for one in ("good", "bad", "blank")],
    "segments": [
        {"id": "general", "name": "Families in general", "reference": "yes"},
        {"id": "teen", "name": "Teen parents"},
    ],
    "partners": [
        {"id": "clinic", "name": "Clinic", "sector": "health"},
        {"id": "pantry", "name": "Pantry", "sector": "food-nutrition"},
        {"id": "court", "name": "Court", "sector": "justice-legal"},
        {"id": "county", "name": "County", "sector": "government"},
    ],
    "services": [
        {
            "id": "g-food", "name": "Food", "partner": "clinic", "needs": "food",
            "segments": "all", "places": "good-town", "status": "active",
        },
        {
            "id": "b-food", "name": "Boxes", "partner": "pantry", "needs": "food",
            "segments": "all", "places": "bad-town", "status": "unknown",
        },
        {
            "id": "b-law", "name": "Law", "partner": "court", "needs": "legal-aid",
            "segments": "all", "places": "bad-town", "status": "active",
        },
    ],
    "touchpoints": [{"id": "birth", "name": "Birth", "life_stage": "newborn"}],
    "doors": [
        {"touchpoint": "birth", "at": "clinic", "places": "good-town"},
        {"touchpoint": "birth", "at": "pantry", "places": "bad-town"},
    ],
    "requirements": [
        {"touchpoint": "birth", "need": "food", "segment": s, "place": f"{p}-town", "weight": 50}
        for p in ("good", "bad")
        for s in ("general", "teen")
    ],
    "collaboratives": [
        {"id": "state", "name": "State", "kind": "state"},
        {
            "id": "good", "name": "Good", "places": "good-town", "part_of": "state", "staff": "0.5",
            "bylaws": "yes", "members_listed": "yes", "offers": "bylaws",
        },
        {
            "id": "bad", "name": "Bad", "places": "bad-town", "staff": "0.4", "bylaws": "no",
            "members_listed": "yes",
        },
        {"id": "blank", "name": "Blank", "places": "blank-town"},
    ],
    "members": [
        seat("g1", "good", represents="parents-caregivers; youth", lived_experience="yes",
             segments="general; teen"),
        seat("g2", "good", partner="clinic"),
        seat("g3", "good", partner="county", represents="local-government"),
        seat("g4", "good", partner="clinic", role="chair", ends_on="2026-06-30"),
        seat("b1", "bad", partner="pantry", lived_experience="no", seats="3"),
        seat("b2", "bad", partner="clinic", lived_experience="no", starts_on="2026-07-02",
             represents="youth"),
    ],
    "indicators": [
        {"id": "i-good", "name": "Reached", "unit": "percent", "better": "higher"},
        {"id": "i-bad", "name": "Waits", "unit": "days", "better": "lower"},
    ],
    "observations": [
        {"indicator": "i-good", "period_start": "2026-01-01", "numerator": 60, "denominator": 120},
        {"indicator": "i-good", "period_start": "2026-06-01", "numerator": 75, "denominator": 120},
        {"indicator": "i-good", "period_start": "2026-06-01", "segment": "general",
         "numerator": 45, "denominator": 60},
        {"indicator": "i-good", "period_start": "2026-06-01", "segment": "teen",
         "numerator": 30, "denominator": 60},
        {"indicator": "i-bad", "period_start": "2025-01-01", "value": "12"},
        {"indicator": "i-bad", "period_start": "2025-06-30", "value": "12"},
    ],
    "strategic_outcomes": [
        {"id": "o-good", "collaborative": "good", "name": "Reached", "indicator": "i-good",
         "target": "80", "target_date": "2027-01-01"},
        {"id": "o-bad", "collaborative": "bad", "name": "Waits", "indicator": "i-bad",
         "target": "5"},
    ],
    "assistance": [
        {"id": "a-good", "asked_by": "good", "topic": "equity", "asked_on": "2026-01-01",
         "given_by": "state", "given_on": "2026-02-01"},
        {"id": "a-bad", "asked_by": "bad", "topic": "bylaws", "asked_on": "2026-04-02",
         "status": "asked"},
        {"id": "a-late", "asked_by": "bad", "topic": "funding", "asked_on": "2026-07-02"},
        {"id": "a-odd", "asked_by": "bad", "topic": "equity", "asked_on": "2026-06-01",
         "given_on": "2026-06-15", "status": "declined"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return build_store({"plan": TABLES})


@pytest.fixture(scope="module")
def result(store: MemoryStore) -> dict[str, Any]:
    return result_of(store)


CRITERIA = [
    "parents-at-table", "youth-at-table", "lived-experience", "family-share", "sectors-at-table",
    "segments-at-table", "local-leadership", "state-support", "staff", "bylaws", "strategic-plan",
    "monitored", "equity-lens", "map-known", "peer-network",
]  # fmt: skip


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_check_holds_fails_or_is_unknown(result: dict[str, Any], criterion: str) -> None:
    told = {row["collaborative"]: row for row in rows_of(result, "readiness", criterion=criterion)}
    found = {name: told[name]["state"] for name in ("good", "bad", "blank")}
    assert found == {"good": "holds", "bad": "fails", "blank": "unknown"}, told
    assert all(row["evidence"] for row in told.values())


def test_every_check_is_among_those_tried(result: dict[str, Any]) -> None:
    assert [row["criterion"] for row in rows_of(result, "readiness", collaborative="bad")] == (
        CRITERIA
    )


def test_the_thresholds_are_parameters(store: MemoryStore) -> None:
    strict = result_of(store, family_share=0.5, staff=0.6, monitor_days=10, known_share=0.0)
    told = {(r["collaborative"], r["criterion"]): r["state"] for r in strict["readiness"]}
    assert told["good", "family-share"] == told["good", "staff"] == "fails"
    assert told["good", "monitored"] == "fails"
    assert told["bad", "map-known"] == "holds"
    at_it = result_of(store, family_share=1 / 3 - 1e-9)
    assert only(at_it, "readiness", collaborative="good", criterion="family-share")["state"] == (
        "holds"
    )
    assert only(at_it, "collaboratives", collaborative="good")["family_share"] == 1 / 3


def test_voices_are_missing_only_where_every_seat_is_listed(result: dict[str, Any]) -> None:
    verdicts = {
        (row["collaborative"], row["kind"], row["voice"]): row["verdict"]
        for row in result["representation"]
    }
    assert verdicts["good", "voice", "youth"] == "represented"
    assert verdicts["bad", "voice", "youth"] == "missing"
    assert verdicts["blank", "voice", "youth"] == "unknown"
    # The court serves bad-town for certain; the pantry, whose service may be closed, is spoken for.
    assert verdicts["bad", "sector", "justice-legal"] == "missing"
    assert verdicts["bad", "sector", "food-nutrition"] == "represented"
    assert verdicts["bad", "segment", "teen"] == "missing"
    # Nobody in good-town is known to need a lawyer: no row, and no missing voice.
    assert ("good", "sector", "justice-legal") not in verdicts
    pantry = only(result, "representation", collaborative="bad", voice="food-nutrition")
    assert (pantry["in_community"], pantry["partners"]) == ("unknown", [0, 1])


def test_members_are_those_of_the_day(store: MemoryStore, result: dict[str, Any]) -> None:
    def states(on: date) -> dict[str, str]:
        return {row["membership"]: row["state"] for row in result_of(store, on)["members"]}

    assert states(date(2026, 6, 30))["g4"] == "current"
    assert states(DAY)["g4"] == "ended"
    assert states(DAY)["b2"] == "to-come"
    assert states(date(2026, 7, 2))["b2"] == "current"
    later = result_of(store, date(2026, 7, 2))
    assert only(later, "representation", collaborative="bad", voice="youth")["verdict"] == (
        "represented"
    )
    assert only(result, "collaboratives", collaborative="bad")["seats"] == 3


def test_a_seat_of_which_nothing_is_said_leaves_voices_unknown() -> None:
    members = [*TABLES["members"], seat("b3", "bad", seats="1")]
    found = result_of(build_store({"plan": dict(TABLES) | {"members": members}}))
    told = {row["criterion"]: row for row in rows_of(found, "readiness", collaborative="bad")}
    for criterion in ("youth-at-table", "segments-at-table", "local-leadership", "state-support"):
        assert told[criterion]["state"] == "unknown", told[criterion]
    assert "b3" in told["youth-at-table"]["evidence"]
    # One of four seats may be a parent's, so that a quarter may hold and half cannot.
    assert told["family-share"]["state"] == "unknown"
    # Families sit there or neighbours, and so no sector.
    assert told["sectors-at-table"]["state"] == "fails"
    asked = dict(TABLES) | {"members": members}
    strict = result_of(build_store({"plan": asked}), family_share=0.5)
    share = only(strict, "readiness", collaborative="bad", criterion="family-share")
    assert share["state"] == "fails"


def test_a_partner_without_a_sector_may_be_of_any() -> None:
    partners = [*TABLES["partners"], {"id": "quiet", "name": "Quiet"}]
    members = [*TABLES["members"], seat("b3", "bad", partner="quiet")]
    tables = dict(TABLES) | {"partners": partners, "members": members}
    found = result_of(build_store({"plan": tables}))
    law = only(found, "representation", collaborative="bad", voice="justice-legal")
    assert law["verdict"] == "unknown"
    assert "b3" in law["sentence"]
    told = {row["criterion"]: row["state"] for row in found["readiness"]
            if row["collaborative"] == "bad"}  # fmt: skip
    assert told["sectors-at-table"] == told["local-leadership"] == "unknown"
    assert told["youth-at-table"] == told["state-support"] == "fails"
    # Nor are all sectors spoken for where a partner that serves the place states none.
    service = {"id": "g-talk", "name": "Talk", "partner": "quiet", "needs": "food",
               "segments": "all", "places": "good-town", "status": "active"}  # fmt: skip
    tables |= {"services": [*TABLES["services"], service], "members": TABLES["members"]}
    found = result_of(build_store({"plan": tables}))
    good = only(found, "readiness", collaborative="good", criterion="sectors-at-table")
    assert good["state"] == "unknown"


@pytest.mark.parametrize("starts_on", [None, date(2026, 1, 1), DAY, date(2026, 8, 1)])
@pytest.mark.parametrize("ends_on", [None, date(2026, 1, 1), DAY, date(2026, 8, 1)])
def test_both_ends_belong_to_a_membership(starts_on: date | None, ends_on: date | None) -> None:
    one = Membership("i", "m", "c", None, None, (), (), (), None, 1, starts_on, ends_on)
    days = [date(2025, 12, 31) + timedelta(days=n) for n in range(400)]
    first, last = starts_on or date.min, ends_on or date.max
    for day in days:
        assert (one.state(day) == "current") == (first <= day <= last)


def test_progress_by_segment_is_told_in_both_forms(result: dict[str, Any]) -> None:
    teen = only(result, "progress", outcome="o-good", segment="teen")
    # 30 of 60 beside 45 of 60: 0.5 and 0.75, and 0.5 and 0.25 of those who are not reached.
    assert teen["ratio"] == [2 / 3, 2 / 3]
    assert teen["difference"] == [-0.25, -0.25]
    assert teen["adverse_ratio"] == [2.0, 2.0]
    assert teen["adverse_difference"] == [0.25, 0.25]
    assert teen["standing"] == "worse"
    general = only(result, "progress", outcome="o-good", segment="general")
    assert general["is_reference"]
    assert general["ratio"] is None


def test_small_counts_and_what_tells_them_are_left_out(store: MemoryStore) -> None:
    hidden = result_of(store, floor=31)
    teen = only(hidden, "progress", outcome="o-good", segment="teen")
    assert teen["reason"] == "small"
    assert teen["value"] is teen["ratio"] is None
    told = [row for row in hidden["progress"] if row["outcome"] == "o-good"]
    june = {row["segment"]: row for row in told if row["period_end"] == "2026-06-01"}
    # 75 of 120 less 45 of 60 would tell 30 of 60, and so what is left of the teens' 60.
    numerators = [june[name]["numerator"] for name in ("all", "general", "teen")]
    assert numerators.count(None) >= 2


def test_the_reference_is_named_in_advance(store: MemoryStore) -> None:
    told = result_of(store, reference="teen")
    general = only(told, "progress", outcome="o-good", segment="general")
    assert general["ratio"] == [1.5, 1.5]
    assert general["standing"] == "better"
    with pytest.raises(NoSuchRecord, match="there are: general, teen"):
        result_of(store, reference="nobody")


def test_an_unknown_collaborative_names_those_there_are(store: MemoryStore) -> None:
    with pytest.raises(BadParameter, match="there are: bad, blank, good, state"):
        result_of(store, collaborative=("goood",))
    one = result_of(store, collaborative=("bad",))
    assert [row["collaborative"] for row in one["collaboratives"]] == ["bad"]
    assert {row["asked_by"] for row in one["assistance"]} == {"bad"}


def test_requests_stand_as_of_the_day(store: MemoryStore) -> None:
    def standing(day: date, **options: Any) -> dict[str, str]:
        told = result_of(store, day, **options)["assistance"]
        return {row["request"]: row["standing"] for row in told}

    assert standing(DAY)["a-bad"] == "unanswered"
    assert standing(date(2026, 6, 30))["a-bad"] == "open"
    assert standing(DAY, answer_days=91)["a-bad"] == "open"
    assert "a-late" not in standing(DAY)
    assert standing(date(2026, 1, 15))["a-good"] == "open"
    assert standing(DAY)["a-good"] == "given"


@pytest.mark.parametrize(
    ("stated", "given_on", "status"),
    [
        (None, None, "asked"),
        (None, DAY, "given"),
        (None, DAY + timedelta(days=1), "agreed"),
        ("given", None, "given"),
        ("withdrawn", None, "withdrawn"),
    ],
)
def test_a_blank_status_follows_from_the_day(
    stated: str | None, given_on: date | None, status: str
) -> None:
    asked = date(2026, 1, 1)
    one = Request("i", "r", "c", "equity", (), None, asked, None, None, given_on, stated, None)
    assert one.status(DAY) == status


def test_peers_are_proposed_by_what_they_have_to_show(result: dict[str, Any]) -> None:
    offer = only(result, "proposals", request="a-bad")
    assert (offer["helper"], offer["offers_topic"], offer["solved"]) == ("good", True, [])
    state = only(result, "collaboratives", collaborative="state")
    assert (state["gave"], state["gave_to"], state["part"]) == (1, 1, "gives")
    good = only(result, "collaboratives", collaborative="good")
    assert (good["asked"], good["received"], good["part"]) == (1, 1, "receives")


def test_help_that_was_not_given_among_peers_is_no_failure_yet() -> None:
    def state(**request: Any) -> str:
        row = {"id": "r", "asked_by": "bad", "topic": "equity", **request}
        found = result_of(build_store({"plan": dict(TABLES) | {"assistance": [row]}}))
        told = only(found, "readiness", collaborative="bad", criterion="peer-network")
        own = only(found, "collaboratives", collaborative="bad")
        assert own["gave"] == own["gave_to"] == 0
        return str(told["state"])

    assert state(asked_on="2026-06-30") == "unknown"
    assert state(asked_on="2026-04-02") == "fails"
    given = {"asked_on": "2026-01-01", "given_on": "2026-02-01"}
    assert state(**given, given_by_partner="clinic") == "unknown"
    assert state(**given, given_by="bad") == "unknown"
    assert state(**given, given_by="good") == "holds"


def test_who_said_no_or_is_no_more_is_not_proposed() -> None:
    request = {"id": "r", "asked_by": "bad", "topic": "bylaws", "asked_on": "2026-06-01"}

    def helpers(ends_on: str = "", **cells: str) -> list[str]:
        others = [
            row | ({"ends_on": ends_on} if row["id"] == "good" else {})
            for row in TABLES["collaboratives"]
        ]
        tables = dict(TABLES) | {"assistance": [request | cells], "collaboratives": others}
        found = result_of(build_store({"plan": tables}))
        state = only(found, "collaboratives", collaborative="good")["state"]
        assert state == ("ended" if ends_on == "2026-06-30" else "current")
        return [row["helper"] for row in found["proposals"]]

    assert helpers() == ["good"]
    assert helpers(status="declined", given_by="good") == []
    assert helpers(ends_on="2026-06-30") == []
    assert helpers(ends_on="2026-07-01") == ["good"]


def test_an_outcome_is_compared_with_what_was_before_its_last_value() -> None:
    seen = [
        {"indicator": "i-good", "period_start": "2026-01-01", "value": "1234567"},
        {"indicator": "i-good", "period_start": "2026-06-01", "value": "12", "kind": "baseline"},
    ]
    outcome = {"id": "o", "collaborative": "good", "name": "Reached", "indicator": "i-good",
               "target": "2000000", "target_date": "2027-01-01"}  # fmt: skip
    indicators = [{"id": "i-good", "name": "Reached", "unit": "count", "better": "higher"}]

    def told(*observations: dict[str, Any]) -> dict[str, Any]:
        tables = dict(TABLES) | {
            "observations": list(observations),
            "strategic_outcomes": [outcome],
            "indicators": indicators,
        }
        return only(result_of(build_store({"plan": tables})), "outcomes", outcome="o")

    late = told(*seen)
    assert (late["status"], late["reason"], late["first_value"]) == ("unknown", "one-value", None)
    before = {"indicator": "i-good", "period_start": "2025-01-01", "value": "1000000"}
    behind = told(*seen, before | {"kind": "baseline"})
    assert behind["status"] == "behind"
    assert "1,234,567 of 2,000,000 (count)" in behind["sentence"]


def test_contradictions_are_told_with_their_record(result: dict[str, Any]) -> None:
    told = {(row["record"], row["problem"]) for row in result["problems"]}
    assert ("a-odd", "given-or-not") in told
    assert ("a-late", "after-the-day") in told
    assert ("state", "no-places") not in told
    assert all(row["sentence"].endswith(".") for row in result["problems"])


def test_contradictions_of_memberships() -> None:
    tables = {
        "partners": [{"id": "clinic", "name": "Clinic"}],
        "collaboratives": [
            {"id": "c", "name": "C", "starts_on": "2025-01-01", "ends_on": "2026-01-01"}
        ],
        "members": [
            seat("one", "c", partner="clinic", ends_on="2025-06-30"),
            seat("two", "c", partner="clinic", starts_on="2025-06-30", ends_on="2025-12-31"),
            seat("three", "c", partner="clinic", starts_on="2025-07-01", role="chair"),
            seat("early", "c", represents="youth", starts_on="2024-12-31", ends_on="2025-12-31"),
            seat("empty", "c", ends_on="2025-12-31"),
        ],
    }
    found = result_of(build_store({"plan": tables}))
    assert sorted((row["record"], row["problem"]) for row in found["problems"]) == [
        ("c", "no-places"),
        ("early", "before-the-collaborative"),
        ("empty", "nobody"),
        ("three", "after-the-collaborative"),
        ("two", "overlap"),
    ]


def test_findings_are_named_by_ids(store: MemoryStore, result: dict[str, Any]) -> None:
    net = open_projection(store)
    found = build_collaboratives_findings(net, result)
    names = {
        name_finding(quad.subject)
        for quad in found.quads
        if quad.object == nwd("Finding") and isinstance(quad.subject, NamedNode)
    }
    assert "collaboratives/bad>voice>youth" in names
    assert "collaboratives/bad>sector>justice-legal" in names
    assert "collaboratives/bad>segment>teen" in names
    assert "collaboratives/request>a-bad" in names
    assert "collaboratives/outcome>o-bad" in names
    assert not any("good" in name or "blank" in name for name in names)
    again = build_collaboratives_findings(net, result_of(store))
    assert again.digest == found.digest


def test_an_empty_store_has_nothing_to_tell() -> None:
    found = result_of(build_store({"plan": {"places": [{"id": "a", "name": "A"}]}}))
    assert found["collaboratives"] == found["peers"] == found["solved"] == []


def test_goals_met_by_one_and_not_by_another() -> None:
    def rating(assessment: str, goal: str, value: str) -> dict[str, str]:
        return {"assessment": assessment, "goal": goal, "rating": value}

    goals = (
        "service-array-core-supports",
        "service-array-core-drivers",
        "connecting-core-referrals",
    )
    tables = {
        "collaboratives": [{"id": one, "name": one} for one in ("a", "b", "c")],
        "assessments": [
            {"id": f"{who}-{day}-{how}", "model": "gpl-prevention", "collaborative": who,
             "as_of": day, "method": how}
            for who, day, how in (
                ("a", "2026-01-01", "reviewed"),
                ("a", "2026-03-01", "self"),
                ("b", "2026-02-01", "self"),
                ("b", "2026-04-01", "self"),
                ("c", "2026-08-01", "self"),
            )
        ],
        "goal_ratings": [
            # A review stands against what it says of itself later.
            rating("a-2026-01-01-reviewed", goals[0], "met"),
            rating("a-2026-03-01-self", goals[0], "some"),
            rating("b-2026-02-01-self", goals[0], "met"),
            rating("b-2026-04-01-self", goals[0], "planned"),
            # Who could not say has not failed it.
            rating("a-2026-03-01-self", goals[1], "met"),
            rating("b-2026-04-01-self", goals[1], "unknown"),
            # After the day.
            rating("a-2026-03-01-self", goals[2], "most"),
            rating("c-2026-08-01-self", goals[2], "met"),
        ],
    }  # fmt: skip
    store = build_store({"plan": tables})
    (row,) = result_of(store)["goals"]
    assert (row["goal"], row["met_by"], row["not_yet"]) == (goals[0], ["a"], ["b"])
    assert row["not_rated"] == 1
    later = {row["goal"]: row["met_by"] for row in result_of(store, date(2026, 8, 1))["goals"]}
    assert later == {goals[0]: ["a"], goals[2]: ["c"]}


# A brute-force account of a made-up state -----------------------------------------------------


def overlapping_state(seed: int) -> Tables:
    """Four counties, and collaboratives of parts of them that share places."""
    tables = dict(state_tables(4, seed=seed))
    tables["collaboratives"] = [
        *tables["collaboratives"],
        {"id": "town", "name": "Town", "places": "c00t0"},
        {"id": "both", "name": "Both", "places": "c00t1; c01"},
        {"id": "region", "name": "Region", "kind": "regional", "places": "c02; c03t0"},
    ]
    return tables


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_communities_are_as_counted_cell_by_cell(seed: int) -> None:
    tables = overlapping_state(seed)
    store = build_store({"state": tables})
    coverage = coverage_of(store)
    records = read_records(Register(store))
    found = Communities(coverage, records.collaboratives, floor=0)
    parents = {row["id"]: row.get("part_of") for row in tables["places"]}
    stage_of = {row["id"]: row["life_stage"] for row in tables["touchpoints"]}
    cells = list(coverage.cells())

    def places(own: str) -> set[str]:
        stated = next(r.get("places", "") for r in tables["collaboratives"] if r["id"] == own)
        if own == "state":
            stated = "; ".join(row["id"] for row in tables["places"] if not row.get("part_of"))
        listed = set(stated.split("; "))
        return {place for place in parents if place in listed or parents[place] in listed}

    def judged(within: set[str]) -> dict[tuple[str, str], list[str]]:
        units: dict[tuple[str, str], list[str]] = {}
        for cell in cells:
            if cell["place"] in within:
                unit = (stage_of[cell["touchpoint"]], cell["need"])
                units.setdefault(unit, []).append(cell["every_door"])
        return units

    net = coverage.net
    for k, each in enumerate(records.collaboratives):
        own = places(each.id)
        mine = [cell for cell in cells if cell["place"] in own]
        total = sum(Fraction(cell["weight"]) for cell in mine)
        sums = found.sums[k]
        assert sums.cells == len(mine)
        assert sums.gaps == sum(cell["every_door"] == "gap" for cell in mine)
        for name, told in (("every_door", sums.every_door), ("any_door", sums.any_door)):
            low = sum(Fraction(cell["weight"]) for cell in mine if cell[name] == "covered")
            high = sum(Fraction(cell["weight"]) for cell in mine if cell[name] != "gap")
            assert told is not None
            assert (told.low, told.high) == (low / total, high / total)
        for helper, other in enumerate(records.collaboratives):
            theirs = places(other.id)
            here, there = judged((own - theirs) or own), judged((theirs - own) or theirs)
            expected = {
                unit
                for unit, states in here.items()
                if "gap" in states and set(there.get(unit, ["gap"])) == {"covered"}
            }
            if helper == k:
                expected = set()
            helped = {
                (net.life_stages.ids[found.units[u][0]], net.needs.ids[found.units[u][1]])
                for u in np.flatnonzero(found.helps(helper)[k]).tolist()
            }
            assert helped == expected, (each.id, other.id)


def test_barriers_count_each_cell_once_and_each_community() -> None:
    tables = overlapping_state(1)
    store = build_store({"state": tables})
    result = result_of(store)
    cells = list(coverage_of(store).cells())
    assert result["barriers"]
    for row in result["barriers"]:
        having = [
            cell
            for cell in cells
            if (cell["gap_type"], cell["need"]) == (row["gap_type"], row["need"])
        ]
        # Every cell lies in some county, and every county is a local collaborative.
        assert row["cells"] == len(having)
        assert row["of"] == 6
        assert row["communities"] == len(row["collaboratives"]) >= 1


def test_too_few_families_have_no_coverage_told() -> None:
    tables = dict(state_tables(2))
    tables["requirements"] = [
        {**row, "weight": "1"} if row["place"] == "c00t0" else row for row in tables["requirements"]
    ]
    tables["collaboratives"] = [
        *tables["collaboratives"],
        {"id": "town", "name": "Town", "places": "c00t0"},
    ]
    store = build_store({"state": tables})
    hidden = only(result_of(store), "collaboratives", collaborative="town")
    assert hidden["every_door"] is None
    assert hidden["coverage_reason"] == "small"
    shown = only(result_of(store, floor=0), "collaboratives", collaborative="town")
    assert shown["every_door"] is not None
    # Of the county nothing may be told from which the town's could be worked out.
    told = result_of(store)
    assert told["not_judged"]["coverage_small"] >= 1


@pytest.mark.slow
def test_a_state_of_69_collaboratives() -> None:
    store = build_store({"state": state_tables(69)})
    result = result_of(store)
    assert len(result["collaboratives"]) == 70
    assert [row["collaborative"] for row in result["collaboratives"]] == sorted(
        row["collaborative"] for row in result["collaboratives"]
    )
    assert max(row["rank"] or 0 for row in result["peers"]) == 3
    assert len(result["readiness"]) == 70 * len(CRITERIA)
