"""Records of plans as the rows of the workbook that they came from, to be edited and loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pyoxigraph import NamedNode

from graph.register import Entry, Register
from graph.store import ReadableStore
from loaders.workbook.definition import Column, Definition, Table, read_definition
from ontology.findings import name_finding
from ontology.terms import CODE, DCTERMS, NWD, SKOS

GROUP = "plan"
PARENTS = ("plan", "priority", "objective", "supports", "action")
"""Columns that name what a row is a part of."""
IDENTIFIER, LABEL = f"{DCTERMS}identifier", f"{SKOS}prefLabel"

Row = Mapping[str, str]


def read_plan_rows(store: ReadableStore, plans: Collection[str]) -> Mapping[str, Sequence[Row]]:
    """The rows of each table of the group `plan`, of the plans with these IRIs.

    Rows of these tables are named by their ids, all others as `source:id`, so that the tables can
    be loaded as a source of their own and as a part of the workbook they are from.
    """
    definition = read_definition()
    group = next(group for group in definition.groups if group.name == GROUP)
    reader = _Rows(Register(store), definition, {table.naming.kind for table in group.tables})
    kept = set(plans)
    found: dict[str, Sequence[Row]] = {}
    for table in group.tables:
        entries = [entry for entry in reader.register.of(table.type) if _is_of(entry, table, kept)]
        kept |= {entry.iri for entry in entries}
        found[table.name] = [reader.row(entry, table) for entry in entries]
    return found


def _is_of(entry: Entry, table: Table, kept: Collection[str]) -> bool:
    parents = [table.by_name[name] for name in PARENTS if name in table.by_name]
    if not parents:
        return entry.iri in kept
    return any(iri in kept for column in parents for iri in entry.refs(column.predicate))


class _Rows:
    def __init__(self, register: Register, definition: Definition, own: Collection[str]) -> None:
        self.register, self.definition, self.own = register, definition, own

    def row(self, entry: Entry, table: Table) -> Row:
        row = {}
        for column in table.columns:
            values = [self._cell(term, column) for term in entry.texts(column.predicate)]
            if values:
                row[column.name] = "; ".join(values) if column.many else values[0]
        return row

    def _cell(self, value: str, column: Column) -> str:
        if column.finding:
            return name_finding(NamedNode(value))
        if column.codes:
            return value.removeprefix(CODE).partition("/")[2]
        return self._reference(value, column) if column.refers_to else value

    def _reference(self, iri: str, column: Column) -> str:
        for kind in column.refers_to:
            table = self.definition.by_kind[kind]
            entry = self.register.by_iri(table.type).get(iri)
            if entry is not None:
                own_id = entry.text(IDENTIFIER) or iri
                plain = kind in self.own or not entry.source
                return own_id if plain else f"{entry.source}:{own_id}"
        if iri in {NWD + "everywhere", NWD + "allFamilies"}:
            return self.register.id(iri)
        return self.register.name(iri) if column.or_named else iri
