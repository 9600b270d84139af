"""Budgets: what is counted on after a stream ends, and money given out beyond its award."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from communities.budgets import JULY, Row, budget, found, line, source

NAMES = [row["name"] for row in JULY]


def test_what_is_counted_on_after_a_stream_ends_is_told_by_days() -> None:
    sources = [
        source("grant", "1000", "2028-29"),
        source("grant", "1000", "2029-30"),
        source("grant", "1000", "2030-31"),
        source("grant", "70", "2030-31", phase="requested", activity="box"),
    ]
    result = budget(budget_sources=sources[:3])
    (ending,) = result["ending"]
    days = (date(2030, 6, 30) - date(2029, 9, 30)).days
    partly = (Decimal(1000) * days / 365).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert (ending["days_after"], ending["fiscal_year"]) == (days, "2029-30")
    assert Decimal(ending["partly"]) == partly
    assert (ending["wholly"], Decimal(ending["amount_after"])) == ("1000.00", partly + 1000)
    (told,) = found(result, "ending-stream")
    assert told["key"] == "plan>ending-stream>grant"
    assert Decimal(told["amount"]) == partly + 1000
    asked = budget(budget_sources=[sources[0], sources[3]])
    assert asked["ending"][0]["requested_after"] == "70.00"
    assert found(asked, "ending-stream") == []


def test_money_that_is_spent_is_not_counted_on() -> None:
    streams = [{"id": "grant", "name": "Grant", "ends_on": "2025-12-31"}]
    plan = [{"id": "plan", "name": "The plan", "first_year": NAMES[0]}]
    sources = [source("grant", "90", NAMES[0], phase="spent")]
    result = budget(funding_streams=streams, budgets=plan, budget_sources=sources)
    assert (result["ending"][0]["amount"], result["ending"][0]["amount_after"]) == ("90.00", "0.00")
    assert found(result, "ending-stream") == []


def test_a_stream_without_an_end_does_not_end() -> None:
    result = budget(budget_sources=[source("levy", "10", "2030-31")])
    assert (result["ending"], found(result, "ending-stream")) == ([], [])


def test_a_stream_given_out_beyond_its_award() -> None:
    award: Row = {"stream": "levy", "fiscal_year": "FY27", "amount": "100"}
    allocation: Row = {"stream": "levy", "to": "food", "fiscal_year": "2026-27",
                       "phase": "planned", "amount": "60"}  # fmt: skip
    sources = [source("levy", "40.01"), source("levy", "999", "2027-28")]
    result = budget(stream_awards=[award], allocations=[allocation], budget_sources=sources)
    (told,) = found(result, "over-allocated-stream")
    assert told["amount"] == "0.01"
    enough = budget(
        stream_awards=[award], allocations=[allocation], budget_sources=[source("levy", "40")]
    )
    assert found(enough, "over-allocated-stream") == []
    not_known = budget(stream_awards=[{**award, "amount": ""}], budget_sources=sources)
    assert found(not_known, "over-allocated-stream") == []


def test_spent_beyond_what_was_awarded() -> None:
    sources = [source("levy", "40", phase="awarded"), source("levy", "41.5", phase="spent")]
    (told,) = found(budget(budget_sources=sources), "spent-beyond-awarded")
    assert told["amount"] == "1.50"
    apart = [
        source("levy", "40", phase="awarded", line="a"),
        source("levy", "41.5", phase="spent", line="b"),
    ]
    rows = [line("a", "50"), line("b", "50")]
    assert found(budget(budget_sources=apart, budget_lines=rows), "spent-beyond-awarded") == []
