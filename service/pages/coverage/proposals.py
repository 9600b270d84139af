"""What could be tried to close a gap: changes that fit the rung that fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.coverage.rungs import GAP_TYPES
from graph.projection import Ternary
from service.pages.words.actions import change_of, link_trial, tell_action

if TYPE_CHECKING:
    from graph.coverage.explain import Explained
    from graph.coverage.required import RequiredCells
    from service.pages.view import View

MOST = 6
Action = dict[str, Any]


def propose(
    view: View, explained: Explained, required: RequiredCells, row: int
) -> list[tuple[str, str]]:
    """(what to do, where it is tried out) for a cell that is not covered, at most six."""
    told = []
    for action in islice(_actions(view, explained, required, row), MOST):
        change = change_of(action)
        if change is not None:
            told.append((tell_action(view, action), link_trial(view, change)))
    return told


def _actions(
    view: View, explained: Explained, required: RequiredCells, row: int
) -> Iterator[Action]:
    match GAP_TYPES[explained.coverage.gap_type[0]]:
        case "orphan":
            yield from _further_doors(view, explained)
        case "eligibility":
            yield from _widened(view, explained, "eligible")
        case "access":
            yield from _widened(view, explained, "access")
        case "link" | "warmth" | "door-gap":
            yield from _warmer(view, explained, required, row)
            yield from _connected(view, explained)


def _further_doors(view: View, explained: Explained) -> Iterator[Action]:
    """The touchpoint where a service that meets the need is, or where it happens already."""
    net, cell = view.net, explained.coverage.cell(0)
    serving = [p.service for p in explained.providers if p.serves == Ternary.TRUE]
    for node in [*serving, *explained.other_doors]:
        yield _action("add-door", net.node_id(node), cell["touchpoint"], place=cell["place"])


def _widened(view: View, explained: Explained, fails: str) -> Iterator[Action]:
    """Services that lack nothing but this, for certain."""
    from graph.coverage.explain import FACTS

    cell = explained.coverage.cell(0)
    kind, key = {
        "eligible": ("widen-eligibility", "segment"),
        "access": ("widen-area", "place"),
    }[fails]
    for provider in explained.providers:
        others = [getattr(provider, name) for name in FACTS if name != fails]
        if getattr(provider, fails) == Ternary.FALSE and min(others) == Ternary.TRUE:
            yield _action(kind, view.net.services.ids[provider.service], cell[key])


def _warmer(
    view: View, explained: Explained, required: RequiredCells, row: int
) -> Iterator[Action]:
    """Cold referrals on the way from doors where only warmth fails."""
    from graph.coverage.explain import explain_cell
    from graph.coverage.facts import Facts

    cold = {d.node for d in explained.doors if GAP_TYPES[d.gap_type] == "warmth"}
    if not cold:
        return
    facts = Facts(view.net, replace(view.parameters, mode="any"))
    seen = set()
    for door in explain_cell(facts, required, row).doors:
        for step in door.steps[1:] if door.node in cold else []:
            if step.pathway is None or step.mode != Ternary.FALSE or step.pathway in seen:
                continue
            seen.add(step.pathway)
            yield _action("cold-to-warm", view.net.pathways.ids[step.pathway], None)


def _connected(view: View, explained: Explained) -> Iterator[Action]:
    """A referral from each failing door to the first service that serves the family."""
    net = view.net
    serving = next((p for p in explained.providers if p.serves == Ternary.TRUE), None)
    if serving is None:
        return
    for door in explained.doors:
        if door.known and door.status == Ternary.FALSE:
            yield _action(
                "new-warm-pathway", net.node_id(door.node), net.services.ids[serving.service]
            )


def _action(kind: str, subject: str, object_: str | None, place: str | None = None) -> Action:
    return {"kind": kind, "fact": None, "subject": subject, "object": object_, "place": place}
