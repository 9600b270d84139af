"""What a snapshot asks to talk about or decide, as findings."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from graph.findings.writing import (
    DERIVED_FROM,
    Findings,
    FindingsWriter,
    build_findings,
    text,
)


def build_snapshot_findings(result: dict[str, Any]) -> Findings:
    """One `nwd:SnapshotFinding` for each finding of `compute_snapshots`."""
    # Which snapshots are told of does not change what is found.
    parameters = {name: v for name, v in result["parameters"].items() if name != "snapshot"}
    return build_findings("snapshot", {"parameters": parameters}, lambda write: _add(write, result))


def _add(write: FindingsWriter, result: dict[str, Any]) -> None:
    for found in result["findings"]:
        node = write.finding("SnapshotFinding", found["key"], found["sentence"])
        write.add(node, "snapshotFindingKind", text(found["kind"]))
        iris = found["iris"]
        for name, key in (
            ("inSnapshot", "snapshot"),
            ("inDimension", "dimension"),
            ("toQuestion", "question"),
        ):
            if iris[key] is not None:
                write.add(node, name, NamedNode(iris[key]))
        write.add(node, DERIVED_FROM, NamedNode(iris["note"] or iris["snapshot"]))
