"""The fields and detail rows of a directory that are kept as they are, as RDF (`fields`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import NamedNode, Quad

from loaders.hsds.cells import line, listed, number, text, unpacked
from loaders.hsds.fields import (
    ADDRESS,
    DETAIL,
    DETAILS,
    EMAIL,
    PHYSICAL,
    TELEPHONE,
    TERM,
    TEXTS,
    UNSAID,
    Detail,
    Form,
)
from loaders.hsds.joining.directory import Directory
from loaders.hsds.own_export import SHARED_TERMS
from loaders.hsds.parts.addresses import address_parts
from loaders.hsds.parts.web import uri_of
from loaders.hsds.reading.collect import content_id
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.writer import TYPE, Writer
from loaders.source import Record
from ontology.terms import nwd

_NAMES = re.compile(r"\s*[;|\n]\s*")
_EIN = re.compile(r"\d{2}-\d{7}")
EIN = "US-EIN"
"""Scheme of the tax numbers of the United States, as org-id.guide calls it."""
TAX_NUMBER = "Tax number"
"""Kind of an identifier that came as `tax_id`."""
_NOT_VOICE = frozenset({"fax", "pager"})


class KeptQuads:
    """Quads of the fields and details of one directory."""

    def __init__(self, directory: Directory, writer: Writer, remarks: Remarks) -> None:
        self._directory, self._writer, self._remarks = directory, writer, remarks

    def of_record(
        self, table: str, identifier: str, record: Record, subject: NamedNode
    ) -> Iterator[Quad]:
        """The fields of one record, and the nodes that hang on it."""
        yield from self.texts(table, record, subject)
        for detail in DETAILS:
            if table in detail.of and detail.table != "address":
                yield from self._details(detail, table, identifier, record, subject)

    def texts(self, table: str, record: Record, subject: NamedNode) -> Iterator[Quad]:
        """The fields alone."""
        for column, (predicate, form) in TEXTS.get(table, {}).items():
            value = record.values.get(column)
            if column in record.values.get(UNSAID, ()):
                continue
            if column == "description" and line(value) == line(record.values.get("name")):
                # HSDS requires a description, so that a name may stand in its place.
                continue
            if column == "location_type" and (line(value) or "").lower() == PHYSICAL:
                # So are all that say nothing of it.
                continue
            if predicate == EMAIL:
                value = self.email(record)
            for said in formed(value, form):
                yield from self._writer.texts(subject, {predicate: said})

    def shared_terms(self, record: Record, subject: NamedNode) -> Iterator[Quad]:
        """Links to terms that are none of the directory's own, such as our needs."""
        for predicate, term in record.values.get(SHARED_TERMS, ()):
            yield self._writer.quad(subject, NamedNode(predicate), NamedNode(term))

    def email(self, record: Record) -> str | None:
        """The e-mail address of a record; what is none is told and left out."""
        value = line(record.values.get("email"))
        if value is None or "@" in value:
            return value
        self._remarks.tell(
            record,
            "wrong-type",
            "not an e-mail address (name@example.org); left out",
            column="email",
            value=value,
        )
        return None

    def at_sites(self) -> Iterator[Quad]:
        """What is said of services at one of their sites."""
        for (service, location), pair in self._directory.told_at.items():
            subject = self._writer.iri("service-at-site", f"{service}/{location}")
            yield self._writer.quad(subject, TYPE, nwd("ServiceAtSite"))
            for name, kind, one in (
                ("offersService", "service", service),
                ("offeredAt", "site", location),
            ):
                yield self._writer.quad(subject, nwd(name), self._writer.iri(kind, one))
            yield from self.of_record("service_at_location", pair.key, pair.record, subject)

    def _details(
        self, detail: Detail, table: str, identifier: str, record: Record, subject: NamedNode
    ) -> Iterator[Quad]:
        rows = [*self._directory.details.get((detail.table, table, identifier), ())]
        rows += _inline(detail, table, record)
        if detail.table == "url":
            rows = [row for row in rows if self._is_on_web(row)]
        if not rows:
            return
        distinct = {
            tuple(said.items()): said for row in rows if (said := _said(detail, row.values))
        }
        voices: dict[str, None] = {}
        for said in distinct.values():
            yield from self.node(detail, subject, said)
            kind = (said.get("type") or "voice").lower()
            if detail.table == "phone" and kind not in _NOT_VOICE and table != _AT:
                voices[spoken(said)] = None
        for voice in voices:
            yield from self._writer.texts(subject, {TELEPHONE: voice})

    def _is_on_web(self, row: Record) -> bool:
        said = line(row.values.get("url"))
        if said is None or uri_of(said):
            return True
        self._remarks.tally(
            row,
            "wrong-type",
            "not an address on the web (https://example.org); left out",
            column="url",
            value=said,
        )
        return False

    def node(
        self, detail: Detail, subject: NamedNode, said: Mapping[str, str | None]
    ) -> Iterator[Quad]:
        """One node; the same said of the same record is the same node."""
        node = self._writer.iri(detail.path, content_id(detail.table, said, within=subject.value))
        yield self._writer.quad(subject, detail.link, node)
        yield self._writer.quad(node, TYPE, detail.kind)
        yield from self._writer.texts(
            node, {predicate: said.get(column) for column, predicate in detail.fields.items()}
        )
        if term := said.get(TERM):
            yield self._writer.quad(node, nwd("classifiedAs"), self._writer.iri("term", term))


