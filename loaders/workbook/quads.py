"""Loadable rows to quads, as the definition says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from loaders.literals import boolean, calendar_day, decimal, integer
from loaders.workbook.cells import Suppressed
from loaders.workbook.definition import Column, Table
from loaders.workbook.references import Row
from ontology.findings import cite_finding
from ontology.languages import read_language
from ontology.terms import DCTERMS, RDF, SKOS, code, nwd

_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_LABEL = NamedNode(SKOS + "prefLabel")
_LANGUAGE = NamedNode(DCTERMS + "language")
_LANGUAGE_CODE = nwd("languageCode")


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
                below = integer(value.below)
                yield Quad(subject, NamedNode(column.suppressed), below, into)
                continue
            for one in value if column.many else (value,):
                yield Quad(subject, predicate, write(one), into)
                if predicate == _LANGUAGE and (language := read_language(one).code):
                    yield Quad(subject, _LANGUAGE_CODE, Literal(language), into)
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
    if column.finding:
        return cite_finding
    return _WRITERS[column.datatype]


_WRITERS: dict[str, Callable[[Any], Literal]] = {
    "string": Literal,
    "boolean": boolean,
    "integer": integer,
    "date": calendar_day,
    "decimal": decimal,
}
