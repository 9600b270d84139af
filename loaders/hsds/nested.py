"""Nested JSON unfolded into rows: every object a record, the nesting turned into keys.

Understood roots: one service, organization, location, service at location or term; a bare list of
them; a paged envelope (`contents` of HSDS, `content` of Open Referral UK 1); an object of tables
(`organizations`, `services.csv`, ...); a bundle (`organization` beside `services`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loaders.hsds.cells import key
from loaders.hsds.collect import KEYED, UNKEPT, Collector, content_id
from loaders.hsds.columns import TABLE_OF, column_of, snake, table_of
from loaders.hsds.documents import Document
from loaders.source import Record

WRAPPERS = ("contents", "content", "data", "payload", "items", "results", "result")
_UNFOLDED = frozenset(
    {"organization", "service", "location", "service_at_location", "program", "attribute"}
    | {"taxonomy"}
)
_POINTS = frozenset({"coordinates", "geo", "geo_point", "geo_location", "geopoint", "geocode"})
_MAX_DEPTH = 12


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("service_at_location", frozenset({"location", "service", "service_id"})),
    (
        "service",
        _names(
            "service_at_locations organization organization_id fees_description service_areas "
            "application_process wait_time minimum_age eligibility_description assured_date "
            "interpretation_services cost_options program_id"
        ),
    ),
    (
        "location",
        _names("location_type latitude transportation accessibility addresses"),
    ),
    (
        "taxonomy_term",
        _names("taxonomy_detail parent_id term_uri taxonomy vocabulary term"),
    ),
    (
        "organization",
        _names(
            "website legal_status year_incorporated parent_organization_id tax_id services "
            "organization_identifiers additional_websites programs alternate_names"
        ),
    ),
)


@dataclass(frozen=True)
class Entry:
    """One object of a document to unfold."""

    table: str
    content: Mapping[str, Any]
    row: int
    bundle: int | None = None
    """Which bundle of the document it stands in; None for an item of its own."""


def find_entries(document: Document, hint: str | None) -> Iterator[Entry]:
    """The objects a document lists, each with its table; what is not HSDS is passed over."""
    yield from _entries(document.root, hint, row=document.row, depth=0, listed=False)


def _entries(root: Any, hint: str | None, *, row: int, depth: int, listed: bool) -> Iterator[Entry]:
    if isinstance(root, list):
        for ordinal, item in enumerate(root, start=1):
            place = ordinal if depth == 0 and row == 1 else row
            yield from _entries(item, hint, row=place, depth=depth + 1, listed=True)
        return
    if not isinstance(root, dict) or depth > 4:
        return
    names = {snake(name): name for name in root}
    for wrapper in WRAPPERS:
        inner = root.get(names.get(wrapper, ""))
        if isinstance(inner, (list, dict)) and not {"id", "name"} & set(names):
            yield from _entries(inner, hint, row=row if depth else 1, depth=depth, listed=True)
            return
    tables = [] if {"id", "name", "title"} & set(names) else _tables(root)
    if tables:
        yield from _of_tables(tables, row)
        return
    if table := _table_of_object(root, hint):
        yield Entry(table, root, row)


def _tables(root: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    """(table, objects) of the keys that name a table, where their values are objects or lists."""
    found: list[tuple[str, list[Any]]] = []
    for name, value in root.items():
        plain = snake(name.removesuffix(".csv"))
        table = TABLE_OF.get(plain)
        items = value if isinstance(value, list) else [value]
        if not table or plain == "metadata" or not items:
            continue
        if all(isinstance(item, dict) for item in items):
            found.append((_taxonomy_kind(table, items), items))
    useful = {"organization", "service", "location", "taxonomy_term", "service_at_location"}
    return found if any(table in useful for table, _ in found) else []


def _taxonomy_kind(table: str, items: list[Any]) -> str:
    if table not in ("taxonomy", "taxonomy_term"):
        return table
    names = {snake(name) for item in items[:20] for name in item}
    terms = names & {"parent_id", "parent_name", "vocabulary", "code", "taxonomy_id", "term"}
    return "taxonomy" if names & {"version", "uri"} and not terms else "taxonomy_term"


def _of_tables(tables: list[tuple[str, list[Any]]], row: int) -> Iterator[Entry]:
    for table, items in tables:
        for ordinal, item in enumerate(items, start=1):
            yield Entry(table, item, row if row > 1 else ordinal, bundle=row)


def _table_of_object(content: Mapping[str, Any], hint: str | None) -> str | None:
    names = {snake(name) for name in content}
    if "openapi_url" in names or "@context" in content:
        return None
    if hint in ("taxonomy", "taxonomy_term"):
        return _taxonomy_kind(hint, [content])
    if hint:
        known = sum(column_of(hint, name)[1] or snake(name) in TABLE_OF for name in content)
        named = bool({"name", "title", f"{hint}_name"} & names) or hint not in KEYED
        enough = known >= 2 if named else known >= 4 and 2 * known > len(content)
        return hint if enough else None
    best = max(_SIGNS, key=lambda sign: len(sign[1] & names))
    matched = len(best[1] & names)
    if best[0] == "service_at_location" and (matched < 2 or "name" in names):
        best = max(_SIGNS[1:], key=lambda sign: len(sign[1] & names))
        matched = len(best[1] & names)
    named = bool({"name", "title"} & names) or best[0] == "service_at_location"
    return best[0] if matched >= (1 if named else 3) else None


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
            if value in (None, "", [], {}):
                continue
            if plain in _POINTS:
                _set_point(values, value)
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
        fallback = values.pop("_metadata_id", None)
        if fallback is not None:
            values.setdefault("id", fallback)
        return values, children

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


def hint_of(name: str) -> str | None:
    """The table a JSON file's name speaks of: `service_full.json`, `locations.json`."""
    return table_of(name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
