"""Gaps as findings."""

from __future__ import annotations

from pyoxigraph import NamedNode

from graph.coverage import Coverage
from graph.coverage.rungs import GAP_TYPES
from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings, decimal
from graph.gaps import select_gap_rows
from graph.projection import Projection
from graph.sentences import describe_gap
from ontology.terms import code


def build_gap_findings(coverage: Coverage) -> Findings:
    """One `nwd:ReferralGap` or `nwd:DoorGap` for each required cell that is a gap."""
    return build_findings("gaps", coverage.summary(), lambda write: _gaps(write, coverage))


def _gaps(write: FindingsWriter, coverage: Coverage) -> None:
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
        write.add(node, "weight", decimal(required.weight[row]))
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
