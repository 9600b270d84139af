"""How far an action has come, and when it can be done: by hand, and against networkx."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest

from graph.planning.plan.records import Action, Note, Plan
from graph.planning.plan.schedule import compute_schedule, find_circular, list_chain
from graph.planning.plan.states import FINISHED, Standing, judge_actions

DAY = date(2026, 11, 21)
BEFORE, AFTER = DAY - timedelta(days=10), DAY + timedelta(days=10)
PLAN = Plan("plan:p", "p", "Plan", starts_on=date(2026, 10, 1))


def action(name: str = "a", **more: Any) -> Action:
    return Action(f"action:{name}", name, name.upper(), **more)


def note(day: date, status: str | None = None, share: str | None = None, of: str = "a") -> Note:
    return Note(f"action:{of}", day, status, None if share is None else Decimal(share))


def judge(given: Action, *notes: Note, others: tuple[Action, ...] = ()) -> Standing:
    return judge_actions([given, *others], notes, {given.iri: PLAN}, DAY)[given.iri]


@pytest.mark.parametrize(
    ("given", "notes", "state"),
    [
        (action(), (), "unknown"),
        (action(starts_on=BEFORE, target_date=AFTER), (), "unknown"),
        (action(starts_on=AFTER), (), "not-started"),
        (action(status="under-way"), (), "under-way"),
        (action(status="paused", target_date=AFTER), (), "paused"),
        (action(status="paused", target_date=BEFORE), (), "late"),
        (action(target_date=DAY), (), "unknown"),
        (action(target_date=DAY - timedelta(days=1)), (), "late"),
        (action(target_date=BEFORE, done_on=BEFORE), (), "done"),
        (action(target_date=BEFORE, done_on=DAY), (), "done"),
        (action(target_date=BEFORE, done_on=AFTER, status="done"), (), "late"),
        (action(starts_on=AFTER, done_on=AFTER, status="done"), (), "not-started"),
        (action(target_date=BEFORE, status="done"), (), "done"),
        (action(target_date=BEFORE, status="dropped"), (), "dropped"),
        (action(target_date=BEFORE), (note(BEFORE, "dropped"),), "dropped"),
        (action(target_date=BEFORE), (note(BEFORE, share="1"),), "done"),
        (action(target_date=AFTER), (note(BEFORE, share="0.5"),), "under-way"),
        (action(target_date=AFTER), (note(BEFORE, share="0"),), "unknown"),
        (action(target_date=AFTER), (note(AFTER, "under-way"),), "unknown"),
        (action(), (note(BEFORE, "done"), note(DAY, "under-way")), "under-way"),
        (action(status="done"), (note(BEFORE, "under-way"),), "under-way"),
        (action(done_on=BEFORE), (note(DAY, "under-way"),), "done"),
    ],
)
def test_the_state_of_one_action(given: Action, notes: tuple[Note, ...], state: str) -> None:
    assert judge(given, *notes).state == state


def test_days_late_are_counted_from_the_target() -> None:
    assert judge(action(target_date=date(2026, 10, 31))).days_late == 21
    assert judge(action(target_date=DAY)).days_late is None


def test_the_day_of_being_done_is_the_first_note_that_is_not_taken_back() -> None:
    early, taken_back, last = note(date(2026, 9, 1), "done"), date(2026, 10, 1), date(2026, 11, 1)
    assert judge(action(), early, note(last, "done")).done_day == date(2026, 9, 1)
    found = judge(action(), early, note(taken_back, "under-way"), note(last, "done"))
    assert found.done_day == last
    assert judge(action(status="done")).done_day is None


def test_what_waits_for_a_late_one_is_blocked_over_several_steps() -> None:
    late = action("late", target_date=BEFORE)
    middle = action("middle", depends_on=("action:late",), target_date=AFTER)
    given = action(depends_on=("action:middle",), target_date=AFTER)
    found = judge(given, others=(late, middle))
    assert (found.state, found.late_dependencies) == ("blocked", ("action:late",))
    done_between = action("middle", depends_on=("action:late",), done_on=BEFORE)
    assert judge(given, others=(late, done_between)).late_dependencies == ()


def test_a_dependency_that_is_due_after_the_first_day_is_a_risk() -> None:
    def found(due: date | None, **own: Any) -> Standing:
        first = action("first", target_date=due)
        return judge(action(depends_on=("action:first",), **own), others=(first,))

    assert found(AFTER, starts_on=AFTER).state == "not-started"
    assert found(AFTER + timedelta(days=1), starts_on=AFTER).state == "at-risk"
    assert found(AFTER, target_date=AFTER).state == "unknown"
    assert found(AFTER + timedelta(days=1), target_date=AFTER).state == "at-risk"
    assert found(None, starts_on=AFTER).state == "not-started"


def test_checks_fall_due_after_the_last_note_or_the_first_day() -> None:
    first = date(2026, 11, 1)
    found = judge(action(starts_on=first, check_every_days=15))
    assert (found.next_check, found.check_days_over) == (date(2026, 11, 16), 5)
    found = judge(action(starts_on=first, check_every_days=15), note(BEFORE, "under-way"))
    assert (found.next_check, found.check_days_over) == (BEFORE + timedelta(days=15), None)
    assert judge(action(check_every_days=15)).next_check == date(2026, 10, 16)
    assert judge(action(check_every_days=15, done_on=BEFORE)).next_check is None


def draw(seed: int) -> list[Action]:
    """Actions whose dependencies only lead back."""
    rng = random.Random(seed)
    drawn = []
    for number in range(rng.randint(1, 9)):
        before = rng.sample(range(number), rng.randint(0, min(3, number)))
        start = DAY + timedelta(days=rng.randint(-40, 40))
        drawn.append(
            action(
                str(number),
                depends_on=tuple(f"action:{each}" for each in before),
                starts_on=start if rng.random() < 0.8 else None,
                target_date=start + timedelta(days=rng.randint(0, 50))
                if rng.random() < 0.8
                else None,
                status=rng.choice([None, "under-way", "not-started", "done", "dropped"]),
            )
        )
    return drawn


def days_of(each: Action, standing: Standing) -> int:
    """Days left, said once more and plainly."""
    if each.target_date is None or each.target_date < DAY:
        return 0
    if standing.stage == "under-way":
        return (each.target_date - DAY).days
    return 0 if each.starts_on is None else (each.target_date - max(DAY, each.starts_on)).days


@pytest.mark.parametrize("seed", range(60))
def test_the_schedule_is_the_longest_path(seed: int) -> None:
    drawn = draw(seed)
    standings = judge_actions(drawn, (), {}, DAY)
    open_ = {each.iri: each for each in drawn if standings[each.iri].stage not in FINISHED}
    slots = compute_schedule(drawn, standings, DAY)
    assert slots.keys() == open_.keys()
    net: nx.DiGraph[str] = nx.DiGraph()
    net.add_node("now")
    for iri, each in open_.items():
        wait = max(0, (each.starts_on - DAY).days) if each.starts_on else 0
        net.add_edge("now", iri, weight=wait)
        net.add_edge(iri, "end", weight=days_of(each, standings[iri]))
        for before in set(each.depends_on) & open_.keys():
            net.add_edge(before, iri, weight=days_of(open_[before], standings[before]))
    latest = max((slot.ends for slot in slots.values()), default=DAY)
    assert (latest - DAY).days == nx.dag_longest_path_length(net)
    chain = list_chain(slots, open_)
    assert bool(chain) == bool(open_)
    for first, then in pairwise(chain):
        assert first in open_[then].depends_on
        assert slots[then].begins == slots[first].ends
    if chain:
        assert slots[chain[0]].begins == max(DAY, open_[chain[0]].starts_on or DAY)
        assert slots[chain[-1]].ends == latest


@pytest.mark.parametrize("seed", range(60))
def test_late_dependencies_are_the_late_ancestors(seed: int) -> None:
    drawn = draw(seed)
    standings = judge_actions(drawn, (), {}, DAY)
    open_ = {each.iri: each for each in drawn if standings[each.iri].stage not in FINISHED}
    net: nx.DiGraph[str] = nx.DiGraph()
    net.add_nodes_from(open_)
    net.add_edges_from(
        (before, a) for a in open_ for before in open_[a].depends_on if before in open_
    )
    for iri in open_:
        expected = {a for a in nx.ancestors(net, iri) if (open_[a].target_date or DAY) < DAY}
        assert set(standings[iri].late_dependencies) == expected


@pytest.mark.parametrize("seed", range(40))
def test_circles_are_the_strongly_connected(seed: int) -> None:
    rng = random.Random(seed)
    names = [str(number) for number in range(rng.randint(1, 7))]
    drawn = [
        action(
            name,
            depends_on=tuple(f"action:{each}" for each in rng.sample(names, min(2, len(names)))),
        )
        if rng.random() < 0.6
        else action(name)
        for name in names
    ]
    net: nx.DiGraph[str] = nx.DiGraph()
    net.add_nodes_from(each.iri for each in drawn)
    net.add_edges_from((before, each.iri) for each in drawn for before in each.depends_on)
    loops = {node for node in net if net.has_edge(node, node)}
    parts = [part for part in nx.strongly_connected_components(net) if len(part) > 1]
    assert find_circular(drawn) == loops.union(*parts)
    standings = judge_actions(drawn, (), {}, DAY)
    behind = {node for node in net if nx.ancestors(net, node) & find_circular(drawn)}
    slots = compute_schedule(drawn, standings, DAY)
    assert slots.keys() == {each.iri for each in drawn} - behind - find_circular(drawn)
