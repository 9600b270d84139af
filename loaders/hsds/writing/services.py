"""One service of a joined directory as RDF.

- `nwd:verifiedOn` is HSDS `assured_date` only. `last_modified` is when the row was touched, which a
  spelling correction does too; it says nothing of whether the service is still so.
- Ages become days by `loaders.hsds.parts.ages`; the figures as given stay beside them.
  Where a source gives no ages, those that its eligibility text states for certain (`eligibility`).
- Service areas always stay as text; `nwd:servesArea` is added where exactly one place matches.
- Hours and languages of a service that states none are those of its locations, where all agree on
  the hours; languages are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from loaders.hsds.cells import count, day, line, listed, number, status, text, truth, wait_days
from loaders.hsds.fields import UNSAID
from loaders.hsds.joining.directory import Directory
from loaders.hsds.joining.terms import Classification
from loaders.hsds.parts import ages
from loaders.hsds.parts.places import Places
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.eligibility import eligibility_quads
from loaders.hsds.writing.opening import Opening
from loaders.hsds.writing.serving import Serving
from loaders.hsds.writing.spoken import read_spoken, spoken_quads
from loaders.hsds.writing.writer import DESCRIPTION, Writer
from loaders.literals import calendar_day, integer
from loaders.source import Record
from ontology.languages import Language
from ontology.terms import code, nwd


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
        self._writer, self._remarks = writer, remarks
        self._opening = Opening(directory, writer, remarks)
        self._serving = Serving(directory, writer, places, remarks)

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
        yield from self._opening.of_service(identifier, subject)
        yield from self._status(subject, record)
        yield from self._ages(subject, record)
        yield from self._eligibility(identifier, subject, record)
        yield from self._capacity(subject, identifier, record)
        yield from self._dates(subject, record)
        yield from self._languages(identifier, subject)
        yield from self._serving.quads(identifier, subject)
        for term in self._classification.of_service.get(identifier, ()):
            yield self._writer.quad(subject, nwd("classifiedAs"), self._writer.iri("term", term))

    def of_site(self, identifier: str, subject: NamedNode) -> Iterator[Quad]:
        """Hours of one site, and the languages spoken there."""
        yield from self._opening.of_site(identifier, subject)
        yield from spoken_quads(subject, self._spoken_at(identifier), self._writer)

    def _service_texts(
        self, identifier: str, values: Mapping[str, Any]
    ) -> dict[NamedNode, str | None]:
        rows = self._directory.of_service
        program = self._directory.programs.get(line(values.get("program_id")) or "")
        funding = [*listed(values.get("funding_sources"))]
        funding += [f for row in rows["funding", identifier] if (f := line(row.get("source")))]
        fees = text(values.get("fees_description"))
        options = [said for row in rows["cost_option", identifier] if (said := _cost(row))]
        # The text of an export from here holds the options, too.
        cost = [fees, *(option for option in options if option not in (fees or ""))]
        return {
            DESCRIPTION: text(values.get("description")),
            nwd("programName"): (program and line(program.values.get("name")))
            or line(values.get("program")),
            nwd("cost"): _joined(cost),
            nwd("fundingText"): _joined(funding),
            nwd("eligibilityText"): self._eligibility_text(identifier, values),
        }

    def _eligibility_text(self, identifier: str, values: Mapping[str, Any]) -> str | None:
        rows = self._directory.of_service["eligibility", identifier]
        said = [text(values.get("eligibility_description"))]
        said += [text(row.get("eligibility")) for row in rows]
        return _joined([*said, *self._classification.eligibility.get(identifier, [])])

    def _eligibility(self, identifier: str, subject: NamedNode, record: Record) -> Iterator[Quad]:
        said = self._eligibility_text(identifier, record.values)
        given = [line(record.values.get(name)) for name in ("minimum_age", "maximum_age")]
        if said:
            yield from eligibility_quads(
                identifier, subject, said, self._writer, with_ages=not any(given)
            )

    def _languages(self, identifier: str, subject: NamedNode) -> Iterator[Quad]:
        """The languages of a service; those of its sites where it states none."""
        record = self._directory.services[identifier]
        rows = self._directory.of_service["language", identifier]
        spoken = read_spoken(record, rows, self._remarks)
        if not spoken:
            for place in self._directory.sites.get(identifier, ()):
                spoken += self._spoken_at(place)
        yield from spoken_quads(subject, spoken, self._writer)

    def _spoken_at(self, place: str) -> list[Language]:
        rows = self._directory.of_location["language", place]
        return read_spoken(self._directory.locations[place], rows, self._remarks)

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
            if words := line(said):
                yield self._writer.quad(subject, nwd("rawStatus"), Literal(words))
        yield self._writer.quad(subject, nwd("serviceStatus"), code("service-status", notation))

    def _ages(self, subject: NamedNode, record: Record) -> Iterator[Quad]:
        least = self._age(record, "minimum_age")
        most = self._age(record, "maximum_age")
        for term, column in (("rawMinimumAge", "minimum_age"), ("rawMaximumAge", "maximum_age")):
            said = line(record.values.get(column))
            if said and column not in record.values.get(UNSAID, ()):
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
        if said and (found is None or said != found.isoformat()):
            yield self._writer.quad(subject, nwd("rawVerifiedOn"), Literal(said))
        if found:
            yield self._writer.quad(subject, nwd("verifiedOn"), calendar_day(found))
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
        return self._serving.served(identifier)


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
