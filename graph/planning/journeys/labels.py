"""Labels of a walk that rests on as few unknown facts as there can be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """Being at a node: `facts` and `waits` unknown so far, the day, and where from."""

    facts: int
    waits: int
    day: int
    node: int
    door: int
    """Position of the door the walk starts at."""
    before: Label | None
    departure: int

    def beats(self, other: Label) -> bool:
        return self.facts <= other.facts and self.waits <= other.waits and self.day <= other.day


def select_undominated(labels: list[Label], seen: list[Label] | None = None) -> list[Label]:
    """Labels that no other at the same node beats; of equal ones the first."""
    by_node: dict[int, list[Label]] = {}
    for label in seen or ():
        by_node.setdefault(label.node, []).append(label)
    kept: list[Label] = []
    for label in sorted(labels, key=lambda each: (each.facts, each.waits, each.day)):
        here = by_node.setdefault(label.node, [])
        if not any(other.beats(label) for other in here):
            here.append(label)
            kept.append(label)
    return kept
