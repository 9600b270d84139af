"""Budgets: fiscal years of any month, and amounts that lie in none of them."""

from __future__ import annotations

from communities.budgets import AS_OF, Row, budget, line, load, problems, source

from graph.planning.budget import compute_budgets
from graph.store import MemoryStore


def october(first: int, count: int = 3) -> list[Row]:
    return [
        {
            "id": f"f{year + 1}",
            "name": f"FFY {year + 1}",
            "starts_on": f"{year}-10-01",
            "ends_on": f"{year + 1}-09-30",
        }
        for year in range(first, first + count)
    ]


def test_years_that_begin_in_october() -> None:
    plan = [{"id": "plan", "name": "The plan", "first_year": "FFY 2027", "years": "3"}]
    rows = [line("a", "10", "ffy 2027"), line("a", "20", "f2029")]
    sources = [source("grant", "365", "FFY 2029"), source("grant", "366", "FFY 2028")]
    result = budget(
        fiscal_years=october(2026), budgets=plan, budget_lines=rows, budget_sources=sources
    )
    shown = [(r["starts_on"], r["ends_on"], r["expenses"]) for r in result["balance"]]
    assert shown[0] == ("2026-10-01", "2027-09-30", "10.00")
    assert shown[2] == ("2028-10-01", "2029-09-30", "20.00")
    assert result["ending"] == [], "the grant ends on the last day of the budget"


def test_years_that_overlap_leave_holes_or_share_a_name_are_told() -> None:
    years: list[Row] = [
        {"id": "a", "name": "2026-27", "starts_on": "2026-07-01", "ends_on": "2027-06-30"},
        {"id": "b", "name": "2027-28", "starts_on": "2027-06-01", "ends_on": "2028-06-30"},
        {"id": "c", "name": "2028-29", "starts_on": "2028-10-01", "ends_on": "2029-09-30"},
        {"id": "d", "name": "2028-29", "starts_on": "2029-10-01", "ends_on": "2030-09-30"},
    ]
    rows = [line("a", "10", "2028-29")]
    result = budget(fiscal_years=years, budget_lines=rows)
    told = {row["problem"]: row for row in result["problems"]}
    assert (
        "ends on 2027-06-30, but 2027-28 begins on 2027-06-01" in told["years-overlap"]["sentence"]
    )
    assert "2028-07-01 to 2028-09-30" in told["years-leave-a-hole"]["sentence"]
    assert told["not-a-year-long"]["record"] == "b"
    assert told["ambiguous-year"]["record"] == "c"
    assert told["unknown-year"]["record"] == "plan>a>2028-29>planned"
    assert told["years-missing"]["record"] == "plan"
    assert result["budgets"][0]["expenses"] == "0.00"


def test_money_that_reaches_no_line_or_another_model_is_told() -> None:
    rows = [line("a", "10"), line("b", "10", activity="nurse")]
    plan = [{"id": "plan", "name": "The plan", "model": "other", "first_year": "2026-27"}]
    models = [{"id": "model", "name": "Model"}, {"id": "other", "name": "Other"}]
    sources = [source("levy", "5", "2027-28", line="a")]
    result = budget(success_models=models, budgets=plan, budget_lines=rows, budget_sources=sources)
    assert problems(result) == ["line-not-in-year", "other-model"]


def test_rows_whose_budget_is_not_loaded_are_told() -> None:
    store = load(budget_lines=[line("a", "10")], budget_sources=[source("levy", "5")])
    kept = [q for q in store.store if not str(q.subject.value).endswith("/budget/plan")]
    assert len(kept) < len(store.store)
    result = compute_budgets(MemoryStore(kept), as_of=AS_OF)
    assert problems(result) == ["no-budget", "no-budget"]


def test_amounts_outside_the_years_are_told_and_not_counted() -> None:
    rows = [line("a", "10"), line("a", "20", "2025-26"), line("a", "30", "next year")]
    result = budget(budget_lines=rows, budget_sources=[source("levy", "5", "2025-26")])
    assert result["budgets"][0]["expenses"] == "10.00"
    assert result["budgets"][0]["lines_outside"] == 2
    assert problems(result) == ["outside-window", "outside-window", "unknown-year"]


def test_a_budget_of_a_year_that_is_not_known_tells_so() -> None:
    plan = [{"id": "plan", "name": "The plan", "first_year": "someday"}]
    result = budget(budgets=plan, budget_lines=[line("a", "10")])
    assert result["budgets"][0]["years"] == 0
    assert problems(result) == ["outside-window", "unknown-year"]
    assert "nothing can be added up" in result["narrative"][0]["text"]
