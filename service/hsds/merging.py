"""Records that were decided to be one, told as one, with the source of each field beside it.

The first record of a group stands for it. What may have several values is joined; of what may have
one, the value of the first record that has it is told. Every value that is taken from another
record than the first, or stands back behind one, is a note with its source: nothing is overwritten
in silence.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from shutil import rmtree
from tempfile import mkdtemp
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.errors import ExportError
from graph.identity import Identity, read_identity
from graph.public import PublicStore
from graph.store import MemoryStore, ReadableStore, Snapshot
from graph.store.protocol import Results
from graph.store.querying import query_union
from loaders.hsds.fields import OTHER_NAME, TEXTS
from ontology.terms import DCTERMS, GRAPH, ORG, SDO, SKOS, nwd

_NAME = SKOS + "prefLabel"
_COLUMNS: Mapping[str, str] = {
    _NAME: "name",
    DCTERMS + "identifier": "id",
    DCTERMS + "description": "description",
    SDO + "url": "website",
    SDO + "email": "email",
    ORG + "subOrganizationOf": "parent_organization_id",
    nwd("fundingText").value: "funding",
    nwd("providedBy").value: "organization_id",
    nwd("programName").value: "program",
    nwd("partOfProgram").value: "program_id",
    nwd("cost").value: "fees_description",
    nwd("waitDays").value: "wait_time",
    nwd("serviceStatus").value: "status",
    nwd("eligibilityText").value: "eligibility_description",
    nwd("hoursText").value: "schedules",
    nwd("rawMinimumAge").value: "minimum_age",
    nwd("rawMaximumAge").value: "maximum_age",
    nwd("fromDay").value: "minimum_age",
    nwd("toDay").value: "maximum_age",
    nwd("verifiedOn").value: "assured_date",
    nwd("slotsAvailable").value: "capacities",
    nwd("slotsTotal").value: "capacities",
    **{
        predicate.value: column
        for table in ("organization", "service")
        for column, (predicate, form) in TEXTS[table].items()
        if form != "names"
    },
}
"""Property that a record has once -> the HSDS field it is told in."""
_TOGETHER = (
    ("rawMinimumAge", "rawMaximumAge", "fromDay", "toDay"),
    ("slotsAvailable", "slotsTotal"),
    ("hoursText", "hasSchedule"),
)
"""Properties that say one thing together, so that they come from one record."""
_GROUP = {nwd(name).value: nwd(names[0]).value for names in _TOGETHER for name in names}
_SOURCE = GRAPH + "source/"


@dataclass(frozen=True)
class Note:
    """One value of a matched record that is told from another than the first, or not at all."""

    field: str
    before: str | None
    """The value that stands back; None where there is none."""
    after: str
    """The value that is told."""
    source: str
    """The name of the source that says the value told, or, of one that stands back, said that."""


class MergedStore:
    """A ReadableStore in which matched records are one."""

    def __init__(self, of: MemoryStore | Snapshot | PublicStore, identity: Identity) -> None:
        self._of = of
        if isinstance(of, MemoryStore) or (isinstance(of, PublicStore) and of.is_in_memory):
            self.store = Store()
            self.store.extend(of.store)
        else:
            folder = mkdtemp(prefix="nwd-merged-")
            weakref.finalize(self, rmtree, folder, ignore_errors=True)
            of.store.backup(f"{folder}/store")
            self.store = Store(f"{folder}/store")
        self.notes: dict[str, list[Note]] = {}
        for group in identity.groups:
            self.notes[group[0]] = list(self._merge(group))

    @property
    def version(self) -> str:
        """That of the data with the records apart."""
        return self._of.version

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; the default graph is the union of all graphs."""
        return query_union(self.store, sparql)

    def _merge(self, group: Sequence[str]) -> Iterator[Note]:
        first = NamedNode(group[0])
        held: dict[str, str] = {}
        told: dict[str, str] = {}
        for quad in self.store.quads_for_pattern(first, None, None, None):
            held[_slot(quad)] = group[0]
            told.setdefault(quad.predicate.value, _text(quad))
        for iri in group[1:]:
            member = NamedNode(iri)
            own = sorted(self.store.quads_for_pattern(member, None, None, None), key=str)
            taken: dict[str, str] = {}
            for quad in own:
                self.store.remove(quad)
                yield from self._take(quad, first, held, told, taken)
            held.update(taken)
            for quad in list(self.store.quads_for_pattern(None, None, member, None)):
                self.store.remove(quad)
                self.store.add(Quad(quad.subject, quad.predicate, first, quad.graph_name))

    def _take(
        self,
        quad: Quad,
        first: NamedNode,
        held: Mapping[str, str],
        told: dict[str, str],
        taken: dict[str, str],
    ) -> Iterator[Note]:
        """Move one statement to the first record, or let it stand back, and note it."""
        predicate, value, source = quad.predicate.value, _text(quad), _source(quad)
        column, slot = _COLUMNS.get(predicate), _slot(quad)
        is_one = column is not None or predicate in _GROUP
        if not is_one or slot not in held:
            self.store.add(Quad(first, quad.predicate, quad.object, quad.graph_name))
            if is_one:
                taken[slot] = str(quad.subject)
                told.setdefault(predicate, value)
            if column:
                yield Note(column, None, value, source)
            return
        kept = told.get(predicate)
        if column and value != kept:
            yield Note(column, value, kept or "(nothing)", source)
        if predicate == _NAME and value != kept:
            self.store.add(Quad(first, OTHER_NAME, Literal(value), quad.graph_name))


def merge_matched(store: ReadableStore) -> MergedStore | None:
    """The store with matched records as one; None where none are matched.

    Raises ExportError for data of another engine, which cannot be copied.
    """
    identity = read_identity(store)
    if not identity:
        return None
    if not isinstance(store, MemoryStore | Snapshot | PublicStore):
        raise ExportError("records of another engine cannot be told as one", format="hsds")
    return MergedStore(store, identity)


def notes_by_iri(notes: Mapping[str, Sequence[Note]]) -> Mapping[str, Sequence[Note]]:
    """The notes of each record, every one once, in order."""
    found: dict[str, list[Note]] = defaultdict(list)
    for iri, of_record in notes.items():
        found[iri] = sorted(
            set(of_record), key=lambda n: (n.field, n.source, n.before or "", n.after)
        )
    return found


def _slot(quad: Quad) -> str:
    return _GROUP.get(quad.predicate.value, quad.predicate.value)


def _text(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Literal | NamedNode) else str(quad.object)


def _source(quad: Quad) -> str:
    graph = str(getattr(quad.graph_name, "value", ""))
    return unquote(graph.removeprefix(_SOURCE)) or "unknown"
