"""Decisions go into the store as one generation, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from graph.errors import DecisionRefused
from graph.identity.deciding import Asked, Deciding
from graph.identity.decisions import Decision
from graph.store import Generation, WritableStore
from ontology.terms import DATA

KIND = "match"
"""Kind of the generations that decisions make."""


class _Unchanged(Exception):
    """Ends a write that would change nothing."""


def save_decisions(
    store: WritableStore,
    asked: Sequence[Asked],
    *,
    at: datetime | None = None,
    base: str = DATA,
    wait_seconds: float = 0,
) -> tuple[list[Decision], Generation | None]:
    """Make decisions in their order; returns those that changed something, and the generation.

    No generation where all of them counted already. Raises DecisionRefused, nothing changed, where
    any cannot be made; its `refusals` tell all of these. Raises StoreLocked while another process
    writes.
    """
    store.read()
    try:
        with store.write(note="match", kind=KIND, wait_seconds=wait_seconds) as draft:
            deciding = Deciding(draft, asked, at=at or datetime.now(UTC))
            _decide_all(deciding, asked)
            if not deciding.made:
                raise _Unchanged
            deciding.write(draft, base=base)
            draft.set_note(_note(deciding))
    except _Unchanged:
        return [], None
    return deciding.made, draft.published


def _decide_all(deciding: Deciding, asked: Sequence[Asked]) -> None:
    refused: list[tuple[int, DecisionRefused]] = []
    for position, each in enumerate(asked):
        try:
            deciding.decide(each)
        except DecisionRefused as error:
            refused.append((position, error))
    if refused:
        first = refused[0][1]
        first.refusals = [(position, str(error)) for position, error in refused]
        raise first


def _note(deciding: Deciding) -> str:
    first, *others = deciding.made
    if others:
        people = ", ".join(sorted({each.by for each in deciding.made}))
        return f"matches: {len(deciding.made):,} decisions by {people}"
    one, other = (deciding.name(iri) for iri in first.pair)
    return f"match {first.decision} by {first.by}: {one}, {other}"
