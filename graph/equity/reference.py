"""The segment that the others are compared with: named in advance, never picked by its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.errors import NoSuchRecord
from graph.projection import Projection

ALL = 0


@dataclass(frozen=True)
class Reference:
    """The reference segment; `segment` is None where there is none, and `reason` says why."""

    segment: int | None
    named_by: str | None
    """`option` or `data`."""
    reason: str | None
    """`none-named` or `several-named`."""
    named: tuple[int, ...]

    def as_dict(self, net: Projection) -> dict[str, Any]:
        at = self.segment
        return {
            "segment": None if at is None else net.segments.ids[at],
            "name": None if at is None else net.segments.names[at],
            "named_by": self.named_by,
            "named": [net.segments.ids[p] for p in self.named],
            "reason": self.reason,
        }


def choose_reference(net: Projection, asked: str | None) -> Reference:
    """The segment of the id asked for, or the one that the data name.

    Raises NoSuchRecord where no segment, or more than one, has that id, and for `all`, which
    holds every family and is no group to compare with.
    """
    if asked is not None:
        return Reference(_find(net, asked), "option", None, ())
    named = tuple(p for p in np.flatnonzero(net.segment_reference).tolist() if p != ALL)
    if len(named) == 1:
        return Reference(named[0], "data", None, named)
    return Reference(None, None, "several-named" if named else "none-named", named)


def _find(net: Projection, asked: str) -> int:
    found = [p for p, id_ in enumerate(net.segments.ids) if id_ == asked]
    known = ", ".join(net.segments.ids[1:]) or "none"
    if found == [ALL]:
        raise NoSuchRecord(
            asked, f"{asked} is every family, not a group to compare with; has: {known}"
        )
    if len(found) != 1:
        what = f"{len(found)} segments have" if found else "no segment has"
        raise NoSuchRecord(asked, f"{what} the id {asked!r}; there are: {known}")
    return found[0]
