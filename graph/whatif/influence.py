"""What a change may mean to a walk from each group: a bound by need and place.

Looks at the high world and any mode, and leaves segments and life stages aside, so that nothing
which matters is missed. An influence is a set of (need, place), kept as a bit a place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.columns import WORD, Words
from graph.coverage.facts import Facts
from graph.projection import Ternary
from graph.projection.arrays import Bools, Ints
from graph.whatif.differences import Differences
from graph.whatif.groups import Groups


@dataclass(frozen=True)
class _Arcs:
    """Pathways among groups; `scope` is [pathway, need]."""

    sender: Ints
    receiver: Ints
    scope: Bools

    def select(self, rows: Bools) -> _Arcs:
        return _Arcs(self.sender[rows], self.receiver[rows], self.scope[rows])

    def carry(self, reached: Words) -> Words:
        """[group, need, word]: what the receivers reach, at the senders."""
        carried = np.zeros_like(reached)
        order = np.argsort(self.sender, kind="stable")
        if len(order):
            starts = np.flatnonzero(np.diff(self.sender[order], prepend=-1))
            taken = reached[self.receiver[order]] * self.scope[order][:, :, None]
            joined = np.bitwise_or.reduceat(taken, starts, axis=0)
            carried[self.sender[order][starts]] = joined
        return carried


class Influence:
    """For every group near a change, which (need, place) a walk from it may owe to the change."""

    def __init__(
        self,
        before: Facts,
        after: Facts,
        groups: Groups,
        changed: Differences,
        needs: Ints,
        places: Ints,
        steps: int,
    ) -> None:
        self.before, self.after, self.groups, self.changed = before, after, groups, changed
        self.needs, self.places, self.steps = needs, places, steps
        self.position = np.full(groups.count, -1, np.int64)
        self.of_group = self._compute()

    def at(self, group: Ints, need: Ints, place: Ints) -> Bools:
        """Whether a walk from the group may owe a need in a place to the change.

        Element by element; `need` and `place` are positions among `needs` and `places`.
        """
        row = self.position[group]
        near = np.flatnonzero(row >= 0)
        found = np.zeros(len(group), np.bool_)
        here = place[near]
        word = self.of_group[row[near], need[near], here // WORD]
        found[near] = (word >> (here % WORD).astype(np.uint64)) & np.uint64(1) > 0
        return found

    def _compute(self) -> Words:
        groups, changed, net = self.groups, self.changed, self.after.net
        sender = net.pathway.sender[changed.pathways]
        touched = np.concatenate([changed.services, sender[sender >= 0]])
        origin = np.unique(groups.of[touched])
        toward = groups.leading_to(origin, self.steps)
        onward = groups.reached_from(origin, self.steps)
        near = np.flatnonzero(toward | onward)
        self.position[near] = np.arange(len(near))
        arcs, is_changed = self._arcs(near)
        possible = self._possible(near)
        own = self._offers(changed.services, near)
        reached = possible[0]
        influence = own
        for _ in range(self.steps):
            through = arcs.select(is_changed).carry(reached)
            influence = own | through | arcs.carry(influence)
            reached = possible[1] | arcs.carry(reached)
        return influence

    def _possible(self, near: Ints) -> tuple[Words, Words]:
        """What each group offers, and what it may lead to at once: anything if undeclared."""
        net, groups = self.after.net, self.groups
        services = np.flatnonzero(self.position[groups.of[: net.first_partner]] >= 0)
        offers = self._offers(services, near)
        leads = offers.copy()
        undeclared = np.ones(groups.count, np.bool_)
        undeclared[: len(net.partners)] = ~net.declared
        undeclared[groups.of[net.first_touchpoint :]] = False
        leads[undeclared[near]] = np.uint64(2**WORD - 1)
        return offers, leads

    def _offers(self, services: Ints, near: Ints) -> Words:
        """[group, need, word]: some of the services may meet the need in the place."""
        words = -(-len(self.places) // WORD)
        offers = np.zeros((len(near), len(self.needs), words), np.uint64)
        if not len(services):
            return offers
        row = self.position[self.groups.of[services]]
        meets, access = (
            np.logical_or(*pair)
            for pair in zip(self._meets_and_access(self.before, services),
                            self._meets_and_access(self.after, services), strict=True)
        )  # fmt: skip
        order = np.argsort(row, kind="stable")
        starts = np.flatnonzero(np.diff(row[order], prepend=-1))
        served = _pack(access[order])[:, None, :] * meets[order][:, :, None]
        offers[row[order][starts]] = np.bitwise_or.reduceat(served, starts, axis=0)
        return offers

    def _meets_and_access(self, facts: Facts, services: Ints) -> tuple[Bools, Bools]:
        meets = facts.may_meet(services, self.needs)
        meets = meets & facts.open.high[services][:, None]
        return meets, facts.access(services, self.places).high

    def _arcs(self, near: Ints) -> tuple[_Arcs, Bools]:
        """The pathways among near groups, and which of them the change concerns."""
        pathway, of = self.after.net.pathway, self.groups.of
        used = pathway.status != Ternary.FALSE
        old = self.before.net.pathway.status
        used[: len(old)] |= old != Ternary.FALSE
        used &= (pathway.sender >= 0) & (pathway.receiver >= 0)
        sender = np.where(used, self.position[of[pathway.sender]], -1)
        receiver = np.where(used, self.position[of[pathway.receiver]], -1)
        rows = np.flatnonzero((sender >= 0) & (receiver >= 0))
        scope = self.after.may_scope(rows, self.needs)
        earlier = rows < len(old)
        scope[earlier] |= self.before.may_scope(rows[earlier], self.needs)
        concerned = np.zeros(len(pathway.status), np.bool_)
        concerned[self.changed.pathways] = True
        changing = np.zeros(self.groups.of.size, np.bool_)
        changing[self.changed.services] = True
        concerned[used] |= changing[pathway.sender[used]] | changing[pathway.receiver[used]]
        return _Arcs(sender[rows], receiver[rows], scope), concerned[rows]


def _pack(matrix: Bools) -> Words:
    """[row, word]: the columns of booleans as bits."""
    words = -(-matrix.shape[1] // WORD)
    spread = np.zeros((len(matrix), words * WORD), np.bool_)
    spread[:, : matrix.shape[1]] = matrix
    packed = np.packbits(spread, axis=1, bitorder="little")
    return packed.view("<u8").astype(np.uint64, copy=False)
