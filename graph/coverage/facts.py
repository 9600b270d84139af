"""Three-valued facts of services, doors and pathways, as pairs of worlds.

Each fact is held as two arrays: `low` where it is true, `high` where it is true or unknown.
Kleene's `and` and `or` are then `&` and `|` in each world by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np
from scipy import sparse

from graph.coverage.alike import Alike
from graph.parameters import CoverageParameters
from graph.projection import BLANK_DAY, Lists, Projection, Ternary
from graph.projection.arrays import Bools, Ints, Small

Index = Ints | tuple[Ints | slice | None, ...]
"""What a fact of many records may be indexed with: arrays, or one array or slice an axis."""


@dataclass(frozen=True)
class Fact:
    """One fact of many records, in both worlds."""

    low: Bools
    high: Bools

    def __and__(self, other: Fact) -> Fact:
        return Fact(self.low & other.low, self.high & other.high)

    def __or__(self, other: Fact) -> Fact:
        return Fact(self.low | other.low, self.high | other.high)

    def __getitem__(self, key: Index) -> Fact:
        return Fact(self.low[key], self.high[key])

    def world(self, high: bool) -> Bools:
        return self.high if high else self.low

    @property
    def unknown(self) -> Bools:
        return self.high & ~self.low


def from_states(states: Small) -> Fact:
    """Fact of a column of Ternary values."""
    return Fact(states == Ternary.TRUE, states != Ternary.FALSE)


def incidence(lists: Lists, columns: int) -> sparse.csr_array:
    """Sparse matrix [row, value] of ragged lists, one where the value is in the row's list."""
    ones = np.ones(len(lists.values), np.int32)
    return sparse.csr_array((ones, lists.values, lists.indptr), shape=(len(lists), columns))


def _dense(matrix: sparse.csr_array, rows: Ints, columns: Ints) -> Bools:
    """The named rows and columns of a sparse matrix, as booleans."""
    return np.asarray(matrix[rows][:, columns].toarray() > 0)


AGES = ("from_day", "to_day", "from_day_perhaps", "to_day_perhaps")
_RESTS_ON: dict[str, tuple[str, ...]] = {
    "_meets": ("service.needs", "need_above"),
    "_meets_by_service": ("service.needs", "need_above"),
    "_eligible_true": ("service.segments", "segments"),
    "_above": ("place_above",),
    "_area_covers": ("service.places", "place_above"),
    "_area_within": ("service.places", "place_above"),
    "_site_within": ("service.site_places", "place_above"),
    "_scope_covers": ("pathway.needs", "need_above"),
    "_scope_within": ("pathway.needs", "need_above"),
    "alike_segments": ("service.segments_open", "service.segments"),
    "alike_ages": tuple(f"service.{name}" for name in AGES),
    "alike_areas": (
        "service.places_open",
        "service.places_partial",
        "service.places",
        "service.site_places",
    ),
    "scope_segment": ("pathway.segments", "segments"),
}
"""What the larger facts are made of."""


