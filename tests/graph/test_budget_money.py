"""Which money reaches which line, and what it costs beside the coverage that rests on it."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from communities.budgets import AS_OF, BASE, Row, budget, found, line, load, source

from graph.findings.budget import build_budget_findings
from graph.findings.states import read_finding_states
from graph.funding.budgets import build_budgets
from graph.parameters import CoverageParameters
from graph.planning.budget import compute_budgets, measure_gain
from graph.projection import build_projection
from graph.whatif import Baseline
from ontology.findings import cite_finding

# Lines ------------------------------------------------------------------------------------


def share_out(
    wanted: dict[str, tuple[int, str]], tied: dict[str, int], pools: dict[str, int], whole: int
) -> tuple[bool, dict[str, int]]:
    """By trying every way to give out whole units: can all be paid, and the most that each gets."""
    left = {name: max(0, amount - tied.get(name, 0)) for name, (amount, _) in wanted.items()}
    all_paid = False
    most: dict[str, int] = {}
    for ways in itertools.product(*(range(need + 1) for need in left.values())):
        given = dict(zip(left, ways, strict=True))
        from_whole = 0
        for activity in {activity for _, activity in wanted.values()}:
            asked = sum(given[name] for name, (_, a) in wanted.items() if a == activity)
            from_whole += max(0, asked - pools.get(activity, 0))
        if from_whole <= whole:
            all_paid |= given == left
            for name, amount in given.items():
                got = min(wanted[name][0], tied.get(name, 0)) + amount
                most[name] = max(most.get(name, 0), got)
    return all_paid, most


@pytest.mark.parametrize("seed", range(8))
def test_lines_are_short_or_funded_as_every_way_to_give_money_out_says(seed: int) -> None:
    rng = random.Random(seed)
    wanted = {
        f"l{i}": (rng.randint(1, 4), rng.choice(["nurse", "box"])) for i in range(rng.randint(1, 4))
    }
    tied = {name: rng.randint(1, 5) for name in wanted if rng.random() < 0.4}
    pools = {activity: rng.randint(1, 5) for activity in ("nurse", "box") if rng.random() < 0.5}
    whole = rng.choice([0, 1, 3, 6])
    sources = [source("levy", str(amount), line=name) for name, amount in tied.items()]
    sources += [source("fund", str(amount), activity=name) for name, amount in pools.items()]
    sources += [source("grant", str(whole))] if whole else []
    rows = [line(name, str(a), activity=activity) for name, (a, activity) in wanted.items()]
    result = budget(budget_lines=rows, budget_sources=sources)
    all_paid, most = share_out(wanted, tied, pools, whole)
    for shown in result["lines"]:
        name = shown["line"]
        amount = wanted[name][0]
        assert Decimal(shown["funded_most"]) == most[name], name
        assert (shown["state"] == "over") == (tied.get(name, 0) > amount)
        assert (shown["state"] == "short") == (most[name] < amount)
        if all_paid and shown["state"] != "over":
            assert shown["state"] == "funded", name
        if shown["state"] == "unknown":
            assert (all_paid, most[name]) == (False, amount)
    short = sum(amount - most[name] for name, (amount, _) in wanted.items())
    told = found(result, "unfunded-line")
    assert sum((Decimal(each["amount"]) for each in told), Decimal(0)) == short


def test_what_one_line_has_too_much_helps_no_other() -> None:
    rows = [line("a", "10", activity="nurse"), line("b", "10", activity="nurse")]
    result = budget(budget_lines=rows, budget_sources=[source("levy", "20", line="a")])
    nurse = next(row for row in result["activities"] if row["activity"] == "nurse")
    assert (nurse["state"], nurse["tied"], nurse["lacking"]) == ("short", "20.00", "10.00")


def test_money_of_an_activity_without_expenses_is_over_only_if_it_is_known() -> None:
    def state(amount: str) -> str:
        result = budget(budget_sources=[source("levy", amount, activity="nurse")])
        return next(str(r["state"]) for r in result["activities"] if r["activity"] == "nurse")

    assert (state("5"), state("")) == ("over", "unknown")
    idle = {r["activity"]: r["state"] for r in budget(budget_lines=[line("a", "5")])["activities"]}
    assert idle["nurse"] == "no-expense"


def test_lines_and_activities_without_each_other() -> None:
    rows = [line("a", "5", activity="nurse"), line("b", "7"), line("c", "9", component="welcome")]
    rows.append(line("d", "1", category="indirect"))
    result = budget(budget_lines=rows)
    assert [each["activity"] for each in found(result, "activity-without-money")] == ["box"]
    assert [each["line"] for each in found(result, "money-without-activity")] == ["b"]
    stopped = [*BASE["activities"][:1], {**BASE["activities"][1], "status": "stopped"}]
    assert found(budget(budget_lines=rows, activities=stopped), "activity-without-money") == []


def test_a_line_whose_amount_is_not_known_has_no_verdict() -> None:
    result = budget(budget_lines=[line("a", "")], budget_sources=[source("levy", "1", line="a")])
    (shown,) = result["lines"]
    assert (shown["amount"], shown["state"], shown["funded_most"]) == (None, "unknown", None)


def test_indirect_charges_above_the_limit() -> None:
    plan = [{**BASE["budgets"][0], "indirect_cap": "0.1"}]
    charge = line("i", "10.01", category="indirect")
    above = budget(budgets=plan, budget_lines=[line("a", "100"), charge])
    assert found(above, "indirect-above-cap")[0]["amount"] == "0.01"
    below = budget(budgets=plan, budget_lines=[line("a", "100.1"), charge])
    assert found(below, "indirect-above-cap") == []
    open_ = budget(budgets=plan, budget_lines=[line("a", ""), charge])
    assert found(open_, "indirect-above-cap") == [], "direct costs may be enough"


# Cost beside coverage ---------------------------------------------------------------------

COVERED: dict[str, list[Row]] = {
    "touchpoints": [{"id": "birth", "name": "Birth", "life_stage": "newborn"}],
    "doors": [
        {"touchpoint": "birth", "at": "visits", "status": "active"},
        {"touchpoint": "birth", "at": "food", "status": "active"},
    ],
    "requirements": [
        {"touchpoint": "birth", "need": "home-visiting", "place": "town", "weight": "40"},
        {"touchpoint": "birth", "need": "food", "place": "town", "weight": "2.5"},
        {"touchpoint": "birth", "need": "food", "place": "far", "weight": "9"},
    ],
}
ASKED = CoverageParameters(as_of=AS_OF)


def cost_rows(**tables: list[Row]) -> dict[str | None, dict[str, Any]]:
    store = load(**{**COVERED, **tables})
    base = Baseline(build_projection(store), ASKED)
    result = compute_budgets(store, as_of=AS_OF, measure=lambda iris: measure_gain(base, iris))
    return {row["activity"]: row for row in result["cost_per_cell"]}


def test_cost_beside_what_is_lost_without_the_services() -> None:
    rows = [line("a", "1000", activity="nurse"), line("a", "1000", "2027-28", activity="nurse")]
    told = cost_rows(budget_lines=rows)
    nurse = told["nurse"]
    assert (nurse["cells"], nurse["families"]) == ([1, 1], [40.0, 40.0])
    assert (nurse["cost_per_year"], nurse["per_family_least"]) == ("400.00", "10.00")
    assert (nurse["per_cell_least"], nurse["reason"]) == ("400.00", None)
    assert told["box"]["reason"] == "no-expense"
    assert told[None]["cells"] == [2, 2]
    assert told[None]["families"] == [42.5, 42.5]


def test_what_is_not_known_makes_the_cost_an_interval_or_none() -> None:
    rows = [line("a", "1000", activity="nurse")]
    stale = [{**BASE["services"][0], "verified_on": "2020-01-01"}, BASE["services"][1]]
    nurse = cost_rows(budget_lines=rows, services=stale)["nurse"]
    assert nurse["cells"] == [0, 1]
    assert (nurse["per_family_least"], nurse["per_family_most"]) == ("5.00", None)
    shut = [{**BASE["services"][0], "status": "inactive"}, BASE["services"][1]]
    nurse = cost_rows(budget_lines=rows, services=shut)["nurse"]
    assert (nurse["reason"], nurse["closed"]) == ("services-closed", ["visits"])
    unknown = cost_rows(budget_lines=[line("a", "", activity="nurse")])["nurse"]
    assert (unknown["reason"], unknown["per_family_least"]) == ("cost-unknown", None)
    none = [{**BASE["activities"][0], "services": ""}, BASE["activities"][1]]
    nurse = cost_rows(budget_lines=rows, activities=none)["nurse"]
    assert (nurse["reason"], nurse["cells"]) == ("no-service", None)


# Cliffs and findings ----------------------------------------------------------------------


def test_an_allocation_to_an_activity_is_not_what_its_service_rests_on() -> None:
    def rests_on(*to: str) -> list[bool]:
        given: list[Row] = [
            {"stream": "grant", "to": name, "fiscal_year": "2026-27", "phase": "awarded",
             "amount": "70"}
            for name in to
        ]  # fmt: skip
        budgets = build_budgets(build_projection(load(allocations=given)), 2027)
        assert budgets.partner == [None]
        known = dict(zip(budgets.net.services.ids, budgets.service, strict=True))
        return [known[name] is not None for name in ("visits", "food")]

    assert rests_on("nurse") == [False, False]
    assert rests_on("nurse", "food") == [False, True]


def test_a_year_written_as_two_is_named_by_the_one_in_which_it_ends() -> None:
    given: list[Row] = [
        {"stream": "levy", "to": "food", "fiscal_year": year, "phase": "awarded", "amount": amount}
        for year, amount in (("2026-27", "70"), ("FY28", "80"), ("2027-28", "90"))
    ]
    net = build_projection(load(allocations=given))
    (food,) = [each for each in build_budgets(net, 2027).service if each]
    assert (food.year, [part.amount for part in food.parts]) == (2027, [Fraction(70)])
    (food,) = [each for each in build_budgets(net, 2028).service if each]
    assert [part.amount for part in food.parts] == [Fraction(170)]


def test_findings_are_cited_by_keys_that_stay_and_go_when_mended() -> None:
    def findings(amount: str) -> Any:
        store = load(budget_lines=[line("a", "10")], budget_sources=[source("levy", amount)])
        result = compute_budgets(store, as_of=AS_OF)
        parameters = {**ASKED.as_dict(), "budget": None}
        return store, build_budget_findings({**result, "parameters": parameters})

    cited = cite_finding("budget/plan>short-year>fy27")
    states = []
    for amount in ("4", "10"):
        store, found_ = findings(amount)
        store.store.extend(found_.quads)
        states.append(read_finding_states(store, [cited])[cited.value].state)
    assert states == ["open", "gone"]
