"""Findings that support a recommendation: those it cites, and those that fit it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from pyoxigraph import NamedNode

from graph.coverage import Coverage
from graph.findings.states import FindingState, State, read_finding_states
from graph.gaps import select_gap_rows
from graph.planning.plan.cells import read_cells
from graph.planning.policy.kept import GAPS, Kept, count_streams_once, read_kept, read_runs
from graph.planning.policy.records import Criteria, Recommendation
from graph.sentences import describe_gap
from graph.store import ReadableStore
from ontology.findings import cite_finding, name_finding
from ontology.terms import code, nwd

LOOKED_FOR = {"streams": "cliffs", "goals": "maturity"}
"""The kind of finding that would support what a recommendation names."""
NOT_CERTAIN = code("journey-break", "unknown").value


@dataclass(frozen=True)
class Support:
    """One finding that supports a recommendation."""

    name: str
    """As `kind/key`."""
    cited: bool
    state: State
    sentence: str
    weight: Decimal | None
    as_of: date | None


class Supports:
    """Finds support in the gaps of a coverage run and in the findings that the store keeps."""

    def __init__(
        self, store: ReadableStore, coverage: Coverage, told: Sequence[Recommendation]
    ) -> None:
        self.coverage = coverage
        self.kept = read_kept(store)
        for kept in self.kept:
            kept.broader = self._broader(kept.links["forNeed"])
        cited = {NamedNode(iri) for each in told for iri in each.findings}
        self.states = read_finding_states(store, cited)
        self.runs = read_runs(store)

    @cached_property
    def _gaps(self) -> dict[str, int]:
        """The gaps by name; of use only where findings are cited."""
        return {self._gap_name(row): row for row in select_gap_rows(self.coverage).tolist()}

    def of(
        self, each: Recommendation, criteria: Sequence[Criteria], rows: list[int]
    ) -> list[Support]:
        """Findings that a recommendation cites, then those that fit: heaviest first, by name.

        `rows` are the gaps that fit it.
        """
        found = {
            name: self._of_gap(name, row, cited=False)
            for name, row in ((self._gap_name(row), row) for row in rows)
        }
        fitting = [kept for kept in self.kept if self._fits(kept, each, criteria)]
        cited = [kept for kept in self.kept if kept.iri in each.findings]
        for kept in count_streams_once(fitting, cited):
            name, weight = name_finding(NamedNode(kept.iri)), kept.numbers.get("lostWeight")
            day = self.runs.get(name.partition("/")[0])
            found[name] = Support(name, False, "open", kept.sentence, weight, day)
        for iri in each.findings:
            state = self.states[iri]
            found[state.name] = self._cited(state)
        return sorted(
            found.values(), key=lambda each: (not each.cited, -(each.weight or 0), each.name)
        )

    def not_looked_for(self, each: Recommendation) -> list[str]:
        """Kinds of finding that would support it and of which no run is kept."""
        wanted = {LOOKED_FOR[name] for name in LOOKED_FOR if getattr(each, name)}
        return sorted(wanted - self.runs.keys())

    def _cited(self, state: FindingState) -> Support:
        kind = state.name.partition("/")[0]
        if kind == GAPS:
            # Gaps are found anew in every run, so that what the store keeps of them is not needed.
            row = self._gaps.get(state.name)
            if row is not None:
                return self._of_gap(state.name, row, cited=True)
            # A gap that is not found may be covered, or only not known, or never asked for.
            cell = read_cells(self.coverage, [state.name])[state.name]
            stands: State = "unknown" if cell == "unknown" else "gone"
            return Support(state.name, True, stands, "", None, self.coverage.parameters.as_of)
        return Support(state.name, True, state.state, state.sentence or "", None, state.as_of)

    def _of_gap(self, name: str, row: int, *, cited: bool) -> Support:
        required, parameters = self.coverage.required, self.coverage.parameters
        declared = required.origin == "declared"
        weight = Decimal(repr(float(required.weight[row]))) if declared else None
        sentence = describe_gap(self.coverage, row)
        return Support(name, cited, "open", sentence, weight, parameters.as_of)

    def _gap_name(self, row: int) -> str:
        net, required = self.coverage.net, self.coverage.required
        key = ">".join(
            (
                net.touchpoints.ids[required.touchpoint[row]],
                net.needs.ids[required.need[row]],
                net.segments.ids[required.segment[row]],
                net.places.ids[required.place[row]],
            )
        )
        return name_finding(cite_finding(f"{GAPS}/{key}"))

    def _broader(self, needs: set[str]) -> set[str]:
        net = self.coverage.net
        stated = [place for place, iri in enumerate(net.needs.iris) if iri in needs]
        return {net.needs.iris[above] for n in stated for above in net.need_above[n].nonzero()[0]}

    def _fits(self, kept: Kept, each: Recommendation, criteria: Iterable[Criteria]) -> bool:
        if NOT_CERTAIN in kept.links["breakKind"]:
            return False
        ending = kept.links["endingStream"]
        if ending:
            return ending <= set(each.streams)
        if kept.about & set(each.goals):
            return kept.verdict in (None, "fails")
        return any(self._fits_one(kept, wanted) for wanted in criteria)

    def _fits_one(self, kept: Kept, wanted: Criteria) -> bool:
        """The same need or touchpoint, and nothing that it states is against it.

        Where types of gap are wanted, a finding that states none does not fit.
        """
        links = kept.links
        if not (wanted.needs or wanted.touchpoints):
            return False
        if wanted.needs and not set(wanted.needs) & kept.broader:
            return False
        stated = links["atTouchpoint"]
        elsewhere = bool(stated) or not wanted.needs
        if wanted.touchpoints and elsewhere and not stated & set(wanted.touchpoints):
            return False
        segments = links["forSegment"] - {nwd("allFamilies").value}
        chosen = set(wanted.segments) - {nwd("allFamilies").value}
        if chosen and segments and not chosen & segments:
            return False
        return not wanted.gap_types or bool(kept.gap_types & set(wanted.gap_types))
