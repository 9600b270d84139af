"""Which referral volumes may be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from graph.disclosure.outcomes import ENDINGS, NOT_MORE_THAN, STAGES
from graph.disclosure.protection import protect
from graph.disclosure.relations import read_off, select_independent
from graph.disclosure.rule import DEFAULT_FLOOR, Kind, Rule

UNKNOWN = -1
MOST_ALTERNATIVES = 3
"""Sources that give one volume differently are told apart up to so many."""

Period = tuple[int, int]
Cell = tuple[Period, str, int, int]
"""(period, outcome, count, bound) of one pathway; -1 where there is none."""
Relation = tuple[Cell, tuple[Cell, ...]]


@dataclass(frozen=True, order=True)
class Volume:
    """A volume as stored. `count` is -1 where it is not told; then it is less than `below`.

    `start` and `end` are day ordinals, the end part of the period. Where `below` is -1 too, the
    count was hidden to protect others.
    """

    pathway: str
    start: int
    end: int
    outcome: str
    count: int
    below: int

    @property
    def cell(self) -> Cell:
        return (self.start, self.end), self.outcome, self.count, self.below


def hide_volumes(
    volumes: Sequence[Volume], *, floor: int = DEFAULT_FLOOR, show_zeros: bool = True
) -> list[Kind | None]:
    """For each volume whether it is to be hidden, and why; those hidden already are.

    Within a pathway these are taken to be known to a reader: outcomes of one period that add up
    (see `list_relations`), short periods that make up a longer one, and that nobody gets to a
    stage without those before. Which of them hold is read off the counts.
    """
    rule = Rule(floor, show_zeros)
    cells: dict[str, set[Cell]] = defaultdict(set)
    for volume in volumes:
        cells[volume.pathway].add(volume.cell)
    hidden = {pathway: _hide(sorted(own), rule) for pathway, own in cells.items()}
    return [hidden[volume.pathway].get(volume.cell) for volume in volumes]


def _hide(cells: Sequence[Cell], rule: Rule) -> dict[Cell, Kind]:
    told = {cell: cell[2] for cell in cells if cell[2] != UNKNOWN}
    bounds = {cell: cell[3] for cell in cells if cell[3] > rule.least + 1 and cell not in told}
    withheld = [cell for cell in cells if cell not in told and cell[3] == UNKNOWN]
    kept: dict[Cell, Kind] = {cell: "primary" for cell in cells if cell not in told}
    kept.update(dict.fromkeys(withheld, "complementary"))
    small = {cell for cell, count in told.items() if rule.is_small(count)}
    if withheld or not (small or bounds):
        # Where counts are withheld, the choice has been made before.
        return {**kept, **dict.fromkeys(small, "primary")}
    # A bound that leaves one value only tells it: such a count is past protecting.
    linked = [cell for cell in cells if cell in told or cell in bounds]
    values, relations = read_off(told, bounds, list_relations(linked), rule)
    order = [
        (smaller, larger)
        for smaller, larger in list_orders(linked)
        if values[smaller] <= values[larger]
    ]
    protected = protect(
        values,
        select_independent(relations),
        floor=rule.floor,
        show_zeros=rule.show_zeros,
        at_most=order,
        withheld=bounds,
    )
    return {**kept, **protected.hidden}


def list_relations(cells: Sequence[Cell]) -> list[Relation]:
    """All sums that may hold between the volumes of a pathway, those with most parts first.

    Of one period: a stage is made up of the referrals that got to one later stage and of those
    with other results, in any choice of these. Of one outcome: a period is made up of shorter
    ones that follow each other without a gap.
    """
    at: dict[tuple[Period, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        at[cell[0], cell[1]].append(cell)
    named = [
        *(
            ((period, total), [(period, part) for part in parts])
            for period in sorted({cell[0] for cell in cells})
            for total, parts in _partitions({o for p, o in at if p == period})
        ),
        *(
            ((whole, outcome), [(part, outcome) for part in parts])
            for outcome in sorted({cell[1] for cell in cells})
            for whole, parts in list_tilings({p for p, o in at if o == outcome})
        ),
    ]
    relations = (
        (total, parts)
        for whole, pieces in named
        for total, *parts in product(*(at[key][:MOST_ALTERNATIVES] for key in (whole, *pieces)))
    )
    return sorted(
        {(total, tuple(parts)) for total, parts in relations}, key=lambda r: (-len(r[1]), r)
    )


def list_orders(cells: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """(smaller, larger): an outcome and one that comes before it, of the same period."""
    return [
        (smaller, larger)
        for smaller, larger in product(cells, cells)
        if smaller[0] == larger[0] and larger[1] in NOT_MORE_THAN.get(smaller[1], ())
    ]


def _partitions(outcomes: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(stage, outcomes that may make it up), of the outcomes that are told; two parts or more."""
    stages = [stage for stage in STAGES if stage in outcomes]
    endings = [ending for ending in ENDINGS if ending in outcomes]
    some = [chosen for size in range(len(endings) + 1) for chosen in combinations(endings, size)]
    for total in stages:
        later = [stage for stage in stages if total in NOT_MORE_THAN.get(stage, ())]
        for last, chosen in product([*((stage,) for stage in later), ()], some):
            if len(last) + len(chosen) > 1:
                yield total, (*last, *chosen)


def list_tilings(periods: set[Period]) -> list[tuple[Period, tuple[Period, ...]]]:
    """(period, shorter ones that make it up): for each shorter one the fewest others."""
    found = set()
    for whole in periods:
        inside = sorted(p for p in periods if whole[0] <= p[0] and p[1] <= whole[1] and p != whole)
        ahead = _fewest(inside, backwards=False)
        behind = _fewest(inside, backwards=True)
        for part in inside:
            before = behind.get((whole[0], part[0] - 1))
            after = ahead.get((part[1] + 1, whole[1]))
            if before is not None and after is not None:
                found.add((whole, (*before, part, *after)))
    return sorted(found)


def _fewest(periods: Sequence[Period], *, backwards: bool) -> Mapping[Period, tuple[Period, ...]]:
    """Every stretch of days that some of the periods make up, by the fewest of them.

    Stretches all start where the first of the periods does, or all end where the last does; one
    without days is made up of none.
    """
    if not periods:
        return {}
    first, last = periods[0][0], max(end for _, end in periods)
    made: dict[Period, tuple[Period, ...]] = {}
    if backwards:
        made[first, first - 1] = ()
        for period in sorted(periods, key=lambda p: (p[1], p[0])):
            before = made.get((first, period[0] - 1))
            if before is not None:
                _keep_fewer(made, (first, period[1]), (*before, period))
    else:
        made[last + 1, last] = ()
        for period in sorted(periods, key=lambda p: (-p[0], p[1])):
            after = made.get((period[1] + 1, last))
            if after is not None:
                _keep_fewer(made, (period[0], last), (period, *after))
    return made


def _keep_fewer(
    made: dict[Period, tuple[Period, ...]], stretch: Period, parts: tuple[Period, ...]
) -> None:
    if stretch not in made or len(parts) < len(made[stretch]):
        made[stretch] = parts
