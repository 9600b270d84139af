"""The lists of the result.

- `scenarios`: one object a scenario, with its verdict for some and for every path.
- `steps`: one object a step; `needs`: one a step and need; `breaks`: one a step and need that is
  not met for certain, or a step without needs whose door is not certain.
- `opportunities`: one object for each distinct change, with the breaks it would mend.
- `paths`: one object a path, at most `MOST_LISTED` of each scenario.
- `problems`: what the records of scenarios contradict.

Days are days from birth; of a wait the most is null where nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.planning.journeys import sentences
from graph.planning.journeys.judging import WORDS, NeedJudged, StepJudged
from graph.planning.journeys.mends import Change, Mend
from graph.planning.journeys.names import Names
from graph.planning.journeys.opportunities import Opportunities
from graph.planning.journeys.paths import MOST_LISTED, list_paths
from graph.planning.journeys.records import Scenario, Step
from graph.planning.journeys.summary import summarise
from graph.planning.journeys.sweep import LATE
from graph.projection import Projection, Ternary

if TYPE_CHECKING:
    from graph.planning.journeys.run import Judged

Row = dict[str, Any]
DOOR = "door"
"""Stands for the need in the key of a break of a step that asks none."""


def build_result(net: Projection, scenarios: Sequence[Scenario], judged: Judged) -> Row:
    """All lists; see the head of this module."""
    return _Lists(net, scenarios, judged).build()


class _Lists:
    def __init__(self, net: Projection, scenarios: Sequence[Scenario], judged: Judged) -> None:
        self.net, self.scenarios, self.judged = net, scenarios, judged
        self.names = Names(net)
        self.steps: list[Row] = []
        self.needs: list[Row] = []
        self.breaks: list[Row] = []
        self.paths: list[Row] = []
        self.opportunities = Opportunities(self.names)

    def build(self) -> Row:
        rows = [self._scenario(each) for each in self.scenarios]
        opportunities = self.opportunities.rows()
        problems = [
            {"scenario": each.scenario, "step": each.step, "problem": each.problem}
            for scenario in self.scenarios
            for each in scenario.problems
        ]
        return {
            "summary": summarise(rows, self.breaks, opportunities),
            "scenarios": rows,
            "breaks": self.breaks,
            "opportunities": opportunities,
            "steps": self.steps,
            "needs": self.needs,
            "paths": self.paths,
            "problems": problems,
            "names": dict(sorted(self.names.used.items())),
        }

    # Scenarios and steps --------------------------------------------------------------------

    def _scenario(self, scenario: Scenario) -> Row:
        net, steps = self.net, self.judged.steps[scenario.id]
        verdict = self.judged.verdicts[scenario.id]
        before = len(self.breaks)
        for judged in steps:
            self._step(scenario, judged)
        found = self.breaks[before:]
        for number, path in enumerate(islice(list_paths(steps), MOST_LISTED), 1):
            self.paths.append(self._path(scenario, number, path.steps, path.verdict, found))
        some = "unknown" if verdict is None else WORDS[verdict.some]
        every = "unknown" if verdict is None else WORDS[verdict.every]
        certain = sum(row["kind"] != "unknown" for row in found)
        return {
            "scenario": scenario.id,
            "name": scenario.name,
            "segment": net.segments.ids[scenario.segment],
            "place": net.places.ids[scenario.place],
            "family": sentences.who(net, scenario),
            "collaborative": scenario.collaborative,
            "languages": sorted(scenario.languages),
            "steps": len(steps),
            "needs": sum(len(each.needs) for each in steps),
            "paths": 0 if verdict is None else verdict.paths,
            "some_path": some,
            "every_path": every,
            "breaks": certain,
            "unknown": len(found) - certain,
            "first_break": next((r["step"] for r in found if r["kind"] != "unknown"), None),
            "not_in_language": sum(
                need.language is Ternary.FALSE and need.verdict is not Ternary.FALSE
                for each in steps
                for need in each.needs
            ),
            "problems": len(scenario.problems),
            "story": scenario.story,
            "drawn_from": scenario.drawn_from,
            "fictional": True,
            "iri": scenario.iri,
            "sentence": (
                f"{scenario.name}: no steps, so nothing to judge."
                if verdict is None
                else sentences.describe_scenario(
                    net, scenario, some, every, certain, len(found) - certain
                )
            ),
        }

    def _path(
        self,
        scenario: Scenario,
        number: int,
        steps: Sequence[str],
        verdict: Ternary,
        breaks: Sequence[Row],
    ) -> Row:
        pairs = set(zip(steps, [*steps[1:], None], strict=True))
        here = [
            row
            for row in breaks
            if row["step"] in steps
            and (row["before"] is None or any((row["step"], b) in pairs for b in row["before"]))
        ]
        return {
            "scenario": scenario.id,
            "path": number,
            "steps": list(steps),
            "verdict": WORDS[verdict],
            "breaks": [row["break"] for row in here if row["kind"] != "unknown"],
            "unknown": [row["break"] for row in here if row["kind"] == "unknown"],
        }

    def _step(self, scenario: Scenario, judged: StepJudged) -> None:
        net, step = self.net, judged.step
        rows = [self._need(scenario, judged, need) for need in judged.needs]
        if not judged.needs and judged.door is not Ternary.TRUE:
            self._door_break(scenario, judged)
        waits = [row for row in rows if row["wait_least"] is not None]
        touchpoint = net.touchpoints.ids[step.touchpoint] if step.touchpoint >= 0 else None
        self.names.of(touchpoint)
        self.steps.append(
            {
                "scenario": scenario.id,
                "step": step.id,
                "name": step.name,
                "branch": step.branch,
                "after": list(step.after),
                "touchpoint": touchpoint,
                "from_day": step.days.first if step.days else None,
                "to_day": step.days.last + 1 if step.days else None,
                "age": sentences.span(step.days),
                "verdict": WORDS[judged.verdict],
                "door": WORDS[judged.door],
                "doors": [self._node(node) for node in judged.doors],
                "stage": None if judged.stage is None else WORDS[judged.stage],
                "needs": [row["need"] for row in rows],
                "breaks": [row["kind"] for row in rows if row["kind"] is not None],
                "wait_least": max((row["wait_least"] for row in waits), default=None),
                "wait_most": (
                    None
                    if any(row["wait_most"] is None for row in waits)
                    else max((row["wait_most"] for row in waits), default=None)
                ),
                "note": step.note,
                "iri": step.iri,
            }
        )

    def _need(self, scenario: Scenario, judged: StepJudged, need: NeedJudged) -> Row:
        net, step = self.net, judged.step
        low, high = need.answer.low, need.answer.high
        way = low or high
        service = None
        if way is not None:
            service = self._node(way.service)
        row: Row = {
            "scenario": scenario.id,
            "step": step.id,
            "need": net.needs.ids[need.need],
            "verdict": WORDS[need.verdict],
            "kind": need.kind,
            "route": [self._node(node) for node in way.nodes] if way else None,
            "pathways": (
                [net.pathways.ids[p] if p >= 0 else None for p in way.pathways] if way else None
            ),
            "certain_route": low is not None,
            "service": service,
            "starts": None if way is None or way.start >= LATE else way.start,
            "wait_least": None if high is None else high.wait,
            "wait_most": None if low is None or low.wait >= LATE else low.wait,
            "language": None if need.language is None else WORDS[need.language],
        }
        self.names.of(row["need"])
        self.needs.append(row)
        if need.kind is not None:
            self._break(scenario, step, need)
        return row

    # Breaks and opportunities ---------------------------------------------------------------

    def _door_break(self, scenario: Scenario, judged: StepJudged) -> None:
        net, step = self.net, judged.step
        key = f"{scenario.id}>{step.id}>{DOOR}"
        unknown = judged.door is Ternary.UNKNOWN
        where = net.touchpoints.names[step.touchpoint] if step.touchpoint >= 0 else step.name
        family = sentences.who(net, scenario)
        sentence = (
            f"{where}: it is not known whether it has a door for {family}."
            if unknown
            else f"{where} has no door for {family}."
        )
        row = self._break_row(scenario, step, key, None, "unknown" if unknown else "no-door")
        row["sentence"] = sentence
        touchpoint = row["touchpoint"]
        if touchpoint is None:
            return
        if unknown:
            facts = [
                {"fact": "door", "subject": self._node(node), "object": touchpoint, "with": None}
                for node in judged.doors
            ] or [{"fact": "doors", "subject": touchpoint, "object": None, "with": None}]
            row["verify"] = facts
            for fact in facts:
                self.opportunities.verify(row, fact)
        else:
            self.opportunities.mend(row, Mend((Change("add-door", touchpoint),)))

    def _break_row(
        self, scenario: Scenario, step: Step, key: str, need: str | None, kind: str
    ) -> Row:
        net = self.net
        row: Row = {
            "break": key,
            "scenario": scenario.id,
            "step": step.id,
            "name": step.name,
            "touchpoint": net.touchpoints.ids[step.touchpoint] if step.touchpoint >= 0 else None,
            "need": need,
            "segment": net.segments.ids[scenario.segment],
            "place": net.places.ids[scenario.place],
            "age": sentences.span(step.days),
            "kind": kind,
            "before": None,
            "verify": [],
            "opportunities": [],
            "sentence": "",
        }
        self.breaks.append(row)
        return row

    def _break(self, scenario: Scenario, step: Step, need: NeedJudged) -> None:
        net = self.net
        id_ = net.needs.ids[need.need]
        key = f"{scenario.id}>{step.id}>{id_}"
        row = self._break_row(scenario, step, key, id_, need.kind or "unknown")
        worst = [name for name, verdict in need.by_follower.items() if verdict is need.verdict]
        if len(worst) < len(need.by_follower):
            row["before"] = [name for name in worst if name is not None]
        row["verify"] = list(need.verify)
        row["sentence"] = sentences.describe_break(self.names, scenario, step, need)
        for mend in need.mends:
            self.opportunities.mend(row, mend)
        for fact in need.verify:
            self.opportunities.verify(row, fact)
        for earlier in need.earlier:
            touchpoint = net.touchpoints.ids[earlier.step.touchpoint]
            change = Change("earlier-step", touchpoint, id_)
            self.opportunities.mend(row, Mend((change,), int(earlier.verdict is not Ternary.TRUE)))

    def _node(self, node: int) -> str:
        id_ = self.net.node_id(node)
        self.names.of(id_)
        return id_
