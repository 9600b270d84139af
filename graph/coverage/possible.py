"""Possible routes and the unknown facts they rest on, written for many cells at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graph.projection.arrays import Bools, Ints

NOTHING = -1
"""Stands for no object of a fact."""


@dataclass(frozen=True)
class UnknownFact:
    """One fact to verify; `fact` names a row of the fact table or `refers`.

    `subject` and `object` are positions: of a service, pathway or node, and of a need, segment,
    touchpoint or place, as the fact asks.
    """

    fact: str
    subject: int
    object: int | None = None


@dataclass(frozen=True)
class PossibleRoute:
    """Nodes of a high-world route, door first, and the unknown facts it rests on."""

    nodes: list[int]
    facts: list[UnknownFact]


class Trails:
    """The routes of some cells while they are followed: each step is told for many cells at once.

    What is told of one cell stays in the order of telling. Complexity of reading it: O(n log n) in
    the nodes and facts told.
    """

    def __init__(self) -> None:
        self._nodes: list[tuple[Ints, Ints]] = []
        self._facts: list[tuple[Ints, Ints, Ints, Ints]] = []
        self._names: list[str] = []

    def come_to(self, cell: Ints, node: Ints) -> None:
        """The routes of the cells go on to these nodes."""
        self._nodes.append((cell, node))

    def rely_on(
        self, unknown: Bools, cell: Ints, fact: str, subject: Ints, about: Ints | int = NOTHING
    ) -> None:
        """Where it is `unknown`, the routes rest on a fact of `subject` and the object `about`."""
        at = np.flatnonzero(unknown)
        if fact not in self._names:
            self._names.append(fact)
        name = np.full(len(at), self._names.index(fact), np.int64)
        told = np.broadcast_to(np.asarray(about, np.int64), cell.shape)
        self._facts.append((cell[at], name, subject[at], told[at]))

    def read(self) -> dict[int, PossibleRoute]:
        """Cell -> its route, in the order of cells."""
        cell, nodes = self._by_cell(self._nodes)
        resting, *parts = self._by_cell(self._facts)
        cells, starts = np.unique(cell, return_index=True)
        node_ends = [*starts.tolist(), len(cell)]
        fact_ends = [*np.searchsorted(resting, cells).tolist(), len(resting)]
        nodes_told, facts_told = nodes.tolist(), self._make_facts(*parts)
        return {
            number: PossibleRoute(nodes_told[slice(*walked)], facts_told[slice(*relied)])
            for number, walked, relied in zip(
                cells.tolist(), pairwise(node_ends), pairwise(fact_ends), strict=True
            )
        }

    @staticmethod
    def _by_cell(told: Sequence[tuple[Ints, ...]]) -> list[Ints]:
        columns = [np.concatenate(column) for column in zip(*told, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        return [column[order] for column in columns]

    def _make_facts(self, name: Ints, subject: Ints, about: Ints) -> list[UnknownFact]:
        """[fact]: facts that are the same are one object."""
        subjects, objects = (int(part.max(initial=0)) + 2 for part in (subject, about))
        key = (name * subjects + subject) * objects + about + 1
        _, first, number = np.unique(key, return_index=True, return_inverse=True)
        made = [
            UnknownFact(self._names[n], s, None if o == NOTHING else o)
            for n, s, o in zip(
                *(part[first].tolist() for part in (name, subject, about)), strict=True
            )
        ]
        return [made[i] for i in number.reshape(-1).tolist()]
