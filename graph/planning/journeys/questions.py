"""What is asked of a need at a step, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass

from graph.planning.journeys.ground import Doors, Place
from graph.planning.journeys.records import Days
from graph.planning.journeys.sweep import LATE
from graph.projection.arrays import Ints

EVER = LATE + 1
"""Stands for no upper limit: later than any day, known or not."""


@dataclass(frozen=True)
class Question:
    """One need of a family at a touchpoint; -1 where no door, pathway or service is named."""

    place: Place
    days: Days | None
    at: int = -1
    pathway: int = -1
    service: int = -1
    before: int | None = None
    """The service must start before this day."""


@dataclass(frozen=True)
class Way:
    """How a family is led to a service, and when that starts."""

    start: int
    """Day from birth, or days after the touchpoint where no day is told; LATE: nobody knows."""
    wait: int
    """Days from the touchpoint on; LATE: nobody knows."""
    nodes: tuple[int, ...]
    """Door first; last the node at which the service is, or the service of an undeclared sender."""
    pathways: tuple[int, ...]
    """Positions; -1 for a referral that nobody declared."""
    service: int
    """Position of the service."""
    toll: int
    """Cold pathways on the way."""


@dataclass(frozen=True)
class Answer:
    """The soonest way by facts that are certain (low), and by those that may be (high)."""

    low: Way | None
    high: Way | None
    doors: Doors


@dataclass(frozen=True)
class Offers:
    """Services where a family gets to; one row an offer.

    `layer` is below 0 for a referral that nobody declared: then -1 less the handoffs before it.
    """

    row: Ints
    day: Ints
    toll: Ints
    layer: Ints
    at: Ints
    """Position in the layer."""
