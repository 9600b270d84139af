"""One service of a joined directory as RDF.

- `nwd:verifiedOn` is HSDS `assured_date` only. `last_modified` is when the row was touched, which a
  spelling correction does too; it says nothing of whether the service is still so.
- Ages become days by `loaders.hsds.ages`; the figures as given stay beside them.
- Service areas always stay as text; `nwd:servesArea` is added where exactly one place matches.
- Hours and languages of a service that states none are those of its locations, where all agree on
  the hours; languages are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from loaders.hsds import ages
from loaders.hsds.areas import Places, area_texts, match_area
from loaders.hsds.cells import count, day, line, listed, number, status, text, truth, wait_days
from loaders.hsds.directory import Directory
from loaders.hsds.hours import hours_line, hours_text, unreadable_time
from loaders.hsds.remarks import Remarks
from loaders.hsds.terms import Classification
from loaders.hsds.writing import DESCRIPTION, LANGUAGE, Writer, integer
from loaders.source import Record
from ontology.terms import XSD, code, nwd


class ServiceQuads:
    """Quads of the services of one directory."""

    def __init__(
        self,
        directory: Directory,
        classification: Classification,
        writer: Writer,
        places: Places,
        remarks: Remarks,
    ) -> None:
        self._directory, self._classification = directory, classification
        self._writer, self._places, self._remarks = writer, places, remarks

    def of_service(self, identifier: str, record: Record) -> Iterator[Quad]:
        """Every quad of one service; issues met on the way go to the remarks."""
        subject, values = self._writer.iri("service", identifier), record.values
        name = line(values.get("name"))
        if name is None:
            self._remarks.tell(
                record, "no-name", "the service has no name; kept without", column="name"
            )
        yield from self._writer.record(subject, nwd("Service"), identifier, name)
        provider = self._writer.iri("partner", self._directory.provider[identifier])
        yield self._writer.quad(subject, nwd("providedBy"), provider)
        for place in self._directory.sites.get(identifier, ()):
            yield self._writer.quad(subject, nwd("atSite"), self._writer.iri("site", place))
        yield from self._writer.texts(subject, self._service_texts(identifier, values))
        yield from self._status(subject, record)
        yield from self._ages(subject, record)
        yield from self._capacity(subject, identifier, record)
        yield from self._dates(subject, record)
        for language in self._languages(identifier, values):
            yield self._writer.quad(subject, LANGUAGE, Literal(language))
        yield from self._areas(subject, identifier)
        for term in self._classification.of_service.get(identifier, ()):
            yield self._writer.quad(subject, nwd("classifiedAs"), self._writer.iri("term", term))

    def _service_texts(
        self, identifier: str, values: Mapping[str, Any]
    ) -> dict[NamedNode, str | None]:
        rows = self._directory.of_service
        program = self._directory.programs.get(line(values.get("program_id")) or "")
        funding = [*listed(values.get("funding_sources"))]
        funding += [f for row in rows["funding", identifier] if (f := line(row.get("source")))]
        eligibility = [text(values.get("eligibility_description"))]
        eligibility += [text(row.get("eligibility")) for row in rows["eligibility", identifier]]
        eligibility += self._classification.eligibility.get(identifier, [])
        cost = [text(values.get("fees_description"))]
        cost += [_cost(row) for row in rows["cost_option", identifier]]
        return {
            DESCRIPTION: text(values.get("description")),
            nwd("programName"): (program and line(program.values.get("name")))
            or line(values.get("program")),
            nwd("cost"): _joined(cost),
            nwd("fundingText"): _joined(funding),
            nwd("eligibilityText"): _joined(eligibility),
            nwd("hoursText"): self._hours(identifier, values),
        }

    def _hours(self, identifier: str, values: Mapping[str, Any]) -> str | None:
        rows = self._directory.of_service["schedule", identifier]
        for row in rows:
            if said := unreadable_time(row):
                self._remarks.tally(
                    self._directory.services[identifier],
                    "wrong-type",
                    "a schedule has a time of day that cannot be read (use 09:00); left out",
                    column="opens_at",
                    value=said,
                )
        if own := hours_line(rows):
            return own
        if own := hours_text(values.get("hours")):
            return own
        there = {
            hours_line(self._directory.of_location["schedule", place])
            or hours_text(self._directory.locations[place].values.get("hours"))
            for place in self._directory.sites.get(identifier, ())
        }
        return there.pop() if len(there) == 1 else None

    def _languages(self, identifier: str, values: Mapping[str, Any]) -> list[str]:
        directory = self._directory
        own = listed(values.get("languages"))
        own += _language_names(directory.of_service["language", identifier])
        if not own:
            for place in directory.sites.get(identifier, ()):
                own += listed(directory.locations[place].values.get("languages"))
                own += _language_names(directory.of_location["language", place])
        return list(dict.fromkeys(own))

    def _status(self, subject: NamedNode, record: Record) -> Iterator[Quad]:
        said = record.values.get("status")
        notation, is_listed = status(said)
        if notation is None and (is_open := truth(record.values.get("is_open"))) is not None:
            notation = "active" if is_open else "inactive"
        if notation is None:
            return
        if not is_listed:
            self._remarks.tell(
                record,
                "unlisted-word",
                "status must be active, inactive, defunct or temporarily closed; read as unknown",
                column="status",
                value=line(said),
            )
        yield self._writer.quad(subject, nwd("serviceStatus"), code("service-status", notation))

    def _ages(self, subject: NamedNode, record: Record) -> Iterator[Quad]:
        least = self._age(record, "minimum_age")
        most = self._age(record, "maximum_age")
        for term, column in (("rawMinimumAge", "minimum_age"), ("rawMaximumAge", "maximum_age")):
            if said := line(record.values.get(column)):
                yield self._writer.quad(subject, nwd(term), Literal(said))
        first, past = ages.window(least, most)
        if first is not None and past is not None and first >= past:
            self._remarks.tell(
                record,
                "ages-reversed",
                "minimum_age is above maximum_age; no ages are taken from this service",
                column="minimum_age",
                value=f"{least} to {most}",
            )
            return
        if first is not None:
            yield self._writer.quad(subject, nwd("fromDay"), integer(first))
        if past is not None:
            yield self._writer.quad(subject, nwd("toDay"), integer(past))

    def _age(self, record: Record, column: str) -> float | None:
        said = line(record.values.get(column))
        found = number(record.values.get(column))
        if said and (found is None or not -1 <= found < 1000):
            self._remarks.tell(
                record,
                "wrong-type",
                f"{column} must be a number of years; left out",
                column=column,
                value=said,
            )
            return None
        return found

    def _dates(self, subject: NamedNode, record: Record) -> Iterator[Quad]:
        said = line(record.values.get("assured_date"))
        found = day(said)
        if found:
            value = Literal(found.isoformat(), datatype=NamedNode(XSD + "date"))
            yield self._writer.quad(subject, nwd("verifiedOn"), value)
        elif said:
            self._remarks.tell(
                record,
                "wrong-type",
                "assured_date must be a date such as 2026-01-31; left out",
                column="assured_date",
                value=said,
            )
        waiting = wait_days(record.values.get("wait_time"))
        if waiting is not None:
            yield self._writer.quad(subject, nwd("waitDays"), integer(waiting))

    def _capacity(self, subject: NamedNode, identifier: str, record: Record) -> Iterator[Quad]:
        rows = self._directory.of_service["service_capacity", identifier]
        units = dict.fromkeys(
            line(row.get("unit")) or line(row.get("unit_id")) or "" for row in rows
        )
        if len(units) > 1:
            self._remarks.tell(
                record,
                "several-units",
                "capacities are counted in different units; only those of the first are added up",
                column="unit_id",
            )
        first = next(iter(units), "")
        rows = [r for r in rows if (line(r.get("unit")) or line(r.get("unit_id")) or "") == first]
        totals = [found for row in rows if (found := count(row.get("maximum"))) is not None]
        free = [found for row in rows if (found := count(row.get("available"))) is not None]
        if totals and free and sum(free) > sum(totals):
            self._remarks.tell(
                record,
                "capacity-exceeded",
                "more is available than the maximum; both figures are kept",
                column="available",
                value=f"{sum(free)} of {sum(totals)}",
            )
        if totals:
            yield self._writer.quad(subject, nwd("slotsTotal"), integer(sum(totals)))
        if free:
            yield self._writer.quad(subject, nwd("slotsAvailable"), integer(sum(free)))

    def served(self, identifier: str) -> Sequence[NamedNode]:
        """The known places that a service's areas match."""
        rows = self._area_rows(identifier)
        return list(dict.fromkeys(p for row in rows for p in match_area(row, self._places)))

    def _areas(self, subject: NamedNode, identifier: str) -> Iterator[Quad]:
        rows = self._area_rows(identifier)
        for said in dict.fromkeys(found for row in rows for found in area_texts(row)):
            yield self._writer.quad(subject, nwd("serviceAreaText"), Literal(said))
        for found in self.served(identifier):
            yield self._writer.quad(subject, nwd("servesArea"), found)

    def _area_rows(self, identifier: str) -> list[Mapping[str, Any]]:
        """The areas of a service, else those stated at its locations."""
        values = self._directory.services[identifier].values
        rows = [*self._directory.of_service["service_area", identifier]]
        rows += [{"name": name} for name in listed(values.get("service_areas"))]
        if not rows:
            for place in self._directory.sites.get(identifier, ()):
                rows += self._directory.of_location["service_area", place]
                rows += _areas_of_location(self._directory.locations[place].values)
        return rows


def _joined(parts: Sequence[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(part for part in parts if part)) or None


def _cost(row: Mapping[str, Any]) -> str | None:
    option, amount = line(row.get("option")), line(row.get("amount"))
    price = " ".join(
        part
        for part in (
            amount,
            (line(row.get("currency")) or "").upper() if amount else None,
            line(row.get("amount_description")),
        )
        if part
    )
    return ": ".join(part for part in (option, price) if part) or None


def _language_names(rows: list[Mapping[str, Any]]) -> list[str]:
    return [name for row in rows for name in (listed(row.get("name")) or listed(row.get("code")))]


def _areas_of_location(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Areas that an Illinois Legal Aid Online export states at the location."""
    if truth(values.get("statewide")):
        return [{"name": "Illinois"}]
    counties = [{"county": county} for county in listed(values.get("counties"))]
    return [*counties, *({"name": city} for city in listed(values.get("cities")))]
