"""Which counts of families in a store may not be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, Quad, Store

from graph.disclosure import Kind, Rule
from graph.disclosure.volumes import UNKNOWN, Volume, hide_volumes
from ontology.terms import CODE, nwd

OUTCOMES = f"{CODE}referral-outcome/"


def hide_counts(store: Store, *, floor: int) -> Iterator[tuple[Quad, Kind]]:
    """The counts and bounds that are to be hidden, and why, in a stable order.

    Small ones everywhere; of referral volumes also those with which a small one of the same
    pathway could be worked out (`hide_volumes`).
    """
    counts = sorted(store.quads_for_pattern(None, nwd("countValue"), None, None), key=str)
    bounds = sorted(store.quads_for_pattern(None, nwd("suppressedBelow"), None, None), key=str)
    volumes: list[tuple[Quad, Volume]] = []
    for quad in (*counts, *bounds):
        volume = _read_volume(store, quad)
        if volume is not None:
            volumes.append((quad, volume))
        elif quad.predicate == nwd("countValue") and _is_small(quad, floor):
            yield quad, "primary"
    kinds = hide_volumes([volume for _, volume in volumes], floor=floor)
    for (quad, _), kind in zip(volumes, kinds, strict=True):
        if kind is not None:
            yield quad, kind


def read_number(quad: Quad) -> float | None:
    """The number that a quad states; None where it is none."""
    try:
        return float(quad.object.value) if isinstance(quad.object, Literal) else None
    except ValueError:
        return None


def _is_small(quad: Quad, floor: int) -> bool:
    # A count that is no number is not known to be large enough.
    number = read_number(quad)
    return number is None or Rule(floor).is_small(number)


def _read_volume(store: Store, quad: Quad) -> Volume | None:
    """The volume that a count or bound is of; None where its record is not whole."""
    number = read_number(quad)
    pathway = _one(store, quad, "ofPathway")
    outcome = _one(store, quad, "outcome")
    start, end = (_read_day(_one(store, quad, name)) for name in ("periodStart", "periodEnd"))
    if number is None or number < 0 or not number.is_integer():
        return None
    if pathway is None or outcome is None or start is None or end is None:
        return None
    is_count = quad.predicate == nwd("countValue")
    return Volume(
        pathway=pathway,
        start=start,
        end=end,
        outcome=outcome.removeprefix(OUTCOMES),
        count=int(number) if is_count else UNKNOWN,
        below=UNKNOWN if is_count else int(number),
    )


def _one(store: Store, quad: Quad, name: str) -> str | None:
    values = [
        each.object.value if hasattr(each.object, "value") else str(each.object)
        for each in store.quads_for_pattern(quad.subject, nwd(name), None, None)
    ]
    return min(values, default=None)


def _read_day(text: str | None) -> int | None:
    try:
        return None if text is None else date.fromisoformat(text).toordinal()
    except ValueError:
        return None
