"""Certain gaps between segments as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    ratio,
    text,
)
from graph.projection import Projection


def build_equity_findings(net: Projection, equity: dict[str, Any]) -> Findings:
    """One `nwd:EquityGap` for each segment, over all places and in each place, that is certainly
    covered less than the reference is there.

    `equity` is the result of `compute_equity`; groups that are not told there make no finding.
    """
    return build_findings("equity", equity, lambda write: _gaps(write, net, equity))


def _gaps(write: FindingsWriter, net: Projection, equity: dict[str, Any]) -> None:
    segments = dict(zip(net.segments.ids, net.segments.iris, strict=True))
    places = dict(zip(net.places.ids, net.places.iris, strict=True))
    measure = equity["parameters"]["measure"]
    rows = [*equity["segments"], *equity["segment_places"]]
    beside = {row["place"]: row[measure] for row in rows if row["is_reference"]}
    for row in rows:
        if row["standing"] != "lower":
            continue
        node = write.finding("EquityGap", f"{row['segment']}>{row['place']}", row["sentence"])
        segment = NamedNode(segments[row["segment"]])
        reference = NamedNode(segments[equity["reference"]["segment"]])
        write.add(node, "forSegment", segment)
        write.add(node, "referenceSegment", reference)
        write.add(node, "forPlace", NamedNode(places[row["place"]]))
        write.add(node, "coverageMeasure", text(measure))
        for name, interval in (
            ("coverage", row[measure]),
            ("referenceCoverage", beside[row["place"]]),
        ):
            write.add(node, f"{name}Low", ratio(interval[0]))
            write.add(node, f"{name}High", ratio(interval[1]))
        for fact in (segment, reference):
            write.add(node, DERIVED_FROM, fact)
