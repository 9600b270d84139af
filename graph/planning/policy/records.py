"""Recommendations, barriers and communities, as plain objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from graph.projection import Projection
from graph.projection.arrays import Ints
from graph.register import Entry, Register
from ontology.terms import DCTERMS, SDO

TURNED_DOWN = frozenset({"rejected", "withdrawn"})
"""Recommendations that take no barrier away."""
DECIDED = TURNED_DOWN | {"adopted"}


@dataclass(frozen=True)
class Criteria:
    """What a recommendation or barrier is about, as IRIs; what is empty is any."""

    needs: Sequence[str]
    touchpoints: Sequence[str]
    segments: Sequence[str]
    gap_types: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.needs or self.touchpoints or self.segments or self.gap_types)


@dataclass(frozen=True)
class Barrier:
    """What stands in families' way, as communities tell it."""

    iri: str
    id: str
    name: str
    description: str
    collaboratives: Sequence[str]
    criteria: Criteria
    told_on: date | None


@dataclass(frozen=True)
class Recommendation:
    """A concept for legislation or funding; references are IRIs."""

    iri: str
    id: str
    name: str
    kind: str
    level: str | None
    ask: str
    amount: Decimal | None
    per: str
    currency: str
    streams: Sequence[str]
    goals: Sequence[str]
    barriers: Sequence[str]
    criteria: Criteria
    collaboratives: Sequence[str]
    activities: Sequence[str]
    findings: Sequence[str]
    status: str
    asked_on: date | None

    @property
    def per_year(self) -> Decimal | None:
        """The amount of one year; of what is asked for once, the whole."""
        if self.amount is None:
            return None
        return self.amount / 2 if self.per == "biennium" else self.amount


@dataclass(frozen=True)
class Community:
    """A collaborative with its places, or a place at the top that no collaborative serves."""

    iri: str
    id: str
    name: str
    kind: str
    """`collaborative` or `place`."""
    places: Ints
    """Positions in the projection; none where a collaborative states none."""


def read_recommendations(register: Register) -> list[Recommendation]:
    """Every recommendation, in order of id."""
    return [
        Recommendation(
            iri=entry.iri,
            id=entry.id,
            name=entry.name,
            kind=entry.code("policyKind") or "",
            level=entry.code("atLevel"),
            ask=entry.text(f"{DCTERMS}description") or "",
            amount=entry.decimal("amount"),
            per=entry.code("amountPeriod") or "year",
            currency=entry.text(f"{SDO}currency") or "",
            streams=entry.refs("fromStream"),
            goals=entry.refs("supportsGoal"),
            barriers=entry.refs("addressesBarrier"),
            criteria=_criteria(entry),
            collaboratives=entry.refs("ofCollaborative"),
            activities=entry.refs("scalesActivity"),
            findings=entry.refs("answersFinding"),
            status=entry.code("policyStatus") or "idea",
            asked_on=entry.day("proposedOn"),
        )
        for entry in register.of("PolicyRecommendation")
    ]


def read_barriers(register: Register) -> list[Barrier]:
    """Every barrier that was told, in order of id."""
    return [
        Barrier(
            iri=entry.iri,
            id=entry.id,
            name=entry.name,
            description=entry.text(f"{DCTERMS}description") or "",
            collaboratives=entry.refs("ofCollaborative"),
            criteria=_criteria(entry),
            told_on=entry.day("asOf"),
        )
        for entry in register.of("Barrier")
    ]


def read_communities(register: Register, net: Projection, as_of: date) -> list[Community]:
    """The communities that can share a barrier, in order of id.

    Collaboratives that have not ended, each with the places that it serves; then places at the top
    of which no collaborative serves any part.
    """
    position = {iri: place for place, iri in enumerate(net.places.iris)}
    found = []
    served = np.zeros(len(net.places), np.bool_)
    for entry in register.of("Collaborative"):
        ended = entry.day("endsOn")
        if ended is not None and ended < as_of:
            continue
        places = np.array(
            sorted(position[iri] for iri in entry.refs("servesArea") if iri in position), np.int64
        )
        served |= net.place_above[:, places].any(axis=1) | net.place_above[places].any(axis=0)
        found.append(Community(entry.iri, entry.id, entry.name, "collaborative", places))
    top = np.flatnonzero((net.place_above.sum(axis=1) <= 2) & ~served)
    for place in top.tolist():
        if place:
            iri, id_, name = (
                values[place] for values in (net.places.iris, net.places.ids, net.places.names)
            )
            found.append(Community(iri, id_, name, "place", np.array([place], np.int64)))
    return sorted(found, key=lambda each: (each.kind, each.id, each.iri))


def _criteria(entry: Entry) -> Criteria:
    return Criteria(
        needs=entry.refs("forNeed"),
        touchpoints=entry.refs("atTouchpoint"),
        segments=entry.refs("forSegment"),
        gap_types=entry.codes("showsAs"),
    )
