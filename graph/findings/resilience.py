"""Single points of failure as findings."""

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
    text,
)
from graph.projection import Projection
from graph.resilience.removable import collection_of


def build_resilience_findings(net: Projection, resilience: dict[str, Any]) -> Findings:
    """One `nwd:SinglePointOfFailure` a unit without which weight is lost for certain.

    `resilience` is the result of `compute_resilience`.
    """
    return build_findings("resilience", resilience, lambda write: _points(write, net, resilience))


def _points(write: FindingsWriter, net: Projection, resilience: dict[str, Any]) -> None:
    iris = {
        kind: dict(zip(collection_of(net, kind).ids, collection_of(net, kind).iris, strict=True))
        for kind in resilience["parameters"]["kinds"]
    }
    write.add(write.run, "anyDoorLow", _share(resilience["covered"]["share"]))
    for unit in resilience["units"]:
        if not unit["lost_weight"]:
            continue
        node = write.finding(
            "SinglePointOfFailure", f"{unit['kind']}>{unit['unit']}", unit["sentence"]
        )
        record = NamedNode(iris[unit["kind"]][unit["unit"]])
        write.add(node, "removedUnit", record)
        write.add(node, "unitKind", text(unit["kind"]))
        write.add(node, "lossLow", _share(unit["loss"]))
        write.add(node, "lossHigh", _share(unit["loss_possible"]))
        write.add(node, "lostWeight", decimal(unit["lost_weight"]))
        write.add(node, "lostCells", Literal(unit["cells"]))
        write.add(node, DERIVED_FROM, record)


def _share(share: float | None) -> Literal | None:
    return None if share is None else ratio(share)
