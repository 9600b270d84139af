"""The facts of SEMANTICS 3, one function a row of its table, for the coverage oracle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from oracle.kleene import Truth, World, all_of, any_of, certain, holds
from oracle.plain_records import (
    ALL,
    EVERYWHERE,
    LIFE_STAGES,
    Community,
    DoorRecord,
    Key,
    Pathway,
    Question,
    Service,
    upwards,
)


@dataclass(frozen=True)
class OracleParameters:
    """The parameters of SEMANTICS 11."""

    as_of: date
    handoffs: int = 1
    mode: str = "warm"
    stale_after_days: int = 365
    uncoded_services: str = "unknown"


@dataclass(frozen=True)
class Facts:
    """What is known of a community under some parameters."""

    community: Community
    parameters: OracleParameters
    granted_door: Key | None = None
    """A service door whose own open and eligible are taken as true (section 5)."""
    _above: dict[tuple[str, Key], set[Key]] = field(default_factory=dict)

    def granting(self, door: Key) -> Facts:
        return replace(self, granted_door=door)

    # Hierarchies (section 1)

    def need_and_broader(self, need: Key) -> set[Key]:
        if ("need", need) not in self._above:
            self._above["need", need] = upwards(need, self.community.needs)
        return self._above["need", need]

    def place_and_above(self, place: Key) -> set[Key]:
        if ("place", place) not in self._above:
            self._above["place", place] = upwards(place, self.community.places) | {EVERYWHERE}
        return self._above["place", place]

    def fresh(self, verified_on: date | None) -> bool:
        limit = self.parameters.stale_after_days
        if verified_on is None or limit == 0:
            return True
        return not (self.parameters.as_of - verified_on).days > limit

    # Services (section 3)

    def open(self, service: Service) -> Truth:
        if service.key == self.granted_door:
            return Truth.TRUE
        if service.status in ("inactive", "defunct", "temporarily closed", "temporarily-closed"):
            return Truth.FALSE
        if service.status in ("active", "") and self.fresh(service.verified_on):
            return Truth.TRUE
        return Truth.UNKNOWN

    def meets(self, service: Service, need: Key) -> Truth:
        if not service.needs:
            ignored = self.parameters.uncoded_services == "ignore"
            return Truth.FALSE if ignored else Truth.UNKNOWN
        return certain(any(need in self.need_and_broader(coded) for coded in service.needs))

    def eligible(self, service: Service, segment: Key) -> Truth:
        if service.key == self.granted_door:
            return Truth.TRUE
        if not service.segments:
            return Truth.TRUE if segment == ALL else Truth.UNKNOWN
        return certain(segment in service.segments or ALL in service.segments)

    def of_age(self, service: Service, touchpoint: Key) -> Truth:
        if not service.has_age_range:
            return Truth.TRUE
        stage = self.community.touchpoints[touchpoint].stage
        if stage is None:
            return Truth.UNKNOWN
        start, end = LIFE_STAGES[stage]
        return certain(service.from_day < end and start < service.to_day)

    def access(self, service: Service, place: Key) -> Truth:
        if not self.community.places:
            return Truth.TRUE
        if service.places:
            related = self.related(service.places, place)
            known = related is Truth.TRUE or not service.places_partial
            return related if known else Truth.UNKNOWN
        listed = (self.community.site_places[site] for site in service.sites)
        in_place = any(place in self.place_and_above(where or EVERYWHERE) for where in listed)
        return Truth.TRUE if in_place else Truth.UNKNOWN

    def related(self, given: Iterable[Key], place: Key) -> Truth:
        """True: one of the given is the place or above it; unknown: one lies inside it."""
        given = set(given)
        if given & self.place_and_above(place):
            return Truth.TRUE
        inside = any(place in self.place_and_above(one) for one in given)
        return Truth.UNKNOWN if inside else Truth.FALSE

    def provides(self, service: Service, asked: Question) -> Truth:
        """Membership of the provider set V(n,p,a,t)."""
        return all_of(
            (
                self.open(service),
                self.meets(service, asked.need),
                self.eligible(service, asked.segment),
                self.of_age(service, asked.touchpoint),
                self.access(service, asked.place),
            )
        )

    def providers(self, asked: Question, world: World) -> list[Service]:
        services = self.community.services.values()
        return [service for service in services if holds(self.provides(service, asked), world)]

    # Pathways (section 3)

    def usable(self, pathway: Pathway, need: Key, segment: Key) -> Truth:
        return all_of(
            (
                self._standing(pathway),
                self._for_need(pathway, need),
                self._for_segment(pathway, segment),
            )
        )

    def _standing(self, pathway: Pathway) -> Truth:
        if pathway.status in ("planned", "lapsed"):
            return Truth.FALSE
        if pathway.status in ("active", "") and self.fresh(pathway.verified_on):
            return Truth.TRUE
        return Truth.UNKNOWN

    def _for_need(self, pathway: Pathway, need: Key) -> Truth:
        if not pathway.needs or pathway.needs & self.need_and_broader(need):
            return Truth.TRUE
        narrower = any(need in self.need_and_broader(scope) for scope in pathway.needs)
        return Truth.UNKNOWN if narrower else Truth.FALSE

    def _for_segment(self, pathway: Pathway, segment: Key) -> Truth:
        return certain(not pathway.segments or bool(pathway.segments & {segment, ALL}))

    def warm(self, pathway: Pathway) -> Truth:
        return {"warm": Truth.TRUE, "cold": Truth.FALSE}.get(pathway.mode, Truth.UNKNOWN)

    # Doors (sections 3 and 5)

    def door(self, at: Key, asked: Question) -> Truth:
        return any_of(
            all_of((self._door_status(record), self.applies(record, asked.place)))
            for record in self.community.doors
            if record.touchpoint == asked.touchpoint and record.at == at
        )

    def _door_status(self, record: DoorRecord) -> Truth:
        if record.status in ("inactive", "closed"):
            return Truth.FALSE
        return Truth.TRUE if record.status in ("active", "") else Truth.UNKNOWN

    def applies(self, record: DoorRecord, place: Key) -> Truth:
        return self.related(record.places, place) if record.places else Truth.TRUE

    # Declared senders (section 4)

    def has_declared(self, partner: Key) -> bool:
        statements = [
            statement
            for statement in self.community.statements
            if statement.subject == partner and statement.topic == "referrals"
        ]
        if statements:
            latest = max(statement.as_of or date.min for statement in statements)
            counting = [one for one in statements if (one.as_of or date.min) == latest]
            return all(statement.value == "complete" for statement in counting)
        touchpoints = self.community.touchpoints
        return any(
            self.community.partner_of(pathway.sender) == partner
            for pathway in self.community.pathways
            if pathway.sender not in touchpoints and pathway.claimed_by != "receiver"
        )
