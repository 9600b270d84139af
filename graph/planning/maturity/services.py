"""Facts of services that several rules ask for; rows are those of `maturity/services`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from graph.planning.maturity.judging import Row
from graph.planning.maturity.truth import Truth, all_of, any_of, negate


def items(cell: str | None) -> frozenset[str]:
    """The items of a list column."""
    return frozenset(each for each in (cell or "").split("; ") if each)


def is_usable(row: Row) -> Truth:
    """Open, and serves a place of the scope."""
    return all_of(row["open"], row["here"])


def is_outside(row: Row) -> Truth:
    """Not given by the child welfare agency."""
    return negate(row["child_welfare"])


def is_free(row: Row) -> Truth:
    """Usable outside child welfare, and chosen freely."""
    return all_of(is_usable(row), is_outside(row), row["voluntary"])


def meets_any(row: Row, needs: Collection[str]) -> Truth:
    """A coded need is one of these or narrower; with no need coded, unknown."""
    if row["meets"] & frozenset(needs):
        return True
    return None if row["uncoded"] else False


def takes_everyone(row: Row) -> Truth:
    """Every kind of family; what is not stated is unknown."""
    segments = items(row["segments"])
    return None if not segments else "all" in segments


def free_services(rows: Sequence[Row], needs: Collection[str]) -> list[tuple[Row, Truth]]:
    """Services that meet one of the needs for any family outside the agency, or may."""
    return free_for(select_free(rows), needs)


def select_free(rows: Sequence[Row]) -> list[tuple[Row, Truth]]:
    """Services that any family can use outside the agency, or may."""
    return [(row, free) for row in rows if (free := is_free(row)) is not False]


def free_for(free: Sequence[tuple[Row, Truth]], needs: Collection[str]) -> list[tuple[Row, Truth]]:
    """Those of `select_free` that meet one of the needs, or may."""
    found = ((row, all_of(fact, meets_any(row, needs))) for row, fact in free)
    return [(row, fact) for row, fact in found if fact is not False]


class Outside:
    """Services that any family can use outside the agency, by the need that they meet."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._by_need: dict[str, list[Truth]] = defaultdict(list)
        self._uncoded: list[Row] = []
        for row, free in select_free(rows):
            for need in row["meets"]:
                self._by_need[need].append(free)
            if row["uncoded"]:
                self._uncoded.append(row)

    def of(self, need: str) -> list[Truth]:
        """Of each that meets the need, or may, whether it does for certain."""
        uncoded = [None for row in self._uncoded if need not in row["meets"]]
        return [*self._by_need.get(need, ()), *uncoded]


def is_navigation(row: Row) -> Truth:
    """Helps families find other services: as stated, or by its needs."""
    return any_of(row["navigation"], meets_any(row, ("family-navigation",)))
