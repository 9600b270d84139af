"""The rows of plans and their parts: plain values, ready for JSON."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.findings.states import FindingState
from graph.planning.plan.progress import Counted, count_actions, read_indicator
from graph.planning.plan.records import Action, Measured, Objective, Plan, PlanRecords
from graph.planning.plan.schedule import Slot, compute_schedule, list_chain
from graph.planning.plan.scope import Belonging, arrange
from graph.planning.plan.states import Standing, judge_actions
from graph.planning.plan.support import support_state


class PlanRows:
    """The rows of one run; each row names its plan by id."""

    def __init__(
        self,
        records: PlanRecords,
        states: Mapping[str, FindingState],
        day: date,
    ) -> None:
        self.records, self.states, self.day = records, states, day
        self.arranged: Belonging = arrange(records)
        self.standings: Mapping[str, Standing] = judge_actions(
            records.actions, records.notes, self.arranged.plan_of, day
        )
        self.slots: Mapping[str, Slot] = compute_schedule(records.actions, self.standings, day)
        self.measured: dict[str, list[Measured]] = defaultdict(list)
        for each in records.measured:
            self.measured[each.indicator].append(each)

    def plans(self) -> Iterable[dict[str, Any]]:
        for each in self.records.plans:
            actions = [a for a in self.records.actions if self.plan_id(a.iri) == each.id]
            counted = self._count(actions)
            ends = [self.slots[a.iri] for a in actions if a.iri in self.slots]
            latest = max((slot.ends for slot in ends), default=None)
            yield {
                "plan": each.id,
                "iri": each.iri,
                "name": each.name,
                "collaborative": self._id(each.collaborative),
                "places": [self.records.ids[iri] for iri in each.places],
                "starts_on": iso(each.starts_on),
                "ends_on": iso(each.ends_on),
                "days_left": (each.ends_on - self.day).days if each.ends_on else None,
                "success": each.success,
                "snapshot": self._id(each.snapshot),
                "success_model": self._id(each.success_model),
                **_counted(counted),
                "earliest_end": iso(latest),
                "earliest_end_known": bool(ends) and all(slot.is_known for slot in ends),
                "beyond_days": _beyond(latest, each.ends_on),
            }

    def team(self) -> Iterable[dict[str, Any]]:
        for each in self.records.seats:
            yield {
                "plan": self.plan_id(each.plan),
                "role": each.role,
                "partner": self._id(each.partner),
                "partner_name": self._name(each.partner),
                "duties": list(each.duties),
                "starts_on": iso(each.starts_on),
                "ends_on": iso(each.ends_on),
            }

    def learning(self) -> Iterable[dict[str, Any]]:
        plans: dict[str, list[str]] = defaultdict(list)
        for plan in self.records.plans:
            plans[plan.collaborative or ""].append(plan.id)
        for each in self.records.sessions:
            for plan_id in plans.get(each.collaborative, ()):
                yield {
                    "plan": plan_id,
                    "iri": each.iri,
                    "network": each.network,
                    "on": each.on.isoformat(),
                    "kind": each.kind,
                    "topic": each.topic,
                }

    def priorities(self) -> Iterable[dict[str, Any]]:
        def place(each: Any) -> tuple[str, bool, int, str]:
            return (self.plan_id(each.iri) or "", each.rank is None, each.rank or 0, each.id)

        for each in sorted(self.records.priorities, key=place):
            objectives = self.arranged.objectives_of.get(each.iri, ())
            actions = [a for o in objectives for a in self.arranged.actions_of.get(o.iri, ())]
            results = Counter(self._reading(o)["result"] for o in objectives)
            yield {
                "plan": self.plan_id(each.iri),
                "rank": each.rank,
                "priority": each.id,
                "name": each.name,
                "dimension": self._id(each.dimension),
                "goals": [self.records.ids[iri] for iri in each.goals],
                "why": each.why,
                "objectives": len(objectives),
                "reached": results["reached"],
                **_counted(self._count(actions)),
            }

    def objectives(self) -> Iterable[dict[str, Any]]:
        ranks = {each.iri: each.rank or 0 for each in self.records.priorities}

        def place(each: Objective) -> tuple[str, int, str, str]:
            rank = ranks.get(each.priority or "", 0)
            return (self.plan_id(each.iri) or "", rank, each.priority or "", each.id)

        for each in sorted(self.records.objectives, key=place):
            reading = self._reading(each)
            past = each.target_date is not None and each.target_date < self.day
            yield {
                "plan": self.plan_id(each.iri),
                "priority": self._known_id(each.priority, self.arranged.priorities),
                "objective": each.id,
                "iri": each.iri,
                "name": each.name,
                "indicator": self._id(each.indicator),
                "baseline": _number(each.baseline),
                "target": _number(each.target),
                "target_date": iso(each.target_date),
                **reading,
                "past_date": past,
                **_counted(self._count(self.arranged.actions_of.get(each.iri, ()))),
            }

    def actions(self) -> Iterable[dict[str, Any]]:
        def place(action: Action) -> tuple[str, str, str]:
            due = action.target_date.isoformat() if action.target_date else "no day"
            return (self.plan_id(action.iri) or "", due, action.id)

        for action in sorted(self.records.actions, key=place):
            standing, slot = self.standings[action.iri], self.slots.get(action.iri)
            objective = self.arranged.objectives.get(action.objective or "")
            yield {
                "plan": self.plan_id(action.iri),
                "objective": objective.id if objective else None,
                "action": action.id,
                "iri": action.iri,
                "name": action.name,
                "partner": self._id(action.partner),
                "partner_name": self._name(action.partner),
                "role": action.role,
                "starts_on": iso(action.starts_on),
                "target_date": iso(action.target_date),
                "status": action.status,
                "state": standing.state,
                "stage": standing.stage,
                "days_late": standing.days_late,
                "done_on": iso(standing.done_day),
                "share_done": _number(standing.share_done),
                "seen_on": iso(standing.seen_on),
                "depends_on": self._actions(action.depends_on),
                "blocked_by": self._actions(standing.late_dependencies),
                "risk_from": self._actions(standing.risky_dependencies),
                "earliest_end": iso(slot.ends) if slot else None,
                "earliest_end_known": slot.is_known if slot else None,
                "beyond_days": _beyond(slot.ends, action.target_date) if slot else None,
                "indicator": self._id(action.indicator),
                "check_every_days": action.check_every_days,
                "next_check": iso(standing.next_check),
                "check_days_over": standing.check_days_over,
                "answers": [self.states[iri].name for iri in action.answers],
                "needs": [self.records.ids[iri] for iri in action.needs],
                "touchpoints": [self.records.ids[iri] for iri in action.touchpoints],
                "goals": [self.records.ids[iri] for iri in action.goals],
                "cost": None if action.cost is None else str(action.cost),
                "currency": action.currency if action.cost is not None else None,
                "note": action.note,
            }

    def support(self) -> Iterable[dict[str, Any]]:
        for each in self.records.support:
            state = support_state(each, self.day)
            yield {
                "plan": self.plan_id(each.iri),
                "support": each.id,
                "supports": self._supported(each.supports),
                "kind": each.kind,
                "topic": each.topic,
                "from": self._id(each.giver),
                "from_name": self._name(each.giver),
                "asked_on": iso(each.asked_on),
                "given_on": iso(each.given_on),
                "status": each.status,
                "state": state.state,
                "days_waiting": state.days_waiting,
                "days_taken": state.days_taken,
            }

    def critical_path(self) -> Iterable[dict[str, Any]]:
        for plan in self.records.plans:
            among = [a.iri for a in self.records.actions if self.plan_id(a.iri) == plan.id]
            for place, iri in enumerate(list_chain(self.slots, among), start=1):
                action, slot = self.arranged.actions[iri], self.slots[iri]
                yield {
                    "plan": plan.id,
                    "place": place,
                    "action": action.id,
                    "name": action.name,
                    "partner_name": self._name(action.partner),
                    "earliest_start": iso(slot.begins),
                    "days_left": slot.days_left,
                    "earliest_end": iso(slot.ends),
                    "earliest_end_known": slot.is_known,
                    "target_date": iso(action.target_date),
                    "beyond_days": _beyond(slot.ends, action.target_date),
                }

    def _reading(self, objective: Objective) -> dict[str, Any]:
        reading = read_indicator(objective, self.measured, self.day)
        return {
            "value": _number(reading.value),
            "value_of": iso(reading.until),
            "way": reading.way,
            "result": reading.result,
        }

    def _count(self, actions: Sequence[Action]) -> Counted:
        return count_actions([self.standings[action.iri] for action in actions])

    def plan_id(self, iri: str) -> str | None:
        """The id of the plan that a record is a part of."""
        plan: Plan | None = self.arranged.plan_of.get(iri)
        return plan.id if plan else None

    def _id(self, iri: str | None) -> str | None:
        return None if iri is None else self.records.ids[iri]

    def _name(self, iri: str | None) -> str | None:
        return None if iri is None else self.records.names[iri]

    def _known_id(self, iri: str | None, known: Mapping[str, Any]) -> str | None:
        return known[iri].id if iri is not None and iri in known else None

    def _actions(self, iris: Iterable[str]) -> list[str]:
        known = self.arranged.actions
        return sorted(known[iri].id if iri in known else iri for iri in iris)

    def _supported(self, iri: str | None) -> str | None:
        return self._known_id(iri, self.arranged.actions) or self._known_id(
            iri, self.arranged.plans
        )


def _counted(counted: Counted) -> dict[str, Any]:
    return {
        "actions": counted.actions,
        "done": counted.done,
        "dropped": counted.dropped,
        "late": counted.late,
        "share_done": counted.share_done,
    }


def iso(day: date | None) -> str | None:
    """A day as ISO 8601."""
    return None if day is None else day.isoformat()


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _beyond(end: date | None, wanted: date | None) -> int | None:
    """Days by which an end is later than wanted; None where it is not, or is not known."""
    if end is None or wanted is None or end <= wanted:
        return None
    return (end - wanted).days
