"""Schedules as one line to read, such as `Mon-Fri 09:00-17:00; Sat 10:00-14:00`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from loaders.hsds.parts.schedules import Schedule
from loaders.hsds.parts.times import DAYS

_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}

Slot = tuple[str, int, str]
"""(recurrence prefix, day of the week, times)"""


def hours_line(schedules: Iterable[Schedule]) -> str | None:
    """One line for all schedules of a record; None where they say nothing of its usual hours.

    Days when it is closed are not in it, nor are hours without a day.
    """
    slots: dict[Slot, None] = {}
    notes: dict[str, None] = {}
    for schedule in schedules:
        if schedule.closed:
            continue
        found = list(_slots(schedule))
        slots.update(dict.fromkeys(found))
        note = schedule.description or schedule.notes
        if by_date := _by_date(schedule):
            notes[by_date] = None
        elif not found and note:
            notes[" ".join(note.split())] = None
    return "; ".join([*_joined(list(slots)), *notes]) or None


def _slots(schedule: Schedule) -> Iterator[Slot]:
    rule = schedule.rule
    if rule is None or not schedule.has_hours:
        return
    place = rule.days or ([(None, n) for n in range(7)] if rule.freq == "DAILY" else [])
    times = _times(schedule)
    for nth, day in place:
        yield _ORDINALS.get(nth, f"{nth}th") + " " if nth else _prefix(schedule), day, times


def _by_date(schedule: Schedule) -> str | None:
    """Hours on days of the month, where no day of the week is said."""
    rule = schedule.rule
    if rule is None or rule.days or rule.freq != "MONTHLY" or not schedule.has_hours:
        return None
    dates = dict(rule.others).get("BYMONTHDAY")
    return f"monthly on day {dates.replace(',', ', ')} {_times(schedule)}" if dates else None


def _times(schedule: Schedule) -> str:
    return f"{(schedule.opens or '')[:5]}-{(schedule.closes or '')[:5]}"


def _prefix(schedule: Schedule) -> str:
    rule = schedule.rule
    if rule is None:
        return ""
    if rule.freq == "MONTHLY":
        return "monthly "
    return f"every {rule.interval} weeks " if rule.interval > 1 and rule.freq == "WEEKLY" else ""


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
