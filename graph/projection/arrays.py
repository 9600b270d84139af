"""The shapes of the projection: collections of records, ragged lists, three-valued states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

BLANK_DAY = np.iinfo(np.int64).min
"""Stands for a blank date or a blank bound of an age range."""


class Ternary(IntEnum):
    """The three values of a fact. Kleene's `and` is the minimum, `or` the maximum."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


@dataclass(frozen=True)
class Collection:
    """Records of one kind, in a stable order: IRI, the id shown to people, and the name."""

    iris: Sequence[str]
    ids: Sequence[str]
    names: Sequence[str]
    index: Mapping[str, int]
    """IRI -> position."""

    def __len__(self) -> int:
        return len(self.iris)


@dataclass(frozen=True)
class Lists:
    """One list of positions a row (compressed sparse rows); values in a row are distinct."""

    indptr: Ints
    values: Ints

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[int, int]], rows: int) -> Lists:
        """Lists from (row, value) pairs in any order."""
        flat = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        counts = np.bincount(flat[:, 0], minlength=rows) if rows else np.zeros(0, np.int64)
        indptr = np.zeros(rows + 1, dtype=np.int64)
        np.cumsum(counts, out=indptr[1:])
        return cls(indptr, flat[:, 1].copy())

    @classmethod
    def from_sorted(cls, row: Ints, values: Ints, rows: int) -> Lists:
        """Lists from values sorted by row, distinct in each."""
        indptr = np.zeros(rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=rows), out=indptr[1:])
        return cls(indptr, values)

    def with_row(self, row: int, values: Ints) -> Lists:
        """The same lists, but for one row."""
        start, end = int(self.indptr[row]), int(self.indptr[row + 1])
        indptr = np.array(self.indptr)
        indptr[row + 1 :] += len(values) - (end - start)
        return Lists(indptr, np.concatenate([self.values[:start], values, self.values[end:]]))

    def with_more(self, rows: Sequence[Ints]) -> Lists:
        """The same lists and, after them, further ones."""
        ends = self.indptr[-1] + np.cumsum([len(row) for row in rows], dtype=np.int64)
        return Lists(np.concatenate([self.indptr, ends]), np.concatenate([self.values, *rows]))

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def row(self, i: int) -> Ints:
        return self.values[self.indptr[i] : self.indptr[i + 1]]

    def rows_of_values(self) -> Ints:
        """For each value, the row it stands in."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.indptr))

    def is_blank(self) -> Bools:
        """Rows with an empty list."""
        blank: Bools = np.diff(self.indptr) == 0
        return blank


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
    needs: Lists
    segments: Lists
    places: Lists
    needs_open: Bools
    """No need is coded, so what the list of needs does not hold is unknown."""
    segments_open: Bools
    """No segment is stated, so whom else the service takes is unknown."""
    places_open: Bools
    """No area is stated, so where else the service goes is unknown."""
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
