"""Breaks of journeys and opportunities for intervention as findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import Findings, FindingsWriter, build_findings
from graph.projection import Collection, Projection
from ontology.terms import code

KIND = "journeys"


def build_journey_findings(net: Projection, result: dict[str, Any]) -> Findings:
    """One `nwd:JourneyBreak` for each break and one `nwd:JourneyOpportunity` for each opportunity.

    Keys: of a break the ids of scenario, step and need (`door` where none is asked), of an
    opportunity its kind and the ids of what it is about. `result` is that of `compute_journeys`.
    """
    run = {"parameters": result["parameters"]}
    return build_findings(KIND, run, lambda write: _Writing(write, net, result).write_all())


class _Writing:
    def __init__(self, write: FindingsWriter, net: Projection, result: dict[str, Any]) -> None:
        self.write, self.net, self.result = write, net, result
        self.scenarios = {row["scenario"]: NamedNode(row["iri"]) for row in result["scenarios"]}
        self.steps = {row["step"]: NamedNode(row["iri"]) for row in result["steps"]}
        self.iris = {
            "touchpoint": _iris(net.touchpoints),
            "need": _iris(net.needs),
            "segment": _iris(net.segments),
            "place": _iris(net.places),
        }

    def write_all(self) -> None:
        breaks = {row["break"]: self._break(row) for row in self.result["breaks"]}
        for row in self.result["opportunities"]:
            self._opportunity(row, breaks)

    def _break(self, row: Mapping[str, Any]) -> NamedNode:
        write = self.write
        node = write.finding("JourneyBreak", row["break"], row["sentence"])
        write.add(node, "breakKind", code("journey-break", row["kind"]))
        write.add(node, "ofScenario", self.scenarios[row["scenario"]])
        write.add(node, "atStep", self.steps[row["step"]])
        properties = {
            "touchpoint": "atTouchpoint",
            "need": "forNeed",
            "segment": "forSegment",
            "place": "forPlace",
        }
        for name, predicate in properties.items():
            if row[name] is not None:
                write.add(node, predicate, self.iris[name][row[name]])
        return node

    def _opportunity(self, row: Mapping[str, Any], breaks: Mapping[str, NamedNode]) -> None:
        write = self.write
        node = write.finding("JourneyOpportunity", row["opportunity"], row["sentence"])
        write.add(node, "opportunityKind", code("journey-opportunity", row["kind"]))
        for key in row["breaks"]:
            write.add(node, "mendsBreak", breaks[key])
        for name in row["scenarios"]:
            write.add(node, "ofScenario", self.scenarios[name])


def _iris(records: Collection) -> dict[str, NamedNode]:
    return {id_: NamedNode(iri) for id_, iri in zip(records.ids, records.iris, strict=True)}
