"""Schedules of any version as one normalised line, such as `Mon-Fri 09:00-17:00; Sat 10:00-14:00`.

Read are the weekday rows of versions 1 (names or 1 = Monday to 7 = Sunday), the recurrence columns
of versions 2 and 3 (`byday`, `freq`), and the nested times of looser JSON. A row without days or
times gives its description; one whose times cannot be read gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from loaders.hsds.cells import count, line, listed, unpacked
from loaders.hsds.columns import column_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_STARTS = {name[:2].lower(): place for place, name in enumerate(DAYS)}
_SPAN = re.compile(r"([a-z]{2,9})\s*(?:-|–|to|through)\s*([a-z]{2,9})", re.I)
_RULE_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?(?:\.\d+)?\s*([ap])?\.?(?:m\b\.?)?", re.I
)
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_RANGE = re.compile(r"(.+?)\s*(?:-|–|\bto\b)\s*(.+)")
_DAY_AND_TIMES = re.compile(
    r"((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day):\s*"
    r"(closed|[\d:]+\s*(?:[ap]m)?-[\d:]+\s*(?:[ap]m)?(?:,\s*[\d:]+-[\d:]+)*)",
    re.I,
)
_WORDS = {"noon": "12:00", "midnight": "00:00", "24:00": "24:00"}
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}

Slot = tuple[str, int, str]
"""(recurrence prefix, day of the week, times)"""


def clock(value: Any) -> str | None:
    """A time of day as HH:MM.

    >>> clock("9am"), clock("17:00:00"), clock("4:00 PM"), clock("2025-08-13T17:00Z"), clock("x")
    ('09:00', '17:00', '16:00', '17:00', None)
    """
    if isinstance(value, Mapping):
        value = value.get("time")
    found = line(value)
    return _clock(found) if found else None


@lru_cache(maxsize=4096)
def _clock(found: str) -> str | None:
    found = found.rsplit("T", 1)[-1] if re.match(r"\d{4}-\d\d-\d\dT", found) else found
    if found.lower() in _WORDS:
        return _WORDS[found.lower()]
    match = _CLOCK.fullmatch(_ZONE.sub("", found).strip())
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def days(value: Any) -> list[tuple[int | None, int]]:
    """(ordinal in the month if stated, day with 0 = Monday) of a weekday cell or rule.

    >>> days("TH,FR"), days("1"), days("Monday"), days("3WE"), days("Mon-Wed")
    ([(None, 3), (None, 4)], [(None, 0)], [(None, 0)], [(3, 2)], [(None, 0), (None, 1), (None, 2)])
    """
    return list(_days(tuple(listed(value))))


@lru_cache(maxsize=4096)
def _days(parts: tuple[str, ...]) -> tuple[tuple[int | None, int], ...]:
    found: list[tuple[int | None, int]] = []
    for part in parts:
        rule = _RULE_DAY.fullmatch(part.upper())
        span = _SPAN.fullmatch(part)
        if rule:
            found.append((int(rule[1]) if rule[1] else None, _STARTS[rule[2].lower()]))
        elif span and _day(span[1]) is not None and _day(span[2]) is not None:
            first, last = _day(span[1]) or 0, _day(span[2]) or 0
            found += [(None, (first + n) % 7) for n in range((last - first) % 7 + 1)]
        elif (place := _day(part)) is not None:
            found.append((None, place))
    return tuple(dict.fromkeys(found))


def _day(word: str) -> int | None:
    if (numbered := count(word)) is not None:
        return numbered - 1 if 1 <= numbered <= 7 else None
    plain = word.strip().lower().rstrip("s.")
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if len(plain) >= 2 and any(name.startswith(plain) or plain == name for name in full):
        return _STARTS.get(plain[:2])
    return 3 if plain == "thur" else None


def hours_line(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """One line for all schedule rows of a service; None where they say nothing readable."""
    slots: dict[Slot, None] = {}
    notes: dict[str, None] = {}
    for row in rows:
        found = list(_slots(row, [], "", depth=0))
        slots.update(dict.fromkeys(found))
        if not found and (note := line(row.get("description"))):
            notes[note] = None
    return "; ".join([*_joined(list(slots)), *notes]) or None


def unreadable_time(row: Mapping[str, Any]) -> str | None:
    """An opening or closing time of a row that is filled but is no time of day."""
    for column in ("opens_at", "closes_at"):
        if (said := line(row.get(column))) and clock(row.get(column)) is None:
            return said
    return None


def hours_text(value: Any) -> str | None:
    """A free text of hours on one line; one of the form `Monday: 9:00-17:00 Tuesday: Closed` is
    normalised like rows.

    >>> hours_text("Monday: 9:00-17:00 Tuesday: 9:00-17:00 Sunday: Closed"), hours_text("by call")
    ('Mon-Tue 09:00-17:00', 'by call')
    """
    said = line(value)
    if said is None or _DAY_AND_TIMES.sub("", said).strip(" ,;"):
        return said
    rows = [
        {"weekday": day, "times": part}
        for day, times in _DAY_AND_TIMES.findall(said)
        for part in times.split(",")
    ]
    return hours_line(rows) or said


def _slots(
    row: Mapping[str, Any], outer: Sequence[tuple[int | None, int]], prefix: str, *, depth: int
) -> Iterator[Slot]:
    given = unpacked(row.get("weekday"))
    nested = [given] if isinstance(given, Mapping) else given if isinstance(given, list) else []
    inner = [item for item in nested if isinstance(item, Mapping)]
    own = days(given) if not inner else []
    place, begin = own or list(outer), _prefix(row, prefix)
    opens, closes = clock(row.get("opens_at")), clock(row.get("closes_at"))
    if opens and closes:
        for nth, day in place:
            which = _ORDINALS.get(nth, f"{nth}th") + " " if nth else begin
            yield which, day, f"{opens}-{closes}"
    if depth > 3:
        return
    for item in [*inner, *_time_items(row.get("times"))]:
        yield from _slots(item, place, begin, depth=depth + 1)


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


def _prefix(row: Mapping[str, Any], outer: str) -> str:
    freq = (line(row.get("freq")) or "").upper()
    every = count(row.get("interval"))
    if freq == "MONTHLY":
        return "monthly "
    if freq == "WEEKLY" and every and every > 1:
        return f"every {every} weeks "
    return outer


def _joined(slots: Sequence[Slot]) -> Iterator[str]:
    """Days with the same times as one part, runs of days as `Mon-Fri`."""
    prefixes = dict.fromkeys(prefix for prefix, _, _ in slots)
    for prefix in sorted(prefixes, key=lambda one: (one != "", one)):
        by_day = {
            place: ", ".join(sorted(t for p, d, t in slots if p == prefix and d == place))
            for place in range(7)
        }
        for times in dict.fromkeys(by_day[place] for place in range(7) if by_day[place]):
            same = [place for place in range(7) if by_day[place] == times]
            yield f"{prefix}{_runs(same)} {times}"


def _runs(places: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(
        DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs
    )
