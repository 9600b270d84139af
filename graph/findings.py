"""Findings as data: what an analysis found, its parameters, and the facts it rests on.

Each kind of analysis has one findings graph, replaced as a whole on each run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Triple

from graph.coverage import Coverage
from graph.gaps import select_gap_rows
from graph.overlap import describe_overlap
from graph.projection import Projection
from graph.rungs import GAP_TYPES
from graph.sentences import describe_gap
from graph.store import Generation, ReadableStore, WritableStore
from ontology.terms import DCTERMS, PROV, RDF, XSD, code, findings_graph, mint, nwd

Term = NamedNode | Literal | BlankNode | Triple

TYPE = NamedNode(RDF + "type")
DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")
DESCRIPTION = NamedNode(DCTERMS + "description")
RATIO_DIGITS = 6


@dataclass(frozen=True)
class Findings:
    """The findings of one run; `digest` tells whether another run found the same."""

    kind: str
    run: NamedNode
    quads: Sequence[Quad]
    digest: str


def build_gap_findings(coverage: Coverage) -> Findings:
    """One `nwd:ReferralGap` or `nwd:DoorGap` for each required cell that is a gap."""
    return _build("gaps", coverage.summary(), lambda write: _gaps(write, coverage))


def build_overlap_findings(net: Projection, overlaps: dict[str, Any]) -> Findings:
    """One `nwd:ServiceOverlap` a pair, one `nwd:PossibleDuplicateRecord` a pair of records.

    `overlaps` is the result of `compute_overlaps`.
    """
    return _build("overlaps", overlaps, lambda write: _overlaps(write, net, overlaps))


def save_findings(
    store: WritableStore, findings: Findings, *, wait_seconds: float = 0
) -> Generation | None:
    """Replace the findings of this kind; None when the store holds the same already.

    Raises StoreLocked while another process writes.
    """
    if _saved_digest(store.read(), findings) == findings.digest:
        return None
    graph = findings_graph(findings.kind)
    stamped = [
        _quad(graph, findings.run, nwd("sha256"), _text(findings.digest)),
        _quad(graph, findings.run, NamedNode(PROV + "endedAtTime"), _now()),
    ]
    note = f"findings: {findings.kind}"
    with store.write(note=note, kind="findings", wait_seconds=wait_seconds) as draft:
        draft.replace_graph(graph, [*findings.quads, *stamped])
    return draft.published


class _Writer:
    """Collects the quads of one findings graph."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.graph = findings_graph(kind)
        self.run = mint("findings", "run", kind)
        self.quads: list[Quad] = []

    def add(self, subject: NamedNode, name: str | NamedNode, value: Term | None) -> None:
        if value is not None:
            predicate = nwd(name) if isinstance(name, str) else name
            self.quads.append(_quad(self.graph, subject, predicate, value))

    def finding(self, class_name: str, key: str, sentence: str) -> NamedNode:
        node = mint("findings", self.kind, key)
        self.add(node, TYPE, nwd(class_name))
        self.add(node, TYPE, nwd("Finding"))
        self.add(node, "ofRun", self.run)
        self.add(node, DESCRIPTION, _text(sentence))
        return node


def _build(kind: str, result: dict[str, Any], fill: Any) -> Findings:
    write = _Writer(kind)
    _describe_run(write, result)
    fill(write)
    lines = sorted(str(quad) for quad in write.quads)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Findings(kind, write.run, write.quads, digest)


def _describe_run(write: _Writer, result: dict[str, Any]) -> None:
    parameters, run = result["parameters"], write.run
    write.add(run, TYPE, nwd("AnalysisRun"))
    write.add(run, "analysisKind", _text(write.kind))
    write.add(run, "handoffs", Literal(parameters["handoffs"]))
    write.add(run, "mode", _text(parameters["mode"]))
    write.add(run, "asOf", Literal(parameters["as_of"], datatype=NamedNode(XSD + "date")))
    write.add(run, "staleAfterDays", Literal(parameters["stale_after_days"]))
    write.add(run, "uncodedServices", _text(parameters["uncoded_services"]))
    if "required" in result:
        write.add(run, "requiredOrigin", _text(result["required"]["origin"]))
        write.add(run, "requiredCells", Literal(result["required"]["cells"]))
        for name, interval in result["headline"].items():
            if interval is not None:
                prefix = {"every_door": "everyDoor", "any_door": "anyDoor"}[name]
                write.add(run, prefix + "Low", _ratio(interval[0]))
                write.add(run, prefix + "High", _ratio(interval[1]))


