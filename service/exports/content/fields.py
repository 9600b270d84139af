"""Tables of facts declared field by field: which property, read how, meaning what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.exports.content.records import (
    Record,
    Term,
    Value,
    parse_boolean,
    parse_code,
    parse_date,
    parse_integer,
    parse_moment,
    parse_number,
    parse_text,
)
from service.exports.content.tables import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    MOMENT,
    NUMBER,
    TEXT,
    Column,
    Row,
    Table,
)

if TYPE_CHECKING:
    from service.exports.contract import ExportData

Reader = Callable[["ExportData", Record], Value]

PARSERS: Mapping[str, Callable[[Term | None], Value]] = {
    TEXT: parse_text,
    LONG: parse_text,
    INTEGER: parse_integer,
    NUMBER: parse_number,
    DATE: parse_date,
    MOMENT: parse_moment,
    BOOLEAN: parse_boolean,
}


@dataclass(frozen=True)
class Field:
    """A column and how its cell is read from a record."""

    column: Column
    read: Reader


def value(name: str, predicate: str, meaning: str, kind: str = TEXT) -> Field:
    """The literal of a property."""
    parse = PARSERS[kind]
    return Field(Column(name, kind, meaning), lambda _, row: parse(row.first(predicate)))


def coded(name: str, predicate: str, meaning: str) -> Field:
    """The notation of a code, as the workbook takes it."""
    return Field(Column(name, TEXT, meaning), lambda _, row: parse_code(row.first(predicate)))


def named(name: str, predicate: str, meaning: str) -> Field:
    """The name of what the property points to; of several, all of them."""

    def read(data: ExportData, row: Record) -> Value:
        return data.records.names(row.terms(predicate)) or None

    return Field(Column(name, TEXT, meaning), read)


def listed(name: str, predicate: str, meaning: str) -> Field:
    """Several texts, joined."""
    return named(name, predicate, meaning)


def referred(name: str, predicate: str, meaning: str) -> Field:
    """The id shown for what the property points to."""

    def read(data: ExportData, row: Record) -> Value:
        term = row.first(predicate)
        return None if term is None else shown_id(data, parse_text(term) or "")

    return Field(Column(name, TEXT, meaning), read)


def computed(name: str, kind: str, meaning: str, read: Reader) -> Field:
    """A cell worked out from the record."""
    return Field(Column(name, kind, meaning), read)


OWN_ID = computed("id", TEXT, "The source's own id.", lambda data, row: shown_id(data, row.iri))
OWN_NAME = computed("name", TEXT, "Name.", lambda data, row: data.records.labels.get(row.iri))


def shown_id(data: ExportData, iri: str) -> str:
    """The id as the analyses show it: the source in front only where two sources clash."""
    net = data.net
    collections = (
        net.services, net.partners, net.touchpoints,
        net.needs, net.segments, net.places, net.pathways,
    )  # fmt: skip
    for collection in collections:
        position = collection.index.get(iri)
        if position is not None:
            return collection.ids[position]
    return data.records.own_id(iri)


def build_table(
    data: ExportData, name: str, grain: str, kind: str, fields: Sequence[Field]
) -> Table:
    """One row a record of the class, in order of name and id."""

    def rows() -> Iterator[Row]:
        records = [(record, tuple(f.read(data, record) for f in fields)) for record in read()]
        labels = data.records.labels
        records.sort(key=lambda item: (labels.get(item[0].iri, "").casefold(), item[0].iri))
        yield from (cells for _, cells in records)

    def read() -> Sequence[Record]:
        return data.records.of(kind)

    return Table(name, grain, [field.column for field in fields], rows, data.withheld)
