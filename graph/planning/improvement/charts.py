"""Run charts of indicators, with names, units, targets and what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.planning.improvement.options import ImprovementOptions
from graph.planning.improvement.sentences import describe_chart
from graph.planning.indicators import Series
from graph.planning.indicators.telling import Told
from graph.planning.run_charts import Rephase, compute_run_chart
from graph.register import Register
from ontology.terms import DCTERMS

UNITS = {
    "percent": "%",
    "per-thousand": "per 1,000",
    "count": "",
    "days": "days",
    "mean": "on average",
    "score": "points",
}
"""Unit -> how it is written behind a value."""


@dataclass(frozen=True)
class Marks:
    """What people stated about the charts of an indicator."""

    rephases: Sequence[Rephase]
    annotations: Sequence[tuple[date, str]]


def read_marks(register: Register) -> Mapping[str, Marks]:
    """Rephasings and annotations by the indicator's IRI."""
    rephases: dict[str, list[Rephase]] = defaultdict(list)
    for entry in register.of("Rephasing"):
        day, indicator = entry.day("startsOn"), entry.ref("forIndicator")
        if day and indicator:
            rephases[indicator].append(Rephase(day, entry.text("causeText") or ""))
    annotations: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for entry in register.of("ChartAnnotation"):
        day, indicator = entry.day(f"{DCTERMS}date"), entry.ref("forIndicator")
        if day and indicator:
            annotations[indicator].append((day, entry.text(f"{DCTERMS}description") or ""))
    return {
        iri: Marks(tuple(rephases.get(iri, ())), tuple(sorted(annotations.get(iri, ()))))
        for iri in sorted({*rephases, *annotations})
    }


def build_chart(
    series: Series, marks: Marks | None, register: Register, options: ImprovementOptions
) -> dict[str, Any]:
    """The chart of a series: that of `compute_run_chart` and what a reader needs beside it.

    Further keys: `id` (stable, made of ids), `indicator`, `name`, `title`, `unit`, `unit_text`,
    `numerator_means`, `denominator_means`, `segment`, `place` (ids, null for all) and their
    IRIs, `annotations` and `targets` (objects with `day`), `sentence`; of each point `numerator`
    and `denominator` as texts, `<11` for one too small, blank for one not given or not told.
    """
    indicator = series.indicator
    segment = register.id(series.segment) if series.segment else None
    place = register.id(series.place) if series.place else None
    names = [register.name(iri) for iri in (series.segment, series.place) if iri]
    chart = compute_run_chart(
        series.list_points(),
        better=indicator.better,
        rules=options.rules,
        baseline_points=indicator.baseline_points or options.baseline_points,
        # A cause is stated for the indicator; a part of it may not have shifted with it.
        rephases=marks.rephases if marks and series.is_whole else (),
    )
    counts = {each.observation.start: each for each in series.actual}
    chart = {
        "id": ">".join([indicator.id, *filter(None, (segment, place))]),
        "indicator": indicator.id,
        "name": indicator.name,
        "title": ", ".join([indicator.name, *names]),
        "description": indicator.description,
        "unit": indicator.unit,
        "unit_text": UNITS.get(indicator.unit or "", ""),
        "frequency": indicator.frequency,
        "numerator_means": indicator.numerator_means,
        "denominator_means": indicator.denominator_means,
        "segment": segment,
        "segment_iri": series.segment,
        "place": place,
        "place_iri": series.place,
        **chart,
        "points": [
            {**point, **_counts(counts.get(date.fromisoformat(point["day"])))}
            for point in chart["points"]
        ],
        "targets": [
            {"day": each.observation.start.isoformat(), "value": float(each.value)}
            for each in series.targets
            if each.observation.start is not None and each.value is not None
        ],
        "annotations": [
            {"day": day.isoformat(), "text": text}
            for day, text in (marks.annotations if marks else ())
        ],
    }
    return {**chart, "sentence": describe_chart(chart)}


def _counts(told: Told | None) -> dict[str, str]:
    if told is None:
        return {"numerator": "", "denominator": ""}
    return {
        "numerator": _count(told.numerator, told.numerator_below),
        "denominator": _count(told.denominator, told.denominator_below),
    }


def _count(count: int | None, below: int | None) -> str:
    if count is not None:
        return str(count)
    return "" if below is None else f"<{below}"
