"""Which groups are too small to be told, and which others would give them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from graph.disclosure import protect
from graph.equity.groups import EVERY_SEGMENT, Key, Sums
from graph.projection import Projection

Zeros = Literal["show", "hide"]
Count = tuple[int, int, bool]
"""A group (segment, place, False), or the place itself without the places in it (.., True)."""


def select_hidden(net: Projection, sums: Sums, *, floor: int, zeros: Zeros) -> set[Key]:
    """The groups that are not told: small ones, and those from which one could be worked out.

    A family count, a weight and a covered weight add up in the same way, so what hides one of
    them hides all. What a place has by itself, beside the places in it, is protected as well: the
    totals would tell it by subtraction.
    """
    counts, relations = link_counts(net, sums)
    protected = protect(counts, relations, floor=floor, show_zeros=zeros == "show")
    return {(p, a) for p, a, alone in protected.hidden if not alone}


def link_counts(
    net: Projection, sums: Sums
) -> tuple[Mapping[Count, int], Sequence[tuple[Count, Sequence[Count]]]]:
    """The family counts, and which is the sum of which: (total, parts)."""
    counts: dict[Count, int] = {
        (p, a, False): group.families for (p, a), group in sums.groups.items()
    }
    segments = sorted({p for p, _ in sums.groups if p != EVERY_SEGMENT})
    places = sorted({a for _, a in sums.groups})
    relations: list[tuple[Count, Sequence[Count]]] = [
        ((EVERY_SEGMENT, a, False), [(p, a, False) for p in segments if (p, a) in sums.groups])
        for a in places
    ]
    families = dict(sums.families)
    for (_, a), count in sums.families.items():
        families[EVERY_SEGMENT, a] = families.get((EVERY_SEGMENT, a), 0) + count
    for p in (EVERY_SEGMENT, *segments):
        own = [a for a in places if (p, a) in families]
        for a in places:
            within = [d for d in own if net.place_above[d, a]]
            if not within or within == [a]:
                continue
            parts = []
            for d in within:
                holds_more = any(e != d and net.place_above[e, d] for e in own)
                parts.append((p, d, holds_more))
                counts[parts[-1]] = families[p, d]
            relations.append(((p, a, False), parts))
    return counts, relations