class Facts:
    """The facts of a projection under given parameters (section names follow the semantics).

    Dense matrices are made for one need, segment or place at a time, so memory stays in
    proportion to the number of services.
    """

    def __init__(self, net: Projection, parameters: CoverageParameters) -> None:
        self.net = net
        self.parameters = parameters

    def of_changed(self, net: Projection) -> Facts:
        """The facts of a changed projection; what rests on parts that are the same is kept."""
        facts = Facts(net, self.parameters)
        for name, parts in _RESTS_ON.items():
            if name in self.__dict__ and all(
                attrgetter(part)(net) is attrgetter(part)(self.net) for part in parts
            ):
                facts.__dict__[name] = self.__dict__[name]
        return facts

    def fresh(self, verified: Ints) -> Bools:
        """Not older than the limit; undated facts are fresh."""
        limit = self.parameters.stale_after_days
        if limit == 0:
            return np.ones(len(verified), np.bool_)
        oldest = self.parameters.as_of.toordinal() - limit
        fresh: Bools = (verified == BLANK_DAY) | (verified >= oldest)
        return fresh

    @cached_property
    def open(self) -> Fact:
        """[service]: open. A status that says closed wins over a stale date."""
        stated = from_states(self.net.service.status)
        return Fact(stated.low & self.fresh(self.net.service.verified), stated.high)

    @cached_property
    def usable(self) -> Fact:
        """[pathway]: usable as far as status and freshness say, before scopes."""
        stated = from_states(self.net.pathway.status)
        return Fact(stated.low & self.fresh(self.net.pathway.verified), stated.high)

    @cached_property
    def warm(self) -> Fact:
        """[pathway]: warm."""
        return from_states(self.net.pathway.mode)

    @cached_property
    def uncoded(self) -> Bools:
        """[service]: no need coded."""
        return self.net.service.needs_open

    @cached_property
    def _meets(self) -> sparse.csc_array:
        coded = incidence(self.net.service.needs, len(self.net.needs))
        return sparse.csc_array(coded @ sparse.csr_array(self.net.need_above.astype(np.int32)))

    def meets(self, need: int) -> Fact:
        """[service]: a coded need is that need or narrower."""
        column = self._meets
        low = np.zeros(len(self.net.services), np.bool_)
        low[column.indices[column.indptr[need] : column.indptr[need + 1]]] = True
        if self.parameters.uncoded_services == "ignore":
            return Fact(low, low)
        return Fact(low, low | self.uncoded)

    def may_meet(self, services: Ints, needs: Ints) -> Bools:
        """[service, need]: meets it, or may."""
        meets = _dense(self._meets_by_service, services, needs)
        if self.parameters.uncoded_services == "unknown":
            meets[self.uncoded[services]] = True
        return meets

    @cached_property
    def _meets_by_service(self) -> sparse.csr_array:
        return sparse.csr_array(self._meets)

    def eligible(self, services: Ints, segments: Ints) -> Fact:
        """[service, segment]: open to that segment."""
        low = self._eligible_true[np.ix_(services, segments)]
        blank = self._segments_blank[services][:, None]
        low = low | (blank & (segments == 0))
        return Fact(low, low | blank)

    @cached_property
    def alike_segments(self) -> Alike:
        """Services that are open to the same segments."""
        return Alike.by(self.net.service.segments_open, self.net.service.segments)

    @cached_property
    def alike_ages(self) -> Alike:
        """Services of the same age range."""
        return Alike.by(*(getattr(self.net.service, name) for name in AGES))

    @cached_property
    def alike_areas(self) -> Alike:
        """Services of the same area and with sites in the same places."""
        service = self.net.service
        return Alike.by(
            service.places_open, service.places_partial, service.places, service.site_places
        )

    @cached_property
    def _segments_blank(self) -> Bools:
        return self.net.service.segments_open

    @cached_property
    def _eligible_true(self) -> Bools:
        matrix = np.zeros((len(self.net.services), len(self.net.segments)), np.bool_)
        matrix[self.net.service.segments.rows_of_values(), self.net.service.segments.values] = True
        matrix[matrix[:, 0]] = True
        return matrix

    def of_age(self, services: Ints, stages: Ints) -> Fact:
        """[service, life stage]: the age range overlaps the stage (-1: the stage is unknown).

        Where matched records differ in the range, it does for certain if each of theirs does, and
        may if the widest range does.
        """
        service = self.net.service
        low = self._in_range(service.from_day, service.to_day, services, stages)
        high = self._in_range(service.from_day_perhaps, service.to_day_perhaps, services, stages)
        return Fact(low, high | (stages < 0))

    def _in_range(self, from_day: Ints, to_day: Ints, services: Ints, stages: Ints) -> Bools:
        start, end = from_day[services][:, None], to_day[services][:, None]
        unbounded = (start == BLANK_DAY) & (end == BLANK_DAY)
        if not len(self.net.life_stages):
            known = np.zeros((len(services), len(stages)), np.bool_)
        else:
            begins = (start == BLANK_DAY) | (start < self.net.stage_to[stages])
            ends = (end == BLANK_DAY) | (end > self.net.stage_from[stages])
            known = begins & ends
        overlaps: Bools = np.where(stages < 0, unbounded, known)
        return overlaps

    def access(self, services: Ints, places: Ints) -> Fact:
        """[service, place]: serves the place, by its area or, where none is stated, its sites.

        Where areas are stated beside the known ones, elsewhere is unknown, not false.
        """
        if not self.net.has_places:
            everywhere = np.ones((len(services), len(places)), np.bool_)
            return Fact(everywhere, everywhere)
        blank = self._areas_blank[services][:, None]
        covers = _dense(self._area_covers, services, places)
        low = covers | (blank & _dense(self._site_within, services, places))
        partial = self.net.service.places_partial[services][:, None]
        return Fact(low, low | blank | partial | _dense(self._area_within, services, places))

    @cached_property
    def _areas_blank(self) -> Bools:
        return self.net.service.places_open

    @cached_property
    def _above(self) -> sparse.csr_array:
        return sparse.csr_array(self.net.place_above.astype(np.int32))

    @cached_property
    def _area_covers(self) -> sparse.csr_array:
        """[service, place]: a served place is it or an ancestor of it."""
        areas = incidence(self.net.service.places, len(self.net.places))
        return sparse.csr_array(areas @ sparse.csr_array(self._above.T))

    @cached_property
    def _area_within(self) -> sparse.csr_array:
        """[service, place]: a served place is it or lies inside it."""
        areas = incidence(self.net.service.places, len(self.net.places))
        return sparse.csr_array(areas @ self._above)

    @cached_property
    def _site_within(self) -> sparse.csr_array:
        """[service, place]: a listed site lies in it."""
        sites = incidence(self.net.service.site_places, len(self.net.places))
        return sparse.csr_array(sites @ self._above)

    def scope_need(self, pathways: Ints, need: int) -> Fact:
        """[pathway]: the need scope is blank or holds the need or a broader one."""
        asked = np.array([need], np.int64)
        low = self._scope_blank[pathways] | _dense(self._scope_covers, pathways, asked)[:, 0]
        return Fact(low, low | _dense(self._scope_within, pathways, asked)[:, 0])

    def may_scope(self, pathways: Ints, needs: Ints) -> Bools:
        """[pathway, need]: the need scope holds it, or may."""
        may = _dense(self._scope_covers, pathways, needs)
        may |= _dense(self._scope_within, pathways, needs)
        may[self._scope_blank[pathways]] = True
        return may

    @cached_property
    def _scope_blank(self) -> Bools:
        return self.net.pathway.needs.is_blank()

    @cached_property
    def _scope_covers(self) -> sparse.csr_array:
        scope = incidence(self.net.pathway.needs, len(self.net.needs))
        above = sparse.csr_array(self.net.need_above.astype(np.int32))
        return sparse.csr_array(scope @ sparse.csr_array(above.T))

    @cached_property
    def _scope_within(self) -> sparse.csr_array:
        scope = incidence(self.net.pathway.needs, len(self.net.needs))
        return sparse.csr_array(scope @ sparse.csr_array(self.net.need_above.astype(np.int32)))

    @cached_property
    def scope_segment(self) -> Bools:
        """[pathway, segment]: the segment scope is blank or holds the segment or `all`."""
        lists = self.net.pathway.segments
        matrix = np.zeros((len(lists), len(self.net.segments)), np.bool_)
        matrix[lists.rows_of_values(), lists.values] = True
        matrix[matrix[:, 0] | lists.is_blank()] = True
        return matrix
