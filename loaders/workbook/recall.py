"""What was loaded from a workbook as its rows again: every table, column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.public.withheld import NOT_TOLD, Withheld
from graph.store import ReadableStore
from graph.store.querying import select
from loaders.workbook.cells import Suppressed
from loaders.workbook.definition import Column, Definition, Naming, Table, read_definition
from loaders.workbook.references import joined_name
from loaders.workbook.render import render_row
from ontology.findings import name_finding
from ontology.terms import CODE, DCTERMS, SKOS, source_graph

Cells = dict[str, str]
Values = Mapping[str, Sequence[NamedNode | Literal]]

_IDENTIFIER = f"{DCTERMS}identifier"
_LABEL = f"{SKOS}prefLabel"


def recall_rows(
    store: ReadableStore, source: str, withheld: Withheld
) -> Mapping[str, Sequence[Cells]]:
    """The rows of each table of a source, by the table's name: text by the column's name.

    Tables without rows are left out. Loading the rows under the same name of the source gives the
    same records, but for what is withheld: the addresses of confidential sites. Rows that have no
    id are in the order in which they stood, counted anew where rows between them were refused.
    """
    recall = _Recall(store, source, withheld)
    tables = {table.name: recall.rows(table) for table in read_definition().tables}
    return {name: rows for name, rows in tables.items() if rows}


def leave_out_untold(
    tables: Mapping[str, Sequence[Cells]],
) -> tuple[Mapping[str, Sequence[Cells]], Mapping[str, int]]:
    """The rows without those that public data tell without their names; how many, by table.

    What names such a row is not told, as the role of a respondent in `graph.public.raters`: loaded
    again, it would be another record, or be refused beside others of no name.
    """
    parts = {table.name: table.naming.parts for table in read_definition().tables}
    kept = {
        name: [row for row in rows if NOT_TOLD not in {row.get(part) for part in parts[name]}]
        for name, rows in tables.items()
    }
    left = {name: len(rows) - len(kept[name]) for name, rows in tables.items()}
    return (
        {name: rows for name, rows in kept.items() if rows},
        {name: count for name, count in left.items() if count},
    )


class _Recall:
    def __init__(self, store: ReadableStore, source: str, withheld: Withheld) -> None:
        self._store = store
        self._graph = source_graph(source)
        self._withheld = withheld
        self._definition: Definition = read_definition()
        self._names = self._read_names()

    def rows(self, table: Table) -> list[Cells]:
        """The rows of one table, in order of id, or of the number of the row."""
        found = [
            (self._place(table, values), self._row(table, values))
            for values in self._records(table).values()
        ]
        return [cells for _, cells in sorted(found, key=lambda each: each[0])]

    def _read_names(self) -> dict[str, tuple[str, str]]:
        """The source's graph and the id of every record of any source, by IRI."""
        query = f"SELECT ?g ?s ?id WHERE {{ GRAPH ?g {{ ?s <{_IDENTIFIER}> ?id }} }}"
        prefix = source_graph("").value
        found: dict[str, tuple[str, str]] = {}
        for graph, subject, identifier in self._select(query):
            if graph.value.startswith(prefix):
                name = (graph.value, identifier.value)
                found[subject.value] = min(found.get(subject.value, name), name)
        return found

    def _records(self, table: Table) -> Mapping[str, Values]:
        """Values by property of each record of the table's class."""
        query = f"""SELECT ?s ?p ?o WHERE {{ GRAPH {self._graph} {{
            ?s a <{table.type}> ; ?p ?o }} }}"""
        found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, term in self._select(query):
            if self._withheld.keeps(subject, predicate):
                found[subject.value][predicate.value].append(term)
        return found

    def _place(self, table: Table, values: Values) -> tuple[int, str]:
        text = _text(values, _IDENTIFIER)
        by_row = table.naming.by_row or (table.naming_when_blank or _NO_NAMING).by_row
        return (int(text) if by_row and text.isdecimal() else 0, text)

    def _row(self, table: Table, values: Values) -> Cells:
        read = {column.name: self._value(column, values) for column in table.columns}
        cells = render_row(table, {k: v for k, v in read.items() if v is not None and v != ()})
        for column in table.columns:
            if column.required and column.absent and column.name not in cells:
                cells[column.name] = column.absent[0]
        blank = table.naming_when_blank
        if blank is not None and cells.get("id") == self._made_id(blank, cells, values):
            del cells["id"]
        return cells

    def _made_id(self, naming: Naming, cells: Cells, values: Values) -> str:
        """The id that the row has where it is left blank."""
        if naming.by_row:
            return _text(values, _IDENTIFIER)
        return joined_name([cells.get(name, "") for name in naming.parts])

    def _value(self, column: Column, values: Values) -> Any:
        """A cell's value as the parser of the column gives it; a list's in order of text."""
        terms = values.get(column.predicate, ())
        if column.suppressed and not terms:
            below = values.get(column.suppressed, ())
            return Suppressed(int(below[0].value)) if below else None
        items = sorted({self._item(column, term) for term in terms}, key=str)
        return tuple(items) if column.many else next(iter(items), None)

    def _item(self, column: Column, term: NamedNode | Literal) -> Any:
        if isinstance(term, NamedNode):
            if column.finding:
                return name_finding(term)
            if column.codes:
                return term.value.removeprefix(f"{CODE}{column.codes}/")
            return self._reference(column, term)
        if column.datatype == "boolean":
            return term.value in ("true", "1")
        if column.datatype == "date":
            return date.fromisoformat(term.value)
        if column.datatype == "decimal":
            return Decimal(term.value)
        return self._withheld.redact(term.value)

    def _reference(self, column: Column, iri: NamedNode) -> str:
        """What names the record in a cell: a word, an id, `source:id`, or its IRI."""
        words = {to: word for word, to in column.reserved.items()}
        if iri.value in words:
            return words[iri.value]
        for kind in column.refers_to:
            scheme = self._definition.by_kind[kind].shipped_as
            if scheme and iri.value.startswith(f"{CODE}{scheme}/"):
                return iri.value.removeprefix(f"{CODE}{scheme}/")
        if column.or_named and iri.value.rsplit("/", 2)[-2] == column.or_named["kind"]:
            return self._label(iri)
        graph, identifier = self._names.get(iri.value, ("", iri.value))
        if graph not in ("", self._graph.value):
            identifier = iri.value
        return iri.value if ";" in identifier else identifier

    def _label(self, iri: NamedNode) -> str:
        query = f"SELECT ?l WHERE {{ GRAPH {self._graph} {{ {iri} <{_LABEL}> ?l }} }}"
        return min(str(label.value) for (label,) in self._select(query))

    def _select(self, query: str) -> Any:
        return select(self._store, query)


_NO_NAMING = Naming("", ())


def _text(values: Values, name: str) -> str:
    return next((term.value for term in values.get(name, ())), "")
