"""The records of collaboratives, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from graph.register import Entry, Register
from ontology.terms import DCTERMS, ORG

T = TypeVar("T")
FAMILY_VOICES = ("parents-caregivers", "youth")
"""Voices that count as families in the share of seats."""


@dataclass(frozen=True)
class Collaborative:
    """A collaborative; `places` are IRIs, its own or those of the ones that are part of it."""

    iri: str
    id: str
    name: str
    kind: str
    """`local`, `regional` or `state`."""
    places: tuple[str, ...]
    part_of: str | None
    convened_by: str | None
    starts_on: date | None
    ends_on: date | None
    coordinator_role: str | None
    staff: Decimal | None
    bylaws: bool | None
    members_listed: bool | None
    offers: tuple[str, ...]

    def state(self, day: date) -> str:
        """`current`, `ended` or `to-come` on that day."""
        return _state(self.starts_on, self.ends_on, day)


@dataclass(frozen=True)
class Membership:
    """Seats at a table; `partner` is None where families or neighbours hold them."""

    iri: str
    id: str
    collaborative: str
    partner: str | None
    role: str | None
    represents: tuple[str, ...]
    sectors: tuple[str, ...]
    """Those stated, else that of the partner."""
    segments: tuple[str, ...]
    lived_experience: bool | None
    seats: int
    starts_on: date | None
    ends_on: date | None

    @property
    def is_family(self) -> bool:
        """Whether families or young people hold the seats."""
        return any(voice in FAMILY_VOICES for voice in self.represents)

    @property
    def names_nobody(self) -> bool:
        """Whether it is not said at all who sits there: it may be anybody but a partner."""
        return not (self.partner or self.represents or self.sectors or self.segments)

    @property
    def sector_not_said(self) -> bool:
        """Whether a partner sits there whose sector nobody stated."""
        return self.partner is not None and not self.sectors

    def state(self, day: date) -> str:
        """`current`, `ended` or `to-come` on that day; both ends belong to the membership."""
        return _state(self.starts_on, self.ends_on, day)


@dataclass(frozen=True)
class Outcome:
    """What a strategic plan sets out to reach."""

    iri: str
    id: str
    name: str
    statement: str | None
    collaborative: str
    indicator: str | None
    target: Decimal | None
    starts_on: date | None
    target_date: date | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """Assistance that was asked for."""

    iri: str
    id: str
    asked_by: str
    topic: str
    needs: tuple[str, ...]
    question: str | None
    asked_on: date
    given_by: str | None
    given_by_partner: str | None
    given_on: date | None
    stated: str | None
    """The status as written; None where none is."""
    result: str | None

    def status(self, day: date) -> str:
        """How far it had come by that day: what was written, but not what lies after the day.

        Without a status it is `given` where a day of giving stands, else `asked`.
        """
        status = self.stated or ("given" if self.given_on is not None else "asked")
        if status == "given" and self.given_on is not None and self.given_on > day:
            return "agreed"
        return status


@dataclass(frozen=True)
class Records:
    """Every record of the kind, in order of id."""

    collaboratives: Sequence[Collaborative]
    memberships: Sequence[Membership]
    outcomes: Sequence[Outcome]
    requests: Sequence[Request]

    @cached_property
    def by_iri(self) -> Mapping[str, Collaborative]:
        return {each.iri: each for each in self.collaboratives}

    @cached_property
    def seats_of(self) -> Mapping[str, Sequence[Membership]]:
        return _grouped(self.memberships, "collaborative")

    @cached_property
    def outcomes_of(self) -> Mapping[str, Sequence[Outcome]]:
        return _grouped(self.outcomes, "collaborative")

    @cached_property
    def requests_of(self) -> Mapping[str, Sequence[Request]]:
        return _grouped(self.requests, "asked_by")


def read_records(register: Register) -> Records:
    """The collaboratives with their members, outcomes and requests.

    Records that name no collaborative, which the shapes refuse, are left out.
    """
    sectors = {
        partner.iri: partner.codes(f"{ORG}classification") for partner in register.of("Partner")
    }
    entries = register.of("Collaborative")
    places = {entry.iri: _places(entry, entries, frozenset()) for entry in entries}
    return Records(
        tuple(_collaborative(entry, places[entry.iri]) for entry in entries),
        tuple(
            _membership(entry, sectors)
            for entry in register.of(f"{ORG}Membership")
            if entry.ref(f"{ORG}organization")
        ),
        tuple(
            _outcome(entry)
            for entry in register.of("StrategicOutcome")
            if entry.ref("ofCollaborative")
        ),
        tuple(
            _request(entry)
            for entry in register.of("AssistanceRequest")
            if entry.ref("askedBy") and entry.day("askedOn")
        ),
    )


def _places(entry: Entry, entries: Sequence[Entry], above: frozenset[str]) -> tuple[str, ...]:
    """Its own places; of a regional or state one without any, those of its parts."""
    own = entry.refs("servesArea")
    if own or entry.iri in above or entry.code("collaborativeKind") in (None, "local"):
        return own
    parts = [each for each in entries if each.ref("partOfCollaborative") == entry.iri]
    found = {place for part in parts for place in _places(part, entries, above | {entry.iri})}
    return tuple(sorted(found))


def _collaborative(entry: Entry, places: tuple[str, ...]) -> Collaborative:
    return Collaborative(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        kind=entry.code("collaborativeKind") or "local",
        places=places,
        part_of=entry.ref("partOfCollaborative"),
        convened_by=entry.ref("convenedBy"),
        starts_on=entry.day("startsOn"),
        ends_on=entry.day("endsOn"),
        coordinator_role=entry.text("responsibleRole"),
        staff=entry.decimal("dedicatedStaff"),
        bylaws=entry.truth("hasBylaws"),
        members_listed=entry.truth("membersListed"),
        offers=entry.codes("offersAssistance"),
    )


def _membership(entry: Entry, sectors: Mapping[str, tuple[str, ...]]) -> Membership:
    partner = entry.ref(f"{ORG}member")
    stated = entry.codes("representsSector")
    seats = entry.whole("seats")
    return Membership(
        iri=entry.iri,
        id=entry.id,
        collaborative=entry.refs(f"{ORG}organization")[0],
        partner=partner,
        role=entry.code(f"{ORG}role"),
        represents=entry.codes("represents"),
        sectors=stated or (sectors.get(partner, ()) if partner else ()),
        segments=entry.refs("forSegment"),
        lived_experience=entry.truth("hasLivedExperience"),
        seats=1 if seats is None else seats,
        starts_on=entry.day("startsOn"),
        ends_on=entry.day("endsOn"),
    )


def _outcome(entry: Entry) -> Outcome:
    return Outcome(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        statement=entry.text(f"{DCTERMS}description"),
        collaborative=entry.refs("ofCollaborative")[0],
        indicator=entry.ref("forIndicator"),
        target=entry.decimal("targetValue"),
        starts_on=entry.day("startsOn"),
        target_date=entry.day("targetDate"),
        needs=entry.refs("forNeed"),
    )


def _request(entry: Entry) -> Request:
    asked_on = entry.day("askedOn")
    assert asked_on is not None
    return Request(
        iri=entry.iri,
        id=entry.id,
        asked_by=entry.refs("askedBy")[0],
        topic=entry.code("assistanceTopic") or "",
        needs=entry.refs("forNeed"),
        question=entry.text(f"{DCTERMS}description"),
        asked_on=asked_on,
        given_by=entry.ref("givenBy"),
        given_by_partner=entry.ref("givenByPartner"),
        given_on=entry.day("givenOn"),
        stated=entry.code("assistanceStatus"),
        result=entry.text("assistanceResult"),
    )


def _state(starts_on: date | None, ends_on: date | None, day: date) -> str:
    if ends_on is not None and ends_on < day:
        return "ended"
    return "to-come" if starts_on is not None and starts_on > day else "current"


def _grouped(records: Sequence[T], name: str) -> Mapping[str, Sequence[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for record in records:
        found[getattr(record, name)].append(record)
    return found
