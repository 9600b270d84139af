"""Choosing among the gaps; an id that is nowhere is an error, not an empty answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from graph.coverage.rungs import GAP_TYPES
from graph.errors import BadParameter
from graph.projection import Projection
from graph.projection.arrays import Collection

FILTERS = ("touchpoint", "need", "segment", "place", "gap_type")
"""What gaps can be chosen by, all of them keys of a gap."""
NEAREST = 3


def select_among(
    gaps: Sequence[dict[str, Any]], asked: Mapping[str, str | None], net: Projection
) -> list[dict[str, Any]]:
    """The gaps that have every value asked for; None and blank ask for nothing.

    Raises BadParameter, with the nearest ids, for a value that no record has.
    """
    wanted = {name: value for name, value in asked.items() if value}
    for name, value in wanted.items():
        _check(name, value, net)
    return [gap for gap in gaps if all(gap[name] == value for name, value in wanted.items())]


def list_gap_types() -> list[str]:
    """The gap types that a gap can have."""
    return [str(name) for name in GAP_TYPES if name not in (None, "no-doors-listed")]


def _check(name: str, value: str, net: Projection) -> None:
    if name == "gap_type":
        types = list_gap_types()
        expected = f"one of {', '.join(types)}"
        fits, nearest = value in types, []
    else:
        collection: Collection = getattr(net, f"{name}s")
        expected = f"the id of a {name}"
        fits, nearest = value in collection.ids, _nearest(value, collection)
    if not fits:
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        raise BadParameter(
            f"{name} = {value!r} does not fit: expected {expected}{hint}",
            query="gaps",
            name=name,
            value=value,
            expected=expected,
        )


def _nearest(value: str, collection: Collection) -> list[str]:
    """Ids that look like the value, or whose names do."""
    ids = {name.casefold(): id_ for id_, name in zip(collection.ids, collection.names, strict=True)}
    ids |= {id_.casefold(): id_ for id_ in collection.ids}
    found = get_close_matches(value.casefold(), ids, n=NEAREST, cutoff=0.5)
    return list(dict.fromkeys(ids[each] for each in found))
