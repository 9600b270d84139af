"""What the store keeps of the last run of each analysis, as far as it may be of a barrier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pyoxigraph import NamedNode

from graph.store import ReadableStore
from graph.store.querying import select
from ontology.terms import DCTERMS, GRAPH_FINDINGS, nwd

GAPS = "gaps"
NOT_BARRIERS = frozenset(
    {GAPS, "overlaps", "network", "recommend", "resilience", "freshness", "models", "policy"}
)
"""Kinds of finding that are matched in another way, or that no law or money is asked for."""
BREAKS = {
    "no-door": "orphan",
    "no-service": "supply",
    "not-eligible": "eligibility",
    "aged-out": "eligibility",
    "out-of-area": "access",
    "no-pathway": "link",
    "cold-only": "warmth",
}
"""The type of gap that a break of a journey is, where it is one."""
_LINKS = (
    "forNeed", "atTouchpoint", "forSegment", "endingStream", "endingFunder", "gapType", "breakKind",
)  # fmt: skip
_NUMBERS = ("horizonDays", "budgetThreshold", "lostWeight")


@dataclass
class Kept:
    """A finding that the store keeps, and the records that it is about."""

    iri: str
    sentence: str = ""
    links: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    about: set[str] = field(default_factory=set)
    """Every IRI that it states."""
    numbers: dict[str, Decimal] = field(default_factory=dict)
    broader: set[str] = field(default_factory=set)
    """The needs that it states, and all that are broader."""
    verdict: str | None = None
    """Of a maturity goal, what its rule found."""

    @property
    def gap_types(self) -> set[str]:
        """The types of gap that it states, or that its break of a journey is."""
        stated = {iri.rpartition("/")[2] for iri in self.links["gapType"]}
        breaks = {iri.rpartition("/")[2] for iri in self.links["breakKind"]}
        return stated | {BREAKS[name] for name in breaks & BREAKS.keys()}


def count_streams_once(found: Iterable[Kept], cited: Iterable[Kept]) -> list[Kept]:
    """Without cliffs that only tell again of streams that another one tells of; all else as it is.

    What is `cited` stands first, then the cliff of one stream before that of its funder, the
    soonest horizon, the highest threshold. One stays if it ends a stream that none before it does.
    """
    told = {stream for each in cited for stream in each.links["endingStream"]}
    kept = []
    for each in sorted(found, key=_telling):
        streams = each.links["endingStream"]
        if not streams or streams - told:
            kept.append(each)
        told |= streams
    return sorted(kept, key=lambda each: each.iri)


def _telling(each: Kept) -> tuple[bool, Decimal, Decimal, str]:
    horizon = each.numbers.get("horizonDays", Decimal(0))
    threshold = each.numbers.get("budgetThreshold", Decimal(0))
    return bool(each.links["endingFunder"]), horizon, -threshold, each.iri


def read_kept(store: ReadableStore) -> list[Kept]:
    """Findings that may be of a barrier, in order of IRI."""
    query = f"""SELECT ?finding ?p ?o WHERE {{ GRAPH ?g {{ ?finding a {nwd("Finding")} ; ?p ?o }}
        FILTER(STRSTARTS(STR(?g), "{GRAPH_FINDINGS.value}") && ?g NOT IN ({_excluded()})) }}"""
    links, numbers = ({nwd(name).value: name for name in names} for names in (_LINKS, _NUMBERS))
    found: dict[str, Kept] = {}
    rows: Iterable[Any] = select(store, query)
    for finding, predicate, term in rows:
        kept = found.setdefault(finding.value, Kept(finding.value))
        if predicate.value == f"{DCTERMS}description":
            kept.sentence = term.value
        elif predicate == nwd("computedVerdict"):
            kept.verdict = term.value
        elif isinstance(term, NamedNode):
            kept.about.add(term.value)
            if predicate.value in links:
                kept.links[links[predicate.value]].add(term.value)
        elif predicate.value in numbers:
            kept.numbers[numbers[predicate.value]] = Decimal(term.value)
    return [found[iri] for iri in sorted(found)]


def _excluded() -> str:
    return ", ".join(f"<{GRAPH_FINDINGS.value}{kind}>" for kind in sorted(NOT_BARRIERS))


def read_runs(store: ReadableStore) -> dict[str, date]:
    """The day that the last run of each kind looked at."""
    query = f"""SELECT ?kind ?day WHERE {{ GRAPH ?g {{ ?run a {nwd("AnalysisRun")} ;
        {nwd("analysisKind")} ?kind ; {nwd("asOf")} ?day }} }}"""
    rows: Iterable[Any] = select(store, query)
    return {kind.value: date.fromisoformat(day.value) for kind, day in rows}
