"""Compares what the engine says of a community with what the oracle says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from communities.community import AS_OF, STALE_AFTER_DAYS
from communities.engine_result import Engine
from oracle.coverage_oracle import CoverageOracle
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Sources
from oracle.route_checks import check_possible_route, check_route
from oracle.shipped_needs import read_shipped_needs

CELL = ("touchpoint", "need", "segment", "place")
CHECKED_APART = ("route", "possible_route", "verify")
"""Keys for which any valid answer will do."""
TOLERANCE = 1e-12

PARAMETERS = tuple(
    OracleParameters(AS_OF, k, mode, STALE_AFTER_DAYS, uncoded)
    for k, mode, uncoded in product((0, 1, 2, 3), ("warm", "any"), ("unknown", "ignore"))
)
FEW_PARAMETERS = tuple(
    OracleParameters(AS_OF, k, mode, stale_after_days, uncoded)
    for k, mode, stale_after_days, uncoded in (
        (1, "warm", STALE_AFTER_DAYS, "unknown"),
        (2, "any", STALE_AFTER_DAYS, "ignore"),
        (0, "warm", 0, "unknown"),
        (3, "warm", STALE_AFTER_DAYS, "unknown"),
    )
)


def disagreement(
    sources: Sources, parameters: tuple[OracleParameters, ...], *, most_cells: int | None = None
) -> str | None:
    """The first thing on which engine and oracle differ, in words; None where they agree.

    Communities with more cells than `most_cells` are passed over.
    """
    oracle = CoverageOracle(sources, read_shipped_needs())
    if most_cells is not None and len(oracle.questions()) > most_cells:
        return None
    try:
        engine = Engine(sources)
    except AssertionError as problem:
        return str(problem)
    for asked in parameters:
        for difference in differences(oracle, asked, engine.result(asked)):
            return f"{difference}\n  with {asked}"
    return None


def differences(
    oracle: CoverageOracle, parameters: OracleParameters, found: Mapping[str, Any]
) -> Iterator[str]:
    """Every difference between a result of the engine and the oracle's."""
    expected = oracle.result(parameters)
    if set(found) != set(expected):
        yield f"keys {sorted(found)}, not {sorted(expected)}"
    for part in expected:
        if part not in ("cells", "variants") and not alike(found[part], expected[part]):
            yield f"{part}: engine {found[part]}, oracle {expected[part]}"
    if not alike(_in_order(found["variants"]), _in_order(expected["variants"])):
        yield f"variants: engine {found['variants']}, oracle {expected['variants']}"
    engine_cells = {_named(cell): cell for cell in found["cells"]}
    oracle_cells = {_named(cell): cell for cell in expected["cells"]}
    if len(found["cells"]) != len(expected["cells"]) or set(engine_cells) != set(oracle_cells):
        yield f"cells: engine {sorted(engine_cells)}, oracle {sorted(oracle_cells)}"
        return
    for name, cell in engine_cells.items():
        for difference in cell_differences(oracle, parameters, cell, oracle_cells[name]):
            yield f"cell {name}: {difference}"


def cell_differences(
    oracle: CoverageOracle,
    parameters: OracleParameters,
    cell: Mapping[str, Any],
    expected: Mapping[str, Any],
) -> Iterator[str]:
    if set(cell) != set(expected):
        yield f"keys {sorted(cell)}, not {sorted(expected)}"
        return
    for key in expected:
        if key in CHECKED_APART:
            continue
        ours, theirs = expected[key], cell[key]
        if key == "failing_doors":
            ours, theirs = _in_order(ours), _in_order(theirs)
        if not alike(theirs, ours):
            yield f"{key}: engine {cell[key]}, oracle {expected[key]}"
    for check in (check_route, check_possible_route):
        try:
            check(oracle, parameters, cell)
        except AssertionError as problem:
            yield str(problem)


def alike(one: Any, other: Any) -> bool:
    """Equal, but for the last bits of a fraction."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return type(one) is not bool and abs(one - other) <= TOLERANCE * max(1.0, abs(other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(row[key]) for key in sorted(row)])


def _named(cell: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(cell[name] for name in CELL)
