"""Whom to ask first: partners in the order in which their answers settle cells.

A cell is settled once every partner whom its possible route asks has answered. Each step takes the
partner whose answers, with those already given, settle the most weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.coverage.result import Coverage
from graph.freshness.facts import AskedFact
from graph.projection.arrays import Ints


@dataclass(frozen=True)
class Call:
    """One partner to ask."""

    partner: int
    facts: Sequence[AskedFact]
    """Those that some cell not settled before waits for, the most worth asking first."""
    settled: Ints
    """Cells that these answers settle, with those of the calls before."""
    relying: Ints
    """Cells not settled before that wait for an answer of this partner."""


def choose_calls(coverage: Coverage, facts: Sequence[AskedFact], most: int) -> list[Call]:
    """At most so many calls, the one that settles the most weight first.

    Ties go to the number of cells settled, then to the weight and number of cells that wait for the
    partner, then to the order of partners. A cell that asks nobody on record is never settled.
    Complexity: O(calls x pairs of cell and partner).
    """
    size, partners = len(coverage.required), len(coverage.net.partners)
    cell, partner = _pairs(facts, partners)
    hopeless = np.zeros(size, np.bool_)
    hopeless[cell[partner < 0]] = True
    cell, partner = cell[~hopeless[cell]], partner[~hopeless[cell]]
    missing = np.bincount(cell, minlength=size)
    weight = coverage.required.weight[cell]
    waiting = np.ones(len(cell), np.bool_)
    of_partner: dict[int, list[AskedFact]] = {}
    for fact in facts:
        of_partner.setdefault(fact.partner, []).append(fact)
    calls: list[Call] = []
    while len(calls) < most and waiting.any():
        last = waiting & (missing[cell] == 1)
        keys = [
            -np.bincount(partner[rows], weights=weights, minlength=partners)
            for rows in (waiting, last)
            for weights in (None, weight[rows])
        ]
        best = int(np.lexsort((np.arange(partners), *keys))[0])
        mine = waiting & (partner == best)
        relying = cell[mine]
        relies = np.zeros(size, np.bool_)
        relies[relying] = True
        asked = [fact for fact in of_partner.get(best, ()) if relies[fact.cells].any()]
        calls.append(Call(best, asked, cell[mine & last], relying))
        missing[relying] -= 1
        waiting &= ~mine
    return calls


def _pairs(facts: Sequence[AskedFact], partners: int) -> tuple[Ints, Ints]:
    """(cell, partner to ask) of all facts, each pair once, cell after cell."""
    keys = [fact.cells * (partners + 1) + fact.partner + 1 for fact in facts]
    key = np.unique(np.concatenate([np.zeros(0, np.int64), *keys]))
    return key // (partners + 1), key % (partners + 1) - 1
