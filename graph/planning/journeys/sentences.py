"""What the verdicts, breaks and opportunities mean, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from graph.planning.journeys.judging import NeedJudged
from graph.planning.journeys.mends import Change, Mend
from graph.planning.journeys.names import Names
from graph.planning.journeys.records import Days, Scenario, Step
from graph.planning.journeys.verify import ToVerify
from graph.projection import Projection
from graph.words import count, listed

SOON = 180
"""Days within which a contact is told of; later ones go without saying."""
WEEK, MONTH, YEAR = 7, 30.4375, 365.25
"""Days, as SEMANTICS section 1 counts them."""


def age(day: int) -> str:
    """A day from birth in words: whole months and years as the loaders read them.

    >>> age(-196), age(0), age(21), age(547), age(1095), age(1200)
    ('28 weeks before birth', 'birth', '3 weeks', '18 months', '3 years', '39 months')
    """
    if day == 0:
        return "birth"
    if day < 0:
        return (
            f"{count(-day // WEEK, 'week')} before birth" if day <= -WEEK else "just before birth"
        )
    years = round(day / YEAR)
    if years > 1 and day == floor(YEAR * years):
        return count(years, "year")
    months = round(day / MONTH)
    if (months > 1 and day >= 84) or day == floor(MONTH * months):
        return count(months, "month")
    return count(day // WEEK, "week") if day >= 14 else count(day, "day")


def span(days: Days | None) -> str | None:
    """The days of a step in words; None where it has none."""
    if days is None:
        return None
    if days.first == days.last:
        return age(days.first)
    if days.last + 1 <= -WEEK:
        return f"{-days.first // WEEK} to {age(days.last + 1)}"
    return f"{age(days.first)} to {age(days.last + 1)}"


def when(days: Days | None) -> str:
    """The days of a step as part of a sentence, with a comma in front; empty where it has none."""
    return "" if days is None else f", {_at(span(days) or '')}"


def _at(text: str) -> str:
    return text if text.endswith("before birth") else f"at {text}"


def who(net: Projection, scenario: Scenario) -> str:
    """The family of a scenario."""
    kind = net.segments.names[scenario.segment] if scenario.segment else "any family"
    return f"{kind} in {net.places.names[scenario.place]}" if scenario.place else kind


def describe_break(names: Names, scenario: Scenario, step: Step, need: NeedJudged) -> str:
    """Why a need is not met at a step, in one sentence."""
    net = names.net
    name = net.needs.names[need.need]
    family, where = who(net, scenario), net.touchpoints.names[step.touchpoint]
    at = where + when(step.days)
    way = need.answer.high
    texts = {
        "no-door": f"{where} has no door for {family}.",
        "no-service": f"no open service meets it{_named(net, need)}.",
        "not-eligible": f"no service that meets it takes {family}{_named(net, need)}.",
        "aged-out": f"services take {family}, but none takes a child of that age.",
        "out-of-area": f"no service that takes {family} at that age reaches there.",
        "no-pathway": f"a service is there, but no referral leads to it{_by(net, need)}.",
        "cold-only": "only a cold referral leads there: the family is told, not handed over.",
        "past-age": "before the wait is over the family is past the age for it.",
        "unknown": _rests(names, need.verify),
    }
    if need.kind == "past-next":
        start = _at(age(way.start)) if way is not None else "later"
        text = f"it starts {start} at the soonest, and it must be there before."
    else:
        text = texts[need.kind or "unknown"]
    return f"{at}: {name}: {text}"


def _named(net: Projection, need: NeedJudged) -> str:
    if need.question.service < 0:
        return ""
    return f" ({net.services.names[need.question.service]} is the one named)"


def _by(net: Projection, need: NeedJudged) -> str:
    if need.question.pathway >= 0:
        return f" by the pathway named, {net.pathways.ids[need.question.pathway]}"
    if need.question.at >= 0:
        return f" from {net.node_name(need.question.at)}"
    return ""


def _rests(names: Names, verify: Sequence[ToVerify]) -> str:
    if not verify:
        return "it is not known whether the family gets there."
    told = listed([tell_fact(names, fact) for fact in verify])
    return f"it rests on {count(len(verify), 'fact')} not known: {told}."


def tell_fact(names: Names, fact: ToVerify) -> str:
    """One unknown fact, with whom to ask."""
    subject, object_ = names.of(fact["subject"]), names.of(fact["object"])
    texts = {
        "open": f"whether {subject} is open",
        "meets": f"whether {subject} meets {object_}",
        "eligible": f"whether {subject} takes {object_}",
        "of_age": f"the ages that {subject} takes",
        "access": f"whether {subject} reaches {object_}",
        "usable": f"whether the referral {subject} is in use for {object_}",
        "warm": f"whether the referral {subject} is warm",
        "door": f"whether {subject} is a door of {object_}",
        "doors": f"where {subject} happens",
        "refers": f"whether {subject} refers families to {object_}",
        "wait": f"how long the wait is: {subject}",
        "day": f"on which day {subject} is",
    }
    ask = f" (ask {names.of(fact['with'])})" if fact["with"] else ""
    return texts[str(fact["fact"])] + ask


def describe_change(names: Names, change: Change) -> str:
    """One change, as an advice."""
    subject, object_ = names.of(change.subject), names.of(change.object)
    days = "" if change.days is None else f" by {count(change.days, 'day')}"
    older = "younger" if change.object == "from" else "older"
    texts = {
        "add-door": f"open a door of {subject}" + (f" at {object_}" if change.object else ""),
        "add-service": f"offer {subject} in {object_}",
        "add-pathway": f"agree a warm referral from {subject} to {object_}",
        "warm-pathway": f"make the referral {subject} warm",
        "widen-eligibility": f"let {subject} take {object_}",
        "widen-area": f"let {subject} reach {object_}",
        "widen-age": f"let {subject} take {older} children{days}",
        "shorten-wait": f"shorten the way to {subject}{days}",
        "other-door": f"go to {subject} instead",
        "other-pathway": f"use the referral {subject} instead",
        "other-service": f"use {subject} instead",
        "earlier-step": f"ask for {object_} at {subject}",
    }
    return texts[change.kind]


def describe_mend(names: Names, mend: Mend) -> str:
    """All changes of a mend in one sentence."""
    text = " and ".join(describe_change(names, change) for change in mend.changes)
    if mend.within is not None and mend.within <= SOON:
        text += f", with contact within {count(mend.within, 'day')}"
    if mend.unknown:
        text += f"; {count(mend.unknown, 'fact')} of it not known"
    return text[0].upper() + text[1:] + "."


def describe_scenario(
    net: Projection, scenario: Scenario, some: str, every: str, breaks: int, unknown: int
) -> str:
    """The verdict of a scenario in one sentence."""
    family = who(net, scenario)
    if every == "holds":
        return f"{scenario.name} ({family}): every path holds."
    parts = [count(breaks, "break")] if breaks else []
    parts += [f"{unknown} not known"] if unknown else []
    told = {
        "holds": "some path holds",
        "unknown": "no path holds for certain",
        "fails": "every path breaks",
    }[some]
    return f"{scenario.name} ({family}): {told}; {', '.join(parts)}."
