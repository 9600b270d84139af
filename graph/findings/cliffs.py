"""Funding cliffs as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    decimal,
    ratio,
)
from graph.projection import Projection


def build_cliff_findings(net: Projection, cliffs: dict[str, Any]) -> Findings:
    """One `nwd:FundingCliff` for each horizon, threshold and stream or funder with which weight is
    lost for certain. `cliffs` is the result of `compute_cliffs`.
    """
    return build_findings("cliffs", cliffs, lambda write: _cliffs(write, net, cliffs))


def _cliffs(write: FindingsWriter, net: Projection, cliffs: dict[str, Any]) -> None:
    streams = dict(zip(net.streams.ids, net.streams.iris, strict=True))
    funders = dict(zip(net.funders.ids, net.funders.iris, strict=True))
    services = dict(zip(net.services.ids, net.services.iris, strict=True))
    if cliffs["covered"]["share"] is not None:
        write.add(write.run, "anyDoorLow", ratio(cliffs["covered"]["share"]))
    for cliff in cliffs["cliffs"]:
        if cliff["kind"] == "all" or not cliff["weight"][0]:
            continue
        parts = (cliff["horizon"], cliff["threshold"], cliff["kind"], cliff["id"])
        node = write.finding("FundingCliff", ">".join(map(str, parts)), cliff["sentence"])
        write.add(node, "horizonDays", Literal(cliff["horizon"]))
        write.add(node, "budgetThreshold", ratio(cliff["threshold"]))
        if cliff["kind"] == "funder":
            write.add(node, "endingFunder", NamedNode(funders[cliff["id"]]))
        for stream in cliff["streams"]:
            write.add(node, "endingStream", NamedNode(streams[stream]))
            write.add(node, DERIVED_FROM, NamedNode(streams[stream]))
        write.add(node, "lossLow", ratio(cliff["loss"][0]))
        write.add(node, "lossHigh", ratio(cliff["loss"][1]))
        write.add(node, "lostWeight", decimal(cliff["weight"][0]))
        write.add(node, "lostCells", Literal(cliff["cells"][0]))
        for service in cliff["services"]:
            write.add(node, "lostService", NamedNode(services[service]))
            write.add(node, DERIVED_FROM, NamedNode(services[service]))
