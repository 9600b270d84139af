"""Writing the findings of one run as quads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from graph.parameters import CoverageParameters
from ontology.findings import name_finding
from ontology.terms import DCTERMS, PROV, RDF, XSD, findings_graph, mint, nwd

Term = NamedNode | Literal | BlankNode | Triple

TYPE = NamedNode(RDF + "type")
DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")
DESCRIPTION = NamedNode(DCTERMS + "description")
IDENTIFIER = NamedNode(DCTERMS + "identifier")
RATIO_DIGITS = 6
COVERAGE_PARAMETERS = frozenset(field.name for field in fields(CoverageParameters))


@dataclass(frozen=True)
class Findings:
    """The findings of one run; `digest` tells whether another run found the same."""

    kind: str
    run: NamedNode
    quads: Sequence[Quad]
    digest: str


class FindingsWriter:
    """Collects the quads of one findings graph."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.graph = findings_graph(kind)
        self.run = mint("findings", "run", kind)
        self.quads: list[Quad] = []

    def add(self, subject: NamedNode, name: str | NamedNode, value: Term | None) -> None:
        if value is not None:
            predicate = nwd(name) if isinstance(name, str) else name
            self.quads.append(make_quad(self.graph, subject, predicate, value))

    def finding(self, class_name: str, key: str, sentence: str) -> NamedNode:
        """A finding; its identifier is the name by which it is cited, `kind/key`."""
        node = mint("findings", self.kind, key)
        self.add(node, TYPE, nwd(class_name))
        self.add(node, TYPE, nwd("Finding"))
        self.add(node, "ofRun", self.run)
        self.add(node, IDENTIFIER, text(name_finding(node)))
        self.add(node, DESCRIPTION, text(sentence))
        return node


def build_findings(
    kind: str, result: dict[str, Any], fill: Callable[[FindingsWriter], None]
) -> Findings:
    write = FindingsWriter(kind)
    _describe_run(write, result)
    fill(write)
    lines = sorted(str(quad) for quad in write.quads)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Findings(kind, write.run, write.quads, digest)


def _describe_run(write: FindingsWriter, result: dict[str, Any]) -> None:
    parameters, run = result["parameters"], write.run
    write.add(run, TYPE, nwd("AnalysisRun"))
    write.add(run, "analysisKind", text(write.kind))
    write.add(run, "handoffs", Literal(parameters["handoffs"]))
    write.add(run, "mode", text(parameters["mode"]))
    write.add(run, "asOf", Literal(parameters["as_of"], datatype=NamedNode(XSD + "date")))
    write.add(run, "staleAfterDays", Literal(parameters["stale_after_days"]))
    write.add(run, "uncodedServices", text(parameters["uncoded_services"]))
    for name in sorted(parameters.keys() - COVERAGE_PARAMETERS):
        write.add(run, "analysisOption", text(f"{name}={json.dumps(parameters[name])}"))
    if "required" in result:
        write.add(run, "requiredOrigin", text(result["required"]["origin"]))
        write.add(run, "requiredCells", Literal(result["required"]["cells"]))
        for name, interval in result.get("headline", {}).items():
            if interval is not None:
                prefix = {"every_door": "everyDoor", "any_door": "anyDoor"}[name]
                write.add(run, prefix + "Low", ratio(interval[0]))
                write.add(run, prefix + "High", ratio(interval[1]))


def make_quad(graph: NamedNode, subject: NamedNode, predicate: NamedNode, value: Term) -> Quad:
    return Quad(subject, predicate, value, graph)


def ratio(value: float) -> Literal:
    # As many digits as every engine gives back of a double.
    return Literal(round(float(value), RATIO_DIGITS))


def decimal(value: float) -> Literal:
    plain = format(Decimal(repr(float(value))), "f")
    return Literal(plain, datatype=NamedNode(XSD + "decimal"))


def text(value: str) -> Literal:
    return Literal(value)
