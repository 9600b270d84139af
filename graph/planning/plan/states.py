"""How far an action has come on a day, from its days, its notes and what it depends on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from graph.planning.plan.records import Action, Note, Plan

Stage = Literal["not-started", "under-way", "paused", "done", "dropped", "unknown"]
State = Literal[
    "not-started", "under-way", "paused", "done", "dropped", "unknown",
    "late", "blocked", "at-risk",
]  # fmt: skip
STAGES: Mapping[str, Stage] = {
    "not-started": "not-started",
    "under-way": "under-way",
    "paused": "paused",
    "done": "done",
    "dropped": "dropped",
}
FINISHED = frozenset({"done", "dropped"})


@dataclass(frozen=True)
class Standing:
    """An action on a day.

    `stage` is how far it has come; `state` is the same unless it is late, waits for an action that
    is late (blocked), or for one that is due after this one is to begin or, without a first day, to
    end (at risk). Nothing typed, noted or dated to tell by: unknown.
    """

    stage: Stage
    state: State
    done_day: date | None
    """The day on which it was done, or the first note that says so; None where nobody says when."""
    share_done: Decimal | None
    """By the latest note that states it."""
    seen_on: date | None
    """Day of the latest note."""
    days_late: int | None
    late_dependencies: tuple[str, ...] = ()
    """Unfinished actions that are late and that it rests on, directly or by way of unfinished."""
    risky_dependencies: tuple[str, ...] = ()
    next_check: date | None = None
    check_days_over: int | None = None


def judge_actions(
    actions: Sequence[Action],
    notes: Iterable[Note],
    plans: Mapping[str, Plan],
    day: date,
) -> Mapping[str, Standing]:
    """The standing of every action by its IRI; `plans` gives the plan of an action's IRI."""
    of_action: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.as_of <= day:
            of_action[note.action].append(note)
    by_iri = {action.iri: action for action in actions}
    stages = {iri: _stage(action, of_action[iri], day) for iri, action in by_iri.items()}
    late = {
        iri: (day - action.target_date).days
        for iri, action in by_iri.items()
        if stages[iri] not in FINISHED and action.target_date and action.target_date < day
    }
    found = {}
    for iri, action in by_iri.items():
        seen = of_action[iri]
        blocking = tuple(sorted(_late_behind(action, by_iri, stages, late)))
        risky = tuple(sorted(_due_too_late(action, by_iri, stages)))
        open_ = stages[iri] not in FINISHED
        check = _next_check(action, seen, plans.get(iri)) if open_ else None
        found[iri] = Standing(
            stage=stages[iri],
            state=_state(stages[iri], late.get(iri), blocking, risky),
            done_day=_done_day(action, seen, day) if stages[iri] == "done" else None,
            share_done=next(
                (n.share_done for n in reversed(seen) if n.share_done is not None), None
            ),
            seen_on=seen[-1].as_of if seen else None,
            days_late=late.get(iri),
            late_dependencies=blocking if open_ else (),
            risky_dependencies=risky if open_ else (),
            next_check=check,
            check_days_over=(day - check).days if check and check < day else None,
        )
    return found


def _stage(action: Action, notes: Sequence[Note], day: date) -> Stage:
    if action.done_on is not None and action.done_on <= day:
        return "done"
    noted = _noted_stage(notes)
    if noted is not None:
        return noted
    # Done on a later day: the status that was typed says nothing of this one.
    if action.status is not None and (action.status != "done" or action.done_on is None):
        return STAGES[action.status]
    if action.starts_on is not None and action.starts_on > day:
        return "not-started"
    return "unknown"


def _noted_stage(notes: Sequence[Note]) -> Stage | None:
    for note in reversed(notes):
        if note.status is not None:
            return STAGES[note.status]
        if note.share_done is not None and note.share_done > 0:
            return "done" if note.share_done == 1 else "under-way"
    return None


def _done_day(action: Action, notes: Sequence[Note], day: date) -> date | None:
    if action.done_on is not None and action.done_on <= day:
        return action.done_on
    first = None
    for note in notes:
        stage = _noted_stage([note])
        if stage == "done":
            first = first or note.as_of
        elif stage is not None:
            first = None
    return first


def _state(
    stage: Stage, days_late: int | None, blocking: Sequence[str], risky: Sequence[str]
) -> State:
    if stage in FINISHED:
        return stage
    if days_late:
        return "late"
    if blocking:
        return "blocked"
    return "at-risk" if risky else stage


def _late_behind(
    action: Action,
    by_iri: Mapping[str, Action],
    stages: Mapping[str, Stage],
    late: Mapping[str, int],
) -> set[str]:
    waiting, seen = list(action.depends_on), set[str]()
    while waiting:
        iri = waiting.pop()
        if iri in seen or iri not in by_iri or stages[iri] in FINISHED:
            continue
        seen.add(iri)
        waiting += by_iri[iri].depends_on
    return {iri for iri in seen if iri in late and iri != action.iri}


def _due_too_late(
    action: Action, by_iri: Mapping[str, Action], stages: Mapping[str, Stage]
) -> list[str]:
    wanted = action.starts_on or action.target_date
    return [
        iri
        for iri in action.depends_on
        if iri in by_iri
        and stages[iri] not in FINISHED
        and wanted is not None
        and (due := by_iri[iri].target_date) is not None
        and due > wanted
    ]


def _next_check(action: Action, notes: Sequence[Note], plan: Plan | None) -> date | None:
    """So many days after the last note, or after the first day where there is none."""
    if action.check_every_days is None:
        return None
    begun = action.starts_on or (plan.starts_on if plan else None)
    last = notes[-1].as_of if notes else begun
    return None if last is None else last + timedelta(days=action.check_every_days)
