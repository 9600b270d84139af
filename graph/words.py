"""Numbers and names in sentences."""

from __future__ import annotations

from collections.abc import Sequence

NAMED = 3
"""Most names that a sentence lists."""


def portion(share: float) -> str:
    """A share in percent; one that would read as 0 is told as less than a tenth.

    >>> portion(0.1234), portion(0.0001)
    ('12.3%', 'under 0.1%')
    """
    return "under 0.1%" if 0 < share < 0.0005 else f"{share:.1%}"


def count(number: int, noun: str) -> str:
    """A number and its noun.

    >>> count(1, "cell"), count(2, "cell")
    ('1 cell', '2 cells')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """A few names in words, and how many more there are.

    >>> listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 more')
    """
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        return f"{', '.join(shown)} and {len(names) - NAMED} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
