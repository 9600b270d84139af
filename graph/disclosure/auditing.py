"""What can be worked out of hidden counts from everything that is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.disclosure.moves import Moves
from graph.disclosure.rule import K, Kind, Orders, Relations, Rule
from graph.disclosure.system import System
from graph.errors import AnalysisError

TOLERANCE = 1e-6
"""Counts that are no whole numbers are the same where they differ by less than this."""


@dataclass(frozen=True)
class Interval:
    """What a hidden count can be, both ends included; no upper end where nothing bounds it."""

    low: float
    high: float | None

    @property
    def is_disclosed(self) -> bool:
        return self.high is not None and self.high - self.low < TOLERANCE


def audit(
    shown: Mapping[K, float],
    hidden: Mapping[K, Kind],
    relations: Relations[K],
    *,
    rule: Rule | None = None,
    at_most: Orders[K] = (),
    bounds: Mapping[K, int] | None = None,
    whole: bool = True,
) -> dict[K, Interval]:
    """For each hidden count the range of values that agree with what is told.

    The reader is taken to know the relations, the orders, the rule, and which counts are hidden
    for being small, and so that the others are not; where nothing agrees with all of that, this
    last is given up. An AnalysisError where what is told contradicts itself.
    """
    system = _believed(shown, hidden, relations, rule or Rule(), at_most, bounds, whole)
    return {key: _interval(system, key) for key in hidden}


def find_disclosed(
    counts: Mapping[K, float],
    hidden: Mapping[K, Kind],
    relations: Relations[K],
    *,
    rule: Rule | None = None,
    at_most: Orders[K] = (),
    bounds: Mapping[K, int] | None = None,
    whole: bool = True,
    every: bool = True,
    asked: Collection[K] | None = None,
    exact: bool = True,
) -> list[K]:
    """The hidden counts that can be worked out exactly, in the order of `hidden`.

    `counts` are the true ones: a count moves free as soon as one way to agree with what is told
    gives it another value. Most are judged without a solver (see `Moves`). Without `every` some of
    them are enough: none are found only where there are none. Only those `asked` are judged, all
    where it is None. Unless `exact`, those of which only a solver can tell are among the found.
    """
    if not hidden:
        return []
    rule = rule or Rule()
    agreed = not any(
        kind == "complementary" and rule.is_small(counts[key]) for key, kind in hidden.items()
    )
    known, fixed = list[K](), list(hidden)
    if agreed:
        moves = Moves(
            counts,
            hidden,
            relations,
            rule=rule,
            at_most=at_most,
            bounds=bounds or {},
            whole=whole,
        )
        known, fixed = moves.fixed()
    if asked is not None:
        known, fixed = ([key for key in keys if key in asked] for keys in (known, fixed))
    if not exact:
        known, fixed = [*known, *fixed], []
    if fixed and (every or not known):
        shown = {key: count for key, count in counts.items() if key not in hidden}
        system = _believed(shown, hidden, relations, rule, at_most, bounds, whole, agreed=agreed)
        known += _solve_for(system, counts, fixed, every=every)
    told = set(known)
    return [key for key in hidden if key in told]


def _solve_for(
    system: System[K], counts: Mapping[K, float], asked: list[K], *, every: bool
) -> list[K]:
    """Those of the counts asked that have their true value in every way to agree."""
    fixed = asked
    # Each key's place in binary gives it a push up or down: few questions part all the keys.
    for bit in range(len(asked).bit_length() if len(asked) > 1 else 0):
        push = {key: 1.0 if (i >> bit) & 1 else -1.0 for i, key in enumerate(asked)}
        fixed = _still_fixed(system, counts, fixed, push)
    for key in list(fixed):
        for sign in (1.0, -1.0):
            if key in fixed:
                fixed = _still_fixed(system, counts, fixed, {key: sign})
        if key in fixed and not every:
            return [key]
    return fixed


def can_hold(
    shown: Mapping[K, float],
    bounds: Mapping[K, int],
    relations: Relations[K],
    *,
    rule: Rule,
) -> dict[K, float] | None:
    """Counts below the bounds with which all relations hold; None where there are none."""
    hidden: dict[K, Kind] = dict.fromkeys(bounds, "primary")
    return System(shown, hidden, relations, rule=rule, bounds=bounds).solve({})


def _believed(
    shown: Mapping[K, float],
    hidden: Mapping[K, Kind],
    relations: Relations[K],
    rule: Rule,
    at_most: Orders[K],
    bounds: Mapping[K, int] | None,
    whole: bool,
    *,
    agreed: bool = False,
) -> System[K]:
    for strict in (True, False):
        system = System(
            shown,
            hidden,
            relations,
            rule=rule,
            at_most=at_most,
            bounds=bounds,
            strict=strict,
            whole=whole,
        )
        if agreed or system.solve({}) is not None:
            return system
    raise AnalysisError("the counts that are told do not add up")


def _still_fixed(
    system: System[K], counts: Mapping[K, float], fixed: list[K], push: Mapping[K, float]
) -> list[K]:
    found = system.solve(push)
    assert found is not None, "the true counts agree with what is told of them"
    return [key for key in fixed if abs(found[key] - counts[key]) < TOLERANCE]


def _interval(system: System[K], key: K) -> Interval:
    low, high = system.solve({key: 1.0}), system.solve({key: -1.0})
    assert low is not None, "something agrees: it was asked before"
    assert high is not None, "something agrees: it was asked before"
    top = high[key]
    # What nothing bounds goes as far as the search does, less what it shares with others.
    return Interval(low[key], None if top > system.most / 2 else top)
