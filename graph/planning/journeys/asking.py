"""Questions of one need: does a family get there from its doors, and how soon?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from graph.coverage.columns import build_columns
from graph.coverage.doors import join_ranges
from graph.coverage.facts import Fact
from graph.coverage.reach import NeedReach
from graph.parameters import Mode
from graph.planning.journeys.ground import Ground, Place
from graph.planning.journeys.questions import EVER, Answer, Offers, Question, Way
from graph.planning.journeys.sweep import LATE, Arrivals, add_wait, sweep
from graph.projection import BLANK_DAY, Ternary
from graph.projection.arrays import Bools, Ints


class NeedContext:
    """One need over the network, for the kinds of family and places that ask for it."""

    def __init__(self, ground: Ground, need: int, places: Iterable[Place]) -> None:
        self.ground, self.need, self.net = ground, need, ground.net
        self.network = ground.network
        asked = sorted(set(places))
        touchpoint, segment, place = np.array(asked, np.int64).reshape(-1, 3).T
        stage = self.net.touchpoint_stage[touchpoint]
        columns, column = build_columns(segment, place, stage)
        self.reach = NeedReach(ground.facts, ground.network, need, columns)
        self._column = dict(zip(asked, column.tolist(), strict=True))
        self.providers = self.reach.providers
        self.offers_at, self.offered = self.reach.provider_rows_by_node()
        """[node] start in `offered`; provider rows by node."""
        self._waits = ground.service_waits[self.providers.service]
        self._answers: dict[Question, Answer] = {}
        self._facts: dict[tuple[str, int], Fact] = {}
        self._passable: dict[tuple[int, Mode, bool], Bools] = {}

    # Facts of the services, by provider row ------------------------------------------------

    def fact(self, name: str, place: Place) -> Fact:
        """`eligible`, `of_age` (by life stage) or `access`, for a family."""
        key = (name, self._column[place])
        if key not in self._facts:
            spread = getattr(self.providers, name).of_columns(np.array([key[1]]))
            self._facts[key] = Fact(spread.low[:, 0], spread.high[:, 0])
        return self._facts[key]

    def ages(self, *, high: bool) -> tuple[Ints, Ints]:
        """(first day, day past the last) of each service; without limit where none is stated."""
        return self._ages[high]

    @cached_property
    def _ages(self) -> dict[bool, tuple[Ints, Ints]]:
        service, rows = self.net.service, self.providers.service
        ends = service.to_day[rows], service.to_day_perhaps[rows]
        low, high = (np.where(each == BLANK_DAY, EVER, each) for each in ends)
        return {
            False: (service.from_day[rows], low),
            True: (service.from_day_perhaps[rows], high),
        }

    def waits(self, *, high: bool) -> Ints:
        """Days of each service's own wait; below 0 where not known, in the low world."""
        waits: Ints = np.maximum(self._waits, 0) if high else self._waits
        return waits

    def named(self, question: Question) -> Bools:
        """The services that may be the one: all, or the one named."""
        if question.service < 0:
            return np.ones(len(self.providers.service), np.bool_)
        return np.asarray(self.providers.service == question.service)

    def serving(self, question: Question, *, high: bool) -> Bools:
        """Services that take the family, whatever the child's age where a day is told."""
        rows = self.providers.open.world(high) & self.providers.meets.world(high)
        rows = rows & self.named(question)
        for name in ("eligible", "access", *(() if question.days else ("of_age",))):
            rows = rows & self.fact(name, question.place).world(high)
        return rows

    # Ways ----------------------------------------------------------------------------------

    def passable(self, place: Place, mode: Mode, *, high: bool) -> Bools:
        """[departure]: a family of that kind may go that way."""
        word = int(self.reach.columns.bit[self._column[place]]) // 64
        key = (word, mode, high)
        if key not in self._passable:
            scope = self.reach.in_scope[:, word][self.network.departures.record]
            self._passable[key] = self._open_ways[high, mode] & scope
        return self._passable[key]

    @cached_property
    def unsure(self) -> dict[str, Bools]:
        """What is unknown: `usable` and `warm` by record, `open` by local node."""
        return {
            "usable": self.reach.usable.unknown,
            "warm": self.reach.warm.unknown,
            "open": self.network.open.unknown,
        }

    @cached_property
    def _open_ways(self) -> dict[tuple[bool, Mode], Bools]:
        reach, network, departures = self.reach, self.network, self.network.departures
        found: dict[tuple[bool, Mode], Bools] = {}
        for high in (False, True):
            opened = network.open.world(high)
            way = reach.usable.world(high) & opened[network.receiver]
            through = (departures.through < 0) | opened[departures.through]
            found[high, "any"] = way[departures.record] & through
            warm = way & reach.warm.world(high)
            found[high, "warm"] = warm[departures.record] & through
        return found

    def local_starts(self, question: Question, doors: Ints) -> Ints:
        """Local nodes that a family may leave from: its doors, and the touchpoint itself."""
        nodes = np.append(doors, question.place[0] + self.net.first_touchpoint)
        local: Ints = self.network.local[nodes]
        inside: Ints = local[local >= 0]
        return inside

    def first_record(self, question: Question) -> int:
        """The named pathway in the network; -2 where it is named and cannot be used."""
        if question.pathway < 0:
            return -1
        found = np.flatnonzero(self.network.pathway == question.pathway)
        return int(found[0]) if len(found) else -2

    def arrive(
        self, question: Question, doors: Ints, mode: Mode, *, high: bool, tolled: bool = False
    ) -> Arrivals:
        """Where the family gets to from these doors."""
        departures = self.network.departures
        days = question.days
        day = 0 if days is None else (days.first if high else days.last)
        cold = np.logical_not(self.reach.warm.high) if tolled else None
        return sweep(
            self.network,
            self.local_starts(question, doors),
            day,
            self.ground.parameters.handoffs,
            passable=self.passable(question.place, mode, high=high),
            wait=self.ground.waits[high][departures.record],
            toll=None if cold is None else cold[departures.record].astype(np.int64),
            first=self.first_record(question),
        )

    def best(
        self,
        question: Question,
        arrivals: Arrivals,
        rows: Bools,
        *,
        high: bool,
        timed: bool = True,
    ) -> Way | None:
        """The soonest way to one of these services within its ages; None where there is none.

        Without `timed` neither ages nor limits count, and the fewest cold pathways go first.
        """
        offers = self.offers(question, arrivals, rows, high=high)
        begins, ends = self.ages(high=high)
        start = add_wait(offers.day, self.waits(high=high)[offers.row])
        if question.days is not None and timed:
            start = np.maximum(start, begins[offers.row])
            limit = ends[offers.row]
            if question.before is not None:
                limit = np.minimum(limit, question.before)
            kept = np.flatnonzero(start < limit)
        else:
            kept = np.arange(len(start))
        if not len(kept):
            return None
        keys = (offers.row[kept], offers.layer[kept], start[kept], offers.toll[kept])
        return self._way(question, arrivals, offers, int(kept[np.lexsort(keys)[0]]), start, high)

    def offers(self, question: Question, arrivals: Arrivals, rows: Bools, *, high: bool) -> Offers:
        """Every service of `rows` at a node that is reached, with the day of being there."""
        parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []
        named = question.pathway >= 0
        for number, layer in enumerate(arrivals.layers):
            if not (named and number == 0):
                of, at = join_ranges(self.offers_at[layer.node], self.offers_at[layer.node + 1])
                row = self.offered[at]
                kept = rows[row]
                of, row = of[kept], row[kept]
                same = np.full(len(row), number, np.int64)
                parts.append((row, layer.day[of], layer.toll[of], same, of))
            if high and number < self.ground.parameters.handoffs and not (named and number == 0):
                parts.extend(self._undeclared(arrivals, number, rows))
        if not parts:
            nothing = np.zeros(0, np.int64)
            return Offers(nothing, nothing, nothing, nothing, nothing)
        return Offers(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _undeclared(
        self, arrivals: Arrivals, number: int, rows: Bools
    ) -> list[tuple[Ints, Ints, Ints, Ints, Ints]]:
        """From partners that have not declared their referrals, to any service; layers below 0."""
        layer = arrivals.layers[number]
        silent = np.flatnonzero(self.network.undeclared[layer.node])
        row = np.flatnonzero(rows)
        if not len(silent) or not len(row):
            return []
        first = int(silent[np.lexsort((silent, layer.day[silent], layer.toll[silent]))[0]])
        same = np.ones(len(row), np.int64)
        return [
            (
                row,
                same * layer.day[first],
                same * layer.toll[first],
                same * (-1 - number),
                same * first,
            )
        ]

    def _way(
        self,
        question: Question,
        arrivals: Arrivals,
        offers: Offers,
        i: int,
        start: Ints,
        high: bool,
    ) -> Way:
        layer, row = int(offers.layer[i]), int(offers.row[i])
        jump = layer < 0
        nodes, departures = arrivals.walk(-1 - layer if jump else layer, int(offers.at[i]))
        walked = [int(node) for node in self.network.nodes[nodes]]
        records = self.network.departures.record[departures]
        pathways = [int(pathway) for pathway in self.network.pathway[records]]
        if jump:
            walked.append(int(self.providers.service[row]))
            pathways.append(-1)
        days = question.days
        begin = 0 if days is None else (days.first if high else days.last)
        when = int(start[i])
        wait = LATE if when >= LATE else when - begin
        service = int(self.providers.service[row])
        return Way(when, wait, tuple(walked), tuple(pathways), service, int(offers.toll[i]))

    def answer(self, question: Question) -> Answer:
        """The soonest certain and the soonest possible way, as SEMANTICS judges any door."""
        if question not in self._answers:
            self._answers[question] = self._find(question)
        return self._answers[question]

    def speaks(self, question: Question, languages: frozenset[str]) -> Ternary:
        """Whether some service that is reached in time speaks one of the languages.

        A service that states none may speak it. This is beside the verdict: SEMANTICS has no such
        fact.
        """
        stated = [self.net.service.languages[s] for s in self.providers.service.tolist()]
        surely = np.array([bool(each & languages) for each in stated], np.bool_)
        perhaps = surely | np.array([not each for each in stated], np.bool_)
        doors = self.ground.doors(question.place, question.at)
        found = {}
        for high, speaking in ((False, surely), (True, perhaps)):
            nodes = doors.node if high else doors.node[doors.known]
            rows = self.serving(question, high=high) & speaking
            arrivals = self.arrive(question, nodes, self.ground.parameters.mode, high=high)
            found[high] = bool(len(nodes)) and (
                self.best(question, arrivals, rows, high=high) is not None
            )
        if found[False]:
            return Ternary.TRUE
        return Ternary.UNKNOWN if found[True] or not doors.listed else Ternary.FALSE

    def _find(self, question: Question) -> Answer:
        doors = self.ground.doors(question.place, question.at)
        mode = self.ground.parameters.mode
        ways: list[Way | None] = []
        for high in (False, True):
            nodes = doors.node if high else doors.node[doors.known]
            if not len(nodes):
                ways.append(None)
                continue
            rows = self.serving(question, high=high)
            arrivals = self.arrive(question, nodes, mode, high=high)
            ways.append(self.best(question, arrivals, rows, high=high))
        return Answer(ways[0], ways[1], doors)
