"""The values of one indicator, of one kind of family and place, in order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph.planning.indicators.records import Indicator
from graph.planning.indicators.telling import AIM, Told
from graph.planning.run_charts import Point

DAYS = {"weekly": 7, "every-other-week": 14}
"""Frequency -> days from one value to the next."""
MONTHS = {"monthly": 1, "quarterly": 3, "twice-yearly": 6, "yearly": 12}
"""Frequency -> months from one value to the next."""

Key = tuple[str, str | None, str | None]
"""(indicator, segment, place); None for all families, and for everywhere it is about."""


@dataclass(frozen=True)
class Series:
    """What was measured, in order of day, one value a day; targets and baselines beside it.

    `repeated` are values left out because another of the same day stands, the first by id.
    """

    indicator: Indicator
    segment: str | None
    place: str | None
    actual: Sequence[Told]
    targets: Sequence[Told]
    baselines: Sequence[Told]
    repeated: Sequence[Told]

    @property
    def is_whole(self) -> bool:
        """Whether it is of all families, everywhere."""
        return self.segment is None and self.place is None

    def list_points(self) -> list[Point]:
        """The points of a run chart, with those that are missing by the stated frequency."""
        points = [_point(each) for each in self.actual if each.observation.start]
        measured = [point for point in points if point is not None]
        days = [point.day for point in measured]
        missing = [Point(day, None, "missing") for day in _gaps(days, self.indicator.frequency)]
        return sorted([*measured, *missing], key=lambda point: point.day)


def build_series(
    indicators: Mapping[str, Indicator], told: Sequence[Told], *, as_of: date
) -> list[Series]:
    """A series for each indicator, segment and place there are values of; the whole comes first.

    Values measured after `as_of` and those without a day or a known indicator are left out.
    """
    by_key: dict[Key, list[Told]] = defaultdict(list)
    for each in told:
        seen = each.observation
        if seen.start is None or seen.indicator not in indicators:
            continue
        if seen.kind == AIM or seen.start <= as_of:
            by_key[seen.indicator, seen.segment, seen.place].append(each)
    ordered = sorted(by_key, key=lambda k: (indicators[k[0]].id, k[1] or "", k[2] or ""))
    return [_series(indicators[key[0]], key, by_key[key]) for key in ordered]


def _series(indicator: Indicator, key: Key, told: Sequence[Told]) -> Series:
    ordered = sorted(told, key=lambda each: (str(each.observation.start), each.observation.id))
    kinds: dict[str, list[Told]] = defaultdict(list)
    for each in ordered:
        kinds[each.observation.kind].append(each)
    kept: dict[date | None, Told] = {}
    repeated = []
    for each in kinds["actual"]:
        if kept.setdefault(each.observation.start, each) is not each:
            repeated.append(each)
    return Series(
        indicator,
        key[1],
        key[2],
        actual=tuple(kept.values()),
        targets=tuple(kinds[AIM]),
        baselines=tuple(kinds["baseline"]),
        repeated=tuple(repeated),
    )


def _point(told: Told) -> Point | None:
    day = told.observation.start
    if day is None:
        return None
    if told.is_suppressed:
        return Point(day, None, "suppressed")
    return Point(day, told.value) if told.value is not None else Point(day, None, "missing")


def _gaps(days: Sequence[date], frequency: str | None) -> list[date]:
    """Days on which a value would have been due, between the first and the last."""
    if not days:
        return []
    first = min(days)
    slot, start = _slots(first, frequency)
    if slot is None or start is None:
        return []
    taken = {slot(day) for day in days}
    free = sorted(set(range(max(taken))) - taken)
    found = (start(number) for number in free)
    return [day for day in found if day not in set(days)]


def _slots(
    first: date, frequency: str | None
) -> tuple[Callable[[date], int] | None, Callable[[int], date] | None]:
    """Which stretch of time a day is in, counted from that of the first, and where one begins."""
    if frequency in DAYS:
        days = DAYS[frequency]
        return (
            lambda day: ((day - first).days + days // 2) // days,
            lambda number: first + timedelta(days=number * days),
        )
    if frequency in MONTHS:
        months = MONTHS[frequency]
        begin = first.year * 12 + first.month - 1
        return (
            lambda day: (day.year * 12 + day.month - 1 - begin) // months,
            lambda number: date(
                (begin + number * months) // 12, (begin + number * months) % 12 + 1, 1
            ),
        )
    return None, None
