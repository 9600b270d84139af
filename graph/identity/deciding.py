"""Making decisions: each is checked against what was decided before, then all are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pyoxigraph import NamedNode, Quad

from graph.errors import DecisionRefused
from graph.identity.decisions import (
    ACCEPTED,
    REJECTED,
    WITHDRAWN,
    WORDS,
    Decision,
    describe_decision,
    make_pair,
    read_decisions,
    select_counting,
)
from graph.identity.groups import Groups
from graph.identity.records import read_records
from graph.store import Draft, ReadableStore
from ontology.terms import DATA, GRAPH_DECISIONS, nwd

_LONGEST_BY = 200
_SAME = nwd("sameRecordAs")


@dataclass(frozen=True)
class Asked:
    """A decision that someone wants to make."""

    left: str
    """IRI of one record."""
    right: str
    """IRI of the other."""
    decision: str
    by: str
    score: float | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""


class Deciding:
    """Decisions to be made one after another; nothing is written until `write`."""

    def __init__(self, store: ReadableStore, asked: Sequence[Asked], *, at: datetime) -> None:
        """`asked` are those that may be made: their records are looked up at once."""
        self._kept = read_decisions(store)
        self._groups = Groups(select_counting(self._kept))
        concerned = {iri for each in asked for iri in (each.left, each.right)}
        concerned |= {iri for pair in self._groups.counting for iri in pair}
        self._loaded = read_records(store, concerned)
        self._at = at.astimezone(UTC).replace(microsecond=0)
        self.made: list[Decision] = []

    def decide(self, asked: Asked) -> Decision | None:
        """Make a decision; None where just this already counts.

        Raises DecisionRefused, which names the decisions that it clashes with.
        """
        if asked.decision not in WORDS:
            raise DecisionRefused(
                f"{asked.decision!r} is no decision: expected {', '.join(WORDS)}",
                left=asked.left,
                right=asked.right,
            )
        left, right = make_pair(asked.left, asked.right)
        decision = replace(
            Decision(self._next(), left, right, asked.decision, asked.by.strip(), self._at),
            score=asked.score,
            reasons=asked.reasons,
            note=asked.note.strip(),
        )
        self._check_words(decision)
        known = self._groups.counting.get(decision.pair)
        if decision.decision == WITHDRAWN:
            if known is None:
                raise self._refused(decision, "nothing is decided of {left} and {right}")
            self._groups.drop(decision.pair)
        else:
            if known is not None and known.decision == decision.decision:
                return None
            self._check_records(decision)
            # What was decided of the pair itself is replaced, so it clashes with nothing.
            self._groups.drop(decision.pair)
            try:
                self._check_others(decision)
            except DecisionRefused:
                if known is not None:
                    self._groups.add(known)
                raise
            self._groups.add(decision)
        self.made.append(decision)
        return decision

    def write(self, draft: Draft, *, base: str = DATA) -> None:
        """Put what was decided into the graph of decisions, and the links that follow from it."""
        kept = [
            quad
            for quad in draft.store.quads_for_pattern(None, None, None, GRAPH_DECISIONS)
            if quad.predicate != _SAME
        ]
        made = [quad for each in self.made for quad in describe_decision(each, base=base)]
        draft.replace_graph(GRAPH_DECISIONS, [*kept, *made, *self._links()])

    def name(self, iri: str) -> str:
        """A record as it is called in messages: `source:id (name)`, else its IRI."""
        record = self._loaded.get(iri)
        return iri if record is None else f"{record.reference} ({record.name})"

    # Checks --------------------------------------------------------------------------------

    def _check_words(self, decision: Decision) -> None:
        if not decision.by or not decision.by.isprintable() or len(decision.by) > _LONGEST_BY:
            raise self._refused(
                decision,
                "say who decides, in at most "
                f"{_LONGEST_BY} printable letters, such as a role or initials",
            )
        if decision.left == decision.right:
            raise self._refused(decision, "{left} was given twice; a match is of two records")

    def _check_records(self, decision: Decision) -> None:
        for iri in decision.pair:
            if iri not in self._loaded:
                raise self._refused(decision, f"{iri} is no partner or service that is loaded")
        kinds = [self._loaded[iri].kind for iri in decision.pair]
        if decision.decision == ACCEPTED and kinds[0] != kinds[1]:
            raise self._refused(
                decision, f"{{left}} is a {kinds[0]} and {{right}} a {kinds[1]}; they cannot be one"
            )

    def _check_others(self, decision: Decision) -> None:
        """Whether the decision fits those of other pairs."""
        others = self._groups
        if decision.decision == ACCEPTED:
            clashes = others.rejected(others.of(decision.left), others.of(decision.right))
            if clashes:
                told = "; ".join(self._tell(clash) for clash in clashes)
                raise self._refused(
                    decision,
                    f"accepting {{left}} = {{right}} would make one record of what is {told}; "
                    "undo that first, or an accepted match that leads to it",
                    clashes,
                )
        elif path := others.path(decision.left, decision.right):
            told = "; ".join(self._tell(step) for step in path)
            raise self._refused(
                decision,
                f"{{left}} and {{right}} are one by what is {told}; undo one of these first",
                path,
            )

    def _tell(self, decision: Decision) -> str:
        sign = {ACCEPTED: "=", REJECTED: "≠"}[decision.decision]
        one, other = (self.name(iri) for iri in decision.pair)
        day = decision.at.date().isoformat()
        return f"{decision.decision} by {decision.by} on {day}: {one} {sign} {other}"

    def _refused(
        self, decision: Decision, message: str, clashes: Sequence[Decision] = ()
    ) -> DecisionRefused:
        # Names may hold braces, so they are put in as they are.
        for key, iri in (("{left}", decision.left), ("{right}", decision.right)):
            message = message.replace(key, self.name(iri))
        pairs = [clash.pair for clash in clashes]
        return DecisionRefused(message, left=decision.left, right=decision.right, clashes=pairs)

    # Writing -------------------------------------------------------------------------------

    def _next(self) -> int:
        highest = max((each.number for each in self._kept), default=0)
        return highest + len(self.made) + 1

    def _links(self) -> list[Quad]:
        return [
            Quad(NamedNode(one), _SAME, NamedNode(other), GRAPH_DECISIONS)
            for group in self._groups
            for one in group
            for other in group
            if one != other
        ]
