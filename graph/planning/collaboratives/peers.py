"""Who could help whom: what one community has solved and another lacks, and what was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from graph.planning.collaboratives.assistance import OPEN, asked_by, stand
from graph.planning.collaboratives.community import Communities
from graph.planning.collaboratives.records import Records, Request
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class Link:
    """From a helper to one that is helped, or could be."""

    helper: int
    helped: int
    units: tuple[int, ...]
    """What the helper's community has solved and the other lacks: positions of units."""
    given: tuple[Request, ...] = ()
    rank: int | None = None
    """Place among those proposed to the one helped, from 1."""


@dataclass(frozen=True)
class Offer:
    """A collaborative that could meet a request, with what speaks for it."""

    helper: int
    units: tuple[int, ...]
    """Units of the needs asked about that it has solved and the one who asks lacks."""
    gave: tuple[str, ...]
    """Requests on the same topic that it met before."""
    offers: bool
    """Whether it says that it can help with the topic."""


@dataclass
class PeerNetwork:
    """The network of collaboratives on a day. Positions are those of `communities`."""

    records: Records
    communities: Communities
    day: date
    answer_days: int
    proposals: int
    _helps: dict[int, Bools] = field(default_factory=dict)

    def helps(self, helper: int) -> Bools:
        """[collaborative, unit]: solved by the helper, lacking there."""
        if helper not in self._helps:
            self._helps[helper] = self.communities.helps(helper)
        return self._helps[helper]

    @cached_property
    def requests(self) -> Sequence[Request]:
        return asked_by(self.records, self.day)

    @cached_property
    def given(self) -> dict[tuple[int, int], list[Request]]:
        """(helper, helped) -> what was given."""
        row, found = self.communities.row, dict[tuple[int, int], list[Request]]()
        for request in self.requests:
            own = request.given_by == request.asked_by
            if request.status(self.day) == "given" and request.given_by in row and not own:
                pair = (row[request.given_by], row[request.asked_by])
                found.setdefault(pair, []).append(request)
        return found

    @cached_property
    def counts(self) -> Ints:
        """[helper, helped]: units that the one has solved and the other lacks."""
        size = len(self.communities.collaboratives)
        counts = np.zeros((size, size), np.int64)
        for helper in range(size):
            counts[helper] = self.helps(helper).sum(axis=1)
        return counts

    @cached_property
    def links(self) -> Sequence[Link]:
        """What was given, and for each collaborative the peers proposed to it.

        Proposed are those whose communities have solved most of what it lacks; of as many, those
        that belong to the same larger collaborative come first, then by id. Regional and state
        collaboratives, which stand for communities that are here themselves, are not proposed, nor
        are those that are no more.
        """
        ranks: dict[tuple[int, int], int] = {}
        for helped in range(len(self.communities.collaboratives)):
            for place, helper in enumerate(self._proposed(helped), start=1):
                ranks[helper, helped] = place
        pairs = sorted(ranks.keys() | self.given.keys(), key=self._order)
        return [
            Link(
                helper,
                helped,
                tuple(np.flatnonzero(self.helps(helper)[helped]).tolist()),
                tuple(self.given.get((helper, helped), ())),
                ranks.get((helper, helped)),
            )
            for helper, helped in pairs
        ]

    def _proposed(self, helped: int) -> list[int]:
        every = self.communities.collaboratives
        able = [
            helper
            for helper in np.flatnonzero(self.counts[:, helped]).tolist()
            if every[helper].kind == "local" and every[helper].state(self.day) == "current"
        ]
        above = every[helped].part_of

        def merit(helper: int) -> tuple[int, bool, str]:
            same = above is not None and every[helper].part_of == above
            return (-int(self.counts[helper, helped]), not same, every[helper].id)

        return sorted(able, key=merit)[: self.proposals]

    def _order(self, pair: tuple[int, int]) -> tuple[str, int, str]:
        every = self.communities.collaboratives
        helper, helped = pair
        return (every[helped].id, -int(self.counts[helper, helped]), every[helper].id)

    def offers(self, request: Request) -> list[Offer]:
        """Who could meet an open request, those with most to show first.

        First by what they have solved of the needs asked about, then by help given on the topic,
        then by saying that they can; of as many, by how few open requests they have agreed to, and
        by id. Who has nothing to show is not proposed, nor who said no or is no more.
        """
        status = request.status(self.day)
        if status not in OPEN:
            return []
        said_no = request.given_by if status == "declined" else None
        asking = self.communities.row[request.asked_by]
        found = []
        for helper, each in enumerate(self.communities.collaboratives):
            if each.iri == said_no or each.state(self.day) != "current":
                continue
            offer = Offer(
                helper,
                self._asked_units(request, helper, asking),
                tuple(
                    other.id
                    for (giver, _), given in self.given.items()
                    for other in given
                    if giver == helper and other.topic == request.topic
                ),
                request.topic in each.offers,
            )
            if helper != asking and (offer.units or offer.gave or offer.offers):
                found.append(offer)
        found.sort(key=self._merit)
        return found[: self.proposals]

    def _merit(self, offer: Offer) -> tuple[int, int, bool, int, str]:
        helper = self.communities.collaboratives[offer.helper]
        agreed = sum(
            each.given_by == helper.iri and each.status(self.day) == "agreed"
            for each in self.requests
        )
        return (-len(offer.units), -len(offer.gave), not offer.offers, agreed, helper.id)

    def _asked_units(self, request: Request, helper: int, asking: int) -> tuple[int, ...]:
        if not request.needs:
            return ()
        net, helps = self.communities.net, self.helps(helper)[asking]
        asked = [net.needs.index[iri] for iri in request.needs if iri in net.needs.index]
        return tuple(
            unit
            for unit in np.flatnonzero(helps).tolist()
            if net.need_above[self.communities.units[unit][1], asked].any()
        )

    def measures(self, collaborative: int) -> dict[str, Any]:
        """What a collaborative asked, gave and took, among collaboratives and from partners."""
        own = self.communities.collaboratives[collaborative].iri
        mine = [each for each in self.requests if each.asked_by == own]
        standing = [stand(each, day=self.day, answer_days=self.answer_days) for each in mine]
        gave = [pair for pair in self.given if pair[0] == collaborative]
        took = [pair for pair in self.given if pair[1] == collaborative]
        return {
            "asked": len(mine),
            "received": standing.count("given"),
            "open": standing.count("open"),
            "unanswered": standing.count("unanswered"),
            "gave": sum(len(self.given[pair]) for pair in gave),
            "gave_to": len(gave),
            "received_from": len(took),
            "part": _part(bool(gave), bool(took)),
        }


def _part(gave: bool, took: bool) -> str:
    if gave and took:
        return "gives and receives"
    return "gives" if gave else "receives" if took else "neither"
