"""What is found of plans, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.findings.states import FindingState
from graph.planning.plan.answers import Verdict
from graph.planning.plan.cells import Cell
from graph.planning.plan.records import Action
from graph.planning.plan.states import Standing
from graph.words import count, listed

GONE = {
    "unknown": "facts that it rests on are not known now",
    "not-required": "nobody asks for it now, or its name is wrong",
    "gap": "it is a gap again; run the analysis again",
}
"""Why a gap that the last run did not find is not mended all the same."""


def tell_day(day: date) -> str:
    """A day in words.

    >>> tell_day(date(2026, 11, 3))
    '3 November 2026'
    """
    return f"{day.day} {day:%B %Y}"


def quote(name: str) -> str:
    """A name that may be a sentence, as it stands in one.

    >>> quote("Call the nurse")
    '“Call the nurse”'
    """
    return f"“{name}”"


def describe_late(action: Action, standing: Standing, owner: str | None) -> str:
    """How late it is, and who answers for it."""
    due = tell_day(action.target_date) if action.target_date else "an unknown day"
    whose = f"; {owner} answers for it" if owner else ""
    return (
        f"{quote(action.name)}: {count(standing.days_late or 0, 'day')} late, due on {due}{whose}."
    )


def describe_blocked(action: Action, waiting_for: Sequence[str]) -> str:
    """What it waits for."""
    verb = "is" if len(waiting_for) == 1 else "are"
    return f"{quote(action.name)} waits for {listed(waiting_for)}, which {verb} late."


def describe_risk(action: Action, waiting_for: Sequence[str], day: date | None) -> str:
    """Which dependency is due too late."""
    wanted = "begin" if action.starts_on else "be done"
    when = f" on {tell_day(day)}" if day else ""
    verb = "is" if len(waiting_for) == 1 else "are"
    return f"{quote(action.name)} is to {wanted}{when}, before {listed(waiting_for)} {verb} due."


def describe_answer(
    action: Action,
    standing: Standing,
    state: FindingState,
    verdict: Verdict,
    cell: Cell | None = None,
) -> str:
    """What has become of a finding that an action answers."""
    looked = f"the run as of {tell_day(state.as_of)}" if state.as_of else "no run"
    done = f" on {tell_day(standing.done_day)}" if standing.done_day else ""
    name, finding = quote(action.name), state.name
    if verdict == "no-longer-found":
        return f"{name} was done{done}, and {looked} no longer finds {finding}."
    if verdict == "still-found":
        return f"{name} was done{done}, and {looked} still finds {finding}: not yet mended."
    if verdict == "gone-before":
        return f"{name} is not done, yet {looked} no longer finds {finding}."
    if verdict == "not-done":
        return f"{name} is not done; it answers {finding}."
    if standing.done_day is None:
        why = "nobody says on which day"
    elif state.as_of is None:
        why = "no run of that kind is kept"
    elif state.as_of < standing.done_day:
        why = f"{looked} looks at a day before that"
    else:
        why = GONE.get(cell or "unknown", "")
    return f"{name} was done{done}; whether it mended {finding} is not known, as {why}."
