"""Data against the shapes: what breaks which rule, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pyshacl
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ontology.files import LEVELS, list_ontology_files, read_style_shapes, select_shapes
from ontology.terms import SHAPES

_SH = Namespace("http://www.w3.org/ns/shacl#")
_SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}
_PATH_SIGNS = ((_SH.inversePath, "^"), (_SH.zeroOrMorePath, "*"), (_SH.oneOrMorePath, "+"))


@dataclass(frozen=True)
class Violation:
    """One result of a validation."""

    focus: str
    """IRI of the record."""
    path: str | None
    """IRI of the property, `^` and the IRI for the way back, or None for a rule on the record."""
    value: str | None
    """The offending value, where there is one."""
    message: str
    """What would be right, in one sentence."""
    severity: str
    """`violation` (basic), `warning` (essential) or `info` (full)."""
    shape: str
    """The rule: the local name of the shape that was broken, e.g. `providedBy`."""


@cache
def _read_ontology_graph() -> Graph:
    merged = Graph()
    for source in list_ontology_files():
        merged.parse(data=source.read_bytes(), format="turtle")
    return merged


@cache
def _read_shipped_facts() -> Graph:
    """What of the vocabulary and the code lists any shape can look at: no texts but labels."""
    mentioned = set(_read_shapes_graph(LEVELS[-1]).objects()) | {RDF.type, RDFS.subClassOf}
    facts = Graph()
    for triple in _read_ontology_graph():
        if triple[1] in mentioned:
            facts.add(triple)
    return facts


@cache
def _read_shapes_graph(level: str) -> Graph:
    merged = Graph()
    for source in select_shapes(level):
        merged.parse(data=source.read_bytes(), format="turtle")
    return merged


def _render_path(report: Graph, path: Node | None) -> str | None:
    if path is None or isinstance(path, URIRef):
        return path and str(path)
    for predicate, sign in _PATH_SIGNS:
        inner = report.value(path, predicate)
        if inner is not None:
            rendered = _render_path(report, inner)
            return f"^{rendered}" if sign == "^" else f"{rendered}{sign}"
    alternatives = report.value(path, _SH.alternativePath)
    if alternatives is not None:
        return "|".join(str(member) for member in report.items(alternatives))
    return "/".join(str(member) for member in report.items(path)) or None


def _read_result(report: Graph, result: Node) -> Violation:
    severity = str(report.value(result, _SH.resultSeverity)).removeprefix(str(_SH))
    value = report.value(result, _SH.value)
    return Violation(
        focus=str(report.value(result, _SH.focusNode)),
        path=_render_path(report, report.value(result, _SH.resultPath)),
        value=None if value is None else str(value),
        message=str(report.value(result, _SH.resultMessage)),
        severity=_SEVERITIES[severity],
        shape=str(report.value(result, _SH.sourceShape)).removeprefix(SHAPES),
    )


def _list_namings(data: Graph, shapes: Graph, report: Graph, result: Node) -> list[Violation]:
    """A rule on whatever is named by some properties, told of the records that name it."""
    found = _read_result(report, result)
    named = report.value(result, _SH.focusNode)
    predicates = shapes.objects(report.value(result, _SH.sourceShape), _SH.targetObjectsOf)
    namings = [(record, p) for p in predicates for record in data.subjects(p, named)]
    return [
        replace(found, focus=str(record), path=str(p), value=str(named)) for record, p in namings
    ] or [found]


def _run_shapes(data: Graph, shapes: Graph) -> list[Violation]:
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, inplace=True, js=False
    )
    found = {
        violation
        for result in report.objects(None, _SH.result)
        for violation in _list_namings(data, shapes, report, result)
    }
    return sorted(found, key=lambda v: (v.shape, v.focus, v.path or "", v.value or ""))


def _list_compared(shapes: Graph) -> dict[Node, Node | None]:
    """The properties that a rule compares with one another, each with its datatype."""
    rules = [*shapes.subject_objects(_SH.lessThan), *shapes.subject_objects(_SH.lessThanOrEquals)]
    paths = {p for rule, other in rules for p in (shapes.value(rule, _SH.path), other) if p}
    datatypes = {
        shapes.value(shape, _SH.path): datatype
        for shape, datatype in shapes.subject_objects(_SH.datatype)
    }
    return {path: datatypes.get(path) for path in paths}


def _as_comparable(value: Node, datatype: Node | None) -> Node:
    """The value, or its text where pySHACL would fail to compare it instead of reporting it."""
    if isinstance(value, Literal):
        if value.ill_typed or value.value != value.value:
            return Literal(str(value))
        if datatype is None or value.datatype == datatype:
            return value
    return value if datatype is None else Literal(str(value))


def validate(data: Graph | Path | str, level: str = "basic") -> list[Violation]:
    """What breaks the shapes of this level and those below, sorted by rule and record.

    `data` holds the triples of one source, or is the path of an RDF file; it is not changed. The
    vocabulary and the code lists are added here. Records of other sources may be named without
    being described. `level` is `basic`, `essential` or `full`; data loads if it meets `basic`.

    Raises ValueError for another level; a file that is not RDF raises rdflib's parser errors.
    """
    shapes = _read_shapes_graph(level)
    given = data if isinstance(data, Graph) else Graph().parse(data)
    shipped = _read_shipped_facts()
    merged, compared = Graph(), _list_compared(shapes)
    for triple in shipped:
        merged.add(triple)
    for subject, predicate, value in given:
        merged.add((subject, predicate, _as_comparable(value, compared.get(predicate))))
    return [v for v in _run_shapes(merged, shapes) if _is_about(given, shipped, v)]


def _is_about(given: Graph, shipped: Graph, violation: Violation) -> bool:
    """Whether a result is about the data, not about a shipped term that the data leaves as is."""
    focus = URIRef(violation.focus)
    return (focus, None, None) in given or (focus, None, None) not in shipped


def validate_ontology(terms: Graph | None = None) -> list[Violation]:
    """What breaks the rules of style of the vocabulary; without `terms`, of the shipped one."""
    shapes = Graph().parse(data=read_style_shapes(), format="turtle")
    merged = Graph()
    for triple in _read_ontology_graph() if terms is None else terms:
        merged.add(triple)
    return _run_shapes(merged, shapes)


def render_violation(violation: Violation) -> str:
    """One line for a person: the rule, the record, the property, the value, what is right.

    >>> render_violation(
    ...     Violation("https://x/1", "https://y/weight", "-1", "0 or more.", "violation", "weight")
    ... )
    'violation weight: https://x/1, https://y/weight = -1: 0 or more.'
    """
    where = violation.focus
    if violation.path:
        where += f", {violation.path}"
    if violation.value is not None:
        where += f" = {violation.value}"
    return f"{violation.severity} {violation.shape}: {where}: {violation.message}"
