"""Three values of a fact, and shares and counts that rest on them.

True, False or None for what is not known; Kleene's logic (SEMANTICS section 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

Truth = bool | None
Verdict = Literal["holds", "fails", "unknown"]
Bounds = tuple[Decimal, Decimal | None]
"""The least and the most that a number can be; no most where nothing bounds it."""


def all_of(*facts: Truth) -> Truth:
    """Whether every fact is true.

    >>> all_of(True, None), all_of(None, False), all_of()
    (None, False, True)
    """
    if False in facts:
        return False
    return None if None in facts else True


def any_of(*facts: Truth) -> Truth:
    """Whether some fact is true.

    >>> any_of(False, None), any_of(None, True), any_of()
    (None, True, False)
    """
    if any(facts):
        return True
    return None if None in facts else False


def negate(fact: Truth) -> Truth:
    """Whether it is false."""
    return None if fact is None else not fact


def at_least(bounds: Bounds | None, limit: Decimal) -> Truth:
    """Whether a number within these bounds reaches the limit; None where nothing bounds it.

    >>> at_least((Decimal(1), Decimal(3)), Decimal(2)), at_least((Decimal(1), None), Decimal(1))
    (None, True)
    """
    if bounds is None:
        return None
    low, high = bounds
    if low >= limit:
        return True
    return False if high is not None and high < limit else None


def count(facts: Iterable[Truth], *, complete: Truth) -> Bounds:
    """How many facts are true; there may be more than are listed unless the list is complete."""
    listed = list(facts)
    sure = sum(fact is True for fact in listed)
    most = sum(fact is not False for fact in listed)
    return Decimal(sure), Decimal(most) if complete else None


def share(facts: Sequence[tuple[Truth, Truth]]) -> Bounds | None:
    """Which part of the members has the property; pairs are (is a member, has the property).

    The least and the most over every way in which what is unknown may turn out. None where there
    may be no member at all.

    >>> share([(True, True), (True, None)])
    (Decimal('0.5'), Decimal('1'))
    >>> share([(None, False), (True, True)])
    (Decimal('0.5'), Decimal('1'))
    """
    if not any(member is True for member, _ in facts):
        return None
    # A possible member counts only where it makes the share worse, or better.
    worst = [has is True for member, has in facts if member or (member is None and not has)]
    best = [
        has is not False for member, has in facts if member or (member is None and has is not False)
    ]
    return _ratio(worst), _ratio(best)


def or_more(bounds: Bounds | None, complete: Truth) -> Bounds | None:
    """Bounds of a share of all there are, where more may exist than is on record.

    What nobody recorded may have the property, so that there is no most unless the list is
    complete: such a share can reach a limit, and cannot miss it.

    >>> or_more((Decimal(0), Decimal(0)), None), or_more((Decimal(0), Decimal(0)), True)
    ((Decimal('0'), None), (Decimal('0'), Decimal('0')))
    """
    return bounds if bounds is None or complete else (bounds[0], None)


def _ratio(values: Sequence[bool]) -> Decimal:
    return Decimal(sum(values)) / Decimal(len(values))


def verdict(fact: Truth) -> Verdict:
    """The word for it.

    >>> verdict(None)
    'unknown'
    """
    return "unknown" if fact is None else "holds" if fact else "fails"
