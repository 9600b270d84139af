"""Snapshots beside each other: of one community over time, and of several communities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from typing import Any, Literal

from graph.planning.snapshot.records import Named, Scale
from graph.planning.snapshot.scores import (
    DIGITS,
    DimensionScore,
    QuestionScore,
    Scored,
    on_scale,
    spread_on_scale,
)

Verdict = Literal["better", "worse", "within-spread", "unknown"]
Score = QuestionScore | DimensionScore


@dataclass(frozen=True)
class Series:
    """Snapshots of one community, in order of day, with questionnaires that share questions."""

    community: Named
    lineage: str
    """The first, in order of id, of all questionnaires that hang together by their questions."""
    snapshots: Sequence[Scored]

    @property
    def last(self) -> Scored:
        return self.snapshots[-1]


@dataclass(frozen=True)
class Change:
    """What became of one dimension or question from one snapshot to the next."""

    series: Series
    before: Scored
    after: Scored
    dimension: Named
    question: QuestionScore | None
    """As it is in the later snapshot; None where the change is of the dimension."""
    old: Score
    new: Score
    verdict: Verdict
    reason: str | None
    """Why it is unknown: `other-scale` or `no-score`."""


def build_series(scored: Sequence[Scored]) -> Sequence[Series]:
    """Every snapshot in its series, in order of community and lineage."""
    lineage = _lineages(scored)
    found: dict[tuple[str, str], list[Scored]] = {}
    for each in scored:
        key = (each.snapshot.community.iri, lineage[each.snapshot.questionnaire.iri])
        found.setdefault(key, []).append(each)
    series = [
        Series(members[0].snapshot.community, line, members) for (_, line), members in found.items()
    ]
    return sorted(series, key=lambda each: (each.community.id, each.lineage))


def list_changes(series: Iterable[Series]) -> Iterator[Change]:
    """From each snapshot to the next: dimensions where both asked the same, then questions."""
    for one in series:
        for before, after in pairwise(one.snapshots):
            if before.snapshot.questionnaire.iri == after.snapshot.questionnaire.iri:
                for new in after.dimensions:
                    old = before.dimension(new.dimension.iri)
                    if old is not None:
                        yield _change(one, before, after, None, old, new)
            for asked in after.questions:
                earlier = before.question(asked.question.iri)
                if earlier is not None:
                    yield _change(one, before, after, asked, earlier, asked)


def judge_difference(
    old: tuple[Fraction | None, Fraction | None], new: tuple[Fraction | None, Fraction | None]
) -> tuple[Verdict, str | None]:
    """Whether a mean is better or worse by more than the larger of the two spreads.

    Each is (mean, variance) on the scale from 0 to 1.
    """
    (one, first), (other, second) = old, new
    if one is None or other is None or first is None or second is None:
        return "unknown", "no-score"
    if (other - one) ** 2 <= max(first, second):
        return "within-spread", None
    return ("better" if other > one else "worse"), None


def measures(score: Score) -> tuple[Fraction | None, Fraction | None]:
    """(mean, variance) on the scale from 0 to 1."""
    mean = score.mean if isinstance(score, QuestionScore) else score.place
    return mean, score.variance


def list_side_by_side(series: Sequence[Series]) -> list[dict[str, Any]]:
    """The last snapshots of the communities that were asked the same, a row for each of them."""
    rows: list[dict[str, Any]] = []
    for line in sorted({each.lineage for each in series}):
        last = [each for each in series if each.lineage == line]
        if len(last) > 1:
            rows += _rows_of_lineage(last)
    return rows


def _rows_of_lineage(series: Sequence[Series]) -> Iterator[dict[str, Any]]:
    things: dict[tuple[str, str], list[tuple[Series, Score]]] = {}
    for one in series:
        asked = one.last.snapshot.questionnaire.iri
        for dimension in one.last.dimensions:
            # The dimensions of two questionnaires hold different questions.
            key = (f"dimension {asked}", dimension.dimension.iri)
            things.setdefault(key, []).append((one, dimension))
        for question in one.last.questions:
            things.setdefault(("question", question.question.iri), []).append((one, question))
    for entries in things.values():
        if len(entries) > 1:
            yield from (_row(one, score, entries) for one, score in entries)


def _row(one: Series, score: Score, entries: Sequence[tuple[Series, Score]]) -> dict[str, Any]:
    found: dict[Verdict, list[str]] = {
        "better": [],
        "worse": [],
        "within-spread": [],
        "unknown": [],
    }
    for other, theirs in entries:
        if other is one:
            continue
        verdict, _ = judge_difference(measures(theirs), measures(score))
        if _scale(score) != _scale(theirs):
            verdict = "unknown"
        found[verdict].append(other.community.id)
    dimension, question = _about(score)
    snapshot, (mean, variance) = one.last.snapshot, measures(score)
    return {
        "dimension": dimension.id,
        "question": question.question.id if question else None,
        "text": question.question.text if question else dimension.name,
        "community": one.community.id,
        "community_name": one.community.name,
        "snapshot": snapshot.id,
        "as_of": snapshot.as_of.isoformat(),
        "respondents": snapshot.respondents,
        "score": on_scale(mean, _scale(score)),
        "spread": spread_on_scale(variance, _scale(score)),
        "surely_above": found["better"],
        "surely_below": found["worse"],
        "not_apart": found["within-spread"],
        "unknown": found["unknown"],
    }


def _change(
    series: Series,
    before: Scored,
    after: Scored,
    question: QuestionScore | None,
    old: Score,
    new: Score,
) -> Change:
    verdict, reason = judge_difference(measures(old), measures(new))
    if _scale(old) != _scale(new):
        verdict, reason = "unknown", "other-scale"
    dimension, _ = _about(new)
    return Change(series, before, after, dimension, question, old, new, verdict, reason)


def change_on_scale(change: Change) -> float | None:
    """How much the score moved, in the steps of the scale; None where that cannot be told."""
    (old, _), (new, _) = measures(change.old), measures(change.new)
    scale = _scale(change.new)
    if old is None or new is None or scale is None or change.reason == "other-scale":
        return None
    return round(float(new - old) * scale.width, DIGITS)


def larger_spread(change: Change) -> float | None:
    """The larger spread of the two, in the steps of the scale."""
    (_, first), (_, second) = measures(change.old), measures(change.new)
    scale = _scale(change.new)
    if first is None or second is None or scale is None or change.reason == "other-scale":
        return None
    return round(sqrt(max(first, second)) * scale.width, DIGITS)


def _about(score: Score) -> tuple[Named, QuestionScore | None]:
    if isinstance(score, QuestionScore):
        return score.question.dimension, score
    return score.dimension, None


def _scale(score: Score) -> Scale | None:
    return score.scale


def _lineages(scored: Sequence[Scored]) -> Mapping[str, str]:
    """The name of the lineage by the questionnaire's IRI."""
    questionnaires = {
        each.snapshot.questionnaire.iri: each.snapshot.questionnaire for each in scored
    }
    group = {iri: {iri} for iri in questionnaires}
    holders: dict[str, str] = {}
    for iri, questionnaire in sorted(questionnaires.items()):
        for question in questionnaire.questions:
            holder = holders.setdefault(question.iri, iri)
            if group[holder] is not group[iri]:
                joined = group[holder] | group[iri]
                group.update(dict.fromkeys(joined, joined))
    return {iri: min(questionnaires[each].id for each in members) for iri, members in group.items()}
