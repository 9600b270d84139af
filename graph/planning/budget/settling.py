"""Which phase of an amount counts.

Amounts of one thing and year at different phases are statements about the same money, so that one
phase counts and the others stand beside it: the most settled one. Money spent is that only once
the year is over; before, it is what was spent so far.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

OPEN_YEAR: Sequence[str] = ("awarded", "planned", "spent", "requested")
PAST_YEAR: Sequence[str] = ("spent", "awarded", "planned", "requested")


def choose_phase(stated: Collection[str], *, is_over: bool) -> str:
    """The phase that counts, of those stated.

    >>> choose_phase({"planned", "spent"}, is_over=False)
    'planned'
    >>> choose_phase({"planned", "spent"}, is_over=True)
    'spent'
    """
    return next(phase for phase in (PAST_YEAR if is_over else OPEN_YEAR) if phase in stated)
