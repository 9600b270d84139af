"""The narrative of a budget: every figure is of the result, and what is not known is said."""

from __future__ import annotations

import re
from typing import Any

from communities.budgets import Row, budget, line, source

from graph.planning.budget.telling import write_figure


def rich_budget() -> dict[str, Any]:
    rows = [
        line("a", "1234.5", activity="nurse", note="One post."),
        line("a", "900", "2029-30", activity="nurse"),
        line("b", "", category="travel", activity="box"),
        line("c", "77", "2031-32"),
    ]
    sources = [
        source("grant", "600", "2029-30", line="a"),
        source("levy", "300.25", line="a"),
        source("fund", "100.10", line="a"),
        source("fund", "5", phase="requested", activity="box"),
        source("levy", "50", match_for="grant"),
    ]
    rules: list[Row] = [
        {"id": "m", "stream": "grant", "rule": "match", "share": "0.25"},
        {"id": "f", "stream": "levy", "rule": "forbids", "categories": "travel"},
    ]
    return budget(budget_lines=rows, budget_sources=sources, stream_restrictions=rules)


def test_every_figure_of_the_narrative_is_of_the_result() -> None:
    result = rich_budget()
    assert [s["section"] for s in result["narrative"]] == [
        "summary", "activities", "costs", "sources", "match", "sustainability", "risks", "unknowns",
    ]  # fmt: skip
    for section in result["narrative"]:
        text = section["text"]
        for figure in section["figures"]:
            if figure["form"] == "tally":
                value: Any = len(figure["row"])
                assert write_figure(value, "count") == figure["text"]
            else:
                value = result[figure["list"]][figure["row"]][figure["column"]]
                assert write_figure(value, figure["form"]) == figure["text"], figure
            assert figure["text"] in text.replace("\\|", "|"), figure
        for written in sorted((f["text"] for f in section["figures"]), key=len, reverse=True):
            text = text.replace(written, "")
        assert re.search(r"\d", text) is None, f"{section['section']}: {text}"


def test_a_sum_of_amounts_not_all_known_says_and_more() -> None:
    costs = next(s for s in rich_budget()["narrative"] if s["section"] == "costs")
    (table,) = [block for block in costs["blocks"] if block["kind"] == "table"]
    of = {row[0]: row[1:] for row in table["rows"]}
    assert (of["Travel"][0], of["Travel"][-1]) == ("0 and more", "0 and more")
    assert (of["All"][0], of["All"][-1]) == ("1,234.50 and more", "2,134.50 and more")
    assert "and more" not in " ".join(of["Personnel"])


def test_braided_lines_are_told() -> None:
    result = rich_budget()
    joined = {(r["line"], r["fiscal_year"]): r["joined"] for r in result["lines"]}
    assert joined == {("a", "2026-27"): "braided", ("b", "2026-27"): None,
                      ("a", "2029-30"): "single"}  # fmt: skip
    pooled = budget(budget_lines=[line("a", "5")], budget_sources=[source("levy", "5", line="a")])
    assert pooled["lines"][0]["joined"] == "blended"


def test_money_of_a_stream_that_is_not_all_known_says_and_more() -> None:
    sources = [
        source("grant", "600"), source("grant", "", activity="box", match_for="fund"),
        source("grant", "", "2027-28"), source("levy", "", match_for="grant"),
    ]  # fmt: skip
    rules: list[Row] = [{"id": "m", "stream": "grant", "rule": "match", "share": "0.25"}]
    result = budget(budget_sources=sources, stream_restrictions=rules)
    tables = {
        section["section"]: block["rows"]
        for section in result["narrative"]
        for block in section["blocks"]
        if block["kind"] == "table"
    }
    assert [row[:3] for row in tables["sources"]] == [
        ["Grant", "600 and more", "0"], ["Levy", "0 and more", "0"],
    ]  # fmt: skip
    assert [row[1:] for row in tables["match"] if row[0] == "Grant"] == [
        ["2026-27", "150", "0 and more", "cannot be told"],
        ["2027-28", "not known", "0", "cannot be told"],
    ]
