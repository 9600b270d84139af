"""Schedules of every version in one form: a recurrence rule, the hours, and how long they hold.

Weekday rows of versions 1 (names, or 1 = Monday to 7 = Sunday), recurrence columns of versions 2
and 3, holiday tables, nested times of looser JSON and free text of a certain form all become the
same `Schedule`. Rows that differ in the day alone are one schedule, so that the weekday table of
version 1 and the rule of version 3 for the same hours are equal.

Source: RFC 5545 section 3.3.10 for rules; HSDS 1.1 `regular_schedule` and `holiday_schedule`; HSDS
3 `schedule`; schema.org `Schedule` and `OpeningHoursSpecification`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from loaders.hsds.cells import line, text, truth, unpacked
from loaders.hsds.columns import COLUMNS, column_of
from loaders.hsds.parts.recurrence import Rule, every_year, in_order, read_rule
from loaders.hsds.parts.times import RuleDay, clock, days, has_time, is_plain, iso_day, zone

_RANGE = re.compile(r"(.+?)\s*(?:-|–|\bto\b)\s*(.+)")
_MAX_NESTING = 3
_NESTED = frozenset({"weekday", "times"})
_SAYING = (*(column for column in COLUMNS["schedule"] if not column.endswith("_id")), "at_location")
"""The columns of a row that say when and where, not whose it is."""


@dataclass(frozen=True)
class Schedule:
    """Hours that recur by a rule, or that hold in a stretch of days."""

    rule: Rule | None = None
    opens: str | None = None
    """HH:MM:SS, with a zone where the source states one."""
    closes: str | None = None
    valid_from: str | None = None
    """Dates are YYYY-MM-DD."""
    valid_to: str | None = None
    starts: str | None = None
    timezone: str | None = None
    attending: str | None = None
    link: str | None = None
    description: str | None = None
    notes: str | None = None
    closed: bool = False
    """These are hours, or days, when it is closed."""
    site: str | None = None
    """The location for which alone it counts."""

    @property
    def has_hours(self) -> bool:
        return self.opens is not None and self.closes is not None


def read_schedules(rows: Iterable[Mapping[str, Any]]) -> list[Schedule]:
    """The schedules of the rows of one record, those that differ in the day alone joined."""
    found = [one for row in rows for one in _of_row(row)]
    return _joined(found)


def read_holidays(rows: Iterable[Mapping[str, Any]]) -> list[Schedule]:
    """Exceptions of HSDS 1: days when it is closed, or open at other hours.

    A date of the year 1 means every year.
    """
    found: dict[Schedule, None] = {}
    for row in rows:
        closed = truth(row.get("closed"))
        one = Schedule(
            rule=every_year(row),
            opens=_time(row.get("opens_at")),
            closes=_time(row.get("closes_at")),
            valid_from=iso_day(row.get("valid_from")),
            valid_to=iso_day(row.get("valid_to")),
            description=line(row.get("description")),
            closed=closed is True,
            site=line(row.get("at_location")),
        )
        if one.rule is None and one.valid_from is None:
            said = [line(row.get(column)) for column in ("valid_from", "valid_to")]
            one = replace(one, notes=" to ".join(word for word in said if word) or None)
        if one.closed or one.has_hours:
            found[one] = None
    return list(found)


def raw_hours(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Days and times of rows in the source's words, where reading them changed these."""
    return list(dict.fromkeys(said for row in rows for said in _raw(row, None, depth=0)))


def _raw(row: Mapping[str, Any], above: str | None, *, depth: int) -> Iterator[str]:
    opens, closes = row.get("opens_at"), row.get("closes_at")
    given = unpacked(row.get("weekday"))
    nested = [given] if isinstance(given, Mapping) else given if isinstance(given, list) else []
    inner = [_columns(item) for item in nested if isinstance(item, Mapping)]
    day = above if inner else line(row.get("weekday")) or above
    unread = bool(day) and not nested and not days(day)
    if unread or not is_plain(opens) or not is_plain(closes):
        times = "-".join(said for one in (opens, closes) if (said := line(one)))
        if said := " ".join(word for word in (day, times) if word):
            yield said
    if depth <= _MAX_NESTING:
        for item in [*inner, *_time_items(row.get("times"))]:
            yield from _raw(item, day, depth=depth + 1)


