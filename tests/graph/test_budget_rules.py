"""Budgets: what streams may pay for, and the match that they ask for."""

from __future__ import annotations

import pytest
from communities.budgets import BASE, Row, budget, found, line, source

LINES = [
    line("pay", "60", activity="nurse"),
    line("car", "30", activity="nurse", category="travel"),
    line("food", "10", activity="box", category="supplies"),
    line("desk", "1"),
]


def judge(rule: Row, given: Row) -> str:
    rules = [{"id": "r", "stream": "levy", **rule}]
    result = budget(budget_lines=LINES, budget_sources=[given], stream_restrictions=rules)
    (row,) = result["restrictions"]
    state: str = row["state"]
    assert len(found(result, "forbidden-use")) == (state == "fails")
    return state


TO_PAY, TO_CAR = source("levy", "10", line="pay"), source("levy", "10", line="car")
TO_NURSE, TO_BOX = source("levy", "10", activity="nurse"), source("levy", "10", activity="box")
TO_ALL = source("levy", "10")
TO_LOOSE = source("levy", "1", line="desk")


@pytest.mark.parametrize(
    ("rule", "given", "state"),
    [
        ({"rule": "forbids", "categories": "travel"}, TO_PAY, "holds"),
        ({"rule": "forbids", "categories": "travel"}, TO_CAR, "fails"),
        ({"rule": "forbids", "categories": "travel"}, TO_NURSE, "unknown"),
        ({"rule": "forbids", "categories": "travel"}, TO_ALL, "unknown"),
        ({"rule": "forbids", "categories": "travel"}, TO_BOX, "holds"),
        ({"rule": "allows", "categories": "personnel; travel"}, TO_NURSE, "holds"),
        ({"rule": "allows", "categories": "personnel"}, TO_BOX, "fails"),
        ({"rule": "allows", "activities": "nurse"}, TO_PAY, "holds"),
        ({"rule": "allows", "activities": "nurse"}, TO_BOX, "fails"),
        ({"rule": "allows", "activities": "nurse"}, TO_ALL, "unknown"),
        ({"rule": "allows", "activities": "nurse", "categories": "travel"}, TO_PAY, "fails"),
        ({"rule": "forbids", "activities": "nurse", "categories": "travel"}, TO_PAY, "holds"),
        ({"rule": "allows", "needs": "home-visiting"}, TO_NURSE, "holds"),
        ({"rule": "allows", "needs": "home-visiting"}, TO_BOX, "fails"),
        ({"rule": "allows", "activities": "nurse"}, TO_LOOSE, "unknown"),
        ({"rule": "allows", "places": "county"}, TO_NURSE, "holds"),
        ({"rule": "allows", "places": "far"}, TO_NURSE, "fails"),
        ({"rule": "allows", "places": "town"}, TO_BOX, "unknown"),
        ({"rule": "at-most", "categories": "travel", "share": "0.5"}, TO_CAR, "fails"),
        ({"rule": "at-most", "categories": "travel", "share": "1"}, TO_CAR, "holds"),
        ({"rule": "at-most", "categories": "travel", "share": "0.5"}, TO_NURSE, "unknown"),
        ({"rule": "at-least", "categories": "travel", "share": "0.5"}, TO_CAR, "holds"),
        ({"rule": "at-least", "categories": "travel", "share": "0.5"}, TO_PAY, "fails"),
        ({"rule": "at-least", "categories": "travel", "share": "0.5"}, TO_ALL, "unknown"),
        ({"rule": "at-most", "categories": "travel", "share": "0.5"},
         source("levy", "", line="car"), "unknown"),
    ],
)  # fmt: skip
def test_a_restriction_holds_fails_or_is_not_known(rule: Row, given: Row, state: str) -> None:
    assert judge(rule, given) == state


@pytest.mark.parametrize(("named", "state"), [("young", "holds"), ("rural", "unknown")])
def test_kinds_of_family_overlap_so_that_no_other_is_surely_outside(named: str, state: str) -> None:
    visits = {**BASE["services"][0], "segments": "young"}
    result = budget(
        segments=[{"id": "young", "name": "Young"}, {"id": "rural", "name": "Rural"}],
        services=[visits, BASE["services"][1]],
        budget_lines=LINES,
        budget_sources=[TO_NURSE],
        stream_restrictions=[{"id": "r", "stream": "levy", "rule": "allows", "segments": named}],
    )
    assert [row["state"] for row in result["restrictions"]] == [state]


