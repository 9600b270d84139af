"""What the crosswalks derive, as RDF: needs addressed, doors, and how each came to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from loaders.crosswalk.classified import ClassifiedService
from loaders.crosswalk.keywords import Hit, Keywords
from loaders.crosswalk.matching import Crosswalk, Terms
from loaders.crosswalk.reading import CrosswalkFile
from loaders.crosswalk.rules import Rule
from loaders.shipped import read_shipped
from loaders.source import Listed, LoadContext
from ontology.files import read_ontology
from ontology.terms import DCTERMS, RDF, SKOS, code, nwd

_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_LABEL = NamedNode(SKOS + "prefLabel")


@dataclass(frozen=True)
class Derived:
    """One fact about a service before it is written."""

    rule: Rule
    target: NamedNode
    term: str | None = None
    """Id of the term it comes from; None where it comes from the service's name."""
    text: str | None = None
    """The words that a keyword row met."""


@dataclass
class MappedQuads:
    """Facts derived for the services of one source, and counts of what was and was not mapped."""

    files: Sequence[CrosswalkFile]
    """The crosswalks that were given or kept, the first asked first."""
    kept: Sequence[str]
    """The names of those that the store kept."""
    crosswalk: Crosswalk
    keywords: Keywords | None
    """None = no keyword rows are asked."""
    terms: Terms
    term_iris: Mapping[str, NamedNode]
    context: LoadContext
    facts: Counter[str] = field(default_factory=Counter)
    """Facts by kind of match."""
    coded: Counter[str] = field(default_factory=Counter)
    """Services by what gave them their needs: `stated`, `terms`, `keywords`, `nothing`."""
    used: Counter[Rule] = field(default_factory=Counter)
    """Services by rule that gave them something, or, of a row to `none`, that it looked at."""
    _rules: dict[str, Sequence[Rule]] = field(default_factory=dict)
    _uses: dict[str, int] = field(default_factory=dict)
    _by_keyword: set[str] = field(default_factory=set)
    _minted: set[str] = field(default_factory=set)
    _of_kind: dict[str, list[Listed]] | None = None

    def of_services(self, services: Iterable[ClassifiedService]) -> Iterator[Quad]:
        """The needs, doors and mapped facts of every service."""
        for service in services:
            yield from self.of_service(service)

    def of_service(self, service: ClassifiedService) -> Iterator[Quad]:
        """The needs, doors and mapped facts of one service."""
        derived, rules = self._from_terms(service)
        by = "stated" if service.needs else "terms"
        if not service.needs and not any(one.rule.scheme == "need" for one in derived):
            met = list(self._from_keywords(service))
            rules += [hit.rule for hit, _ in met]
            found = [one for hit, term in met for one in _derived(hit, term)]
            by = "keywords" if any(one.rule.scheme == "need" for one in found) else "nothing"
            derived += found
        self.coded[by] += 1
        self.used.update(dict.fromkeys(rules, 1))
        doors: set[str] = set()
        told: set[tuple[str | None, str]] = set()
        for one in derived:
            key = (one.term, one.target.value)
            if one.target in service.needs or key in told:
                continue  # what the source states, or another row gave, needs no further row
            told.add(key)
            yield from self._fact(service, one)
            if one.rule.scheme == "need":
                yield self._quad(service.iri, nwd("addressesNeed"), one.target)
            elif one.rule.notation and one.rule.notation not in doors:
                doors.add(one.rule.notation)
                yield from self._doors(service, one.rule.notation)

    def summary(self) -> dict[str, object]:
        """Counts for `Reading.details`, with the unmapped terms in use, the most used first."""
        terms = self.terms.by_id
        unmapped = [
            one for one in self._uses if not self._applying(one) and one not in self._by_keyword
        ]
        unmapped.sort(key=lambda one: (-self._uses[one], one))
        return {
            "crosswalks": [file.name for file in self.files],
            "kept_crosswalks": list(self.kept),
            "terms_used": len(self._uses),
            "terms_mapped": len(self._uses) - len(unmapped),
            "facts": self.facts.total(),
            "facts_by_match": dict(sorted(self.facts.items())),
            "services_coded_by": {
                by: self.coded[by] for by in ("stated", "terms", "keywords", "nothing")
            },
            "unmapped": [
                {
                    "term": one,
                    "label": terms[one].name,
                    "vocabulary": terms[one].vocabulary,
                    "services": self._uses[one],
                }
                for one in unmapped
            ],
        }

    def _from_terms(self, service: ClassifiedService) -> tuple[list[Derived], list[Rule]]:
        derived, rules = [], []
        for term in service.terms:
            self._uses[term] = self._uses.get(term, 0) + 1
            for rule in self._applying(term):
                rules.append(rule)
                if rule.target is not None:
                    derived.append(Derived(rule, rule.target, term))
        return derived, rules

    def _from_keywords(self, service: ClassifiedService) -> Iterator[tuple[Hit, str | None]]:
        """Of the service's name, and of the names of its terms that no rule maps.

        A row to `none` that the service's name meets is for the service, so for its terms too.
        """
        if self.keywords is None:
            return
        name = service.name or ""
        of_name = self.keywords.find(name)
        yield from ((hit, None) for hit in of_name)
        if any(hit.rule.target is None for hit in of_name):
            return
        for term in service.terms:
            label = self.terms.by_id[term].name
            if label and not self._applying(term):
                for hit in self.keywords.find(label, beside=name):
                    self._by_keyword.add(term)
                    yield hit, term

    def _applying(self, identifier: str) -> Sequence[Rule]:
        if identifier not in self._rules:
            term = self.terms.by_id.get(identifier)
            self._rules[identifier] = self.crosswalk.find(term, self.terms) if term else ()
        return self._rules[identifier]

    def _fact(self, service: ClassifiedService, one: Derived) -> Iterator[Quad]:
        self.facts[one.rule.match] += 1
        identifier = f"{service.id}>{one.term or ''}>{one.rule.scheme}:{one.rule.notation}"
        subject = self.context.mint("mapped-fact", identifier)
        yield self._quad(subject, _TYPE, nwd("MappedFact"))
        yield self._quad(subject, _IDENTIFIER, Literal(identifier))
        yield self._quad(subject, nwd("aboutSubject"), service.iri)
        if one.term is not None:
            yield self._quad(subject, nwd("mappedFrom"), self.term_iris[one.term])
        if one.text is not None:
            yield self._quad(subject, nwd("mappedText"), Literal(one.text))
        yield self._quad(subject, nwd("mappedTo"), one.target)
        yield self._quad(subject, nwd("mappedBy"), Literal(one.rule.reason))

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


def describe_coding(summary: Mapping[str, object]) -> str:
    """One sentence of how many services have needs, and from what.

    >>> describe_coding({"services_coded_by":
    ...     {"stated": 0, "terms": 3, "keywords": 1, "nothing": 6}})
    '4 of 10 services have needs: 3 by their terms, 1 by keywords'
    """
    by = summary["services_coded_by"]
    if not isinstance(by, Mapping):
        raise TypeError("services_coded_by holds counts")
    how = {"stated": "as stated", "terms": "by their terms", "keywords": "by keywords"}
    parts = [f"{by[name]:,} {said}" for name, said in how.items() if by[name]]
    coded = sum(by[name] for name in how)
    told = f": {', '.join(parts)}" if parts else ""
    return f"{coded:,} of {sum(by.values()):,} services have needs{told}"


def _derived(hit: Hit, term: str | None) -> Iterator[Derived]:
    if hit.rule.target is not None:
        yield Derived(hit.rule, hit.rule.target, term, hit.text)
