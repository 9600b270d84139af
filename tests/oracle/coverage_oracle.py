"""Coverage as SEMANTICS sets it out, computed in the plainest way, to hold the engine against.

`CoverageOracle(sources, shipped_needs).result(parameters)` is the object of section 11; the cells
are in the order the tables give. It is slow and meant for communities of a few dozen rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from oracle.kleene import Truth, World, holds
from oracle.plain_facts import Facts, OracleParameters
from oracle.plain_records import (
    ALL,
    EVERYWHERE,
    Community,
    Key,
    Pathway,
    Question,
    ShippedNeeds,
    Sources,
)
from oracle.plain_routes import Walker, build_network
from oracle.plain_tables import read_community
from oracle.unknown_facts import UnknownFact, fewest_unknown

Result = dict[str, Any]
STATUS = {Truth.TRUE: "covered", Truth.FALSE: "gap", Truth.UNKNOWN: "unknown"}
VARIANTS = tuple(product((0, 1, 2), ("warm", "any")))


def between(low: bool, high: bool) -> Truth:
    """A result from its two worlds: covered, gap or unknown."""
    return Truth.TRUE if low else (Truth.UNKNOWN if high else Truth.FALSE)


def shown(subject: Key | Pathway | None) -> str | None:
    if subject is None:
        return None
    return subject.name if isinstance(subject, Pathway) else subject[1]


def shown_fact(fact: UnknownFact) -> dict[str, str | None]:
    return {
        "fact": fact.fact,
        "subject": shown(fact.subject),
        "object": shown(fact.object),
        "with": shown(fact.ask),
    }


class CoverageOracle:
    """The oracle for one community."""

    def __init__(self, sources: Sources, shipped: ShippedNeeds) -> None:
        self.community: Community = read_community(sources, shipped)
        self.net = build_network(self.community)

    # Required cells (section 2)

    @property
    def origin(self) -> str:
        return "declared" if self.community.requirements else "derived"

    def questions(self) -> list[Question]:
        return list(self.community.requirements or self._derived())

    def _derived(self) -> Iterator[Question]:
        community = self.community
        above = {parent for parents in community.places.values() for parent in parents}
        leaves = [place for place in community.places if place not in above] or [EVERYWHERE]
        segments = community.segments or (ALL,)
        for touchpoint in community.touchpoints.values():
            needs = touchpoint.required_needs or [
                need for need, stages in community.need_stages.items() if touchpoint.stage in stages
            ]
            for need, segment, place in product(needs, segments, leaves):
                yield Question(touchpoint.key, need, segment, place, Fraction(1))

    def walker(self, parameters: OracleParameters, asked: Question) -> Walker:
        return Walker(Facts(self.community, parameters), self.net, asked)

    # Doors and statuses (section 5)

    def statuses(self, walker: Walker, handoffs: int, mode: str) -> tuple[Truth, Truth]:
        """(any door, every door)."""
        if not walker.recorded_doors():
            return Truth.UNKNOWN, Truth.UNKNOWN
        known, possible = walker.doors(Truth.TRUE), walker.doors(Truth.UNKNOWN)
        both = [*known, *possible]
        if not both:
            return Truth.FALSE, Truth.FALSE

        def low(door: Key) -> bool:
            return walker.granting(door).reaches(door, handoffs, mode, World.LOW)

        def high(door: Key) -> bool:
            return walker.reaches(door, handoffs, mode, World.HIGH)

        any_high = any(map(high, both))
        every_high = all(map(high, known)) if known else any_high
        return (
            between(any(map(low, known)), any_high),
            between(bool(known) and all(map(low, both)), every_high),
        )

    def headline(self, parameters: OracleParameters, handoffs: int, mode: str) -> Result:
        """`every_door` and `any_door` as intervals, null when the weights sum to 0."""
        questions = self.questions()
        total = sum(asked.weight for asked in questions)
        sums = {"every_door": [Fraction(0), Fraction(0)], "any_door": [Fraction(0), Fraction(0)]}
        for asked in questions:
            any_door, every_door = self.statuses(self.walker(parameters, asked), handoffs, mode)
            for name, status in (("every_door", every_door), ("any_door", any_door)):
                sums[name][0] += asked.weight * (status is Truth.TRUE)
                sums[name][1] += asked.weight * (status is not Truth.FALSE)
        return {
            name: [float(low / total), float(high / total)] if total else None
            for name, (low, high) in sums.items()
        }

    # Cells (sections 6 and 11)

    def cell(self, parameters: OracleParameters, asked: Question) -> Result:
        walker = self.walker(parameters, asked)
        k, mode = parameters.handoffs, parameters.mode
        known, possible = walker.doors(Truth.TRUE), walker.doors(Truth.UNKNOWN)
        listed = bool(walker.recorded_doors())
        any_door, every_door = self.statuses(walker, k, mode)
        gap_type = self._gap_type(walker, parameters, any_door, every_door)
        result: Result = {
            "touchpoint": shown(asked.touchpoint),
            "need": shown(asked.need),
            "segment": shown(asked.segment),
            "place": shown(asked.place),
            "weight": float(asked.weight),
            "any_door": STATUS[any_door],
            "every_door": STATUS[every_door],
            "door_share": None,
            "known_doors": len(known),
            "possible_doors": len(possible),
            "gap_type": gap_type,
            "failing_doors": [],
            "handoffs": None,
            "route": None,
            "possible_route": None,
            "verify": [],
        }
        if known:
            reached = {
                world: [door for door in known if walker.reaches(door, k, mode, world)]
                for world in World
            }
            result["door_share"] = [len(reached[world]) / len(known) for world in World]
        if gap_type == "door-gap":
            result["failing_doors"] = [
                {"door": shown(door), "gap_type": self._last_rung(walker, [door], k)}
                for door in known
                if door not in reached[World.HIGH]
            ]
        if any_door is Truth.TRUE:
            walks = (walker.shortest_walk(door, k, mode, World.LOW) for door in known)
            route = min((walk for walk in walks if walk), key=len)
            result["route"] = [shown(node) for node in route]
            result["handoffs"] = len(route) - 1
        if any_door is Truth.UNKNOWN and listed:
            possible_route, facts = fewest_unknown(walker, k, mode)
            result["possible_route"] = [shown(node) for node in possible_route]
            result["verify"] = [shown_fact(fact) for fact in facts]
        return result

    def _last_rung(self, walker: Walker, doors: list[Key], handoffs: int) -> str:
        """For doors that fail though the provider set is not empty."""
        by_any = any(walker.reaches(door, handoffs, "any", World.HIGH) for door in doors)
        return "warmth" if by_any else "link"

    def _gap_type(
        self, walker: Walker, parameters: OracleParameters, any_door: Truth, every_door: Truth
    ) -> str | None:
        if not walker.recorded_doors():
            return "no-doors-listed"
        if any_door is not Truth.FALSE:
            return "door-gap" if every_door is Truth.FALSE else None
        doors = [*walker.doors(Truth.TRUE), *walker.doors(Truth.UNKNOWN)]
        if not doors:
            return "orphan"
        facts, asked, high = walker.facts, walker.asked, World.HIGH
        left = [
            service
            for service in self.community.services.values()
            if holds(facts.open(service), high) and holds(facts.meets(service, asked.need), high)
        ]
        if not left:
            return "supply"
        left = [
            service
            for service in left
            if holds(facts.eligible(service, asked.segment), high)
            and holds(facts.of_age(service, asked.touchpoint), high)
        ]
        if not left:
            return "eligibility"
        if not any(holds(facts.access(service, asked.place), high) for service in left):
            return "access"
        return self._last_rung(walker, doors, parameters.handoffs)

    # Completeness (section 11)

    def completeness(self, parameters: OracleParameters) -> dict[str, int]:
        community, facts = self.community, Facts(self.community, parameters)
        services, pathways = community.services.values(), community.pathways
        declared = [partner for partner in community.partners if facts.has_declared(partner)]
        with_doors = {record.touchpoint for record in community.doors}

        def stale(verified_on: date | None) -> bool:
            return not facts.fresh(verified_on)

        return {
            "services": len(services),
            "services_without_needs": sum(not one.needs for one in services),
            "services_without_segments": sum(not one.segments for one in services),
            "services_without_area": sum(not one.places for one in services),
            "services_undated": sum(one.verified_on is None for one in services),
            "services_stale": sum(stale(one.verified_on) for one in services),
            "pathways": len(pathways),
            "pathways_undated": sum(one.verified_on is None for one in pathways),
            "pathways_stale": sum(stale(one.verified_on) for one in pathways),
            "pathways_mode_unknown": sum(facts.warm(one) is Truth.UNKNOWN for one in pathways),
            "senders_declared": len(declared),
            "senders_undeclared": len(community.partners) - len(declared),
            "touchpoints_without_doors": len(set(community.touchpoints) - with_doors),
        }

    def result(self, parameters: OracleParameters) -> Result:
        """The object of section 11."""
        questions = self.questions()
        return {
            "parameters": {
                "handoffs": parameters.handoffs,
                "mode": parameters.mode,
                "as_of": parameters.as_of.isoformat(),
                "stale_after_days": parameters.stale_after_days,
                "uncoded_services": parameters.uncoded_services,
            },
            "required": {
                "origin": self.origin,
                "cells": len(questions),
                "weight": float(sum(asked.weight for asked in questions)),
            },
            "headline": self.headline(parameters, parameters.handoffs, parameters.mode),
            "variants": [
                {"handoffs": k, "mode": mode, **self.headline(parameters, k, mode)}
                for k, mode in VARIANTS
            ],
            "completeness": self.completeness(parameters),
            "cells": [self.cell(parameters, asked) for asked in questions],
        }
