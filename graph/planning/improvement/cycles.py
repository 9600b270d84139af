"""Tests of change: their chains, and whether each is documented well enough to be judged.

The features are those by which reviews judge PDSA work: iterative cycles, a prediction, a small
first test, data over time, documentation (M. J. Taylor et al., BMJ Quality and Safety 23: 290-298,
2014, doi 10.1136/bmjqs-2013-001862; S. V. Knudsen et al., BMC Health Services Research 19: 683,
2019, doi 10.1186/s12913-019-4482-6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from graph.findings.states import read_finding_states
from graph.planning.improvement.sentences import with_unit
from graph.planning.indicators import Indicator, Series
from graph.register import Entry, Register
from graph.words import listed
from ontology.terms import PROV

FOLLOWS = f"{PROV}wasInformedBy"
SMALL = frozenset({"single-case", "small-group"})
"""Scales that a first test may have."""
DATA_POINTS = 3
"""Fewest values that show anything over time."""

PLAN = {
    "aimMeasure": "aim measure",
    "aimTarget": "aim target",
    "targetDate": "day of the aim",
    "aimPopulation": "population",
    "changeTheory": "theory",
    "testScale": "scale",
    "startsOn": "first day",
    "forIndicator": "indicator",
}
"""Properties that a plan states -> what they are called."""
STUDY = {
    "wasDoneAsPlanned": "whether it was done as planned",
    "dataSummary": "data",
    "learningText": "learning",
    "pdsaDecision": "decision",
}
"""Properties that a cycle states once it has ended."""
DATA = ("dataSummary", "observedValue", "isWithheld")
"""Properties any of which says that data is recorded, also where it is not told."""


@dataclass(frozen=True)
class Chain:
    """A cycle's place among those that build on each other."""

    first: str
    """IRI of the cycle that the chain begins with."""
    step: int
    """From 1."""
    cycles: int
    """In the whole chain, branches counted."""


def list_cycles(
    register: Register,
    cycles: Sequence[Entry],
    indicators: Mapping[str, Indicator],
    series: Mapping[str, Series],
    units: Mapping[str, str],
    *,
    as_of: date,
) -> list[dict[str, Any]]:
    """One object a cycle, chain by chain.

    `state` is planned, running, done (ended, nothing decided), decided, or unknown without a first
    day. Of the features `iterative`, `prediction`, `small_scale`, `data_over_time` and
    `documented` each is yes, no or unknown; what cannot be there yet is unknown. `lacks` names what
    is missing by now. `as_predicted` says whether the value seen is at least as good as the one
    predicted; `adopted_without_data` is told of a cycle that was adopted with no data recorded.
    """
    every = register.by_iri("PdsaCycle")
    chains = find_chains(every)
    cited = read_finding_states(register.store, [term for each in cycles for term in _cited(each)])
    ordered = sorted(
        cycles,
        key=lambda each: (
            register.id(each.ref("ofTeam") or ""),
            register.id(chains[each.iri].first),
            chains[each.iri].step,
            each.text("startsOn") or "",
            each.id,
        ),
    )
    found = []
    for each in ordered:
        judge = _Judge(each, chains[each.iri], every, series, as_of)
        found.append(
            {
                "cycle": each.id,
                "iri": each.iri,
                "name": each.name,
                "team": register.id(team) if (team := each.ref("ofTeam")) else None,
                "chain": register.id(judge.chain.first),
                "step": judge.chain.step,
                "follows": register.id(before) if (before := each.ref(FOLLOWS)) else None,
                "state": judge.state,
                "starts_on": each.text("startsOn"),
                "ends_on": each.text("endsOn"),
                "scale": each.code("testScale"),
                "aim": _aim(each),
                "theory": each.text("changeTheory"),
                "predicted": each.text("predictionText"),
                "seen": each.text("dataSummary"),
                "learned": each.text("learningText"),
                "decision": each.code("pdsaDecision"),
                "indicators": register.ids(each.refs("forIndicator")),
                "tests_actions": register.ids(each.refs("testsAction")),
                "answers": [cited[term.value].name for term in _cited(each)],
                "answers_state": sorted({cited[term.value].state for term in _cited(each)}),
                **judge.features(),
                "lacks": (lacks := judge.lacks()),
                "as_predicted": judge.as_predicted(indicators),
                "predicted_value": _float(each.decimal("predictedValue")),
                "observed_value": _float(each.decimal("observedValue")),
                "adopted_without_data": judge.adopted_without_data,
                "sentence": _sentence(each, judge, lacks, indicators, units),
            }
        )
    return found


def _cited(cycle: Entry) -> list[Any]:
    return sorted(cycle.terms("answersFinding"), key=lambda term: term.value)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _aim(cycle: Entry) -> str | None:
    parts = [
        cycle.text("aimMeasure"),
        f"to {target}" if (target := cycle.text("aimTarget")) else None,
        f"by {day}" if (day := cycle.text("targetDate")) else None,
        f"for {whom}" if (whom := cycle.text("aimPopulation")) else None,
    ]
    return " ".join(filter(None, parts)) or None


