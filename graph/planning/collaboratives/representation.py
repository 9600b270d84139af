"""Who is spoken for at the table, beside who is in the community."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from graph.planning.collaboratives.community import Communities
from graph.planning.collaboratives.membership import current_seats
from graph.planning.collaboratives.records import FAMILY_VOICES, Collaborative, Membership, Records
from graph.words import count, listed

VOICE_NAMES = {"parents-caregivers": "parents and caregivers", "youth": "young people"}


def tell_representation(
    records: Records, communities: Communities, collaborative: Collaborative, day: date
) -> list[dict[str, Any]]:
    """One row a voice: families, youth, lived experience, then each sector and each segment.

    `in_community` is `yes` where the record shows it, else `unknown`. `verdict` is `represented`
    where a current membership speaks for it; else `missing` where it is in the community for
    certain, every seat is listed, and of each it is said whom it speaks for; else `unknown`.
    """
    table = Table(collaborative, current_seats(records, collaborative.iri, day))
    k = communities.row[collaborative.iri]
    rows = [table.voice(voice) for voice in FAMILY_VOICES]
    rows.append(table.lived_experience())
    rows.extend(_sectors(table, communities, k))
    rows.extend(_segments(table, communities, k))
    return rows


class Table:
    """A collaborative's current memberships, and what they speak for."""

    def __init__(self, collaborative: Collaborative, seats: Sequence[Membership]) -> None:
        self.collaborative, self.seats = collaborative, seats

    @property
    def all_listed(self) -> bool:
        return self.collaborative.members_listed is True and bool(self.seats)

    @property
    def naming_nobody(self) -> list[Membership]:
        """Seats of which it is not said whom they speak for."""
        return [seat for seat in self.seats if seat.names_nobody]

    @property
    def total(self) -> int:
        return sum(seat.seats for seat in self.seats)

    @property
    def family_seats(self) -> int:
        return sum(seat.seats for seat in self.seats if seat.is_family)

    @property
    def family_share(self) -> Fraction | None:
        """Share of the seats; None where not every seat is listed or there is none."""
        if not self.all_listed or self.total == 0:
            return None
        return Fraction(self.family_seats, self.total)

    def voice(self, voice: str) -> dict[str, Any]:
        seats = [seat for seat in self.seats if voice in seat.represents]
        return self.row(
            "voice", voice, VOICE_NAMES[voice], seats, in_community="yes",
            perhaps=self.naming_nobody,
        )  # fmt: skip

    def lived_experience(self) -> dict[str, Any]:
        seats = [seat for seat in self.seats if seat.lived_experience]
        row = self.row(
            "lived-experience", "lived-experience", "people who have used such services", seats,
            in_community="yes",
        )  # fmt: skip
        not_said = [seat for seat in self.seats if seat.lived_experience is None]
        if row["verdict"] == "missing" and not_said:
            row |= {
                "verdict": "unknown",
                "sentence": f"Whether anybody at the table has used such services is not said for "
                f"{count(len(not_said), 'membership')}.",
            }
        return row

    def row(
        self,
        kind: str,
        voice: str,
        name: str,
        seats: Sequence[Membership],
        *,
        in_community: str,
        partners: tuple[int, int] | None = None,
        perhaps: Sequence[Membership] = (),
    ) -> dict[str, Any]:
        """The row of a voice; `perhaps` are seats that may speak for it, were more said of them."""
        verdict = "unknown"
        if seats:
            verdict = "represented"
        elif self.all_listed and in_community == "yes" and not perhaps:
            verdict = "missing"
        return {
            "collaborative": self.collaborative.id,
            "kind": kind,
            "voice": voice,
            "name": name,
            "in_community": in_community,
            "partners": None if partners is None else list(partners),
            "memberships": len(seats),
            "seats": sum(seat.seats for seat in seats),
            "verdict": verdict,
            "sentence": self._say(name, seats, verdict, in_community, perhaps),
        }

    def _say(
        self,
        name: str,
        seats: Sequence[Membership],
        verdict: str,
        in_community: str,
        perhaps: Sequence[Membership],
    ) -> str:
        who = self.collaborative.name
        if verdict == "represented":
            total = sum(seat.seats for seat in seats)
            vote = count(total, "seat") if total else "only who has no vote"
            ids = listed([seat.id for seat in seats])
            return f"At {who}, {vote} {'speak' if total > 1 else 'speaks'} for {name} ({ids})."
        if verdict == "missing":
            return f"At {who}, nobody speaks for {name}."
        if not self.seats:
            return f"Whether anybody at {who} speaks for {name} is unknown: no members are listed."
        if in_community != "yes":
            return f"Nobody at {who} speaks for {name}; whether its places have them is unknown."
        if not self.all_listed:
            return (
                f"Nobody listed at {who} speaks for {name}, but the list is not said to be whole."
            )
        ids = listed([seat.id for seat in perhaps])
        return f"At {who}, nobody is said to speak for {name}; for whom {ids} may is not said."


def _sectors(table: Table, communities: Communities, k: int) -> Iterator[dict[str, Any]]:
    serving = communities.sectors(k)
    at_table = {sector for seat in table.seats for sector in seat.sectors}
    for sector in sorted(serving.keys() | at_table):
        certain, possible = serving.get(sector, (0, 0))
        seats = [seat for seat in table.seats if sector in seat.sectors]
        in_community = "yes" if certain else "unknown"
        name = f"the sector {sector}"
        yield table.row(
            "sector", sector, name, seats, in_community=in_community,
            partners=(certain, possible),
            perhaps=[seat for seat in table.seats if seat.sector_not_said],
        )  # fmt: skip


def _segments(table: Table, communities: Communities, k: int) -> Iterator[dict[str, Any]]:
    known = communities.net.segments
    certain = "yes" if communities.coverage.required.origin == "declared" else "unknown"
    asked = {known.iris[p] for p in communities.segments(k)}
    spoken = {segment for seat in table.seats for segment in seat.segments}
    for iri in sorted((asked | spoken) & known.index.keys(), key=lambda iri: known.index[iri]):
        seats = [seat for seat in table.seats if iri in seat.segments]
        p = known.index[iri]
        yield table.row(
            "segment", known.ids[p], known.names[p], seats,
            in_community=certain if iri in asked else "unknown", perhaps=table.naming_nobody,
        )  # fmt: skip
