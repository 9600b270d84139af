"""A thing as it is shown on a page: properties by name, values as texts and links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from ontology.terms import CODE, DCTERMS, NWD, ORG, RDF, RDFS, SDO, SKOS, XSD
from service.facts import Facts, Term, own_id
from service.language import N_, Language
from service.language.translating import TERM
from service.things.addresses import ONTOLOGY, address_of, is_web
from service.things.describing import Thing, name_of

_WORDS = {
    f"{RDF}type": N_("is a"),
    f"{SKOS}prefLabel": N_("name"),
    f"{DCTERMS}identifier": N_("id"),
    f"{DCTERMS}description": N_("description"),
    f"{SKOS}definition": N_("definition"),
    f"{SKOS}example": N_("example"),
    f"{RDFS}isDefinedBy": N_("defined by"),
}
"""What these properties are called, and that they come first."""
_OTHER_WORDS = frozenset(
    {
        N_("address country"),
        N_("address locality"),
        N_("address region"),
        N_("agent"),
        N_("alt label"),
        N_("broad match"),
        N_("broader"),
        N_("classification"),
        N_("close match"),
        N_("closes"),
        N_("computed on"),
        N_("contact point"),
        N_("contact type"),
        N_("created"),
        N_("currency"),
        N_("date"),
        N_("email"),
        N_("ended at time"),
        N_("generated at time"),
        N_("had role"),
        N_("has top concept"),
        N_("in scheme"),
        N_("is measurement of"),
        N_("label"),
        N_("language"),
        N_("latitude"),
        N_("license"),
        N_("longitude"),
        N_("member"),
        N_("modified"),
        N_("notation"),
        N_("note"),
        N_("opens"),
        N_("organization"),
        N_("postal code"),
        N_("role"),
        N_("schedule timezone"),
        N_("site of"),
        N_("source"),
        N_("street address"),
        N_("sub organization of"),
        N_("telephone"),
        N_("title"),
        N_("top concept of"),
        N_("triples"),
        N_("url"),
        N_("version"),
        N_("was derived from"),
        N_("was informed by"),
    }
)
"""What the ends of the IRIs of other vocabularies say, in words."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BOOLEANS = {"true": N_("yes"), "1": N_("yes"), "false": N_("no"), "0": N_("no")}
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


