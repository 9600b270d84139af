"""What rules look at: rows of their queries, with the facts of the map beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from graph.completion.cohorts import Cohort, read_cohorts
from graph.coverage import Coverage
from graph.coverage.facts import Fact, Facts
from graph.disclosure import Rule as FloorRule
from graph.disclosure.outcomes import SENT
from graph.identity import read_identity
from graph.planning.budget.years import Calendar, read_calendar
from graph.planning.maturity.judging import Row, TouchpointCover
from graph.planning.maturity.scope import Scope
from graph.planning.maturity.services import items
from graph.planning.maturity.truth import Bounds, Truth, any_of
from graph.projection import Ternary
from graph.register import Register
from ontology.terms import NWD

RECENT_DAYS = 365
"""A period that ended longer ago tells nothing of what a pathway carries."""
FOLLOW_UP_DAYS = 90
"""Days after a period until its outcomes are taken as told, as in completion."""
STARTED = "service-started"
KEYS: Mapping[str, tuple[str, ...]] = {
    "maturity/services": ("service_iri",),
    "maturity/referrals-from-child-welfare": ("point_iri", "pathway_iri"),
    "maturity/pathways": ("pathway_iri",),
    "maturity/funding": ("allocation_iri",),
    "maturity/providers": ("service_iri",),
    "maturity/seats": ("collaborative_iri", "seat_iri"),
    "maturity/indicators": ("indicator_iri",),
}
"""The queries whose rows rules look at, with the columns that name a row."""


@dataclass(frozen=True)
class Beside:
    """Facts of services, partners and pathways, for rows to stand beside."""

    register: Register
    coverage: Coverage
    scope: Scope
    floor: int

    def enrich(self, query: str, rows: Sequence[Row]) -> list[Row]:
        """The rows of a query, records accepted as one counted once, with their facts.

        Of a service: `open`, `here` (it serves a place of the scope), `meets` (ids of the needs
        it meets), `uncoded`. Of a pathway: `usable`, `here`, `sent` (bounds of the past
        year), `followed` (sent, and bounds of those for whom a service started, of the last
        period whose follow-up is over). Of a point: `declared`. Of an allocation:
        `here` and `is_service` (of its recipient), `year_over` (its fiscal year is over). Of a
        provider: `near`.
        """
        add = self._ways.get(query)
        own = self._once(rows, KEYS[query])
        return own if add is None else [{**row, **add(row)} for row in own]

    @cached_property
    def _ways(self) -> Mapping[str, Callable[[Row], dict[str, Any]]]:
        return {
            "maturity/services": self._service,
            "maturity/referrals-from-child-welfare": self._point,
            "maturity/pathways": self._pathway,
            "maturity/funding": self._allocation,
            "maturity/providers": self._provider,
        }

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.coverage.net, self.coverage.parameters)

    @cached_property
    def _cohorts(self) -> dict[int, list[Cohort]]:
        found: dict[int, list[Cohort]] = {}
        for cohort in read_cohorts(self.coverage.net, FloorRule(self.floor, True)):
            found.setdefault(cohort.pathway, []).append(cohort)
        return found

    @cached_property
    def _open(self) -> Fact:
        return self.facts.open

    @cached_property
    def _usable(self) -> Fact:
        return self.facts.usable

    @cached_property
    def _access(self) -> Fact:
        """[service, leaf place of the scope]."""
        services = np.arange(len(self.coverage.net.services), dtype=np.int64)
        return self.facts.access(services, self.scope.leaves)

    def _once(self, rows: Sequence[Row], key: Sequence[str]) -> list[Row]:
        identity = read_identity(self.register.store)
        found: dict[tuple[Any, ...], tuple[bool, Row]] = {}
        for row in rows:
            told = {name: row[name] and identity.canonical(row[name]) for name in key}
            name = tuple(told.values())
            stands = all(row[each] == told[each] for each in key)
            if name not in found or (stands and not found[name][0]):
                found[name] = (stands, {**row, **told})
        return [row for _, row in found.values()]

    def _service(self, row: Row) -> dict[str, Any]:
        net = self.coverage.net
        at = net.services.index.get(row["service_iri"])
        if at is None:
            return {"open": None, "here": None, "meets": frozenset(), "uncoded": True}
        coded = net.service.needs.row(at)
        above = np.flatnonzero(net.need_above[coded].any(axis=0)) if len(coded) else coded
        return {
            "open": _truth(self._open, at),
            "here": self._service_here(at),
            "meets": frozenset(net.needs.ids[need] for need in above.tolist()),
            "uncoded": bool(net.service.needs_open[at]),
        }

    def _service_here(self, at: int) -> Truth:
        if self.scope.everywhere:
            return True
        if self._access.low[at].any():
            return True
        return None if self._access.high[at].any() else False

    def _node_here(self, iri: str) -> Truth:
        net = self.coverage.net
        if self.scope.everywhere:
            return True
        if iri in net.services.index:
            return self._service_here(net.services.index[iri])
        if iri not in net.partners.index:
            return None
        own = np.flatnonzero(net.service.partner == net.partners.index[iri]).tolist()
        return any_of(*(self._service_here(at) for at in own)) if own else None

    def _allocation(self, row: Row) -> dict[str, Any]:
        entry = self.register.by_iri("FundingAllocation").get(row["allocation_iri"])
        written, source = row["fiscal_year"] or "", "" if entry is None else entry.source
        year = self._calendar.find(written, source)
        return {
            "here": self._node_here(row["recipient_iri"]),
            "is_service": row["recipient_iri"] in self.coverage.net.services.index,
            "year_over": None if year is None else year.is_over(self.coverage.parameters.as_of),
        }

    @cached_property
    def _calendar(self) -> Calendar:
        return read_calendar(self.register)

    def _pathway(self, row: Row) -> dict[str, Any]:
        net = self.coverage.net
        at = net.pathways.index.get(row["pathway_iri"])
        if at is None:
            return {"usable": None, "here": None, "sent": None, "followed": None}
        return {
            "usable": _truth(self._usable, at),
            "here": self._node_here(net.node_iri(int(net.pathway.receiver[at]))),
            "sent": self._sent(at),
            "followed": self._followed(at),
        }

    def _sent(self, at: int) -> Bounds | None:
        today = self.coverage.parameters.as_of.toordinal()
        recent = [c for c in self._cohorts.get(at, ()) if today - RECENT_DAYS < c.end <= today]
        if not recent:
            return None
        return add_up_sent(recent)

    def _followed(self, at: int) -> tuple[Decimal, tuple[Decimal, Decimal]] | None:
        last = self.coverage.parameters.as_of.toordinal() - FOLLOW_UP_DAYS
        over = [c for c in self._cohorts.get(at, ()) if last - RECENT_DAYS < c.end <= last]
        rated = [c for c in over if c.sent and c.reached(STARTED) is not None]
        if not rated:
            return None
        cohort = max(rated, key=lambda c: (c.end, c.start))
        sent, started = Decimal(cohort.sent or 0), cohort.reached(STARTED) or (0, None)
        high = sent if started[1] is None else Decimal(started[1])
        return sent, (Decimal(started[0]), high)

    def _point(self, row: Row) -> dict[str, Any]:
        net, iri = self.coverage.net, row["point_iri"]
        partner = net.partners.index.get(iri)
        if iri in net.services.index:
            partner = int(net.service.partner[net.services.index[iri]])
        declared = None if partner is None or partner < 0 else bool(net.declared[partner])
        return {"declared": declared, **self._pathway(row)}

    def _provider(self, row: Row) -> dict[str, Any]:
        net = self.coverage.net
        at = net.services.index.get(row["service_iri"])
        if at is None or not net.has_places:
            return {"open": None, "near": {}}
        sites = [net.places.ids.index(each) for each in items(row["site_places"])]
        near = {
            net.places.ids[place]: (
                _truth(self._access, (at, column)),
                self._has_site(sites, place),
            )
            for column, place in enumerate(self.scope.leaves.tolist())
            if self._access.high[at, column]
        }
        return {"open": _truth(self._open, at), "near": near}

    def _has_site(self, sites: Sequence[int], place: int) -> Truth:
        """A site in the place; one in a larger place may be in it."""
        above = self.coverage.net.place_above
        if any(above[site, place] for site in sites):
            return True
        return None if not sites or any(above[place, site] for site in sites) else False


def add_up_sent(cohorts: Sequence[Cohort]) -> Bounds | None:
    """Bounds of what was sent in periods that do not overlap, the last first.

    There is no most where they leave out more of the year than may not be reported yet.
    """
    low, high, days, first = Decimal(0), Decimal(0), 0, None
    bounded = True
    for cohort in sorted(cohorts, key=lambda c: (c.end, c.start), reverse=True):
        if first is not None and cohort.end >= first:
            continue
        first = cohort.start
        least, most = cohort.counts.get(SENT, (0, None))
        low, days = low + least, days + cohort.end - cohort.start + 1
        bounded, high = bounded and most is not None, high + (most or 0)
    return low, high if bounded and days >= RECENT_DAYS - FOLLOW_UP_DAYS else None


def _truth(fact: Fact, at: int | tuple[int, int]) -> Truth:
    return True if fact.low[at] else None if fact.high[at] else False


def cover_touchpoints(
    register: Register, coverage: Coverage, scope: Scope
) -> list[TouchpointCover]:
    """Coverage of each touchpoint's required cells within the scope, in order of id."""
    net, required = coverage.net, coverage.required
    kinds = {entry.iri: entry.code("touchpointKind") for entry in register.of(NWD + "Touchpoint")}
    inside = scope.relates(required.place)
    found = []
    for at in np.unique(required.touchpoint[inside]).tolist():
        rows = np.flatnonzero(inside & (required.touchpoint == at))
        weight = required.weight[rows]
        found.append(
            TouchpointCover(
                iri=net.touchpoints.iris[at],
                id=net.touchpoints.ids[at],
                name=net.touchpoints.names[at],
                kind=kinds.get(net.touchpoints.iris[at]),
                weight=_decimal(weight.sum()),
                every_door=_covered(coverage.every_door[rows], weight),
                any_door=_covered(coverage.any_door[rows], weight),
            )
        )
    return sorted(found, key=lambda each: each.id)


def _covered(status: Any, weight: Any) -> Bounds:
    low = _decimal(weight[status == Ternary.TRUE].sum())
    return low, _decimal(weight[status != Ternary.FALSE].sum())


def _decimal(value: Any) -> Decimal:
    return Decimal(repr(float(value)))
