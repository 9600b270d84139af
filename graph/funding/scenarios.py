"""Streams that end together, and the services that are lost with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from graph.funding.budgets import Budget, Budgets
from graph.funding.shares import is_lost
from graph.projection import BLANK_DAY, Projection, Ternary

KINDS = ("all", "funder", "stream")


@dataclass(frozen=True)
class Scenario:
    """What ends by a horizon: all streams that end by then, those of one funder, or one stream.

    `position` is that of the funder or stream, -1 for all. `streams` are in order of their end.
    """

    horizon: int
    kind: str
    position: int
    streams: tuple[int, ...]


def select_scenarios(net: Projection, as_of: int, horizons: Sequence[int]) -> Iterator[Scenario]:
    """Every scenario of every horizon in which a stream ends; funders and streams by id."""
    ends = net.funding.stream_ends.tolist()
    for horizon in horizons:
        ending = [s for s, day in enumerate(ends) if day != BLANK_DAY and day <= as_of + horizon]
        ending.sort(key=lambda s: (ends[s], s))
        if not ending:
            continue
        yield Scenario(horizon, "all", -1, tuple(ending))
        of_funder: dict[int, list[int]] = defaultdict(list)
        for stream in ending:
            of_funder[int(net.funding.stream_funder[stream])].append(stream)
        for funder in sorted(of_funder):
            if funder >= 0:
                yield Scenario(horizon, "funder", funder, tuple(of_funder[funder]))
        for stream in sorted(ending):
            yield Scenario(horizon, "stream", stream, (stream,))


class Closures:
    """The sets of services that are lost together; equal sets are one, numbered as they appear.

    Only services that are not known to be closed already can be lost.
    """

    def __init__(self, budgets: Budgets, renewal: Mapping[int, Fraction]) -> None:
        """`renewal`: stream -> probability that it is renewed."""
        net = budgets.net
        self.net, self.ending = net, {s: 1 - r for s, r in renewal.items()}
        self.budget_of: dict[int, Budget] = {}
        self.is_own: dict[int, bool] = {}
        self.unfunded: list[int] = []
        self.of_stream: dict[int, list[int]] = defaultdict(list)
        for service in range(len(net.services)):
            if net.service.status[service] == Ternary.FALSE:
                continue
            budget, self.is_own[service] = budgets.of_service(service)
            if budget is None:
                self.unfunded.append(service)
                continue
            self.budget_of[service] = budget
            for stream in sorted({part.stream for part in budget.parts}):
                self.of_stream[stream].append(service)
        self.number: dict[tuple[int, ...], int] = {}
        self._judged: dict[tuple[int, frozenset[int], Fraction], tuple[bool, bool]] = {}

    def services_of(self, streams: Sequence[int]) -> list[int]:
        """Services that rest on any of the streams."""
        return sorted({service for stream in streams for service in self.of_stream[stream]})

    def close(self, streams: Sequence[int], threshold: Fraction) -> tuple[int, int]:
        """Numbers of the sets lost for certain, and lost possibly, when the streams end."""
        certain, possible = [], []
        asked = frozenset(streams)
        for service in self.services_of(streams):
            lost = self._judge(self.budget_of[service], asked, threshold)
            if lost[0]:
                certain.append(service)
            if lost[1]:
                possible.append(service)
        return self._number(certain), self._number(possible)

    def judge(self, service: int, streams: Sequence[int], threshold: float) -> tuple[bool, bool]:
        """(for certain, possibly): the service is lost when the streams end."""
        exact = Fraction(str(threshold))
        return self._judge(self.budget_of[service], frozenset(streams), exact)

    def _judge(
        self, budget: Budget, streams: frozenset[int], threshold: Fraction
    ) -> tuple[bool, bool]:
        held = streams & {part.stream for part in budget.parts}
        key = (id(budget), held, threshold)
        if key not in self._judged:
            ending = {stream: self.ending[stream] for stream in held}
            self._judged[key] = is_lost(budget, ending, threshold)
        return self._judged[key]

    def _number(self, services: list[int]) -> int:
        return self.number.setdefault(tuple(services), len(self.number))

    def sets(self) -> list[tuple[int, ...]]:
        """The services of each set, by number."""
        return list(self.number)
