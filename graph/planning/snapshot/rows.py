"""Results of snapshots as rows, ready for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.planning.snapshot.comparing import (
    Change,
    Series,
    change_on_scale,
    larger_spread,
    measures,
)
from graph.planning.snapshot.conclusions import agreement_of, rank_priorities, reading_of
from graph.planning.snapshot.findings import priority_key
from graph.planning.snapshot.records import Questionnaire, Snapshot
from graph.planning.snapshot.scores import (
    DIGITS,
    Scored,
    describe_given,
    on_scale,
    share_of_most,
    spread_on_scale,
)
from graph.planning.snapshot.sentences import describe_change, describe_dimension, describe_question
from graph.planning.snapshot.taking_up import TakingUp


def questionnaire_row(questionnaire: Questionnaire) -> dict[str, Any]:
    """A questionnaire with its questions."""
    return {
        "questionnaire": questionnaire.id,
        "name": questionnaire.name,
        "version": questionnaire.version,
        "source": questionnaire.source,
        "least": questionnaire.scale.least,
        "most": questionnaire.scale.most,
        "scale_words": questionnaire.words,
        "questions": [
            {
                "question": question.id,
                "dimension": question.dimension.name,
                "text": question.text,
                "least": question.scale.least if question.scale else None,
                "most": question.scale.most if question.scale else None,
            }
            for question in questionnaire.questions
        ],
    }


def snapshot_row(scored: Scored) -> dict[str, Any]:
    """A snapshot: who was asked what, and how much was answered."""
    snapshot = scored.snapshot
    questionnaire, scale = snapshot.questionnaire, snapshot.questionnaire.scale
    places = len(questionnaire.questions) * snapshot.respondents
    scores = sum(each.scores for each in scored.questions)
    return {
        "snapshot": snapshot.id,
        "name": snapshot.name,
        "community": snapshot.community.id,
        "community_name": snapshot.community.name,
        "questionnaire": questionnaire.id,
        "questionnaire_name": questionnaire.name,
        "version": questionnaire.version,
        "source": questionnaire.source,
        "least": scale.least,
        "most": scale.most,
        "scale_words": questionnaire.words,
        "as_of": snapshot.as_of.isoformat(),
        "asked": snapshot.asked,
        "respondents": snapshot.respondents,
        "questions": len(questionnaire.questions),
        "scores": scores,
        "answered_share": round(scores / places, DIGITS) if places else None,
        "not_known": sum(each.not_known for each in scored.questions),
        "not_applicable": sum(each.not_applicable for each in scored.questions),
        "sentence": _describe_snapshot(snapshot, scores, places),
    }


def _describe_snapshot(snapshot: Snapshot, scores: int, places: int) -> str:
    people = "1 person" if snapshot.respondents == 1 else f"{snapshot.respondents} people"
    of = f" of the {snapshot.asked} asked" if snapshot.asked else ""
    share = f", with a score for {scores / places:.0%} of its questions" if places else ""
    questionnaire = snapshot.questionnaire.name
    return f"{snapshot.name}: {people}{of} answered “{questionnaire}” by {snapshot.as_of}{share}."


def dimension_rows(scored: Scored) -> Iterator[dict[str, Any]]:
    """One row a dimension."""
    for score in scored.dimensions:
        yield {
            **_whose(scored.snapshot),
            "dimension": score.dimension.id,
            "name": score.dimension.name,
            "score": on_scale(score.place, score.scale),
            "place": None if score.place is None else round(float(score.place), DIGITS),
            "spread": spread_on_scale(score.variance, score.scale),
            "spread_share": share_of_most(score.variance),
            "reading": score.reading,
            "reason": score.reason,
            "questions": score.questions,
            "questions_scored": score.scored,
            "weight_known": round(float(score.known), DIGITS),
            "answered_share": (
                None if score.answered is None else round(float(score.answered), DIGITS)
            ),
            "not_known": score.not_known,
            "not_applicable": score.not_applicable,
            "sentence": describe_dimension(score),
        }


def question_rows(scored: Scored) -> Iterator[dict[str, Any]]:
    """One row a question."""
    noted: dict[str, list[str]] = {}
    for note in scored.snapshot.notes:
        if note.question:
            noted.setdefault(note.question, []).append(note.kind)
    for score in scored.questions:
        question, given = score.question, describe_given(score)
        scores = [each["score"] for each in given] if given else []
        yield {
            **_whose(scored.snapshot),
            "dimension": question.dimension.id,
            "question": question.id,
            "text": question.text,
            "order": question.order,
            "weight": float(question.weight),
            "reversed": question.is_reversed,
            "least": question.scale.least if question.scale else None,
            "most": question.scale.most if question.scale else None,
            "score": on_scale(score.mean, score.scale),
            "place": None if score.mean is None else round(float(score.mean), DIGITS),
            "median": on_scale(score.median, score.scale),
            "lowest": min(scores, default=None),
            "highest": max(scores, default=None),
            "spread": spread_on_scale(score.variance, score.scale),
            "spread_share": share_of_most(score.variance),
            "given": given,
            "reading": score.reading,
            "reason": score.reason,
            "noted": sorted(set(noted.get(question.iri, ()))),
            "scores": score.scores,
            "not_known": score.not_known,
            "not_applicable": score.not_applicable,
            "no_answer": score.no_answer,
            "sentence": describe_question(score),
        }


def note_rows(scored: Scored) -> Iterator[dict[str, Any]]:
    """One row a note, with what the scores say of it."""
    for note in scored.snapshot.notes:
        reading, question = reading_of(scored, note), scored.question(note.question)
        yield {
            **_whose(scored.snapshot),
            "note": note.id,
            "kind": note.kind,
            "text": note.text,
            "dimension": note.dimension.id if note.dimension else None,
            "question": question.question.id if question else None,
            "rank": note.rank,
            "effort": note.effort,
            "importance": note.importance,
            "scores_say": reading,
            "agrees": agreement_of(note, reading),
        }


def priority_rows(scored: Scored, series: Series, taking_up: TakingUp) -> Iterator[dict[str, Any]]:
    """One row a priority or opportunity, ranked."""
    for priority in rank_priorities(scored.snapshot.notes):
        note = priority.note
        taken_up, why = (
            taking_up.judge(scored.snapshot, note, [priority_key(series, note)])
            if note.kind == "priority"
            else (None, None)
        )
        yield {
            **_whose(scored.snapshot),
            "place": priority.place,
            "tied": priority.tied,
            "kind": note.kind,
            "note": note.id,
            "text": note.text,
            "importance": note.importance,
            "feasibility": priority.feasibility,
            "product": priority.product,
            "agreed_rank": note.rank,
            "taken_up": taken_up,
            "why": why,
        }


def change_row(change: Change) -> dict[str, Any]:
    """What became of a dimension or question."""
    (old, _), (new, _) = measures(change.old), measures(change.new)
    question = change.question
    return {
        "community": change.series.community.id,
        "before": change.before.snapshot.id,
        "before_as_of": change.before.snapshot.as_of.isoformat(),
        "snapshot": change.after.snapshot.id,
        "as_of": change.after.snapshot.as_of.isoformat(),
        "dimension": change.dimension.id,
        "question": question.question.id if question else None,
        "text": question.question.text if question else change.dimension.name,
        "score_before": on_scale(old, change.old.scale),
        "score": on_scale(new, change.new.scale),
        "change": change_on_scale(change),
        "larger_spread": larger_spread(change),
        "verdict": change.verdict,
        "reason": change.reason,
        "sentence": describe_change(change),
    }


def comment_rows(scored: Scored) -> Iterator[dict[str, Any]]:
    """One row a comment on a question with enough scores."""
    for score in scored.questions:
        for comment in score.comments:
            yield {
                **_whose(scored.snapshot),
                "question": score.question.id,
                "text": score.question.text,
                "comment": comment,
            }


def _whose(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "snapshot": snapshot.id,
        "community": snapshot.community.id,
        "as_of": snapshot.as_of.isoformat(),
    }
