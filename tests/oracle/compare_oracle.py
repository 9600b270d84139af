"""What belongs to a place, and the measures of cells, from plain records and plain cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from oracle.plain_records import EVERYWHERE, Community, Key, upwards

Cell = Mapping[str, Any]


class PlaceOracle:
    """The records of one place with all that lies in it."""

    def __init__(self, community: Community, place: Key, touchpoints: set[Key]) -> None:
        self.community, self.place, self.touchpoints = community, place, touchpoints

    def lies_in(self, one: Key) -> bool:
        return self.place in self._above(one)

    def related(self, one: Key) -> bool:
        return self.lies_in(one) or one in self._above(self.place)

    def services(self) -> set[Key]:
        found = set()
        for service in self.community.services.values():
            if service.places:
                fits = any(map(self.related, service.places))
            else:
                places = {self.community.site_places[site] or EVERYWHERE for site in service.sites}
                fits = any(map(self.lies_in, places))
            if fits:
                found.add(service.key)
        return found

    def partners(self) -> set[Key]:
        doors = {
            self.community.partner_of(door.at)
            for door in self.community.doors
            if door.touchpoint in self.touchpoints
            and (not door.places or any(map(self.related, door.places)))
        }
        return doors | {self.community.partner_of(service) for service in self.services()}

    def pathways(self) -> int:
        senders = self.services() | self.partners() | self.touchpoints
        return sum(
            e.sender in senders or self._partner(e.sender) in senders
            for e in self.community.pathways
        )

    def _partner(self, node: Key) -> Key | None:
        return None if node in self.community.touchpoints else self.community.partner_of(node)

    def _above(self, place: Key) -> set[Key]:
        return upwards(place, self.community.places) | {EVERYWHERE}


def measures(cells: Sequence[Cell], weights: Sequence[Fraction]) -> dict[str, Any]:
    """Shares, gaps and unknown cells, one cell after the other."""
    total = sum(weights, Fraction(0))
    told: dict[str, Any] = {}
    for measure in ("every_door", "any_door"):
        low = high = Fraction(0)
        for cell, weight in zip(cells, weights, strict=True):
            low += weight * (cell[measure] == "covered")
            high += weight * (cell[measure] != "gap")
        told[measure] = [float(low / total), float(high / total)] if total else None
        told[f"unknown_{measure}"] = sum(cell[measure] == "unknown" for cell in cells)
    types = Counter(cell["gap_type"] for cell in cells)
    for name in ("orphan", "supply", "eligibility", "access", "link", "warmth"):
        told[f"gaps_{name}"] = types[name]
    told["gaps_door_gap"] = types["door-gap"]
    told["gaps_no_doors_listed"] = types["no-doors-listed"]
    told["orphan_touchpoints"] = len(
        {cell["touchpoint"] for cell in cells if cell["gap_type"] == "orphan"}
    )
    told["required_cells"], told["required_weight"] = len(cells), float(total)
    return told


def by_key(cells: Iterable[Cell]) -> dict[tuple[str, ...], Cell]:
    names = ("touchpoint", "need", "segment", "place")
    return {tuple(cell[name] for name in names): cell for cell in cells}
