"""What has become of findings that are cited: whether the last run still finds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pyoxigraph import NamedNode

from graph.store import ReadableStore
from graph.store.querying import select
from ontology.findings import name_finding
from ontology.terms import DCTERMS, GRAPH_FINDINGS, findings_graph, nwd

State = Literal["open", "gone", "unknown"]


@dataclass(frozen=True)
class FindingState:
    """What the store says of a finding that is cited.

    `state` is `open` where the last run of its kind found it, `gone` where that run did not, and
    `unknown` where no run of the kind is kept.
    """

    name: str
    iri: str
    state: State
    sentence: str | None
    as_of: date | None
    """The day that the last run of the kind looked at."""


def read_finding_states(
    store: ReadableStore, iris: Iterable[NamedNode]
) -> Mapping[str, FindingState]:
    """The state of each finding, by its IRI."""
    runs = _read_runs(store)
    found: dict[str, FindingState] = {}
    for iri in sorted(set(iris), key=lambda node: node.value):
        name = name_finding(iri)
        kind = name.partition("/")[0]
        held, sentence = _look_up(store, kind, iri)
        state: State = "open" if held else "gone" if kind in runs else "unknown"
        found[iri.value] = FindingState(name, iri.value, state, sentence, runs.get(kind))
    return found


def _look_up(store: ReadableStore, kind: str, iri: NamedNode) -> tuple[bool, str | None]:
    query = f"""SELECT ?sentence WHERE {{ GRAPH {findings_graph(kind)} {{
        {iri} a {nwd("Finding")} OPTIONAL {{ {iri} <{DCTERMS}description> ?sentence }} }} }}"""
    rows: list[Any] = list(select(store, query))
    return bool(rows), rows[0][0].value if rows and rows[0][0] is not None else None


def _read_runs(store: ReadableStore) -> dict[str, date]:
    """The day of the last run by kind."""
    query = f"""SELECT ?kind ?day WHERE {{ GRAPH ?g {{
        ?run a {nwd("AnalysisRun")} ; {nwd("analysisKind")} ?kind ; {nwd("asOf")} ?day }}
        FILTER(STRSTARTS(STR(?g), "{GRAPH_FINDINGS.value}")) }}"""
    rows: Iterable[Any] = select(store, query)
    return {kind.value: date.fromisoformat(day.value) for kind, day in rows}
