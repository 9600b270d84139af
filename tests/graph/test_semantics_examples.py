"""Each sentence of SEMANTICS on the smallest community that shows it, by oracle and by engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from communities.engine_result import engine_result
from communities.example_rows import AS_OF, Example
from communities.examples_of_facts import EXAMPLES as OF_FACTS
from communities.examples_of_routes import EXAMPLES as OF_ROUTES
from communities.examples_of_senders import EXAMPLES as OF_SENDERS
from communities.shrink_community import render_community
from oracle.coverage_oracle import CoverageOracle
from oracle.plain_facts import OracleParameters
from oracle.shipped_needs import read_shipped_needs

EXAMPLES = [*OF_FACTS, *OF_ROUTES, *OF_SENDERS]
CELL_KEY = ("touchpoint", "need", "segment", "place")


def by_oracle(example: Example) -> dict[str, Any]:
    parameters = OracleParameters(date.fromisoformat(AS_OF), **example.given)
    return CoverageOracle(example.sources, read_shipped_needs()).result(parameters)


def by_engine(example: Example) -> dict[str, Any]:
    return engine_result(example.sources, as_of=date.fromisoformat(AS_OF), **example.given)


def check(example: Example, result: Mapping[str, Any]) -> None:
    shown = render_community(example.sources)
    for part, expected in example.result.items():
        found = result[part]
        if isinstance(expected, dict):
            found = {name: found[name] for name in expected}
        if part == "variants":
            found = sorted(found, key=lambda one: (one["handoffs"], one["mode"]))
        assert found == expected, f"{part} of\n{shown}"
    if example.cells:
        found_cells = sorted(tuple(cell[name] for name in CELL_KEY) for cell in result["cells"])
        assert found_cells == sorted(example.cells), shown
    if example.cell:
        (cell,) = result["cells"]
        assert {name: cell[name] for name in example.cell} == example.cell, shown


def test_every_rule_is_named_once() -> None:
    names = [example.rule for example in EXAMPLES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.rule)
def test_the_oracle_follows(example: Example) -> None:
    check(example, by_oracle(example))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.rule)
def test_the_engine_follows(example: Example) -> None:
    check(example, by_engine(example))
