"""Coverage of the required cells that a page was asked for, by one of what they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.projection.arrays import Bools, Ints, Small
    from service.pages.view import View


@dataclass(frozen=True)
class Share:
    """What the required cells of one group add up to; see `graph.coverage.shares`."""

    interval: list[float] | None
    """Share of the weight covered, least and most; None where the weights sum to 0."""
    weight: float
    cells: int
    unknown: int
    """Cells of which it is not known."""
    gaps: int
    """Cells that are a gap for certain."""

    @property
    def left_out(self) -> float:
        """Weight that is not covered for certain: of which the answer is a sure no."""
        return self.weight * (1 - self.interval[1]) if self.interval else 0.0


NOTHING = Share(None, 0.0, 0, 0, 0)
"""Of a group without required cells."""


def choose_cells(view: View, asked: Mapping[str, str | None]) -> Bools:
    """[required cell]: of this `touchpoint`, `need`, `segment` and `place`.

    A place is taken with all that lies in it, as in comparisons of places; None and blank ask for
    nothing. Raises BadParameter, with the nearest ids, for an id that no record has.
    """
    import numpy as np

    from service.filters import select_among

    net, required = view.coverage.net, view.coverage.required
    select_among((), asked, net)
    chosen = np.ones(len(required), np.bool_)
    for name in ("touchpoint", "need", "segment"):
        if asked.get(name):
            position = getattr(net, f"{name}s").ids.index(asked[name])
            chosen &= getattr(required, name) == position
    if asked.get("place"):
        chosen &= net.place_above[required.place, net.places.ids.index(asked["place"])]
    return chosen


def share_by(view: View, chosen: Bools, status: Small, key: Ints) -> dict[int, Share]:
    """The chosen cells of every group, by its number in `key` ([required cell])."""
    import numpy as np

    from graph.coverage.shares import sum_shares

    numbers, group = np.unique(key[chosen], return_inverse=True)
    place = np.full(len(chosen), -1, np.int64)
    place[chosen] = group
    sums = sum_shares(view.coverage, status, place, len(numbers))
    return {
        int(number): Share(
            sums.interval(at),
            float(sums.weight[at]),
            int(sums.cells[at]),
            int(sums.unknown[at]),
            int(sums.gap[at]),
        )
        for at, number in enumerate(numbers)
    }


def share_of(view: View, chosen: Bools, status: Small) -> Share:
    """All chosen cells together."""
    import numpy as np

    return share_by(view, chosen, status, np.zeros(len(chosen), np.int64)).get(0, NOTHING)


def share_at(view: View, chosen: Bools, key: Ints) -> dict[int, dict[str, Share]]:
    """By group: `handoffs_0`, `handoffs_1` and `handoffs_2`, from at least one door with the
    referrals asked, and `any_door` and `every_door` within the handoffs asked.
    """
    coverage = view.coverage
    mode = coverage.parameters.mode
    told = {f"handoffs_{k}": coverage.status[k, mode][0] for k in (0, 1, 2)}
    told |= {"any_door": coverage.any_door, "every_door": coverage.every_door}
    groups: dict[int, dict[str, Share]] = {}
    for name, status in told.items():
        for number, share in share_by(view, chosen, status, key).items():
            groups.setdefault(number, {})[name] = share
    return groups
