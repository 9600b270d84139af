"""The table of members as of a day, and where its rows contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from graph.planning.collaboratives.records import Collaborative, Membership, Records
from graph.register import Register


def tell_members(
    records: Records, register: Register, wanted: Sequence[Collaborative], day: date
) -> list[dict[str, Any]]:
    """One row a membership, with whether it holds on the day."""
    names = {each.iri: each for each in wanted}
    return [
        {
            "collaborative": names[seat.collaborative].id,
            "membership": seat.id,
            "partner": register.id(seat.partner) if seat.partner else None,
            "name": register.name(seat.partner) if seat.partner else None,
            "role": seat.role,
            "represents": list(seat.represents),
            "sectors": list(seat.sectors),
            "segments": register.ids(seat.segments),
            "lived_experience": seat.lived_experience,
            "seats": seat.seats,
            "starts_on": _iso(seat.starts_on),
            "ends_on": _iso(seat.ends_on),
            "state": seat.state(day),
        }
        for seat in records.memberships
        if seat.collaborative in names
    ]


def current_seats(records: Records, collaborative: str, day: date) -> list[Membership]:
    """The memberships that hold on the day."""
    seats = records.seats_of.get(collaborative, ())
    return [seat for seat in seats if seat.state(day) == "current"]


def find_membership_problems(
    records: Records, register: Register, collaborative: Collaborative
) -> Iterator[dict[str, Any]]:
    """Rows of the tables collaboratives and members that contradict each other, or say nothing."""
    if not collaborative.places:
        yield problem(
            collaborative, "collaborative", collaborative.id, "no-places",
            "It has no places, so nothing can be told of its community.",
        )  # fmt: skip
    seats = records.seats_of.get(collaborative.iri, ())
    for seat in seats:
        yield from _find_in_one(seat, collaborative)
    for one, other in combinations(seats, 2):
        if one.partner and _same_seat(one, other) and _overlap(one, other):
            yield problem(
                collaborative, "membership", other.id, "overlap",
                f"{register.name(one.partner)} is listed as {one.role} twice for the same days, "
                f"as {one.id} and as {other.id}: both count.",
            )  # fmt: skip


def problem(
    collaborative: Collaborative, kind: str, record: str, what: str, sentence: str
) -> dict[str, Any]:
    """A row of the list of problems."""
    return {
        "collaborative": collaborative.id,
        "kind": kind,
        "record": record,
        "problem": what,
        "sentence": sentence,
    }


def _find_in_one(seat: Membership, collaborative: Collaborative) -> Iterator[dict[str, Any]]:
    began, ended = collaborative.starts_on, collaborative.ends_on
    if seat.starts_on and began and seat.starts_on < began:
        yield problem(
            collaborative, "membership", seat.id, "before-the-collaborative",
            f"It starts on {seat.starts_on}, before {collaborative.name} began on {began}.",
        )  # fmt: skip
    if ended and (seat.ends_on is None or seat.ends_on > ended):
        yield problem(
            collaborative, "membership", seat.id, "after-the-collaborative",
            f"It goes on after {collaborative.name} ended on {ended}.",
        )  # fmt: skip
    if seat.names_nobody:
        yield problem(
            collaborative, "membership", seat.id, "nobody",
            "It names no partner and nobody it speaks for.",
        )  # fmt: skip


def _same_seat(one: Membership, other: Membership) -> bool:
    """Of the same partner in the same role, and not for different kinds of family."""
    apart = bool(one.segments and other.segments) and one.segments != other.segments
    return one.partner == other.partner and one.role == other.role and not apart


def _overlap(one: Membership, other: Membership) -> bool:
    start = max(one.starts_on or date.min, other.starts_on or date.min)
    end = min(one.ends_on or date.max, other.ends_on or date.max)
    return start <= end


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
