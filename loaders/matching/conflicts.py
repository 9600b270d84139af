"""Two records side by side: every field of both, who says so, and whether they agree.

Nothing is chosen and nothing overwritten: what the sources say stays as it is, and a person reads
it. What must not leave the store (where confidential sites are) is withheld here too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.identity import Identity, read_identity
from graph.public.withheld import INSTEAD, Withheld, read_withheld
from graph.store import ReadableStore
from graph.store.querying import select
from loaders.matching.normalisation import (
    mail_address,
    name_words,
    phone_numbers,
    plain,
    web_host,
    web_page,
)
from loaders.matching.records import SOURCES
from ontology.terms import ADMS, DCTERMS, NWD, ORG, RDF, RDFS, SDO, SKOS

Term: TypeAlias = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One field of two records."""

    field: str
    """Its label, such as "telephone"."""
    left: tuple[str, ...]
    right: tuple[str, ...]
    """The values as they are told, in order; empty where the record says nothing."""
    left_source: str
    right_source: str
    """Names of the sources that say so, joined by a comma; empty where there is no value."""
    agrees: bool | None
    """Whether both say the same, apart from spelling; None where one says nothing."""


def compare_records(store: ReadableStore, left: str, right: str) -> list[Row]:
    """Every field that either record has, names first; `left` and `right` are IRIs.

    Sites and services that point at a partner are fields of it, and what hangs on a record without
    a name of its own (a telephone, an identifier) is told in one line. A record that is not in the
    store has no fields.
    """
    reader = _FieldReader(store)
    one, other = reader.fields(left), reader.fields(right)
    predicates = sorted(
        {*one, *other}, key=lambda p: (p not in NAMES_FIRST, reader.label(p).casefold(), p)
    )
    return [_row(reader, p, one.get(p, {}), other.get(p, {})) for p in predicates]


Fields: TypeAlias = dict[str, dict[str, set[str]]]
"""Predicate (with `^` in front of an inverse one) -> value -> sources."""


class _FieldReader:
    """Fields of records as texts."""

    def __init__(self, store: ReadableStore) -> None:
        self._store = store
        self._withheld: Withheld = read_withheld(store)
        self._identity: Identity = read_identity(store)
        self._named: dict[str, set[Hashable]] = defaultdict(set)

    def fields(self, iri: str) -> Fields:
        """What every source says of a record."""
        found: Fields = defaultdict(lambda: defaultdict(set))
        subject = str(NamedNode(iri))
        for graph, predicate, value in select(
            self._store, f"SELECT ?g ?p ?o WHERE {{ GRAPH ?g {{ {subject} ?p ?o }} }}"
        ):
            self._add(found, graph, predicate.value, value)
        for inverse in INVERSE:
            for graph, value in select(
                self._store, f"SELECT ?g ?s WHERE {{ GRAPH ?g {{ ?s <{inverse}> {subject} }} }}"
            ):
                self._add(found, graph, f"^{inverse}", value)
        return found

    def label(self, predicate: str) -> str:
        """The label of a property in the ontology, else the end of its IRI."""
        if predicate in LABELS:
            return LABELS[predicate]
        labels = [
            label.value
            for (label,) in select(
                self._store, f"SELECT ?l WHERE {{ <{predicate}> <{RDFS}label> ?l }}"
            )
        ]
        return min(labels, default=predicate.replace("#", "/").rpartition("/")[2])

    def forms(self, predicate: str, values: Iterable[str]) -> frozenset[Hashable]:
        """The values without what is mere spelling; records that count as one have one form."""
        form = FORMS.get(predicate, plain)
        if predicate in OF_RECORDS:
            return frozenset().union(*(self._named[value] for value in values))
        return frozenset(form(value) or plain(value) for value in values)

    def _add(self, found: Fields, graph: Term, predicate: str, value: Term) -> None:
        if predicate in PASSED_OVER or not graph.value.startswith(SOURCES):
            return
        if text := self._text(value):
            found[predicate][text].add(unquote(graph.value.removeprefix(SOURCES)))
            if predicate in OF_RECORDS:
                matched = self._identity.rank(value.value) is not None
                one = self._identity.canonical(value.value) if matched else plain(text)
                self._named[text].add(one)

    def _text(self, value: Term) -> str:
        """A literal; of a thing its name, with the address of a site; else what hangs on it."""
        if isinstance(value, Literal):
            return self._withheld.redact(" ".join(value.value.split()))
        # Nodes are looked up by IRI; a blank node cannot be.
        if isinstance(value, BlankNode) or str(value) in self._withheld.hidden:
            return ""
        said: dict[str, list[str]] = defaultdict(list)
        for predicate, other in select(
            self._store, f"SELECT DISTINCT ?p ?o WHERE {{ {value} ?p ?o FILTER(isLiteral(?o)) }}"
        ):
            said[predicate.value].append(other.value)
        named = sorted(said.get(f"{SKOS}prefLabel", []))
        if named and str(value) in self._withheld.sites:
            return self._withheld.redact(f"{named[0]} {INSTEAD}")
        if named:
            where = [v for p in ADDRESS for v in sorted(said.get(p, []))]
            return self._withheld.redact(", ".join((named[0], *where)))
        if str(value) in self._withheld.sites:
            return INSTEAD
        texts = [v for p in sorted(said) if p not in PASSED_OVER for v in sorted(said[p])]
        return self._withheld.redact("; ".join(texts)) if texts else value.value


def _row(
    reader: _FieldReader,
    predicate: str,
    left: Mapping[str, set[str]],
    right: Mapping[str, set[str]],
) -> Row:
    agrees = None
    if left and right:
        agrees = reader.forms(predicate, left) == reader.forms(predicate, right)
    label = reader.label(predicate)
    return Row(label, tuple(sorted(left)), tuple(sorted(right)), _of(left), _of(right), agrees)


def _of(values: Mapping[str, set[str]]) -> str:
    return ", ".join(sorted(set().union(*values.values())))


INVERSE = (f"{ORG}siteOf", f"{NWD}providedBy")
OF_RECORDS = (f"{NWD}providedBy", f"^{NWD}providedBy")
"""What leads to partners and services, which may have been matched."""
LABELS = {
    f"^{ORG}siteOf": "sites",
    f"^{NWD}providedBy": "services",
    f"{SKOS}prefLabel": "name",
    f"{SKOS}altLabel": "other name",
    f"{SDO}url": "website",
    f"{SDO}sameAs": "other website",
    f"{SDO}email": "mail address",
    f"{SDO}telephone": "telephone",
    f"{SDO}contactPoint": "contact",
    f"{ADMS}identifier": "identifier",
    f"{ORG}subOrganizationOf": "part of",
}
NAMES_FIRST = (f"{SKOS}prefLabel", f"{SKOS}altLabel")
PASSED_OVER = frozenset({f"{RDF}type", f"{DCTERMS}identifier"})
"""What says nothing of the thing: its class, and the number of the row in its source."""
ADDRESS = (f"{SDO}streetAddress", f"{SDO}addressLocality")
FORMS: dict[str, Callable[[str], Hashable]] = {
    f"{SKOS}prefLabel": name_words,
    f"{SKOS}altLabel": name_words,
    f"{SDO}telephone": lambda text: tuple(phone_numbers(text)),
    f"{SDO}email": mail_address,
    f"{SDO}url": lambda text: web_page(text) or web_host(text),
}
