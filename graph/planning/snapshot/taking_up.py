"""Whether a plan takes up the priorities that people concluded from a snapshot."""

from __future__ import annotations

from typing import Literal

from graph.planning.snapshot.records import Note, Snapshot
from graph.register import Register
from ontology.findings import cite_finding

TakenUp = Literal["yes", "no", "unknown"]


class TakingUp:
    """Looks up plans, their priorities and their actions."""

    def __init__(self, register: Register) -> None:
        self._notes = register.by_iri("SnapshotNote")
        self._actions = {entry.iri for entry in register.of("ActionStep")}
        self._cited = {
            iri for entry in register.of("ActionStep") for iri in entry.refs("answersFinding")
        }
        self._from = {
            iri for entry in register.of("ImplementationPlan") for iri in entry.refs("fromSnapshot")
        }
        with_actions = {iri for e in register.of("ActionStep") for iri in e.refs("ofObjective")}
        self._acted_on = {
            iri
            for entry in register.of("Objective")
            if entry.iri in with_actions
            for iri in entry.refs("ofPriority")
        }
        plans = {
            entry.iri: entry.refs("fromSnapshot") for entry in register.of("ImplementationPlan")
        }
        self._by_dimension = {
            (snapshot, dimension)
            for entry in register.of("PlanPriority")
            if entry.iri in self._acted_on
            for plan in entry.refs("ofPlan")
            for snapshot in plans.get(plan, ())
            for dimension in entry.refs("inDimension")
        }

    def judge(self, snapshot: Snapshot, note: Note, keys: list[str]) -> tuple[TakenUp, str]:
        """Whether some action takes up a priority, and what that rests on.

        `keys` name the findings that stand for it; an action may answer one of them. Where nothing
        is linked it is unknown, unless a plan says that it was made from the snapshot.
        """
        named = self._notes[note.iri].refs("takenUpBy")
        if any(iri in self._actions or iri in self._acted_on for iri in named):
            return "yes", "an action takes it up"
        if any(cite_finding(f"snapshot/{key}").value in self._cited for key in keys):
            return "yes", "an action answers the finding on it"
        if note.dimension and (snapshot.iri, note.dimension.iri) in self._by_dimension:
            return "yes", "a priority of the plan is about its dimension, and has actions"
        if named:
            return "no", "a plan names it, and has no action for it"
        if snapshot.iri in self._from:
            return "no", "a plan was made from the snapshot, and nothing in it takes this up"
        return "unknown", "no plan says that it was made from the snapshot"
