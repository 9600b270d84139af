"""The lists of a success model: what a meeting has before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.planning.success.outcomes import Outcome
from graph.planning.success.plan import Plan
from graph.planning.success.records import Activity, Role
from graph.planning.success.sectors import NO_SECTOR, Sectors
from graph.register import Register
from graph.words import count
from ontology.terms import CODE


class Lists:
    """Rows ready for JSON, in order of model, component and activity."""

    def __init__(self, plan: Plan, register: Register, outcomes: Sequence[Outcome]) -> None:
        self.plan, self.register, self.outcomes = plan, register, outcomes
        self.sectors = Sectors(register)
        self._roles_by_component: dict[str, list[Role]] = defaultdict(list)
        for activity in plan.records.activities:
            if not activity.stopped:
                roles = plan.roles_of.get(activity.iri, [])
                self._roles_by_component[activity.component] += roles

    def models(self) -> list[dict[str, Any]]:
        """One row a model."""
        return [
            {
                "id": model.id,
                "name": model.name,
                "collaborative": self._id(model.collaborative),
                "summary": model.summary,
                "starts_on": _day(model.starts_on),
                "ends_on": _day(model.ends_on),
                **self._counted(model.iri, model.id),
            }
            for model in self.plan.records.models
        ]

    def components(self) -> list[dict[str, Any]]:
        """One row a component."""
        rows = []
        for each in self._components():
            roles = self._roles_by_component[each.iri]
            activities = self.plan.activities_of.get(each.iri, [])
            kept = {each.iri, *(activity.iri for activity in activities)}
            rows.append(
                {
                    "model": self._id(each.model),
                    "id": each.id,
                    "name": each.name,
                    "description": each.description,
                    "scenarios": self._ids(each.scenarios),
                    "needs": self._ids(each.needs),
                    "touchpoints": self._ids(each.touchpoints),
                    "life_stages": list(each.life_stages),
                    "segments": self._ids(each.segments),
                    "activities": sum(not activity.stopped for activity in activities),
                    "partners": len({role.partner for role in roles}),
                    "sectors": len({self.sectors.of(role.partner) for role in roles} - {NO_SECTOR}),
                    "evaluations": sum(len(self.plan.evaluations_of.get(iri, ())) for iri in kept),
                    "efforts": self._ids(
                        {link.effort for link in self.plan.records.links if link.to in kept}
                    ),
                }
            )
        return rows

    def activities(self) -> list[dict[str, Any]]:
        """One row an activity, also of those that were stopped."""
        linked = defaultdict(set)
        for link in self.plan.records.links:
            linked[link.to].add(link.effort)
        rows = []
        for each in self._activities():
            roles = self.plan.roles_of.get(each.iri, [])
            answering = {role.partner for role in roles if role.responsible}
            rows.append(
                {
                    "model": self._model(each.iri),
                    "component": self._id(each.component),
                    "id": each.id,
                    "name": each.name,
                    "strategy": each.strategy,
                    "kind": each.kind,
                    "status": each.status,
                    "starts_on": _day(each.starts_on),
                    "ends_on": _day(each.ends_on),
                    "needs": self._ids(each.needs),
                    "touchpoints": self._ids(each.touchpoints),
                    "services": self._ids(each.services),
                    "responsible": self._ids(answering),
                    "responsible_names": self.register.names(answering),
                    "partners": len({role.partner for role in roles}),
                    "evaluated": self._evaluated(each),
                    "efforts": self._ids(linked[each.iri]),
                }
            )
        return rows

    def roles(self) -> list[dict[str, Any]]:
        """One row an activity, partner and role."""
        carried = {
            outcome.record.iri: outcome
            for outcome in self.outcomes
            if outcome.check == "role-service"
        }
        rows = []
        for activity in self._activities():
            for role in self._ordered(self.plan.roles_of.get(activity.iri, [])):
                outcome = carried.get(role.iri)
                rows.append(
                    {
                        "model": self._model(activity.iri),
                        "component": self._id(activity.component),
                        "activity": activity.id,
                        "activity_name": activity.name,
                        "partner": self._id(role.partner),
                        "partner_name": self.register.name(role.partner),
                        "sector": self.sectors.of(role.partner) or None,
                        "role": role.role,
                        "responsible": role.responsible,
                        "service": self._id(role.service),
                        "carried": outcome.verdict if outcome else None,
                        "responsibility": role.words,
                    }
                )
        return rows

    def evaluations(self) -> list[dict[str, Any]]:
        """One row an evaluation."""
        return [
            {
                "model": self._model(each.of),
                "of": self._id(each.of),
                "of_name": self.register.name(each.of),
                "id": each.id,
                "question": each.question,
                "method": each.method,
                "indicator": self._id(each.indicator),
                "followed": None
                if each.indicator is None
                else each.indicator in self.plan.records.followed,
                "frequency": each.frequency,
                "partner": self._id(each.partner),
                "role": each.role,
                "use": each.use,
            }
            for each in self.plan.records.evaluations
        ]

    def efforts(self) -> list[dict[str, Any]]:
        """One row an effort and record that is tied in with it; one for an effort without any."""
        rows = []
        for each in self.plan.records.efforts:
            effort = {
                "effort": each.id,
                "name": each.name,
                "kind": each.kind,
                "level": each.level,
                "lead": self._id(each.lead),
                "description": each.description,
                "url": each.url,
                "starts_on": _day(each.starts_on),
                "ends_on": _day(each.ends_on),
            }
            links = self.plan.links_of.get(each.iri, [])
            for link in links:
                tied = {"to": self._id(link.to), "to_name": self.register.name(link.to)}
                rows.append({**effort, **tied, "how": link.how, "note": link.note})
            if not links:
                rows.append({**effort, "to": None, "to_name": None, "how": None, "note": ""})
        return rows

    def problems(self) -> list[dict[str, Any]]:
        """One row a check that fails, then one a check that nobody can judge."""
        found = [each for each in self.outcomes if each.verdict != "holds"]
        return [
            {
                "check": each.check,
                "verdict": each.verdict,
                "kind": each.kind,
                "id": each.record.id,
                "name": each.record.name,
                "model": each.model,
                "sentence": each.sentence,
                "finding": f"models/{each.key}" if each.verdict == "fails" else None,
            }
            for each in sorted(found, key=lambda each: each.verdict != "fails")
        ]

    def checks(self) -> list[dict[str, Any]]:
        """One row a check, in order of the code list's use."""
        told: dict[str, Counter[str]] = defaultdict(Counter)
        for outcome in self.outcomes:
            told[outcome.check][outcome.verdict] += 1
        return [
            {
                "check": check,
                "name": self.register.name(f"{CODE}model-check/{check}"),
                "holds": counted["holds"],
                "fails": counted["fails"],
                "unknown": counted["unknown"],
            }
            for check, counted in told.items()
        ]

    def _counted(self, iri: str, id_: str) -> Mapping[str, Any]:
        components = [each for each in self.plan.records.components if each.model == iri]
        roles = [role for each in components for role in self._roles_by_component[each.iri]]
        activities = [a for each in components for a in self.plan.activities_of.get(each.iri, ())]
        numbers = {
            "components": len(components),
            "activities": sum(not activity.stopped for activity in activities),
            "partners": len({role.partner for role in roles}),
            "sectors": len({self.sectors.of(role.partner) for role in roles} - {NO_SECTOR}),
        }
        mine = [each for each in self.outcomes if id_ in each.model.split("; ")]
        failing = sum(each.verdict == "fails" for each in mine)
        unknown = sum(each.verdict == "unknown" for each in mine)
        sentence = (
            f"{self.register.name(iri)}: {count(numbers['components'], 'component')}, "
            f"{_several(numbers['activities'], 'activity', 'activities')}, "
            f"{count(numbers['partners'], 'partner')} of {count(numbers['sectors'], 'sector')}; "
            f"{_several(failing, 'check fails', 'checks fail')}, and {unknown} cannot be judged."
        )
        return {**numbers, "fails": failing, "unknown": unknown, "sentence": sentence}

    def _components(self) -> Iterable[Any]:
        return sorted(
            self.plan.records.components, key=lambda each: (self._id(each.model) or "", each.id)
        )

    def _activities(self) -> list[Activity]:
        places = {each.iri: place for place, each in enumerate(self._components())}
        return sorted(
            self.plan.records.activities, key=lambda each: (places.get(each.component, -1), each.id)
        )

    def _ordered(self, roles: Iterable[Role]) -> list[Role]:
        """Those that answer for it first."""
        return sorted(roles, key=lambda role: (not role.responsible, role.role, role.id))

    def _evaluated(self, activity: Activity) -> str:
        of = self.plan.evaluations_of
        if activity.iri in of:
            return "by itself"
        return "with its component" if activity.component in of else "no"

    def _model(self, iri: str) -> str | None:
        model = self.plan.model_of(iri)
        return model.id if model else None

    def _id(self, iri: str | None) -> str | None:
        return self.register.id(iri) if iri else None

    def _ids(self, iris: Iterable[str]) -> list[str]:
        return self.register.ids(iris)


def _several(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _day(day: object) -> str | None:
    return None if day is None else str(day)
