"""Which door pairs and cells a change can touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.facts import Facts
from graph.coverage.providers import build_providers
from graph.projection import Projection, Ternary
from graph.projection.arrays import Bools, Ints
from graph.whatif.baseline import Baseline
from graph.whatif.differences import Differences
from graph.whatif.groups import Groups
from graph.whatif.influence import Influence


def mark_pairs(
    base: Baseline, groups: Groups, changed: Differences, after: Facts, steps: int
) -> Bools:
    """[door pair]: a walk of so many steps may owe its cell to something that changed."""
    required, doors = base.coverage.required, base.ledger.doors
    needs, places = base.needs, base.places
    influence = Influence(base.facts, after, groups, changed, needs.values, places.values, steps)
    need, place = needs.position[doors.cell], places.position[doors.cell]
    by_touchpoint = influence.at(
        groups.of[required.touchpoint + after.net.first_touchpoint],
        needs.position,
        places.position,
    )
    marked: Bools = influence.at(base.pair_group, need, place) | by_touchpoint[doors.cell]
    return marked


def is_settled(base: Baseline, changed: Differences, groups: Groups, *, only_loses: bool) -> Bools:
    """[door pair]: its marks cannot change, whatever becomes of the network.

    What a door outside the change offers itself it still offers, in each world; and changes that
    only take away leave alone what no walk reached before.
    """
    settled = np.ones(len(base.ledger.doors.cell), np.bool_)
    touched = np.zeros(groups.count, np.bool_)
    touched[groups.of[changed.services]] = True
    apart = ~touched[base.pair_group]
    for high in (False, True):
        settled &= (base.at_door[high] & apart) | (only_loses & ~base.ever[high])
    return settled


def find_supplied(base: Baseline, changed: Differences, after: Facts) -> Bools:
    """[cell]: some service may serve it after the change."""
    supplied = base.ledger.supply > 0
    if not len(changed.services):
        return supplied
    for need in base.needs.values.tolist():
        gained = changed.services[_possible(after, need, changed.services)]
        lost = changed.services[_possible(base.facts, need, changed.services)]
        if len(gained) or len(lost):
            _count_again(base, after, need, gained, lost, supplied)
    return supplied


def _count_again(
    base: Baseline, after: Facts, need: int, gained: Ints, lost: Ints, supplied: Bools
) -> None:
    """Write what a need's cells are supplied by, where that can have changed."""
    cells, columns, column = base.columns_of(need)
    supply = base.ledger.supply[cells]
    may_lose = (supply > 0) & (supply <= len(lost))
    may_gain = (supply == 0) & (len(gained) > 0)
    if not (may_lose | may_gain).any():
        return
    for facts, services, sign in ((after, gained, 1), (base.facts, lost, -1)):
        if len(services):
            found = build_providers(facts, need, columns, within=services)
            supply = supply + sign * found.count_possible(columns)[column]
    supplied[cells] = supply > 0


def _possible(facts: Facts, need: int, services: Ints) -> Bools:
    """[service]: may be open and meet the need."""
    possible: Bools = facts.meets(need).high[services] & facts.open.high[services]
    return possible


@dataclass(frozen=True)
class ChangedDoors:
    """What becomes of the doors of cells.

    `gone`: [door pair], no door any more. `anew`: [cell], its doors are to be found again.
    """

    gone: Bools
    anew: Bools


def judge_doors(base: Baseline, changed: Differences, after: Facts) -> ChangedDoors:
    """Doors that closed are taken out; where one may have come, the cell's doors are found anew."""
    net, doors = after.net, base.ledger.doors
    required = base.coverage.required
    gone = np.zeros(len(doors.cell), np.bool_)
    anew = np.zeros(len(required), np.bool_)
    is_door = np.isin(net.door.node, changed.services)
    records = np.unique(np.concatenate([changed.doors, np.flatnonzero(is_door)]))
    was_listed = np.isin(np.arange(len(net.touchpoints)), base.net.door.touchpoint)
    asked = {(int(net.door.touchpoint[r]), int(net.door.node[r])) for r in records.tolist()}
    for touchpoint, node in sorted(asked):
        at = (net.door.touchpoint == touchpoint) & (net.door.node == node)
        closed = bool((net.door.status[at] == Ternary.FALSE).all())
        if node < net.first_partner:
            closed |= not after.open.high[node]
        if closed and was_listed[touchpoint]:
            here = doors.node == node
            gone |= here & (required.touchpoint[doors.cell] == touchpoint)
        else:
            concerned = _concerned(net, at)
            anew |= (required.touchpoint == touchpoint) & concerned[required.place]
    return ChangedDoors(gone & ~anew[doors.cell], anew)


def _concerned(net: Projection, records: Bools) -> Bools:
    """[place]: one of the door records applies there, or may."""
    lists = [net.door.places.row(int(record)) for record in np.flatnonzero(records)]
    if any(not len(places) for places in lists):
        return np.ones(len(net.places), np.bool_)
    stated = np.unique(np.concatenate(lists))
    above = net.place_above
    concerned: Bools = np.logical_or(above[:, stated].any(axis=1), above[stated].any(axis=0))
    return concerned
