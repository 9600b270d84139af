"""The projection: what is stated of services, pathways, doors, funding, a row a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.projection.arrays import Bools, Collection, Floats, Ints, Lists, Small


@dataclass(frozen=True)
class Services:
    """Facts stated of services; one row a service."""

    partner: Ints
    """Position of the partner, -1 where none is known."""
    status: Small
    """Ternary: whether the status says open; blank counts as active."""
    verified: Ints
    """Day ordinal, BLANK_DAY where undated."""
    from_day: Ints
    to_day: Ints
    from_day_perhaps: Ints
    """As `from_day`, but where matched records differ, that of the widest range of ages."""
    to_day_perhaps: Ints
    needs: Lists
    segments: Lists
    places: Lists
    needs_open: Bools
    """No need is coded, so what the list of needs does not hold is unknown."""
    segments_open: Bools
    """No segment is stated, so whom else the service takes is unknown."""
    places_open: Bools
    """No area is stated, so where else the service goes is unknown."""
    places_partial: Bools
    """Areas are stated beside the known places, so where else the service goes is unknown."""
    sites: Lists
    """Sites that the service lists."""
    site_places: Lists
    """Places of the sites a service lists; `everywhere` is among them whenever a site is."""
    capacity: Ints
    """Slots, -1 where unknown."""
    available: Ints
    """Free slots, -1 where unknown."""
    wait_days: Ints
    """Usual wait in days, -1 where unknown."""
    languages: Sequence[frozenset[str]]
    """Codes of ISO 639-3, and the words of what is no certain language."""
    modes: Sequence[frozenset[str]]
    hours: Sequence[frozenset[str]]
    main_funder: Sequence[str | None]
    """IRI of the funder of the largest part of its money, or of its partner's where none is its
    own; requested money does not count."""


@dataclass(frozen=True)
class Pathways:
    """Facts stated of referral pathways; one row a pathway."""

    sender: Ints
    """Node the pathway is recorded from: service, partner or touchpoint."""
    receiver: Ints
    status: Small
    verified: Ints
    mode: Small
    """Ternary: TRUE warm, FALSE cold."""
    needs: Lists
    segments: Lists
    receiver_only: Bools
    """Claimed by the receiver alone."""


@dataclass(frozen=True)
class Doors:
    """Door records; one row a record."""

    touchpoint: Ints
    node: Ints
    """Service or partner at which the touchpoint happens."""
    status: Small
    places: Lists


@dataclass(frozen=True)
class Requirements:
    """Declared required cells; one row a distinct (touchpoint, need, segment, place)."""

    touchpoint: Ints
    need: Ints
    segment: Ints
    place: Ints
    weight: Floats


@dataclass(frozen=True)
class Funding:
    """Funding streams, and their allocations: `stream` and what follows have one row each."""

    stream_funder: Ints
    """[stream]: position of its funder, -1 where unknown."""
    stream_ends: Ints
    """[stream]: day ordinal of its last day, BLANK_DAY where no end is stated."""
    stream_blend: Sequence[str | None]
    """[stream]: `single`, `braided` or `blended`."""
    stream_matched_by: Lists
    """[stream]: the streams whose money is the match that this one asks for."""
    stream: Ints
    service: Ints
    """Position of the service that gets the money, -1 where it is no service."""
    partner: Ints
    """Position of the partner that gets the money, -1 where it is no partner."""
    year: Ints
    """Fiscal year, BLANK_DAY where unknown."""
    phase: Sequence[str | None]
    """`requested`, `awarded`, `planned` or `spent`."""
    amount: Floats
    """Not a number where unknown."""
    currency: Sequence[str | None]


@dataclass(frozen=True)
class Volumes:
    """Counts of referrals by pathway, period and outcome; one row a count."""

    pathway: Ints
    start: Ints
    """Day ordinal of the first day."""
    end: Ints
    """Day ordinal of the last day, which is part of the period."""
    outcome: Sequence[str | None]
    """Notation of the code list referral-outcome."""
    count: Ints
    """-1 where it is not told."""
    below: Ints
    """The count is below this where it is not told, -1 where nothing is said."""


@dataclass(frozen=True)
class Projection:
    """Everything the analyses read, without parameters.

    Nodes are numbered services first, then partners, then touchpoints. Segment 0 is `all`,
    place 0 is `everywhere`. Life stage -1 is unknown.
    """

    version: str
    services: Collection
    partners: Collection
    touchpoints: Collection
    needs: Collection
    segments: Collection
    places: Collection
    pathways: Collection
    life_stages: Collection
    sites: Collection
    streams: Collection
    funders: Collection
    stage_from: Ints
    stage_to: Ints
    service: Services
    pathway: Pathways
    door: Doors
    requirement: Requirements
    funding: Funding
    volume: Volumes
    site_place: Lists
    """The places each site lies in: one, unless sources differ."""
    partner_sector: Sequence[str | None]
    """[partner]: notation of its sector."""
    segment_reference: Bools
    """[segment]: named as the one that others are compared with."""
    segment_population: Ints
    """[segment]: families, -1 where unknown."""
    place_population: Ints
    """[place]: -1 where unknown."""
    touchpoint_stage: Ints
    required_needs: Lists
    need_stages: Lists
    need_above: Bools
    """[n, m]: m is n or broader than n."""
    place_above: Bools
    """[a, b]: b is a or an ancestor of a."""
    leaf_places: Ints
    declared: Bools
    """[partner]: the partner has declared its referrals."""
    services_apart: Lists
    """[service]: services of which someone said that they are another one, each pair once."""

    @property
    def first_partner(self) -> int:
        return len(self.services)

    @property
    def first_touchpoint(self) -> int:
        return len(self.services) + len(self.partners)

    @property
    def node_count(self) -> int:
        return self.first_touchpoint + len(self.touchpoints)

    @property
    def has_places(self) -> bool:
        return len(self.places) > 1

    def node_id(self, node: int) -> str:
        """The id shown for a service, partner or touchpoint."""
        collection, position = self._locate(node)
        return collection.ids[position]

    def node_name(self, node: int) -> str:
        collection, position = self._locate(node)
        return collection.names[position]

    def node_iri(self, node: int) -> str:
        collection, position = self._locate(node)
        return collection.iris[position]

    def node_partner(self, node: int) -> int:
        """Position of the partner behind a service or partner node, -1 where none."""
        if node < self.first_partner:
            return int(self.service.partner[node])
        return node - self.first_partner if node < self.first_touchpoint else -1

    def _locate(self, node: int) -> tuple[Collection, int]:
        if node < self.first_partner:
            return self.services, node
        if node < self.first_touchpoint:
            return self.partners, node - self.first_partner
        return self.touchpoints, node - self.first_touchpoint
