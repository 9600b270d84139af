"""Questionnaires, snapshots, answers and notes as plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

NOT_TOLD = "[not told]"
"""The respondent of an answer in public data (`graph.public`)."""


@dataclass(frozen=True)
class Scale:
    """The scores that can be given, from `least` to `most`."""

    least: int
    most: int

    @property
    def width(self) -> int:
        return self.most - self.least

    def place(self, score: Fraction, *, is_reversed: bool) -> Fraction:
        """Where a score lies on the scale, from 0 to 1; 1 is good news.

        >>> Scale(1, 5).place(Fraction(2), is_reversed=True)
        Fraction(3, 4)
        """
        share = (score - self.least) / self.width
        return 1 - share if is_reversed else share

    def score(self, place: float) -> float:
        """The score at a place of the scale."""
        return self.least + place * self.width


@dataclass(frozen=True)
class Named:
    """A record that is only named."""

    iri: str
    id: str
    name: str


@dataclass(frozen=True)
class Question:
    """A question as one questionnaire asks it; `scale` is None where it is none."""

    iri: str
    id: str
    text: str
    dimension: Named
    weight: Fraction
    is_reversed: bool
    scale: Scale | None
    order: int | None


@dataclass(frozen=True)
class Questionnaire:
    """Questions in the order of the form."""

    iri: str
    id: str
    name: str
    version: str | None
    scale: Scale
    words: str | None
    source: str | None
    as_of: date | None
    questions: Sequence[Question]

    @property
    def dimensions(self) -> Sequence[Named]:
        """In the order in which the form comes to them."""
        return tuple({q.dimension.iri: q.dimension for q in self.questions}.values())


@dataclass(frozen=True)
class Answer:
    """What one respondent gave to one question of the questionnaire that was answered.

    `place` is on the question's scale, from 0 to 1. Without it `reason` is `not-known`,
    `not-applicable`, or `withheld` where the score is not told to the public.
    """

    question: str
    respondent: str
    place: Fraction | None
    reason: str | None
    comment: str | None


@dataclass(frozen=True)
class Note:
    """What people concluded."""

    iri: str
    id: str
    kind: str
    text: str
    dimension: Named | None
    question: str | None
    rank: int | None
    effort: int | None
    importance: int | None


@dataclass(frozen=True)
class Snapshot:
    """One questionnaire answered by one community at one time; unusable answers are left out."""

    iri: str
    id: str
    name: str
    questionnaire: Questionnaire
    community: Named
    as_of: date
    asked: int | None
    answers: Sequence[Answer]
    notes: Sequence[Note]

    @property
    def respondents(self) -> int:
        """How many people answered; at least so many where roles are not told."""
        codes = {answer.respondent for answer in self.answers}
        if NOT_TOLD not in codes:
            return len(codes)
        counts = [len(given) for given in self.by_question().values()]
        return max(counts, default=0)

    def by_question(self) -> Mapping[str, Sequence[Answer]]:
        """The answers by the question's IRI."""
        found: dict[str, list[Answer]] = {}
        for answer in self.answers:
            found.setdefault(answer.question, []).append(answer)
        return found


@dataclass(frozen=True)
class Problem:
    """Something in the records that cannot be used as it stands, and why."""

    kind: str
    record: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "record": self.record, "message": self.message}
