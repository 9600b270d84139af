"""Parents that lead back to where they began: the link that closes each circle is found."""

from __future__ import annotations

from collections.abc import Mapping


def closing_links(parents: Mapping[str, str]) -> list[str]:
    """For each circle, the member that comes last in the mapping; without its link it is none.

    Takes time in proportion to the links. A record that is its own parent is a circle of one.

    >>> closing_links({"a": "b", "b": "c", "c": "a", "d": "a", "e": "e"})
    ['c', 'e']
    """
    order = {one: place for place, one in enumerate(parents)}
    seen: dict[str, str] = {}
    """Record -> the record from which the walk that met it began."""
    closing = []
    for start in parents:
        walked, at = [], start
        while at in parents and at not in seen:
            seen[at] = start
            walked.append(at)
            at = parents[at]
        if walked and seen.get(at) == start:
            closing.append(max(walked[walked.index(at) :], key=order.__getitem__))
    return closing
