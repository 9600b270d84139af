"""What a collaborative needs to work well, as checks on what is recorded.

The criteria follow the excerpt on well-functioning community collaboratives of North Carolina's
System of Care vision for 2025 (draft of 26 May 2020), in our words; thresholds are parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from graph.planning.collaboratives.assistance import stand
from graph.planning.collaboratives.community import Sums
from graph.planning.collaboratives.options import CollaborativeOptions
from graph.planning.collaboratives.progress import Progress
from graph.planning.collaboratives.records import Collaborative, Membership, Records, Request
from graph.planning.collaboratives.representation import Table
from graph.planning.collaboratives.segments import list_periods
from graph.planning.collaboratives.values import period
from graph.register import Register
from graph.words import count, listed, portion

State = Literal["holds", "fails", "unknown"]
Verdict = tuple[State, str]
"""Whether a criterion holds, and what shows it."""


@dataclass(frozen=True)
class Looked:
    """Everything that is looked at for one collaborative."""

    collaborative: Collaborative
    records: Records
    register: Register
    table: Table
    voices: Sequence[dict[str, Any]]
    partners_without_sector: int
    """Partners that may serve its places and have no sector stated."""
    sums: Sums
    progress: Sequence[Progress]
    options: CollaborativeOptions
    day: date


def judge_readiness(looked: Looked) -> list[dict[str, Any]]:
    """One row a criterion: `holds`, `fails`, or `unknown` where the record does not say."""
    rows = []
    for name, question, judge in CRITERIA:
        state, evidence = judge(looked)
        rows.append(
            {
                "collaborative": looked.collaborative.id,
                "criterion": name,
                "question": question,
                "state": state,
                "evidence": evidence,
            }
        )
    return rows


def _voice(kind: str, voice: str) -> Callable[[Looked], Verdict]:
    def judge(looked: Looked) -> Verdict:
        row = next(r for r in looked.voices if (r["kind"], r["voice"]) == (kind, voice))
        return _of_verdict(row["verdict"]), row["sentence"]

    return judge


def _of_verdict(verdict: str) -> State:
    states: dict[str, State] = {"represented": "holds", "missing": "fails"}
    return states.get(verdict, "unknown")


def _all_voices(kind: str, what: str) -> Callable[[Looked], Verdict]:
    def judge(looked: Looked) -> Verdict:
        rows = [row for row in looked.voices if row["kind"] == kind]
        asked = [row for row in rows if row["in_community"] == "yes"]
        missing = [row["name"] for row in asked if row["verdict"] == "missing"]
        unknown = [row["name"] for row in rows if row["verdict"] == "unknown"]
        if missing:
            return "fails", f"Nobody speaks for {listed(missing)}."
        if unknown or not asked:
            told = f": not settled for {listed(unknown)}" if unknown else ""
            return "unknown", f"Which {what} its places have is not known for certain{told}."
        if kind == "sector" and looked.partners_without_sector:
            number = count(looked.partners_without_sector, "partner")
            return "unknown", f"All known are spoken for; {number} of its places state no sector."
        return "holds", f"All {len(asked)} {what} of its places are spoken for."

    return judge


def _family_share(looked: Looked) -> Verdict:
    table, asked = looked.table, looked.options.family_share
    share = table.family_share
    if share is None:
        return "unknown", (
            f"{table.family_seats} of {count(table.total, 'seat')} listed are held by families or "
            "young people, and the list is not said to be whole."
        )
    told = (
        f"{table.family_seats} of {count(table.total, 'seat')} are held by families or young "
        f"people ({portion(float(share))}; asked: {portion(asked)})."
    )
    if share >= Fraction(str(asked)):
        return "holds", told
    not_said = [seat for seat in table.naming_nobody if seat.seats]
    most = table.family_seats + sum(seat.seats for seat in not_said)
    if Fraction(most, table.total) >= Fraction(str(asked)):
        return "unknown", f"{told} Who sits there is not said: {listed(_ids(not_said))}."
    return "fails", told


def _local_leadership(looked: Looked) -> Verdict:
    seats = [
        seat.id
        for seat in looked.table.seats
        if "local-government" in seat.represents
        or "tribal-government" in seat.represents
        or "government" in seat.sectors
    ]
    perhaps = [seat for seat in looked.table.seats if seat.names_nobody or seat.sector_not_said]
    return _by_seats(looked, seats, "the local or Tribal government", perhaps)


def _state_support(looked: Looked) -> Verdict:
    seats = [seat.id for seat in looked.table.seats if "state-government" in seat.represents]
    above = looked.records.by_iri.get(looked.collaborative.part_of or "")
    if above is not None and above.kind == "state":
        return "holds", f"It is part of {above.name}."
    if looked.collaborative.kind == "state":
        return "holds", "It is the collaborative of the state."
    return _by_seats(looked, seats, "the state", looked.table.naming_nobody)


def _by_seats(
    looked: Looked, seats: Sequence[str], who: str, perhaps: Sequence[Membership]
) -> Verdict:
    if seats:
        return "holds", f"{who[0].upper()}{who[1:]} has a seat ({listed(seats)})."
    if looked.table.all_listed and perhaps:
        ids = listed(_ids(perhaps))
        return "unknown", f"No seat is said to speak for {who}; for whom {ids} may is not said."
    if looked.table.all_listed:
        return "fails", f"No seat speaks for {who}."
    return "unknown", f"No seat listed speaks for {who}, and the list is not said to be whole."


def _staff(looked: Looked) -> Verdict:
    staff, asked = looked.collaborative.staff, looked.options.staff
    if staff is None:
        return "unknown", "How much staff it has is not said."
    told = f"Posts at full time: {staff.normalize():f} (asked: {asked:g})."
    return ("holds" if staff >= Fraction(str(asked)) else "fails"), told


def _bylaws(looked: Looked) -> Verdict:
    stated = looked.collaborative.bylaws
    if stated is None:
        return "unknown", "Whether it has written rules is not said."
    return ("holds", "It has written rules.") if stated else ("fails", "It has no written rules.")


def _strategic_plan(looked: Looked) -> Verdict:
    if not looked.progress:
        return "unknown", "No strategic outcomes are recorded."
    whole = [
        each.outcome.id
        for each in looked.progress
        if each.indicator is not None
        and each.outcome.target is not None
        and each.outcome.target_date is not None
    ]
    lacking = sorted({each.outcome.id for each in looked.progress} - set(whole))
    if lacking:
        return "fails", f"No indicator, target or day: {listed(lacking)}."
    return "holds", f"{count(len(whole), 'outcome')} with an indicator, a target and a day."


def _monitored(looked: Looked) -> Verdict:
    measured = [each for each in looked.progress if each.indicator is not None]
    if not measured:
        return "unknown", "No outcome has an indicator that could be followed."
    unknown = [each.outcome.id for each in measured if each.last is None]
    old = [
        each.outcome.id
        for each in measured
        if each.last is not None
        and (looked.day - period(each.last)[0]).days > looked.options.monitor_days
    ]
    if old:
        days = looked.options.monitor_days
        return "fails", f"The last value is more than {days} days old: {listed(old)}."
    if unknown:
        return "unknown", f"No value is recorded: {listed(unknown)}."
    return "holds", f"Each of {count(len(measured), 'outcome')} has a recent value."


def _equity_lens(looked: Looked) -> Verdict:
    valued = [each for each in looked.progress if each.last is not None]
    if not valued:
        return "unknown", "No values of outcomes are recorded."
    by_segment = [
        each.outcome.id
        for each in valued
        if any(segment is not None for segment in list_periods(each)[-1].told)
    ]
    if by_segment:
        return "holds", f"The last values are told by kind of family: {listed(by_segment)}."
    return "fails", "The last values are told for all families together only."


def _map_known(looked: Looked) -> Verdict:
    share, asked = looked.sums.known_share, looked.options.known_share
    if share is None:
        return "unknown", "Nothing is asked of its places in the map."
    told = (
        f"For {portion(float(share))} of {count(looked.sums.cells, 'required cell')} the map says "
        f"for certain whether every door leads to help (asked: {portion(asked)})."
    )
    return ("holds" if share >= Fraction(str(asked)) else "fails"), told


def _peer_network(looked: Looked) -> Verdict:
    own = looked.collaborative.iri
    mine = [each for each in looked.records.requests if own in (each.asked_by, each.given_by)]
    mine = [each for each in mine if each.asked_on <= looked.day]
    given = [each.id for each in mine if _among_peers(each) and each.status(looked.day) == "given"]
    if given:
        return "holds", f"It gave or took help among collaboratives ({listed(given)})."
    days = looked.options.answer_days
    overdue = [
        each
        for each in mine
        if each.asked_by == own and stand(each, day=looked.day, answer_days=days) == "unanswered"
    ]
    if overdue:
        return (
            "fails",
            f"Unmet after {days} days or more: {listed(_ids(overdue))}.",
        )
    if mine:
        return "unknown", f"Requests, but no help given among collaboratives: {listed(_ids(mine))}."
    return "unknown", "No assistance among collaboratives is recorded."


def _among_peers(request: Request) -> bool:
    return request.given_by not in (None, request.asked_by)


def _ids(records: Sequence[Request] | Sequence[Membership]) -> list[str]:
    return [each.id for each in records]


CRITERIA: tuple[tuple[str, str, Callable[[Looked], Verdict]], ...] = (
    (
        "parents-at-table",
        "Do parents or caregivers have a seat?",
        _voice("voice", "parents-caregivers"),
    ),
    ("youth-at-table", "Do young people have a seat?", _voice("voice", "youth")),
    (
        "lived-experience",
        "Does somebody at the table have used such services?",
        _voice("lived-experience", "lived-experience"),
    ),
    ("family-share", "Do families hold their share of the seats?", _family_share),
    (
        "sectors-at-table",
        "Is every sector that serves its places spoken for?",
        _all_voices("sector", "sectors"),
    ),
    (
        "segments-at-table",
        "Is every kind of family of its places spoken for?",
        _all_voices("segment", "kinds of family"),
    ),
    ("local-leadership", "Does the local government take part?", _local_leadership),
    ("state-support", "Does the state take part?", _state_support),
    ("staff", "Is there staff whose first duty it is?", _staff),
    ("bylaws", "Are its rules written down?", _bylaws),
    ("strategic-plan", "Does its plan say what is reached, by when?", _strategic_plan),
    ("monitored", "Is progress measured?", _monitored),
    ("equity-lens", "Is progress told by kind of family?", _equity_lens),
    ("map-known", "Is it known what leads to help and what does not?", _map_known),
    ("peer-network", "Do collaboratives help each other?", _peer_network),
)
