"""Three-valued logic, and the two worlds it is read in (SEMANTICS 3)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """What is known of a fact."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


class World(Enum):
    """The low world keeps what is true; the high world keeps what is not false."""

    LOW = "low"
    HIGH = "high"


def certain(statement: bool) -> Truth:
    """True or false, for a statement the data decide."""
    return Truth.TRUE if statement else Truth.FALSE


def all_of(parts: Iterable[Truth]) -> Truth:
    """Kleene's and: the least of the parts; true of none.

    >>> all_of([Truth.TRUE, Truth.UNKNOWN]), all_of([Truth.FALSE, Truth.UNKNOWN])
    (<Truth.UNKNOWN: 1>, <Truth.FALSE: 0>)
    """
    return min(parts, key=lambda part: part.value, default=Truth.TRUE)


def any_of(parts: Iterable[Truth]) -> Truth:
    """Kleene's or: the greatest of the parts; false of none."""
    return max(parts, key=lambda part: part.value, default=Truth.FALSE)


def holds(fact: Truth, world: World) -> bool:
    """Whether the world keeps the fact."""
    return fact is Truth.TRUE or (fact is Truth.UNKNOWN and world is World.HIGH)
