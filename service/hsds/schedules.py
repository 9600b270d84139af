"""Opening hours of the graph as HSDS schedules.

The graph keeps hours as one line, such as `Mon-Fri 09:00-17:00; 2nd Sat 10:00-12:00`. Its parts of
that form become recurrences (RFC 5545 names); any other part is kept as a description. Times are
local: the zone is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from service.hsds.ids import made_id

Json = dict[str, Any]

DAYS = {"Mon": "MO", "Tue": "TU", "Wed": "WE", "Thu": "TH", "Fri": "FR", "Sat": "SA", "Sun": "SU"}
_NAMES = list(DAYS)
_RUN = rf"(?:{'|'.join(DAYS)})(?:-(?:{'|'.join(DAYS)}))?"
_TIMES = r"\d\d:\d\d-\d\d:\d\d"
_PART = re.compile(
    r"(?:(?:(?P<monthly>monthly)|every (?P<weeks>\d+) weeks|(?P<nth>\d)[a-z]{2}|(?P<last>last)) )?"
    rf"(?P<days>{_RUN}(?:, {_RUN})*) (?P<times>{_TIMES}(?:, {_TIMES})*)"
)


def schedules_of(subject: str, hours: str) -> list[Json]:
    """The schedules of one line of hours; each has an id made of the record and its part.

    >>> found = schedules_of("https://example.org/s", "Mon-Wed 09:00-17:00; by appointment")
    >>> [(each.get("byday"), each.get("opens_at"), each.get("description")) for each in found]
    [('MO,TU,WE', '09:00', None), (None, None, 'by appointment')]
    """
    parts = [part for part in hours.split("; ") if part.strip()]
    found = [schedule for part in parts for schedule in _read(part)]
    return [{"id": made_id(subject, "schedule", str(i)), **one} for i, one in enumerate(found)]


def _read(part: str) -> Iterator[Json]:
    match = _PART.fullmatch(part.strip())
    if match is None:
        yield {"description": part.strip()}
        return
    nth = match["nth"] or ("-1" if match["last"] else "")
    recurrence: Json = {"freq": "MONTHLY" if nth or match["monthly"] else "WEEKLY"}
    if match["weeks"]:
        recurrence["interval"] = int(match["weeks"])
    recurrence["byday"] = ",".join(nth + day for day in _days(match["days"]))
    for times in match["times"].split(", "):
        opens, closes = times.split("-")
        yield {**recurrence, "opens_at": opens, "closes_at": closes}


def _days(runs: str) -> Iterator[str]:
    for run in runs.split(", "):
        first, _, last = run.partition("-")
        start, end = _NAMES.index(first), _NAMES.index(last or first)
        for step in range((end - start) % 7 + 1):
            yield DAYS[_NAMES[(start + step) % 7]]
