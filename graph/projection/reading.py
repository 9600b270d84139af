"""Reading collections and columns from the store: one SELECT a property, over all sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property

import numpy as np
from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph.identity import read_identity
from graph.projection.arrays import BLANK_DAY, Collection, Ints, Lists, Small, Ternary
from graph.store import ReadableStore
from ontology.terms import DCTERMS, GRAPH, GRAPH_ONTOLOGY, NWD, ORG, SKOS, nwd

Pairs = Iterator[tuple[str, NamedNode | Literal]]


class Reader:
    """The collections of records, and columns of facts that refer to them by position.

    Records that were matched are one record here, under the name and id of the one that stands for
    them; `graph.identity` says which. It has what any of them states. Where a fact has one value
    and they differ: of a status, nothing is known; of an age range, only what all of them say is
    certain; else the one that was verified last is believed.
    """

    def __init__(self, store: ReadableStore) -> None:
        self.store = store
        self.identity = read_identity(store)
        self.identifiers = self._read_identifiers()
        self.labels = {s: o.value for s, o in self.single(f"{SKOS}prefLabel")}
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
        """Ternary column of a coded property; any other code is FALSE, and two are UNKNOWN."""
        states = {iri.value: Ternary.TRUE for iri in true}
        states |= {iri.value: Ternary.UNKNOWN for iri in unknown}
        column = np.full(len(records), blank, np.int8)
        stated: dict[int, Ternary] = {}
        for iri, value in self.pairs(name):
            if iri in records.index:
                position = records.index[iri]
                state = states.get(value.value, Ternary.FALSE)
                known = stated.setdefault(position, state)
                column[position] = state if known == state else Ternary.UNKNOWN
                stated[position] = Ternary(column[position])
        return column

    def _numbers(self, name: str, records: Collection, parse: Callable[[str], int]) -> Ints:
        column = np.full(len(records), BLANK_DAY, np.int64)
        for iri, value in self.single(name):
            if iri in records.index:
                column[records.index[iri]] = parse(value.value)
        return column

    def bounds(self, name: str, records: Collection) -> tuple[Ints, Ints]:
        """The least and the greatest whole number that is stated, BLANK_DAY where none is."""
        least = np.full(len(records), BLANK_DAY, np.int64)
        greatest = least.copy()
        for iri, value in self.pairs(name):
            if iri in records.index:
                position, number = records.index[iri], int(value.value)
                blank = least[position] == BLANK_DAY
                least[position] = number if blank else min(number, least[position])
                greatest[position] = max(number, greatest[position])
        return least, greatest

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
        links = [
            (rows.index[s], columns.index[o.value])
            for s, o in self.single(name)
            if s in rows.index and o.value in columns.index
        ]
        column = np.full(len(rows), -1, np.int64)
        for row, value in sorted(links, reverse=True):
            column[row] = value
        return column

    def texts(self, name: str, records: Collection) -> list[frozenset[str]]:
        return _gather(self.pairs(name), records)

    def words(self, name: str, records: Collection) -> list[str | None]:
        """Column of texts; the first in order where a record has several."""
        return [min(found, default=None) for found in _gather(self.single(name), records)]

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
        """Every value of a property; a record has those of all that it stands for."""
        canonical = self.identity.canonical
        for subject, value in self._stated(name):
            yield canonical(subject), self._canonical_value(value)

    def single(self, name: str) -> Pairs:
        """The same of a property of one value: that of the first matched record that states it."""
        if not self.identity:
            yield from self._stated(name)
            return
        first: dict[str, int] = {}
        matched: list[tuple[str, int, NamedNode | Literal]] = []
        for subject, value in self._stated(name):
            rank = self.identity.rank(subject)
            if rank is None:
                yield subject, self._canonical_value(value)
            else:
                stands_for = self.identity.canonical(subject)
                first[stands_for] = min(rank, first.get(stands_for, rank))
                matched.append((stands_for, rank, value))
        for subject, rank, value in matched:
            if rank == first[subject]:
                yield subject, self._canonical_value(value)

    def _stated(self, name: str) -> Pairs:
        predicate = name if ":" in name else NWD + name
        for s, o in self.select(f"SELECT ?s ?o WHERE {{ ?s <{predicate}> ?o }}"):
            yield s.value, o

    def _canonical_value(self, value: NamedNode | Literal) -> NamedNode | Literal:
        if not self.identity or not isinstance(value, NamedNode):
            return value
        stands_for = self.identity.canonical(value.value)
        return value if stands_for == value.value else NamedNode(stands_for)

    def _members(self, kind: str) -> list[str]:
        name = kind if ":" in kind else NWD + kind
        found = self.select(f"SELECT ?s WHERE {{ ?s a <{name}> }}")
        return sorted({self.identity.canonical(s.value) for (s,) in found})

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


def _gather(pairs: Pairs, records: Collection) -> list[frozenset[str]]:
    """The texts of each record."""
    found: list[set[str]] = [set() for _ in range(len(records))]
    for iri, value in pairs:
        if iri in records.index:
            found[records.index[iri]].add(value.value)
    return [frozenset(values) for values in found]
