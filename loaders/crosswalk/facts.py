"""What the crosswalks derive, as RDF: needs addressed, doors, and how each came to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from loaders.crosswalk.matching import Crosswalk, Term
from loaders.crosswalk.rules import Rule
from loaders.shipped import read_shipped
from loaders.source import Listed, LoadContext
from ontology.files import read_ontology
from ontology.terms import DCTERMS, RDF, SKOS, code, nwd

_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_LABEL = NamedNode(SKOS + "prefLabel")


@dataclass(frozen=True)
class ClassifiedService:
    """A service with the terms it has and the places it serves."""

    id: str
    iri: NamedNode
    terms: Sequence[str]
    places: Sequence[NamedNode] = ()
    """Matched service areas; a door at the service serves the same."""


@dataclass
class MappedQuads:
    """Facts derived for the services of one source, and counts of what was and was not mapped."""

    crosswalk: Crosswalk
    terms: Mapping[str, Term]
    context: LoadContext
    facts: int = 0
    _rules: dict[str, Sequence[Rule]] = field(default_factory=dict)
    _uses: dict[str, int] = field(default_factory=dict)
    _minted: set[str] = field(default_factory=set)
    _of_kind: dict[str, list[Listed]] | None = None

    def of_service(self, service: ClassifiedService) -> Iterator[Quad]:
        """The needs, doors and mapped facts of one service."""
        doors: set[str] = set()
        for identifier in dict.fromkeys(service.terms):
            self._uses[identifier] = self._uses.get(identifier, 0) + 1
            for rule in self._applying(identifier):
                if rule.target is None:
                    continue
                yield from self._fact(service, identifier, rule, rule.target)
                if rule.scheme == "need":
                    yield self._quad(service.iri, nwd("addressesNeed"), rule.target)
                elif rule.notation and rule.notation not in doors:
                    doors.add(rule.notation)
                    yield from self._doors(service, rule.notation)

    def summary(self) -> dict[str, object]:
        """Counts for `Reading.details`, with the unmapped terms in use, the most used first."""
        unmapped = [one for one in self._uses if not self._applying(one)]
        unmapped.sort(key=lambda one: (-self._uses[one], one))
        return {
            "terms_used": len(self._uses),
            "terms_mapped": len(self._uses) - len(unmapped),
            "facts": self.facts,
            "unmapped": [
                {
                    "term": one,
                    "label": self.terms[one].name,
                    "vocabulary": self.terms[one].vocabulary,
                    "services": self._uses[one],
                }
                for one in unmapped
            ],
        }

    def _applying(self, identifier: str) -> Sequence[Rule]:
        if identifier not in self._rules:
            self._rules[identifier] = self.crosswalk.find(self.terms[identifier], self.terms)
        return self._rules[identifier]

    def _fact(
        self, service: ClassifiedService, term: str, rule: Rule, target: NamedNode
    ) -> Iterator[Quad]:
        self.facts += 1
        identifier = f"{service.id}>{term}>{rule.scheme}:{rule.notation}"
        subject = self.context.mint("mapped-fact", identifier)
        yield self._quad(subject, _TYPE, nwd("MappedFact"))
        yield self._quad(subject, _IDENTIFIER, Literal(identifier))
        yield self._quad(subject, nwd("aboutSubject"), service.iri)
        yield self._quad(subject, nwd("mappedFrom"), self.context.mint("term", term))
        yield self._quad(subject, nwd("mappedTo"), target)
        yield self._quad(subject, nwd("mappedBy"), Literal(rule.reason))

    def _doors(self, service: ClassifiedService, kind: str) -> Iterator[Quad]:
        """Doors of every touchpoint of the kind in other sources, else of one made here."""
        known = self._touchpoints(kind)
        if not known:
            yield from self._mint_touchpoint(kind)
            yield from self._door(service, self.context.mint("touchpoint", kind), kind)
        for touchpoint in known:
            name = f"{touchpoint.source}:{touchpoint.identifier}"
            yield from self._door(service, touchpoint.iri, name)

    def _touchpoints(self, kind: str) -> list[Listed]:
        if self._of_kind is None:
            self._of_kind = {}
            for touchpoint in self.context.listed("Touchpoint"):
                if touchpoint.kind and touchpoint.source:
                    self._of_kind.setdefault(touchpoint.kind, []).append(touchpoint)
        return self._of_kind.get(kind, [])

    def _mint_touchpoint(self, kind: str) -> Iterator[Quad]:
        if kind in self._minted:
            return
        self._minted.add(kind)
        subject, concept = self.context.mint("touchpoint", kind), code("touchpoint-kind", kind)
        label = read_shipped().code_lists["touchpoint-kind"].labels[kind]
        yield self._quad(subject, _TYPE, nwd("Touchpoint"))
        yield self._quad(subject, _IDENTIFIER, Literal(kind))
        yield self._quad(subject, _LABEL, Literal(label))
        yield self._quad(subject, nwd("touchpointKind"), concept)
        stages = {
            quad.object
            for quad in read_ontology()
            if quad.subject == concept and quad.predicate == nwd("atLifeStage")
        }
        # A kind that occurs in several stages does not tell in which this touchpoint lies.
        if len(stages) == 1 and isinstance(stage := stages.pop(), NamedNode):
            yield self._quad(subject, nwd("atLifeStage"), stage)

    def _door(self, service: ClassifiedService, touchpoint: NamedNode, name: str) -> Iterator[Quad]:
        identifier = f"{name}>{service.id}"
        subject = self.context.mint("door", identifier)
        yield self._quad(subject, _TYPE, nwd("Door"))
        yield self._quad(subject, _IDENTIFIER, Literal(identifier))
        yield self._quad(subject, nwd("doorOf"), touchpoint)
        yield self._quad(subject, nwd("doorAt"), service.iri)
        for place in service.places:
            yield self._quad(subject, nwd("servesArea"), place)

    def _quad(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
        return Quad(subject, predicate, value, self.context.graph)
