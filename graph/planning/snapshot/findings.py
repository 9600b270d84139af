"""What in the last snapshot of each community asks for a talk or a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph.planning.snapshot.comparing import Change, Series, list_changes
from graph.planning.snapshot.conclusions import list_unmet
from graph.planning.snapshot.records import Named, Note
from graph.planning.snapshot.scores import QuestionScore
from graph.planning.snapshot.sentences import (
    describe_decline,
    describe_disagreement,
    describe_not_taken_up,
    describe_unmet,
)
from graph.planning.snapshot.taking_up import TakingUp

KINDS = (
    "disagreement",
    "decline",
    "opportunity-without-priority",
    "priority-without-action",
)


@dataclass(frozen=True)
class Found:
    """One finding; the key is made of ids and stays the same from one snapshot to the next."""

    kind: str
    key: str
    series: Series
    dimension: Named | None
    question: QuestionScore | None
    note: Note | None
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        snapshot = self.series.last.snapshot
        return {
            "kind": self.kind,
            "key": self.key,
            "community": self.series.community.id,
            "snapshot": snapshot.id,
            "dimension": self.dimension.id if self.dimension else None,
            "question": self.question.question.id if self.question else None,
            "note": self.note.id if self.note else None,
            "sentence": self.sentence,
            "iris": {
                "snapshot": snapshot.iri,
                "dimension": self.dimension.iri if self.dimension else None,
                "question": self.question.question.iri if self.question else None,
                "note": self.note.iri if self.note else None,
            },
        }


def list_findings(series: Sequence[Series], taking_up: TakingUp) -> list[Found]:
    """The findings of the last snapshot in each series, in order of kind and key.

    A finding is keyed by the community, not by the snapshot: it is gone when the next snapshot does
    not show it any more.
    """
    changes = [c for c in list_changes(series) if c.after is c.series.last]
    found = [
        *(each for one in series for each in _disagreements(one)),
        *_declines(changes),
        *(each for one in series for each in _unmet(one)),
        *(each for one in series for each in _not_taken_up(one, taking_up)),
    ]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.key))


def _disagreements(series: Series) -> Iterator[Found]:
    for score in series.last.questions:
        if score.reading == "disagreement":
            key = _key("disagreement", series, score.question.id)
            sentence = describe_disagreement(series, score)
            dimension = score.question.dimension
            yield Found("disagreement", key, series, dimension, score, None, sentence)


def _declines(changes: Iterable[Change]) -> Iterator[Found]:
    for change in changes:
        if change.verdict == "worse":
            question = change.question
            about = question.question.id if question else f"dimension>{change.dimension.id}"
            key = _key("decline", change.series, about)
            yield Found(
                "decline",
                key,
                change.series,
                change.dimension,
                question,
                None,
                describe_decline(change),
            )


def _unmet(series: Series) -> Iterator[Found]:
    for question, dimension, note in list_unmet(series.last):
        score, whole = series.last.question(question), series.last.dimension(dimension)
        about = note.id if note else score.question.id if score else ""
        named = score.question.dimension if score else whole.dimension if whole else None
        if named is None and note is not None:
            named = note.dimension
        yield Found(
            "opportunity-without-priority",
            _key("opportunity", series, about),
            series,
            named,
            score,
            note,
            describe_unmet(series, score, note),
        )


def _not_taken_up(series: Series, taking_up: TakingUp) -> Iterator[Found]:
    snapshot = series.last.snapshot
    for note in snapshot.notes:
        if note.kind != "priority":
            continue
        key = priority_key(series, note)
        verdict, why = taking_up.judge(snapshot, note, [key])
        if verdict == "no":
            score = series.last.question(note.question)
            sentence = describe_not_taken_up(series, note, why)
            kind = "priority-without-action"
            yield Found(kind, key, series, note.dimension, score, note, sentence)


def priority_key(series: Series, note: Note) -> str:
    """The key of the finding that no action takes up a priority."""
    return _key("priority", series, note.id)


def _key(kind: str, series: Series, about: str) -> str:
    return f"{kind}>{series.community.id}>{about}"
