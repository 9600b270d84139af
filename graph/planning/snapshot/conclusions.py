"""What people concluded from a snapshot, beside what the scores say, and what to take up first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.planning.snapshot.records import Note
from graph.planning.snapshot.scores import Scored

STEPS = 5
"""Effort and importance are from 1 to this."""

Agreement = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Priority:
    """An opportunity or priority in the order of feasibility times importance.

    `place` is None where either is not stated; `tied` is how many have the same product, itself
    among them.
    """

    note: Note
    feasibility: int | None
    product: int | None
    place: int | None
    tied: int


def reading_of(scored: Scored, note: Note) -> str | None:
    """What the scores say of what a note is about; None where it is about nothing scored."""
    question = scored.question(note.question)
    if question is not None:
        return question.reading
    dimension = scored.dimension(note.dimension.iri) if note.dimension else None
    return dimension.reading if dimension else None


def agreement_of(note: Note, reading: str | None) -> Agreement | None:
    """Whether the scores bear out a strength or an opportunity that people noted."""
    if note.kind not in ("strength", "opportunity"):
        return None
    if reading in (None, "unknown"):
        return "unknown"
    return "yes" if reading == note.kind else "no"


def rank_priorities(notes: Sequence[Note]) -> list[Priority]:
    """Opportunities and priorities, the largest product of feasibility and importance first.

    Feasibility is 6 less the effort. Those of the same product share a place, and the next place is
    as many further on.
    """
    asked = [note for note in notes if note.kind in ("priority", "opportunity")]
    products = {note.iri: _product(note) for note in asked}
    counts = Counter(product for product in products.values() if product is not None)
    found = []
    for note in asked:
        product = products[note.iri]
        ahead = sum(count for other, count in counts.items() if other > (product or 0))
        place = None if product is None else 1 + ahead
        feasibility = None if note.effort is None else STEPS + 1 - note.effort
        tied = 1 if product is None else counts[product]
        found.append(Priority(note, feasibility, product, place, tied))
    return sorted(found, key=lambda each: (each.place is None, each.place or 0, each.note.id))


def list_unmet(scored: Scored) -> Iterator[tuple[str | None, str, Note | None]]:
    """Opportunities that no priority of the snapshot is about.

    (question or None, dimension, note or None): by their scores, and as people noted them. A
    priority about a dimension takes up all its questions. Notes about nothing are left out, since
    nobody can tell what takes them up.
    """
    priorities = [note for note in scored.snapshot.notes if note.kind == "priority"]
    questions = {note.question for note in priorities if note.question}
    whole = {note.dimension.iri for note in priorities if note.dimension and note.question is None}
    told = set()
    for note in scored.snapshot.notes:
        if note.kind != "opportunity" or note.dimension is None:
            continue
        told.add(note.question)
        taken_up = note.dimension.iri in whole or (
            note.question in questions if note.question else _any_of(scored, note, questions)
        )
        if not taken_up:
            yield note.question, note.dimension.iri, note
    for score in scored.questions:
        question = score.question
        if score.reading != "opportunity" or question.iri in told:
            continue
        if question.iri not in questions and question.dimension.iri not in whole:
            yield question.iri, question.dimension.iri, None


def _any_of(scored: Scored, note: Note, questions: set[str]) -> bool:
    """Whether some priority is about a question of the dimension of a note."""
    return any(
        each.question.iri in questions
        for each in scored.questions
        if each.question.dimension == note.dimension
    )


def _product(note: Note) -> int | None:
    if note.effort is None or note.importance is None:
        return None
    return (STEPS + 1 - note.effort) * note.importance
