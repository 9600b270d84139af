"""What remains of a budget when some streams end, as exact bounds.

Amounts that are not known may be anything from 0 up, and currencies may stand in any proportion to
each other, so that the share that remains is known only to lie between two bounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.funding.budgets import Budget, Part

Ending = Mapping[int, Fraction]
"""Stream -> the share of it that ends: 1 less the probability that it is renewed."""


@dataclass(frozen=True)
class Ended:
    """How much of a budget ends.

    `known` has (what ends, all) of the known amounts, one pair a currency; `unknown` the share that
    ends of each amount that is not known.
    """

    known: tuple[tuple[Fraction, Fraction], ...]
    unknown: tuple[Fraction, ...]

    def remaining(self) -> tuple[Fraction, Fraction]:
        """(least, most) of the budget that remains; open bounds may not be reached."""
        ended = [ends / total for ends, total in self.known] + list(self.unknown)
        return 1 - max(ended), 1 - min(ended)

    def is_lost(self, threshold: Fraction) -> tuple[bool, bool]:
        """(for certain, possibly): the share that remains is below the threshold.

        It is below if the sum over amounts of what ends of each less (1 - threshold) times the
        amount is above 0. That holds for all unknown amounts and rates of exchange if no term is
        below 0 and a known one is above; it holds for some if any term is above 0.
        """
        spare = 1 - threshold
        known = [ends - spare * total for ends, total in self.known]
        unknown = [share - spare for share in self.unknown]
        possible = any(term > 0 for term in (*known, *unknown))
        if not known:
            return all(term > 0 for term in unknown), possible
        never_above = any(term < 0 for term in (*known, *unknown))
        return not never_above and any(term > 0 for term in known), possible


def measure_ended(budget: Budget, ending: Ending) -> Ended:
    """How much of a budget ends with the given shares of its streams."""
    nothing = Fraction(0)
    known = tuple(
        (
            sum((ending[p.stream] * a for p, a in group if p.stream in ending), nothing),
            sum((a for _, a in group), nothing),
        )
        for group in _currencies(budget)
    )
    unknown = tuple(
        ending.get(part.stream, nothing) for part in budget.parts if part.amount is None
    )
    return Ended(known, unknown)


def _currencies(budget: Budget) -> list[list[tuple[Part, Fraction]]]:
    """Known amounts that can be added up: by currency, each by itself where none is stated."""
    groups: dict[str | int, list[tuple[Part, Fraction]]] = defaultdict(list)
    for i, part in enumerate(budget.parts):
        if part.amount is not None:
            groups[i if part.currency is None else part.currency].append((part, part.amount))
    return list(groups.values())
