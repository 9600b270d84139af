"""Compact JSON-LD: terms and prefixes of a context, applied to triples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ontology.terms import RDF, XSD

Json = dict[str, Any]
_PREFIX_ENDS = tuple(":/?#[]@")
_LARGEST_EXACT = 2**53
_ANY = ""
_ID = "@id"


@dataclass(frozen=True)
class Term:
    """A term of a context: its IRI and how its values are read."""

    name: str
    iri: str
    coercion: str
    """`@id`, `@vocab`, a datatype IRI, or empty for none."""
    language: str | None
    container: str


class Compactor:
    """Writes node objects that expand, under the context, to exactly the triples given."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.prefixes = {
            name: value
            for name, value in context.items()
            if isinstance(value, str) and name[:1] != "@" and value.endswith(_PREFIX_ENDS)
        }
        self.default_language = context.get("@language")
        self.terms: dict[str, list[Term]] = defaultdict(list)
        self.names = {name for name in context if not name.startswith("@")}
        for name, value in context.items():
            if name.startswith("@") or name in self.prefixes:
                continue
            term = self._term(name, value, context)
            if term is not None:
                self.terms[term.iri].append(term)

    def node(self, subject: object, quads: Iterable[Quad]) -> Json:
        """The node object of one subject."""
        node: Json = {"@id": _reference(subject)}
        values: defaultdict[str, list[Any]] = defaultdict(list)
        for quad in quads:
            if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode):
                values["@type"].append(self._compact(quad.object.value))
                continue
            key, value = self._value(quad.predicate.value, quad.object)
            values[key].append(value)
        for key in sorted(values):
            node[key] = values[key] if len(values[key]) > 1 else values[key][0]
        return node

    def _term(self, name: str, value: Any, context: Mapping[str, Any]) -> Term | None:
        if isinstance(value, str):
            value = {"@id": value}
        if not isinstance(value, Mapping) or set(value) - {
            "@id", "@type", "@language", "@container",
        }:  # fmt: skip
            return None
        identifier = value.get("@id") or self._by_vocabulary(name, context)
        iri = self._expand(identifier) if identifier else None
        container = value.get("@container", "")
        if iri is None or iri.startswith("@") or container not in ("", "@set"):
            return None
        coercion = value.get("@type", _ANY)
        if coercion and not coercion.startswith("@"):
            coercion = self._expand(coercion)
        language = value.get("@language", self.default_language)
        return Term(name, iri, coercion or _ANY, language, container)

    @staticmethod
    def _by_vocabulary(name: str, context: Mapping[str, Any]) -> str | None:
        vocabulary = context.get("@vocab")
        return f"{vocabulary}{name}" if vocabulary and ":" not in name else name

    def _expand(self, text: str) -> str:
        prefix, colon, local = text.partition(":")
        if colon and not local.startswith("//") and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        return text

    def _compact(self, iri: str) -> str:
        """A compact IRI where a prefix fits and the result is not itself a term."""
        for prefix, start in self.prefixes.items():
            local = iri[len(start) :]
            if iri.startswith(start) and local and not local.startswith("//"):
                short = f"{prefix}:{local}"
                if short not in self.names:
                    return short
        return iri

    def _value(self, predicate: str, term: object) -> tuple[str, Any]:
        for candidate in self.terms.get(predicate, ()):
            value = _coerced(candidate, term)
            if value is not None:
                return candidate.name, value
        return self._compact(predicate), _expanded(term)


def _reference(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _coerced(candidate: Term, term: object) -> Any | None:
    """The short form of a value under a term, or None where the term would change it."""
    if isinstance(term, NamedNode | BlankNode):
        return _reference(term) if candidate.coercion == _ID else None
    if not isinstance(term, Literal) or candidate.coercion == _ID:
        return None
    datatype = term.datatype.value
    if candidate.coercion and not candidate.coercion.startswith("@"):
        if datatype != candidate.coercion or term.language:
            return None
        native = _native(term)
        return term.value if native is None else native
    if candidate.coercion:
        return None
    if term.language:
        return term.value if term.language == candidate.language else None
    if datatype == f"{XSD}string":
        return term.value if candidate.language is None else None
    return _native(term)


def _native(term: Literal) -> bool | int | None:
    """A JSON boolean or number that stands for exactly this literal."""
    datatype, text = term.datatype.value, term.value
    if datatype == f"{XSD}boolean" and text in ("true", "false"):
        return text == "true"
    if datatype == f"{XSD}integer" and text.lstrip("-").isdecimal() and text.isascii():
        number = int(text)
        if str(number) == text and abs(number) <= _LARGEST_EXACT:
            return number
    return None


def _expanded(term: object) -> Any:
    """The value object of a value, whatever the context says."""
    if not isinstance(term, Literal):
        return {"@id": _reference(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == f"{XSD}string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}
