"""The schedules of services and sites as RDF: nodes, a line to read, and the source's own words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from loaders.hsds.cells import line
from loaders.hsds.joining.directory import Directory
from loaders.hsds.parts.hours import hours_line
from loaders.hsds.parts.hours_in_words import parse_hours
from loaders.hsds.parts.recurrence import Rule
from loaders.hsds.parts.schedules import (
    Schedule,
    raw_hours,
    read_holidays,
    read_schedules,
    unreadable_time,
)
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.writer import DESCRIPTION, TYPE, Writer
from loaders.literals import boolean
from loaders.source import Record
from ontology.terms import SDO, SKOS, XSD, nwd


@dataclass(frozen=True)
class Hours:
    """When one service or site is open."""

    schedules: Sequence[Schedule]
    read_as: str | None
    """One line to read."""
    raw: Sequence[str]
    """The source's words, where they were rewritten."""


class Opening:
    """Hours of the services and sites of one directory."""

    def __init__(self, directory: Directory, writer: Writer, remarks: Remarks) -> None:
        self._directory, self._writer, self._remarks = directory, writer, remarks
        self._written: set[NamedNode] = set()
        self._at: dict[str, Hours] = {}

    def of_service(self, identifier: str, subject: NamedNode) -> Iterator[Quad]:
        """Schedules of a service; it is read as its sites where it states no hours of its own."""
        record = self._directory.services[identifier]
        hours = self._hours("service", identifier, record)
        read_as = hours.read_as
        if read_as is None:
            there = {self._of_location(p).read_as for p in self._directory.sites[identifier]}
            read_as = there.pop() if len(there) == 1 else None
        yield from self._quads(subject, hours, read_as)

    def of_site(self, identifier: str, subject: NamedNode) -> Iterator[Quad]:
        """Schedules of a site."""
        hours = self._of_location(identifier)
        yield from self._quads(subject, hours, hours.read_as)

    def _of_location(self, identifier: str) -> Hours:
        if identifier not in self._at:
            record = self._directory.locations[identifier]
            self._at[identifier] = self._hours("location", identifier, record)
        return self._at[identifier]

    def _hours(self, table: str, identifier: str, record: Record) -> Hours:
        joined = self._directory.of_service if table == "service" else self._directory.of_location
        rows = joined.get(("schedule", identifier), [])
        self._tell(record, rows)
        schedules = [found for one in read_schedules(rows) for found in _with_words(one)]
        words, raw = line(record.values.get("hours")), raw_hours(rows)
        read_as = hours_line(schedules)
        if words and not schedules:
            schedules = parse_hours(words)
            read_as = hours_line(schedules)
        if words and schedules:
            raw.append(words)
        holidays = read_holidays(joined.get(("holiday_schedule", identifier), []))
        return Hours([*schedules, *holidays], read_as or words, raw)

    def _tell(self, record: Record, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            if said := unreadable_time(row):
                self._remarks.tally(
                    record,
                    "wrong-type",
                    "a schedule has a time of day that cannot be read (use 09:00); kept as text",
                    column="opens_at",
                    value=said,
                )

    def _quads(self, subject: NamedNode, hours: Hours, read_as: str | None) -> Iterator[Quad]:
        if read_as:
            yield self._writer.quad(subject, nwd("hoursText"), Literal(read_as))
        for said in hours.raw:
            yield self._writer.quad(subject, nwd("rawHours"), Literal(said))
        for schedule in hours.schedules:
            node = self._writer.iri("schedule", _content(schedule))
            yield self._writer.quad(subject, nwd("hasSchedule"), node)
            if node not in self._written:
                self._written.add(node)
                yield from self._schedule(node, schedule)

    def _schedule(self, node: NamedNode, one: Schedule) -> Iterator[Quad]:
        yield self._writer.quad(node, TYPE, nwd("Schedule"))
        yield from self._writer.texts(
            node,
            {
                nwd("recurrenceRule"): one.rule.text() if one.rule else None,
                nwd("attendingType"): one.attending,
                NamedNode(SDO + "scheduleTimezone"): one.timezone,
                NamedNode(SDO + "url"): one.link,
                DESCRIPTION: one.description,
                NamedNode(SKOS + "note"): one.notes,
            },
        )
        for name, value, kind in (
            ("opens", one.opens, "time"),
            ("closes", one.closes, "time"),
            ("validFrom", one.valid_from, "date"),
            ("validThrough", one.valid_to, "date"),
            ("startDate", one.starts, "date"),
        ):
            if value:
                typed = Literal(value, datatype=NamedNode(XSD + kind))
                yield self._writer.quad(node, NamedNode(SDO + name), typed)
        if one.closed:
            yield self._writer.quad(node, nwd("isClosed"), boolean(True))
        if one.site:
            yield self._writer.quad(node, nwd("onlyAtSite"), self._writer.iri("site", one.site))


def _with_words(schedule: Schedule) -> Sequence[Schedule]:
    """A schedule without days and hours whose description says them; else itself."""
    rule, said = schedule.rule, schedule.description or schedule.notes
    weekly = rule is None or rule == Rule("WEEKLY")
    if schedule.opens or schedule.closes or schedule.closed or not weekly or not said:
        return [schedule]
    found = [
        replace(schedule, rule=one.rule, opens=one.opens, closes=one.closes, closed=one.closed)
        for one in parse_hours(" ".join(said.split()))
    ]
    return found or [schedule]


@lru_cache(maxsize=20_000)
def _content(schedule: Schedule) -> str:
    """An id made of all that a schedule says, so that equal ones are one node."""
    return hashlib.sha256(repr(schedule).encode("utf-8", "replace")).hexdigest()[:20]