def unreadable_time(row: Mapping[str, Any]) -> str | None:
    """An opening or closing time of a row that is filled but is no time of day."""
    for column in ("opens_at", "closes_at"):
        if (said := line(row.get(column))) and clock(row.get(column)) is None:
            return said
    return None


def _of_row(row: Mapping[str, Any]) -> Sequence[Schedule]:
    """The schedules of one row; most rows of a table say what another said, so these are kept."""
    said = tuple((column, row[column]) for column in _SAYING if row.get(column) is not None)
    if all(isinstance(value, str) for _, value in said):
        return _of_texts(said)
    return _read(dict(said))


@lru_cache(maxsize=20_000)
def _of_texts(said: tuple[tuple[str, str], ...]) -> Sequence[Schedule]:
    return _read(dict(said))


def _read(row: Mapping[str, Any]) -> Sequence[Schedule]:
    found = list(_parts(row, {}, [], depth=0))
    if found:
        return found
    bare = _schedule(row, days(row.get("weekday")))
    has_rule = bare.rule is not None and bool(bare.rule.days or bare.rule.others)
    says = has_rule or bare.opens or bare.closes or bare.description or bare.notes or bare.link
    return [bare] if says or bare.valid_from or bare.starts else []


def _parts(
    row: Mapping[str, Any], outer: Mapping[str, Any], above: Sequence[RuleDay], *, depth: int
) -> Iterator[Schedule]:
    """One schedule for each pair of times in a row and in what is nested in it."""
    given = unpacked(row.get("weekday"))
    nested = [given] if isinstance(given, Mapping) else given if isinstance(given, list) else []
    inner = [item for item in nested if isinstance(item, Mapping)]
    own = days(given) if not inner else []
    here = {**outer, **{c: v for c, v in row.items() if c not in _NESTED and v is not None}}
    place = own or list(above)
    merged = _schedule(here, place)
    if merged.has_hours or (merged.closed and (place or merged.valid_from)):
        yield merged
    if depth > _MAX_NESTING:
        return
    without = {c: v for c, v in here.items() if c not in ("opens_at", "closes_at")}
    for item in [*(_columns(one) for one in inner), *_time_items(row.get("times"))]:
        yield from _parts(item, without, place, depth=depth + 1)


def _schedule(row: Mapping[str, Any], place: Sequence[RuleDay]) -> Schedule:
    starts, opens, closes = row.get("dtstart"), row.get("opens_at"), row.get("closes_at")
    if opens is None and closes is None and has_time(starts) and has_time(row.get("dtend")):
        opens, closes = starts, row.get("dtend")
    on = iso_day(row.get("date"))
    single = on is not None and not place
    return Schedule(
        rule=None if single else read_rule(row, place),
        opens=_time(opens),
        closes=_time(closes),
        valid_from=on if single else iso_day(row.get("valid_from")),
        valid_to=on if single else iso_day(row.get("valid_to")),
        starts=iso_day(starts) or (None if single else on),
        timezone=line(row.get("timezone")),
        attending=line(row.get("attending_type")),
        link=line(row.get("schedule_link")),
        description=text(row.get("description")),
        notes=text(row.get("notes")),
        closed=truth(row.get("closed")) is True,
        site=line(row.get("at_location")),
    )


def _time(value: Any) -> str | None:
    """A time of day as xsd:time; the end of the day is its first moment, as there."""
    found = clock(value)
    if found is None:
        return None
    return ("00:00" if found == "24:00" else found) + ":00" + zone(value)


def _joined(schedules: Sequence[Schedule]) -> list[Schedule]:
    """Schedules that are equal but for their days, as one; a counted rule stays by itself."""
    found: dict[Schedule, list[RuleDay]] = {}
    for one in schedules:
        if one.rule is None or one.rule.count is not None or not one.rule.days:
            found.setdefault(one, [])
            continue
        found.setdefault(replace(one, rule=replace(one.rule, days=())), []).extend(one.rule.days)
    return [
        replace(one, rule=replace(one.rule, days=in_order(place))) if one.rule and place else one
        for one, place in found.items()
    ]


def _time_items(value: Any) -> Iterator[Mapping[str, Any]]:
    value = unpacked(value)
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield _columns(item)
        elif isinstance(item, str) and (parts := _RANGE.fullmatch(item.strip())):
            yield {"opens_at": parts[1], "closes_at": parts[2]}


def _columns(item: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in item.items():
        column = column_of("schedule", str(name))[0]
        if column and value is not None:
            found.setdefault(column, value)
    return found
