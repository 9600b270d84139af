"""Values of indicators as strategic outcomes read them: what may be told of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from graph.planning.indicators import Indicator, Told, protect_observations, read_indicators
from graph.planning.indicators.records import read_observations
from graph.planning.indicators.telling import read_within
from graph.register import Register

KINDS = ("actual", "baseline")
"""Kinds of value that progress is judged by."""


class Values:
    """The values of some indicators, without small counts of families, in order of day."""

    def __init__(self, register: Register, wanted: Iterable[str], *, floor: int) -> None:
        """`wanted` are IRIs of indicators; the rest of the store is not looked at."""
        asked = set(wanted)
        self.indicators: dict[str, Indicator] = {
            iri: each for iri, each in read_indicators(register).items() if iri in asked
        }
        observations = [
            each
            for each in read_observations(register)
            if each.indicator in self.indicators and each.start is not None
        ]
        told = protect_observations(
            observations, self.indicators, read_within(register), floor=floor
        )
        self._told: dict[str, list[Told]] = defaultdict(list)
        for each in told:
            if each.observation.kind in KINDS:
                self._told[each.observation.indicator].append(each)
        for values in self._told.values():
            values.sort(key=lambda each: (*period(each), each.observation.id))

    def measured(self, indicator: str, places: Sequence[str], day: date) -> list[Told]:
        """What was measured up to the day, in the one place that the outcome is about.

        That is the collaborative's place where values stand for just one of its own, else
        everywhere the indicator is about; nothing where it cannot be told which.
        """
        known = [each for each in self._told.get(indicator, ()) if period(each)[0] <= day]
        there = {each.observation.place for each in known}
        own = sorted(place for place in there if place is not None and place in places)
        chosen = own[0] if len(own) == 1 else None
        return [each for each in known if each.observation.place == chosen]


def period(told: Told) -> tuple[date, date]:
    """The last day of its period, and the first; the last is the first where none is stated."""
    seen = told.observation
    assert seen.start is not None
    return seen.end or seen.start, seen.start
