"""Assessments of people: which is current, and what each says of a goal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.register import Entry, Register

METHODS = ("self", "reviewed")
RATINGS = ("not-started", "planned", "some", "most", "met")
"""From the least to the most; `unknown` stands outside the order."""
MET = "met"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rating:
    """What one assessment says of one goal."""

    goal: str
    """IRI of the goal."""
    value: str
    evidence: str | None
    findings: Sequence[str]
    """IRIs of findings it rests on."""
    records: Sequence[str]
    """IRIs of records it rests on."""
    note: str | None

    @property
    def rank(self) -> int | None:
        """Place in the order; None where it is not known."""
        return None if self.value == UNKNOWN else RATINGS.index(self.value)


@dataclass(frozen=True)
class Assessment:
    """An occasion of rating."""

    iri: str
    id: str
    model: str
    """IRI of the model."""
    collaborative: str | None
    place: str | None
    as_of: date
    method: str
    by_role: str | None
    ratings: Mapping[str, Rating]
    """By IRI of the goal."""


def read_assessments(register: Register) -> Sequence[Assessment]:
    """Every assessment that has a day, a model and a method, by day and id."""
    rated = register.grouped("GoalRating", "ofAssessment")
    found = [
        Assessment(
            entry.iri,
            entry.id,
            model,
            entry.ref("ofCollaborative"),
            entry.ref("forPlace"),
            day,
            method,
            entry.text("responsibleRole"),
            {rating.goal: rating for rating in map(_rating, rated[entry.iri]) if rating},
        )
        for entry in register.of("MaturityAssessment")
        if (model := entry.ref("ofMaturityModel"))
        and (day := entry.day("asOf"))
        and (method := entry.code("ratingMethod"))
    ]
    return sorted(found, key=lambda each: (each.as_of, each.id))


def _rating(entry: Entry) -> Rating | None:
    goal, value = entry.ref("ratesGoal"), entry.code("goalRating")
    if goal is None or value is None:
        return None
    return Rating(
        goal,
        value,
        entry.text("evidenceText"),
        entry.refs("restsOnFinding"),
        entry.refs("restsOnRecord"),
        entry.text("http://www.w3.org/2004/02/skos/core#note"),
    )


def select_current(assessments: Iterable[Assessment], as_of: date) -> Mapping[str, Assessment]:
    """The last one of each method up to a day, by method; on one day, the last by id."""
    past = [each for each in assessments if each.as_of <= as_of]
    return {each.method: each for each in sorted(past, key=lambda each: (each.as_of, each.id))}
