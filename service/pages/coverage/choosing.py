"""The required combinations that an address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from service.pages.coverage.picking import pick_asked

if TYPE_CHECKING:
    from graph.coverage.required import RequiredCells
    from service.pages.view import View

PARTS = ("touchpoint", "need", "segment", "place")


@dataclass(frozen=True)
class Chosen:
    """`row` is the one combination that is told in full; `others` those that fit besides."""

    row: int | None
    others: list[int]
    asked: dict[str, int | None]


def choose(view: View, required: RequiredCells) -> Chosen:
    """The combinations of a touchpoint and a need, for these families, in this place or in it.

    One is told in full where all four parts name it, or where no other fits.
    """
    asked = {name: pick_asked(view, name) for name in PARTS}
    if asked["touchpoint"] is None or asked["need"] is None:
        return Chosen(None, [], asked)
    fits = np.ones(len(required), np.bool_)
    for name in ("touchpoint", "need", "segment"):
        if asked[name] is not None:
            fits &= getattr(required, name) == asked[name]
    if asked["place"] is not None:
        fits &= view.net.place_above[required.place, asked["place"]]
    rows = np.flatnonzero(fits).tolist()
    exact = [
        row
        for row in rows
        if asked["segment"] is not None and required.place[row] == asked["place"]
    ]
    row = exact[0] if exact else rows[0] if len(rows) == 1 else None
    return Chosen(row, [other for other in rows if other != row], asked)
