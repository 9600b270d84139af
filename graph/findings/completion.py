"""Low completion as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    ratio,
)
from graph.projection import Projection
from ontology.terms import XSD, code


def build_completion_findings(net: Projection, result: dict[str, Any]) -> Findings:
    """One `nwd:LowCompletion` for each pathway and period whose rate is certainly below the target.

    `result` is that of `compute_completion`. The run keeps its floor, so that findings that rest
    on smaller counts than may be told stay in the store.
    """
    return build_findings("completion", result, lambda write: _low(write, net, result))


def _low(write: FindingsWriter, net: Projection, result: dict[str, Any]) -> None:
    parameters = result["parameters"]
    write.add(write.run, "followUpDays", Literal(parameters["follow_up_days"]))
    write.add(write.run, "smallCellFloor", Literal(parameters["floor"]))
    write.add(write.run, "target", ratio(parameters["target"]))
    pathways = dict(zip(net.pathways.ids, net.pathways.iris, strict=True))
    for rate in result["rates"]:
        if not rate["low"] or rate["by"] != "pathway":
            continue
        key = f"{rate['pathway']}>{rate['start']}>{rate['end']}"
        node = write.finding("LowCompletion", key, rate["sentence"])
        pathway = NamedNode(pathways[rate["pathway"]])
        write.add(node, "ratedPathway", pathway)
        write.add(node, DERIVED_FROM, pathway)
        write.add(node, "periodStart", _day(rate["start"]))
        write.add(node, "periodEnd", _day(rate["end"]))
        write.add(node, "ratedOutcome", code("referral-outcome", rate["measure"]))
        write.add(node, "sentCount", Literal(rate["sent"]))
        write.add(node, "rateLow", ratio(rate["rate"][0]))
        write.add(node, "rateHigh", ratio(rate["rate"][1]))


def _day(value: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + "date"))
