"""Records that contradict themselves or each other, each told with its id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from graph.planning.improvement.cycles import FOLLOWS
from graph.planning.improvement.teams import DATE, Networks
from graph.planning.indicators import Indicator, Observation, Series
from graph.planning.indicators.records import PARTS
from graph.planning.indicators.telling import work_out
from graph.register import Entry, Register

ROUNDED = Decimal("0.5")
"""A stated value may differ so much from what its counts give, in its unit, by rounding."""
SMALL_IN_WORDS = re.compile(
    r"(?<![\d.,])(?:[1-9]|10|one|two|three|four|five|six|seven|eight|nine|ten)"
    r" (?:of|out of|in) (?:the )?(?:\d+|\w+)",
    re.IGNORECASE,
)
"""Words such as "8 of 10", in which a small count of families may stand."""
TEXTS = ("dataSummary", "learningText")

Problem = dict[str, Any]


def list_problems(
    register: Register,
    networks: Networks,
    indicators: Mapping[str, Indicator],
    observations: Sequence[Observation],
    series: Sequence[Series],
    charts: Sequence[Mapping[str, Any]],
    cycles: Sequence[Entry],
    *,
    as_of: date,
) -> list[Problem]:
    """One object a problem: `kind`, `table`, `record` (its id) and `sentence`."""
    found = [
        *_of_observations(indicators, observations, as_of),
        *_of_series(series),
        *_of_rephasings(charts),
        *_of_sessions(register, networks),
        *_of_cycles(register, cycles, networks),
    ]
    return sorted(found, key=lambda each: (each["table"], each["record"], each["kind"]))


def _problem(kind: str, table: str, record: str, sentence: str) -> Problem:
    return {"kind": kind, "table": table, "record": record, "sentence": sentence}


def _of_observations(
    indicators: Mapping[str, Indicator], observations: Sequence[Observation], as_of: date
) -> Iterator[Problem]:
    for each in observations:
        indicator = indicators.get(each.indicator)
        if indicator is None:
            continue
        for kind, sentence in _observation(each, indicator, as_of):
            yield _problem(kind, "observations", each.id, sentence)


def _observation(each: Observation, indicator: Indicator, as_of: date) -> Iterator[tuple[str, str]]:
    if each.unread:
        yield "unread", f"What stands for {', '.join(each.unread)} is no number or day; not used."
    if each.kind != "target" and each.start is not None and each.start > as_of:
        yield "after-today", f"It lies after {as_of}, the day looked at; not used."
    counted = each.numerator is not None or each.numerator_below is not None
    among = each.denominator is not None or each.denominator_below is not None
    if each.value is None and not each.is_withheld:
        if not counted:
            yield "no-value", "It has neither a value nor a numerator; not used."
        elif indicator.unit is None:
            yield (
                "no-unit",
                f"No value can be worked out, as the unit of {indicator.id} is not stated.",
            )
        elif indicator.unit != "count" and not among:
            yield "no-denominator", "It has a numerator and no denominator; not used."
    if each.denominator == 0 and each.value is None and indicator.unit != "count":
        yield "nobody", "Its denominator is 0, so that there is no value; not used."
    if (
        indicator.unit in PARTS
        and each.numerator is not None
        and each.denominator is not None
        and each.numerator > each.denominator
    ):
        yield "too-many", "Its numerator is larger than its denominator, of which it is a part."
    given = work_out(indicator, each.numerator, each.denominator)
    if each.value is not None and given is not None and abs(given - each.value) > ROUNDED:
        yield (
            "contradicts",
            "Its value is not what its numerator and denominator give; the value is used.",
        )
    if (
        each.value is not None
        and not (counted or among)
        and each.kind != "target"
        and indicator.counts_families
        and indicator.unit in PARTS
    ):
        yield (
            "not-checked",
            "It has a value without counts, so that nobody can check whether too few families "
            "stand behind it.",
        )


def _of_series(series: Sequence[Series]) -> Iterator[Problem]:
    for each in series:
        for told in each.repeated:
            seen = told.observation
            yield _problem(
                "repeated",
                "observations",
                seen.id,
                f"Another value of {each.indicator.id} of {seen.start} stands; not used.",
            )


def _of_rephasings(charts: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    for chart in charts:
        for note in chart["notes"]:
            if note.startswith("The line is not moved"):
                yield _problem("rephasing", "rephasings", chart["id"], note)


def _of_sessions(register: Register, networks: Networks) -> Iterator[Problem]:
    for network in networks.networks:
        teams = {team.iri for team in networks.teams.get(network.iri, ())}
        start, end = network.day("startsOn"), network.day("endsOn")
        for session in networks.sessions.get(network.iri, ()):
            strangers = set(session.refs("teamPresent")) - teams
            for name in register.ids(strangers):
                yield _problem(
                    "other-network",
                    "learning_sessions",
                    session.id,
                    f"The team {name} is not of the network {network.id}.",
                )
            day = session.day(DATE)
            if day and ((start and day < start) or (end and day > end)):
                yield _problem(
                    "outside-network",
                    "learning_sessions",
                    session.id,
                    f"It lies outside the time of the network {network.id}.",
                )


def _of_cycles(
    register: Register, cycles: Sequence[Entry], networks: Networks
) -> Iterator[Problem]:
    every = register.by_iri("PdsaCycle")
    indicators = {
        team.iri: set(team.refs("forIndicator")) for team in register.of("ImprovementTeam")
    }
    for cycle in cycles:
        for kind, sentence in _cycle(cycle, every.get(cycle.ref(FOLLOWS) or ""), indicators):
            yield _problem(kind, "pdsa_cycles", cycle.id, sentence)


def _cycle(
    cycle: Entry, before: Entry | None, indicators: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    team = cycle.ref("ofTeam")
    if team is None:
        yield "no-team", "No team is stated whose test it is."
    elif cycle.has("forIndicator") and not indicators.get(team, set()) & {
        *cycle.refs("forIndicator")
    }:
        yield "other-indicator", "It watches no indicator of its team."
    if before is not None:
        if before.ref("ofTeam") != team:
            yield "other-team", f"It follows {before.id}, a test of another team."
        start, earlier = cycle.day("startsOn"), before.day("startsOn")
        if start and earlier and start < earlier:
            yield "before-first", f"It begins before {before.id}, which it follows."
        if before.code("pdsaDecision") == "abandon":
            yield "after-abandoned", f"It follows {before.id}, which was abandoned."
    if cycle.has("pdsaDecision") and not cycle.has("endsOn"):
        yield "decided-running", "A decision stands, and no last day."
    for name in TEXTS:
        text = cycle.text(name)
        if text and SMALL_IN_WORDS.search(text):
            yield (
                "small-count",
                "Its words may hold a count of fewer than eleven families; say it without.",
            )
