"""The records of success models, tied together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from graph.planning.success.records import (
    Activity,
    Component,
    Effort,
    Evaluation,
    Link,
    Model,
    Records,
    Role,
)


@dataclass(frozen=True)
class Plan:
    """Records, by what they belong to.

    `whole` are the records of every model, where only one model is looked at: a scenario that
    another model answers is answered.
    """

    records: Records
    whole: Records

    @cached_property
    def models(self) -> dict[str, Model]:
        return {model.iri: model for model in self.records.models}

    @cached_property
    def components(self) -> dict[str, Component]:
        return {component.iri: component for component in self.records.components}

    @cached_property
    def activities(self) -> dict[str, Activity]:
        return {activity.iri: activity for activity in self.records.activities}

    @cached_property
    def efforts(self) -> dict[str, Effort]:
        return {effort.iri: effort for effort in self.records.efforts}

    @cached_property
    def roles_of(self) -> dict[str, list[Role]]:
        """By activity."""
        found: dict[str, list[Role]] = defaultdict(list)
        for role in self.records.roles:
            found[role.activity].append(role)
        return found

    @cached_property
    def activities_of(self) -> dict[str, list[Activity]]:
        """By component."""
        found: dict[str, list[Activity]] = defaultdict(list)
        for activity in self.records.activities:
            found[activity.component].append(activity)
        return found

    @cached_property
    def evaluations_of(self) -> dict[str, list[Evaluation]]:
        """By component or activity."""
        found: dict[str, list[Evaluation]] = defaultdict(list)
        for evaluation in self.records.evaluations:
            found[evaluation.of].append(evaluation)
        return found

    @cached_property
    def links_of(self) -> dict[str, list[Link]]:
        """By effort."""
        found: dict[str, list[Link]] = defaultdict(list)
        for link in self.records.links:
            found[link.effort].append(link)
        return found

    def model_of(self, iri: str) -> Model | None:
        """The model that a model, component or activity is, or is a part of."""
        activity = self.activities.get(iri)
        component = self.components.get(activity.component if activity else iri)
        return self.models.get(component.model if component else iri)


def tie(records: Records, model: str | None) -> Plan:
    """The plan of all models, or of the one with this IRI.

    Efforts and scenarios are those of all models, since one that is tied to none is of none.
    """
    if model is None:
        return Plan(records, records)
    components = [each for each in records.components if each.model == model]
    kept = {model, *(each.iri for each in components)}
    activities = [each for each in records.activities if each.component in kept]
    kept |= {each.iri for each in activities}
    chosen = replace(
        records,
        models=[each for each in records.models if each.iri == model],
        components=components,
        activities=activities,
        roles=[each for each in records.roles if each.activity in kept],
        evaluations=_of(records.evaluations, kept),
        links=[each for each in records.links if each.to in kept],
    )
    return Plan(chosen, records)


def _of(evaluations: Sequence[Evaluation], kept: set[str]) -> list[Evaluation]:
    return [each for each in evaluations if each.of in kept]
