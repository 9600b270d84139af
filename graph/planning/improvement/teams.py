"""Networks, teams and learning sessions, held against the bounds asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from graph.planning.improvement.options import ImprovementOptions
from graph.register import Entry, Register
from ontology.terms import DCTERMS

DATE, ABOUT = f"{DCTERMS}date", f"{DCTERMS}description"
DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True)
class Networks:
    """Networks with what belongs to each, by IRI."""

    networks: Sequence[Entry]
    teams: Mapping[str, Sequence[Entry]]
    roles: Mapping[str, Sequence[Entry]]
    """By team."""
    sessions: Mapping[str, Sequence[Entry]]

    def indicators(self, network: Entry) -> list[str]:
        """IRIs of the indicators of the network and of its teams."""
        own = [*network.refs("forIndicator")]
        for team in self.teams.get(network.iri, ()):
            own += team.refs("forIndicator")
        return list(dict.fromkeys(own))


def read_networks(register: Register, network: str | None) -> Networks:
    """Every network, or the one of that id."""
    networks = [entry for entry in register.of("ImprovementNetwork") if network in (None, entry.id)]
    return Networks(
        networks,
        register.grouped("ImprovementTeam", "ofNetwork"),
        register.grouped("TeamRole", "ofTeam"),
        register.grouped("LearningSession", "ofNetwork"),
    )


def list_teams(
    networks: Networks, register: Register, cycles: Mapping[str, int], options: ImprovementOptions
) -> list[dict[str, Any]]:
    """One object a team.

    `people` is None where no role is recorded. `size` is `within`, `too-few`, `too-many` or
    `unknown`; `facilitator`, `data_access` and `can_change` are yes, no or unknown: whether some
    role facilitates, can get at the data, can change the work. A blank is never a no.
    """
    return [
        _team(team, network, networks.roles.get(team.iri, ()), register, cycles, options)
        for network in networks.networks
        for team in networks.teams.get(network.iri, ())
    ]


def _team(
    team: Entry,
    network: Entry,
    roles: Sequence[Entry],
    register: Register,
    cycles: Mapping[str, int],
    options: ImprovementOptions,
) -> dict[str, Any]:
    people = count_people(roles)
    return {
        "team": team.id,
        "name": team.name,
        "network": network.id,
        "intervention": team.text(ABOUT),
        "indicators": register.ids(team.refs("forIndicator")),
        "places": register.ids(team.refs("forPlace")),
        "people": people,
        "size": judge_size(people, options.team_least, options.team_most),
        "roles": sorted(role.text("teamRole") or "" for role in roles),
        "partners": register.ids(
            {ref for role in roles for ref in role.refs("responsiblePartner")}
        ),
        "facilitator": _some(role.truth("isFacilitator") for role in roles),
        "data_access": _some(role.truth("hasDataAccess") for role in roles),
        "can_change": _some(role.truth("canChangePractice") for role in roles),
        "cycles": cycles.get(team.iri, 0),
    }


def count_people(roles: Sequence[Entry]) -> int | None:
    """People on a team; None where no role is recorded."""
    return sum(role.whole("peopleCount") or 1 for role in roles) if roles else None


def judge_size(people: int | None, least: int, most: int) -> str:
    """Whether a number lies within its bounds.

    >>> judge_size(3, 4, 5), judge_size(None, 4, 5)
    ('too-few', 'unknown')
    """
    if people is None:
        return "unknown"
    return "too-few" if people < least else "too-many" if people > most else "within"


def _some(truths: Iterable[bool | None]) -> str:
    known = list(truths)
    if True in known:
        return "yes"
    return "no" if known and None not in known else "unknown"


def list_networks(
    networks: Networks,
    register: Register,
    verdicts: Mapping[str, Mapping[str, Any]],
    cycles: Mapping[str, int],
    options: ImprovementOptions,
    *,
    as_of: date,
) -> list[dict[str, Any]]:
    """One object a network; `verdicts` are charts of all families by the indicator's IRI.

    `people` counts those recorded, and `size` is `too-many` as soon as these are; `within` only
    where every team has its roles recorded.
    """
    found = []
    for network in networks.networks:
        teams = networks.teams.get(network.iri, ())
        known = [count_people(networks.roles.get(team.iri, ())) for team in teams]
        people = sum(filter(None, known))
        size = judge_size(people, 0, options.network_most)
        if size == "within" and (None in known or not known):
            size = "unknown"
        indicators = networks.indicators(network)
        charts = [verdicts[iri] for iri in indicators if iri in verdicts]
        start, end = network.day("startsOn"), network.day("endsOn")
        found.append(
            {
                "network": network.id,
                "name": network.name,
                "outcome": network.text("communityOutcome"),
                "collaboratives": register.ids(network.refs("ofCollaborative")),
                "place_based": {True: "yes", False: "no", None: "unknown"}[
                    network.truth("isPlaceBased")
                ],
                "stage": find_stage(network, as_of),
                "starts_on": start.isoformat() if start else None,
                "ends_on": end.isoformat() if end else None,
                "months": round((end - start).days / DAYS_PER_MONTH, 1) if start and end else None,
                "teams": len(teams),
                "people": people,
                "size": size,
                "sessions": len(networks.sessions.get(network.iri, ())),
                "cycles": sum(cycles.get(team.iri, 0) for team in teams),
                "indicators": register.ids(indicators),
                "better": sum(_moved(chart) == "better" for chart in charts),
                "worse": sum(_moved(chart) == "worse" for chart in charts),
                "no_verdict": len(indicators)
                - sum(chart["verdict"] in ("signal", "no-signal") for chart in charts),
            }
        )
    return found


def _moved(chart: Mapping[str, Any]) -> str:
    """The direction of the last signal; where the line was moved for one, that of the shift."""
    if chart["verdict"] == "signal":
        return str(chart["direction"])
    return str(chart["shift"]["direction"]) if chart["shift"] else "unknown"


def find_stage(network: Entry, as_of: date) -> str:
    """planning, implementation, evaluation, not-started, ended, or unknown without a first day."""
    start, end = network.day("startsOn"), network.day("endsOn")
    if start is None:
        return "unknown"
    if as_of < start:
        return "not-started"
    if end is not None and as_of > end:
        return "ended"
    reached = "planning"
    for name, stage in (("implementationFrom", "implementation"), ("evaluationFrom", "evaluation")):
        day = network.day(name)
        if day is not None and day <= as_of:
            reached = stage
    return reached


def list_sessions(
    networks: Networks, register: Register, options: ImprovementOptions, *, as_of: date
) -> list[dict[str, Any]]:
    """One object a learning session, in order of day.

    `days_since` the session before, or the network's first day; `late` where that is more than
    `session_days`. `absent` are teams that were not there, None where nobody noted who was.
    """
    found = []
    for network in networks.networks:
        before = network.day("startsOn")
        teams = {team.iri for team in networks.teams.get(network.iri, ())}
        for session in _in_order(networks.sessions.get(network.iri, ())):
            day = session.day(DATE)
            present = set(session.refs("teamPresent"))
            days = (day - before).days if day and before else None
            found.append(
                {
                    "network": network.id,
                    "date": day.isoformat() if day else None,
                    "kind": session.code("sessionKind"),
                    "topic": session.text(ABOUT),
                    "coach": session.text("coachRole"),
                    "present": register.ids(present),
                    "absent": register.ids(teams - present) if present else None,
                    "days_since": days,
                    "late": days is not None and days > options.session_days,
                    "held": day is not None and day <= as_of,
                }
            )
            before = day or before
    return found


def _in_order(sessions: Sequence[Entry]) -> list[Entry]:
    return sorted(sessions, key=lambda each: (each.text(DATE) or "", each.iri))


def find_longest_pause(
    network: Entry, sessions: Sequence[Entry], *, as_of: date
) -> tuple[date, date] | None:
    """The longest time without a learning session, between the first day of a network and its last.

    As far as it has gone by; the earliest of several. None where the network has not begun or its
    first day is not known.
    """
    start, end = network.day("startsOn"), network.day("endsOn")
    if start is None or as_of < start:
        return None
    until = as_of if end is None else min(end, as_of)
    held = [day for each in sessions if (day := each.day(DATE)) is not None]
    days = [start, *sorted(day for day in held if start < day < until), until]
    return max(pairwise(days), key=lambda pair: (pair[1] - pair[0], -pair[0].toordinal()))
