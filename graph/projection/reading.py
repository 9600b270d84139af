"""Reading collections and columns from the store: one SELECT a property, over all sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property

import numpy as np
from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph.projection.arrays import BLANK_DAY, Collection, Ints, Lists, Small, Ternary
from graph.store import ReadableStore
from ontology.terms import DCTERMS, GRAPH, GRAPH_ONTOLOGY, NWD, ORG, SKOS, nwd

Pairs = Iterator[tuple[str, NamedNode | Literal]]


class Reader:
    """The collections of records, and columns of facts that refer to them by position."""

    def __init__(self, store: ReadableStore) -> None:
        self.store = store
        self.identifiers = self._read_identifiers()
        self.labels = {s: o.value for s, o in self.pairs(f"{SKOS}prefLabel")}
        actors = ("Service", "Partner", "Touchpoint")
        members = {kind: self._members(kind) for kind in actors}
        shown = self._show([iri for kind in actors for iri in members[kind]])
        self.services, self.partners, self.touchpoints = (
            self._collection(members[kind], shown) for kind in actors
        )
        self.needs = self.records("Need")
        self.segments = self.records("PopulationSegment", first=nwd("allFamilies").value)
        self.places = self.records("Place", first=nwd("everywhere").value)
        self.pathways = self.records("ReferralPathway")
        self.life_stages = self.records("LifeStage")
        self.sites = self.records(f"{ORG}Site")
        self.streams = self.records("FundingStream")
        self.funders = self.collection({funder.value for _, funder in self.pairs("fundedBy")})
        self.node_index = {
            iri: i
            for i, iri in enumerate(
                [*self.services.iris, *self.partners.iris, *self.touchpoints.iris]
            )
        }

    # Columns ------------------------------------------------------------------------------

    def states(
        self,
        name: str,
        records: Collection,
        *,
        true: list[NamedNode],
        unknown: list[NamedNode],
        blank: Ternary,
    ) -> Small:
        """Ternary column of a coded property; any other code is FALSE."""
        states = {iri.value: Ternary.TRUE for iri in true}
        states |= {iri.value: Ternary.UNKNOWN for iri in unknown}
        column = np.full(len(records), blank, np.int8)
        for iri, value in self.pairs(name):
            if iri in records.index:
                column[records.index[iri]] = states.get(value.value, Ternary.FALSE)
        return column

    def _numbers(self, name: str, records: Collection, parse: Callable[[str], int]) -> Ints:
        column = np.full(len(records), BLANK_DAY, np.int64)
        for iri, value in self.pairs(name):
            if iri in records.index:
                column[records.index[iri]] = parse(value.value)
        return column

    def integers(self, name: str, records: Collection) -> Ints:
        return self._numbers(name, records, int)

    def days(self, name: str, records: Collection) -> Ints:
        return self._numbers(name, records, lambda text: date.fromisoformat(text).toordinal())

    def links(self, name: str, rows: Collection, columns: Collection) -> list[tuple[int, int]]:
        return [
            (rows.index[s], columns.index[o.value])
            for s, o in self.pairs(name)
            if s in rows.index and o.value in columns.index
        ]

    def lists(self, name: str, rows: Collection, columns: Collection) -> Lists:
        return Lists.from_pairs(self.links(name, rows, columns), len(rows))

    def one(self, name: str, rows: Collection, columns: Collection) -> Ints:
        column = np.full(len(rows), -1, np.int64)
        for row, value in sorted(self.links(name, rows, columns), reverse=True):
            column[row] = value
        return column

    def texts(self, name: str, records: Collection) -> list[frozenset[str]]:
        found: list[set[str]] = [set() for _ in range(len(records))]
        for iri, value in self.pairs(name):
            if iri in records.index:
                found[records.index[iri]].add(value.value)
        return [frozenset(values) for values in found]

    def words(self, name: str, records: Collection) -> list[str | None]:
        """Column of texts; the first in order where a record has several."""
        return [min(found, default=None) for found in self.texts(name, records)]

    def notations(self, name: str, records: Collection) -> list[str | None]:
        """Column of codes, as their notations; None where there is none, or no code of a list."""
        return [None if iri is None else self._codes.get(iri) for iri in self.words(name, records)]

    @cached_property
    def _codes(self) -> dict[str, str]:
        """IRI -> notation of every code."""
        return {iri: value.value for iri, value in self.pairs(f"{SKOS}notation")}

    def nodes(self, name: str, records: Collection) -> Ints:
        column = np.full(len(records), -1, np.int64)
        for iri, node in self.pairs(name):
            if iri in records.index:
                column[records.index[iri]] = self.node_index.get(node.value, -1)
        return column

    # Reading ------------------------------------------------------------------------------

    def select(self, query: str) -> QuerySolutions:
        solutions = self.store.query(f"PREFIX nwd: <{NWD}> {query}")
        assert isinstance(solutions, QuerySolutions)
        return solutions

    def pairs(self, name: str) -> Pairs:
        predicate = name if ":" in name else NWD + name
        for s, o in self.select(f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o }}"):
            yield s.value, o

    def _members(self, kind: str) -> list[str]:
        name = kind if ":" in kind else NWD + kind
        return sorted({s.value for (s,) in self.select(f"SELECT ?s WHERE {{ ?s a <{name}> }}")})

    def _read_identifiers(self) -> dict[str, tuple[str, str]]:
        """IRI -> (source, the source's own id)."""
        found: dict[str, tuple[str, str]] = {}
        prefix = GRAPH + "source/"
        for g, s, o in self.select(
            f"SELECT ?g ?s ?o WHERE {{ GRAPH ?g {{ ?s <{DCTERMS}identifier> ?o }} }}"
        ):
            if g.value.startswith(prefix):
                found.setdefault(s.value, (g.value.removeprefix(prefix), o.value))
            elif g == GRAPH_ONTOLOGY:
                found[s.value] = ("", o.value)
        return found

    def _show(self, iris: Iterable[str]) -> dict[str, str]:
        """The id to show: the source's own, with the source in front only where two clash."""
        own = {iri: self.identifiers.get(iri, ("", iri)) for iri in iris}
        uses = Counter(identifier for _, identifier in own.values())
        return {
            iri: f"{source}:{identifier}" if source and uses[identifier] > 1 else identifier
            for iri, (source, identifier) in own.items()
        }

    def collection(self, iris: Iterable[str]) -> Collection:
        """Records by the ids that are shown for them."""
        listed = list(iris)
        return self._collection(listed, self._show(listed))

    def _collection(self, iris: Iterable[str], shown: dict[str, str]) -> Collection:
        ordered = sorted(iris, key=lambda iri: (shown[iri], iri))
        names = [self.labels.get(iri, shown[iri]) for iri in ordered]
        index = {iri: i for i, iri in enumerate(ordered)}
        return Collection(ordered, [shown[iri] for iri in ordered], names, index)

    def records(self, kind: str, *, first: str | None = None) -> Collection:
        iris = [iri for iri in self._members(kind) if iri != first]
        collection = self.collection(iris)
        if first is None:
            return collection
        identifier = self.identifiers.get(first, ("", first))[1]
        ordered = [first, *collection.iris]
        return Collection(
            ordered,
            [identifier, *collection.ids],
            [self.labels.get(first, identifier), *collection.names],
            {iri: i for i, iri in enumerate(ordered)},
        )
