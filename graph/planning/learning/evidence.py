"""Whether what a lesson was learned from bears it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph.planning.learning.moved import direction_of
from graph.planning.learning.records import Lesson

Borne = Literal["yes", "no", "unknown"]
DECIDED = {"adopt": "for", "abandon": "against"}
MOVED = {"better": "for", "worse": "against"}
NOT_MOVED = {
    "no-signal": "shows no signal",
    "too-few-points": "has too few points",
    "no-points": "has no values that are told",
}


@dataclass(frozen=True)
class Evidence:
    """`verdict` is None for an open question."""

    verdict: Borne | None
    said: str


class Witnesses:
    """What tests of change and indicators say, by IRI."""

    def __init__(self, improvement: Mapping[str, Any] | None) -> None:
        cycles = improvement["cycles"] if improvement else []
        charts = improvement["charts"] if improvement else []
        self.cycles = {cycle["iri"]: cycle for cycle in cycles}
        self.charts = {chart["iri"]: chart for chart in charts if chart["is_whole"]}
        self._by_id = {chart["indicator"]: chart for chart in self.charts.values()}

    def judge(self, lesson: Lesson) -> Evidence:
        """Whether the sources bear a lesson out.

        For what worked speak a test that was adopted and an indicator with a signal in the better
        direction, of its own or watched by such a test; against it an abandoned test and a signal
        in the worse direction. Of what did not work it is the other way round. Where both speak,
        or neither, it is unknown.
        """
        if lesson.kind not in ("worked", "did-not-work"):
            return Evidence(None, "")
        told: list[tuple[str, str]] = []
        for source in lesson.sources:
            cycle = self.cycles.get(source.iri)
            if cycle is not None:
                told += self._of_cycle(cycle)
            if source.iri in self.charts:
                told += self._of_chart(self.charts[source.iri])
        said = "; ".join(dict.fromkeys(words for _, words in told))
        sides = {side for side, _ in told if side}
        if len(sides) != 1:
            return Evidence("unknown", said or "nothing that was measured or decided speaks to it")
        is_for = (sides == {"for"}) == (lesson.kind == "worked")
        return Evidence("yes" if is_for else "no", said)

    def watched(self, cycle_iri: str) -> set[str]:
        """Ids of the indicators that a test watches."""
        cycle = self.cycles.get(cycle_iri)
        return set(cycle["indicators"]) if cycle else set()

    def _of_cycle(self, cycle: Mapping[str, Any]) -> list[tuple[str, str]]:
        told = []
        if cycle["decision"]:
            words = f"the test {cycle['name']} ended with: {cycle['decision']}"
            told.append((DECIDED.get(cycle["decision"], ""), words))
        for id_ in cycle["indicators"]:
            if id_ in self._by_id:
                told += self._of_chart(self._by_id[id_])
        return told

    def _of_chart(self, chart: Mapping[str, Any]) -> list[tuple[str, str]]:
        direction = direction_of(chart)
        if direction in MOVED:
            return [(MOVED[direction], f"{chart['name']} moved for the {direction}")]
        return [("", f"{chart['name']} {NOT_MOVED.get(chart['verdict'], 'shows a signal')}")]
