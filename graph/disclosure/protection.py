"""Primary and complementary suppression of small counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.disclosure.auditing import TOLERANCE, find_disclosed
from graph.disclosure.rule import DEFAULT_FLOOR, K, Kind, Orders, Relations, Rule
from graph.errors import AnalysisError

R = TypeVar("R", bound=Hashable)
C = TypeVar("C", bound=Hashable)


@dataclass(frozen=True)
class Protected(Generic[K]):
    """Which counts are not told, and why."""

    hidden: dict[K, Kind]

    def shows(self, key: K) -> bool:
        return key not in self.hidden


def protect(
    counts: Mapping[K, int | float],
    relations: Relations[K],
    *,
    floor: int = DEFAULT_FLOOR,
    show_zeros: bool = True,
    at_most: Orders[K] = (),
    withheld: Mapping[K, int] | None = None,
) -> Protected[K]:
    """The counts to hide so that no hidden one can be worked out from those that are told.

    `relations` are (total, parts): the total is the sum of its parts; `at_most` are (smaller,
    larger). `withheld` are counts that are hidden already, each with the bound it is said to be
    below, whatever is given for them.
    Small counts are hidden as `primary`. For each that could still be worked out, one more count
    beside it is hidden as `complementary`: one that leaves the fewest relations with one hidden
    count, then the smallest, then the first; zeros never. At the end those that
    turned out not to be needed are shown again, the largest first.

    Where every count of a relation is small, the range of small counts may itself give them away;
    then the largest is hidden as `complementary` too, so that nothing is said of its size.

    An AnalysisError where a relation names a count that is not there, or does not add up.
    """
    rule = Rule(floor, show_zeros)
    _check(counts, relations, at_most)
    whole = all(float(count).is_integer() for count in counts.values())
    small = {key for key, count in counts.items() if rule.is_small(count)}
    bounds = dict(withheld or {})
    small |= bounds.keys()
    kinds: dict[K, Kind] = {}
    for block in _blocks(counts, relations, at_most):
        if not small.isdisjoint(block.counts):
            kinds.update(_Protection(block, small, bounds, rule, whole).protect())
    return Protected({key: kinds[key] for key in counts if key in kinds})


def protect_table(
    cells: Mapping[tuple[R, C], int | float],
    *,
    floor: int = DEFAULT_FLOOR,
    show_zeros: bool = True,
) -> Protected[tuple[R | None, C | None]]:
    """The counts to hide of a table of rows and columns that is told with all its totals.

    Keys are (row, column); None as row or column is the total over rows or columns, and (None,
    None) is that of the table. Cells that are not given are 0 and told as 0.
    """
    rows = list(dict.fromkeys(row for row, _ in cells))
    columns = list(dict.fromkeys(column for _, column in cells))
    every: dict[tuple[R | None, C | None], int | float] = {
        (row, column): cells.get((row, column), 0) for row in rows for column in columns
    }
    relations: list[tuple[tuple[R | None, C | None], list[tuple[R | None, C | None]]]] = []
    for row in rows:
        relations.append(((row, None), [(row, column) for column in columns]))
    for column in columns:
        relations.append(((None, column), [(row, column) for row in rows]))
    relations.append(((None, None), [(row, None) for row in rows]))
    relations.append(((None, None), [(None, column) for column in columns]))
    for total, parts in relations:
        every[total] = sum(every[part] for part in parts)
    return protect(every, relations, floor=floor, show_zeros=show_zeros)


@dataclass(frozen=True)
class _Block(Generic[K]):
    """Counts that are linked with each other and with no others."""

    counts: dict[K, int | float]
    relations: list[tuple[K, Sequence[K]]]
    at_most: list[tuple[K, K]]


class _Protection(Generic[K]):
    """The suppression of one block."""

    def __init__(
        self,
        block: _Block[K],
        small: Collection[K],
        bounds: Mapping[K, int],
        rule: Rule,
        whole: bool,
    ) -> None:
        self.block, self.bounds, self.rule, self.whole = block, bounds, rule, whole
        self.order = {key: i for i, key in enumerate(block.counts)}
        self.groups = [
            *({total, *parts} for total, parts in block.relations),
            *({smaller, larger} for smaller, larger in block.at_most),
        ]
        self.sums = len(block.relations)
        self.groups_of: dict[K, list[int]] = defaultdict(list)
        for i, group in enumerate(self.groups):
            for key in group:
                self.groups_of[key].append(i)
        self.hidden: dict[K, Kind] = {key: "primary" for key in block.counts if key in small}

    def protect(self) -> dict[K, Kind]:
        while disclosed := self._disclosed():
            added = {key for key in self._companions(disclosed) if key not in self.hidden}
            if added:
                self.hidden.update(
                    (key, "complementary") for key in sorted(added, key=self.order.__getitem__)
                )
            else:
                self._say_less()
        self._show_again()
        return self.hidden

    def _disclosed(self) -> list[K]:
        block = self.block
        return find_disclosed(
            block.counts,
            self.hidden,
            block.relations,
            rule=self.rule,
            at_most=block.at_most,
            bounds=self.bounds,
            whole=self.whole,
            every=False,
        )

    def _companions(self, disclosed: Sequence[K]) -> set[K]:
        """One more count to hide for each disclosed one that has got none beside it yet."""
        chosen: set[K] = set()
        for key in disclosed:
            beside = self._beside(key)
            if beside.isdisjoint(chosen):
                free = {other for other in beside if self._may_hide(other)}
                if free:
                    chosen.add(min(free, key=lambda other: self._cost(other, chosen)))
        if not chosen:
            free = {other for other in self.block.counts if self._may_hide(other)}
            chosen.update(sorted(free, key=lambda other: self._cost(other, chosen))[:1])
        return chosen

    def _may_hide(self, key: K) -> bool:
        """Zeros that may be told are told always: to hide one keeps nothing else from view."""
        return key not in self.hidden and self.block.counts[key] > 0

    def _beside(self, key: K) -> set[K]:
        """Counts that share with this one a sum in which it alone is hidden; else any group."""
        groups = [self.groups[i] for i in self.groups_of[key]]
        alone = [
            self.groups[i]
            for i in self.groups_of[key]
            if i < self.sums and sum(other in self.hidden for other in self.groups[i]) == 1
        ]
        return {other for group in alone or groups for other in group}

    def _cost(self, key: K, chosen: Collection[K]) -> tuple[int, float, int]:
        alone = sum(
            all(other == key or self._is_shown(other, chosen) for other in self.groups[i])
            for i in self.groups_of[key]
            if i < self.sums
        )
        return alone, float(self.block.counts[key]), self.order[key]

    def _is_shown(self, key: K, chosen: Collection[K]) -> bool:
        return key not in self.hidden and key not in chosen

    def _say_less(self) -> None:
        """Every count is hidden: of the largest small one not even the range is told."""
        small = [key for key, kind in self.hidden.items() if kind == "primary"]
        if not small:
            raise AnalysisError("no choice of hidden counts keeps all of them from being known")
        largest = max(small, key=lambda key: (self.block.counts[key], -self.order[key]))
        self.hidden[largest] = "complementary"

    def _show_again(self) -> None:
        extra = [
            key
            for key, kind in self.hidden.items()
            if kind == "complementary" and not self.rule.is_small(self.block.counts[key])
        ]
        for key in sorted(extra, key=lambda key: (-self.block.counts[key], self.order[key])):
            kind = self.hidden.pop(key)
            if self._leaves_one() or self._disclosed():
                self.hidden[key] = kind

    def _leaves_one(self) -> bool:
        return any(
            sum(key in self.hidden for key in group) == 1 for group in self.groups[: self.sums]
        )


def _check(counts: Mapping[K, int | float], relations: Relations[K], at_most: Orders[K]) -> None:
    named = {key for total, parts in relations for key in (total, *parts)}
    named.update(key for pair in at_most for key in pair)
    absent = sorted(map(str, named - counts.keys()))
    if absent:
        raise AnalysisError(f"a relation names counts that are not there: {', '.join(absent)}")
    for total, parts in relations:
        if abs(counts[total] - sum(counts[part] for part in parts)) > TOLERANCE:
            raise AnalysisError(f"the parts of {total!r} do not add up to it")
    for smaller, larger in at_most:
        if counts[smaller] > counts[larger]:
            raise AnalysisError(f"{smaller!r} is said to be at most {larger!r}, and is larger")
    if any(count < 0 for count in counts.values()):
        raise AnalysisError("a count is below zero")


def _blocks(
    counts: Mapping[K, int | float], relations: Relations[K], at_most: Orders[K]
) -> list[_Block[K]]:
    """Counts that share a relation, directly or through others, together; in a stable order."""
    above: dict[K, K] = {key: key for key in counts}

    def top(key: K) -> K:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for total, parts in relations:
        for part in parts:
            above[top(part)] = top(total)
    for smaller, larger in at_most:
        above[top(smaller)] = top(larger)
    blocks: dict[K, _Block[K]] = {}
    for key, count in counts.items():
        blocks.setdefault(top(key), _Block({}, [], [])).counts[key] = count
    for total, parts in relations:
        blocks[top(total)].relations.append((total, parts))
    for smaller, larger in at_most:
        blocks[top(smaller)].at_most.append((smaller, larger))
    return list(blocks.values())
