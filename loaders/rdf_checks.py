"""RDF against the basic shapes, in parts small enough for memory, and only where shapes look.

pySHACL works on rdflib graphs, so statements are copied from the parser's store. Copied are those
of records that a shape may look at: things of a class or with a property that the shapes name,
and the classes of what they refer to. A file of another vocabulary costs one pass and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode, Store
from rdflib import RDF as RDFLIB_RDF
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from loaders.source import Progress
from ontology.files import select_shapes
from ontology.terms import RDF
from ontology.validate import Violation, validate

PART = 100_000
"""Statements that are copied and checked at a time."""
_TYPE = NamedNode(RDF + "type")
_SH = "http://www.w3.org/ns/shacl#"


def check_shapes(store: Store, *, level: str, progress: Progress) -> list[Violation]:
    """What breaks the shapes, by record; `progress` is told after every part."""
    subjects = _subjects(store)
    found: list[Violation] = []
    for done, part in _parts(store, subjects):
        found += [one for one in validate(part, level) if one.severity == "violation"]
        progress("validating", done, len(subjects))
    return list(dict.fromkeys(found))


@cache
def _looked_at() -> tuple[frozenset[str], frozenset[str]]:
    """(classes, properties) that the basic shapes name as targets."""
    shapes = Graph()
    for file in select_shapes("basic"):
        shapes.parse(data=file.read_bytes(), format="turtle")
    classes = {str(one) for one in shapes.objects(None, URIRef(_SH + "targetClass"))}
    properties = {
        str(one)
        for name in ("targetSubjectsOf", "targetObjectsOf")
        for one in shapes.objects(None, URIRef(_SH + name))
    }
    return frozenset(classes), frozenset(properties)


def _subjects(store: Store) -> list[NamedNode | BlankNode]:
    """The things a shape may look at, in a steady order."""
    classes, properties = _looked_at()
    typed = (store.quads_for_pattern(None, _TYPE, NamedNode(name), None) for name in classes)
    using = (store.quads_for_pattern(None, NamedNode(name), None, None) for name in properties)
    found = {
        quad.subject
        for quad in chain.from_iterable(chain(typed, using))
        if isinstance(quad.subject, (NamedNode, BlankNode))
    }
    return sorted(found, key=lambda one: one.value)


def _parts(store: Store, subjects: list[NamedNode | BlankNode]) -> Iterator[tuple[int, Graph]]:
    part, referred = Graph(), set[NamedNode | BlankNode]()
    for done, subject in enumerate(subjects, start=1):
        for quad in store.quads_for_pattern(subject, None, None, None):
            part.add((_node(subject), URIRef(quad.predicate.value), _node(quad.object)))
            if isinstance(quad.object, (NamedNode, BlankNode)) and quad.predicate != _TYPE:
                referred.add(quad.object)
        if len(part) >= PART or done == len(subjects):
            for thing in referred:
                for quad in store.quads_for_pattern(thing, _TYPE, None, None):
                    part.add((_node(thing), RDFLIB_RDF.type, _node(quad.object)))
            yield done, part
            part, referred = Graph(), set()


def _node(term: object) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value))
    return BNode()
