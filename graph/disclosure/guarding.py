"""Choosing which counts to hide so that no sensitive one can be worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from graph.disclosure.auditing import find_disclosed
from graph.disclosure.rule import Kind, Rule

MOST_TRIED = 16
"""Counts that are tried, one by one, to be hidden beside a small one."""

C = TypeVar("C", bound=tuple[Any, ...])
"""What names a count."""
Group = frozenset[C]
"""Hidden counts that sums link, through none but hidden ones."""


class Guard(Generic[C]):
    """Hides counts until no sensitive one can be worked out from those that are told.

    Counts that are told part the hidden ones into groups that no sum links. What is said of one
    tells nothing of another: so each is judged by itself, and only once.
    """

    def __init__(
        self,
        values: Mapping[C, int],
        relations: Sequence[tuple[C, tuple[C, ...]]],
        bounds: Mapping[C, int],
        rule: Rule,
        *,
        sensitive: Iterable[C],
        free: Iterable[C],
        rank: Callable[[C], Any],
    ) -> None:
        """`bounds`: counts that are not told from the start, with what they are known to be below.

        Of the `free` ones, which can be told, those are hidden first that are near and of low rank.
        """
        self.values, self.bounds, self.rule, self.rank = values, bounds, rule, rank
        self.sensitive, self.free = frozenset(sensitive), frozenset(free)
        self._sums: dict[C, list[tuple[C, tuple[C, ...]]]] = defaultdict(list)
        self._beside: dict[C, set[C]] = defaultdict(set)
        for total, parts in relations:
            for cell in {total, *parts}:
                self._sums[cell].append((total, parts))
                self._beside[cell].update((total, *parts))
        self._judged: dict[tuple[bool, frozenset[tuple[C, Kind]]], frozenset[C]] = {}

    def hide(self, small: Mapping[C, Kind]) -> dict[C, Kind]:
        """The hidden counts and why each is; `small` ones are hidden in any case."""
        start: dict[C, Kind] = {**dict.fromkeys(self.bounds, "primary"), **small}
        hidden, groups = self._add(start, exact=False)
        if self._count(groups, hidden):
            # The quick choice went astray: to hide more is not always to tell less.
            hidden, groups = self._add(start, exact=True)
        for cell in [cell for cell, kind in hidden.items() if kind == "complementary"]:
            group = next(group for group in groups if cell in group)
            without = {key: kind for key, kind in hidden.items() if key != cell}
            parts = self._part(without, [key for key in without if key in group])
            if not self._count(parts, without):
                hidden = without
                groups = [each for each in groups if each is not group] + parts
        return hidden

    def _add(self, start: Mapping[C, Kind], *, exact: bool) -> tuple[dict[C, Kind], list[Group[C]]]:
        """Hide one count after the other as long as that is of use; and the groups they make."""
        hidden, groups = dict(start), self._part(start, start)
        while (found := self._choose(hidden, groups, exact=exact)) is not None:
            hidden[found] = "complementary"
            joined = self._reach(found, hidden)
            groups = [group for group in groups if joined.isdisjoint(group)] + [joined]
        return hidden, groups

    def _choose(
        self, hidden: Mapping[C, Kind], groups: Sequence[Group[C]], *, exact: bool
    ) -> C | None:
        """What to hide next, for the first count that can be worked out and can be helped."""
        disclosed = frozenset[C]().union(*(self._judge(group, hidden) for group in groups))
        for cell in hidden:
            candidates = self._near(cell, hidden) if cell in disclosed else []
            if candidates:
                tried = [self._gain(each, hidden, groups, exact=exact) for each in candidates]
                return candidates[tried.index(min(tried))]
        return None

    def _gain(
        self, cell: C, hidden: Mapping[C, Kind], groups: Sequence[Group[C]], *, exact: bool
    ) -> int:
        """How many more can be worked out where a count is hidden too; below 0 for fewer.

        Unless `exact` about so many, as far as can be told without a solver.
        """
        after: dict[C, Kind] = {**hidden, cell: "complementary"}
        joined = self._reach(cell, after)
        before = [group for group in groups if not joined.isdisjoint(group)]
        return self._count([joined], after, exact=exact) - self._count(before, hidden, exact=exact)

    def _count(
        self, groups: Iterable[Group[C]], hidden: Mapping[C, Kind], *, exact: bool = True
    ) -> int:
        return sum(len(self._judge(group, hidden, exact=exact)) for group in groups)

    def _judge(
        self, group: Group[C], hidden: Mapping[C, Kind], *, exact: bool = True
    ) -> frozenset[C]:
        """The sensitive counts of a group that can be worked out."""
        asked = self.sensitive & group
        if not asked:
            return frozenset()
        key = exact, frozenset((cell, hidden[cell]) for cell in group)
        if key not in self._judged:
            of_group = {cell: hidden[cell] for cell in sorted(group)}
            sums = dict.fromkeys(each for cell in of_group for each in self._sums[cell])
            found = find_disclosed(
                self.values,
                of_group,
                list(sums),
                rule=self.rule,
                bounds=self.bounds,
                asked=asked,
                exact=exact,
            )
            self._judged[key] = frozenset(found)
        return self._judged[key]

    def _part(self, hidden: Mapping[C, Kind], cells: Iterable[C]) -> list[Group[C]]:
        """The groups of hidden counts that some cells are in."""
        groups: list[Group[C]] = []
        seen: set[C] = set()
        for cell in cells:
            if cell not in seen:
                groups.append(self._reach(cell, hidden))
                seen |= groups[-1]
        return groups

    def _reach(self, cell: C, hidden: Collection[C]) -> Group[C]:
        found, waiting = {cell}, [cell]
        while waiting:
            fresh = [c for c in self._beside[waiting.pop()] if c in hidden and c not in found]
            found.update(fresh)
            waiting += fresh
        return frozenset(found)

    def _near(self, disclosed: C, hidden: Mapping[C, Kind]) -> list[C]:
        """Counts to hide beside one: the nearest by sums, of these the lowest in rank first.

        Zeros may be told always: to hide one keeps nothing else from view.
        """
        seen, ring = {disclosed}, {disclosed}
        found: list[C] = []
        while ring and len(found) < MOST_TRIED:
            ring = {other for cell in ring for other in self._beside[cell]} - seen
            seen |= ring
            may = [c for c in ring if c in self.free and c not in hidden and self.values[c] > 0]
            found += sorted(may, key=self.rank)
        return found[:MOST_TRIED]
