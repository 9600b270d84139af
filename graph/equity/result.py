"""Equity: coverage by segment and place, beside the segment named as the reference."""

from __future__ import annotations

from typing import Any

from graph.coverage import Coverage
from graph.disclosure import DEFAULT_FLOOR
from graph.equity.comparing import compare, select_worst
from graph.equity.groups import (
    EVERY_SEGMENT,
    EVERYWHERE,
    MEASURES,
    Group,
    Key,
    Measure,
    sum_groups,
)
from graph.equity.intervals import Interval, as_list
from graph.equity.reference import ALL, Reference, choose_reference
from graph.equity.sentences import (
    describe_group,
    describe_reference,
    describe_suppression,
    describe_worst,
)
from graph.equity.suppression import Zeros, select_hidden
from graph.errors import AnalysisError

NUMBERS = ("ratio", "difference", "adverse_ratio", "adverse_difference")


def compute_equity(
    coverage: Coverage,
    *,
    measure: Measure = "every_door",
    reference: str | None = None,
    floor: int = DEFAULT_FLOOR,
    zeros: Zeros = "show",
) -> dict[str, Any]:
    """Coverage of every segment, every place, and every segment in every place.

    `measure` is what is compared, `reference` the id of a segment that replaces the one the data
    name. Groups of fewer families than `floor` are not told where weights are families, that is,
    where the required cells are declared.

    Keys: `parameters`, `required`, `headline`, `reference`, `suppression`, then `segments` (one
    row a segment, over all places), `segment_places` (one a segment and place), `places` (one a
    place, over all segments), `worst_off` (one a place), `completeness`. A row's `weight` and
    `families` are null where they are not told; its coverage and comparison are intervals, null
    with the `reason`.

    Raises AnalysisError for a measure, floor or reference that makes no sense.
    """
    if measure not in MEASURES:
        raise AnalysisError(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}")
    if zeros not in ("show", "hide"):
        raise AnalysisError(f"zeros must be show or hide, not {zeros!r}")
    named = choose_reference(coverage.net, reference)
    return _Equity(coverage, measure, named, floor, zeros).as_dict()


