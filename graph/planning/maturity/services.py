"""Facts of services that several rules ask for; rows are those of `maturity/services`."""

from __future__ import annotations

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
    """Each service, with whether it meets one of the needs for any family outside the agency."""
    return [(row, all_of(is_free(row), meets_any(row, needs))) for row in rows]


def is_navigation(row: Row) -> Truth:
    """Helps families find other services: as stated, or by its needs."""
    return any_of(row["navigation"], meets_any(row, ("family-navigation",)))
