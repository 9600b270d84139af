"""Where communities stand, by the questionnaires that several people of each answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from graph.errors import BadParameter
from graph.parameters import CoverageParameters
from graph.planning.snapshot.comparing import (
    Change,
    Series,
    build_series,
    change_on_scale,
    larger_spread,
    list_changes,
    list_side_by_side,
    measures,
)
from graph.planning.snapshot.conclusions import agreement_of, rank_priorities, reading_of
from graph.planning.snapshot.findings import list_findings, priority_key
from graph.planning.snapshot.reading import SnapshotReader
from graph.planning.snapshot.records import Questionnaire, Snapshot
from graph.planning.snapshot.rules import Rules
from graph.planning.snapshot.scores import (
    DIGITS,
    Scored,
    describe_given,
    on_scale,
    score_snapshot,
    share_of_most,
    spread_on_scale,
)
from graph.planning.snapshot.sentences import describe_change, describe_dimension, describe_question
from graph.planning.snapshot.taking_up import TakingUp
from graph.store import ReadableStore


def compute_snapshots(
    store: ReadableStore,
    parameters: CoverageParameters,
    *,
    snapshots: Sequence[str] = (),
    rules: Rules | None = None,
) -> dict[str, Any]:
    """Scores, spread, conclusions, changes and differences of the snapshots in the store.

    `snapshots` are ids of those to tell of; all where none are given. Keys: `parameters` (with
    the rules), `rules` (the same in words), `questionnaires` with their questions, `snapshots`,
    `dimensions` and `questions` (one object a snapshot and dimension or question), `notes`
    (what people concluded, with what the scores say of it), `priorities` (ranked by feasibility
    times importance), `changes` (from each snapshot of a community to its next), `side_by_side`
    (last snapshots of communities that were asked the same), `findings` (always of the last
    snapshot of every community), `problems` (records that contradict themselves), `comments`.

    Scores are on the questionnaire's scale, turned so that more is better; spreads are standard
    deviations in its steps. What is not known is null, with a `reason`. Snapshots after the day
    asked for are left out. Raises BadParameter for an id that there is not.
    """
    rules = rules or Rules()
    reader = SnapshotReader(store, as_of=parameters.as_of)
    scored = [score_snapshot(each, rules) for each in reader.read()]
    chosen = _choose(scored, snapshots)
    wanted = {each.snapshot.iri for each in chosen}
    series = build_series(scored)
    taking_up = TakingUp(reader.register)
    of = {each.snapshot.iri: one for one in series for each in one.snapshots}
    changes = [c for c in list_changes(series) if c.after.snapshot.iri in wanted]
    ids = {each.snapshot.id for each in chosen}
    return {
        "parameters": {
            **parameters.as_dict(),
            "snapshot": list(snapshots),
            **rules.as_dict(),
        },
        "rules": rules.sentences(),
        "questionnaires": [
            _questionnaire(each)
            for each in reader.questionnaires
            if not snapshots or each.iri in {one.snapshot.questionnaire.iri for one in chosen}
        ],
        "snapshots": [_snapshot(each) for each in chosen],
        "dimensions": [row for each in chosen for row in _dimensions(each)],
        "questions": [row for each in chosen for row in _questions(each)],
        "notes": [row for each in chosen for row in _notes(each)],
        "priorities": [
            row for each in chosen for row in _priorities(each, of[each.snapshot.iri], taking_up)
        ],
        "changes": [_change(change) for change in changes],
        "side_by_side": [row for row in list_side_by_side(series) if row["snapshot"] in ids],
        "findings": [found.as_dict() for found in list_findings(series, taking_up)],
        "comments": [row for each in chosen for row in _comments(each)],
        "problems": [problem.as_dict() for problem in reader.problems],
    }


def _choose(scored: Sequence[Scored], ids: Iterable[str]) -> list[Scored]:
    known = {each.snapshot.id: each for each in scored}
    for id_ in ids:
        if id_ not in known:
            expected = ", ".join(sorted(known)) or "there are none"
            raise BadParameter(
                f"there is no snapshot {id_!r}; there are: {expected}",
                query="snapshot",
                name="snapshot",
                value=id_,
                expected=expected,
            )
    wanted = set(ids)
    return [each for each in scored if not wanted or each.snapshot.id in wanted]


def _questionnaire(questionnaire: Questionnaire) -> dict[str, Any]:
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


def _snapshot(scored: Scored) -> dict[str, Any]:
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


def _dimensions(scored: Scored) -> Iterator[dict[str, Any]]:
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


def _questions(scored: Scored) -> Iterator[dict[str, Any]]:
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


def _notes(scored: Scored) -> Iterator[dict[str, Any]]:
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


def _priorities(scored: Scored, series: Series, taking_up: TakingUp) -> Iterator[dict[str, Any]]:
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


def _change(change: Change) -> dict[str, Any]:
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


def _comments(scored: Scored) -> Iterator[dict[str, Any]]:
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
