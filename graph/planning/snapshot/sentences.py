"""What a snapshot says, in plain sentences."""

from __future__ import annotations

from graph.planning.snapshot.comparing import (
    Change,
    Series,
    change_on_scale,
    larger_spread,
    measures,
)
from graph.planning.snapshot.records import Note, Scale
from graph.planning.snapshot.scores import (
    DimensionScore,
    QuestionScore,
    on_scale,
    share_of_most,
)

REASONS = {
    "too-few": "too few scores to tell",
    "withheld": "too few scores to tell",
    "too-little-known": "too little of its weight is known",
    "no-weight": "none of its questions has a weight",
    "other-scale": "the scale is another",
    "no-score": "a score is not known",
}


def describe_question(score: QuestionScore) -> str:
    """The score of a question in a sentence."""
    text, scale = score.question.text, score.scale
    mean = on_scale(score.mean, scale)
    if mean is None or scale is None:
        return f"“{text}” has no score: {REASONS.get(score.reason or '', 'it has no scale')}."
    turned = ", turned so that more is better," if score.question.is_reversed else ""
    said = f"“{text}” scores {mean:.1f} {_of(scale)}{turned} by {_people(score.scores)}"
    share = share_of_most(score.variance)
    return f"{said}, with a spread of {share:.0%} of the most there can be.{_called(score.reading)}"


def describe_dimension(score: DimensionScore) -> str:
    """The score of a dimension in a sentence."""
    name, place = score.dimension.name, on_scale(score.place, score.scale)
    if place is None:
        return f"{name} has no score: {REASONS[score.reason or 'too-few']}."
    rests = f"{score.scored} of {score.questions} questions"
    said = f"{name} scores {place:.1f} {_of(score.scale)}, from {rests}."
    return said + _called(score.reading)


def describe_change(change: Change) -> str:
    """What became of a dimension or a question."""
    moved, name = change_on_scale(change), _name(change)
    if change.verdict == "unknown" or moved is None:
        reason = REASONS[change.reason or "no-score"]
        return f"{name}: whether it changed cannot be told, since {reason}."
    limit = larger_spread(change)
    direction = "rose" if moved > 0 else "fell" if moved < 0 else "stayed"
    by = f" by {abs(moved):.1f}" if moved else ""
    told = f"{name} {direction}{by} since {change.before.snapshot.as_of.isoformat()}"
    if change.verdict == "within-spread":
        return f"{told}, no more than the spread of {limit:.1f}."
    return f"{told}, more than the spread of {limit:.1f}."


def describe_disagreement(series: Series, score: QuestionScore) -> str:
    """A question that respondents see differently."""
    share = share_of_most(score.variance)
    return (
        f"{series.community.name}: {_people(score.scores)} differ on “{score.question.text}”, with "
        f"a spread of {share:.0%} of the most there can be. Talk about it before acting on the "
        f"mean of {on_scale(score.mean, score.scale):.1f}."
    )


def describe_decline(change: Change) -> str:
    """A dimension or a question that fell by more than the spread."""
    (old, _), (new, _) = measures(change.old), measures(change.new)
    before, after = (
        on_scale(place, score.scale) for place, score in ((old, change.old), (new, change.new))
    )
    return (
        f"{change.series.community.name}: {_name(change)} fell from {before:.1f} to {after:.1f} "
        f"{_of(change.new.scale)} between {change.before.snapshot.as_of.isoformat()} and "
        f"{change.after.snapshot.as_of.isoformat()}, more than the spread of "
        f"{larger_spread(change):.1f}."
    )


def describe_unmet(series: Series, score: QuestionScore | None, note: Note | None) -> str:
    """An opportunity that is no priority."""
    if note is not None:
        return (
            f"{series.community.name}: people noted the opportunity “{note.text}”, and no priority "
            "is about it."
        )
    assert score is not None
    turned = " (turned so that more is better)" if score.question.is_reversed else ""
    return (
        f"{series.community.name}: “{score.question.text}” scores "
        f"{on_scale(score.mean, score.scale):.1f} {_of(score.scale)}{turned}, and no priority is "
        "about it."
    )


def describe_not_taken_up(series: Series, note: Note, why: str) -> str:
    """A priority without an action."""
    return f"{series.community.name}: no action takes up the priority “{note.text}”; {why}."


def _name(change: Change) -> str:
    if change.question is None:
        return change.dimension.name
    return f"“{change.question.question.text}”"


def _of(scale: Scale | None) -> str:
    return "" if scale is None else f"on a scale from {scale.least} to {scale.most}"


def _people(count: int) -> str:
    return f"{count} respondent" if count == 1 else f"{count} respondents"


def _called(reading: str) -> str:
    return {
        "strength": " A strength to build on.",
        "opportunity": " An opportunity to grow.",
        "disagreement": " Respondents disagree.",
        "between": "",
        "unknown": "",
    }[reading]
