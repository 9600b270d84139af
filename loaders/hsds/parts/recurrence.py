"""Recurrences of RFC 5545, from the columns and texts in which directories state them.

Source: RFC 5545 section 3.3.10; HSDS 3 `schedule`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loaders.hsds.cells import count, line, listed
from loaders.hsds.parts.times import RULE_DAYS, RuleDay, days, iso_day

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_NUMBERS = re.compile(r"-?\d{1,3}(?:,-?\d{1,3})*")
_ANY_YEAR = re.compile(r"0*1-(\d\d)-(\d\d)|([A-Za-z]+ \d{1,2}), 0*1")


@dataclass(frozen=True)
class Rule:
    """A recurrence of RFC 5545, in parts; equal rules are equal values."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: str | None = None
    """A date, YYYYMMDD."""
    days: tuple[RuleDay, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    """BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO and WKST, as given."""

    def text(self) -> str:
        """As RFC 5545 writes it; what is the default there is left out."""
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until:
            parts.append(f"UNTIL={self.until}")
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{nth or ''}{RULE_DAYS[d]}" for nth, d in self.days))
        return ";".join([*parts, *(f"{name}={value}" for name, value in self.others)])


def read_rule(row: Mapping[str, Any], place: Sequence[RuleDay]) -> Rule | None:
    """The rule of a row of columns and the days of its weekday cell; None where it states none."""
    stated = _stated_rule(row.get("rrule"))
    row = {**row, **{column: value for column, value in stated.items() if value}}
    place = list(place) or days(stated.get("weekday"))
    freq = (line(row.get("freq")) or "").upper()
    if freq not in _FREQUENCIES:
        freq = ""
    if not place and freq == "WEEKLY" and (began := iso_day(row.get("dtstart"))):
        place = [(None, date.fromisoformat(began).weekday())]
    others = _others(row)
    if not freq and not place:
        return None
    return Rule(
        freq=freq or ("MONTHLY" if any(nth for nth, _ in place) else "WEEKLY"),
        interval=count(row.get("interval")) or 1,
        count=count(row.get("count")) or None,
        until=(iso_day(row.get("until")) or "").replace("-", "") or None,
        days=in_order(place),
        others=others,
    )


def _stated_rule(value: Any) -> dict[str, str]:
    """The columns that a rule written out as text fills; empty where it is none."""
    said = (line(value) or "").removeprefix("RRULE:").upper()
    if not said.startswith("FREQ="):
        return {}
    found = dict(part.split("=", 1) for part in said.split(";") if "=" in part)
    until = found.get("UNTIL", "")
    if re.match(r"\d{8}", until):
        found["UNTIL"] = f"{until[:4]}-{until[4:6]}-{until[6:8]}"
    return {{"BYDAY": "weekday"}.get(name, name.lower()): value for name, value in found.items()}


def _others(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    found = []
    for column in ("bymonth", "bymonthday", "byyearday", "byweekno"):
        said = ",".join(listed(row.get(column)))
        if _NUMBERS.fullmatch(said):
            found.append((column.upper(), said))
    begins = (line(row.get("wkst")) or "").upper()[:2]
    if begins in RULE_DAYS and begins != "MO":
        found.append(("WKST", begins))
    return tuple(found)


def every_year(row: Mapping[str, Any]) -> Rule | None:
    """The rule of a holiday on one day of every year, which is written in the year 1."""
    first, last = line(row.get("valid_from")), line(row.get("valid_to"))
    match = _ANY_YEAR.fullmatch(first or "")
    if not match or (last and last != first):
        return None
    leap = iso_day(f"2000-{match[1]}-{match[2]}" if match[1] else f"{match[3]}, 2000")
    if leap is None:
        return None
    month, day = str(int(leap[5:7])), str(int(leap[8:]))
    return Rule("YEARLY", others=(("BYMONTH", month), ("BYMONTHDAY", day)))


def in_order(place: Iterable[RuleDay]) -> tuple[RuleDay, ...]:
    """Days without an ordinal first, then the first to the last of the month."""
    return tuple(sorted(set(place), key=lambda one: ((one[0] or 0) % 100, one[1])))
