"""Proposals and decisions as one list, a row a pair of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyoxigraph import QuerySolutions

from graph.errors import UnknownSource
from graph.identity import (
    ACCEPTED,
    REJECTED,
    Decision,
    Groups,
    Pair,
    Record,
    read_decisions,
    read_records,
    select_counting,
)
from graph.public.withheld import NOT_TOLD
from graph.store import ReadableStore
from loaders.matching import Proposal
from loaders.provenance import list_sources
from ontology.terms import source_graph

BANDS = ("likely", "possible", "unlikely")
KINDS = ("partner", "service")
COLUMNS = (
    "left",
    "right",
    "decision",
    "by",
    "note",
    "kind",
    "band",
    "score",
    "left_name",
    "right_name",
    "reasons",
    "decided_at",
    "follows",
    "loaded",
    "left_iri",
    "right_iri",
)
"""Of the CSV form; the first five are what `nwd matches apply` reads."""

Row = dict[str, Any]


@dataclass(frozen=True)
class MatchFilters:
    """Which pairs to list; what is None or empty leaves none out."""

    bands: Sequence[str] = ()
    kind: str | None = None
    source: str | None = None
    """One of the two records, or both, are of that source."""
    decided: bool | None = None


@dataclass(frozen=True)
class Match:
    """A pair that is proposed or decided."""

    pair: Pair
    proposal: Proposal | None
    decision: Decision | None
    follows: str | None
    """What decisions on other pairs make of it, where it is undecided."""

    @property
    def score(self) -> float | None:
        """That of the proposal or, where there is none any more, the one shown when decided."""
        if self.proposal is not None:
            return self.proposal.score
        return self.decision.score if self.decision is not None else None

    @property
    def state(self) -> str:
        """`accepted` or `rejected`, by decision or by what follows from others; `undecided`."""
        return (self.decision.decision if self.decision else self.follows) or "undecided"


def select_matches(
    store: ReadableStore, proposals: Sequence[Proposal], filters: MatchFilters | None = None
) -> list[Match]:
    """Pairs that are proposed or decided: the most alike first, then those without a score.

    Raises UnknownSource.
    """
    asked = filters or MatchFilters()
    _check_source(store, asked.source)
    counting = select_counting(read_decisions(store))
    groups = Groups(counting)
    found = [
        Match(pair, each, counting.get(pair), _follows(groups, pair))
        for each in proposals
        for pair in [(each.left, each.right)]
    ]
    proposed = {match.pair for match in found}
    others = {pair: decision for pair, decision in counting.items() if pair not in proposed}
    kinds = read_records(store, {iri for pair in others for iri in pair}) if asked.kind else {}
    found += [
        Match(pair, None, decision, None)
        for pair, decision in others.items()
        if asked.kind is None or asked.kind in {kinds[iri].kind for iri in pair if iri in kinds}
    ]
    of_source = None if asked.source is None else _members(store, asked.source)
    kept = [
        match
        for match in found
        if _fits(asked, match) and (of_source is None or not of_source.isdisjoint(match.pair))
    ]
    return sorted(kept, key=lambda m: (-(-1.0 if m.score is None else m.score), *m.pair))


def describe_matches(store: ReadableStore, matches: Sequence[Match]) -> list[Row]:
    """A row a pair, with the `COLUMNS`.

    `left` and `right` are `source:id`, or the IRI of a record that is not loaded; `decision` is
    `accepted`, `rejected` or None; `band`, `score` and `reasons` are those of the proposal or,
    where there is none any more, those shown when it was decided; `follows` is what decisions on
    other pairs make of an undecided one; `loaded` is whether both records are, since a decision on
    others has no effect of its own.
    """
    records = read_records(store, (iri for match in matches for iri in match.pair))
    return [_row(match, records) for match in matches]


def count_matches(matches: Iterable[Match]) -> dict[str, int]:
    """How many pairs are in each band, and how many are accepted, rejected and undecided.

    What follows from decisions on other pairs is counted with these.
    """
    matches = list(matches)
    bands: Counter[str] = Counter(match.proposal.band for match in matches if match.proposal)
    states = Counter(match.state for match in matches)
    return {
        **{band: bands[band] for band in BANDS},
        **{word: states[word] for word in (ACCEPTED, REJECTED, "undecided")},
    }


def render_moment(moment: datetime) -> str:
    """A moment in UTC, as in `2026-03-03T14:05:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def render_decider(decision: Decision) -> str | None:
    """Who decided; None where the data is what may be told to everyone, without names of staff."""
    return None if decision.by == NOT_TOLD else decision.by


def _check_source(store: ReadableStore, source: str | None) -> None:
    if source is not None:
        names = [str(row["name"]) for row in list_sources(store)]
        if source not in names:
            raise UnknownSource(source, names)


def _members(store: ReadableStore, source: str) -> set[str]:
    found = store.query(f"SELECT ?s WHERE {{ GRAPH {source_graph(source)} {{ ?s a ?kind }} }}")
    assert isinstance(found, QuerySolutions)
    return {node.value for (node,) in found}


def _follows(groups: Groups, pair: Pair) -> str | None:
    if pair in groups.counting:
        return None
    one, other = (groups.of(iri) for iri in pair)
    if pair[1] in one:
        return ACCEPTED
    return REJECTED if groups.rejected(one, other) else None


def _fits(asked: MatchFilters, match: Match) -> bool:
    proposal = match.proposal
    if asked.bands and (proposal is None or proposal.band not in asked.bands):
        return False
    if asked.kind is not None and proposal is not None and proposal.kind != asked.kind:
        return False
    if asked.decided is None:
        return True
    return match.decision is not None if asked.decided else match.state == "undecided"


def _row(match: Match, records: Mapping[str, Record]) -> Row:
    proposal, decision = match.proposal, match.decision
    left, right = (records.get(iri) for iri in match.pair)
    known = left or right
    reasons = [reason.sentence for reason in proposal.reasons] if proposal else None
    return {
        "left": left.reference if left else match.pair[0],
        "right": right.reference if right else match.pair[1],
        "decision": decision.decision if decision else None,
        "by": render_decider(decision) if decision else None,
        "note": decision.note if decision else None,
        "kind": known.kind if known else None,
        "band": proposal.band if proposal else None,
        "score": match.score,
        "left_name": left.name if left else None,
        "right_name": right.name if right else None,
        "reasons": reasons or (list(decision.reasons) if decision else []),
        "decided_at": render_moment(decision.at) if decision else None,
        "follows": match.follows,
        "loaded": left is not None and right is not None,
        "left_iri": match.pair[0],
        "right_iri": match.pair[1],
    }
