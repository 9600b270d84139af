"""Comparing a source's graph as published with the graph that is to take its place.

Both are passed twice: once for a number of 64 bits for each statement, and once to gather the
subjects whose statements differ; only their statements are then read. So the memory is some 50
bytes a statement and the changes themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from loaders.updates.changes import FieldChange, RecordChange, SourceChanges, count_changes
from ontology.terms import DCTERMS, NWD, RDF, RDFS, SKOS

MOST_LISTED = 10_000
"""Changed records that are listed with their fields; of more, the first by change, kind and id."""

_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_LABEL = NamedNode(SKOS + "prefLabel")
_NOTATION = NamedNode(SKOS + "notation")
_RDFS_LABEL = NamedNode(RDFS + "label")
_FIELDS = {_LABEL: "name", NamedNode(SKOS + "altLabel"): "other name"}
_ORDER = {"added": 0, "removed": 1, "changed": 2}

Term = NamedNode | BlankNode | Literal | Triple


def compare_source(
    before: Store, after: Store, graph: NamedNode, *, against: int | None = None
) -> SourceChanges:
    """What of `graph` differs between two stores; `against` is the generation of `before`."""
    old, new = _Numbered.of(before, graph), _Numbered.of(after, graph)
    subjects = old.subjects_not_in(new) | new.subjects_not_in(old)
    sides = _Side(before, graph), _Side(after, graph)
    records = [found for subject in subjects if (found := _compare(subject, *sides))]
    records.sort(key=lambda record: (_ORDER[record.change], record.kind, record.id, record.iri))
    kinds, fields = count_changes(records)
    counts = {
        change: sum(n for (_, what), n in kinds.items() if what == change) for change in _ORDER
    }
    counts["same"] = sides[1].count_records() - counts["added"] - counts["changed"]
    return SourceChanges(
        against=against,
        counts=counts,
        kinds=kinds,
        fields=fields,
        records=tuple(records[:MOST_LISTED]),
        left_off=max(len(records) - MOST_LISTED, 0),
        uncompared=old.blank + new.blank,
    )


@dataclass(frozen=True)
class _Numbered:
    """The statements of a graph by their hashes, in the store's order."""

    store: Store
    graph: NamedNode
    hashes: np.ndarray[tuple[int], np.dtype[np.int64]]
    blank: int

    @staticmethod
    def of(store: Store, graph: NamedNode) -> _Numbered:
        blank = 0

        def numbers() -> Iterator[int]:
            nonlocal blank
            for quad in store.quads_for_pattern(None, None, None, graph):
                is_blank = _is_blank(quad)
                blank += is_blank
                yield 0 if is_blank else hash(quad)

        return _Numbered(store, graph, np.fromiter(numbers(), np.int64), blank)

    def subjects_not_in(self, other: _Numbered) -> set[NamedNode]:
        """Subjects of the statements that the other does not have."""
        alone = ~np.isin(self.hashes, other.hashes)
        if not alone.any():
            return set()
        quads = self.store.quads_for_pattern(None, None, None, self.graph)
        return {
            quad.subject
            for quad, is_alone in zip(quads, alone.tolist(), strict=True)
            if is_alone and isinstance(quad.subject, NamedNode) and not _is_blank(quad)
        }


def _is_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


class _Side:
    """One of the two stores, asked about single records."""

    def __init__(self, store: Store, graph: NamedNode) -> None:
        self.store, self.graph = store, graph

    def values(self, subject: NamedNode) -> dict[NamedNode, list[Term]]:
        """Property -> values, of one subject in the graph."""
        found: dict[NamedNode, list[Term]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(subject, None, None, self.graph):
            if not isinstance(quad.object, BlankNode):
                found[quad.predicate].append(quad.object)
        return found

    def count_records(self) -> int:
        """Subjects with an identifier."""
        quads = self.store.quads_for_pattern(None, _IDENTIFIER, None, self.graph)
        return len({quad.subject for quad in quads})

    def show(self, value: Term) -> str:
        """A value as people read it: a text, or the name of the thing."""
        if not isinstance(value, NamedNode):
            return value.value if isinstance(value, Literal) else str(value)
        for predicate in (_LABEL, _RDFS_LABEL, _NOTATION, _IDENTIFIER):
            if told := self.first(value, predicate):
                return told
        return _local_name(value)

    def first(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        """The first text in order, in any graph."""
        quads = self.store.quads_for_pattern(subject, predicate, None, None)
        return min((q.object.value for q in quads if isinstance(q.object, Literal)), default=None)


def _compare(subject: NamedNode, before: _Side, after: _Side) -> RecordChange | None:
    old, new = before.values(subject), after.values(subject)
    if _IDENTIFIER not in old and _IDENTIFIER not in new:
        return None
    is_added, is_removed = _IDENTIFIER not in old, _IDENTIFIER not in new
    side, values = (before, old) if is_removed else (after, new)
    return RecordChange(
        change="added" if is_added else "removed" if is_removed else "changed",
        kind=_kind(values.get(_TYPE, ())),
        id=min(side.show(value) for value in values[_IDENTIFIER]),
        name=min((side.show(value) for value in values.get(_LABEL, ())), default=None),
        iri=subject.value,
        fields=tuple(_fields(old, new, before, after)),
    )


def _fields(
    old: dict[NamedNode, list[Term]],
    new: dict[NamedNode, list[Term]],
    before: _Side,
    after: _Side,
) -> Iterator[FieldChange]:
    labelled = sorted(
        ((_field_name(after, predicate), predicate) for predicate in {*old, *new}),
        key=lambda pair: (pair[0], pair[1].value),
    )
    for label, predicate in labelled:
        was, is_now = set(old.get(predicate, ())), set(new.get(predicate, ()))
        if was != is_now and (predicate != _TYPE or (was and is_now)):
            yield FieldChange(
                field=label,
                property=predicate.value,
                before=tuple(sorted(before.show(value) for value in was)),
                after=tuple(sorted(after.show(value) for value in is_now)),
            )


def _field_name(side: _Side, predicate: NamedNode) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _local_name(predicate)).lower()
    return side.first(predicate, _RDFS_LABEL) or _FIELDS.get(predicate, words)


def _kind(types: Sequence[Term]) -> str:
    """Of several classes ours first."""
    names = sorted(
        (not value.value.startswith(NWD), _local_name(value))
        for value in types
        if isinstance(value, NamedNode)
    )
    return names[0][1] if names else "record"


def _local_name(iri: NamedNode) -> str:
    return iri.value.rpartition("#")[2].rpartition("/")[2] or iri.value
