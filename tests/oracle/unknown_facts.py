"""The unknown facts that routes of the high world rely on (SEMANTICS 6 and 11), by enumeration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from oracle.kleene import Truth, World, holds
from oracle.plain_records import Key, Pathway, Service
from oracle.plain_routes import Walk, Walker


class UnknownFact(NamedTuple):
    """One fact to verify; `subject` is a node's key or the shown name of a pathway."""

    fact: str
    subject: Key | Pathway
    object: Key | None
    ask: Key


Relied = frozenset[UnknownFact]


def _if_unknown(truth: Truth, fact: UnknownFact) -> set[UnknownFact]:
    return {fact} if truth is Truth.UNKNOWN else set()


def open_facts(walker: Walker, service: Service) -> set[UnknownFact]:
    fact = UnknownFact("open", service.key, None, service.partner)
    return _if_unknown(walker.facts.open(service), fact)


def eligible_facts(walker: Walker, service: Service) -> set[UnknownFact]:
    segment = walker.asked.segment
    fact = UnknownFact("eligible", service.key, segment, service.partner)
    return _if_unknown(walker.facts.eligible(service, segment), fact)


def door_facts(walker: Walker, door: Key) -> Relied:
    """What makes a possible door a door."""
    asked, community = walker.asked, walker.community
    fact = UnknownFact("door", door, asked.touchpoint, community.partner_of(door))
    relied = _if_unknown(walker.facts.door(door, asked), fact)
    if door in community.services:
        service = community.services[door]
        relied |= open_facts(walker, service) | eligible_facts(walker, service)
    return frozenset(relied)


def service_facts(walker: Walker, service: Service) -> Relied:
    """What makes a service one of the provider set."""
    facts, asked, partner = walker.facts, walker.asked, service.partner
    relied = open_facts(walker, service) | eligible_facts(walker, service)
    for name, truth, about in (
        ("meets", facts.meets(service, asked.need), asked.need),
        ("of_age", facts.of_age(service, asked.touchpoint), asked.touchpoint),
        ("access", facts.access(service, asked.place), asked.place),
    ):
        relied |= _if_unknown(truth, UnknownFact(name, service.key, about, partner))
    return frozenset(relied)


def pathway_facts(walker: Walker, pathway: Pathway, *, at: Key, door: Key, mode: str) -> Relied:
    """What taking a pathway at a node relies on: the pathway, a service of the partner one stands
    at whose pathway it is, and the service it leads to.
    """
    community, asked = walker.community, walker.asked
    by_touchpoint = pathway.sender in community.touchpoints
    ask = community.partner_of(door if by_touchpoint else pathway.sender)
    relied = _if_unknown(
        walker.facts.usable(pathway, asked.need, asked.segment),
        UnknownFact("usable", pathway, asked.need, ask),
    )
    if mode == "warm":
        warm = UnknownFact("warm", pathway, None, ask)
        relied |= _if_unknown(walker.facts.warm(pathway), warm)
    if pathway.sender in community.services and pathway.sender != at:
        relied |= open_facts(walker, community.services[pathway.sender])
    if pathway.receiver in community.services:
        relied |= open_facts(walker, community.services[pathway.receiver])
    return frozenset(relied)


def ends(walker: Walker, node: Key) -> Iterator[Relied]:
    """What each service that could be used at the node relies on."""
    services = walker.community.services
    here = [services[node]] if node in services else walker.community.services_of(node)
    for service in here:
        if holds(walker.facts.provides(service, walker.asked), World.HIGH):
            yield service_facts(walker, service)


def steps(walker: Walker, walk: Walk, mode: str) -> Iterator[tuple[Key, Relied]]:
    """Every single handoff that can follow a walk: the next node, and what it relies on."""
    at, door = walk[-1], walk[0]
    for pathway in walker.usable_pathways(at, mode, World.HIGH, first=len(walk) == 1):
        yield pathway.receiver, pathway_facts(walker, pathway, at=at, door=door, mode=mode)
    if walker.may_refer_anywhere(at):
        partner = walker.community.partner_of(at)
        for service in walker.facts.providers(walker.asked, World.HIGH):
            refers = UnknownFact("refers", partner, service.key, partner)
            yield service.key, service_facts(walker, service) | {refers}


def known_and_possible(walker: Walker) -> list[Key]:
    return [*walker.doors(Truth.TRUE), *walker.doors(Truth.UNKNOWN)]


def routes_with_facts(
    walker: Walker, handoffs: int, mode: str, *, along: Walk | None = None
) -> Iterator[tuple[Walk, Relied]]:
    """Every route of the high world within so many handoffs, with the distinct unknown facts of
    every choice of pathways and service; only the route `along` where it is given.
    """
    started: list[tuple[Walk, Relied]]
    started = [((door,), door_facts(walker, door)) for door in known_and_possible(walker)]
    states = [state for state in started if along is None or state[0] == along[:1]]
    for used in range(handoffs + 1):
        for walk, relied in states:
            for last in ends(walker, walk[-1]):
                if along is None or walk == along:
                    yield walk, relied | last
        if used < handoffs:
            ahead = [
                ((*walk, node), relied | more)
                for walk, relied in states
                for node, more in steps(walker, walk, mode)
                if along is None or (*walk, node) == along[: len(walk) + 1]
            ]
            # One walk is enough for each node reached and set of facts.
            states = list({(walk[-1], relied): (walk, relied) for walk, relied in ahead}.values())


def fewest_unknown(walker: Walker, handoffs: int, mode: str) -> tuple[Walk, Relied]:
    """A route of the high world with the fewest distinct unknown facts; the shortest of those."""
    found = routes_with_facts(walker, handoffs, mode)
    return min(found, key=lambda route: (len(route[1]), len(route[0]), route[0]))
