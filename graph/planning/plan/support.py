"""How far a request for support has come on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.planning.plan.records import Support

State = Literal["needed", "asked", "agreed", "given", "declined", "withdrawn", "unknown"]
STATES: dict[str, State] = {
    "needed": "needed",
    "asked": "asked",
    "agreed": "agreed",
    "given": "given",
    "declined": "declined",
    "withdrawn": "withdrawn",
}
WAITING = frozenset({"asked", "agreed"})


@dataclass(frozen=True)
class SupportState:
    """Where a request stands; days from its being asked to its being given, or to now."""

    state: State
    days_waiting: int | None
    """Days since it was asked for, while it is not given."""
    days_taken: int | None
    """Days from asking to giving."""


def support_state(request: Support, day: date) -> SupportState:
    """The state on `day`: by its days first, then as typed; needed where nothing is said."""
    asked = request.asked_on if request.asked_on and request.asked_on <= day else None
    if request.given_on is not None and request.given_on <= day:
        taken = (request.given_on - asked).days if asked else None
        return SupportState("given", None, taken)
    typed = STATES[request.status] if request.status else None
    if typed == "given" and request.given_on is not None:
        # Given on a later day: that status says nothing of this one.
        typed = None
    if typed in (None, "needed") and asked:
        state: State = "asked"
    elif typed is None or (typed in WAITING and request.asked_on and not asked):
        state = "needed"
    else:
        state = typed
    waiting = (day - asked).days if asked and state in WAITING else None
    return SupportState(state, waiting, None)
