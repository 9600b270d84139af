"""Records that are of one thing, by all accepted matches together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from graph.identity.decisions import ACCEPTED, REJECTED, Decision, Pair, make_pair


class Groups:
    """What follows from the decisions that count: A = B and B = C make one group of three."""

    def __init__(self, counting: Mapping[Pair, Decision]) -> None:
        self.counting = dict(counting)
        self._linked: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = {}
        for decision in self.counting.values():
            self._link(decision)

    def add(self, decision: Decision) -> None:
        """Let a decision count in place of what was decided of its pair before."""
        self.drop(decision.pair)
        self.counting[decision.pair] = decision
        self._link(decision)

    def drop(self, pair: Pair) -> None:
        """Let what was decided of a pair no longer count."""
        if self.counting.pop(pair, None) is not None:
            for kept in (self._linked, self._apart):
                for one, other in (pair, pair[::-1]):
                    kept.get(one, set()).discard(other)

    def of(self, record: str) -> set[str]:
        """The record and all that are of the same thing."""
        return set(self._reach(record))

    def path(self, start: str, end: str) -> list[Decision] | None:
        """The fewest accepted matches that make two records one; None where nothing does."""
        came = self._reach(start)
        if end not in came:
            return None
        steps = []
        while end != start:
            steps.append(self.counting[make_pair(came[end], end)])
            end = came[end]
        return steps[::-1]

    def rejected(self, some: Iterable[str], others: Iterable[str]) -> list[Decision]:
        """The rejected matches between two sets of records, in order of the pair."""
        wanted = set(others)
        pairs = {
            make_pair(one, other)
            for one in some
            for other in self._apart.get(one, ())
            if other in wanted
        }
        return [self.counting[pair] for pair in sorted(pairs)]

    def __iter__(self) -> Iterator[list[str]]:
        """Every group of two or more records, each in order."""
        seen: set[str] = set()
        for record in sorted(self._linked):
            if record not in seen:
                group = self.of(record)
                seen |= group
                if len(group) > 1:
                    yield sorted(group)

    def _link(self, decision: Decision) -> None:
        kept = {ACCEPTED: self._linked, REJECTED: self._apart}[decision.decision]
        for one, other in (decision.pair, decision.pair[::-1]):
            kept.setdefault(one, set()).add(other)

    def _reach(self, start: str) -> dict[str, str]:
        """The record before each on a shortest way from `start`, which comes from itself."""
        came, waiting = {start: start}, deque([start])
        while waiting:
            record = waiting.popleft()
            for following in sorted(self._linked.get(record, ())):
                if following not in came:
                    came[following] = record
                    waiting.append(following)
        return came
