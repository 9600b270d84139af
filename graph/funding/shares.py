"""What remains of a budget when some streams end, as exact bounds.

Amounts that are not known may be anything from 0 up, and currencies may stand in any proportion to
each other, so that the share that remains is known only to lie between two bounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from graph.funding.budgets import Budget, Part

Ending = Mapping[int, Fraction]
"""Stream -> the share of it that ends: 1 less the probability that it is renewed."""


def remaining_share(budget: Budget, ending: Ending) -> tuple[Fraction, Fraction]:
    """(least, most) of the budget that remains; bounds of an open interval may not be reached."""
    ended = [
        sum((_ends(part, ending) * (part.amount or 0) for part in group), Fraction(0))
        / sum((part.amount or Fraction(0) for part in group), Fraction(0))
        for group in _currencies(budget)
    ]
    ended += [_ends(part, ending) for part in budget.parts if part.amount is None]
    return 1 - max(ended), 1 - min(ended)


def is_lost(budget: Budget, ending: Ending, threshold: Fraction) -> tuple[bool, bool]:
    """(for certain, possibly): the share that remains is below the threshold.

    It is below if the sum of amount * (what ends of it - (1 - threshold)) is above 0. That holds
    for all unknown amounts and rates of exchange if no term is below 0 and a known one is above;
    it holds for some if any term is above 0.
    """
    spare = 1 - threshold
    known = [
        sum(((_ends(part, ending) - spare) * (part.amount or 0) for part in group), Fraction(0))
        for group in _currencies(budget)
    ]
    unknown = [_ends(part, ending) - spare for part in budget.parts if part.amount is None]
    possible = any(term > 0 for term in (*known, *unknown))
    if not known:
        return all(term > 0 for term in unknown), possible
    never_above = any(term < 0 for term in (*known, *unknown))
    return not never_above and any(term > 0 for term in known), possible


def _ends(part: Part, ending: Ending) -> Fraction:
    return ending.get(part.stream, Fraction(0))


def _currencies(budget: Budget) -> list[list[Part]]:
    """Known amounts that can be added up: by currency, each by itself where none is stated."""
    groups: dict[str | int, list[Part]] = defaultdict(list)
    for i, part in enumerate(budget.parts):
        if part.amount is not None:
            groups[i if part.currency is None else part.currency].append(part)
    return list(groups.values())
