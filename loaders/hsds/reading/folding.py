"""Rows and objects of other dialects into the collector, folded into the inner shape first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loaders.hsds.cells import key
from loaders.hsds.dialects import Dialect, Row, find_dialect, squash
from loaders.hsds.reading.collect import KEYED, Collector
from loaders.hsds.reading.entries import WRAPPERS
from loaders.source import Record

_WRAPPERS = (*WRAPPERS, "resources", "organizations", "services")


class Folding:
    """Folds one file of a dialect; `finish` when all is read."""

    def __init__(self, dialect: Dialect, collector: Collector, file: str) -> None:
        self._dialect, self._collector, self._file = dialect, collector, file
        self._folder = dialect.folder(collector.remarks, file)
        self._names: set[str] = set()
        self._unknown: set[str] = set()
        collector.dialects.add(dialect.NAME)

    def names(self, names: Iterable[str], *, row: int | None = None) -> None:
        """Tell each column that the dialect does not know, once."""
        for name in names:
            if name not in self._names:
                self._names.add(name)
                if name.strip() and not self._dialect.knows(squash(name)):
                    self._unknown.add(name)
                    self._collector.extension(self._dialect.NAME, name, self._file, row=row)

    def add(self, given: Mapping[str, Any], row: int) -> None:
        """Add one row or object."""
        for name in self._unknown & given.keys():
            self._collector.unread[self._dialect.NAME, name, False] += bool(given[name])
        self._add(self._folder.fold(given, row))

    def finish(self) -> None:
        """Add what had to wait for the others."""
        self._add(self._folder.finish())

    def _add(self, rows: Iterable[Row]) -> None:
        repeated: int | None = None
        for one in rows:
            if one.outcome:
                self._collector.rows_read += one.own
                record = Record(one.table, one.values, self._file, one.row)
                self._collector.remarks.outcomes.end(record, one.outcome)
                continue
            identifier = key(one.values.get("id"))
            if one.own:
                met = identifier is not None and one.table in KEYED
                met = met and self._collector.holds(one.table, identifier or "")
                repeated = one.row if met else None
            elif one.row == repeated:
                continue
            record = Record(one.table, one.values, self._file, one.row)
            self._collector.add_row(record, own=one.own)


def objects_of(root: Any) -> list[Mapping[str, Any]]:
    """The objects a document lists: its own items, or those of the one list in its envelope."""
    if isinstance(root, list):
        return [item for item in root if isinstance(item, Mapping)]
    if not isinstance(root, Mapping):
        return []
    for wrapper in _WRAPPERS:
        inner = root.get(wrapper)
        if isinstance(inner, list) and inner:
            return [item for item in inner if isinstance(item, Mapping)]
    return [root]


def dialect_of(root: Any) -> Dialect | None:
    """The dialect of a document, told by its first object."""
    found = objects_of(root)
    return find_dialect(found[0]) if found else None
