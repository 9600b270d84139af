"""Shortfalls of capacity as findings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    ratio,
    text,
)
from graph.projection import Projection
from ontology.terms import XSD


def build_capacity_findings(net: Projection, result: dict[str, Any]) -> Findings:
    """One `nwd:CapacityShortfall` for each need that falls short of the target for certain.

    `result` is that of `compute_capacity`.
    """
    run = {"parameters": result["parameters"]}
    return build_findings("capacity", run, lambda write: _shortfalls(write, net, result))


def _shortfalls(write: FindingsWriter, net: Projection, result: dict[str, Any]) -> None:
    needs = dict(zip(net.needs.ids, net.needs.iris, strict=True))
    services = dict(zip(net.services.ids, net.services.iris, strict=True))
    write.add(write.run, "slotsCounted", text(result["parameters"]["slots"]))
    write.add(write.run, "requiredOrigin", text(result["required"]["origin"]))
    write.add(write.run, "requiredCells", Literal(result["required"]["cells"]))
    write.add(write.run, "target", ratio(result["parameters"]["target"]))
    for measured in result["needs"]:
        if not measured["short"]:
            continue
        node = write.finding("CapacityShortfall", measured["need"], measured["sentence"])
        write.add(node, "forNeed", NamedNode(needs[measured["need"]]))
        write.add(node, "demand", _decimal(measured["demand"]))
        low, high = measured["served"]
        write.add(node, "servedLow", _decimal(low))
        write.add(node, "servedHigh", _decimal(high))
        write.add(node, "possibleShare", ratio(measured["possible_share"]))
        for bottleneck in result["bottlenecks"]:
            if measured["need"] in bottleneck["needs"]:
                write.add(node, DERIVED_FROM, NamedNode(services[bottleneck["service"]]))


def _decimal(value: float) -> Literal:
    return Literal(format(Decimal(repr(value)), "f"), datatype=NamedNode(XSD + "decimal"))
