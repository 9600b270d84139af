"""The objects that a JSON document lists, each with its table, told from their keys.

Understood roots: one service, organization, location, service at location or term; a bare list of
them; a paged envelope (`contents` of HSDS, `content` of Open Referral UK 1); an object of tables
(`organizations`, `services.csv`, ...); a bundle (`organization` beside `services`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loaders.hsds.columns import TABLE_OF, column_of, names_of, snake, table_of
from loaders.hsds.reading.collect import KEYED
from loaders.hsds.reading.documents import Document

WRAPPERS = ("contents", "content", "data", "payload", "items", "results", "result")


_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("service_at_location", frozenset({"location", "service", "service_id"})),
    (
        "service",
        names_of(
            "service_at_locations organization organization_id fees_description service_areas "
            "application_process wait_time minimum_age eligibility_description assured_date "
            "interpretation_services cost_options program_id"
        ),
    ),
    (
        "location",
        names_of("location_type latitude transportation accessibility addresses"),
    ),
    (
        "taxonomy_term",
        names_of("taxonomy_detail parent_id term_uri taxonomy vocabulary term"),
    ),
    (
        "organization",
        names_of(
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
    yield from _entries(document.root, hint, row=document.row, depth=0)


def _entries(root: Any, hint: str | None, *, row: int, depth: int) -> Iterator[Entry]:
    if isinstance(root, list):
        for ordinal, item in enumerate(root, start=1):
            place = ordinal if depth == 0 and row == 1 else row
            yield from _entries(item, hint, row=place, depth=depth + 1)
        return
    if not isinstance(root, dict) or depth > 4:
        return
    names = {snake(name): name for name in root}
    for wrapper in WRAPPERS:
        inner = root.get(names.get(wrapper, ""))
        if isinstance(inner, (list, dict)) and not {"id", "name"} & set(names):
            yield from _entries(inner, hint, row=row if depth else 1, depth=depth)
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


def hint_of(name: str) -> str | None:
    """The table a JSON file's name speaks of: `service_full.json`, `locations.json`."""
    return table_of(name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
