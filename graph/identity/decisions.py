"""What people decided of pairs of records, as it is kept in the graph of decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from graph.store import ReadableStore
from ontology.terms import CODE, DATA, GRAPH_DECISIONS, NWD, RDF, SKOS, XSD, code, mint, nwd

ACCEPTED, REJECTED, WITHDRAWN = WORDS = ("accepted", "rejected", "withdrawn")
"""Notations of the code list match-decision."""

Pair = tuple[str, str]
"""IRIs of two records, in order."""

_TYPE, _NOTE = NamedNode(f"{RDF}type"), NamedNode(f"{SKOS}note")
_CODES = f"{CODE}match-decision/"


@dataclass(frozen=True)
class Decision:
    """One decision on two records; `left` comes before `right` in order of IRIs."""

    number: int
    """Place among all decisions, from 1 on."""
    left: str
    right: str
    decision: str
    """One of `WORDS`."""
    by: str
    at: datetime
    """With time zone, to the second."""
    score: float | None = None
    """How alike the records were, from 0 to 1, where that was shown."""
    reasons: tuple[str, ...] = ()
    note: str = ""

    @property
    def pair(self) -> Pair:
        """The two records."""
        return self.left, self.right


def make_pair(one: str, other: str) -> Pair:
    """Two records in order of their IRIs."""
    return (one, other) if one < other else (other, one)


def read_decisions(store: ReadableStore) -> list[Decision]:
    """Every decision, in the order in which they were made: by time, then by number.

    What lacks a record, a word of the list, a number, a person or a time is passed over: only an
    update that went by the rules could have written it.
    """
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    found = store.query(
        f"SELECT ?d ?p ?o WHERE {{ GRAPH {GRAPH_DECISIONS} "
        f"{{ ?d a {nwd('MatchDecision')} ; ?p ?o }} }}"
    )
    assert isinstance(found, QuerySolutions)
    for node, predicate, value in found:
        told[node.value][predicate.value.removeprefix(NWD)].append(value.value)
    read = (_read(fields) for fields in told.values())
    return sorted(
        (decision for decision in read if decision is not None),
        key=lambda decision: (decision.at, decision.number),
    )


def _read(fields: Mapping[str, Sequence[str]]) -> Decision | None:
    try:
        left, right = make_pair(fields["firstRecord"][0], fields["secondRecord"][0])
        word = fields["matchDecision"][0].removeprefix(_CODES)
        at = datetime.fromisoformat(fields["decidedAt"][0])
        score = fields.get("matchScore")
        decision = Decision(
            number=int(fields["decisionNumber"][0]),
            left=left,
            right=right,
            decision=word,
            by=fields["decidedBy"][0],
            at=at if at.tzinfo else at.replace(tzinfo=UTC),
            score=float(score[0]) if score else None,
            reasons=tuple(sorted(fields.get("matchReason", ()))),
            note=min(fields.get(_NOTE.value, ()), default=""),
        )
    except (KeyError, IndexError, ValueError):
        return None
    return decision if word in WORDS and left != right else None


def select_counting(decisions: Iterable[Decision]) -> dict[Pair, Decision]:
    """The decision that counts of each pair: the latest one, unless it withdraws the others.

    `decisions` are in the order in which they were made.
    """
    latest = {decision.pair: decision for decision in decisions}
    return {pair: each for pair, each in latest.items() if each.decision != WITHDRAWN}


def describe_decision(decision: Decision, *, base: str = DATA) -> Iterator[Quad]:
    """The quads of a decision, in the graph of decisions."""
    node = mint("decisions", "match", str(decision.number), base=base)
    at = decision.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    told: list[tuple[NamedNode, NamedNode | Literal]] = [
        (_TYPE, nwd("MatchDecision")),
        (nwd("firstRecord"), NamedNode(decision.left)),
        (nwd("secondRecord"), NamedNode(decision.right)),
        (nwd("matchDecision"), code("match-decision", decision.decision)),
        (nwd("decisionNumber"), Literal(decision.number)),
        (nwd("decidedBy"), Literal(decision.by)),
        (nwd("decidedAt"), Literal(at, datatype=NamedNode(f"{XSD}dateTime"))),
        *((nwd("matchReason"), Literal(reason)) for reason in decision.reasons),
    ]
    if decision.score is not None:
        told.append((nwd("matchScore"), Literal(float(decision.score))))
    if decision.note:
        told.append((_NOTE, Literal(decision.note)))
    for predicate, value in told:
        yield Quad(node, predicate, value, GRAPH_DECISIONS)
