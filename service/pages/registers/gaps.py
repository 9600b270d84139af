"""The gaps as the register has them, without waiting for the routes of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.pages.registers.register import find_name

if TYPE_CHECKING:
    from graph.projection.arrays import Ints
    from service.pages.view import Choices, View

KINDS = ("touchpoint", "need", "segment", "place")
"""What names a required cell."""


def list_gaps(view: View, asked: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """The gaps that have every value asked for, the heaviest first, as `list_rows` tells them.

    `asked` names ids and a `gap_type`; None and blank ask for nothing. Raises BadParameter, with
    the nearest ids, for a value that no record has.
    """
    from graph.coverage.rungs import GAP_TYPES
    from service.filters import select_among

    select_among((), asked, view.net)
    required, rows = view.coverage.required, gap_rows(view)
    for kind in KINDS:
        if asked.get(kind):
            position = getattr(view.net, f"{kind}s").ids.index(asked[kind])
            rows = rows[getattr(required, kind)[rows] == position]
    if asked.get("gap_type"):
        rows = rows[view.coverage.gap_type[rows] == GAP_TYPES.index(asked["gap_type"])]
    return list_rows(view, rows)


def list_rows(view: View, rows: Ints) -> list[dict[str, Any]]:
    """Of each of these gaps its number among the required cells as `row`, the ids and names of its
    parts, weight, type and known doors.

    There may be tens of thousands, of which few are shown: `tell_row` tells the rest of one.
    """
    from graph.coverage.rungs import GAP_TYPES

    coverage, required = view.coverage, view.coverage.required
    columns: dict[str, list[Any]] = {"row": rows.tolist()}
    for kind in KINDS:
        told = {position: (id_, name) for position, id_, name in _named(view, kind, rows)}
        positions = getattr(required, kind)[rows].tolist()
        columns[kind] = [told[position][0] for position in positions]
        columns[f"{kind}_name"] = [told[position][1] for position in positions]
    weights = required.weight[rows].tolist()
    columns["weight"] = [int(each) if each.is_integer() else each for each in weights]
    columns["known_doors"] = coverage.known_doors[rows].tolist()
    columns["gap_type"] = [GAP_TYPES[number] for number in coverage.gap_type[rows].tolist()]
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def list_choices(view: View, kind: str) -> Choices:
    """(id, name) of the records of a kind that some gap names, by name."""
    pairs = [(id_, name) for _, id_, name in _named(view, kind, gap_rows(view))]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def gap_rows(view: View) -> Ints:
    """The gaps as numbers of required cells, the heaviest first."""
    from graph.gaps import select_gap_rows

    return view.data.remember(
        ("rows of gaps", view.parameters), lambda: select_gap_rows(view.coverage)
    )


def _named(view: View, kind: str, rows: Ints) -> list[tuple[int, str, str]]:
    """(position, id, name) of the records of a kind in rows of required cells."""
    import numpy as np

    ids = getattr(view.net, f"{kind}s").ids
    positions = np.unique(getattr(view.coverage.required, kind)[rows]).tolist()
    return [(at, ids[at], find_name(view, kind, ids[at])) for at in positions]


def tell_row(view: View, row: int) -> dict[str, Any]:
    """A gap as the register tells it, but for its route, what to verify and its sentence."""
    from graph.gaps import name_cell

    return {**view.coverage.cell(row), "names": name_cell(view.coverage, row)}


def find_gap(view: View, cell: Mapping[str, str | None]) -> dict[str, Any] | None:
    """The gap that four ids name, with its route; None where it is no gap, or an id is missing.

    Raises BadParameter, with the nearest ids, for an id that no record has.
    """
    import numpy as np

    from graph.coverage.facts import Facts
    from graph.coverage.run import compute_cells
    from graph.gaps import name_cell
    from service.filters import select_among

    select_among((), cell, view.net)
    if not all(cell.get(kind) for kind in KINDS):
        return None
    required, rows = view.coverage.required, gap_rows(view)
    for kind in KINDS:
        position = getattr(view.net, f"{kind}s").ids.index(cell[kind])
        rows = rows[getattr(required, kind)[rows] == position]
    if len(rows) != 1:
        return None
    found = compute_cells(
        Facts(view.net, view.parameters), required.select(np.sort(rows)), routes="gaps"
    )
    return {**found.cell(0), "names": name_cell(found, 0)}