def _gaps(write: _Writer, coverage: Coverage) -> None:
    net, required = coverage.net, coverage.required
    doors = _doors_of(net)
    for row in select_gap_rows(coverage).tolist():
        touchpoint, need = int(required.touchpoint[row]), int(required.need[row])
        segment, place = int(required.segment[row]), int(required.place[row])
        gap_type = str(GAP_TYPES[coverage.gap_type[row]])
        key = ">".join(
            (
                net.touchpoints.ids[touchpoint],
                net.needs.ids[need],
                net.segments.ids[segment],
                net.places.ids[place],
            )
        )
        class_name = "DoorGap" if gap_type == "door-gap" else "ReferralGap"
        node = write.finding(class_name, key, describe_gap(coverage, row))
        write.add(node, "atTouchpoint", NamedNode(net.touchpoints.iris[touchpoint]))
        write.add(node, "forNeed", NamedNode(net.needs.iris[need]))
        write.add(node, "forSegment", NamedNode(net.segments.iris[segment]))
        write.add(node, "forPlace", NamedNode(net.places.iris[place]))
        write.add(node, "gapType", code("gap-type", gap_type))
        weight = format(Decimal(repr(float(required.weight[row]))), "f")
        write.add(node, "weight", Literal(weight, datatype=NamedNode(XSD + "decimal")))
        failing = [door for door, _ in coverage.failing_doors(row)]
        for door in failing:
            write.add(node, "failingDoor", NamedNode(net.node_iri(door)))
        for door in failing or doors.get(touchpoint, []):
            write.add(node, DERIVED_FROM, NamedNode(net.node_iri(door)))


def _doors_of(net: Projection) -> dict[int, list[int]]:
    """Touchpoint -> the nodes its door records name."""
    doors: dict[int, list[int]] = {}
    for touchpoint, node in zip(net.door.touchpoint.tolist(), net.door.node.tolist(), strict=True):
        doors.setdefault(touchpoint, []).append(node)
    return doors


def _overlaps(write: _Writer, net: Projection, overlaps: dict[str, Any]) -> None:
    iri = dict(zip(net.services.ids, net.services.iris, strict=True))
    for pair in overlaps["pairs"]:
        key = f"{pair['first']}>{pair['second']}"
        node = write.finding("ServiceOverlap", key, describe_overlap(pair))
        write.add(node, "overlapVerdict", code("overlap-verdict", pair["verdict"]))
        write.add(node, "jaccard", _ratio(pair["jaccard"]))
        write.add(node, "containment", _ratio(pair["containment"]))
        _two_services(write, node, iri[pair["first"]], iri[pair["second"]])
    for pair in overlaps["possible_duplicates"]:
        key = f"{pair['first']}={pair['second']}"
        sentence = f"{pair['names']['first']} may be recorded twice: {', '.join(pair['reasons'])}."
        node = write.finding("PossibleDuplicateRecord", key, sentence)
        write.add(node, "overlapVerdict", code("overlap-verdict", "possible-duplicate-record"))
        _two_services(write, node, iri[pair["first"]], iri[pair["second"]])


def _two_services(write: _Writer, node: NamedNode, first: str, second: str) -> None:
    for name, service in (("firstService", first), ("secondService", second)):
        write.add(node, name, NamedNode(service))
        write.add(node, DERIVED_FROM, NamedNode(service))


def _saved_digest(store: ReadableStore, findings: Findings) -> str | None:
    graph = findings_graph(findings.kind)
    digests: Iterator[Any] = _select(
        store, f"SELECT ?d WHERE {{ GRAPH {graph} {{ {findings.run} {nwd('sha256')} ?d }} }}"
    )
    return next((solution[0].value for solution in digests), None)


def _select(store: ReadableStore, query: str) -> QuerySolutions:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return solutions


def _quad(graph: NamedNode, subject: NamedNode, predicate: NamedNode, value: Term) -> Quad:
    return Quad(subject, predicate, value, graph)


def _ratio(value: float) -> Literal:
    # As many digits as every engine gives back of a double.
    return Literal(round(float(value), RATIO_DIGITS))


def _text(value: str) -> Literal:
    return Literal(value)


def _now() -> Literal:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Literal(now, datatype=NamedNode(XSD + "dateTime"))