class _Equity:
    """One result, made row by row."""

    def __init__(
        self, coverage: Coverage, measure: Measure, reference: Reference, floor: int, zeros: Zeros
    ) -> None:
        self.coverage, self.net, self.measure = coverage, coverage.net, measure
        self.reference, self.floor, self.zeros = reference, floor, zeros
        self.families_known = coverage.required.origin == "declared"
        sums = sum_groups(coverage)
        self.groups = sums.groups
        self.hidden: set[Key] = (
            select_hidden(self.net, sums, floor=floor, zeros=zeros)
            if self.families_known
            else set()
        )

    def as_dict(self) -> dict[str, Any]:
        summary = self.coverage.summary()
        required, headline = summary["required"], summary["headline"]
        if (EVERY_SEGMENT, EVERYWHERE) in self.hidden:
            required = {**required, "weight": None}
            headline = dict.fromkeys(headline)
        segments = range(len(self.net.segments))
        places = range(len(self.net.places))
        asked = sorted(key for key in self.groups if key[1] != EVERYWHERE and key[0] >= 0)
        return {
            "parameters": {
                **summary["parameters"],
                "measure": self.measure,
                "reference": self._segment_id(self.reference.segment),
                "floor": self.floor,
                "zeros": self.zeros,
            },
            "required": required,
            "headline": headline,
            "reference": {
                **self.reference.as_dict(self.net),
                "sentence": describe_reference(self.net, self.reference),
            },
            "suppression": {
                "applied": self.families_known,
                "floor": self.floor if self.families_known else None,
                "zeros": self.zeros if self.families_known else None,
                "groups_hidden": len(self.hidden),
                "sentence": describe_suppression(self.families_known, self.floor, self.zeros),
            },
            "segments": [self._segment_row((p, EVERYWHERE)) for p in segments],
            "segment_places": [self._segment_row(key) for key in asked],
            "places": [self._place_row(a) for a in places],
            "worst_off": [self._worst_row(a) for a in places if (EVERY_SEGMENT, a) in self.groups],
            "completeness": summary["completeness"],
        }

    def _segment_row(self, key: Key) -> dict[str, Any]:
        """A segment in a place, beside the reference in the same place."""
        p, a = key
        row = self._row(key)
        reason = self._no_comparison(key)
        mine, theirs = self._share(key), self._reference_share(a)
        compared = None
        if reason is None and mine is not None and theirs is not None:
            compared = compare(mine, theirs)
        told = {name: as_list(getattr(compared, name)) if compared else None for name in NUMBERS}
        declared = int(self.net.segment_population[p]) if a == EVERYWHERE else -1
        known = declared >= 0 and key not in self.hidden
        return {
            "segment": self.net.segments.ids[p],
            "place": self.net.places.ids[a],
            "population": declared if known else None,
            **row,
            "is_reference": p == self.reference.segment,
            "standing": compared.standing if compared else None,
            **told,
            "comparison_reason": reason,
            "names": {
                "segment": self.net.segments.names[p],
                "place": self.net.places.names[a],
            },
            "sentence": describe_group(
                self.net, key, self.measure, mine, row["reason"], theirs, compared
            ),
        }

    def _place_row(self, a: int) -> dict[str, Any]:
        key = (EVERY_SEGMENT, a)
        row = self._row(key)
        share = self._share(key)
        return {
            "place": self.net.places.ids[a],
            **row,
            "names": {"place": self.net.places.names[a]},
            "sentence": describe_group(self.net, key, self.measure, share, row["reason"]),
        }

    def _worst_row(self, a: int) -> dict[str, Any]:
        """The segment with the lowest coverage in a place, among those that are told."""
        asked = [p for p, place in sorted(self.groups) if place == a and p > ALL]
        shares = {p: share for p in asked if (share := self._share((p, a))) is not None}
        not_told = sum((p, a) in self.hidden for p in asked)
        may_be = select_worst(shares) if len(shares) > 1 else []
        reason = None if may_be else "fewer-than-two-groups"
        certain = len(may_be) == 1
        return {
            "place": self.net.places.ids[a],
            "measure": self.measure,
            "segment": self._segment_id(may_be[0]) if certain else None,
            "certain": certain if may_be else None,
            "may_be": [self._segment_id(p) for p in may_be],
            "coverage": as_list(shares[may_be[0]]) if certain else None,
            "groups": len(shares),
            "groups_hidden": not_told,
            "reason": reason,
            "names": {
                "place": self.net.places.names[a],
                "may_be": [self.net.segments.names[p] for p in may_be],
            },
            "sentence": describe_worst(
                self.net, a, self.measure, {p: shares[p] for p in may_be}, not_told
            ),
        }

    def _row(self, key: Key) -> dict[str, Any]:
        """Counts and coverage of a group, null where they are not told."""
        group, told = self.groups.get(key), key not in self.hidden
        shares = {measure: self._share(key, measure) for measure in MEASURES}
        return {
            "cells": group.cells if group else 0,
            "families": self._families(group) if told else None,
            "weight": _number(group.weight if group else 0) if told else None,
            **{measure: as_list(share) for measure, share in shares.items()},
            "reason": self._no_share(key),
        }

    def _families(self, group: Group | None) -> int | None:
        if not self.families_known:
            return None
        return group.families if group else 0

    def _no_share(self, key: Key) -> str | None:
        """Why a group has no coverage to tell."""
        if key not in self.groups:
            return "no-required-cells"
        if key in self.hidden:
            return "small"
        return "no-weight" if self.groups[key].weight == 0 else None

    def _no_comparison(self, key: Key) -> str | None:
        """Why a group is not compared with the reference."""
        p, a = key
        if p == ALL:
            return "every-family"
        if p == self.reference.segment:
            return "is-reference"
        if self.reference.segment is None:
            return self.reference.reason
        if reason := self._no_share(key):
            return reason
        reason = self._no_share((self.reference.segment, a))
        return f"reference-{reason}" if reason else None

    def _share(self, key: Key, measure: Measure | None = None) -> Interval | None:
        if self._no_share(key) is not None:
            return None
        return self.groups[key].share(measure or self.measure)

    def _reference_share(self, a: int) -> Interval | None:
        if self.reference.segment is None:
            return None
        return self._share((self.reference.segment, a))

    def _segment_id(self, p: int | None) -> str | None:
        return None if p is None else self.net.segments.ids[p]


def _number(value: Any) -> float | int:
    """As JSON has it: whole numbers without a point."""
    return int(value) if value == int(value) else float(value)
