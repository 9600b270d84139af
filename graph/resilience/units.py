"""Units that can be taken away, and which records each of them takes along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.projection import Lists, Projection
from graph.projection.arrays import Bools, Ints
from graph.resilience.ragged import expand


@dataclass(frozen=True)
class SiteAccess:
    """Services without a stated area that reach a place through one of their sites alone.

    `key` is service * places + place, sorted; `unit` the site's unit.
    """

    key: Ints
    unit: Ints
    places: int

    def at(self, service: Ints, place: Ints) -> Ints:
        """Unit through which alone each service reaches each place, -1 where there is none."""
        if not len(self.key):
            return np.full(len(service), -1, np.int64)
        asked = service * self.places + place
        position = np.minimum(np.searchsorted(self.key, asked), len(self.key) - 1)
        return np.where(self.key[position] == asked, self.unit[position], -1)


@dataclass(frozen=True)
class UnitTable:
    """What closes with each unit: lists of units by service, partner and pathway.

    A walk is lost with a unit if it stands at, passes through or is served by something that
    closes with it.
    """

    count: int
    service: Lists
    partner: Lists
    pathway: Lists
    access: SiteAccess

    @classmethod
    def of_closures(cls, net: Projection, service: Lists, count: int) -> UnitTable:
        """Units that close services and nothing else."""
        return cls(
            count=count,
            service=service,
            partner=Lists.from_pairs((), len(net.partners)),
            pathway=Lists.from_pairs((), len(net.pathways)),
            access=no_site_access(net),
        )


def no_site_access(net: Projection) -> SiteAccess:
    nothing = np.zeros(0, np.int64)
    return SiteAccess(nothing, nothing, len(net.places))


def build_site_access(net: Projection, first_unit: int) -> SiteAccess:
    """Where one of several sites alone gives access; sites are units from `first_unit` on.

    A service with a single site closes with it, so only services with several are listed.
    """
    service = net.service
    several = (np.diff(service.sites.indptr) > 1) & service.places_open
    if not net.has_places or not several.any():
        return no_site_access(net)
    owner = service.sites.rows_of_values()
    kept = several[owner]
    reached = _reached_places(net)
    site = service.sites.values[kept]
    starts = reached.indptr[site]
    row, position = expand(starts, reached.indptr[site + 1] - starts)
    keys = owner[kept][row] * len(net.places) + reached.values[position]
    distinct, first, counts = np.unique(keys, return_index=True, return_counts=True)
    alone = (counts == 1) & ~_by_area(net, distinct)
    return SiteAccess(distinct[alone], first_unit + site[row[first[alone]]], len(net.places))


def _by_area(net: Projection, keys: Ints) -> Bools:
    """[service * places + place]: the place is reached by a served place as well."""
    service, place = keys // len(net.places), keys % len(net.places)
    reached = np.zeros(len(keys), np.bool_)
    for i in np.flatnonzero(~net.service.places.is_blank()[service]).tolist():
        reached[i] = net.place_above[place[i], net.service.places.row(service[i])].any()
    return reached


def _reached_places(net: Projection) -> Lists:
    """[site]: the places in which it lies; every site lies in the first, `everywhere`."""
    pairs = {(site, 0) for site in range(len(net.sites))}
    rows = net.site_place.rows_of_values().tolist()
    for site, place in zip(rows, net.site_place.values.tolist(), strict=True):
        pairs.update((site, int(above)) for above in np.flatnonzero(net.place_above[place]))
    return Lists.from_pairs(pairs, len(net.sites))
