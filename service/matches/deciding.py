"""From the ids and words that people write to decisions in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.errors import BadParameter, DecisionRefused, NoSuchRecord
from graph.identity import (
    REJECTED,
    WITHDRAWN,
    WORDS,
    Asked,
    Pair,
    make_pair,
    read_decisions,
    read_identity,
    save_decisions,
)
from graph.store import ReadableStore, WritableStore
from loaders.matching import Proposal
from ontology.terms import DATA
from queries.references import resolve_record
from service.matches.listing import render_moment


@dataclass(frozen=True)
class Told:
    """A decision as it is written: records by id, `source:id` or IRI."""

    left: str
    right: str
    decision: str
    by: str
    note: str = ""


def resolve_pair(store: ReadableStore, left: str, right: str) -> Pair:
    """The IRIs of two partners or services, in the order in which they were named.

    A record that is not loaded is known by its IRI, if something was decided of it. Raises
    NoSuchRecord for an id that no record has, BadParameter for one that several have.
    """
    return _resolve(store, "left", left), _resolve(store, "right", right)


def decide_matches(
    store: WritableStore,
    proposals: Sequence[Proposal],
    told: Sequence[Told],
    *,
    base: str = DATA,
    at: datetime | None = None,
    wait_seconds: float = 0,
) -> dict[str, Any]:
    """Make decisions, all or none; each keeps the score and reasons that are proposed for its pair.

    Gives `generation` (None where all of it counted already), `decided` (rows of left, right,
    decision, by, at, note and the group of records that are one by it) and `unchanged` (a number).
    Raises DecisionRefused, which tells all that cannot be decided; of one decision NoSuchRecord or
    BadParameter where it names no record, or several.
    """
    known = {(each.left, each.right): each for each in proposals}
    pairs = _resolve_all(store.read(), told)
    asked = [
        _ask(pair, each, known.get(make_pair(*pair)))
        for pair, each in zip(pairs, told, strict=True)
    ]
    made, generation = save_decisions(store, asked, at=at, base=base, wait_seconds=wait_seconds)
    identity = read_identity(store.read())
    groups = {iri: list(group) for group in identity.groups for iri in group}
    return {
        "generation": generation.number if generation else None,
        "decided": [
            {
                "left": each.left,
                "right": each.right,
                "decision": each.decision,
                "by": each.by,
                "at": render_moment(each.at),
                "note": each.note,
                "score": each.score,
                "one_record": [] if each.decision == REJECTED else groups.get(each.left, []),
            }
            for each in made
        ],
        "unchanged": len(asked) - len(made),
    }


def _resolve_all(store: ReadableStore, told: Sequence[Told]) -> list[Pair]:
    pairs, wrong = [], []
    for position, each in enumerate(told):
        try:
            pairs.append(resolve_pair(store, each.left, each.right))
        except (NoSuchRecord, BadParameter) as error:
            if len(told) == 1:
                raise
            wrong.append((position, str(error)))
    if wrong:
        first = told[wrong[0][0]]
        refused = DecisionRefused(wrong[0][1], left=first.left, right=first.right)
        refused.refusals = wrong
        raise refused
    return pairs


def _ask(pair: Pair, told: Told, proposal: Proposal | None) -> Asked:
    shown = proposal if told.decision != WITHDRAWN else None
    return Asked(
        left=pair[0],
        right=pair[1],
        decision=told.decision,
        by=told.by,
        score=shown.score if shown else None,
        reasons=tuple(reason.sentence for reason in shown.reasons) if shown else (),
        note=told.note,
    )


def _resolve(store: ReadableStore, name: str, text: str) -> str:
    misfits = []

    def bad(expected: str) -> BadParameter:
        return BadParameter(
            f"{name} = {text!r} does not fit: expected {expected}",
            query="matches",
            name=name,
            value=text,
            expected=expected,
        )

    found = []
    for kind in ("partner", "service"):
        try:
            found.append(resolve_record(store, kind, text, bad=bad).value)
        except BadParameter as error:
            misfits.append(error)
    if len(set(found)) == 1:
        return found[0]
    if found:
        raise bad(f"one record; {text!r} is a partner and a service, so use source:id or the IRI")
    bare = text.removeprefix("<").removesuffix(">")
    if any(bare in decision.pair for decision in read_decisions(store)):
        return bare
    several = next((error for error in misfits if "it may be" in error.expected), None)
    if several is not None:
        raise several
    hints = [e.expected.partition("nearest: ")[2] for e in misfits if "nearest: " in e.expected]
    hint = f"; nearest: {', '.join(hints)}" if hints else ""
    raise NoSuchRecord(text, f"no loaded partner or service is {text!r}{hint}")


def check_word(word: str) -> str:
    """The decision that a word means: one of the code list, or the verb of it.

    >>> check_word("Accept"), check_word("undo")
    ('accepted', 'withdrawn')
    """
    verbs = {"accept": WORDS[0], "reject": WORDS[1], "undo": WORDS[2], "withdraw": WORDS[2]}
    plain = word.strip().lower()
    plain = verbs.get(plain, plain)
    if plain not in WORDS:
        raise ValueError(f"{word!r} is no decision: expected {', '.join(WORDS)}, or nothing")
    return plain
