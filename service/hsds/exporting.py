"""An export in HSDS: the chosen records as full objects, each told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from graph.public import PublicStore
from graph.store import MemoryStore, ReadableStore, Snapshot
from loaders.hsds.own_export import NOTHING
from service.hsds.choosing import Chosen, Selection, choose
from service.hsds.directory import Directory, Entry
from service.hsds.ids import made_id
from service.hsds.left_out import LeftOut, list_left_out
from service.hsds.merging import Note, merge_matched, notes_by_iri
from service.hsds.steps import STEPS, Steps
from service.hsds.writing import Writer

Json = dict[str, Any]
VERSION = "3.1"
MOST_TOLD = 4
"""Kinds of things named in a line of what is left out."""


class HsdsExport:
    """What one export holds: only what may be told leaves the store."""

    def __init__(self, store: ReadableStore, asked: Selection, *, generated_at: datetime) -> None:
        self._asked = asked
        self._store = public_store(store)
        self._notes: Mapping[str, Sequence[Note]] = {}
        merged = merge_matched(self._store) if asked.merged else None
        if merged:
            self._store, self._notes = merged, notes_by_iri(merged.notes)
        self.directory = Directory(self._store, published=generated_at)

    @cached_property
    def chosen(self) -> Chosen:
        """The records."""
        return choose(self.directory, self._asked)

    @property
    def day(self) -> str:
        """The day of the newest load."""
        return self.directory.day

    def services(self) -> Iterator[Json]:
        """Full services; of their organizations the direct properties."""
        writer = Writer(self.directory)
        made = writer.services(self.chosen.services, whole=False)
        for entry, one in zip(self.chosen.services, made, strict=True):
            yield self._with_notes(entry, one)

    def organizations(self) -> Iterator[Json]:
        """Full organizations, without their services and with the chosen locations."""
        writer = Writer(self.directory)
        places = {
            entry.id for entry in self.directory.locations.all if entry.iri in self.chosen.locations
        }
        objects = writer.organizations(self.chosen.organizations, services=False)
        for entry, made in zip(self.chosen.organizations, objects, strict=True):
            self._with_notes(entry, made)
            if "locations" in made:
                made["locations"] = [one for one in made["locations"] if one["id"] in places]
            yield {key: value for key, value in made.items() if value}

    def _with_notes(self, entry: Entry, made: Json) -> Json:
        """The object with the sources of its fields, where it is made of several records."""
        rows = [
            {
                "id": made_id(
                    entry.iri, "merged", note.field, note.source, note.before or "", place
                ),
                "last_action_date": self.day,
                "last_action_type": "create" if note.before is None else "update",
                "field_name": note.field,
                "previous_value": note.before or NOTHING,
                "replacement_value": note.after or NOTHING,
                "updated_by": note.source,
            }
            for place, note in (
                (str(place), note) for place, note in enumerate(self._notes.get(entry.iri, ()))
            )
        ]
        if rows:
            made[STEPS] = [*made.get(STEPS, ()), *rows]
        return made

    def terms(self) -> Iterator[Json]:
        """The terms that are told of although no service has them."""
        vocabularies, steps = self.directory.vocabularies, Steps(self.day)
        for term in vocabularies.terms:
            if term.iri in self.chosen.terms:
                made = vocabularies.as_object(term)
                yield steps.finish("taxonomy_term", made, told=True)

    @cached_property
    def left_out(self) -> list[LeftOut]:
        """What the selection has that HSDS cannot hold."""
        if self._asked.is_all:
            return list_left_out(self._store, None)
        chosen = self.chosen
        records = {one.iri for one in (*chosen.organizations, *chosen.services)}
        return list_left_out(self._store, records | chosen.locations)


def public_store(store: ReadableStore) -> ReadableStore:
    """What may be told of a store."""
    return PublicStore(store) if isinstance(store, Snapshot | MemoryStore) else store


def tell_left_out(left_out: list[LeftOut]) -> list[str]:
    """The same in short, a line for each reason; none where all is exported."""
    reasons: dict[str, list[LeftOut]] = defaultdict(list)
    for one in sorted(left_out, key=lambda one: (-one.records, one.what, one.term)):
        reasons[one.why].append(one)
    lines = []
    for why, some in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0])):
        named = [f"{one.records:,} {one.what}" for one in some[:MOST_TOLD]]
        more = f" and {len(some) - MOST_TOLD} kinds more" if len(some) > MOST_TOLD else ""
        lines.append(f"  {why}: {', '.join(named)}{more}")
    head = "not in the file, because HSDS cannot hold it; its list not_exported names everything:"
    return [head, *lines] if lines else []


def as_rows(left_out: list[LeftOut]) -> list[Mapping[str, Any]]:
    """What is left out, as rows of a table."""
    return [
        {"what": one.what, "records": one.records, "why": one.why, "term": one.term}
        for one in left_out
    ]