def test_what_any_of_several_permissions_names_is_allowed() -> None:
    rules = [
        {"id": "a", "stream": "levy", "rule": "allows", "categories": "travel"},
        {"id": "b", "stream": "levy", "rule": "allows", "categories": "personnel"},
    ]
    result = budget(budget_lines=LINES, budget_sources=[TO_PAY], stream_restrictions=rules)
    (row,) = result["restrictions"]
    assert (row["state"], row["restriction"]) == ("holds", ["a", "b"])


def test_restrictions_that_say_nothing_are_told() -> None:
    rules = [
        {"id": "a", "stream": "levy", "rule": "at-most", "categories": "travel"},
        {"id": "b", "stream": "levy", "rule": "forbids", "share": "0.5"},
        {"id": "c", "stream": "levy", "rule": "at-most", "categories": "travel", "share": "10"},
    ]
    result = budget(stream_restrictions=rules)
    assert [(row["record"], row["problem"]) for row in result["problems"]] == [
        ("b", "names-no-use"), ("c", "share-above-one"), ("a", "share-missing"),
        ("b", "share-not-used"),
    ]  # fmt: skip


# Match ------------------------------------------------------------------------------------

RATE = [{"id": "m", "stream": "grant", "rule": "match", "share": "0.333"}]


@pytest.mark.parametrize(
    ("sources", "state", "lacking"),
    [
        ([source("grant", "100.01"), source("levy", "33.3", match_for="grant")], "holds", "0.00"),
        ([source("grant", "100.01"), source("levy", "33.29", match_for="grant")], "fails", "0.01"),
        ([source("grant", "100"), source("levy", "33.3")], "fails", "33.30"),
        ([source("grant", "100"), source("levy", "", match_for="grant")], "unknown", None),
        ([source("grant", ""), source("levy", "9", match_for="grant")], "unknown", "0.00"),
        ([source("grant", "100"), source("levy", "40", match_for="grant", phase="requested")],
         "fails", "33.30"),
    ],
)  # fmt: skip
def test_a_match_holds_fails_or_is_not_known(
    sources: list[Row], state: str, lacking: str | None
) -> None:
    result = budget(budget_sources=sources, stream_restrictions=RATE)
    (row,) = result["match"]
    assert (row["state"], row["lacking_least"]) == (state, lacking)
    assert len(found(result, "match-missing")) == (state == "fails")


def test_money_that_may_not_be_a_match() -> None:
    streams = [
        *BASE["funding_streams"],
        {"id": "other", "name": "Other", "level": "federal"},
        {"id": "picky", "name": "Picky", "level": "state", "matched_by": "fund"},
    ]
    sources = [
        source("other", "5", match_for="grant"),
        source("levy", "5", match_for="picky"),
        source("fund", "5", match_for="picky"),
    ]
    result = budget(funding_streams=streams, budget_sources=sources)
    told = {each["stream"]: each["sentence"] for each in found(result, "match-not-accepted")}
    assert set(told) == {"other", "levy"}
    rates: list[Row] = [
        {"id": "a", "stream": "grant", "rule": "match", "share": "1"},
        {"id": "b", "stream": "picky", "rule": "match", "share": "1"},
        {"id": "c", "stream": "picky", "rule": "match", "share": "2"},
    ]
    drawn = [*sources, source("grant", "5"), source("picky", "10")]
    judged = budget(funding_streams=streams, budget_sources=drawn, stream_restrictions=rates)
    shown = {row["stream"]: (row["provided"], row["state"]) for row in judged["match"]}
    assert shown == {"grant": ("0.00", "unknown"), "picky": ("5.00", "fails")}
    assert [row["record"] for row in judged["problems"]] == ["c"]
    assert "both are federal" in told["other"]
    assert "names others as its match" in told["levy"]
