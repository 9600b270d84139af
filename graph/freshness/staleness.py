"""How old what is on record is: by source, by partner, by kind of record."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from graph.freshness.records import Dated
from graph.parameters import CoverageParameters


@dataclass(frozen=True)
class Ageing:
    """When a record is stale, and when it will be."""

    as_of: date
    stale_after_days: int
    horizon_days: int

    @classmethod
    def of(cls, parameters: CoverageParameters, horizon_days: int) -> Ageing:
        return cls(parameters.as_of, parameters.stale_after_days, horizon_days)

    def age(self, day: date) -> int:
        """Days since then; less than 0 for a day to come."""
        return (self.as_of - day).days

    def is_stale(self, day: date) -> bool:
        """Older than the limit, as coverage judges it."""
        return self.stale_after_days > 0 and self.age(day) > self.stale_after_days

    def stale_on(self, day: date) -> date | None:
        """The first day on which it is stale; None where the limit is off."""
        if self.stale_after_days == 0:
            return None
        # As far as a calendar goes.
        left = (date.max - day).days
        return day + timedelta(days=min(left, self.stale_after_days + 1))

    def goes_stale(self, day: date) -> bool:
        """Fresh today, stale at the horizon if nothing is verified until then."""
        after = self.stale_on(day)
        return (
            after is not None
            and not self.is_stale(day)
            and (after - self.as_of).days <= self.horizon_days
        )


def group_records(
    records: Iterable[Dated], by: Callable[[Dated], Any]
) -> list[tuple[Any, list[Dated]]]:
    """(key, records) in the order of keys; records that are one count once, with the later day."""
    groups: dict[Any, dict[str, Dated]] = {}
    for record in records:
        held = groups.setdefault(by(record), {})
        known = held.setdefault(record.stands_for, record)
        if (record.verified or date.min) > (known.verified or date.min):
            held[record.stands_for] = record
    return [(key, list(held.values())) for key, held in sorted(groups.items())]


def describe_ages(records: Sequence[Dated], ageing: Ageing) -> dict[str, Any]:
    """Counts, ages and what goes stale next, of some records.

    Keys: records, dated, undated, stale (an undated record is not), share_dated, share_stale (of
    all records), median_age_days (of the dated; the lower of two middle ones), oldest,
    going_stale (within the horizon), next_stale_on (from today on). Complexity: O(n log n).
    """
    days = sorted(record.verified for record in records if record.verified is not None)
    # The earlier the day, the earlier the record is stale.
    stale = bisect_left(days, True, key=lambda day: not ageing.is_stale(day))
    going = bisect_left(days, True, lo=stale, key=lambda day: not ageing.goes_stale(day))
    ahead = ageing.stale_on(days[stale]) if stale < len(days) else None
    return {
        "records": len(records),
        "dated": len(days),
        "undated": len(records) - len(days),
        "stale": stale,
        "share_dated": len(days) / len(records),
        "share_stale": stale / len(records),
        "median_age_days": ageing.age(days[len(days) // 2]) if days else None,
        "oldest": days[0].isoformat() if days else None,
        "going_stale": going - stale,
        "next_stale_on": ahead.isoformat() if ahead is not None else None,
    }
