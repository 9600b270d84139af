"""What equity says, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graph.equity.comparing import Compared
from graph.equity.groups import EVERY_SEGMENT, EVERYWHERE, Key, Measure
from graph.equity.intervals import Interval, render_share
from graph.projection import Projection

if TYPE_CHECKING:
    from graph.equity.reference import Reference
    from graph.equity.suppression import Zeros

DOORS: Mapping[Measure, str] = {"every_door": "every door", "any_door": "some door"}
STANDINGS = {
    "lower": "certainly less than for the reference",
    "higher": "certainly more than for the reference",
    "equal": "the same as for the reference",
    "not-certain": "with what is known it is not certain which is more: the reference has",
}
REASONS = {
    "small": "is not told, since too few families are behind it or behind a number beside it",
    "no-required-cells": "is not known: no required cell asks for it",
    "no-weight": "is not known: its required cells weigh 0",
}


def describe_group(
    net: Projection,
    key: Key,
    measure: Measure,
    share: Interval | None,
    reason: str | None,
    reference: Interval | None = None,
    compared: Compared | None = None,
) -> str:
    """One sentence on the coverage of a group, and how it stands to the reference."""
    who = _name_group(net, key)
    if share is None:
        return f"Coverage of {who} {REASONS[str(reason)]}."
    told = f"For {render_share(share)} of what is asked for {who}, {DOORS[measure]} leads to help"
    if compared is None or reference is None:
        return f"{told}."
    beside = render_share(reference)
    if compared.standing == "not-certain":
        return f"{told}; {STANDINGS[compared.standing]} {beside}."
    return f"{told}, {STANDINGS[compared.standing]} ({beside})."


def describe_worst(
    net: Projection, place: int, measure: Measure, may_be: Mapping[int, Interval], hidden: int
) -> str:
    """One sentence on the segments that may have the lowest coverage in a place."""
    where = _where(net, place)
    beside = f" {hidden} segments too small to be told are left out." if hidden > 1 else ""
    if hidden == 1:
        beside = " One segment too small to be told is left out."
    if not may_be:
        return f"Nobody is called worst off{where}: fewer than two segments can be told.{beside}"
    names = [net.segments.names[p] for p in may_be]
    shares = list(may_be.values())
    if len(names) == 1:
        return (
            f"{names[0]} are worst off{where}: {DOORS[measure]} leads to help for "
            f"{render_share(shares[0])}.{beside}"
        )
    if all(share == shares[0] and share.low == share.high for share in shares):
        listed = list_names(names)
        return f"{listed} are worst off{where} alike, at {render_share(shares[0])}.{beside}"
    return (
        f"It is not certain who is worst off{where}: it may be {list_names(names, 'or')}.{beside}"
    )


def describe_reference(net: Projection, reference: Reference) -> str:
    if reference.segment is not None:
        return f"Segments are compared with {net.segments.names[reference.segment]}."
    if reference.named:
        names = list_names([net.segments.names[p] for p in reference.named])
        return f"{names} are each named as the reference, so nothing is compared; name one."
    return "No segment is named as the reference, so nothing is compared; name one in advance."


def describe_suppression(families_known: bool, floor: int, zeros: Zeros) -> str:
    if not families_known:
        return (
            "Nothing is hidden as small: the required cells are derived, so their weights count "
            "cells, not families."
        )
    too = "" if zeros == "show" else ", and of none,"
    return (
        f"Groups of fewer than {floor} families{too} are not told, nor others from which their "
        "numbers could be worked out."
    )


def _name_group(net: Projection, key: Key) -> str:
    p, a = key
    who = "all segments" if p == EVERY_SEGMENT else net.segments.names[p]
    return f"{who}{_where(net, a)}"


def _where(net: Projection, place: int) -> str:
    return "" if place == EVERYWHERE else f" in {net.places.names[place]}"


def list_names(names: Sequence[str], last: str = "and") -> str:
    """Names as a sentence lists them.

    >>> list_names(["Ann", "Ben", "Cy"], "or")
    'Ann, Ben or Cy'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
