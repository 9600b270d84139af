"""What moved: indicators, findings that actions answer, snapshots and maturity ratings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from graph.planning.learning.scope import Scope
from graph.planning.learning.tried import collaboratives_of_teams
from graph.planning.maturity.assessments import RATINGS
from graph.register import Entry, Register
from graph.words import count, listed

Result = Mapping[str, Any]
DIRECTIONS = {"no-longer-found": "better", "still-found": "same"}
"""What it means that a finding is gone or still found, where an action answers it."""


def list_moved(
    register: Register,
    scope: Scope,
    *,
    improvement: Result | None,
    plan: Result | None,
    snapshot: Result | None,
) -> list[dict[str, Any]]:
    """One object a thing that was watched and collaborative.

    Keys: `collaborative`, `kind` (indicator, finding, snapshot or maturity), `id`, `name`, `day`,
    `verdict` (as the analysis that judges it says), `direction` (better, worse, same or unknown),
    `sentence`, and `chart`: id of the run chart that shows it, if any.
    """
    rows = [
        *(_indicators(register, improvement, scope) if improvement else ()),
        *(_findings(plan, scope) if plan else ()),
        *(_snapshots(snapshot, scope) if snapshot else ()),
        *_maturity(register, scope),
    ]
    return sorted(rows, key=lambda row: (row["collaborative"] or "", _KINDS.index(row["kind"])))


_KINDS = ("indicator", "finding", "snapshot", "maturity")


def collaboratives_of_indicators(register: Register, improvement: Result) -> dict[str, list[str]]:
    """Ids of the collaboratives whose indicator it is, by its IRI.

    Its own; else those of the networks and teams that watch it.
    """
    found: dict[str, set[str]] = {}
    by_id = {entry.id: entry for entry in register.of("Indicator")}
    teams = collaboratives_of_teams(improvement)
    watched = [(row["indicators"], row["collaboratives"]) for row in improvement["networks"]]
    watched += [(row["indicators"], teams.get(row["team"], ())) for row in improvement["teams"]]
    for indicators, collaboratives in watched:
        for id_ in indicators:
            if id_ in by_id:
                found.setdefault(by_id[id_].iri, set()).update(collaboratives)
    own = {
        entry.iri: set(register.ids(entry.refs("ofCollaborative")))
        for entry in register.of("Indicator")
    }
    return {iri: sorted(ids or found.get(iri, set())) for iri, ids in own.items()}


def direction_of(chart: Result) -> str:
    """Where a chart moved: by its signal, else by the shift for which its line was moved."""
    if chart["verdict"] == "signal":
        return str(chart["direction"] or "unknown")
    return str(chart["shift"]["direction"] or "unknown") if chart["shift"] else "unknown"


def _indicators(register: Register, improvement: Result, scope: Scope) -> Iterator[dict[str, Any]]:
    of = collaboratives_of_indicators(register, improvement)
    for chart in improvement["charts"]:
        days = [point["day"] for point in chart["points"]]
        if not chart["is_whole"] or (days and not any(scope.covers(day) for day in days)):
            continue
        owners = of.get(chart["iri"], [])
        for collaborative in scope.owners(owners):
            yield {
                "collaborative": collaborative,
                "kind": "indicator",
                "id": chart["indicator"],
                "name": chart["name"],
                "day": max(days, default=None),
                "verdict": chart["verdict"],
                "direction": direction_of(chart),
                "sentence": chart["sentence"],
                "chart": chart["id"],
            }


def _findings(plan: Result, scope: Scope) -> Iterator[dict[str, Any]]:
    plans = {row["plan"]: row["collaborative"] for row in plan["plans"]}
    for row in plan["answered"]:
        collaborative = plans.get(row["plan"])
        if row["verdict"] not in DIRECTIONS or not scope.holds(collaborative):
            continue
        if scope.covers(row["done_on"]):
            yield {
                "collaborative": collaborative,
                "kind": "finding",
                "id": row["finding"],
                "name": row["name"],
                "day": row["done_on"],
                "verdict": row["verdict"],
                "direction": DIRECTIONS[row["verdict"]],
                "sentence": row["sentence"],
                "chart": None,
            }


def _snapshots(snapshot: Result, scope: Scope) -> Iterator[dict[str, Any]]:
    """Dimensions and questions that changed by more than their spread."""
    for row in snapshot["changes"]:
        if (
            row["verdict"] not in ("better", "worse")
            or row["community"] not in scope.collaboratives
        ):
            continue
        if scope.covers(row["as_of"]):
            yield {
                "collaborative": row["community"],
                "kind": "snapshot",
                "id": row["question"] or row["dimension"],
                "name": row["text"],
                "day": row["as_of"],
                "verdict": row["verdict"],
                "direction": row["verdict"],
                "sentence": row["sentence"],
                "chart": None,
            }


def _maturity(register: Register, scope: Scope) -> Iterator[dict[str, Any]]:
    """What became of ratings since the time before, by the same method."""
    ratings = register.grouped("GoalRating", "ofAssessment")
    series: dict[tuple[str, str, str, str], list[Entry]] = {}
    for entry in register.of("MaturityAssessment"):
        key = (
            entry.ref("ofCollaborative") or "",
            entry.ref("ofMaturityModel") or "",
            entry.ref("forPlace") or "",
            entry.code("ratingMethod") or "",
        )
        if key[0] and entry.day("asOf") is not None:
            series.setdefault(key, []).append(entry)
    for key, assessments in sorted(series.items()):
        collaborative = register.id(key[0])
        ordered = sorted(assessments, key=lambda entry: (str(entry.day("asOf")), entry.id))
        for before, after in pairwise(ordered):
            if scope.holds(collaborative) and scope.covers(after.day("asOf")):
                rated = [_rated(ratings.get(each.iri, ())) for each in (before, after)]
                yield _rerated(register, collaborative, before, after, rated)


def _rated(ratings: Sequence[Entry]) -> dict[str, str]:
    return {entry.ref("ratesGoal") or "": entry.code("goalRating") or "" for entry in ratings}


def _rerated(
    register: Register,
    collaborative: str,
    before: Entry,
    after: Entry,
    rated: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """One object for all goals that both assessments rate."""
    old, new = rated
    both = sorted(old.keys() & new.keys())
    ways = {goal: _compare_ratings(old[goal], new[goal]) for goal in both}
    higher, lower = ([g for g in both if ways[g] == way] for way in ("better", "worse"))
    method = after.code("ratingMethod")
    name = f"{register.name(after.ref('ofMaturityModel') or '')}, {method} rating"
    parts = [
        f"{count(len(goals), 'goal')} {called} ({listed(register.names(goals))})"
        for goals, called in ((higher, "rated higher"), (lower, "rated lower"))
        if goals
    ]
    direction = "unknown"
    if both and not (higher and lower):
        direction = "better" if higher else "worse" if lower else "same"
    since = f"since {before.day('asOf')}, of {count(len(both), 'goal')} rated both times"
    return {
        "collaborative": collaborative,
        "kind": "maturity",
        "id": after.id,
        "name": name,
        "day": str(after.day("asOf")),
        "verdict": f"{len(higher)} higher, {len(lower)} lower",
        "direction": direction,
        "sentence": f"{name}: {' and '.join(parts) or 'no goal rated otherwise'} {since}.",
        "chart": None,
    }


def _compare_ratings(old: str, new: str) -> str:
    if old == new:
        return "same"
    if old not in RATINGS or new not in RATINGS:
        return "unknown"
    return "better" if RATINGS.index(new) > RATINGS.index(old) else "worse"
