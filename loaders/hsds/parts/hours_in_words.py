"""Opening hours written as one text, read where there is one way to read them.

Read is a text that is nothing but days and times: `Monday: 9:00-17:00 Tuesday: Closed`,
`Mon-Fri 8:30am to 5pm; Sat 10am-2pm`. Times without am or pm are read only where some time of the
text shows that it counts to 24, or where they are of the morning (`9:00-12:00`), as `9:00-5:00` may
mean the afternoon. Anything else is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.hsds.parts.recurrence import Rule
from loaders.hsds.parts.schedules import Schedule
from loaders.hsds.parts.times import FULL_DAYS, clock, weekday

_NAMES = "|".join([*FULL_DAYS, "mon", "tues?", "wed", "thu(?:rs?)?", "fri", "sat", "sun"])
_DAY = rf"(?:{_NAMES})s?\.?"
_RUN = rf"{_DAY}(?:\s*(?:-|–|to|through|thru)\s*{_DAY})?"
_DAYS = rf"{_RUN}(?:\s*(?:,\s*(?:and\s+)?|and|&)\s*{_RUN})*"
_TIME = r"(?:\d{1,2}(?:[:.]\d\d)?(?:\s*[ap]\.?m\b\.?)?|noon|midnight)"
_SPAN = rf"(?:from\s+)?{_TIME}\s*(?:-|–|to|until|till)\s*{_TIME}"
_TIMES = rf"(?:closed|{_SPAN}(?:\s*(?:,\s*(?:and\s+)?|and|&|;)\s*{_SPAN})*)"
_PART = re.compile(
    rf"\s*(?P<days>{_DAYS})\s*[:,]?\s*(?P<times>{_TIMES})\s*(?:[;,.|]|$|(?=\s))", re.I
)
_RUN_OF = re.compile(rf"({_DAY})(?:\s*(?:-|–|to|through|thru)\s*({_DAY}))?", re.I)
_SPAN_OF = re.compile(rf"({_TIME})\s*(?:-|–|to|until|till)\s*({_TIME})", re.I)
_LONGEST = 500
_EARLIEST = "05:00"
"""An earlier time that counts to 24 is likely one of the afternoon."""
_MORNING, _AFTERNOON = "08:00", "13:00"


def parse_hours(said: str) -> list[Schedule]:
    """The schedules of a text that says days and times alone, else none.

    >>> [(one.rule.text(), one.opens) for one in parse_hours("Mon, Wed 9am-noon; Sun closed")]
    [('FREQ=WEEKLY;BYDAY=MO,WE', '09:00:00'), ('FREQ=WEEKLY;BYDAY=SU', None)]
    >>> parse_hours("Monday 9-5"), parse_hours("Mon-Fri 9am-5pm by appointment")
    ([], [])
    """
    place, parts = 0, []
    if len(said) > _LONGEST:
        return []
    while place < len(said):
        match = _PART.match(said, place)
        if match is None or match.end() == place:
            return []
        parts.append((match["days"], match["times"]))
        place = match.end()
    counts_to_24 = _counts_to_24(said)
    found: dict[tuple[str | None, str | None], list[int]] = {}
    for days, times in parts:
        spans = _spans(times, counts_to_24)
        if spans is None:
            return []
        for span in spans:
            found.setdefault(span, []).extend(_days(days))
    return [_schedule(span, days) for span, days in found.items()]


def _schedule(span: tuple[str | None, str | None], days: Sequence[int]) -> Schedule:
    rule = Rule("WEEKLY", days=tuple((None, day) for day in sorted(set(days))))
    opens, closes = (f"{time}:00" if time else None for time in span)
    return Schedule(rule=rule, opens=opens, closes=closes, closed=opens is None)


def _days(said: str) -> list[int]:
    found: list[int] = []
    for first, last in _RUN_OF.findall(said):
        start = weekday(first) or 0
        end = start if not last else weekday(last) or 0
        found += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    return found


def _spans(said: str, counts_to_24: bool) -> list[tuple[str | None, str | None]] | None:
    """Opening and closing times; None where they may be read in several ways."""
    if said.lower() == "closed":
        return [(None, None)]
    found: list[tuple[str | None, str | None]] = []
    for opens, closes in _SPAN_OF.findall(said):
        span = _span(opens, closes, counts_to_24)
        if span is None:
            return None
        found.append(span)
    return found


def _span(opens: str, closes: str, counts_to_24: bool) -> tuple[str, str] | None:
    start, end = clock(opens), clock(closes)
    if start is None or end is None:
        return None
    if not _has_half(opens) and not _has_half(closes):
        sure = start >= _EARLIEST if counts_to_24 else _MORNING <= start < end < _AFTERNOON
        return (start, end) if sure and start < end else None
    if not _has_half(closes):
        return None
    if not _has_half(opens):
        start = _in_half_of(opens, closes, end)
    return (start, end) if start and start < end else None


def _in_half_of(opens: str, closes: str, end: str) -> str | None:
    """`1` of `1-4pm` is in the afternoon, `9` of `9-5pm` in the morning."""
    half = re.search(r"[ap]", closes, re.I)
    if half is None or "n" in closes.lower():
        return None
    same = clock(opens + half[0] + "m")
    if same and same < end:
        return same
    return clock(f"{opens}am") if half[0].lower() == "p" else None


def _has_half(time: str) -> bool:
    """Whether a time says which half of the day it is in."""
    return bool(re.search(r"[a-z]", time, re.I))


def _counts_to_24(said: str) -> bool:
    """Whether no time has am or pm, and one is after 12:59 or begins with a nought."""
    if re.search(r"\d\s*[ap]\.?m|noon|midnight", said, re.I):
        return False
    hours = re.findall(r"\b(\d{1,2})[:.]\d\d", said)
    return any(hour.startswith("0") or int(hour) > 12 for hour in hours)
