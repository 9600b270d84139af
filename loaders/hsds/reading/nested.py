"""Nested JSON unfolded into rows: every object a record, the nesting turned into keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loaders.hsds.cells import key, text
from loaders.hsds.columns import TABLE_OF, column_of, snake
from loaders.hsds.fields import EXPORTER
from loaders.hsds.reading.collect import KEYED, UNKEPT, Collector, content_id
from loaders.hsds.reading.entries import Entry
from loaders.source import Record

_UNFOLDED = frozenset(
    {"organization", "service", "location", "service_at_location", "program", "attribute"}
    | {"taxonomy"}
)
_POINTS = frozenset({"coordinates", "geo", "geo_point", "geo_location", "geopoint", "geocode"})
_MAX_DEPTH = 12


class Unfolder:
    """Unfolds entries of one file into rows."""

    def __init__(self, collector: Collector, file: str) -> None:
        self._collector, self._file = collector, file
        self._rows: list[tuple[Record, bool]] = []
        self._row = 1

    def unfold(self, entry: Entry, *, local: bool = False) -> list[tuple[Record, bool]]:
        """(record, whether an item of its own) of the entry and all within it.

        Of an entry whose id was met before only the entry itself, unless ids are `local`.
        """
        self._rows, self._row = [], entry.row
        identifier = key(entry.content.get("id"))
        whole = local or entry.bundle is not None
        if identifier and not whole and self._collector.holds(entry.table, identifier):
            values, _ = self._parted(entry.table, entry.content)
            return [(Record(entry.table, values, self._file, entry.row), True)]
        self._object(entry.table, entry.content, {}, depth=0)
        return self._rows

    def _object(
        self, table: str, content: Mapping[str, Any], outer: dict[str, str], *, depth: int
    ) -> str | None:
        """Add the rows of one object; `outer` are the keys its surroundings give. Its id."""
        own = depth == 0
        if table in UNKEPT:
            if table == "contact":
                self._collector.contact(Record(table, {}, self._file, self._row))
            return None
        values, children = self._parted(table, content)
        for column, value in outer.items():
            if values.get(column) is None:
                values[column] = value
        if own and table in KEYED:
            record = self._collector.identified(Record(table, values, self._file, self._row))
            if record is None:
                return None
            values = dict(record.values)
            identifier: str | None = str(values["id"])
        else:
            identifier = _copy_id(table, values, content, outer)
        place = len(self._rows)
        if depth < _MAX_DEPTH:
            for child, inner in children:
                self._child(table, identifier, values, child, inner, depth)
        self._rows.insert(place, (Record(table, values, self._file, self._row), own))
        return identifier

    def _parted(
        self, table: str, content: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[tuple[str, Mapping[str, Any]]]]:
        """(columns, child objects with their tables) of one object."""
        values: dict[str, Any] = {}
        children: list[tuple[str, Mapping[str, Any]]] = []
        for name, value in content.items():
            plain = snake(name)
            if value in (None, "", [], {}) or (isinstance(value, str) and text(value) is None):
                continue
            if plain in _POINTS:
                _set_point(values, value)
            elif plain == "metadata" and isinstance(value, list):
                self._steps(table, key(content.get("id")), value)
            elif plain == "metadata":
                _set_fallback_id(table, values, value)
            elif table in _UNFOLDED and (found := _children(table, plain, value)):
                children += found
            elif column := column_of(table, name)[0]:
                values.setdefault(column, value)
            elif not column_of(table, name)[1] and not (
                plain in TABLE_OF and isinstance(value, (dict, list))
            ):
                self._collector.extension(table, name, self._file, row=self._row)
                self._collector.unread[table, name, False] += 1
        fallback = values.pop("_metadata_id", None)
        if fallback is not None:
            values.setdefault("id", fallback)
        return values, children

    def _steps(self, table: str, identifier: str | None, said: list[Any]) -> None:
        """Keep what an export from here tells of itself, to be undone (`own_export`)."""
        for step in said:
            if identifier and isinstance(step, dict) and step.get("updated_by") == EXPORTER:
                values = {**step, "resource_id": identifier, "resource_type": table}
                self._rows.append((Record("metadata", values, self._file, self._row), False))

    def _child(
        self,
        table: str,
        identifier: str | None,
        values: dict[str, Any],
        child: str,
        content: Mapping[str, Any],
        depth: int,
    ) -> None:
        outer = _outer(table, identifier, values, child)
        found = self._object(child, content, outer, depth=depth + 1)
        if found is None:
            return
        if table in ("service", "service_at_location") and child in ("organization", "program"):
            values.setdefault(f"{child}_id", found)
        elif table == "location" and child == "organization":
            values.setdefault("organization_id", found)
        elif table == "service_at_location" and child in ("service", "location"):
            values[f"{child}_id"] = found
        elif table == "attribute" and child == "taxonomy_term":
            values["taxonomy_term_id"] = found
        elif identifier and {table, child} == {"service", "location"}:
            pair = {f"{table}_id": identifier, f"{child}_id": found}
            self._link("service_at_location", pair)
        elif identifier and table == "service" and child == "taxonomy_term":
            self._link("attribute", {"service_id": identifier, "taxonomy_term_id": found})

    def _link(self, table: str, values: dict[str, Any]) -> None:
        self._rows.append((Record(table, values, self._file, self._row), False))


def _copy_id(
    table: str, values: dict[str, Any], content: Mapping[str, Any], outer: Mapping[str, str]
) -> str | None:
    """The id of an object inside another, made of its content where a record needs one."""
    found = key(values.get("id"))
    if found is None and table == "taxonomy_term":
        found = key(values.get("code")) or key(values.get("name"))
    if found is None and table in KEYED and content:
        found = content_id(table, content, within=" ".join(outer.values()))
    if found is not None:
        values["id"] = found
    return found


def _children(table: str, plain: str, value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    child = TABLE_OF.get(plain)
    if child is None and plain not in ("capacity",):
        return []
    items = value if isinstance(value, list) else [value]
    objects = [item for item in items if isinstance(item, dict)]
    if len(objects) < len(items):
        return []
    child = child or "service_capacity"
    if child == "taxonomy" and table in ("attribute", "service"):
        child = "taxonomy_term"
    if child == "attribute" and table == "service" and plain == "service_attributes":
        objects = [item for item in objects if {"taxonomy_term", "taxonomy_term_id"} & set(item)]
    return [(child, item) for item in objects]


_KEY_OF = {
    "organization": "organization_id",
    "service": "service_id",
    "location": "location_id",
    "service_at_location": "service_at_location_id",
    "taxonomy": "taxonomy_id",
}


def _outer(
    table: str, identifier: str | None, values: Mapping[str, Any], child: str
) -> dict[str, str]:
    """The keys an object gives to one inside it."""
    given: dict[str, str] = {}
    if identifier and table in _KEY_OF:
        given[_KEY_OF[table]] = identifier
    if table == "service_at_location":
        for column in ("service_id", "location_id"):
            if found := key(values.get(column)):
                given[column] = found
    if child == "service" and table == "location" and (found := key(values.get("organization_id"))):
        given["organization_id"] = found
    wanted = {
        "organization": (),
        "program": ("organization_id",),
        "service": ("organization_id",),
        "location": ("organization_id",),
        "taxonomy_term": ("taxonomy_id",),
        "service_at_location": ("service_id", "location_id"),
    }.get(child)
    return given if wanted is None else {c: v for c, v in given.items() if c in wanted}


def _set_point(values: dict[str, Any], value: Any) -> None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        return
    for column, names in (("latitude", ("latitude", "lat")), ("longitude", ("longitude", "lng"))):
        for name in names:
            if value.get(name) is not None:
                values.setdefault(column, value[name])


def _set_fallback_id(table: str, values: dict[str, Any], value: Any) -> None:
    if isinstance(value, dict):
        short = {"organization": "org_id", "service": "svc_id", "location": "loc_id"}.get(table, "")
        for name in ("id", f"{table}_id", short):
            if found := key(value.get(name)):
                values["_metadata_id"] = found
                return
