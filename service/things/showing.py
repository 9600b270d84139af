"""A thing as it is shown on a page: properties by name, values as texts and links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from ontology.terms import DCTERMS, NWD, ORG, RDF, RDFS, SDO, SKOS, XSD
from service.facts import Facts, Term, own_id
from service.things.addresses import ONTOLOGY, address_of, is_web
from service.things.describing import Thing, name_of

_WORDS = {
    f"{RDF}type": "is a",
    f"{SKOS}prefLabel": "name",
    f"{DCTERMS}identifier": "id",
    f"{DCTERMS}description": "description",
    f"{SKOS}definition": "definition",
    f"{SKOS}example": "example",
    f"{RDFS}isDefinedBy": "defined by",
}
"""What these properties are called, and that they come first."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BOOLEANS = {"true": "yes", "1": "yes", "false": "no", "0": "no"}
OWL = "http://www.w3.org/2002/07/owl#"


@dataclass(frozen=True)
class Shown:
    """One value, property or record."""

    text: str
    href: str | None = None
    language: str | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the link leaves this service."""
        return self.href is not None and not self.href.startswith("/")


@dataclass(frozen=True)
class Row:
    """A property with its values, or with the records that link with it."""

    name: Shown
    values: Sequence[Shown]


@dataclass(frozen=True)
class TermShown:
    """A term of the ontology."""

    anchor: str
    iri: str
    name: str
    definition: str
    example: str
    rows: Sequence[Row]


def title_of(facts: Facts, iri: str, base: str) -> str:
    """What an IRI is called: its name, else the kind and id of a record, else the end of it.

    >>> from graph.store import MemoryStore
    >>> facts = Facts(MemoryStore())
    >>> title_of(facts, "https://example.org/id/demo/funding-stream/a%2Fb", "https://example.org/id/")
    'funding stream a/b'
    """
    if name := name_of(facts, iri):
        return name
    parts = iri.removeprefix(base).split("/") if iri.startswith(base) else []
    if len(parts) == 3:
        return f"{unquote(parts[1]).replace('-', ' ')} {unquote(parts[2])}"
    return own_id(iri) or iri


def rows_of(thing: Thing, base: str) -> list[Row]:
    """The statements of a thing, what says most first."""
    values: dict[str, list[Shown]] = defaultdict(list)
    for predicate, value in thing.statements:
        values[predicate].append(_value(thing.names, value, base))
    first = list(_WORDS)
    ordered = sorted(
        values, key=lambda p: (first.index(p) if p in first else len(first), _word(thing.names, p))
    )
    return [_row(thing.names, p, values[p], base) for p in ordered]


def links_of(thing: Thing, base: str) -> list[Row]:
    """What links to a thing, by property."""
    records: dict[str, list[Shown]] = defaultdict(list)
    for other, predicate in thing.links:
        records[predicate].append(_linked(thing.names, other, base))
    ordered = sorted(records, key=lambda p: _word(thing.names, p))
    return [_row(thing.names, p, records[p], base) for p in ordered]


def concepts_of(facts: Facts, base: str) -> list[tuple[Shown, Shown, str, list[Shown]]]:
    """(notation, name, definition, broader) of the concepts of a code list."""
    found = []
    for iri in facts.records():
        broader = [_linked(facts, one, base) for one in facts.links(iri, f"{SKOS}broader")]
        notation = facts.text(iri, f"{SKOS}notation") or own_id(iri)
        name = _linked(facts, iri, base)
        definition = facts.text(iri, f"{SKOS}definition") or ""
        found.append((Shown(notation, address_of(iri, base)), name, definition, broader))
    return sorted(found, key=lambda one: one[0].text)


def terms_of(facts: Facts, base: str) -> dict[str, list[TermShown]]:
    """Classes, properties and individuals of the ontology, each in order of their names."""
    found: dict[str, list[TermShown]] = {"Classes": [], "Properties": [], "Individuals": []}
    used: dict[str, list[str]] = defaultdict(list)
    for iri in facts.records():
        for domain in facts.links(iri, f"{SDO}domainIncludes"):
            used[domain].append(iri)
    for iri in facts.records():
        if iri == ONTOLOGY:
            continue
        kinds = facts.links(iri, f"{RDF}type")
        group = "Individuals"
        if f"{OWL}Class" in kinds:
            group = "Classes"
        elif any(kind.startswith(OWL) for kind in kinds):
            group = "Properties"
        found[group].append(_term(facts, iri, used[iri], base))
    return {name: sorted(each, key=lambda t: t.name.lower()) for name, each in found.items()}


def _term(facts: Facts, iri: str, properties: Iterable[str], base: str) -> TermShown:
    told = {
        "kind of": facts.links(iri, f"{RDFS}subClassOf"),
        "used on": facts.links(iri, f"{SDO}domainIncludes"),
        "values": facts.links(iri, f"{SDO}rangeIncludes"),
        "properties": list(properties),
    }
    rows = [
        Row(Shown(word), [Shown(_short(facts, one, base), address_of(one, base)) for one in linked])
        for word, linked in told.items()
        if linked
    ]
    return TermShown(
        anchor=iri.removeprefix(NWD),
        iri=iri,
        name=title_of(facts, iri, base),
        definition=facts.text(iri, f"{SKOS}definition") or "",
        example=facts.text(iri, f"{SKOS}example") or "",
        rows=rows,
    )


def _short(facts: Facts, iri: str, base: str) -> str:
    for start, prefix in ((XSD, "xsd"), (ORG, "org"), (SDO, "schema"), (SKOS, "skos")):
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return title_of(facts, iri, base)


def _row(names: Facts, predicate: str, values: Iterable[Shown], base: str) -> Row:
    ordered = sorted(values, key=lambda one: (one.text.lower(), one.text, one.href or ""))
    return Row(Shown(_word(names, predicate), address_of(predicate, base)), ordered)


def _word(names: Facts, predicate: str) -> str:
    """What a property is called; of one without a name the end of its IRI, in words."""
    if predicate in _WORDS:
        return _WORDS[predicate]
    return name_of(names, predicate) or _HUMP.sub(" ", own_id(predicate)).lower()


def _linked(names: Facts, iri: str, base: str) -> Shown:
    return Shown(title_of(names, iri, base), address_of(iri, base))


def _value(names: Facts, value: Term, base: str) -> Shown:
    if isinstance(value, NamedNode):
        return _linked(names, value.value, base)
    if isinstance(value, Literal):
        if value.datatype.value == f"{XSD}boolean":
            return Shown(_BOOLEANS.get(value.value, value.value))
        link = value.value if is_web(value.value) else None
        return Shown(value.value, link, value.language)
    return Shown("something without a name")
