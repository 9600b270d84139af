"""What the checks of a budget find, each with a key that stays the same from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph.planning.budget.money import told
from graph.planning.budget.plan import Plan
from graph.planning.budget.years import Year


@dataclass(frozen=True)
class Found:
    """One finding; `parts` are ids that, with the budget and the check, name it."""

    check: str
    parts: Sequence[str]
    sentence: str
    year: Year | None = None
    line: str | None = None
    activity: str | None = None
    """IRI."""
    stream: str | None = None
    """IRI."""
    amount: Decimal | None = None

    def describe(self, plan: Plan) -> dict[str, Any]:
        """`check`, `budget`, `fiscal_year`, `line`, `activity`, `stream`, `amount`, `sentence`,
        `key` and `records` (IRIs); ids are the records' own."""
        register = plan.records.register
        return {
            "check": self.check,
            "budget": plan.budget.id,
            "fiscal_year": self.year.name if self.year else None,
            "line": self.line,
            "activity": register.id(self.activity) if self.activity else None,
            "stream": register.id(self.stream) if self.stream else None,
            "amount": told(self.amount),
            "sentence": self.sentence,
            "key": ">".join((plan.budget.id, self.check, *self.parts)),
            "records": {
                "budget": plan.budget.iri,
                "activity": self.activity,
                "stream": self.stream,
            },
        }


def cash(plan: Plan, amount: Decimal, currency: str | None = None) -> str:
    """An amount with its currency, for a sentence.

    Whole amounts are told without cents.
    """
    return say_cash(amount, currency or plan.budget.currency)


def say_cash(amount: Decimal, currency: str) -> str:
    """
    >>> say_cash(Decimal("1234.50"), "USD"), say_cash(Decimal("1200.00"), "USD")
    ('1,234.50 USD', '1,200 USD')
    """
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f} {currency}" if whole else f"{amount:,.2f} {currency}"
