"""The same measures side by side: of places, of days, or of generations of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from graph.comparison.changes import Pairs, describe_changes, pair_cells
from graph.comparison.measures import (
    Measure,
    compute_measures,
    count_completeness,
    measure_cells,
)
from graph.comparison.numbers import Value, subtract, whole_or_float
from graph.comparison.scope import Scope, select_children, select_place, select_whole
from graph.coverage import Coverage
from graph.errors import AnalysisError
from graph.projection import Projection

By = Literal["place", "as_of", "generation"]
ROOT = 0

MAPS_LESS = (
    "How complete the records are differs between the columns ({names}). A place that maps less "
    "can look better, or worse, than it is, so nothing is ranked here."
)
NO_RANK = "Places stand in the order of their ids; that is no ranking."
PLACE_UNKNOWN = (
    "{number} services name neither an area nor a site. They may belong to any place, so the "
    "completeness of no place counts them."
)
REPORTED = (
    "A change can be one of the community, of what is known of it, or of what is asked; see the "
    "completeness beside it and the required cells that came and went."
)


@dataclass(frozen=True)
class Moment:
    """A run of coverage that is one column over time: its id, and what is told of it."""

    id: str
    coverage: Coverage
    told: Mapping[str, Any] = field(default_factory=dict)


def compare_places(coverage: Coverage, places: Sequence[str] = ()) -> dict[str, Any]:
    """Measures of places, each with all that lies in it; one column a place, in order of id.

    Without `places`: the first level below the root that has several places with required cells.
    The measures that are no share of required cells are of the records of the place, see
    `select_place`. Differences are to the first column.

    Raises AnalysisError for an id that no place has, or several have, and for a place without
    required cells.
    """
    net = coverage.net
    chosen = [_find(net, id_) for id_ in dict.fromkeys(places)] or select_default(coverage)
    chosen.sort(key=lambda place: (net.places.ids[place], net.places.iris[place]))
    scopes = [select_place(coverage, place) for place in chosen]
    for place, scope in zip(chosen, scopes, strict=True):
        if not len(scope.cells):
            raise AnalysisError(
                f"nothing is asked in {net.places.ids[place]!r}: no required cell is of it or of a "
                "place in it"
            )
    measures = [compute_measures(coverage, scope) for scope in scopes]
    columns = [
        {
            "id": net.places.ids[place],
            "name": net.places.names[place],
            **_describe_scope(coverage, scope),
        }
        for place, scope in zip(chosen, scopes, strict=True)
    ]
    summary = coverage.summary()
    return {
        "by": "place",
        "parameters": {**summary["parameters"], "place": [column["id"] for column in columns]},
        "required": summary["required"],
        "columns": columns,
        "measures": _rows(measures, measures),
        "changes": None,
        "warnings": [NO_RANK, *_warn(measures), *_warn_of_services(scopes[0])],
        "completeness": summary["completeness"],
    }


def compare_moments(by: By, first: Moment, second: Moment) -> dict[str, Any]:
    """Measures at two moments, and what changed from the first to the second.

    Each column is over its own required cells; differences of coverage are over the cells that both
    ask, with the weights of the first, whose values stand in `common`.
    """
    moments = (first, second)
    scopes = [select_whole(moment.coverage) for moment in moments]
    pairs = pair_cells(first.coverage, second.coverage)
    measures = [
        compute_measures(moment.coverage, scope)
        for moment, scope in zip(moments, scopes, strict=True)
    ]
    summary = second.coverage.summary()
    return {
        "by": by,
        "parameters": {**summary["parameters"], by: [moment.id for moment in moments]},
        "required": summary["required"],
        "columns": [
            {
                "id": moment.id,
                "name": moment.id,
                **moment.told,
                "as_of": moment.coverage.parameters.as_of.isoformat(),
                **_describe_scope(moment.coverage, scope),
            }
            for moment, scope in zip(moments, scopes, strict=True)
        ],
        "measures": _rows(measures, _measure_common(first, second, pairs, measures)),
        "changes": describe_changes(first.coverage, second.coverage, pairs),
        "warnings": [REPORTED, *_warn(measures, over_time=True)],
        "completeness": summary["completeness"],
    }


def select_default(coverage: Coverage) -> list[int]:
    """The first level of places, from the root down, with several that have required cells."""
    net = coverage.net
    asked = np.asarray(net.place_above[coverage.required.place].any(axis=0))
    level = [place for place in select_children(net, ROOT) if asked[place]]
    while len(level) == 1:
        deeper = [place for place in select_children(net, level[0]) if asked[place]]
        if not deeper:
            break
        level = deeper
    return level or [ROOT]


def _find(net: Projection, asked: str) -> int:
    found = [place for place, id_ in enumerate(net.places.ids) if id_ == asked]
    if len(found) != 1:
        what = f"{len(found)} places have" if found else "no place has"
        raise AnalysisError(f"{what} the id {asked!r}")
    return found[0]


def _describe_scope(coverage: Coverage, scope: Scope) -> dict[str, Any]:
    weight = coverage.required.weight[scope.cells].sum()
    return {
        "required": {
            "origin": coverage.required.origin,
            "cells": len(scope.cells),
            "weight": whole_or_float(weight),
        },
        "completeness": count_completeness(coverage, scope),
    }


def _measure_common(
    first: Moment, second: Moment, pairs: Pairs, measures: list[list[Measure]]
) -> list[list[Measure]]:
    """The measures again, those of required cells over what both ask."""
    weight = first.coverage.required.weight[pairs.before]
    return [
        [*measure_cells(moment.coverage, rows, weight), *of_all[-_others(of_all) :]]
        for moment, rows, of_all in zip(
            (first, second), (pairs.before, pairs.after), measures, strict=True
        )
    ]


def _others(measures: list[Measure]) -> int:
    return sum(measure.section in ("network", "completeness") for measure in measures)


def _rows(told: list[list[Measure]], compared: list[list[Measure]]) -> list[dict[str, Any]]:
    """One row a measure: its values, and of `compared` the differences to the first column."""
    rows = []
    for i, measure in enumerate(told[0]):
        values: list[Value] = [column[i].value for column in told]
        common: list[Value] = [column[i].value for column in compared]
        rows.append(
            {
                "name": measure.name,
                "section": measure.section,
                "unit": measure.unit,
                "values": values,
                "common": common if compared is not told else None,
                "differences": [None, *(subtract(value, common[0]) for value in common[1:])],
            }
        )
    return rows


def _warn(measures: list[list[Measure]], *, over_time: bool = False) -> list[str]:
    """That the columns are not equally complete, and in what."""
    differ = [
        measure.name
        for i, measure in enumerate(measures[0])
        if measure.section == "completeness"
        and len({str(column[i].value) for column in measures}) > 1
    ]
    if not differ:
        return []
    if over_time:
        return [f"How complete the records are differs between the columns ({', '.join(differ)})."]
    return [MAPS_LESS.format(names=", ".join(differ))]


def _warn_of_services(scope: Scope) -> list[str]:
    number = int(scope.services_nowhere.sum())
    return [PLACE_UNKNOWN.format(number=number)] if number else []
