"""What is found of one record: what hangs on it by the findings kept, and what does the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ontology.terms import NWD
from service.pages.directory.records import members_of, read_rows, values_of

if TYPE_CHECKING:
    from service.pages.view import View

Row = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """The run of an analysis whose findings are kept."""

    as_of: str | None
    handoffs: int | None
    mode: str | None


def read_run(view: View, analysis: str) -> Run | None:
    """The run of an analysis; None where its findings are not kept in the store."""
    query = f"""SELECT ?day ?handoffs ?mode WHERE {{
        ?run a <{NWD}AnalysisRun> ; <{NWD}analysisKind> "{analysis}" .
        OPTIONAL {{ ?run <{NWD}asOf> ?day }}
        OPTIONAL {{ ?run <{NWD}handoffs> ?handoffs }}
        OPTIONAL {{ ?run <{NWD}mode> ?mode }}
    }} ORDER BY DESC(?day) LIMIT 1"""
    for day, handoffs, mode in read_rows(view, query):
        return Run(day, int(handoffs) if handoffs else None, mode)
    return None


def read_loss(view: View, iri: str, kind: str) -> Row | None:
    """What families would lose without a unit, of the findings of resilience."""
    query = f"""SELECT ?low ?high ?weight ?cells WHERE {{
        VALUES ?unit {{ {values_of(members_of(view, [iri]))} }}
        ?finding <{NWD}removedUnit> ?unit ; <{NWD}unitKind> "{kind}" .
        OPTIONAL {{ ?finding <{NWD}lossLow> ?low }}
        OPTIONAL {{ ?finding <{NWD}lossHigh> ?high }}
        OPTIONAL {{ ?finding <{NWD}lostWeight> ?weight }}
        OPTIONAL {{ ?finding <{NWD}lostCells> ?cells }}
    }} LIMIT 1"""
    for low, high, weight, cells in read_rows(view, query):
        return {
            "loss": [_number(low) or 0.0, _number(high) or _number(low) or 0.0],
            "weight": _number(weight),
            "cells": int(cells) if cells else 0,
        }
    return None


def list_cliffs(view: View, iri: str) -> list[Row]:
    """What is lost when a stream ends, by days from the run and by threshold.

    Longer horizons are left out where no more is lost.
    """
    query = f"""SELECT DISTINCT ?days ?threshold ?low ?high ?cells WHERE {{
        VALUES ?stream {{ {values_of(members_of(view, [iri]))} }}
        ?finding a <{NWD}FundingCliff> ; <{NWD}endingStream> ?stream ;
            <{NWD}horizonDays> ?days ; <{NWD}budgetThreshold> ?threshold .
        FILTER NOT EXISTS {{ ?finding <{NWD}endingFunder> ?funder }}
        OPTIONAL {{ ?finding <{NWD}lossLow> ?low }}
        OPTIONAL {{ ?finding <{NWD}lossHigh> ?high }}
        OPTIONAL {{ ?finding <{NWD}lostCells> ?cells }}
    }}"""
    rows: list[Row] = [
        {
            "days": int(days or 0),
            "threshold": _number(threshold),
            "loss": [_number(low) or 0.0, _number(high) or _number(low) or 0.0],
            "cells": int(cells) if cells else 0,
        }
        for days, threshold, low, high, cells in read_rows(view, query)
    ]
    rows.sort(key=lambda row: (row["days"], -(row["threshold"] or 0)))
    return [row for i, row in enumerate(rows) if not _is_told(row, rows[:i])]


def overlaps_of(view: View, service: int) -> list[Row]:
    """The overlapping pairs of one service, by its position, as the register of overlaps has them.

    Worked out for this service alone: all pairs of a large community take minutes.
    """
    from graph.overlap import Overlaps

    made = view.data.remember(
        ("overlaps one by one", view.parameters), lambda: Overlaps(view.net, view.parameters)
    )
    return made.of(service)


def _is_told(row: Row, before: list[Row]) -> bool:
    """Whether a shorter horizon loses as much at the same threshold."""
    same = [each for each in before if each["threshold"] == row["threshold"]]
    return bool(same) and (same[-1]["loss"], same[-1]["cells"]) == (row["loss"], row["cells"])


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)