@dataclass(frozen=True)
class Showing:
    """Shows things with addresses below `base`, in a language that links keep by `asked`."""

    base: str
    language: Language
    asked: str = ""
    """What stands behind the address of another thing, such as `?lang=es`."""

    def title_of(self, facts: Facts, iri: str) -> str:
        """What an IRI is called: its name, else the kind and id of a record, else the end of it.

        >>> from graph.store import MemoryStore
        >>> from service.language import select_language
        >>> showing = Showing("https://example.org/id/", select_language("en"))
        >>> iri = "https://example.org/id/demo/funding-stream/a%2Fb"
        >>> showing.title_of(Facts(MemoryStore()), iri)
        'funding stream a/b'
        """
        if name := name_of(facts, iri):
            return self._ours(iri, name)
        parts = iri.removeprefix(self.base).split("/") if iri.startswith(self.base) else []
        if len(parts) == 3:
            return f"{self._kind(unquote(parts[1]))} {unquote(parts[2])}"
        return own_id(iri) or iri

    def _kind(self, part: str) -> str:
        """A kind of record, as its IRI names it, in words."""
        words = part.replace("-", " ")
        told = self.language.shipped(TERM, words.capitalize())
        return words if told == words.capitalize() else told.lower()

    def rows_of(self, thing: Thing) -> list[Row]:
        """The statements of a thing, what says most first."""
        values: dict[str, list[Shown]] = defaultdict(list)
        for predicate, value in thing.statements:
            values[predicate].append(self._value(thing.names, value))
        first = list(_WORDS)

        def order(predicate: str) -> tuple[int, str]:
            at = first.index(predicate) if predicate in first else len(first)
            return at, self._word(thing.names, predicate)

        return [self._row(thing.names, p, values[p]) for p in sorted(values, key=order)]

    def links_of(self, thing: Thing) -> list[Row]:
        """What links to a thing, by property."""
        records: dict[str, list[Shown]] = defaultdict(list)
        for other, predicate in thing.links:
            records[predicate].append(self._linked(thing.names, other))
        ordered = sorted(records, key=lambda p: self._word(thing.names, p))
        return [self._row(thing.names, p, records[p]) for p in ordered]

    def concepts_of(self, facts: Facts) -> list[tuple[Shown, Shown, str, list[Shown]]]:
        """(notation, name, definition, broader) of the concepts of a code list."""
        found = []
        for iri in facts.records():
            broader = [self._linked(facts, one) for one in facts.links(iri, f"{SKOS}broader")]
            notation = facts.text(iri, f"{SKOS}notation") or own_id(iri)
            name = self._linked(facts, iri)
            definition = facts.text(iri, f"{SKOS}definition") or ""
            found.append((Shown(notation, self._address(iri)), name, definition, broader))
        return sorted(found, key=lambda one: one[0].text)

    def terms_of(self, facts: Facts) -> dict[str, list[TermShown]]:
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
            found[group].append(self._term(facts, iri, used[iri]))
        return {name: sorted(each, key=lambda t: t.name.lower()) for name, each in found.items()}

    def _term(self, facts: Facts, iri: str, properties: Iterable[str]) -> TermShown:
        told = {
            N_("kind of"): facts.links(iri, f"{RDFS}subClassOf"),
            N_("used on"): facts.links(iri, f"{SDO}domainIncludes"),
            N_("values"): facts.links(iri, f"{SDO}rangeIncludes"),
            N_("properties"): list(properties),
        }
        rows = [
            Row(
                Shown(self.language.gettext(word)),
                [Shown(self._short(facts, one), self._address(one)) for one in linked],
            )
            for word, linked in told.items()
            if linked
        ]
        return TermShown(
            anchor=iri.removeprefix(NWD),
            iri=iri,
            name=self.title_of(facts, iri),
            definition=facts.text(iri, f"{SKOS}definition") or "",
            example=facts.text(iri, f"{SKOS}example") or "",
            rows=rows,
        )

    def _short(self, facts: Facts, iri: str) -> str:
        for start, prefix in ((XSD, "xsd"), (ORG, "org"), (SDO, "schema"), (SKOS, "skos")):
            if iri.startswith(start):
                return f"{prefix}:{iri.removeprefix(start)}"
        return self.title_of(facts, iri)

    def _row(self, names: Facts, predicate: str, values: Iterable[Shown]) -> Row:
        ordered = sorted(values, key=lambda one: (one.text.lower(), one.text, one.href or ""))
        return Row(Shown(self._word(names, predicate), self._address(predicate)), ordered)

    def _word(self, names: Facts, predicate: str) -> str:
        """What a property is called; of one without a name the end of its IRI, in words."""
        if predicate in _WORDS:
            return self.language.gettext(_WORDS[predicate])
        name = name_of(names, predicate)
        if name is None:
            word = _HUMP.sub(" ", own_id(predicate)).lower()
            return self.language.gettext(word) if word in _OTHER_WORDS else word
        return self._ours(predicate, name)

    def _ours(self, iri: str, name: str) -> str:
        """A name that ships, in the language of the page; another's as it stands."""
        if iri.startswith(NWD):
            return self.language.shipped(TERM, name)
        return self.language.code_name(name) if iri.startswith(CODE) else name

    def _linked(self, names: Facts, iri: str) -> Shown:
        return Shown(self.title_of(names, iri), self._address(iri))

    def _value(self, names: Facts, value: Term) -> Shown:
        if isinstance(value, NamedNode):
            return self._linked(names, value.value)
        if isinstance(value, Literal):
            if value.datatype.value == f"{XSD}boolean":
                word = _BOOLEANS.get(value.value)
                return Shown(self.language.gettext(word) if word else value.value)
            link = value.value if is_web(value.value) else None
            return Shown(value.value, link, value.language)
        return Shown(self.language.gettext("something without a name"))

    def _address(self, iri: str) -> str | None:
        """Where an IRI is told of; here in the language that was asked."""
        address = address_of(iri, self.base)
        if not address or not address.startswith("/"):
            return address
        path, mark, anchor = address.partition("#")
        return path + self.asked + mark + anchor
