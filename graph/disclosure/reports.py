"""Which values of indicators may be told, with the counts of families that they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import combinations

from graph.disclosure.guarding import Guard
from graph.disclosure.relations import read_off, select_independent
from graph.disclosure.rule import DEFAULT_FLOOR, Kind, Rule
from graph.disclosure.volumes import list_tilings

PRIMARY: Kind = "primary"
MOST_PARTS = 10
"""Of a whole with more parts, only all of them together are held against it."""
N, D, REST = "numerator", "denominator", "rest"

Cell = tuple[int, str]
"""(place of the report, which of its counts); places beyond the reports are of what is left of a
whole beside a part."""
Relation = tuple[Cell, tuple[Cell, ...]]
Group = tuple[int, int]
"""First and last day."""


@dataclass(frozen=True)
class Report:
    """A value of an indicator, as stored.

    Counts that the source hides are None, with the bound they are below. `parts` says that the
    numerator counts some of the denominator; then what is left of it is a count of families too.
    `scale` is what numerator by denominator is multiplied by to give the value, None where the
    value does not follow from them, and 0 where it is the numerator itself.
    """

    indicator: Hashable
    start: int
    end: int | None
    segment: str | None
    """None: every family."""
    place: str | None
    """None: everywhere the indicator is about."""
    numerator: int | None = None
    numerator_below: int | None = None
    denominator: int | None = None
    denominator_below: int | None = None
    value: Decimal | None = None
    scale: int | None = None
    parts: bool = False
    is_withheld: bool = False
    """Whether something of it has been hidden already to protect others."""


@dataclass
class Hidden:
    """What of a report is not told, and why."""

    numerator: Kind | None = None
    denominator: Kind | None = None
    value: Kind | None = None


def hide_reports(
    reports: Sequence[Report],
    *,
    within: Mapping[str, frozenset[str]] | None = None,
    floor: int = DEFAULT_FLOOR,
    show_zeros: bool = True,
) -> list[Hidden]:
    """For each report, of counts of families, what is to be hidden.

    `within` gives for a place all the larger ones that it lies in. Taken to be known to a reader:
    that the numerator is a part of the denominator; what is left of all families, or of a place,
    beside each segment or place in it, told or not; which segments or places add up to a whole,
    read off the counts; that short periods make up a longer one. A value is hidden wherever a
    count is that it rests on, also one that follows from the value and the other count.

    What is not known to it: counts that two indicators share, and values without any count.
    """
    rule = Rule(floor, show_zeros)
    found = [Hidden() for _ in reports]
    for block in _blocks(reports):
        counts = _Counts(reports, block, within or {}, rule)
        for (place, name), kind in counts.hide().items():
            if name != REST and place < len(reports):
                setattr(found[place], name, kind)
    for report, hidden in zip(reports, found, strict=True):
        _hide_value(report, hidden)
    return found


def _hide_value(report: Report, hidden: Hidden) -> None:
    if report.value is None:
        return
    if report.scale == 0:
        hidden.value = hidden.numerator
    elif hidden.numerator or hidden.denominator:
        hidden.value = "complementary"
    if report.numerator_below is not None or report.denominator_below is not None:
        hidden.value = hidden.value or "complementary"


def _blocks(reports: Sequence[Report]) -> Iterator[list[int]]:
    """Places of reports that may be linked: of one indicator, and of periods that overlap."""
    by_indicator: dict[Hashable, list[int]] = defaultdict(list)
    for place, report in enumerate(reports):
        by_indicator[report.indicator].append(place)
    for places in by_indicator.values():
        ordered = sorted(places, key=lambda place: (_period(reports[place]), place))
        block: list[int] = []
        last = 0
        for place in ordered:
            start, end = _period(reports[place])
            if block and start > last:
                yield block
                block = []
            block.append(place)
            last = end if len(block) == 1 else max(last, end)
        yield block


def _period(report: Report) -> Group:
    return report.start, report.start if report.end is None else max(report.end, report.start)


@dataclass
class _Counts:
    """The counts of one block, those that follow from them, and the sums that link them."""

    reports: Sequence[Report]
    block: Sequence[int]
    within: Mapping[str, frozenset[str]]
    rule: Rule
    told: dict[Cell, int] = field(default_factory=dict)
    bounds: dict[Cell, int] = field(default_factory=dict)
    unseen: dict[Cell, int] = field(default_factory=dict)
    """What nobody tells but follows from what is told, with one more than it can be."""
    relations: list[Relation] = field(default_factory=list)

    def hide(self) -> dict[Cell, Kind]:
        for place in self.block:
            self._read(place)
        small = {cell for cell, count in self.told.items() if self.rule.is_small(count)}
        stated = dict.fromkeys(small - self.unseen.keys(), PRIMARY)
        if any(self.reports[place].is_withheld for place in self.block):
            # The choice has been made before.
            return stated
        self._link()
        small = {cell for cell, count in self.told.items() if self.rule.is_small(count)}
        if not (small or self.bounds):
            return {}
        values, relations = read_off(self.told, self.bounds, self.relations, self.rule)
        guard = Guard(
            values,
            select_independent(relations),
            {**self.unseen, **self.bounds},
            self.rule,
            sensitive={*small, *self.bounds},
            free=self.told.keys() - self.unseen.keys(),
            # Numerators and the smallest first.
            rank=lambda cell: (cell[1] != N, values[cell], cell),
        )
        hidden = guard.hide(stated)
        return {cell: kind for cell, kind in hidden.items() if cell in guard.free}

    def _read(self, place: int) -> None:
        report = self.reports[place]
        numerator, denominator = _implied(report)
        self._add(place, numerator, denominator, parts=report.parts)
        for name, below in ((N, report.numerator_below), (D, report.denominator_below)):
            # A bound that leaves one value only tells it: such a count is past protecting.
            if below is not None and (place, name) not in self.told and below > self.rule.least + 1:
                self.bounds[place, name] = below

    def _add(
        self, place: int, numerator: int | None, denominator: int | None, *, parts: bool
    ) -> None:
        if numerator is not None and numerator >= 0:
            self.told[place, N] = numerator
        if denominator is not None and denominator >= 0:
            self.told[place, D] = denominator
        if parts and {(place, N), (place, D)} <= self.told.keys():
            rest = self.told[place, D] - self.told[place, N]
            if rest > 0:
                self.told[place, REST] = rest
                self.unseen[place, REST] = self.told[place, D] + 1
                self.relations.append(((place, D), ((place, N), (place, REST))))

    def _link(self) -> None:
        """The sums over segments, over places, over periods, and of what is told twice."""
        places = self._by_cell()
        for axis in (1, 2):
            groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
            for key, same in places.items():
                groups[(*key[:axis], *key[axis + 1 :])].append(same[0])
            for same in groups.values():
                for whole in same:
                    parts = [part for part in same if self._is_part(part, whole, axis)]
                    self._divide(whole, parts)
        for same in places.values():
            for other in same[1:]:
                self._sum(same[0], [other])
        self._tile(places)

    def _by_cell(self) -> dict[tuple[Group, str | None, str | None], list[int]]:
        places: dict[tuple[Group, str | None, str | None], list[int]] = defaultdict(list)
        for place in self.block:
            report = self.reports[place]
            places[_period(report), report.segment, report.place].append(place)
        return places

    def _is_part(self, part: int, whole: int, axis: int) -> bool:
        small, large = self.reports[part], self.reports[whole]
        if axis == 1:
            return large.segment is None and small.segment is not None
        if small.place is None:
            return False
        return large.place is None or large.place in self.within.get(small.place, frozenset())

    def _divide(self, whole: int, parts: Sequence[int]) -> None:
        """A whole and its parts: what is left beside each and beside all, and what adds up."""
        for part in parts:
            self._leave(whole, [part])
        if len(parts) > 1:
            self._leave(whole, parts)
        sizes = range(1, len(parts) + 1) if len(parts) <= MOST_PARTS else (len(parts),)
        for size in sizes:
            for chosen in combinations(parts, size):
                if self._adds_up(whole, chosen, is_all=size == len(parts)):
                    self._sum(whole, chosen)

    def _leave(self, whole: int, parts: Sequence[int]) -> None:
        """What is left of a whole beside parts, as one more report that is not told."""
        left: dict[str, int] = {}
        for name in (N, D):
            cells = [(part, name) for part in (whole, *parts)]
            if all(cell in self.told for cell in cells):
                rest = self.told[cells[0]] - sum(self.told[cell] for cell in cells[1:])
                if rest > 0:
                    left[name] = rest
        if not left or any(self._exceeds(name, whole, parts) for name in (N, D)):
            return
        place = len(self.reports) + len(self.relations)
        is_part = self.reports[whole].parts and len(left) == 2
        self._add(place, left.get(N), left.get(D), parts=is_part)
        for name in left:
            self.unseen[place, name] = self.told[whole, name] + 1
            self.relations.append(((whole, name), ((place, name), *((p, name) for p in parts))))

    def _exceeds(self, name: str, whole: int, parts: Sequence[int]) -> bool:
        """Whether the parts are more than the whole: then they overlap."""
        known = [self.told[part, name] for part in parts if (part, name) in self.told]
        return (whole, name) in self.told and sum(known) > self.told[whole, name]

    def _adds_up(self, whole: int, parts: Sequence[int], *, is_all: bool) -> bool:
        """Whether the parts make up the whole, as far as the counts are known.

        Where hidden ones leave it open, only all parts together are taken to.
        """
        settled = False
        for name in (N, D):
            cells = [(part, name) for part in (whole, *parts)]
            if all(cell in self.told for cell in cells):
                settled = True
                if self.told[cells[0]] != sum(self.told[cell] for cell in cells[1:]):
                    return False
        hidden = any((p, name) in self.bounds for p in (whole, *parts) for name in (N, D))
        return settled or (hidden and is_all)

    def _sum(self, whole: int, parts: Sequence[int]) -> None:
        for name in (N, D):
            cells = [(part, name) for part in (whole, *parts)]
            if all(cell in self.told or cell in self.bounds for cell in cells):
                self.relations.append((cells[0], tuple(cells[1:])))

    def _tile(self, places: Mapping[tuple[Group, str | None, str | None], list[int]]) -> None:
        periods: dict[tuple[str | None, str | None], set[Group]] = defaultdict(set)
        for period, segment, place in places:
            periods[segment, place].add(period)
        for (segment, place), own in sorted(periods.items(), key=str):
            for whole, pieces in list_tilings(own) if len(own) > 1 else ():
                parts = [places[piece, segment, place][0] for piece in pieces]
                self._sum(places[whole, segment, place][0], parts)


def _implied(report: Report) -> tuple[int | None, int | None]:
    """Both counts, with the one that follows from the value and the other."""
    numerator, denominator, value = report.numerator, report.denominator, report.value
    if value is None or value < 0 or report.scale is None:
        return numerator, denominator
    if report.scale == 0:
        return _whole(value) if numerator is None else numerator, denominator
    if numerator is None and denominator is not None and report.numerator_below is None:
        return _whole(value * denominator / report.scale), denominator
    if denominator is None and numerator and value and report.denominator_below is None:
        return numerator, _whole(numerator * report.scale / value)
    return numerator, denominator


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
