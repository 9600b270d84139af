"""The days of a plan as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from service.exports.contract import ExportData, write_atomically

NAME = "plan-calendar"
TITLE = "Calendar of a plan: days due, days to look at it, for any calendar"
MEDIA_TYPE = "text/calendar"
SUFFIX = ".ics"
OF = "plan"

PRODUCT = "-//nowrongdoor//plan calendar//EN"
HOST = "nowrongdoor"


@dataclass(frozen=True)
class _Day:
    """One entry that lasts a day; `every` repeats it after so many days until `until`."""

    key: str
    """Of a record and what happens to it: the same on every day the file is written."""
    on: date
    summary: str
    about: str
    category: str
    cancelled: bool = False
    every: int | None = None
    until: date | None = None


def write(data: ExportData, path: Path) -> None:
    """Write the calendar: all-day events, since common calendars leave out to-dos on import.

    An event keeps its identifier when the plan changes, so that a calendar that takes the file in
    again moves it.
    """
    calendar = build_calendar(data.result, data.generated_at)
    with write_atomically(path) as part:
        part.write_bytes(calendar.to_ical())


def tell(data: ExportData) -> Iterator[str]:
    """Which actions no calendar can hold."""
    undated = [row["name"] for row in data.result["actions"] if _is_undated(row)]
    if undated:
        yield f"without a day, so not in the calendar: {'; '.join(undated)}"


def build_calendar(result: Mapping[str, Any], made_at: datetime) -> Calendar:
    """The calendar of a result of the analysis."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    names = [row["name"] for row in result["plans"]]
    calendar.add("x-wr-calname", names[0] if len(names) == 1 else "Implementation plans")
    for day in sorted(_days(result), key=lambda each: (each.on, each.key)):
        calendar.add_component(_event(day, made_at))
    return calendar


def _is_undated(row: Mapping[str, Any]) -> bool:
    return row["target_date"] is None and row["stage"] not in ("done", "dropped")


def _days(result: Mapping[str, Any]) -> Iterator[_Day]:
    objectives = {row["objective"]: row["name"] for row in result["objectives"]}
    plans = {row["plan"]: row for row in result["plans"]}
    names = {row["action"]: row["name"] for row in result["actions"]}
    for plan in result["plans"]:
        yield from _of_plan(plan)
    for row in result["objectives"]:
        if row["target_date"]:
            yield _Day(
                f"{row['iri']}#reached",
                _day(row["target_date"]),
                f"To be reached: {row['name']}",
                _lines(("Plan", _plan_name(plans, row)), ("Target", row["target"])),
                "Objective",
            )
    for row in result["actions"]:
        yield from _of_action(row, _describe(row, plans, objectives, names))
    for row in {row["iri"]: row for row in result["learning"]}.values():
        about = _lines(("Kind", row["kind"]), ("Topic", row["topic"]))
        summary = f"Learning session: {row['network']}"
        yield _Day(f"{row['iri']}#on", _day(row["on"]), summary, about, "Learning")


def _of_plan(plan: Mapping[str, Any]) -> Iterator[_Day]:
    if plan["starts_on"]:
        day = _day(plan["starts_on"])
        yield _Day(f"{plan['iri']}#start", day, f"Begins: {plan['name']}", "", "Plan")
    if plan["ends_on"]:
        summary = f"Look back and plan anew: {plan['name']}"
        about = _lines(("What success looks like", plan["success"]))
        yield _Day(f"{plan['iri']}#end", _day(plan["ends_on"]), summary, about, "Plan")


def _of_action(row: Mapping[str, Any], about: str) -> Iterator[_Day]:
    key = row["iri"]
    dropped = row["stage"] == "dropped"
    if row["target_date"]:
        # On the day of the target; when it was done stands below.
        due = "Was due, and is done" if row["stage"] == "done" else "Due"
        summary = f"{due}: {row['name']}"
        day = _day(row["target_date"])
        yield _Day(f"{key}#due", day, summary, about, "Action", cancelled=dropped)
    if row["starts_on"]:
        summary = f"Begins: {row['name']}"
        day = _day(row["starts_on"])
        yield _Day(f"{key}#start", day, summary, about, "Action", cancelled=dropped)
    if row["next_check"]:
        first = _day(row["next_check"])
        last = _day(row["target_date"]) if row["target_date"] else None
        repeats = last is not None and first + timedelta(days=row["check_every_days"]) <= last
        yield _Day(
            f"{key}#check",
            first,
            f"Look at: {row['name']}",
            about,
            "Monitoring",
            every=row["check_every_days"] if repeats else None,
            until=last if repeats else None,
        )


def _describe(
    row: Mapping[str, Any],
    plans: Mapping[str, Mapping[str, Any]],
    objectives: Mapping[str, str],
    names: Mapping[str, str],
) -> str:
    waits = "; ".join(names.get(each, each) for each in row["depends_on"])
    return _lines(
        ("Plan", _plan_name(plans, row)),
        ("Objective", objectives.get(row["objective"])),
        ("Who", ", ".join(filter(None, [row["partner_name"], row["role"]]))),
        ("Waits for", waits),
        ("Answers", "; ".join(row["answers"])),
        ("State when written", row["state"].replace("-", " ")),
        ("Done on", row["done_on"]),
        ("Note", row["note"]),
    )


def _plan_name(plans: Mapping[str, Mapping[str, Any]], row: Mapping[str, Any]) -> str | None:
    return plans[row["plan"]]["name"] if row["plan"] in plans else None


def _lines(*told: tuple[str, object]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in told if value not in (None, ""))


def _event(day: _Day, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, day.key)}@{HOST}")
    event.add("dtstamp", made_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.summary)
    if day.about:
        event.add("description", day.about)
    event.add("categories", [day.category])
    event.add("transp", "TRANSPARENT")
    if day.cancelled:
        event.add("status", "CANCELLED")
    if day.every is not None:
        event.add("rrule", _repeating(day.every, day.until))
    return event


def _repeating(every: int, until: date | None) -> Mapping[str, Sequence[object]]:
    last: Mapping[str, Sequence[object]] = {"until": [until]} if until else {}
    return {"freq": ["DAILY"], "interval": [every], **last}


def _day(text: str) -> date:
    return date.fromisoformat(text)
