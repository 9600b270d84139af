"""Doors, worlds and walks (SEMANTICS 4 and 5), by plain breadth-first search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import networkx as nx
from oracle.kleene import Truth, World, all_of, holds
from oracle.plain_facts import Facts
from oracle.plain_records import Community, Key, Pathway, Question

Walk = tuple[Key, ...]
"""The nodes of a walk: first the door, last where it ends."""


def build_network(community: Community) -> nx.MultiDiGraph[Key]:
    """Partners, services and touchpoints, with one edge a pathway record, keyed by its number."""
    net: nx.MultiDiGraph[Key] = nx.MultiDiGraph()
    net.add_nodes_from((*community.partners, *community.services, *community.touchpoints))
    for pathway in community.pathways:
        net.add_edge(pathway.sender, pathway.receiver, key=pathway.number, pathway=pathway)
    return net


@dataclass(frozen=True)
class Walker:
    """Walks through the network for one required cell."""

    facts: Facts
    net: nx.MultiDiGraph[Key]
    asked: Question
    _declared: dict[Key, bool] = field(default_factory=dict)

    @property
    def community(self) -> Community:
        return self.facts.community

    def granting(self, door: Key) -> Walker:
        """The same walks, with that door's own open and eligible taken as true."""
        return Walker(self.facts.granting(door), self.net, self.asked, self._declared)

    # Doors (section 5)

    def door_judged(self, at: Key) -> Truth:
        """True: a known door; unknown: a possible one; false: none."""
        parts = [self.facts.door(at, self.asked)]
        if at in self.community.services:
            service = self.community.services[at]
            parts.append(self.facts.open(service))
            parts.append(self.facts.eligible(service, self.asked.segment))
        return all_of(parts)

    def recorded_doors(self) -> list[Key]:
        """Every partner or service that a door record of the touchpoint names."""
        doors = self.community.doors
        named = [record.at for record in doors if record.touchpoint == self.asked.touchpoint]
        return list(dict.fromkeys(named))

    def doors(self, judged: Truth) -> list[Key]:
        return [door for door in self.recorded_doors() if self.door_judged(door) is judged]

    # Walks (section 4)

    def senders_at(self, node: Key, world: World, *, first: bool) -> list[Key]:
        """Whose pathways may be used at a node of a walk."""
        if node in self.community.services:
            senders = [node, self.community.partner_of(node)]
        else:
            services = self.community.services_of(node)
            senders = [node, *(s.key for s in services if holds(self.facts.open(s), world))]
        return [*senders, self.asked.touchpoint] if first else senders

    def usable_pathways(
        self, node: Key, mode: str, world: World, *, first: bool
    ) -> Iterator[Pathway]:
        """The pathways a walk may take at a node; the receiver must be open, if a service."""
        for sender in self.senders_at(node, world, first=first):
            pathway: Pathway
            for _, receiver, pathway in self.net.out_edges(sender, data="pathway"):
                if not holds(
                    self.facts.usable(pathway, self.asked.need, self.asked.segment), world
                ):
                    continue
                if mode == "warm" and not holds(self.facts.warm(pathway), world):
                    continue
                if receiver in self.community.services and not holds(
                    self.facts.open(self.community.services[receiver]), world
                ):
                    continue
                yield pathway

    def may_refer_anywhere(self, node: Key) -> bool:
        """Whether the partner one stands at has not declared its referrals."""
        partner = self.community.partner_of(node)
        if partner not in self._declared:
            self._declared[partner] = self.facts.has_declared(partner)
        return not self._declared[partner]

    def next_nodes(self, node: Key, mode: str, world: World, *, first: bool) -> list[Key]:
        ahead = [way.receiver for way in self.usable_pathways(node, mode, world, first=first)]
        if world is World.HIGH and self.may_refer_anywhere(node):
            ahead += [service.key for service in self.facts.providers(self.asked, World.HIGH)]
        return list(dict.fromkeys(ahead))

    def offers(self, node: Key, world: World) -> bool:
        """Whether a service of V(n,p,a,t) can be used at the node."""
        services = self.community.services
        here = [services[node]] if node in services else self.community.services_of(node)
        return any(holds(self.facts.provides(service, self.asked), world) for service in here)

    def shortest_walk(self, door: Key, handoffs: int, mode: str, world: World) -> Walk | None:
        """A walk with the fewest handoffs, at most so many; None where there is none."""
        walks: list[Walk] = [(door,)]
        seen = {door}
        for used in range(handoffs + 1):
            for walk in walks:
                if self.offers(walk[-1], world):
                    return walk
            longer = []
            for walk in walks:
                for node in self.next_nodes(walk[-1], mode, world, first=used == 0):
                    if node not in seen:
                        seen.add(node)
                        longer.append((*walk, node))
            walks = longer
        return None

    def reaches(self, door: Key, handoffs: int, mode: str, world: World) -> bool:
        return self.shortest_walk(door, handoffs, mode, world) is not None
