"""Journeys judged in the plainest way: every walk from every door written out, with its waits.

Facts, doors and walks are those of the coverage oracle; only the child's age on the day and the
waits are added. Slow, for communities of a few dozen rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oracle.kleene import Truth, World, all_of, holds
from oracle.plain_records import Key, Pathway, Question, Service
from oracle.plain_routes import Walker

Days = tuple[int, int] | None
"""First and last day on which the family may be there."""


@dataclass(frozen=True)
class Waits:
    """Days by number of the pathway and by service; None where unknown."""

    pathway: Mapping[int, int | None]
    service: Mapping[Key, int | None]


@dataclass(frozen=True)
class Asked:
    """One need of one step."""

    days: Days
    at: Key | None = None
    pathway: int | None = None
    service: Key | None = None
    before: int | None = None


@dataclass(frozen=True)
class JourneyOracle:
    """One required cell, asked by a step."""

    walker: Walker
    waits: Waits
    handoffs: int
    mode: str
    asked: Asked

    @property
    def cell(self) -> Question:
        return self.walker.asked

    def doors(self, world: World) -> list[Key]:
        at = self.asked.at
        recorded = self.walker.recorded_doors()
        if at is None:
            return [door for door in recorded if holds(self.walker.door_judged(door), world)]
        judged = self.walker.door_judged(at) if at in recorded else self._unrecorded(at)
        return [at] if holds(judged, world) else []

    def _unrecorded(self, at: Key) -> Truth:
        facts, services = self.walker.facts, self.walker.community.services
        parts = [Truth.UNKNOWN]
        if at in services:
            parts += [facts.open(services[at]), facts.eligible(services[at], self.cell.segment)]
        return all_of(parts)

    @property
    def listed(self) -> bool:
        return self.asked.at is not None or bool(self.walker.recorded_doors())

    def soonest(self, world: World) -> float | None:
        """The soonest start of a service, infinite where nobody knows the day; None: never."""
        return min((self.walk(door, world) for door in self.doors(world)), default=None, key=_key)

    def walk(self, door: Key, world: World) -> float | None:
        return min(self.walks(door, world), default=None, key=_key)

    def walks(self, door: Key, world: World) -> Iterator[float]:
        """The start of every service at the end of every walk."""
        days = self.asked.days
        day = 0.0 if days is None else float(days[0] if world is World.HIGH else days[1])
        walks: list[tuple[Key, float]] = [(door, day)]
        for used in range(self.handoffs + 1):
            further: list[tuple[Key, float]] = []
            for node, arrived in walks:
                if used or self.asked.pathway is None:
                    yield from self.starts_at(node, arrived, world)
                if used == self.handoffs:
                    continue
                ways = self.walker.usable_pathways(node, self.mode, world, first=used == 0)
                for way in ways:
                    if used or self.asked.pathway in (None, way.number):
                        further.append((way.receiver, arrived + self.wait_of(way, world)))
                may_jump = used or self.asked.pathway is None
                if world is World.HIGH and may_jump and self.walker.may_refer_anywhere(node):
                    for service in self.walker.community.services.values():
                        yield from self.start(service, arrived, world)
            walks = list(dict.fromkeys(further))

    def wait_of(self, way: Pathway, world: World) -> float:
        return _days(self.waits.pathway[way.number], world)

    def starts_at(self, node: Key, arrived: float, world: World) -> Iterator[float]:
        community = self.walker.community
        here = (
            [community.services[node]]
            if node in community.services
            else community.services_of(node)
        )
        for service in here:
            yield from self.start(service, arrived, world)

    def start(self, service: Service, arrived: float, world: World) -> Iterator[float]:
        """The day on which one service starts, if it takes the family then."""
        asked, facts = self.asked, self.walker.facts
        if asked.service not in (None, service.key):
            return
        parts = [
            facts.open(service),
            facts.meets(service, self.cell.need),
            facts.eligible(service, self.cell.segment),
            facts.access(service, self.cell.place),
        ]
        if asked.days is None:
            parts.append(facts.of_age(service, self.cell.touchpoint))
        if not holds(all_of(parts), world):
            return
        start = arrived + _days(self.waits.service[service.key], world)
        if asked.days is not None:
            start = max(start, service.from_day)
            bounded = math.isfinite(service.to_day)
            if bounded and not start < service.to_day:
                return
            if asked.before is not None and not start < asked.before:
                return
        yield start


def _days(wait: int | None, world: World) -> float:
    if wait is None:
        return 0.0 if world is World.HIGH else math.inf
    return float(wait)


def _key(start: float | None) -> float:
    # Never is later than some day that nobody knows.
    return 2.0 * 10**18 if start is None else min(start, 10.0**18)
