"""Maturity models as loaded: areas, stages, goals and strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.register import Entry, Register

SHIPPED = "gpl-prevention"
"""The model that ships."""


@dataclass(frozen=True)
class Part:
    """An area or a stage of a model."""

    iri: str
    id: str
    name: str
    description: str | None
    place: int | None
    """Place in order: an area's as given, a stage's rank."""


@dataclass(frozen=True)
class Goal:
    """What a model asks for at a stage of an area."""

    iri: str
    id: str
    name: str
    statement: str | None
    area: str
    """Id of the area."""
    stage: str
    rule: str | None
    whole: bool
    """Whether the rule judges the whole goal."""
    not_seen: str | None


@dataclass(frozen=True)
class Strategy:
    """An example of how to come nearer to the goals of a cell."""

    iri: str
    id: str
    name: str
    description: str | None
    area: str
    stage: str


InCell = TypeVar("InCell", Goal, Strategy)


@dataclass(frozen=True)
class Model:
    """A maturity model; areas in order, stages by rank, goals and strategies by cell, then id."""

    iri: str
    id: str
    name: str
    origin: str | None
    areas: Sequence[Part]
    stages: Sequence[Part]
    goals: Sequence[Goal]
    strategies: Sequence[Strategy]


def read_models(register: Register) -> Mapping[str, Model]:
    """The models by id. What does not fit its model is left to `problems` beside this module."""
    return {
        entry.id: Model(
            entry.iri,
            entry.id,
            entry.name,
            entry.text("http://purl.org/dc/terms/source"),
            areas := _parts(register, "MaturityArea", "orderNumber", entry.iri),
            stages := _parts(register, "MaturityStage", "stageRank", entry.iri),
            _goals(register, entry.iri, areas, stages),
            _strategies(register, entry.iri, areas, stages),
        )
        for entry in register.of("MaturityModel")
    }


def _parts(register: Register, class_name: str, order: str, model: str) -> Sequence[Part]:
    found = [
        Part(entry.iri, entry.id, entry.name, describe(entry), entry.whole(order))
        for entry in register.of(class_name)
        if entry.ref("ofMaturityModel") == model
    ]
    return sorted(found, key=lambda part: (part.place is None, part.place or 0, part.id))


def _goals(
    register: Register, model: str, areas: Sequence[Part], stages: Sequence[Part]
) -> Sequence[Goal]:
    found = [
        Goal(
            entry.iri,
            entry.id,
            entry.name,
            describe(entry),
            area,
            stage,
            entry.text("judgedByRule"),
            entry.truth("judgesWhole") is not False,
            entry.text("notSeen"),
        )
        for entry, area, stage in _in_cells(register, "MaturityGoal", model, areas, stages)
    ]
    return _by_cell(found, areas, stages)


def _strategies(
    register: Register, model: str, areas: Sequence[Part], stages: Sequence[Part]
) -> Sequence[Strategy]:
    found = [
        Strategy(entry.iri, entry.id, entry.name, describe(entry), area, stage)
        for entry, area, stage in _in_cells(register, "MaturityStrategy", model, areas, stages)
    ]
    return _by_cell(found, areas, stages)


def _in_cells(
    register: Register,
    class_name: str,
    model: str,
    areas: Sequence[Part],
    stages: Sequence[Part],
) -> list[tuple[Entry, str, str]]:
    """The records of the model that lie in one of its cells, with area and stage."""
    area_of = {area.iri: area.id for area in areas}
    stage_of = {stage.iri: stage.id for stage in stages}
    found = []
    for entry in register.of(class_name):
        area, stage = (
            area_of.get(entry.ref("inArea") or ""),
            stage_of.get(entry.ref("atStage") or ""),
        )
        if entry.ref("ofMaturityModel") == model and area and stage:
            found.append((entry, area, stage))
    return found


def _by_cell(
    found: Sequence[InCell], areas: Sequence[Part], stages: Sequence[Part]
) -> Sequence[InCell]:
    area_at = {area.id: place for place, area in enumerate(areas)}
    stage_at = {stage.id: place for place, stage in enumerate(stages)}
    return sorted(found, key=lambda each: (area_at[each.area], stage_at[each.stage], each.id))


def describe(entry: Entry) -> str | None:
    """What it is, in a sentence: of a loaded record or of a shipped one."""
    loaded = entry.text("http://purl.org/dc/terms/description")
    return loaded or entry.text("http://www.w3.org/2004/02/skos/core#definition")
