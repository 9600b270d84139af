"""Signals of run charts, tests of change that cannot be judged, and bounds broken, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    text,
)
from graph.projection import Projection


def build_improvement_findings(net: Projection, result: dict[str, Any]) -> Findings:
    """What an improvement run found; `result` is that of `compute_improvement`.

    One `nwd:RunChartSignal` for each chart whose last phase gives a signal (key: the chart's id),
    one `nwd:IncompleteCycle` for each test that is over and lacks something, or was adopted
    without data (key: the cycle's id), one `nwd:TeamOutOfBounds` for each bound of a team or
    network that is broken (key: what it is about, its id and the bound), and one
    `nwd:SparseMeasurement` where a network meets or measures too seldom.
    """
    run = {"parameters": result["parameters"]}
    return build_findings("improvement", run, lambda write: _fill(write, result))


def _fill(write: FindingsWriter, result: dict[str, Any]) -> None:
    write.add(write.run, "smallCellFloor", Literal(result["parameters"]["floor"]))
    for chart in result["charts"]:
        if chart["verdict"] == "signal":
            _signal(write, chart)
    for cycle in result["cycles"]:
        if cycle["state"] in ("done", "decided") and cycle["lacks"]:
            node = write.finding("IncompleteCycle", cycle["cycle"], cycle["sentence"])
            write.add(node, DERIVED_FROM, NamedNode(cycle["iri"]))
            for lacking in cycle["lacks"]:
                write.add(node, "lacks", text(lacking))
    for bound in result["bounds"]:
        seldom = bound["bound"] in ("sessions", "measurement")
        parts = [bound["about"], bound["id"], bound["bound"], bound["indicator"]]
        key = ">".join(filter(None, parts))
        kind = "SparseMeasurement" if seldom else "TeamOutOfBounds"
        node = write.finding(kind, key, bound["sentence"])
        write.add(node, DERIVED_FROM, NamedNode(bound["iri"]))
        write.add(node, "boundBroken", text(bound["bound"]))
        if bound["indicator_iri"]:
            write.add(node, "forIndicator", NamedNode(bound["indicator_iri"]))


def _signal(write: FindingsWriter, chart: dict[str, Any]) -> None:
    node = write.finding("RunChartSignal", chart["id"], chart["sentence"])
    write.add(node, "forIndicator", NamedNode(chart["iri"]))
    write.add(node, "signalDirection", text(chart["direction"]))
    for name, iri in (("forSegment", chart["segment_iri"]), ("forPlace", chart["place_iri"])):
        write.add(node, name, NamedNode(iri) if iri else None)
    number = len(chart["phases"])
    for rule in sorted({s["rule"] for s in chart["signals"] if s["phase"] == number}):
        write.add(node, "signalRule", text(rule))
