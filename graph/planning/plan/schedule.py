"""When actions can be done at the earliest, and the chain of actions that a plan waits for.

The forward pass of the critical path method (Kelley and Walker 1959), from a day on: an action
begins on its first day or when the last action that it depends on is done, whichever is later, and
takes the days planned that are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph.planning.plan.records import Action
from graph.planning.plan.states import FINISHED, Standing


@dataclass(frozen=True)
class Slot:
    """When an unfinished action can begin and be done at the earliest."""

    begins: date
    days_left: int
    ends: date
    is_known: bool
    """Whether the days left of it and of all it waits for are known; else `ends` is a bound."""
    after: str | None
    """The action whose end it waits for; None where its own first day decides."""


def compute_schedule(
    actions: Sequence[Action], standings: Mapping[str, Standing], day: date
) -> Mapping[str, Slot]:
    """The slot of each unfinished action by IRI; none for what is in a circle or behind one."""
    open_ = {a.iri: a for a in actions if standings[a.iri].stage not in FINISHED}
    waits = {iri: sorted(set(action.depends_on) & open_.keys()) for iri, action in open_.items()}
    slots: dict[str, Slot] = {}
    for iri in _in_order(waits):
        slots[iri] = _slot(open_[iri], standings[iri], [(i, slots[i]) for i in waits[iri]], day)
    return slots


def find_circular(actions: Sequence[Action]) -> frozenset[str]:
    """The IRIs of actions that wait for themselves, by way of others."""
    known = {action.iri for action in actions}
    waits = {action.iri: set(action.depends_on) & known for action in actions}
    left = waits.keys() - set(_in_order({iri: sorted(before) for iri, before in waits.items()}))
    return frozenset(iri for iri in left if iri in _behind(iri, waits))


def _behind(iri: str, waits: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(waits[iri])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += waits[each]
    return found


def list_chain(slots: Mapping[str, Slot], among: Iterable[str]) -> Sequence[str]:
    """The actions that the latest end among some actions waits for, the first one first."""
    last = max(
        (iri for iri in among if iri in slots), key=lambda iri: (slots[iri].ends, iri), default=None
    )
    chain: list[str] = []
    while last is not None:
        chain.append(last)
        last = slots[last].after
    return chain[::-1]


def _in_order(waits: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Kahn's algorithm, by IRI among those that are ready."""
    left = {iri: len(before) for iri, before in waits.items()}
    behind: dict[str, list[str]] = {iri: [] for iri in waits}
    for iri, before in waits.items():
        for each in before:
            behind[each].append(iri)
    ready = sorted(iri for iri, number in left.items() if number == 0)
    while ready:
        iri = ready.pop(0)
        yield iri
        for each in behind[iri]:
            left[each] -= 1
            if left[each] == 0:
                ready.append(each)


def _slot(
    action: Action, standing: Standing, before: Sequence[tuple[str, Slot]], day: date
) -> Slot:
    own = max(day, action.starts_on or day)
    waited = max(before, key=lambda each: (each[1].ends, each[0]), default=None)
    binding = waited is not None and waited[1].ends >= own
    begins = waited[1].ends if waited is not None and binding else own
    left = _days_left(action, standing, day)
    is_known = left is not None and all(slot.is_known for _, slot in before)
    days = left or 0
    after = waited[0] if waited is not None and binding else None
    return Slot(begins, days, begins + timedelta(days=days), is_known, after)


def _days_left(action: Action, standing: Standing, day: date) -> int | None:
    """Planned days from now or from its first day to its target; None where they are not known."""
    if action.target_date is None or action.target_date < day:
        return None
    begun = day if standing.stage == "under-way" else action.starts_on
    return None if begun is None else (action.target_date - max(begun, day)).days
