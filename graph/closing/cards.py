"""Cards: what is told of each action that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.changes import apply_changes
from graph.closing.actions import Action
from graph.closing.example import (
    describe_before,
    describe_capacity,
    describe_evidence,
    find_route,
)
from graph.closing.greedy import Candidates, Pick
from graph.closing.trying import compute_true_gain, to_changes
from graph.closing.words import describe_action, describe_pick, name_object, name_subject
from graph.closing.words import pathway_ends as ends
from graph.closing.world import World
from graph.projection import Projection
from graph.projection.arrays import Bools, Floats, Ints
from graph.whatif import Baseline

LOOKED_AT = 2_000
"""Candidates that are looked at for the next best of a pick, largest gain first."""
MOST_CELLS = 20_000
"""Most required cells for which each card tells the true gain together with those before it."""


class CardWriter:
    """Writes the cards of some picks, in their order."""

    def __init__(
        self,
        world: World,
        base: Baseline,
        candidates: Candidates,
        picks: Sequence[Pick],
        together: dict[str, Any],
    ) -> None:
        """`together` is the true gain of all picks."""
        self.together = together
        self.world, self.base, self.candidates, self.picks = world, base, candidates, picks
        self.net: Projection = world.net
        self.looked_at = _largest(candidates, LOOKED_AT)

    def write(self) -> list[dict[str, Any]]:
        covered = np.zeros(len(self.world.elements), np.bool_)
        cards = []
        for number in range(len(self.picks)):
            fresh = self.picks[number].elements
            fresh = fresh[~covered[fresh]]
            cards.append(self._card(number, fresh))
            covered[fresh] = True
        return cards

    def _card(self, number: int, fresh: Ints) -> dict[str, Any]:
        pick, net = self.picks[number], self.net
        action, elements = pick.action, self.world.elements
        alone = compute_true_gain(self.base, [action])
        together = alone if number == 0 else self._together(number)
        example = self._example(action, fresh)
        evidence = example["evidence"]
        undated = sum(each["verified_on"] is None for each in evidence)
        any_door, every_door = (alone[name]["weight"] for name in ("any_door", "every_door"))
        return {
            "rank": number + 1,
            "key": action.key(net),
            "kind": action.kind,
            **action.describe(net),
            "names": self._names(action),
            "iris": action.concerns(net),
            "action": describe_action(net, action),
            "cost": pick.cost,
            "gain": pick.marginal,
            "gain_alone": pick.alone,
            "doors_gained": int((elements.door[fresh] >= 0).sum()),
            "true_gain": {name: alone[name] for name in ("any_door", "every_door")},
            "true_gain_together": together
            and {name: together[name] for name in ("any_door", "every_door")},
            "headline_together": together and together["headline"],
            "segments": self._by_segment(fresh),
            **example,
            "talk_to": self._talk_to(action),
            "next_best": self._next_best(pick),
            "sentence": describe_pick(
                net, action, (pick.marginal, any_door, every_door), (len(evidence), undated)
            ),
        }

    def _together(self, number: int) -> dict[str, Any] | None:
        """The true gain of the picks up to this one; None where it would take too long."""
        if number == len(self.picks) - 1:
            return self.together
        if len(self.world.required) > MOST_CELLS:
            return None
        return compute_true_gain(self.base, [each.action for each in self.picks[: number + 1]])

    def _names(self, action: Action) -> dict[str, str | None]:
        net = self.net
        return {
            "subject": name_subject(net, action),
            "object": name_object(net, action),
            "place": None if action.place is None else net.places.names[action.place],
        }

    def _by_segment(self, fresh: Ints) -> list[dict[str, Any]]:
        """Weight of the doors gained by segment, most first."""
        net, elements = self.net, self.world.elements
        segment = self.world.required.segment[elements.cell[fresh]]
        weight = np.bincount(segment, elements.weight[fresh], minlength=len(net.segments))
        order = np.argsort(-weight, kind="stable")
        return [
            {
                "segment": net.segments.ids[s],
                "name": net.segments.names[s],
                "weight": float(weight[s]),
            }
            for s in order.tolist()
            if weight[s] > 0
        ]

    def _example(self, action: Action, fresh: Ints) -> dict[str, Any]:
        """The heaviest element gained: the cell, before and after, and what that rests on."""
        net, elements, base = self.net, self.world.elements, self.base
        element = int(fresh[np.argmax(elements.weight[fresh])])
        cell, door = int(elements.cell[element]), int(elements.door[element])
        known = None if door < 0 else door
        after = apply_changes(net, to_changes(base, action))
        route = find_route(base.facts.of_changed(after), base.coverage, cell, known)
        if route is None:
            raise AssertionError(f"{action.key(net)} does not lead to the need of its example")
        required = base.coverage.required
        return {
            "example": {
                "touchpoint": net.touchpoints.ids[required.touchpoint[cell]],
                "need": net.needs.ids[required.need[cell]],
                "segment": net.segments.ids[required.segment[cell]],
                "place": net.places.ids[required.place[cell]],
                "door": net.node_id(route.nodes[0]),
                "before": describe_before(base, cell, known),
                "after": {
                    "handoffs": len(route.nodes) - 1,
                    "route": [net.node_id(node) for node in route.nodes],
                    "pathways": [after.pathways.ids[pathway] for pathway in route.pathways],
                },
            },
            "evidence": describe_evidence(after, route),
            "to_verify": [self._fact(action)] if action.fact else [],
            "capacity": describe_capacity(net, route.services),
        }

    def _fact(self, action: Action) -> dict[str, str | None]:
        told = action.describe(self.net)
        return {name: told[name] for name in ("fact", "subject", "object")}

    def _talk_to(self, action: Action) -> list[dict[str, str]]:
        """The partners to talk to, the sender's first; none for a touchpoint's own pathways."""
        net = self.net
        nodes: tuple[int, ...] = (action.subject,)
        if action.on_pathway():
            nodes = ends(net, action.subject)
        elif action.object is not None and action.object_kind() == "node":
            nodes = (action.subject, action.object)
        partners = dict.fromkeys(net.node_partner(node) for node in nodes)
        return [
            {"partner": net.partners.ids[p], "name": net.partners.names[p]}
            for p in partners
            if p >= 0
        ]

    def _next_best(self, pick: Pick) -> dict[str, Any] | None:
        """The candidate, not chosen, that covers most of what this one covers."""
        weight = self.world.elements.weight
        chosen = {each.candidate for each in self.picks}
        mark = np.zeros(len(weight), np.bool_)
        mark[pick.elements] = True
        best, best_weight = -1, 0.0
        for candidate in self.looked_at:
            if self.candidates.bound[candidate] <= best_weight:
                break
            if candidate not in chosen:
                shared = _shared(self.candidates.elements(candidate), mark, weight)
                if shared > best_weight:
                    best, best_weight = candidate, shared
        if best < 0:
            return None
        action = self.candidates.action(best)
        return {
            "key": action.key(self.net),
            "kind": action.kind,
            "action": describe_action(self.net, action),
            "cost": float(self.candidates.cost[best]),
            "shared": best_weight,
            "share": best_weight / pick.alone,
        }


def _shared(elements: Ints, mark: Bools, weight: Floats) -> float:
    return float(weight[elements[mark[elements]]].sum())


def _largest(candidates: Candidates, most: int) -> list[int]:
    """The candidates of largest bound, in that order; ties by cost, then by number."""
    rows = np.arange(len(candidates))
    if len(rows) > most:
        least = np.partition(candidates.bound, len(rows) - most)[len(rows) - most]
        rows = np.flatnonzero(candidates.bound >= least)
    order = np.lexsort((rows, candidates.cost[rows], -candidates.bound[rows]))
    return [int(row) for row in rows[order][:most]]
