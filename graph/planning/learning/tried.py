"""What was tried: tests of change, actions and activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.planning.learning.scope import Scope
from graph.register import Register

Result = Mapping[str, Any]


def list_tried(
    register: Register, scope: Scope, *, improvement: Result | None, plan: Result | None
) -> list[dict[str, Any]]:
    """One object a thing tried and collaborative, in order of collaborative, day and id.

    Keys: `collaborative`, `kind` (test-of-change, action or activity), `id`, `iri`, `name`,
    `day` (its end where it is over, else its start), `came_to` (a decision or a state), `said`
    (what its record says of it), `is_over`.
    """
    rows = [
        *(_cycles(improvement, scope) if improvement else ()),
        *(_actions(plan, scope) if plan else ()),
        *_activities(register, scope),
    ]
    return sorted(rows, key=lambda row: (row["collaborative"] or "", row["day"] or "", row["id"]))


def collaboratives_of_teams(improvement: Result) -> Mapping[str, Sequence[str]]:
    """Ids of the collaboratives that a team works for, by the team's id."""
    networks = {row["network"]: row["collaboratives"] for row in improvement["networks"]}
    return {row["team"]: networks.get(row["network"], ()) for row in improvement["teams"]}


def _cycles(improvement: Result, scope: Scope) -> Iterator[dict[str, Any]]:
    teams = collaboratives_of_teams(improvement)
    for cycle in improvement["cycles"]:
        if cycle["state"] in ("planned", "unknown"):
            continue
        is_over = cycle["state"] in ("done", "decided")
        day = (is_over and cycle["ends_on"]) or cycle["starts_on"]
        if not scope.covers(day):
            continue
        row = {
            "kind": "test-of-change",
            "id": cycle["cycle"],
            "iri": cycle["iri"],
            "name": cycle["name"],
            "day": day,
            "came_to": cycle["decision"] or cycle["state"],
            "said": cycle["learned"] or cycle["seen"],
            "is_over": is_over,
        }
        of = teams.get(cycle["team"], ())
        for collaborative in scope.owners(of):
            yield {"collaborative": collaborative, **row}


def _actions(plan: Result, scope: Scope) -> Iterator[dict[str, Any]]:
    plans = {row["plan"]: row["collaborative"] for row in plan["plans"]}
    for action in plan["actions"]:
        collaborative = plans.get(action["plan"])
        if action["state"] not in ("done", "dropped") or not scope.holds(collaborative):
            continue
        day = action["done_on"] or action["seen_on"] or action["target_date"]
        if scope.covers(day):
            yield {
                "collaborative": collaborative,
                "kind": "action",
                "id": action["action"],
                "iri": None,
                "name": action["name"],
                "day": day,
                "came_to": action["state"],
                "said": action["note"],
                "is_over": True,
            }


def _activities(register: Register, scope: Scope) -> Iterator[dict[str, Any]]:
    """Activities that began or ended within the days."""
    components = register.by_iri("ModelComponent")
    models = register.by_iri("ChildSuccessModel")
    for entry in register.of("ModelActivity"):
        component = components.get(entry.ref("ofComponent") or "")
        model = models.get((component.ref("ofModel") if component else None) or "")
        of = model.ref("ofCollaborative") if model else None
        collaborative = register.id(of) if of else None
        for name, came_to in (("startsOn", "began"), ("endsOn", "ended")):
            day = entry.day(name)
            if day is not None and scope.holds(collaborative) and scope.covers(day):
                yield {
                    "collaborative": collaborative,
                    "kind": "activity",
                    "id": entry.id,
                    "iri": entry.iri,
                    "name": entry.name,
                    "day": day.isoformat(),
                    "came_to": came_to,
                    "said": None,
                    "is_over": came_to == "ended",
                }
