"""Facts of the map that stand beside the rows of rules, wherever one looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from graph.planning.maturity.judging import Row
from graph.planning.maturity.truth import Bounds, Truth
from graph.projection.arrays import Ints
from graph.register import Entry, Register

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


class Known:
    """Rows by query, each record once, with its facts that are the same in every place."""

    def __init__(
        self,
        register: Register,
        coverage: Coverage,
        rows: Mapping[str, Sequence[Row]],
        floor: int,
    ) -> None:
        self.register, self.coverage, self.net = register, coverage, coverage.net
        self.facts = Facts(coverage.net, coverage.parameters)
        self._given, self._floor = rows, floor
        self._rows: dict[str, list[Row]] = {}
        self._positions: dict[str, Ints] = {}

    def rows(self, query: str) -> list[Row]:
        """The rows of a query, records accepted as one counted once, with their facts.

        Of a service: `open`, `meets` (ids of the needs it meets), `uncoded`. Of a pathway:
        `usable`, `sent` (bounds of the past year), `followed` (sent, and bounds of those for whom a
        service started, of the last period whose follow-up is over). Of a point: `declared`. Of an
        allocation: `is_service` (of its recipient), `year_over` (its fiscal year is over). Of a
        provider: `open`.
        """
        if query not in self._rows:
            add = self._ways.get(query)
            own = self._once(self._given[query], KEYS[query])
            self._rows[query] = own if add is None else [{**row, **add(row)} for row in own]
        return self._rows[query]

    def positions(self, query: str) -> Ints:
        """[row of `rows`]: position of its service or pathway in the projection, -1 for none."""
        if query not in self._positions:
            pathways = query == "maturity/pathways"
            index = (self.net.pathways if pathways else self.net.services).index
            (name,) = KEYS[query]
            found = [index.get(row[name], -1) for row in self.rows(query)]
            self._positions[query] = np.array(found, np.int64)
        return self._positions[query]

    @cached_property
    def _ways(self) -> Mapping[str, Callable[[Row], dict[str, Any]]]:
        return {
            "maturity/services": self._service,
            "maturity/referrals-from-child-welfare": self._point,
            "maturity/pathways": self._pathway,
            "maturity/funding": self._allocation,
            "maturity/providers": self._provider,
        }

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

    @cached_property
    def _open(self) -> list[Truth]:
        return _truths(self.facts.open)

    @cached_property
    def _usable(self) -> list[Truth]:
        return _truths(self.facts.usable)

    @cached_property
    def _meets(self) -> dict[tuple[int, ...], frozenset[str]]:
        """Ids of the needs met by what codes these needs."""
        return {}

    def _needs_met(self, at: int) -> frozenset[str]:
        coded = tuple(self.net.service.needs.row(at).tolist())
        if coded not in self._meets:
            above = np.flatnonzero(self.net.need_above[list(coded)].any(axis=0)) if coded else ()
            self._meets[coded] = frozenset(self.net.needs.ids[int(need)] for need in above)
        return self._meets[coded]

    def _service(self, row: Row) -> dict[str, Any]:
        at = self.net.services.index.get(row["service_iri"])
        if at is None:
            return {"open": None, "meets": frozenset(), "uncoded": True}
        return {
            "open": self._open[at],
            "meets": self._needs_met(at),
            "uncoded": bool(self.net.service.needs_open[at]),
        }

    def _provider(self, row: Row) -> dict[str, Any]:
        at = self.net.services.index.get(row["service_iri"])
        return {"open": None if at is None or not self.net.has_places else self._open[at]}

    @cached_property
    def _allocations(self) -> Mapping[str, Entry]:
        return self.register.by_iri("FundingAllocation")

    @cached_property
    def _calendar(self) -> Calendar:
        return read_calendar(self.register)

    def _allocation(self, row: Row) -> dict[str, Any]:
        entry = self._allocations.get(row["allocation_iri"])
        written, source = row["fiscal_year"] or "", "" if entry is None else entry.source
        year = self._calendar.find(written, source)
        return {
            "is_service": row["recipient_iri"] in self.net.services.index,
            "year_over": None if year is None else year.is_over(self.coverage.parameters.as_of),
        }

    def _point(self, row: Row) -> dict[str, Any]:
        net, iri = self.net, row["point_iri"]
        partner = net.partners.index.get(iri)
        if iri in net.services.index:
            partner = int(net.service.partner[net.services.index[iri]])
        declared = None if partner is None or partner < 0 else bool(net.declared[partner])
        return {"declared": declared, **self._pathway(row)}

    def _pathway(self, row: Row) -> dict[str, Any]:
        at = self.net.pathways.index.get(row["pathway_iri"])
        if at is None:
            return {"usable": None, "sent": None, "followed": None}
        return {
            "usable": self._usable[at],
            "sent": self._sent(at),
            "followed": self._followed(at),
        }

    @cached_property
    def _cohorts(self) -> dict[int, list[Cohort]]:
        found: dict[int, list[Cohort]] = {}
        for cohort in read_cohorts(self.net, FloorRule(self._floor, True)):
            found.setdefault(cohort.pathway, []).append(cohort)
        return found

    def _sent(self, at: int) -> Bounds | None:
        today = self.coverage.parameters.as_of.toordinal()
        recent = [c for c in self._cohorts.get(at, ()) if today - RECENT_DAYS < c.end <= today]
        return add_up_sent(recent) if recent else None

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


def _truths(fact: Fact) -> list[Truth]:
    return [
        True if low else None if high else False
        for low, high in zip(fact.low.tolist(), fact.high.tolist(), strict=True)
    ]
