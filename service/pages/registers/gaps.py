"""The gaps as the register has them, without waiting for the routes of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.projection.arrays import Ints
    from service.pages.view import View

KINDS = ("touchpoint", "need", "segment", "place")
"""What names a required cell."""


def read_register(view: View) -> dict[str, Any]:
    """The register of gaps, all but `handoffs`, `route`, `possible_route` and `verify` of each."""
    from graph.gaps import select_gaps

    return view.data.remember(
        ("gaps without routes", view.parameters), lambda: select_gaps(view.coverage)
    )


def tell_rows(view: View, rows: Ints) -> list[dict[str, Any]]:
    """Rows of the required cells as the register tells them: without routes and sentences."""
    from graph.gaps import name_cell

    coverage = view.coverage
    return [{**coverage.cell(row), "names": name_cell(coverage, row)} for row in rows.tolist()]


def find_gap(view: View, cell: Mapping[str, str | None]) -> dict[str, Any] | None:
    """The gap that four ids name, with its route; None where it is no gap, or an id is missing.

    Raises BadParameter, with the nearest ids, for an id that no record has.
    """
    import numpy as np

    from graph.coverage.facts import Facts
    from graph.coverage.run import compute_cells
    from graph.gaps import name_cell, select_gap_rows
    from service.filters import select_among

    select_among((), cell, view.net)
    if not all(cell.get(kind) for kind in KINDS):
        return None
    required, rows = view.coverage.required, select_gap_rows(view.coverage)
    for kind in KINDS:
        position = getattr(view.net, f"{kind}s").ids.index(cell[kind])
        rows = rows[getattr(required, kind)[rows] == position]
    if len(rows) != 1:
        return None
    found = compute_cells(
        Facts(view.net, view.parameters), required.select(np.sort(rows)), routes="gaps"
    )
    return {**found.cell(0), "names": name_cell(found, 0)}
