"""Loadable rows to quads, as the definition says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from loaders.workbook.cells import Suppressed
from loaders.workbook.definition import Column, Table
from loaders.workbook.references import Row
from ontology.terms import DCTERMS, RDF, SKOS, XSD, code

_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_LABEL = NamedNode(SKOS + "prefLabel")
_BOOLEAN = NamedNode(XSD + "boolean")
_DATE = NamedNode(XSD + "date")
_INTEGER = NamedNode(XSD + "integer")
_DECIMAL = NamedNode(XSD + "decimal")


def build_table(table: Table, rows: Sequence[Row], into: NamedNode) -> Iterator[Quad]:
    """Quads of the rows that were not refused."""
    type_ = NamedNode(table.type)
    writers = [
        (column, NamedNode(column.predicate), _writer(column))
        for column in table.columns
        if not column.is_identifier
    ]
    labels: dict[NamedNode, tuple[str, str, str]] = {}
    for row in rows:
        if row.refused or row.iri is None:
            continue
        subject = row.iri
        yield Quad(subject, _TYPE, type_, into)
        yield Quad(subject, _IDENTIFIER, Literal(row.name), into)
        for column, predicate, write in writers:
            if column.refers_to:
                for target in row.targets.get(column.name, ()):
                    yield Quad(subject, predicate, target.iri, into)
                    if target.label is not None and column.or_named:
                        _keep_label(labels, target.iri, target.text, target.label, column)
                continue
            value = row.values.get(column.name)
            if value is None:
                continue
            if isinstance(value, Suppressed) and column.suppressed:
                below = Literal(str(value.below), datatype=_INTEGER)
                yield Quad(subject, NamedNode(column.suppressed), below, into)
                continue
            for one in value if column.many else (value,):
                yield Quad(subject, predicate, write(one), into)
    yield from _named(labels, into)


def _keep_label(
    labels: dict[NamedNode, tuple[str, str, str]],
    iri: NamedNode,
    name: str,
    label: str,
    column: Column,
) -> None:
    """Of several spellings of a name one stays, the same whatever the order of the rows."""
    type_ = column.or_named["type"] if column.or_named else ""
    kept = labels.get(iri)
    labels[iri] = (type_, name, label if kept is None else min(kept[2], label))


def _named(labels: dict[NamedNode, tuple[str, str, str]], into: NamedNode) -> Iterable[Quad]:
    for iri, (type_, name, label) in labels.items():
        yield Quad(iri, _TYPE, NamedNode(type_), into)
        yield Quad(iri, _IDENTIFIER, Literal(name), into)
        yield Quad(iri, _LABEL, Literal(label), into)


def _writer(column: Column) -> Callable[[Any], NamedNode | Literal]:
    if column.codes is not None:
        scheme = column.codes
        return lambda value: code(scheme, value)
    return _WRITERS[column.datatype]


def _write_date(value: date) -> Literal:
    return Literal(value.isoformat(), datatype=_DATE)


def _write_decimal(value: Decimal) -> Literal:
    return Literal(format(value, "f"), datatype=_DECIMAL)


_WRITERS: dict[str, Callable[[Any], Literal]] = {
    "string": Literal,
    "boolean": lambda value: Literal("true" if value else "false", datatype=_BOOLEAN),
    "integer": lambda value: Literal(str(value), datatype=_INTEGER),
    "date": _write_date,
    "decimal": _write_decimal,
}
