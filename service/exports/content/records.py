"""The facts of records as plain values, for tables, maps and networks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

from graph.public.withheld import Withheld
from ontology.terms import CODE, DCTERMS, GRAPH, NWD, RDF, SKOS

if TYPE_CHECKING:
    from graph.store import ReadableStore

Term = NamedNode | BlankNode | Literal | Triple
Value = str | int | float | bool | Decimal | date | datetime | None
Properties = Mapping[str, Sequence[Term]]

LIST_MARK = "; "


@dataclass(frozen=True)
class Record:
    """One record: its IRI and its properties by the IRI of the predicate."""

    iri: str
    properties: Properties

    def terms(self, predicate: str) -> Sequence[Term]:
        return self.properties.get(predicate, ())

    def first(self, predicate: str) -> Term | None:
        """The value of a property with one value; of several, the first in order of text."""
        terms = self.terms(predicate)
        return min(terms, key=str) if terms else None


class Records:
    """Reads records of a class from the union of all sources, without what is withheld."""

    def __init__(self, store: ReadableStore, withheld: Withheld) -> None:
        self.store, self.withheld = store, withheld

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Name by IRI: a plain or English label before any other."""
        found: dict[str, tuple[int, str]] = {}
        for s, o in self._select(f"SELECT ?s ?o WHERE {{ ?s <{SKOS}prefLabel> ?o }}"):
            if isinstance(o, Literal):
                rank = (0 if o.language in (None, "en") else 1, o.value)
                key = _iri(s)
                found[key] = min(found.get(key, rank), rank)
        return {iri: self.withheld.redact(label) for iri, (_, label) in found.items()}

    @cached_property
    def identifiers(self) -> Mapping[str, str]:
        """The source's own id by IRI."""
        pairs = self._select(f"SELECT ?s ?o WHERE {{ ?s <{DCTERMS}identifier> ?o }}")
        found: dict[str, str] = {}
        for s, o in pairs:
            key = _iri(s)
            found[key] = min(found.get(key, o.value), o.value)
        return found

    def of(self, kind: str) -> list[Record]:
        """All records of one of our classes, or of a class given by its IRI, in order of IRI."""
        cls = kind if ":" in kind else NWD + kind
        found: dict[str, dict[str, list[Term]]] = {}
        for s, p, o in self._select(f"SELECT ?s ?p ?o WHERE {{ ?s a <{cls}> ; ?p ?o }}"):
            properties = found.setdefault(_iri(s), {})
            if p.value == f"{RDF}type" or not self.withheld.keeps(s, p):
                continue
            values = properties.setdefault(p.value, [])
            if o not in values:
                values.append(o)
        return [Record(iri, found[iri]) for iri in sorted(found)]

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """(IRI, IRI or text) of every statement of one property that may leave."""
        for s, o in self._select(f"SELECT DISTINCT ?s ?o WHERE {{ ?s <{predicate}> ?o }}"):
            if self.withheld.keeps(s, NamedNode(predicate)):
                yield _iri(s), parse_text(o) or ""

    def name(self, term: Term | str | None) -> str:
        """Name of a record or concept, else its own id, else its IRI; the text of a literal."""
        if term is None:
            return ""
        if isinstance(term, Literal):
            return self.withheld.redact(term.value)
        iri = term if isinstance(term, str) else _iri(term)
        return self.labels.get(iri) or self.identifiers.get(iri) or iri

    def names(self, terms: Iterable[Term]) -> str:
        """Names in alphabetical order, joined."""
        return LIST_MARK.join(sorted({self.name(term) for term in terms}, key=str.casefold))

    def own_id(self, term: Term | str | None) -> str:
        """The source's own id of a record, else its IRI."""
        if term is None:
            return ""
        iri = term if isinstance(term, str) else _iri(term)
        return self.identifiers.get(iri, iri)

    def kinds(self, *classes: str) -> Mapping[str, str]:
        """Class by IRI, for the records of these classes of ours."""
        found: dict[str, str] = {}
        for kind in classes:
            for (s,) in self._select(f"SELECT ?s WHERE {{ ?s a <{NWD}{kind}> }}"):
                found[_iri(s)] = kind.lower()
        return found

    def sources(self) -> Mapping[str, str]:
        """Names of the sources that hold a record, by its IRI."""
        prefix = f"{GRAPH}source/"
        found: dict[str, set[str]] = defaultdict(set)
        query = f"SELECT ?g ?s WHERE {{ GRAPH ?g {{ ?s <{RDF}type> ?class }} }}"
        for g, s in self._select(query):
            if g.value.startswith(prefix):
                found[_iri(s)].add(unquote(g.value.removeprefix(prefix)))
        return {iri: LIST_MARK.join(sorted(names)) for iri, names in found.items()}

    def _select(self, query: str) -> QuerySolutions:
        solutions = self.store.query(query)
        assert isinstance(solutions, QuerySolutions)
        return solutions


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def parse_text(term: Term | None) -> str | None:
    return None if term is None else _iri(term) if not isinstance(term, Literal) else term.value


def parse_code(term: Term | None) -> str | None:
    """Notation of a code of ours, or the text as it stands."""
    text = parse_text(term)
    if text is None or not text.startswith(CODE):
        return text
    return unquote(text.rpartition("/")[2])


def _parser(convert: Callable[[str], Value]) -> Callable[[Term | None], Value]:
    """A literal that is not what it should be is given as its text rather than lost."""

    def parse(term: Term | None) -> Value:
        text = parse_text(term)
        if text is None:
            return None
        try:
            return convert(text)
        except (ValueError, InvalidOperation):
            return text

    return parse


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


parse_integer = _parser(int)
parse_number = _parser(_finite)
parse_date = _parser(lambda text: date.fromisoformat(text[:10]))
parse_moment = _parser(datetime.fromisoformat)
parse_boolean = _parser(lambda text: _BOOLEANS.get(text, text))
