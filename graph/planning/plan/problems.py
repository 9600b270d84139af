"""What stands in the way of a plan, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from graph.planning.plan.records import Action, Objective, Plan, PlanRecords, Priority, Support
from graph.planning.plan.scope import Belonging
from graph.planning.plan.sentences import (
    describe_blocked,
    describe_late,
    describe_risk,
    quote,
    tell_day,
)
from graph.planning.plan.states import FINISHED, Standing
from graph.planning.plan.support import support_state
from graph.words import count, listed


@dataclass(frozen=True)
class Problem:
    """One problem of a record; `problem` is a notation of the code list plan-problem."""

    problem: str
    record: str
    """Kind of record: plan, priority, objective, action or support."""
    iri: str
    id: str
    name: str
    sentence: str
    days: int | None = None
    """Days late, or waited, where it has any."""

    @property
    def key(self) -> str:
        # Only here may records of several kinds have the same problem, and the same id.
        record = f"{self.record}>" if self.problem == "unknown-part" else ""
        return f"{self.problem}>{record}{self.id}"


ORDER = (
    "late", "blocked", "at-risk", "ownerless", "owner-unknown", "owner-closed", "undated",
    "unmeasured", "unchecked", "outside-horizon", "status-differs", "done-without-day",
    "depends-on-dropped", "depends-on-unknown", "depends-in-a-circle", "support-not-given",
    "priority-without-objective", "objective-without-action", "objective-unmeasured",
    "plan-without-horizon", "plan-without-priority", "unknown-part",
)  # fmt: skip
"""The order in which problems are listed, the pressing ones first."""


def find_problems(
    records: PlanRecords,
    arranged: Belonging,
    standings: Mapping[str, Standing],
    circular: frozenset[str],
    day: date,
) -> list[Problem]:
    """Every problem, in the order of `ORDER`, the longest first."""
    work = _Finding(records, arranged, standings, circular, day)
    found = [*work.of_plans(), *work.of_priorities(), *work.of_objectives()]
    for action in records.actions:
        found += work.of_action(action)
    found += work.of_support()
    place = {name: number for number, name in enumerate(ORDER)}
    return sorted(found, key=lambda each: (place[each.problem], -(each.days or 0), each.id))


@dataclass(frozen=True)
class _Finding:
    records: PlanRecords
    arranged: Belonging
    standings: Mapping[str, Standing]
    circular: frozenset[str]
    day: date

    def of_plans(self) -> Iterator[Problem]:
        with_priority = {each.plan for each in self.records.priorities}
        for plan in self.records.plans:
            if plan.starts_on is None or plan.ends_on is None:
                told = f"{quote(plan.name)} {_lacking(plan)}"
                yield _problem("plan-without-horizon", "plan", plan, told)
            if plan.iri not in with_priority:
                yield _problem(
                    "plan-without-priority", "plan", plan, f"{quote(plan.name)} has no priority."
                )

    def of_priorities(self) -> Iterator[Problem]:
        for each in self.records.priorities:
            yield from self._part(each, "priority", each.plan, "a plan")
            if not self.arranged.objectives_of.get(each.iri):
                told = f"Nothing is to change under the priority {quote(each.name)}."
                yield _problem("priority-without-objective", "priority", each, told)

    def of_objectives(self) -> Iterator[Problem]:
        for each in self.records.objectives:
            yield from self._part(each, "objective", each.priority, "a priority")
            actions = self.arranged.actions_of.get(each.iri, ())
            if all(self.standings[action.iri].stage == "dropped" for action in actions):
                told = f"No action serves the objective {quote(each.name)}."
                yield _problem("objective-without-action", "objective", each, told)
            if each.indicator is None or each.target is None:
                lacks = "indicator" if each.indicator is None else "target"
                told = (
                    f"{quote(each.name)}: without {lacks}, nobody can tell whether it is reached."
                )
                yield _problem("objective-unmeasured", "objective", each, told)

    def of_action(self, action: Action) -> Iterator[Problem]:
        yield from self._part(action, "action", action.objective, "an objective")
        yield from self._status(action)
        if self.standings[action.iri].stage in FINISHED:
            return
        yield from self._timing(action)
        yield from self._owner(action)
        yield from self._watching(action)
        yield from self._dependencies(action)

    def of_support(self) -> Iterator[Problem]:
        for each in self.records.support:
            state = support_state(each, self.day)
            if state.state not in ("asked", "agreed"):
                continue
            giver = self.records.names[each.giver] if each.giver else "nobody by name"
            waited = (
                "" if state.days_waiting is None else f" {count(state.days_waiting, 'day')} ago"
            )
            told = f"{quote(_what(each))} was asked of {giver}{waited} and has not been given."
            yield Problem(
                "support-not-given", "support", each.iri, each.id, _what(each), told,
                state.days_waiting,
            )  # fmt: skip
        for each in self.records.support:
            yield from self._part(each, "support", each.supports, "an action or plan")

    def _part(
        self,
        record: Priority | Objective | Action | Support,
        kind: str,
        parent: str | None,
        of: str,
    ) -> Iterator[Problem]:
        if parent is None or not self._is_known(parent):
            name = _what(record) if isinstance(record, Support) else record.name
            told = f"{quote(name)} is part of {of} that is not among the records."
            yield Problem("unknown-part", kind, record.iri, record.id, name, told)

    def _is_known(self, iri: str) -> bool:
        arranged = self.arranged
        kinds = (arranged.plans, arranged.priorities, arranged.objectives, arranged.actions)
        return any(iri in kind for kind in kinds)

    def _status(self, action: Action) -> Iterator[Problem]:
        standing = self.standings[action.iri]
        if standing.stage == "done" and standing.done_day is None:
            told = f"{quote(action.name)} is said to be done, but not on which day."
            yield _problem("done-without-day", "action", action, told)
        later = action.done_on is not None and action.done_on > self.day
        if action.status and action.status != standing.stage and not later:
            told = (
                f"{quote(action.name)}: typed as {_plain(action.status)}, but by its days and "
                f"notes it is {_plain(standing.stage)}."
            )
            yield _problem("status-differs", "action", action, told)

    def _timing(self, action: Action) -> Iterator[Problem]:
        standing = self.standings[action.iri]
        if standing.days_late:
            told = describe_late(action, standing, self._owner_name(action))
            yield _problem("late", "action", action, told, standing.days_late)
        if standing.late_dependencies:
            names = self._names(standing.late_dependencies)
            yield _problem("blocked", "action", action, describe_blocked(action, names))
        if standing.risky_dependencies:
            names = self._names(standing.risky_dependencies)
            told = describe_risk(action, names, action.starts_on or action.target_date)
            yield _problem("at-risk", "action", action, told)
        if action.target_date is None:
            told = f"{quote(action.name)} has no day by which it is to be done."
            yield _problem("undated", "action", action, told)
        plan = self.arranged.plan_of.get(action.iri)
        if plan is not None and (outside := _outside(action, plan)):
            yield _problem("outside-horizon", "action", action, f"{quote(action.name)} {outside}.")

    def _owner(self, action: Action) -> Iterator[Problem]:
        if action.partner is None and action.role is None:
            told = f"Nobody answers for {quote(action.name)}: no partner and no role."
            yield _problem("ownerless", "action", action, told)
        elif action.partner is not None:
            name = self.records.names[action.partner]
            if action.partner not in self.records.partners:
                told = f"{name}, which answers for {quote(action.name)}, is not among the partners."
                yield _problem("owner-unknown", "action", action, told)
            elif action.partner in self.records.closed_partners:
                told = (
                    f"{name}, which answers for {quote(action.name)}, has no service that is open."
                )
                yield _problem("owner-closed", "action", action, told)

    def _watching(self, action: Action) -> Iterator[Problem]:
        standing = self.standings[action.iri]
        if action.indicator is None and action.check_every_days is None:
            told = f"{quote(action.name)} has no indicator, and nobody is to look at it again."
            yield _problem("unmeasured", "action", action, told)
        over = standing.check_days_over
        if over and standing.next_check is not None:
            told = (
                f"{quote(action.name)} was to be looked at on {tell_day(standing.next_check)}; "
                "no note says that it was."
            )
            yield _problem("unchecked", "action", action, told, over)

    def _dependencies(self, action: Action) -> Iterator[Problem]:
        known = self.arranged.actions
        for iri in action.depends_on:
            if iri not in known:
                told = f"{quote(action.name)} waits for an action that is not recorded: {iri}."
                yield _problem("depends-on-unknown", "action", action, told)
                break
        dropped = [
            iri
            for iri in action.depends_on
            if iri in known and self.standings[iri].stage == "dropped"
        ]
        if dropped:
            names, were = listed(self._names(dropped)), "was" if len(dropped) == 1 else "were"
            told = f"{quote(action.name)} waits for {names}, which {were} dropped."
            yield _problem("depends-on-dropped", "action", action, told)
        if action.iri in self.circular:
            told = f"{quote(action.name)} waits for itself, by way of what it depends on."
            yield _problem("depends-in-a-circle", "action", action, told)

    def _names(self, iris: tuple[str, ...] | list[str]) -> list[str]:
        return sorted(quote(self.arranged.actions[iri].name) for iri in iris)

    def _owner_name(self, action: Action) -> str | None:
        return self.records.names[action.partner] if action.partner else action.role


def _problem(
    problem: str,
    record: str,
    of: Plan | Priority | Objective | Action,
    sentence: str,
    days: int | None = None,
) -> Problem:
    return Problem(problem, record, of.iri, of.id, of.name, sentence, days)


def _lacking(plan: Plan) -> str:
    """What cannot be told of a plan without its first or last day."""
    if plan.starts_on is None and plan.ends_on is None:
        return "has no first and no last day: nothing can be outside its horizon."
    if plan.starts_on is None:
        return "has no first day: nobody can tell what is too early for it."
    return "has no last day: nobody can tell what is too late for it."


def _outside(action: Action, plan: Plan) -> str | None:
    """How an action leaves the horizon of its plan, in words."""
    first, last = plan.starts_on, plan.ends_on
    begins, due = action.starts_on, action.target_date
    if first and due and due < first:
        return f"is due on {tell_day(due)}, before {quote(plan.name)} begins"
    if first and begins and begins < first:
        return f"is to begin on {tell_day(begins)}, before {quote(plan.name)} does"
    if last and due and due > last:
        return f"is due on {tell_day(due)}, after {quote(plan.name)} ends"
    if last and begins and begins > last:
        return f"is to begin on {tell_day(begins)}, after {quote(plan.name)} ends"
    return None


def _what(support: Support) -> str:
    kind = _plain(support.kind or "support").capitalize()
    return f"{kind} on {support.topic}" if support.topic else kind


def _plain(notation: str) -> str:
    return notation.replace("-", " ")
