"""The units of resilience: every service, partner, site, pathway and funder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from graph.funding.budgets import Budgets
from graph.funding.shares import measure_ended
from graph.projection import Lists, Projection, Ternary
from graph.projection.arrays import Collection, Ints
from graph.resilience.units import UnitTable, build_site_access, no_site_access

KINDS = ("service", "partner", "site", "pathway", "funder")


@dataclass(frozen=True)
class Removable:
    """Units of the kinds asked, numbered kind by kind.

    A funder is two units: one closes the services that are lost with it for certain, the other
    those that may be, where shares are not known.
    """

    table: UnitTable
    first: dict[str, int]
    """Kind -> number of its first unit; `funder-possible` is the second of a funder."""

    def unit(self, kind: str, position: int) -> int:
        return self.first[kind] + position


def collection_of(net: Projection, kind: str) -> Collection:
    """The records that are units of a kind."""
    return {
        "service": net.services,
        "partner": net.partners,
        "site": net.sites,
        "pathway": net.pathways,
        "funder": net.funders,
    }[kind]


def build_removable(
    net: Projection, kinds: Sequence[str], budgets: Budgets, threshold: Fraction
) -> Removable:
    """Every unit of the kinds, and what closes with it.

    A service closes with itself, its partner, the only site it lists, and each funder without
    whose money its budget falls below the threshold.
    """
    first: dict[str, int] = {}
    count = 0
    for kind in kinds:
        for name in (kind, "funder-possible") if kind == "funder" else (kind,):
            first[name] = count
            count += len(collection_of(net, kind))
    pairs: list[tuple[int, int]] = []
    for service, partner in enumerate(net.service.partner.tolist()):
        if "service" in first:
            pairs.append((service, first["service"] + service))
        if "partner" in first and partner >= 0:
            pairs.append((service, first["partner"] + partner))
        sites = net.service.sites.row(service)
        if "site" in first and len(sites) == 1:
            pairs.append((service, first["site"] + int(sites[0])))
    if "funder" in first:
        pairs += _funder_closures(net, budgets, threshold, first)
    table = UnitTable(
        count=count,
        service=Lists.from_pairs(pairs, len(net.services)),
        partner=_each_itself(len(net.partners), first.get("partner")),
        pathway=_each_itself(len(net.pathways), first.get("pathway")),
        access=build_site_access(net, first["site"]) if "site" in first else no_site_access(net),
    )
    return Removable(table, first)


def _each_itself(size: int, first: int | None) -> Lists:
    if first is None:
        return Lists.from_pairs((), size)
    here: Ints = np.arange(size, dtype=np.int64)
    return Lists(np.arange(size + 1, dtype=np.int64), here + first)


def _funder_closures(
    net: Projection, budgets: Budgets, threshold: Fraction, first: dict[str, int]
) -> list[tuple[int, int]]:
    """(service, unit) of the funders with which each service closes, or may."""
    pairs = []
    funder_of = net.funding.stream_funder
    for service in range(len(net.services)):
        budget, _ = budgets.of_service(service)
        if budget is None or net.service.status[service] == Ternary.FALSE:
            continue
        streams = {part.stream for part in budget.parts if part.stream >= 0}
        for funder in sorted({int(funder_of[s]) for s in streams if funder_of[s] >= 0}):
            ending = {s: Fraction(1) for s in streams if funder_of[s] == funder}
            certain, possible = measure_ended(budget, ending).is_lost(threshold)
            if certain:
                pairs.append((service, first["funder"] + funder))
            if possible:
                pairs.append((service, first["funder-possible"] + funder))
    return pairs
