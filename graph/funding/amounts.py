"""Money of streams, added up over all recipients."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from graph.funding.budgets import Budgets

NO_CURRENCY = "not stated"


class StreamMoney:
    """The counted amounts of each stream: each recipient's of the year that counts for it."""

    def __init__(self, budgets: Budgets) -> None:
        self.known: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        self.unknown: Counter[int] = Counter()
        for budget in (*budgets.service, *budgets.partner):
            for part in budget.parts if budget else ():
                if part.amount is None:
                    self.unknown[part.stream] += 1
                else:
                    self.known[part.stream][part.currency or NO_CURRENCY] += part.amount

    def total(self, streams: Iterable[int]) -> dict[str, Any]:
        """`money`: currency -> amount; `money_unknown`: how many amounts are not known."""
        chosen = list(streams)
        money: dict[str, Fraction] = defaultdict(Fraction)
        for stream in chosen:
            for currency, amount in self.known[stream].items():
                money[currency] += amount
        return {
            "money": {currency: float(money[currency]) for currency in sorted(money)},
            "money_unknown": sum(self.unknown[stream] for stream in chosen),
        }
