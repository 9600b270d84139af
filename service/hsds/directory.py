"""Which organizations, services, locations and terms there are, with their HSDS ids.

Only IRIs, ids and times are kept here; what is said of a record is read when it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from graph.store import ReadableStore
from ontology.terms import GRAPH_SOURCES, ORG, PROV, nwd
from service.facts import solutions
from service.hsds.funding import read_funding
from service.hsds.ids import assign_ids, made_id
from service.hsds.postcodes import Postcodes, read_postcodes
from service.hsds.terms import Vocabularies, read_vocabularies

SITE = NamedNode(ORG + "Site")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record."""

    id: str
    iri: str
    changed: datetime
    """When the newest source that tells of it was loaded."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A service at a location."""

    id: str
    service: Entry
    location: Entry

    @property
    def changed(self) -> datetime:
        """The later time of the two."""
        return max(self.service.changed, self.location.changed)


class Entries:
    """The records of one class, in the order of their IRIs, found by id and by IRI."""

    def __init__(self, changed: Mapping[str, datetime]) -> None:
        ids = assign_ids(changed)
        self.all: Sequence[Entry] = [Entry(ids[iri], iri, changed[iri]) for iri in ids]
        self._by_iri = {entry.iri: entry for entry in self.all}
        self._by_id = {entry.id: entry for entry in self.all}

    def get(self, identifier: str) -> Entry | None:
        """The record with that UUID, in any case of letters."""
        return self._by_id.get(identifier.lower())

    def of(self, iri: str | None) -> Entry | None:
        """The record of that IRI."""
        return None if iri is None else self._by_iri.get(iri)

    def among(self, iris: Iterable[str]) -> list[Entry]:
        """The records of those IRIs that are of this class."""
        return [entry for iri in iris if (entry := self._by_iri.get(iri)) is not None]


class Directory:
    """Everything of one version of the data that is listed, each part read when it is asked for.

    `published` is taken for the time of what no source with a known time of loading says.
    """

    def __init__(self, store: ReadableStore, *, published: datetime) -> None:
        self.store = store
        self._published = published

    @cached_property
    def organizations(self) -> Entries:
        """The partners."""
        return Entries(self._changed(nwd("Partner")))

    @cached_property
    def locations(self) -> Entries:
        """The sites."""
        return Entries(self._changed(SITE))

    @cached_property
    def services(self) -> Entries:
        """The services; money that a later source gives to one changes it, too."""
        changed = self._changed(nwd("Service"))
        query = f"SELECT DISTINCT ?s ?g WHERE {{ GRAPH ?g {{ ?a {nwd('allocatedTo')} ?s }} }}"
        for iri, time in self._times(query):
            if iri in changed:
                changed[iri] = max(changed[iri], time)
        return Entries(changed)

    @cached_property
    def programs(self) -> Entries:
        """The programs that a directory names."""
        return Entries(self._changed(nwd("Program")))

    @cached_property
    def _programs_of(self) -> Mapping[str, Sequence[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        query = f"SELECT DISTINCT ?p ?of WHERE {{ ?p {nwd('programOf')} ?of }} ORDER BY ?p ?of"
        for program, organization in solutions(self.store, query):
            entry = self.programs.of(_iri(program))
            if entry and (of := _iri(organization)):
                found[of].append(entry)
        return found

    def programs_of(self, organization: str) -> Sequence[Entry]:
        """The programs of an organization, by its IRI."""
        return self._programs_of.get(organization, ())

    @cached_property
    def day(self) -> str:
        """The day of the newest load, on which what is given is as it is."""
        times = [*self._loaded.values()] or [self._published]
        return max(times).astimezone(UTC).date().isoformat()

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """Each service at each of its locations, in the order of their IRIs."""
        query = f"SELECT DISTINCT ?s ?site WHERE {{ ?s {nwd('atSite')} ?site }}"
        pairs = []
        for one, two in solutions(self.store, query):
            service, location = self.services.of(_iri(one)), self.locations.of(_iri(two))
            if service and location:
                pairs.append((service, location))
        pairs.sort(key=lambda pair: (pair[0].iri, pair[1].iri))
        return [Pair(self.pair_id(one.iri, two.iri), one, two) for one, two in pairs]

    @cached_property
    def pairs_by_id(self) -> Mapping[str, Pair]:
        """The same, by id."""
        return {pair.id: pair for pair in self.pairs}

    @cached_property
    def vocabularies(self) -> Vocabularies:
        """Taxonomies and their terms."""
        return read_vocabularies(self.store)

    @cached_property
    def funding(self) -> Mapping[str, Sequence[str]]:
        """What is known of the money of services and partners: IRI -> texts."""
        return read_funding(self.store)

    @cached_property
    def postcodes(self) -> Postcodes:
        """Where the locations are."""
        return read_postcodes(self.store)

    @staticmethod
    def pair_id(service: str, location: str) -> str:
        """Id of a service at a location."""
        return made_id(service, location)

    @cached_property
    def _loaded(self) -> Mapping[str, datetime]:
        """When each source was loaded, by its graph."""
        query = (
            f"SELECT ?g ?t WHERE {{ GRAPH {GRAPH_SOURCES} {{ ?g <{PROV}generatedAtTime> ?t }} }}"
        )
        times: dict[str, datetime] = {}
        for graph, time in solutions(self.store, query):
            if isinstance(graph, NamedNode) and isinstance(time, Literal):
                try:
                    found = datetime.fromisoformat(time.value)
                except ValueError:
                    continue
                times[graph.value] = found if found.tzinfo else found.replace(tzinfo=UTC)
        return times

    def _changed(self, kind: NamedNode) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        query = f"SELECT DISTINCT ?s ?g WHERE {{ GRAPH ?g {{ ?s a {kind} }} }}"
        for iri, time in self._times(query):
            found[iri] = max(time, found.get(iri, time))
        return found

    def _times(self, query: str) -> Iterator[tuple[str, datetime]]:
        """(IRI, time of loading) of a query for subjects and their graphs."""
        times: dict[str, datetime] = defaultdict(lambda: self._published, self._loaded)
        for subject, graph in solutions(self.store, query):
            if isinstance(subject, NamedNode) and isinstance(graph, NamedNode):
                yield subject.value, times[graph.value]


def _iri(term: object) -> str | None:
    return term.value if isinstance(term, NamedNode) else None