def find_chains(cycles: Mapping[str, Entry]) -> dict[str, Chain]:
    """Each cycle's chain, by IRI. A circle, which no source may load, ends where it closes."""
    paths: dict[str, list[str]] = {}
    for iri in cycles:
        path = [iri]
        before = cycles[iri].ref(FOLLOWS)
        while before is not None and before in cycles and before not in path:
            path.append(before)
            before = cycles[before].ref(FOLLOWS)
        paths[iri] = path
    sizes: dict[str, int] = {}
    for path in paths.values():
        sizes[path[-1]] = sizes.get(path[-1], 0) + 1
    return {iri: Chain(path[-1], len(path), sizes[path[-1]]) for iri, path in paths.items()}


class _Judge:
    """One cycle, as of a day."""

    def __init__(
        self,
        cycle: Entry,
        chain: Chain,
        cycles: Mapping[str, Entry],
        series: Mapping[str, Series],
        as_of: date,
    ) -> None:
        self.cycle, self.chain, self.as_of = cycle, chain, as_of
        self.start, self.end = cycle.day("startsOn"), cycle.day("endsOn")
        self.first = cycles[chain.first]
        self.measured = sorted(
            {
                each.observation.start
                for iri in cycle.refs("forIndicator")
                if iri in series
                for each in series[iri].actual
                if each.observation.start is not None
            }
        )
        self.state = self._state()

    def _state(self) -> str:
        if self.cycle.has("pdsaDecision"):
            return "decided"
        if self.start is None:
            return "unknown"
        if self.start > self.as_of:
            return "planned"
        return "done" if self.end is not None and self.end <= self.as_of else "running"

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "decided")

    @property
    def has_data(self) -> bool:
        return any(self.cycle.has(name) for name in DATA)

    @property
    def adopted_without_data(self) -> bool:
        return self.cycle.code("pdsaDecision") == "adopt" and not self.has_data

    def features(self) -> dict[str, str]:
        scale = self.first.code("testScale")
        predicted = self.cycle.has("predictionText") or self.cycle.has("predictedValue")
        return {
            "iterative": self._now_or_later(self.chain.cycles > 1),
            # A prediction counts when it is made before the test.
            "prediction": _yes(predicted) if self.state != "planned" or predicted else "unknown",
            "small_scale": "unknown" if scale is None else _yes(scale in SMALL),
            "data_over_time": self._now_or_later(self._has_data_over_time()),
            "documented": "yes" if not self.lacks() and self.is_over else self._documented(),
        }

    def _now_or_later(self, is_so: bool) -> str:
        return "yes" if is_so else "no" if self.is_over else "unknown"

    def _documented(self) -> str:
        return "no" if self.lacks() and self.state not in ("planned", "unknown") else "unknown"

    def _has_data_over_time(self) -> bool:
        if self.start is None:
            return False
        return len(self.measured) >= DATA_POINTS and self.measured[-1] >= self.start

    def lacks(self) -> list[str]:
        """What the record should hold by now and does not, in the order of a cycle."""
        return list(self._lacking())

    def _lacking(self) -> Iterator[str]:
        for name, called in PLAN.items():
            if not self.cycle.has(name):
                yield called
        if not (self.cycle.has("predictionText") or self.cycle.has("predictedValue")):
            yield "prediction"
        if self.is_over:
            if not self.cycle.has("endsOn"):
                yield "last day"
            for name, called in STUDY.items():
                if name == "dataSummary" and self.has_data:
                    continue
                if not self.cycle.has(name):
                    yield called

    def as_predicted(self, indicators: Mapping[str, Indicator]) -> str:
        predicted = self.cycle.decimal("predictedValue")
        seen = self.cycle.decimal("observedValue")
        better = {
            indicators[iri].better for iri in self.cycle.refs("forIndicator") if iri in indicators
        }
        if predicted is None or seen is None or len(better) != 1 or None in better:
            return "unknown"
        return _yes(seen >= predicted if better == {"higher"} else seen <= predicted)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _sentence(
    cycle: Entry,
    judge: _Judge,
    lacks: Sequence[str],
    indicators: Mapping[str, Indicator],
    units: Mapping[str, str],
) -> str:
    parts = []
    if judge.adopted_without_data:
        parts.append("it was adopted without any data")
    if lacks:
        parts.append(f"its record lacks {listed(lacks)}")
    unit = units.get(cycle.ref("forIndicator") or "", "")
    predicted, seen = cycle.decimal("predictedValue"), cycle.decimal("observedValue")
    if predicted is not None and seen is not None:
        as_good = {"yes": "at least as good as predicted", "no": "not as good as predicted"}
        word = as_good.get(judge.as_predicted(indicators), "beside the prediction")
        parts.append(
            f"{with_unit(float(seen), unit)} was seen where {with_unit(float(predicted), unit)} "
            f"was predicted: {word}"
        )
    elif cycle.truth("isWithheld"):
        parts.append("the value seen may rest on too few families to be told")
    return f"{cycle.name}: {'; '.join(parts) or 'nothing is lacking so far'}."
