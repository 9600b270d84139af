"""Which records count as one, for all that is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.identity.decisions import Decision, Pair, read_decisions, select_counting
from graph.identity.groups import Groups
from graph.identity.records import Record, read_records
from graph.store import ReadableStore


@dataclass(frozen=True)
class Identity:
    """The records that stand for others, and the order in which those of a group are heard."""

    groups: Sequence[Sequence[str]] = ()
    """Groups of two or more loaded records; the first of each stands for all of it."""
    clashing: Sequence[Sequence[str]] = ()
    """Groups that do not count, as they hold a rejected pair or records of two kinds; decisions
    that were made by the rules leave none."""
    apart: Sequence[Pair] = ()
    """Pairs of loaded records that someone rejected."""
    _stands_for: Mapping[str, str] = field(default_factory=dict)
    _rank: Mapping[str, int] = field(default_factory=dict)

    def canonical(self, iri: str) -> str:
        """The record that stands for this one: itself, unless it was matched."""
        return self._stands_for.get(iri, iri)

    def rank(self, iri: str) -> int | None:
        """Place of a matched record in its group, 0 for the one that stands for it; else None."""
        return self._rank.get(iri)

    def __bool__(self) -> bool:
        """Whether any records count as one."""
        return bool(self._stands_for)


def read_identity(store: ReadableStore) -> Identity:
    """What the decisions in a store make of its records.

    Records that are not loaded are passed over, but keep together what was matched through them.
    """
    decisions = read_decisions(store)
    return build_identity(decisions, _records_of(store, decisions)) if decisions else Identity()


def _records_of(store: ReadableStore, decisions: Sequence[Decision]) -> dict[str, Record]:
    return read_records(store, (iri for decision in decisions for iri in decision.pair))


def build_identity(decisions: Sequence[Decision], loaded: Mapping[str, Record]) -> Identity:
    """The same of decisions, in the order in which they were made, and the records loaded."""
    counting = select_counting(decisions)
    made = Groups(counting)
    groups, clashing = [], []
    for whole in made:
        group = sorted((iri for iri in whole if iri in loaded), key=lambda i: loaded[i].standing)
        if len(group) < 2:
            continue
        kinds = {loaded[iri].kind for iri in group}
        if len(kinds) > 1 or made.rejected(whole, whole):
            clashing.append(group)
        else:
            groups.append(group)
    return Identity(
        groups=groups,
        clashing=clashing,
        apart=[
            pair
            for pair, decision in sorted(counting.items())
            if decision.decision == "rejected" and all(iri in loaded for iri in pair)
        ],
        _stands_for={iri: group[0] for group in groups for iri in group[1:]},
        _rank={iri: rank for group in groups for rank, iri in enumerate(group)},
    )
