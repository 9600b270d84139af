"""What is known of the services of a source: read off its statements, whatever the loader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from loaders.quality.report import BY_WAY, MEASURES, OF_SITES, Measure
from ontology.terms import DCTERMS, ORG, RDF, SDO, nwd

_TYPE = RDF + "type"
_SERVICE, _PARTNER, _SITE = nwd("Service").value, nwd("Partner").value, ORG + "Site"
_TERM = nwd("DirectoryTerm").value

_FLAGS = tuple(name for name in MEASURES if name not in OF_SITES)
_BIT = {name: 1 << place for place, name in enumerate((*_FLAGS, *OF_SITES))}
_SAYS: dict[str, int] = {
    nwd("addressesNeed").value: _BIT["needs"],
    nwd("fromDay").value: _BIT["ages"],
    nwd("toDay").value: _BIT["ages"],
    nwd("serviceAreaText").value: _BIT["areas-stated"],
    nwd("statesArea").value: _BIT["areas-stated"],
    nwd("servesArea").value: _BIT["areas"],
    DCTERMS + "language": _BIT["languages"],
    nwd("hoursText").value: _BIT["schedules"],
    nwd("hasSchedule").value: _BIT["schedules"],
    nwd("eligibilityText").value: _BIT["eligibility"],
    nwd("forSegment").value: _BIT["eligibility"],
    nwd("classifiedAs").value: _BIT["classified"],
    SDO + "telephone": _BIT["contact"],
    SDO + "email": _BIT["contact"],
    SDO + "url": _BIT["contact"],
    SDO + "contactPoint": _BIT["contact"],
    SDO + "latitude": _BIT["site-coordinates"],
    SDO + "streetAddress": _BIT["site-address"],
}
"""Property -> what a record with it has."""
_AT_SITE = nwd("atSite").value
_PROVIDED = nwd("providedBy").value
_VERIFIED = nwd("verifiedOn").value
_PLACEHOLDER = nwd("isPlaceholder").value
_ABOUT, _MAPPED_TO = nwd("aboutSubject").value, nwd("mappedTo").value
_MAPPED_BY = nwd("mappedBy").value
_TOLD = (_PROVIDED, _AT_SITE, _VERIFIED, _PLACEHOLDER, _ABOUT, _MAPPED_TO, _MAPPED_BY)
"""Properties of which the value counts."""
_WATCHED = frozenset((_TYPE, *_TOLD, *_SAYS))
_CLASSES = {_SERVICE: "Service", _PARTNER: "Partner", _SITE: "Site", _TERM: "DirectoryTerm"}


@dataclass
class ServiceFacts:
    """Takes the statements of one source in any order; holds a few numbers for each record."""

    flags: dict[str, int] = field(default_factory=dict)
    """Record -> bits of what it has."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Service, site, partner or term -> its class."""
    providers: dict[str, str] = field(default_factory=dict)
    sites: dict[str, list[str]] = field(default_factory=dict)
    verified: dict[str, str] = field(default_factory=dict)
    placeholders: set[str] = field(default_factory=set)
    _mapped: dict[str, dict[str, str]] = field(default_factory=dict)

    def take(self, quad: Quad) -> None:
        """Note one statement, where it tells anything."""
        predicate = quad.predicate.value
        if predicate in _WATCHED and isinstance(quad.subject, NamedNode):
            self._note(quad.subject.value, predicate, quad.object)

    def watch(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The same statements, each noted as it passes."""
        for quad in quads:
            # As `take`, which would cost a call a statement.
            predicate = quad.predicate.value
            if predicate in _WATCHED and isinstance(quad.subject, NamedNode):
                self._note(quad.subject.value, predicate, quad.object)
            yield quad

    def take_graph(self, store: Store, graph: NamedNode) -> None:
        """Note every statement of a graph that tells anything.

        The engine is asked for the terms that are needed, as making whole statements costs more.
        """
        for class_, kind in _CLASSES.items():
            for (subject,) in _rows(store, "?s", f"?s a <{class_}>", graph):
                if isinstance(subject, NamedNode):
                    self.kinds[subject.value] = kind
        for predicate, bit in _SAYS.items():
            for (subject,) in _rows(store, "?s", f"?s <{predicate}> ?o", graph):
                if isinstance(subject, NamedNode):
                    self.flags[subject.value] = self.flags.get(subject.value, 0) | bit
        for predicate in _TOLD:
            for subject, value in _rows(store, "?s ?o", f"?s <{predicate}> ?o", graph):
                if isinstance(subject, NamedNode):
                    self._note(subject.value, predicate, value)

    def _note(self, subject: str, predicate: str, value: object) -> None:
        bit = _SAYS.get(predicate)
        if bit is not None:
            self.flags[subject] = self.flags.get(subject, 0) | bit
        elif isinstance(value, NamedNode):
            if predicate == _TYPE:
                if value.value in _CLASSES:
                    self.kinds[subject] = _CLASSES[value.value]
            elif predicate == _AT_SITE:
                self.sites.setdefault(subject, []).append(value.value)
            elif predicate == _PROVIDED:
                self.providers[subject] = value.value
            else:
                self._mapped.setdefault(subject, {})[predicate] = value.value
        elif isinstance(value, Literal):
            if predicate == _VERIFIED:
                self.verified[subject] = value.value
            elif predicate == _MAPPED_BY:
                self._mapped.setdefault(subject, {})[predicate] = value.value
            elif predicate == _PLACEHOLDER and value.value in ("true", "1"):
                self.placeholders.add(subject)

    def services(self) -> list[str]:
        """IRIs of the services, placeholders not among them."""
        return sorted(
            one
            for one, kind in self.kinds.items()
            if kind == "Service" and one not in self.placeholders
        )

    def lacking(self, service: str, names: Iterable[str]) -> tuple[str, ...]:
        """Of measures, those by which a service has nothing.

        A service can be reached by what its sites and its provider state as well.
        """
        bits = self._bits(service)
        return tuple(name for name in names if not bits & _BIT[name])

    def _bits(self, record: str) -> int:
        bits = self.flags.get(record, 0)
        if record in self.verified:
            bits |= _BIT["verified"]
        sites = self.sites.get(record, ())
        if sites:
            bits |= _BIT["sites"]
        for one in (self.providers.get(record, ""), *sites):
            bits |= self.flags.get(one, 0) & _BIT["contact"]
        return bits

    def measures(self) -> list[Measure]:
        """Every measure of MEASURES, then the ways in which needs came to be coded."""
        services = self.services()
        of_services = Counter(map(self._bits, services))
        of_sites = Counter(self.flags.get(one, 0) for one in self._sites())
        found = [
            Measure(
                name,
                sum(count for bits, count in counts.items() if bits & _BIT[name]),
                sum(counts.values()),
            )
            for name in MEASURES
            for counts in [of_sites if name in OF_SITES else of_services]
        ]
        ways = sorted(self._ways(services).items(), key=lambda pair: (-pair[1], pair[0]))
        return found + [Measure(BY_WAY + way, count, len(services)) for way, count in ways]

    def count_placeholders(self) -> dict[str, int]:
        """Class -> placeholders."""
        found = Counter(self.kinds.get(one, "record") for one in self.placeholders)
        return dict(sorted(found.items()))

    def verified_days(self) -> list[date]:
        """Oldest, median and newest day of verification; empty where no service has one."""
        services = set(self.services())
        days = sorted(
            found
            for one, said in self.verified.items()
            if one in services and (found := _day(said)) is not None
        )
        return [days[0], days[len(days) // 2], days[-1]] if days else []

    def _sites(self) -> list[str]:
        return [
            one
            for one, kind in self.kinds.items()
            if kind == "Site" and one not in self.placeholders
        ]

    def _ways(self, services: Iterable[str]) -> Counter[str]:
        """Way -> services with a need coded that way; a service may count for several."""
        ways: dict[str, set[str]] = {}
        for fact in self._mapped.values():
            if "/need/" in fact.get(_MAPPED_TO, "") or "Need" in self.kinds.get(
                fact.get(_MAPPED_TO, ""), ""
            ):
                way = fact.get(_MAPPED_BY, "").rpartition(", ")[2]
                ways.setdefault(fact.get(_ABOUT, ""), set()).add(way)
        counts: Counter[str] = Counter()
        for service in services:
            if self.flags.get(service, 0) & _BIT["needs"]:
                counts.update(ways.get(service, {"source"}))
        return counts


def _rows(store: Store, wanted: str, pattern: str, graph: NamedNode) -> QuerySolutions:
    found = store.query(f"SELECT {wanted} WHERE {{ GRAPH {graph} {{ {pattern} }} }}")
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    return found


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None
