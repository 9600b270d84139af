"""Times of day, days of the week and dates, as directories write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from loaders.hsds.cells import count, day, line, listed

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

RuleDay = tuple[int | None, int]
"""(ordinal in the month if stated, -1 = last; day of the week with 0 = Monday)"""

_STARTS = {name[:2].lower(): place for place, name in enumerate(DAYS)}
_SPAN = re.compile(r"([a-z]{2,9})\s*(?:-|–|to|through)\s*([a-z]{2,9})", re.I)
_RULE_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?(?:\.\d+)?\s*([ap])?\.?(?:m\b\.?)?", re.I
)
_ZONE = re.compile(r"(?<=\d)(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)$")
_WORDS = {"noon": "12:00", "midnight": "00:00", "24:00": "24:00", "24:00:00": "24:00"}
_PLAIN = re.compile(r"\d{1,2}:\d{2}(?::00)?(?:Z|[+-]\d{2}:\d{2})?")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")


def clock(value: Any) -> str | None:
    """A time of day as HH:MM.

    >>> clock("9am"), clock("17:00:00"), clock("4:00 PM"), clock("2025-08-13T17:00Z"), clock("x")
    ('09:00', '17:00', '16:00', '17:00', None)
    """
    found = _said(value)
    return _clock(found) if found else None


def zone(value: Any) -> str:
    """The zone that a time of day states, as xsd:time writes it; empty where it states none.

    >>> zone("10:00Z"), zone("10:00-0500"), zone("10:00")
    ('Z', '-05:00', '')
    """
    found = _ZONE.search(_said(value) or "")
    if not found or ":" not in (_said(value) or ""):
        return ""
    said = found[0]
    return said if said == "Z" or ":" in said else f"{said[:3]}:{said[3:]}"


def is_plain(value: Any) -> bool:
    """Whether a time is blank, or written so that reading it changes nothing but its digits."""
    found = line(value)
    return found is None or bool(_PLAIN.fullmatch(found))


def has_time(value: Any) -> bool:
    """Whether a date has a time of day with it."""
    return bool(_STAMP.match(line(value) or ""))


def iso_day(value: Any) -> str | None:
    """A calendar date as YYYY-MM-DD."""
    found = day(value)
    return found.isoformat() if found else None


def _said(value: Any) -> str | None:
    return line(value.get("time") if isinstance(value, Mapping) else value)


@lru_cache(maxsize=4096)
def _clock(found: str) -> str | None:
    found = re.split("[T ]", found, maxsplit=1)[1] if _STAMP.match(found) else found
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


def days(value: Any) -> list[RuleDay]:
    """The days of a weekday cell or rule.

    >>> days("TH,FR"), days("1"), days("Monday"), days("3WE"), days("Mon-Wed")
    ([(None, 3), (None, 4)], [(None, 0)], [(None, 0)], [(3, 2)], [(None, 0), (None, 1), (None, 2)])
    """
    return list(_days(tuple(listed(value))))


@lru_cache(maxsize=4096)
def _days(parts: tuple[str, ...]) -> tuple[RuleDay, ...]:
    found: list[RuleDay] = []
    for part in parts:
        rule = _RULE_DAY.fullmatch(part.upper())
        span = _SPAN.fullmatch(part)
        if rule:
            found.append((int(rule[1]) if rule[1] else None, _STARTS[rule[2].lower()]))
        elif span and weekday(span[1]) is not None and weekday(span[2]) is not None:
            first, last = weekday(span[1]) or 0, weekday(span[2]) or 0
            found += [(None, (first + n) % 7) for n in range((last - first) % 7 + 1)]
        elif (place := weekday(part)) is not None:
            found.append((None, place))
    return tuple(dict.fromkeys(found))


def weekday(word: str) -> int | None:
    """A day of the week by name, abbreviation or number (1 = Monday), with 0 = Monday.

    >>> weekday("Thurs."), weekday("7"), weekday("Sundays"), weekday("Summer")
    (3, 6, 6, None)
    """
    if (numbered := count(word)) is not None:
        return numbered - 1 if 1 <= numbered <= 7 else None
    plain = word.strip().lower().rstrip("s.")
    if len(plain) >= 2 and any(name.startswith(plain) or plain == name for name in FULL_DAYS):
        return _STARTS.get(plain[:2])
    return 3 if plain == "thur" else None