_AT = "service_at_location"


def formed(value: Any, form: Form) -> list[str]:
    """The texts of one field.

    >>> formed("WIC; Women, Infants and Children", "names")
    ['WIC', 'Women, Infants and Children']
    """
    if form == "names":
        inner = unpacked(value)
        if isinstance(inner, (list, dict)):
            return listed(inner)
        parts = _NAMES.split(text(value) or "")
        return list(dict.fromkeys(found for part in parts if (found := line(part))))
    found = line(value) if form == "line" else text(value)
    return [found] if found else []


def spoken(phone: Mapping[str, str | None]) -> str:
    """A telephone number with its extension, on one line."""
    number, extension = (phone.get("number") or "").strip('"'), phone.get("extension")
    return f"{number} ext. {extension}" if extension else number


def address_said(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The columns of an address, by their names in `fields.ADDRESS`."""
    parts = address_parts(values)
    found = {column: line(values.get(column)) for column in ADDRESS}
    found |= {"address_1": parts["street"]}
    found |= {column: parts[column] for column in ("city", "state_province", "postal_code")}
    found["region"] = line(values.get("county")) or found["region"]
    return found


def _said(detail: Detail, values: Mapping[str, Any]) -> dict[str, str | None]:
    """What a row says, by column; empty where it says nothing."""
    said = {column: line(values.get(column)) for column in detail.fields}
    if detail.table == "attribute":
        said[TERM] = line(values.get(TERM))
    if detail.table == "phone" and said["number"]:
        said["number"] = said["number"].strip('"')
    if detail.table == "cost_option" and said["amount"] and number(said["amount"]) is None:
        words = [said["amount"], said["amount_description"]]
        said |= {"amount": None, "amount_description": ", ".join(one for one in words if one)}
    if detail.needed:
        return said if said.get(detail.needed) else {}
    return said if any(said.values()) else {}


def _inline(detail: Detail, table: str, record: Record) -> list[Record]:
    """Rows that stand in columns of the record itself."""
    values = record.values

    def rows(column: str, name: str) -> list[Record]:
        return [
            Record(detail.table, {name: said}, record.file, record.row)
            for said in listed(values.get(column))
        ]

    if detail.table == "organization_identifier":
        return _identifiers(table, record)
    if detail.table == "phone" and table != _AT:
        said = line(values.get("phone"))
        return [Record("phone", {"number": said}, record.file, record.row)] if said else []
    if detail.table == "url" and table == "organization":
        return rows("website", "url")[1:]
    if detail.table == "required_document" and table == "service":
        said = text(values.get("required_documents"))
        return rows("required_documents", "document") if said else []
    if detail.table == "accessibility" and table == "location":
        return rows("accessibility", "description")
    return []


def _identifiers(table: str, record: Record) -> list[Record]:
    values, found = record.values, {}
    if table == "organization" and (said := line(values.get("tax_id"))):
        scheme = EIN if _EIN.fullmatch(said) else None
        found = {"identifier": said, "identifier_scheme": scheme, "identifier_type": TAX_NUMBER}
    elif table == "location" and (said := line(values.get("external_identifier"))):
        kind = line(values.get("external_identifier_type"))
        found = {"identifier": said, "identifier_type": kind}
    return [Record(DETAIL["organization_identifier"].table, found, record.file, record.row)] * bool(
        found
    )
