"""Checks of routes, for which SEMANTICS allows any valid one: each raises AssertionError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from oracle.coverage_oracle import CoverageOracle, shown, shown_fact
from oracle.kleene import Truth, World
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Key, Question
from oracle.plain_routes import Walk, Walker
from oracle.unknown_facts import Relied, fewest_unknown, routes_with_facts

Cell = Mapping[str, Any]


def question_of(oracle: CoverageOracle, cell: Cell) -> Question:
    """The required cell that a result's cell answers."""
    names = ("touchpoint", "need", "segment", "place")
    found = [
        asked
        for asked in oracle.questions()
        if all(shown(getattr(asked, name)) == cell[name] for name in names)
    ]
    assert len(found) == 1, f"the cell {[cell[name] for name in names]} is asked {len(found)} times"
    return found[0]


def check_route(oracle: CoverageOracle, parameters: OracleParameters, cell: Cell) -> None:
    """`route` is a route of the low world from a known door to a node that offers a service of
    the provider set, of `handoffs` steps, and no shorter one exists; both are null unless the cell
    is covered for any door.
    """
    route, handoffs = cell["route"], cell["handoffs"]
    if cell["any_door"] != "covered":
        assert route is None, f"a route for a cell that is not covered: {route}"
        assert handoffs is None, f"handoffs for a cell that is not covered: {handoffs}"
        return
    assert route, "a covered cell has no route"
    assert len(route) == handoffs + 1, f"route {route} has not {handoffs} handoffs"
    walker = oracle.walker(parameters, question_of(oracle, cell))
    known = walker.doors(Truth.TRUE)
    walks = _walks_named(oracle, route)
    assert any(walk[0] in known for walk in walks), f"{route[0]} is not a known door"
    assert any(_is_low_route(walker, walk, parameters) for walk in walks), (
        f"{route} is not a route of the low world"
    )
    for door in known:
        shorter = walker.shortest_walk(door, handoffs - 1, parameters.mode, World.LOW)
        assert shorter is None, f"{shorter} is shorter than {route}"


def check_possible_route(oracle: CoverageOracle, parameters: OracleParameters, cell: Cell) -> None:
    """`possible_route` is a route of the high world, `verify` lists exactly the unknown facts
    that some choice of pathways and service along it relies on, and no route relies on fewer; null
    and empty unless the cell is unknown for any door and doors are listed.
    """
    route, verify = cell["possible_route"], cell["verify"]
    if cell["any_door"] != "unknown" or cell["gap_type"] == "no-doors-listed":
        assert route is None, f"a possible route for a cell that is decided: {route}"
        assert verify == [], f"facts to verify for a cell that is decided: {verify}"
        return
    assert route, "an unknown cell has no possible route"
    k, mode = parameters.handoffs, parameters.mode
    assert len(route) <= k + 1, f"possible route {route} has more than {k} handoffs"
    walker = oracle.walker(parameters, question_of(oracle, cell))
    choices = [
        relied
        for walk in _walks_named(oracle, route)
        for _, relied in routes_with_facts(walker, k, mode, along=walk)
    ]
    assert choices, f"{route} is not a route of the high world"
    assert len({_fingerprint(fact) for fact in verify}) == len(verify), f"repeated fact: {verify}"
    possible = [_as_shown(relied) for relied in choices]
    assert _fingerprints(verify) in possible, (
        f"no choice along {route} relies on exactly {verify}, but on one of {possible}"
    )
    least_route, least = fewest_unknown(walker, k, mode)
    assert len(verify) == len(least), (
        f"{route} relies on {len(verify)} unknown facts, "
        f"{[shown(node) for node in least_route]} only on {sorted(_as_shown(least), key=str)}"
    )


def _walks_named(oracle: CoverageOracle, route: Sequence[str]) -> list[Walk]:
    """Every walk whose nodes bear these ids; several where sources share an id."""
    nodes = [*oracle.community.partners, *oracle.community.services]
    named: list[list[Key]] = [[node for node in nodes if shown(node) == name] for name in route]
    return list(product(*named))


def _is_low_route(walker: Walker, walk: Walk, parameters: OracleParameters) -> bool:
    if walker.door_judged(walk[0]) is not Truth.TRUE or not walker.offers(walk[-1], World.LOW):
        return False
    return all(
        following in walker.next_nodes(node, parameters.mode, World.LOW, first=position == 0)
        for position, (node, following) in enumerate(pairwise(walk))
    )


def _fingerprint(fact: Mapping[str, str | None]) -> tuple[str | None, ...]:
    assert set(fact) == {"fact", "subject", "object", "with"}, f"keys of {fact}"
    return fact["fact"], fact["subject"], fact["object"], fact["with"]


def _fingerprints(facts: Iterable[Mapping[str, str | None]]) -> frozenset[tuple[str | None, ...]]:
    return frozenset(_fingerprint(fact) for fact in facts)


def _as_shown(relied: Relied) -> frozenset[tuple[str | None, ...]]:
    return _fingerprints(shown_fact(fact) for fact in relied)
