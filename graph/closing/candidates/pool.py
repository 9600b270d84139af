"""Pools of candidates of one kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from graph.closing.actions import (
    ADD_DOOR,
    COLD_TO_WARM,
    NEW_WARM_PATHWAY,
    VERIFY_FACT,
    WIDEN_AREA,
    WIDEN_ELIGIBILITY,
    Action,
)
from graph.closing.flows import Flows
from graph.projection.arrays import Floats, Ints


class Pool(Protocol):
    """Candidates of one kind with a gain; `bound[i]` is at least the gain of candidate i."""

    @property
    def kind(self) -> str: ...

    @property
    def bound(self) -> Floats: ...

    def action(self, i: int) -> Action:
        """What candidate i would do."""

    def elements(self, i: int) -> Ints:
        """What it covers, sorted."""


def build_pools(flows: Flows, kinds: Sequence[str]) -> list[Pool]:
    """The candidates of some kinds, in the order that settles ties."""
    from graph.closing.candidates import doors, facts, pathways, records, widening

    build: dict[str, Callable[[Flows], list[Pool]]] = {
        VERIFY_FACT: facts.build,
        COLD_TO_WARM: records.build,
        NEW_WARM_PATHWAY: pathways.build,
        WIDEN_ELIGIBILITY: widening.build_eligibility,
        WIDEN_AREA: widening.build_area,
        ADD_DOOR: doors.build,
    }
    return [pool for kind in build if kind in kinds for pool in build[kind](flows)]
