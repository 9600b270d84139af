"""What the words in reference columns point to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import Any

from pyoxigraph import NamedNode

from loaders.shipped import Shipped
from loaders.source import LoadContext
from loaders.workbook.definition import Column, Definition, Table
from ontology.terms import code

MAX_COLONS = 8
"""Of an id with more colons only the first few are tried as the end of a source's name."""
SLOW_HINTS = 100
"""How many dangling references are compared with all ids to name the nearest."""
COMPARED_IDS = 2_000
LONGEST_COMPARED = 80


@dataclass(slots=True)
class Row:
    """A record on its way into the graph."""

    table: Table
    number: int
    values: Mapping[str, Any]
    refused: bool
    name: str = ""
    """The id it is known by; empty when it has none."""
    iri: NamedNode | None = None
    targets: dict[str, list[Target]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What one reference points to."""

    iri: NamedNode
    text: str
    """How ids made of this reference name it: the id, or `source:id` for another source's."""
    row: Row | None = None
    """The row, when it is one of this source."""
    label: str | None = None
    """The name, when the reference is a name and not an id."""


class References:
    """Ids of this source, of the shipped lists and of other sources, by kind of record."""

    def __init__(self, definition: Definition, shipped: Shipped, context: LoadContext) -> None:
        self._definition = definition
        self._shipped = shipped
        self._context = context
        self._own: dict[str, dict[str, Row]] = {}
        self._by_iri: dict[str, tuple[str, Row]] | None = None
        self._seen: dict[Sequence[str], dict[str, Target | None]] = {}
        self._near: dict[tuple[Sequence[str], str], list[str]] = {}

    def claim(self, row: Row, *, kind: str, name: str) -> Row | None:
        """Give a row its id; the row that has it already, if any, keeps it and is returned."""
        ids = self._own.setdefault(kind, {})
        holder = ids.setdefault(name, row)
        if holder is not row:
            return holder
        if not row.name:
            row.name = name
        if self._by_iri is not None and row.iri is not None:
            self._by_iri[row.iri.value] = (kind, row)
        for kinds in [kinds for kinds in self._seen if kind in kinds]:
            del self._seen[kinds]
        return None

    def own(self, kind: str, name: str) -> Row | None:
        """The row of this source with that id."""
        return self._own.get(kind, {}).get(name)

    def resolve(self, text: str, column: Column) -> Target | None:
        """What a word of this column points to, or None when nothing bears it."""
        if text in column.reserved:
            return Target(NamedNode(column.reserved[text]), text)
        seen = self._seen.setdefault(column.refers_to, {})
        if text not in seen:
            seen[text] = self._find(text, column)
        target = seen[text]
        if target is None and column.or_named:
            return self._named(text, column.or_named)
        return target

    def _find(self, text: str, column: Column) -> Target | None:
        spellings = [text]
        if text.endswith(".0") and text[:-2].isdigit():
            spellings.append(text[:-2])
        elif text.isdigit():
            spellings.append(text + ".0")
        ways = (self._find_own, self._find_shipped, self._find_qualified, self._find_iri)
        found = (way(spelled, column) for spelled in spellings for way in ways)
        return next((target for target in found if target is not None), None)

    def _find_own(self, text: str, column: Column) -> Target | None:
        for kind in column.refers_to:
            row = self.own(kind, text)
            if row is not None and row.iri is not None:
                return Target(row.iri, row.name, row)
        return None

    def _find_shipped(self, text: str, column: Column) -> Target | None:
        for scheme in self._schemes(column):
            if text in self._shipped.code_lists[scheme].labels:
                return Target(code(scheme, text), text)
        return None

    def _schemes(self, column: Column) -> list[str]:
        tables = (self._definition.by_kind[kind] for kind in column.refers_to)
        return [table.shipped_as for table in tables if table.shipped_as]

    def _find_qualified(self, text: str, column: Column) -> Target | None:
        place = text.find(":")
        for _ in range(MAX_COLONS):
            if place < 0:
                break
            source, name = text[:place], text[place + 1 :]
            if source == self._context.source:
                target = self._find_own(name, column)
                if target is not None:
                    return target
            for iri, holder in self._context.known(name, self._classes(column)) if name else ():
                if holder == source and source:
                    return self._foreign(iri, text, column)
            place = text.find(":", place + 1)
        return None

    def _find_iri(self, text: str, column: Column) -> Target | None:
        if ":" not in text or any(sign in text for sign in ' <>"{}|\\^`'):
            return None
        kind, row = self._rows_by_iri().get(text, ("", None))
        if row is not None and row.iri is not None and kind in column.refers_to:
            return Target(row.iri, row.name, row)
        for word, iri in column.reserved.items():
            if text == iri:
                return Target(NamedNode(iri), word)
        for scheme in self._schemes(column):
            for notation in self._shipped.code_lists[scheme].labels:
                if code(scheme, notation).value == text:
                    return Target(code(scheme, notation), notation)
        for known, source in self._context.known(text, self._classes(column)):
            if known.value == text and source:
                return self._foreign(known, text, column)
        return None

    def _foreign(self, iri: NamedNode, text: str, column: Column) -> Target:
        """A record of another source; by its IRI where a row of ours bears the very same text."""
        return Target(iri, iri.value if self._find_own(text, column) else text)

    def _rows_by_iri(self) -> dict[str, tuple[str, Row]]:
        if self._by_iri is None:
            self._by_iri = {
                row.iri.value: (kind, row)
                for kind, ids in self._own.items()
                for row in ids.values()
                if row.iri is not None
            }
        return self._by_iri

    def _named(self, text: str, named: Mapping[str, str]) -> Target:
        slug = "-".join(text.casefold().split())
        return Target(self._context.mint(named["kind"], slug), slug, label=text)

    def _classes(self, column: Column) -> list[str]:
        tables = (self._definition.by_kind[kind] for kind in column.refers_to)
        return [table.type.rpartition("#")[2].rpartition("/")[2] for table in tables]

    def hint(self, text: str, column: Column) -> str:
        """What would be right instead of a word that points to nothing."""
        for kind, ids in self._own.items():
            if text in ids and kind not in column.refers_to:
                return f"it is the id of a {self._definition.by_kind[kind].noun}"
        for _, source in self._context.known(text, self._classes(column)):
            if source:
                return f"write {source}:{text} for the one of that source"
        near = self._nearest(text, column)
        return f"nearest: {', '.join(near)}" if near else "check the spelling, or add the row"

    def _nearest(self, text: str, column: Column) -> list[str]:
        for scheme in self._schemes(column):
            notation = self._shipped.code_lists[scheme].find(text)
            if notation is not None:
                return [notation]
        sought = (column.refers_to, text)
        if sought not in self._near:
            if len(self._near) >= SLOW_HINTS or len(text) > LONGEST_COMPARED:
                return []
            lowered = {name.casefold(): name for name in self._candidates(text, column)}
            near = get_close_matches(text.casefold(), lowered, n=3, cutoff=0.6)
            self._near[sought] = [lowered[name] for name in near]
        return self._near[sought]

    def _candidates(self, text: str, column: Column) -> list[str]:
        """Ids to compare with: all when they are few, else those that begin or end alike."""
        names: Iterable[str] = (
            name for kind in column.refers_to for name in self._own.get(kind, {})
        )
        shipped = [n for s in self._schemes(column) for n in self._shipped.code_lists[s].labels]
        every = [*names, *shipped, *column.reserved]
        if len(every) <= COMPARED_IDS:
            return every
        start, end = text[:2].casefold(), text[-3:].casefold()
        lowered = ((name, name.casefold()) for name in every)
        alike = (name for name, low in lowered if low.startswith(start) or low.endswith(end))
        return list(islice(alike, COMPARED_IDS))


def joined_name(parts: Sequence[str]) -> str:
    """The id of a record that is named by what it joins: `from>to`."""
    return ">".join(parts)


def escaped_name(parts: Sequence[str]) -> str:
    """The same, fit for an IRI: no two different lists of parts give the same text."""
    return ">".join(part.replace("%", "%25").replace(">", "%3E") for part in parts)
