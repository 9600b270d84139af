"""What several rules ask of seats; rows are those of `maturity/seats`."""

from __future__ import annotations

from collections.abc import Sequence

from graph.planning.maturity.judging import Row, Setting
from graph.planning.maturity.services import items
from graph.planning.maturity.truth import Truth, any_of

FAMILIES = frozenset({"parents-caregivers", "youth"})


def own_seats(rows: Sequence[Row], setting: Setting) -> tuple[list[Row], Truth]:
    """Seats of the collaborative looked at, or of all, on that day; and whether all are listed."""
    own = [row for row in rows if setting.collaborative in (None, row["collaborative_id"])]
    listed = bool(own) and all(row["listed"] is True for row in own)
    day = setting.as_of
    current = [
        row
        for row in own
        if row["seat_iri"]
        and (row["starts_on"] is None or row["starts_on"] <= day)
        and (row["ends_on"] is None or row["ends_on"] >= day)
    ]
    return current, True if listed else None


def is_of_families(row: Row) -> Truth:
    """Speaks for families or young people, or has lived experience."""
    whom = items(row["represents"])
    speaks = bool(whom & FAMILIES) if whom else None
    return any_of(speaks, row["lived"])
