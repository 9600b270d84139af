"""Voices that are missing, requests that nobody met and outcomes that stand still, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import DERIVED_FROM, Findings, FindingsWriter, build_findings
from graph.projection import Projection
from ontology.terms import XSD, code

STALLED = ("stalled", "missed")
SCHEMES = {"voice": "representation", "sector": "sector"}
"""The code list of a voice, by its kind; segments are records."""


def build_collaboratives_findings(net: Projection, result: dict[str, Any]) -> Findings:
    """`nwd:MissingVoice`, `nwd:UnansweredAssistance` and `nwd:StalledOutcome`.

    Keys are `collaborative>kind>voice`, the id of the request and the id of the outcome. `result`
    is that of `compute_collaboratives`.
    """
    run = {"parameters": result["parameters"]}

    def fill(write: FindingsWriter) -> None:
        write.add(write.run, "smallCellFloor", Literal(result["parameters"]["floor"]))
        _voices(write, net, result)
        _requests(write, result)
        _outcomes(write, result)

    return build_findings("collaboratives", run, fill)


def _voices(write: FindingsWriter, net: Projection, result: dict[str, Any]) -> None:
    collaboratives = result["records"]["collaborative"]
    segments = dict(zip(net.segments.ids, net.segments.iris, strict=True))
    for row in result["representation"]:
        if row["verdict"] != "missing":
            continue
        key = ">".join((row["collaborative"], row["kind"], row["voice"]))
        node = write.finding("MissingVoice", key, row["sentence"])
        collaborative = NamedNode(collaboratives[row["collaborative"]])
        write.add(node, "ofCollaborative", collaborative)
        write.add(node, DERIVED_FROM, collaborative)
        if row["kind"] in SCHEMES:
            write.add(node, "missingVoice", code(SCHEMES[row["kind"]], row["voice"]))
        elif row["kind"] == "segment":
            write.add(node, "forSegment", NamedNode(segments[row["voice"]]))


def _requests(write: FindingsWriter, result: dict[str, Any]) -> None:
    requests, collaboratives = (result["records"][kind] for kind in ("request", "collaborative"))
    for row in result["assistance"]:
        if row["standing"] != "unanswered":
            continue
        told = (
            f"{row['asked_by']} asked for help with {row['topic']} on {row['asked_on']}; "
            f"{row['days_waited']} days later nobody has given it."
        )
        node = write.finding("UnansweredAssistance", f"request>{row['request']}", told)
        request = NamedNode(requests[row["request"]])
        write.add(node, "ofRequest", request)
        write.add(node, "askedBy", NamedNode(collaboratives[row["asked_by"]]))
        write.add(node, "askedOn", Literal(row["asked_on"], datatype=NamedNode(XSD + "date")))
        write.add(node, DERIVED_FROM, request)


def _outcomes(write: FindingsWriter, result: dict[str, Any]) -> None:
    outcomes, collaboratives = (result["records"][kind] for kind in ("outcome", "collaborative"))
    for row in result["outcomes"]:
        if row["status"] not in STALLED:
            continue
        node = write.finding("StalledOutcome", f"outcome>{row['outcome']}", row["sentence"])
        outcome = NamedNode(outcomes[row["outcome"]])
        write.add(node, "ofOutcome", outcome)
        write.add(node, "ofCollaborative", NamedNode(collaboratives[row["collaborative"]]))
        write.add(node, DERIVED_FROM, outcome)
