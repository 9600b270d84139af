"""Streams that end together, and the services that are lost with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from graph.funding.budgets import Budget, Budgets
from graph.funding.shares import Ended, measure_ended
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
        self.held: dict[int, frozenset[int]] = {}
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
            self.held[service] = frozenset(part.stream for part in budget.parts)
            for stream in sorted(self.held[service]):
                self.of_stream[stream].append(service)
        self.number: dict[tuple[int, ...], int] = {}
        self._ended: dict[tuple[int, frozenset[int]], Ended] = {}

    def services_of(self, streams: Sequence[int]) -> list[int]:
        """Services that rest on any of the streams."""
        return sorted({service for stream in streams for service in self.of_stream[stream]})

    def close(
        self, streams: Sequence[int], thresholds: Sequence[Fraction]
    ) -> list[tuple[int, int]]:
        """For each threshold, numbers of the sets lost for certain, and possibly, with streams."""
        services, asked = self.services_of(streams), frozenset(streams)
        ended = [self.ended(service, asked) for service in services]
        numbers = []
        for threshold in thresholds:
            lost = [each.is_lost(threshold) for each in ended]
            certain = [s for s, (surely, _) in zip(services, lost, strict=True) if surely]
            possible = [s for s, (_, maybe) in zip(services, lost, strict=True) if maybe]
            numbers.append((self._number(certain), self._number(possible)))
        return numbers

    def ended(self, service: int, streams: frozenset[int]) -> Ended:
        """How much of the service's budget ends with the streams."""
        held = streams & self.held[service]
        key = (id(self.budget_of[service]), held)
        if key not in self._ended:
            ending = {stream: self.ending[stream] for stream in held}
            self._ended[key] = measure_ended(self.budget_of[service], ending)
        return self._ended[key]

    def _number(self, services: list[int]) -> int:
        return self.number.setdefault(tuple(services), len(self.number))

    def sets(self) -> list[tuple[int, ...]]:
        """The services of each set, by number."""
        return list(self.number)
