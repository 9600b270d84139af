"""Amounts of money as exact decimals.

Every amount is rounded to the cent, half a cent up, before anything is added; sums of such amounts
are exact, so that every breakdown adds up to its total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
DIGITS = 60
"""Precision of products and quotients before they are rounded to the cent."""


def to_cents(amount: Decimal) -> Decimal:
    """The amount rounded to the cent, half a cent up.

    >>> to_cents(Decimal("2.345")), to_cents(Decimal("7"))
    (Decimal('2.35'), Decimal('7.00'))
    """
    with localcontext(prec=DIGITS):
        return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def times(amount: Decimal, factor: Decimal) -> Decimal:
    """A product, rounded to the cent."""
    with localcontext(prec=DIGITS):
        return to_cents(amount * factor)


def share_out(amount: Decimal, part: int, whole: int) -> Decimal:
    """The part of an amount that falls on `part` of `whole` days, rounded to the cent."""
    with localcontext(prec=DIGITS):
        return to_cents(amount * part / whole)


def per(amount: Decimal, number: Decimal) -> Decimal:
    """An amount for each of a number above 0, rounded to the cent."""
    with localcontext(prec=DIGITS):
        return to_cents(amount / number)


@dataclass(frozen=True)
class Money:
    """A sum of amounts: those that are known, and how many are not.

    The true sum is `known` where nothing is unknown, else anything from `known` up.
    """

    known: Decimal = NOTHING
    unknown: int = 0

    @classmethod
    def of(cls, amounts: Iterable[Decimal | None]) -> Money:
        """The sum of amounts that are rounded to the cent; None is an amount not known.

        >>> Money.of([Decimal("1.10"), None])
        Money(known=Decimal('1.10'), unknown=1)
        """
        # Exact: an amount has at most 17 digits, and decimals are added with 28.
        known, unknown = NOTHING, 0
        for amount in amounts:
            if amount is None:
                unknown += 1
            else:
                known += amount
        return cls(known, unknown)

    def __add__(self, other: Money) -> Money:
        return Money(self.known + other.known, self.unknown + other.unknown)

    @property
    def most(self) -> Decimal | None:
        """The most it may be; None without a bound."""
        return None if self.unknown else self.known

    @property
    def is_nothing(self) -> bool:
        return not self.known and not self.unknown


def total(parts: Iterable[Money]) -> Money:
    """The sum of several sums."""
    return sum(parts, Money())


def less(first: Money, second: Money) -> tuple[Decimal | None, Decimal | None]:
    """(least, most) of the first less the second; None where there is no bound.

    >>> less(Money(Decimal("5.00")), Money(Decimal("7.00"), 1))
    (None, Decimal('-2.00'))
    """
    known = first.known - second.known
    return (None if second.unknown else known), (None if first.unknown else known)


def told(amount: Decimal | None) -> str | None:
    """The amount as exact text with two decimals, for JSON.

    >>> told(Decimal("1234.5"))
    '1234.50'
    """
    return None if amount is None else format(amount.quantize(CENT), "f")
