"""What rules look at in the places of a scope: rows of their queries, and touchpoints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from graph.coverage import Coverage
from graph.coverage.facts import Fact
from graph.planning.maturity.judging import Row, TouchpointCover
from graph.planning.maturity.known import Known
from graph.planning.maturity.scope import Scope
from graph.planning.maturity.services import items
from graph.planning.maturity.truth import Bounds, Truth
from graph.projection import Ternary
from graph.projection.arrays import Bools, Ints
from graph.register import Register
from ontology.terms import NWD


@dataclass(frozen=True)
class Beside:
    """Facts of services, partners and pathways in a scope, for rows to stand beside."""

    known: Known
    scope: Scope

    def enrich(self, query: str) -> list[Row]:
        """The rows of `known.rows` that a rule may count, with what the scope adds.

        Of a service or a pathway: `here` (it serves a place of the scope), and only those that may
        be open, or usable, here. Of a point and an allocation: `here` (of the recipient). Of a
        provider: `near`, and only those that reach a place of the scope, or may.
        """
        add, rows = self._ways.get(query), self.known.rows(query)
        if add is None:
            return rows
        if query in self._may_count:
            may = self._may_count[query](self.known.positions(query))
            rows = [rows[at] for at in np.flatnonzero(may).tolist()]
        return [{**row, **more} for row in rows if (more := add(row)) is not None]

    @cached_property
    def _may_count(self) -> Mapping[str, Callable[[Ints], Bools]]:
        """By query, which of its rows a rule may count, told for all at once."""
        return {
            "maturity/services": self._services_here,
            "maturity/pathways": self._pathways_here,
            "maturity/providers": self._providers_here,
        }

    def _services_here(self, at: Ints) -> Bools:
        """[row]: not surely closed, nor surely out of reach."""
        may = self._may_reach & self.known.facts.open.high
        return self._told(may, at)

    def _providers_here(self, at: Ints) -> Bools:
        """[row]: not surely out of reach."""
        return self._told(self._may_reach, at)

    def _told(self, facts: Bools, at: Ints) -> Bools:
        """[row]: the fact of the record in that position; true where there is none."""
        found: Bools = np.append(facts, True)[at]
        return found

    def _pathways_here(self, at: Ints) -> Bools:
        """[row]: not surely unusable, nor surely to what is out of reach."""
        here = self._told(self._nodes.high, self.known.net.pathway.receiver)
        return self._told(self.known.facts.usable.high & here, at)

    @cached_property
    def _may_reach(self) -> Bools:
        """[service]: may serve a place of the scope."""
        return self._nodes.high[: self.known.net.first_partner]

    @cached_property
    def _nodes(self) -> Fact:
        """[node]: serves a place of the scope: a service, or one of a partner's.

        Not known of a partner without services, nor of a touchpoint.
        """
        net = self.known.net
        if self.scope.everywhere:
            everything = np.ones(net.node_count, np.bool_)
            return Fact(everything, everything)
        partner = net.service.partner
        low, high = np.any(self._access.low, axis=1), np.any(self._access.high, axis=1)
        given = [
            np.bincount(partner[(partner >= 0) & which], minlength=len(net.partners)) > 0
            for which in (low, high, np.ones(len(partner), np.bool_))
        ]
        open_ended = np.ones(len(net.touchpoints), np.bool_)
        return Fact(
            np.concatenate([low, given[0], ~open_ended]),
            np.concatenate([high, given[1] | ~given[2], open_ended]),
        )

    @cached_property
    def _node_truths(self) -> list[Truth]:
        sure, possible = self._nodes.low.tolist(), self._nodes.high.tolist()
        return [_truth(low, high) for low, high in zip(sure, possible, strict=True)]

    @cached_property
    def _ways(self) -> Mapping[str, Callable[[Row], dict[str, Any] | None]]:
        return {
            "maturity/services": self._service,
            "maturity/referrals-from-child-welfare": self._point,
            "maturity/pathways": self._pathway,
            "maturity/funding": self._allocation,
            "maturity/providers": self._provider,
        }

    @cached_property
    def _access(self) -> Fact:
        """[service, leaf place of the scope]."""
        services = np.arange(len(self.known.net.services), dtype=np.int64)
        return self.known.facts.access(services, self.scope.leaves)

    @cached_property
    def _reaches(self) -> Mapping[int, list[tuple[int, Truth]]]:
        """Service to the places of the scope that it serves, or may."""
        rows, columns = self._access.high.nonzero()
        low = self._access.low[rows, columns].tolist()
        places = self.scope.leaves[columns].tolist()
        found: dict[int, list[tuple[int, Truth]]] = {}
        for row, place, sure in zip(rows.tolist(), places, low, strict=True):
            found.setdefault(row, []).append((place, sure or None))
        return found

    def _service(self, row: Row) -> dict[str, Any] | None:
        at = self.known.net.services.index.get(row["service_iri"])
        here = None if at is None else self._node_truths[at]
        return None if row["open"] is False or here is False else {"here": here}

    def _node_here(self, iri: str) -> Truth:
        net = self.known.net
        if self.scope.everywhere:
            return True
        if iri in net.services.index:
            return self._node_truths[net.services.index[iri]]
        if iri not in net.partners.index:
            return None
        return self._node_truths[net.first_partner + net.partners.index[iri]]

    def _allocation(self, row: Row) -> dict[str, Any]:
        return {"here": self._node_here(row["recipient_iri"])}

    def _point(self, row: Row) -> dict[str, Any]:
        net = self.known.net
        at = net.pathways.index.get(row["pathway_iri"])
        end = -1 if at is None else int(net.pathway.receiver[at])
        return {"here": None if end < 0 else self._node_truths[end]}

    def _pathway(self, row: Row) -> dict[str, Any] | None:
        if row["usable"] is False:
            return None
        more = self._point(row)
        return None if more["here"] is False else more

    def _provider(self, row: Row) -> dict[str, Any] | None:
        net = self.known.net
        at = net.services.index.get(row["service_iri"])
        if at is None or not net.has_places or at not in self._reaches:
            return None
        sites = [self._place_rows[each] for each in items(row["site_places"])]
        return {
            "near": {
                self._place_ids[place]: (serves, self._has_site(sites, place))
                for place, serves in self._reaches[at]
            }
        }

    @cached_property
    def _place_ids(self) -> list[str]:
        return list(self.known.net.places.ids)

    @cached_property
    def _place_rows(self) -> Mapping[str, int]:
        return {id_: at for at, id_ in reversed(list(enumerate(self._place_ids)))}

    def _has_site(self, sites: Sequence[int], place: int) -> Truth:
        """A site in the place; one in a larger place may be in it."""
        above = self.known.net.place_above
        if any(above[site, place] for site in sites):
            return True
        return None if not sites or any(above[place, site] for site in sites) else False


def _truth(low: bool, high: bool) -> Truth:
    return True if low else None if high else False


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
