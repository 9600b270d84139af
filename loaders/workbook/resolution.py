"""Which rows may be loaded: ids and keys claimed, references resolved, refusals passed on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pyoxigraph import NamedNode

from graph.errors import SourceError
from loaders.cycles import find_cycle
from loaders.shipped import Shipped
from loaders.source import LoadContext
from loaders.workbook.cells import UNREAD
from loaders.workbook.definition import Definition, Naming, Table
from loaders.workbook.reading import TableReading
from loaders.workbook.references import (
    References,
    Row,
    Target,
    escaped_name,
    joined_name,
)

RESERVED_IDS = ("all", "everywhere")
"""Ids no row of any table may bear."""


def resolve_rows(
    readings: Mapping[str, TableReading],
    *,
    definition: Definition,
    shipped: Shipped,
    context: LoadContext,
) -> Mapping[str, Sequence[Row]]:
    """The rows of every table, each loadable or refused; issues are added to the readings.

    A row that repeats a key is refused whatever became of the row that has it, so that the outcome
    does not depend on what else is wrong. Raises SourceError for a cycle.
    """
    work = _Resolution(readings, definition, shipped, context)
    for table in definition.tables:
        work.claim_ids(table)
    for table in definition.tables:
        work.resolve_references(table)
    work.pass_on_refusals()
    for table in definition.tables:
        if table.acyclic:
            work.check_cycles(table, table.acyclic)
    return work.rows


class _Resolution:
    def __init__(
        self,
        readings: Mapping[str, TableReading],
        definition: Definition,
        shipped: Shipped,
        context: LoadContext,
    ) -> None:
        self.readings = readings
        self.context = context
        self.shipped = shipped
        self.references = References(definition, shipped, context)
        self.rows = {name: _rows(reading) for name, reading in readings.items()}
        self.spaces: dict[str, dict[str, Row]] = {}
        self.keys: dict[str, dict[tuple[str, ...], Row]] = {}

    def refuse(
        self,
        row: Row,
        code: str,
        message: str,
        *,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        row.refused = True
        named = row.name or row.values.get("id")
        self.readings[row.table.name].report(
            "error",
            code,
            message,
            row=row.number,
            column=column,
            value=value,
            record=named if isinstance(named, str) else None,
        )

    def claim_ids(self, table: Table) -> None:
        """Give rows that bear an id of their own their IRIs."""
        if not table.has_ids:
            return
        space = self.spaces.setdefault(table.id_space, {})
        for row in self.rows.get(table.name, ()):
            name = row.values.get("id")
            if name is None or name is UNREAD:
                continue
            if name in RESERVED_IDS:
                message = f"{name!r} is a reserved id; give the {table.noun} another"
                self.refuse(row, "reserved-id", message, column="id", value=name)
            elif table.shipped_as and name in self.shipped.code_lists[table.shipped_as].labels:
                message = f"{name!r} is on the shipped list already; leave the row out"
                self.refuse(row, "repeated-key", message, column="id", value=name)
            elif space.setdefault(name, row) is not row:
                message = f"the id {name!r} is taken by {_where(space[name], table)}"
                self.refuse(row, "repeated-key", message, column="id", value=name)
            else:
                row.iri = self.context.mint(table.naming.kind, name)
                self.references.claim(row, kind=table.naming.kind, name=name)

    def resolve_references(self, table: Table) -> None:
        """Resolve the references of a table's rows, then the keys that are made of them."""
        columns = [column for column in table.columns if column.refers_to]
        for row in self.rows.get(table.name, ()):
            for column in columns:
                value = row.values.get(column.name)
                if value is None or value is UNREAD:
                    continue
                texts = value if column.many else (value,)
                found = []
                for text in texts:
                    target = self.references.resolve(text, column)
                    if target is None:
                        self._report_dangling(row, text, column.name)
                    else:
                        found.append(target)
                row.targets[column.name] = list({one.iri: one for one in found}.values())
            self._name_row(row)

    def _report_dangling(self, row: Row, text: str, name: str) -> None:
        column = row.table.by_name[name]
        hint = self.references.hint(text, column)
        kinds = " or ".join(column.refers_to).replace("-", " ")
        message = f"{name} names no {kinds}; {hint}"
        self.refuse(row, "dangling-reference", message, column=name, value=text)

    def _name_row(self, row: Row) -> None:
        """Name a row that is known by what it joins or by its number, and claim its key."""
        table = row.table
        naming, key = table.naming, table.key
        if table.has_ids:
            if row.values.get("id") is not None or table.naming_when_blank is None:
                return
            naming, key = table.naming_when_blank, table.key_when_blank
        if naming.by_row:
            row.name = str(row.number)
            row.iri = self.context.mint(naming.kind, row.name)
        elif all(_is_given(row, name) for name in key):
            self._claim_key(row, naming, key)

    def _claim_key(self, row: Row, naming: Naming, key: Sequence[str]) -> None:
        parts = [_part(row, name) for name in naming.parts]
        row.name = joined_name(parts)
        row.iri = self.context.mint(naming.kind, escaped_name(parts))
        if row.table.has_ids:
            self.references.claim(row, kind=row.table.naming.kind, name=row.name)
        if any(not row.targets[name] for name in key if name in row.targets):
            return
        values = tuple(_key_part(row, name) for name in key)
        holder = self.keys.setdefault(naming.kind, {}).setdefault(values, row)
        if holder is not row:
            joined = " and ".join(key)
            message = f"the same {joined} stand in row {holder.number}"
            self.refuse(row, "repeated-key", message, column=key[0], value=row.name)

    def pass_on_refusals(self) -> None:
        """Refuse what points to a refused row, however many steps away."""
        pointing: dict[int, list[tuple[Row, str, Target]]] = {}
        for rows in self.rows.values():
            for row in rows:
                for column, targets in row.targets.items():
                    for target in targets:
                        if target.row is not None:
                            pointing.setdefault(id(target.row), []).append((row, column, target))
        waiting = deque(row for rows in self.rows.values() for row in rows if row.refused)
        while waiting:
            refused = waiting.popleft()
            for row, column, target in pointing.get(id(refused), ()):
                if row.refused:
                    continue
                message = f"{column} points to {_where(refused, row.table)}, which was not loaded"
                self.refuse(row, "refused-reference", message, column=column, value=target.text)
                waiting.append(row)

    def check_cycles(self, table: Table, column: str) -> None:
        """Raise SourceError when rows of a table lead back to themselves."""
        rows = [row for row in self.rows.get(table.name, ()) if not row.refused]
        by_iri = {row.iri: row for row in rows}

        def above(row: Row) -> Iterable[NamedNode]:
            return (target.iri for target in row.targets.get(column, ()))

        edges = {row.iri: [iri for iri in above(row) if iri in by_iri] for row in rows}
        cycle = find_cycle(edges, edges.__getitem__)
        if cycle is None:
            return
        names = [by_iri[iri].name for iri in cycle]
        first, reading = by_iri[cycle[0]], self.readings[table.name]
        raise SourceError(
            f"{column} leads in a circle: {' > '.join(names)}; take one of these steps away",
            path=reading.file,
            sheet=reading.sheet,
            row=first.number,
            column=column,
            value=names[1],
        )


def _rows(reading: TableReading) -> list[Row]:
    good = [Row(reading.table, r.row, r.values, False) for r in reading.records]
    bad = [Row(reading.table, r.row, r.values, True) for r in reading.refused]
    return sorted([*good, *bad], key=lambda row: row.number)


def _where(row: Row, table: Table) -> str:
    """A row as a message names it."""
    where = f"row {row.number}"
    return where if row.table is table else f"{where} of {row.table.name}"


def _is_given(row: Row, name: str) -> bool:
    """Whether a column of the key can be read: blank will do where it may be blank."""
    value = row.values.get(name)
    if value is None:
        return not row.table.by_name[name].required
    return value is not UNREAD


def _part(row: Row, name: str) -> str:
    """What a column adds to the id of a record that is named by several."""
    targets = row.targets.get(name)
    if targets:
        return targets[0].text
    return _plain(row.values.get(name))


def _key_part(row: Row, name: str) -> str:
    targets = row.targets.get(name)
    return targets[0].iri.value if targets else _plain(row.values.get(name))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
