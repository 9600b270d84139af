"""Budgets: exact sums, phases, years, ends, and what is not known stays unknown."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from communities.budgets import (
    AS_OF,
    JULY,
    Row,
    budget,
    found,
    line,
    load,
    problems,
    source,
)

from graph.errors import BadParameter
from graph.planning.budget import compute_budgets

CENT = Decimal("0.01")
NAMES = [row["name"] for row in JULY]
WINDOW = NAMES[1:]


def cents(text: str) -> Decimal:
    return Decimal(text).quantize(CENT, ROUND_HALF_UP)


def settle(phases: dict[str, list[Decimal | None]], year: str) -> list[Decimal | None]:
    """The amounts that count, found independently: spent only of the year that is over."""
    order = ["awarded", "planned", "spent", "requested"]
    if year == NAMES[0]:
        order = ["spent", "awarded", "planned", "requested"]
    return next(phases[phase] for phase in order if phase in phases)


def draw_lines(rng: random.Random) -> list[Row]:
    rows = []
    for number in range(rng.randint(1, 7)):
        category = rng.choice(["personnel", "travel", "indirect"])
        activity = rng.choice(["nurse", "box", ""])
        for year in rng.sample(NAMES, rng.randint(1, 6)):
            for phase in rng.sample(
                ["requested", "planned", "awarded", "spent"], rng.randint(1, 3)
            ):
                digits = rng.choice([0, 1, 2, 4])
                amount = f"{rng.randint(0, 10**9) / 10**4:.{digits}f}"
                given = "" if rng.random() < 0.05 else amount
                more = {"category": category, "activity": activity, "phase": phase}
                rows.append(line(f"l{number}", given, year, **more))
    return rows


def sum_of(rows: Sequence[dict[str, Any]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows if row[name] is not None), Decimal(0))


@pytest.mark.parametrize("seed", range(8))
def test_every_breakdown_adds_up_to_the_cent(seed: int) -> None:
    rng = random.Random(seed)
    rows = draw_lines(rng)
    result = budget(budget_lines=rows)
    by_line: dict[tuple[str, str], dict[str, list[Decimal | None]]] = {}
    for row in rows:
        if row["fiscal_year"] in WINDOW:
            amount = cents(row["amount"]) if row["amount"] else None
            phases = by_line.setdefault((row["line"], row["fiscal_year"]), {})
            phases.setdefault(row["phase"], []).append(amount)
    counted = [each for key, phases in by_line.items() for each in settle(phases, key[1])]
    expected = sum((each for each in counted if each is not None), Decimal(0))
    unknown = sum(each is None for each in counted)

    (told,) = result["budgets"]
    assert Decimal(told["expenses"]) == expected
    assert told["expenses_unknown"] == unknown
    assert sum_of(result["balance"], "expenses") == expected
    assert sum_of(result["categories"], "amount") == expected
    assert sum_of(result["activities"], "expenses") == expected
    assert sum_of(result["lines"], "amount") == expected
    sides = [row for row in result["phases"] if row["side"] == "expenses"]
    assert sum_of(sides, "counted") == expected
    for by in ("year", "category", "activity", "line", "phase"):
        parts = [row for row in result["totals"] if row["side"] == "expenses" and row["by"] == by]
        assert sum_of(parts, "amount") == expected, by
        assert sum(row["unknown"] for row in parts) == unknown, by
    for phase in ("requested", "planned", "awarded", "spent"):
        stated = [each for phases in by_line.values() for each in phases.get(phase, [])]
        assert sum_of(sides, phase) == sum((each for each in stated if each), Decimal(0)), phase


@pytest.mark.parametrize("seed", range(8))
def test_sources_add_up_by_stream_level_phase_and_year(seed: int) -> None:
    rng = random.Random(seed)
    rows = [
        source(
            rng.choice(["grant", "levy", "fund"]),
            f"{rng.randint(0, 10**7) / 100:.2f}",
            rng.choice(WINDOW),
            phase=rng.choice(["requested", "planned", "awarded"]),
        )
        for _ in range(rng.randint(1, 20))
    ]
    result = budget(budget_sources=rows)
    by_stream: dict[tuple[str, str], dict[str, list[Decimal | None]]] = {}
    for row in rows:
        phases = by_stream.setdefault((row["stream"], row["fiscal_year"]), {})
        phases.setdefault(row["phase"], []).append(cents(row["amount"]))
    secured = sum(
        (sum((each or Decimal(0) for each in settle(phases, year)), Decimal(0))
         for (_, year), phases in by_stream.items() if phases.keys() - {"requested"}),
        Decimal(0),
    )  # fmt: skip
    assert Decimal(result["budgets"][0]["secured"]) == secured
    for side in ("secured", "requested"):
        for by in ("year", "stream", "level", "phase"):
            parts = [row for row in result["totals"] if row["side"] == side and row["by"] == by]
            assert sum_of(parts, "amount") == Decimal(result["budgets"][0][side]), (side, by)


def test_half_a_cent_goes_up_and_is_told() -> None:
    result = budget(budget_lines=[line("a", "0.005"), line("b", "2.0049"), line("c", "1e3")])
    amounts = {row["line"]: row["amount"] for row in result["lines"]}
    assert amounts == {"a": "0.01", "b": "2.00", "c": "1000.00"}
    assert problems(result) == ["rounded-to-the-cent", "rounded-to-the-cent"]


def test_large_amounts_stay_exact() -> None:
    rows = [line(f"l{i}", "999999999999999.99") for i in range(3)] + [line("x", "0.03")]
    result = budget(budget_lines=rows)
    assert result["budgets"][0]["expenses"] == "3000000000000000.00"


def test_quantity_times_unit_cost_gives_the_amount_where_none_is_stated() -> None:
    rows = [
        line("a", "", quantity="14200", unit_cost="0.705"),
        line("b", "10", quantity="3", unit_cost="4"),
    ]
    result = budget(budget_lines=rows)
    amounts = {row["line"]: row["amount"] for row in result["lines"]}
    assert amounts == {"a": "10011.00", "b": "10.00"}
    assert problems(result) == ["amount-differs"]


def test_phases_of_one_line_are_one_amount() -> None:
    rows = [
        line("a", "100", phase="requested"),
        line("a", "90", phase="planned"),
        line("a", "80", phase="awarded"),
        line("a", "30", phase="spent"),
    ]
    (shown,) = budget(budget_lines=rows)["lines"]
    assert [shown[p] for p in ("requested", "planned", "awarded", "spent")] == [
        "100.00", "90.00", "80.00", "30.00",
    ]  # fmt: skip
    assert (shown["phase"], shown["amount"]) == ("awarded", "80.00")


def test_money_spent_counts_once_the_year_is_over() -> None:
    plan = [{"id": "plan", "name": "The plan", "first_year": NAMES[0]}]
    rows = [line("a", "100", year, phase=p) for year in NAMES[:2] for p in ("planned", "awarded")]
    rows += [line("a", "60", year, phase="spent") for year in NAMES[:2]]
    result = budget(budgets=plan, budget_lines=rows)
    assert [row["amount"] for row in result["lines"]] == ["60.00", "100.00"]


def test_a_source_of_the_whole_and_its_parts_are_not_added() -> None:
    sources = [
        source("levy", "100", phase="awarded"),
        source("levy", "60", phase="planned", activity="nurse"),
        source("levy", "40", phase="planned", line="a"),
    ]
    result = budget(budget_sources=sources, budget_lines=[line("a", "40")])
    assert result["budgets"][0]["secured"] == "100.00"
    assert result["budgets"][0]["secured_unknown"] == 2
    assert problems(result) == ["other-phase-counts"] * 2


def test_money_at_another_phase_may_be_more_so_that_nothing_is_short_for_certain() -> None:
    sources = [
        source("levy", "60", phase="awarded", line="a"),
        source("levy", "40", phase="planned", activity="nurse"),
    ]
    rows = [line("a", "60", activity="nurse"), line("b", "40", activity="nurse")]
    result = budget(budget_sources=sources, budget_lines=rows)
    assert result["balance"][0]["state"] == "unknown"
    assert {row["line"]: row["state"] for row in result["lines"]} == {"a": "funded", "b": "unknown"}
    nurse = next(row for row in result["activities"] if row["activity"] == "nurse")
    assert (nurse["fiscal_year"], nurse["state"]) == ("2026-27", "unknown")
    assert [each["check"] for each in result["findings"]] == ["activity-without-money"]


def test_only_uses_that_lie_in_each_other_are_held_to_be_the_same_money() -> None:
    sources = [
        source("levy", "60", phase="awarded", line="a"),
        source("levy", "70", phase="awarded", activity="nurse"),
        source("levy", "40", phase="planned", line="b"),
        source("levy", "9", phase="planned", line="gone"),
    ]
    rows = [line("a", "60", activity="nurse"), line("b", "40", activity="box")]
    result = budget(budget_sources=sources, budget_lines=rows)
    assert result["budgets"][0]["secured"] == "179.00"
    assert problems(result) == ["unknown-line"]


def test_sources_of_uses_that_lie_apart_count_at_their_own_phases() -> None:
    sources = [
        source("levy", "60", phase="awarded", activity="nurse"),
        source("levy", "40", phase="planned", activity="box"),
        source("levy", "99", phase="planned", activity="nurse"),
    ]
    result = budget(budget_sources=sources)
    assert result["budgets"][0]["secured"] == "100.00"
    assert problems(result) == []


def test_the_same_line_and_phase_twice_counts_once() -> None:
    rows = [line("a", "10"), line("a", "10", "FY27")]
    result = budget(budget_lines=rows)
    assert result["budgets"][0]["expenses"] == "10.00"
    assert problems(result) == ["stated-twice"]


def test_an_allocation_to_an_activity_is_a_source_but_never_twice() -> None:
    given: Row = {"stream": "levy", "to": "nurse", "fiscal_year": "2026-27", "phase": "awarded",
                  "amount": "70"}  # fmt: skip
    alone = budget(allocations=[given])
    assert alone["budgets"][0]["secured"] == "70.00"
    assert alone["sources"][0]["uses"] == ["activity nurse"]
    beside = budget(allocations=[given], budget_sources=[source("levy", "70", phase="awarded")])
    assert beside["budgets"][0]["secured"] == "70.00"
    assert problems(beside) == []
    more = budget(allocations=[given], budget_sources=[source("levy", "50", phase="awarded")])
    assert more["budgets"][0]["secured"] == "50.00"
    assert problems(more) == ["allocation-differs"]
    asked = [source("levy", "90", phase="requested", activity="nurse")]
    granted = budget(allocations=[given], budget_sources=asked)
    assert granted["budgets"][0]["secured"] == "70.00"
    assert granted["budgets"][0]["requested"] == "0.00"
    assert problems(granted) == []
    planned = budget(allocations=[given], budget_sources=[source("levy", "60")])
    assert planned["budgets"][0]["secured"] == "60.00"
    assert problems(planned) == ["allocation-differs"]
    to_service = budget(allocations=[{**given, "to": "visits"}])
    assert to_service["budgets"][0]["secured"] == "0.00"


def test_an_amount_not_known_is_not_nothing() -> None:
    rows = [line("a", "100"), line("b", "")]
    enough = budget(budget_lines=rows, budget_sources=[source("levy", "100")])["balance"][0]
    assert (enough["balance_least"], enough["balance_most"]) == (None, "0.00")
    assert (enough["state"], enough["expenses_unknown"]) == ("unknown", 1)
    short = budget(budget_lines=rows, budget_sources=[source("levy", "90")])
    assert short["balance"][0]["state"] == "short"
    assert found(short, "short-year")[0]["amount"] == "10.00"
    assert "at least 10 USD" in found(short, "short-year")[0]["sentence"]
    open_ = budget(budget_lines=[line("a", "9")], budget_sources=[source("levy", "")])
    assert open_["balance"][0]["state"] == "unknown"
    assert found(open_, "short-year") == []


def test_money_only_requested_is_not_secured() -> None:
    sources = [source("levy", "60"), source("fund", "40", phase="requested")]
    row = budget(budget_lines=[line("a", "100")], budget_sources=sources)["balance"][0]
    assert (row["secured"], row["requested"]) == ("60.00", "40.00")
    assert (row["balance_most"], row["balance_if_granted_most"]) == ("-40.00", "0.00")


def test_currencies_are_never_added() -> None:
    sources = [source("levy", "60"), source("fund", "500", currency="CAD")]
    result = budget(budget_lines=[line("a", "100")], budget_sources=sources)
    row = result["balance"][0]
    assert (row["secured"], row["secured_unknown"], row["state"]) == ("60.00", 1, "unknown")
    assert {s["currency"]: s["secured"] for s in result["streams"]} == {
        "USD": "60.00", "CAD": "500.00",
    }  # fmt: skip
    assert problems(result) == ["other-currency"]


# Options, and nothing at all --------------------------------------------------------------


def test_one_budget_can_be_asked_for() -> None:
    both = [
        {"id": "plan", "name": "The plan", "first_year": "2026-27"},
        {"id": "other", "name": "Another", "first_year": "2026-27", "years": "1"},
    ]
    store = load(budgets=both, budget_lines=[line("a", "5"), line("a", "7", budget="other")])
    everything = compute_budgets(store, as_of=AS_OF)
    assert [row["expenses"] for row in everything["budgets"]] == ["7.00", "5.00"]
    one = compute_budgets(store, as_of=AS_OF, budget="plan")
    assert {row["budget"] for row in one["lines"]} == {"plan"}
    with pytest.raises(BadParameter, match="there are: other, plan"):
        compute_budgets(store, as_of=AS_OF, budget="none")


def test_without_budgets_every_list_is_empty() -> None:
    result = budget(budgets=[])
    assert all(value == [] for value in result.values())
