"""Scores of questions and dimensions, with their spread and what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from graph.planning.snapshot.records import Answer, Named, Question, Scale, Snapshot
from graph.planning.snapshot.rules import Reading, Rules, exact

DIGITS = 4


@dataclass(frozen=True)
class QuestionScore:
    """One question in one snapshot; places are from 0 to 1, 1 is good news."""

    question: Question
    scores: int
    not_known: int
    not_applicable: int
    no_answer: int
    mean: Fraction | None
    variance: Fraction | None
    """Of the respondents themselves, who are no sample of others."""
    median: Fraction | None
    given: Mapping[Fraction, int] | None
    """How many gave each place; None below the floor."""
    reading: Reading
    reason: str | None
    """Why there is no mean: `too-few` or `withheld`."""
    comments: Sequence[str]

    @property
    def scale(self) -> Scale | None:
        return self.question.scale


@dataclass(frozen=True)
class DimensionScore:
    """One dimension in one snapshot, the questions weighted."""

    dimension: Named
    scale: Scale
    questions: int
    scored: int
    known: Fraction
    """Share of the weight with a mean."""
    scores: int
    not_known: int
    not_applicable: int
    answered: Fraction | None
    """Share of respondents times questions with a score."""
    place: Fraction | None
    variance: Fraction | None
    reading: Reading
    reason: str | None


@dataclass(frozen=True)
class Scored:
    """A snapshot with its scores."""

    snapshot: Snapshot
    questions: Sequence[QuestionScore]
    dimensions: Sequence[DimensionScore]

    def question(self, iri: str | None) -> QuestionScore | None:
        return next((each for each in self.questions if each.question.iri == iri), None)

    def dimension(self, iri: str | None) -> DimensionScore | None:
        return next((each for each in self.dimensions if each.dimension.iri == iri), None)


def score_snapshot(snapshot: Snapshot, rules: Rules) -> Scored:
    """The scores of every question and dimension of the questionnaire."""
    given, people = snapshot.by_question(), snapshot.respondents
    questions = [
        score_question(question, given.get(question.iri, ()), people, rules)
        for question in snapshot.questionnaire.questions
    ]
    dimensions = [
        score_dimension(
            dimension,
            [each for each in questions if each.question.dimension == dimension],
            people,
            snapshot.questionnaire.scale,
            rules,
        )
        for dimension in snapshot.questionnaire.dimensions
    ]
    return Scored(snapshot, questions, dimensions)


def score_question(
    question: Question, answers: Sequence[Answer], people: int, rules: Rules
) -> QuestionScore:
    """Mean, spread and counts of the answers to one question."""
    places = sorted(answer.place for answer in answers if answer.place is not None)
    reasons = Counter(answer.reason for answer in answers if answer.place is None)
    mean = variance = None
    if len(places) >= rules.floor:
        mean = sum(places, Fraction()) / len(places)
        variance = sum(((each - mean) ** 2 for each in places), Fraction()) / len(places)
    scores = len(places) + reasons["withheld"]
    reason = "too-few" if scores < rules.floor else "withheld"
    comments = sorted(answer.comment for answer in answers if answer.comment)
    return QuestionScore(
        question=question,
        scores=scores,
        not_known=reasons["not-known"],
        not_applicable=reasons["not-applicable"],
        no_answer=max(0, people - len(answers)),
        mean=mean,
        variance=variance,
        median=None if mean is None else _median(places),
        given=None if mean is None else dict(sorted(Counter(places).items())),
        reading=rules.read(mean, variance),
        reason=None if mean is not None else reason,
        comments=() if mean is None else comments,
    )


def score_dimension(
    dimension: Named,
    questions: Sequence[QuestionScore],
    people: int,
    scale: Scale,
    rules: Rules,
) -> DimensionScore:
    """The weighted mean of the questions' means.

    The variance is the weighted mean of the questions' variances: how far apart respondents are at
    a typical question. It needs no knowledge of who gave which answers.
    """
    weight = sum((each.question.weight for each in questions), Fraction())
    known = [each for each in questions if each.mean is not None and each.question.weight]
    rests = sum((each.question.weight for each in known), Fraction())
    share = rests / weight if weight else Fraction()
    place = variance = None
    if known and share >= exact(rules.known):
        place, variance = (_weighted(known, what) / rests for what in ("mean", "variance"))
    reason = "too-little-known" if weight else "no-weight"
    scores = sum(each.scores for each in questions)
    asked = people * len(questions)
    return DimensionScore(
        dimension=dimension,
        scale=scale,
        questions=len(questions),
        scored=sum(1 for each in questions if each.mean is not None),
        known=share,
        scores=scores,
        not_known=sum(each.not_known for each in questions),
        not_applicable=sum(each.not_applicable for each in questions),
        answered=Fraction(scores, asked) if asked else None,
        place=place,
        variance=variance,
        reading=rules.read(place, variance),
        reason=None if place is not None else reason,
    )


def spread(variance: Fraction | None) -> float | None:
    """The standard deviation, as a share of the scale."""
    return None if variance is None else sqrt(variance)


def on_scale(place: Fraction | None, scale: Scale | None) -> float | None:
    """A place as a score that people know."""
    if place is None or scale is None:
        return None
    return round(scale.score(float(place)), DIGITS)


def spread_on_scale(variance: Fraction | None, scale: Scale | None) -> float | None:
    """A spread in the steps of the scale."""
    width = spread(variance)
    return None if width is None or scale is None else round(width * scale.width, DIGITS)


def share_of_most(variance: Fraction | None) -> float | None:
    """A spread as a share of the most there can be, half the scale."""
    width = spread(variance)
    return None if width is None else round(2 * width, DIGITS)


def describe_given(score: QuestionScore) -> list[dict[str, Any]] | None:
    """How often each score was given, as scores turned the good way round; None below the floor."""
    if score.given is None:
        return None
    return [
        {"score": on_scale(place, score.scale), "count": count}
        for place, count in score.given.items()
    ]


def _weighted(known: Sequence[QuestionScore], what: str) -> Fraction:
    values = (each.question.weight * getattr(each, what) for each in known)
    return sum(values, Fraction())


def _median(places: Sequence[Fraction]) -> Fraction:
    half = len(places) // 2
    return places[half] if len(places) % 2 else (places[half - 1] + places[half]) / 2
