"""Findings go into the store, one graph a kind of analysis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.findings.writing import Findings, make_quad, text
from graph.store import Generation, ReadableStore, WritableStore
from graph.store.querying import select
from ontology.terms import PROV, XSD, findings_graph, nwd


def save_findings(
    store: WritableStore, findings: Findings, *, wait_seconds: float = 0
) -> Generation | None:
    """Replace the findings of this kind; None when the store holds the same already.

    Raises StoreLocked while another process writes.
    """
    if _saved_digest(store.read(), findings) == findings.digest:
        return None
    graph = findings_graph(findings.kind)
    stamped = [
        make_quad(graph, findings.run, nwd("sha256"), text(findings.digest)),
        make_quad(graph, findings.run, NamedNode(PROV + "endedAtTime"), _now()),
    ]
    note = f"findings: {findings.kind}"
    with store.write(note=note, kind="findings", wait_seconds=wait_seconds) as draft:
        draft.replace_graph(graph, [*findings.quads, *stamped])
    return draft.published


def _saved_digest(store: ReadableStore, findings: Findings) -> str | None:
    graph = findings_graph(findings.kind)
    digests: Iterator[Any] = select(
        store, f"SELECT ?d WHERE {{ GRAPH {graph} {{ {findings.run} {nwd('sha256')} ?d }} }}"
    )
    return next((solution[0].value for solution in digests), None)


def _now() -> Literal:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Literal(now, datatype=NamedNode(XSD + "dateTime"))
