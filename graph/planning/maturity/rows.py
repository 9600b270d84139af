"""The rows of the largest queries of the rules, read one property at a time.

In a community of 50,000 services an engine takes minutes for the named queries `maturity/services`,
`maturity/providers`, `maturity/pathways` and `maturity/referrals-from-child-welfare`, which look up
each record's facts one by one. Read property by property and joined here, the same rows take
seconds. The named queries say what the rows are; what they give is what is given here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import DCTERMS, NWD, ORG, RDF, SKOS, code

MOMENTS = ("child-welfare-hotline", "child-welfare-investigation")
_BOOLEANS = {"true": True, "false": False}

Node = NamedNode | BlankNode
Term = Node | Literal
Stated = Mapping[Term, Sequence[Term]]
Rows = list[dict[str, Any]]


class NotPlain(Exception):
    """A property has a value of another kind than it should; the named query tells what then."""


def list_readers() -> Mapping[str, Callable[[Properties], Rows]]:
    """By named query, what reads its rows; raises NotPlain where only the query can tell them."""
    return {
        "maturity/services": read_services,
        "maturity/providers": read_providers,
        "maturity/pathways": read_pathways,
        "maturity/referrals-from-child-welfare": read_referrals,
    }


class Properties:
    """What is stated by each property, read once for all that ask."""

    def __init__(self, store: ReadableStore) -> None:
        self._store = store
        self._stated: dict[str, Stated] = {}
        self._back: dict[str, Stated] = {}
        self._classes: dict[str, frozenset[Term]] = {}

    def of(self, iri: str) -> Stated:
        """Subject to its distinct values."""
        if iri not in self._stated:
            self._stated[iri] = self._read(f"SELECT ?s ?o WHERE {{ ?s <{iri}> ?o }}")
        return self._stated[iri]

    def back(self, iri: str) -> Stated:
        """Value to its distinct subjects."""
        if iri not in self._back:
            found: dict[Term, list[Term]] = defaultdict(list)
            for subject, values in self.of(iri).items():
                for value in values:
                    found[value].append(subject)
            self._back[iri] = dict(found)
        return self._back[iri]

    def members(self, class_iri: str) -> frozenset[Term]:
        """The records of a class."""
        if class_iri not in self._classes:
            query = f"SELECT ?s WHERE {{ ?s <{RDF}type> <{class_iri}> }}"
            self._classes[class_iri] = frozenset(row[0] for row in select(self._store, query))
        return self._classes[class_iri]

    def is_stated(self, subject: Term, iri: str, *, value: bool) -> bool:
        """Whether a truth value is stated of it."""
        return _read_all(self.of(iri).get(subject, ()), {value})

    def truth(self, subject: Term, iri: str) -> bool | None:
        """The truth value stated, the greater of two; None where none is."""
        told = [_boolean(value) for value in self.of(iri).get(subject, ())]
        return max(told) if told else None

    def texts(self, subjects: Iterable[Term], iri: str) -> str | None:
        """The distinct values of several as a list column has them."""
        stated = self.of(iri)
        found = {_literal(value) for subject in subjects for value in stated.get(subject, ())}
        joined = "; ".join(literal.value for literal in found)
        return "; ".join(sorted(filter(None, joined.split("; ")))) or None

    def _read(self, query: str) -> Stated:
        found: dict[Term, list[Term]] = defaultdict(list)
        for subject, value in select(self._store, query):
            values = found[subject]
            if value not in values:
                values.append(value)
        return dict(found)


def _read_all(values: Iterable[Term], wanted: set[bool]) -> bool:
    return any(_boolean(value) in wanted for value in values)


@cache
def _truth_of(text: str, datatype: str) -> bool:
    if not datatype.endswith("#boolean") or text not in _BOOLEANS:
        raise NotPlain(text)
    return _BOOLEANS[text]


def _boolean(value: Term) -> bool:
    literal = _literal(value)
    return _truth_of(literal.value, literal.datatype.value)


def _literal(value: Term) -> Literal:
    if not isinstance(value, Literal):
        raise NotPlain(str(value))
    return value


def _text(value: Term | None) -> str | None:
    """A cell that holds text."""
    if value is None:
        return None
    literal = _literal(value)
    if not literal.datatype.value.endswith(("#string", "#langString")):
        raise NotPlain(literal.value)
    return literal.value


def _iri(node: Term) -> str:
    """A cell that holds an IRI."""
    if not isinstance(node, NamedNode):
        raise NotPlain(str(node))
    return node.value


def _least(values: Iterable[Term]) -> str | None:
    """The least of texts without a language."""
    texts = [_text(value) for value in values]
    if any(isinstance(value, Literal) and value.language for value in values):
        raise NotPlain("a language")
    return min((text for text in texts if text is not None), default=None)


def _ordered(rows: Rows, *columns: str) -> Rows:
    """In the order of texts in these columns, what is blank first."""

    def key(row: Mapping[str, Any]) -> list[tuple[bool, str]]:
        return [(row[name] is not None, row[name] or "") for name in columns]

    return sorted(rows, key=key)


def _own(stated: Stated, node: Term) -> Sequence[Term | None]:
    """The values of an optional property; one None where there is none."""
    return stated.get(node) or (None,)


def read_services(known: Properties) -> Rows:
    """The rows of `maturity/services`."""
    ids, names = known.of(f"{DCTERMS}identifier"), known.of(f"{SKOS}prefLabel")
    provided = known.of(f"{NWD}providedBy")
    rows = {}
    for service in known.members(f"{NWD}Service"):
        for partner in provided.get(service, ()):
            for parts in product(
                ids.get(service, ()),
                ids.get(partner, ()),
                _own(names, service),
                _own(names, partner),
            ):
                rows[service, parts] = parts
    found = []
    described: dict[Term, dict[str, Any]] = {}
    for (service, _), (own_id, partner_id, name, partner_name) in rows.items():
        if service not in described:
            described[service] = _describe_service(known, service)
        found.append(
            {
                "service_id": _text(own_id),
                "service_name": _text(name),
                "partner_id": _text(partner_id),
                "partner_name": _text(partner_name),
                **described[service],
            }
        )
    return _ordered(found, "partner_name", "service_name", "service_id", "service_iri")


def _describe_service(known: Properties, service: Term) -> dict[str, Any]:
    identifier = f"{DCTERMS}identifier"
    return {
        "needs": known.texts(known.of(f"{NWD}addressesNeed").get(service, ()), identifier),
        "segments": known.texts(known.of(f"{NWD}forSegment").get(service, ()), identifier),
        "languages": known.texts((service,), f"{DCTERMS}language"),
        "child_welfare": known.truth(service, f"{NWD}isChildWelfare"),
        "voluntary": known.truth(service, f"{NWD}isVoluntary"),
        "navigation": known.truth(service, f"{NWD}isNavigation"),
        "service_iri": _iri(service),
    }


def read_providers(known: Properties) -> Rows:
    """The rows of `maturity/providers`."""
    ids, names = known.of(f"{DCTERMS}identifier"), known.of(f"{SKOS}prefLabel")
    provided = known.of(f"{NWD}providedBy")
    beside: dict[Term, dict[str, Any]] = {}
    rows = []
    for service in known.members(f"{NWD}Service"):
        for partner in provided.get(service, ()):
            if partner not in beside:
                beside[partner] = _describe_partner(known, partner)
            for own_id, partner_id, name in product(
                ids.get(service, ()), ids.get(partner, ()), _own(names, partner)
            ):
                rows.append(
                    {
                        "partner_id": _text(partner_id),
                        "partner_name": _text(name),
                        "service_id": _text(own_id),
                        **beside[partner],
                        "service_iri": _iri(service),
                        "partner_iri": _iri(partner),
                    }
                )
    return _ordered(rows, "partner_name", "partner_id", "service_id", "service_iri")


def _describe_partner(known: Properties, partner: Term) -> dict[str, Any]:
    sites = known.back(f"{ORG}siteOf").get(partner, ())
    places = {place for site in sites for place in known.of(f"{NWD}inPlace").get(site, ())}
    seats = known.back(f"{ORG}member").get(partner, ())
    lived = any(known.is_stated(seat, f"{NWD}hasLivedExperience", value=True) for seat in seats)
    return {
        "site_places": known.texts(places, f"{DCTERMS}identifier"),
        "lived": True if lived else None,
    }


def read_pathways(known: Properties) -> Rows:
    """The rows of `maturity/pathways`."""
    ids = known.of(f"{DCTERMS}identifier")
    sources, targets = known.of(f"{NWD}fromSource"), known.of(f"{NWD}toTarget")
    volumes = known.back(f"{NWD}ofPathway")
    rows = []
    for pathway in known.members(f"{NWD}ReferralPathway"):
        senders = sources.get(pathway, ())
        told = {
            "closed_loop": known.truth(pathway, f"{NWD}isClosedLoop"),
            "agreement": _least(known.of(f"{NWD}agreement").get(pathway, ())),
            **_count_services(known, pathway),
            "reports": len(volumes.get(pathway, ())),
            "pathway_iri": _iri(pathway),
        }
        # Engines differ on the sector of several senders with one id, which are one row.
        by_id: dict[Term, list[Term]] = defaultdict(list)
        for sender in senders:
            for own_id in ids.get(sender, ()):
                by_id[own_id].append(sender)
        if any(len(those) > 1 for those in by_id.values()):
            raise NotPlain(_iri(pathway))
        for own_id, (from_id, those), to in product(
            ids.get(pathway, ()), by_id.items(), targets.get(pathway, ())
        ):
            for to_id in ids.get(to, ()):
                rows.append(
                    {
                        "pathway_id": _text(own_id),
                        "from_id": _text(from_id),
                        "from_sector": _sector(known, those),
                        "to_id": _text(to_id),
                        "to_sector": _sector(known, [to]),
                        **told,
                        "to_iri": _iri(to),
                    }
                )
    return _ordered(rows, "from_id", "to_id", "pathway_id", "pathway_iri")


def _sector(known: Properties, nodes: Sequence[Term]) -> str | None:
    """The first sector of these, or of the partners behind them."""
    provided, sectors = known.of(f"{NWD}providedBy"), known.of(f"{ORG}classification")
    notation = known.of(f"{SKOS}notation")
    behind = [partner for node in nodes for partner in provided.get(node, ())]
    found = [sector for node in (*nodes, *behind) for sector in sectors.get(node, ())]
    return _least([told for sector in found for told in notation.get(sector, ())])


def _count_services(known: Properties, pathway: Term) -> dict[str, int]:
    """Services that a pathway leads to: those that families choose, and those that may be."""
    voluntary, agency = f"{NWD}isVoluntary", f"{NWD}isChildWelfare"
    given, services = known.back(f"{NWD}providedBy"), known.members(f"{NWD}Service")
    ends = known.of(f"{NWD}toTarget").get(pathway, ())
    found = {service for end in ends for service in given.get(end, ())}
    found |= {end for end in ends if end in services}
    chosen = {
        service
        for service in found
        if known.is_stated(service, voluntary, value=True)
        and known.is_stated(service, agency, value=False)
    }
    unsure = {
        service
        for service in found - chosen
        if not known.is_stated(service, voluntary, value=False)
        and not known.is_stated(service, agency, value=True)
    }
    return {"voluntary": len(chosen), "undecided": len(unsure)}


def read_referrals(known: Properties) -> Rows:
    """The rows of `maturity/referrals-from-child-welfare`."""
    ids, names = known.of(f"{DCTERMS}identifier"), known.of(f"{SKOS}prefLabel")
    kinds, doors = known.of(f"{NWD}touchpointKind"), known.back(f"{NWD}doorOf")
    sent, targets = known.back(f"{NWD}fromSource"), known.of(f"{NWD}toTarget")
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for point in _points(known):
        told = {
            "agency": True if _is_agency(known, point) else None,
            "doors": len(doors.get(point, ())) if point in kinds else None,
            "point_iri": _iri(point),
        }
        onward: list[tuple[Term | None, Term | None, Term | None, Term | None]] = [
            (pathway, own_id, to_id, name)
            for pathway in sent.get(point, ())
            for to in targets.get(pathway, ())
            for to_id in ids.get(to, ())
            for own_id in _own(ids, pathway)
            for name in _own(names, to)
        ]
        for point_id, point_name, (pathway, own_id, to_id, to_name) in product(
            ids.get(point, ()), _own(names, point), onward or [(None, None, None, None)]
        ):
            counts = (
                {"voluntary": 0, "undecided": 0}
                if pathway is None
                else _count_services(known, pathway)
            )
            key = (point, point_id, point_name, pathway, own_id, to_id, to_name)
            rows[key] = {
                "point_id": _text(point_id),
                "point_name": _text(point_name),
                "pathway_id": _text(own_id),
                "to_id": _text(to_id),
                "to_name": _text(to_name),
                **counts,
                **told,
                "pathway_iri": None if pathway is None else _iri(pathway),
            }
    order = ("point_name", "point_id", "to_name", "pathway_id", "point_iri", "pathway_iri")
    return _ordered(list(rows.values()), *order)


def _points(known: Properties) -> set[Term]:
    """Where child welfare meets families: its touchpoints, their doors, its services, partners."""
    moments = {
        moment
        for kind in MOMENTS
        for moment in known.back(f"{NWD}touchpointKind").get(code("touchpoint-kind", kind), ())
    }
    behind, doors = known.of(f"{NWD}doorAt"), known.back(f"{NWD}doorOf")
    found = set(moments)
    for moment in moments:
        for door in doors.get(moment, ()):
            found.update(behind.get(door, ()))
    for service in known.of(f"{NWD}isChildWelfare"):
        if known.is_stated(service, f"{NWD}isChildWelfare", value=True):
            found.update(known.of(f"{NWD}providedBy").get(service, ()))
            if service in known.members(f"{NWD}Service"):
                found.add(service)
    return found


def _is_agency(known: Properties, point: Term) -> bool:
    """Whether it is of child welfare: by its kind, its sector, or all that it gives."""
    agency, sector = f"{NWD}isChildWelfare", code("sector", "child-welfare")
    sectors, behind = known.of(f"{ORG}classification"), known.of(f"{NWD}providedBy")
    if point in known.of(f"{NWD}touchpointKind") or known.is_stated(point, agency, value=True):
        return True
    if any(sector in sectors.get(node, ()) for node in (point, *behind.get(point, ()))):
        return True
    given = known.back(f"{NWD}providedBy").get(point, ())
    return bool(given) and all(known.is_stated(each, agency, value=True) for each in given)
