"""The line, the steps and what would mend them of a scenario, as its page tells them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.language import N_
from service.pages.planning.choosing import (
    VERDICTS,
    Row,
    both,
    mark,
    name_some,
    shown,
    stack,
)
from service.pages.tables import Shown
from service.pages.words import journeys as words
from service.pages.words.codes import tell_code
from service.pages.words.sentences import JOURNEYS, tell_sentence

if TYPE_CHECKING:
    from service.pages.view import View

MOST_LINES = 12
"""Most scenarios whose line the overview draws."""
MOST_STOPS = 60
"""Most steps of a scenario that is drawn; the table holds all."""
BREAKS = {**VERDICTS, "fails": N_("breaks")}
"""A step or a path that does not hold breaks."""


def tell_family(view: View, row: Row) -> str:
    """The kind of family and where it lives."""
    net = view.net
    told = []
    for collection, key in ((net.segments, "segment"), (net.places, "place")):
        id_ = row[key]
        if id_ is not None and id_ != "all":
            told.append(collection.names[list(collection.ids).index(id_)])
    return view.language.words(told) if told else view.gettext("any family")


class JourneyLists:
    """The lists of one scenario as the page tells them."""

    def __init__(self, view: View, result: Row, chosen: Row | None) -> None:
        self.view, self.result, self.chosen = view, result, chosen
        self.names = result["names"]
        self.mends = {row["opportunity"]: row for row in result["opportunities"]}
        self.steps = self.of(chosen) if chosen else []
        self.number = {row["step"]: str(place) for place, row in enumerate(self.steps, 1)}

    def of(self, scenario: Row) -> list[Row]:
        return [r for r in self.result["steps"] if r["scenario"] == scenario["scenario"]]

    def own(self, name: str) -> list[Row]:
        if self.chosen is None:
            return []
        return [r for r in self.result[name] if r["scenario"] == self.chosen["scenario"]]

    def concerns(self, row: Row) -> bool:
        return self.chosen is None or self.chosen["scenario"] in row["scenarios"]

    # Pictures

    def draw(self) -> Markup | None:
        """The line of the scenario; None where it has more steps than can be read."""
        if self.chosen is None or len(self.steps) > MOST_STOPS:
            return None
        return self._line(self.chosen, self.steps, plain=False)

    def draw_small(self) -> list[dict[str, Any]]:
        """Small lines of the first scenarios, those that break most first."""
        ranked = sorted(self.result["scenarios"], key=lambda row: (-row["breaks"], row["name"]))
        return [
            {
                "scenario": row,
                "family": tell_family(self.view, row),
                "paths": words.tell_paths(self.view, row),
                "picture": self._line(row, self.of(row)[:MOST_STOPS], plain=True),
            }
            for row in ranked[:MOST_LINES]
        ]

    def _line(self, scenario: Row, steps: list[Row], *, plain: bool) -> Markup:
        from service.pictures.journey_line import Stop, draw_journey_line

        view = self.view
        stops = [
            Stop(
                row["step"],
                str(place),
                row["after"],
                row["verdict"],
                view.gettext(BREAKS[row["verdict"]]),
                row["name"],
                words.tell_ages(view, row["from_day"], row["to_day"]),
            )
            for place, row in enumerate(steps, 1)
        ]
        label = view.gettext(
            "%(name)s: %(steps)s", name=scenario["name"],
            steps=view.language.words([f"{s.number} {s.name[:60]} ({s.word})" for s in stops]),
        )  # fmt: skip
        return Markup(draw_journey_line(stops, label, plain=plain))

    # Tables

    def list_steps(self) -> Any:
        view = self.view
        needs: dict[str, list[Row]] = defaultdict(list)
        for row in self.own("needs"):
            needs[row["step"]].append(row)
        broken = {(row["step"], row["need"]): row for row in self.own("breaks")}

        def cells(row: Row) -> dict[str, Any]:
            doors = name_some(view, [self.names.get(each, each) for each in row["doors"]], 4)
            told = [self._tell_need(need, broken) for need in needs[row["step"]]]
            alone = broken.get((row["step"], None))
            if alone is not None:
                told.append(self._tell_mends(words.tell_break(view, alone["kind"]), alone))
            return both(
                door=mark(view, row["door"]) + Markup("<small>{}</small>").format(doors),
                verdict=mark(view, row["verdict"], BREAKS[row["verdict"]]),
                needs=stack(told),
            )

        rows = [
            {
                **row,
                **cells(row),
                "order": place,
                "wait": row["wait_most"],
                "touched": self.names.get(row["touchpoint"], row["touchpoint"]),
            }
            for place, row in enumerate(self.steps, 1)
        ]
        columns = [
            Shown("order", N_("Step"), show=self._tell_step, note=self._tell_branch),
            Shown("touched", N_("Touchpoint"), link=self._touchpoint),
            Shown("door", N_("Door"), show=shown("door")),
            Shown("verdict", N_("As a whole"), show=shown("verdict")),
            Shown("wait", N_("Wait"), show=self._tell_wait),
            Shown("needs", N_("What becomes of the needs"), show=shown("needs"), sorts=False),
        ]
        return view.listing("steps", N_("Steps"), columns, rows)

    def _tell_wait(self, row: Row) -> str:
        return words.tell_wait(self.view, row["wait_least"], row["wait_most"])

    def _tell_step(self, row: Row) -> str:
        return self.view.gettext("%(number)s. %(name)s", number=row["order"], name=row["name"])

    def _tell_branch(self, row: Row) -> str:
        view = self.view
        told = [words.tell_ages(view, row["from_day"], row["to_day"])]
        if row["branch"]:
            told.append(view.gettext("if: %(branch)s", branch=row["branch"]))
        after = [self.number[each] for each in row["after"] if each in self.number]
        if after:
            told.append(view.gettext("after %(steps)s", steps=view.language.words(after)))
        return view.language.words(told)

    def _touchpoint(self, row: Row) -> str:
        return self.view.link("/touchpoints/" + self.view.quote_id(row["touchpoint"]))

    def _tell_need(self, need: Row, broken: dict[Any, Row]) -> Markup:
        view = self.view
        name = view.code(self.names.get(need["need"], need["need"]))
        found = broken.get((need["step"], need["need"]))
        if found is not None and need["verdict"] != "holds":
            kind = words.tell_break(view, found["kind"])
            sign = mark(view, need["verdict"], BREAKS[need["verdict"]])
            head = view.gettext("%(need)s: %(what)s", need=name, what=kind)
            return sign + " " + self._tell_mends(head, found)
        wait = words.tell_wait(view, need["wait_least"], need["wait_most"])
        service = self.names.get(need["service"], need["service"]) or "–"
        sign = mark(view, need["verdict"], BREAKS[need["verdict"]])
        told = view.gettext(
            "%(need)s: %(service)s, wait: %(wait)s", need=name, service=service, wait=wait
        )
        if need["language"] == "fails":
            told = view.gettext("%(told)s; not in the family's language", told=told)
        return sign + " " + told

    def _tell_mends(self, head: str, found: Row) -> Markup:
        told = [
            words.tell_opportunity(self.view, self.mends[key], self.names)
            for key in found["opportunities"]
            if key in self.mends
        ]
        return Markup("{} {}").format(head, stack(told[:4], "mends") if told else "")

    def list_opportunities(self, rows: list[Row]) -> Any:
        view = self.view
        titles = {row["scenario"]: row["name"] for row in self.result["scenarios"]}
        told = [
            {
                **row,
                "change": words.tell_opportunity(view, row, self.names),
                "kind_name": tell_code(view, "journey-opportunity", row["kind"]),
                "families": [titles.get(each, each) for each in row["scenarios"]],
                "mends": len(row["breaks"]),
                "ask": self.names.get(row["with"], row["with"]),
            }
            for row in rows
        ]
        columns = [
            Shown("change", N_("What would mend it"), "long"),
            Shown("kind_name", N_("Kind")),
            Shown("families", N_("For the families of"), show=lambda r: stack(r["families"][:6])),
            Shown("mends", N_("Breaks"), "number"),
            Shown("unknown_facts", N_("Facts not known even so"), "number"),
            Shown("ask", N_("Ask")),
        ]
        return view.listing(
            "opportunities",
            N_("Changes, and facts to verify"),
            columns,
            told,
            sort="-mends",
            per_page=10,
        )

    def list_paths(self) -> Any:
        view = self.view

        columns = [
            Shown("path", N_("Path")),
            Shown("way", N_("Steps in order"), sorts=False),
            Shown("verdict", N_("As a whole"), show=shown("verdict")),
            Shown("breaks", N_("Breaks"), "number"),
            Shown("unknown", N_("Not known"), "number"),
        ]
        rows = [
            {
                "path": row["path"],
                "way": " → ".join(self.number.get(each, each) for each in row["steps"]),
                **both(verdict=mark(view, row["verdict"], BREAKS[row["verdict"]])),
                "breaks": len(row["breaks"]),
                "unknown": len(row["unknown"]),
            }
            for row in self.own("paths")
        ]
        return view.listing("paths", N_("Paths"), columns, rows)

    def list_problems(self) -> Any:
        rows = self.own("problems") if self.chosen else self.result["problems"]
        titles = {row["scenario"]: row["name"] for row in self.result["scenarios"]}
        named = {row["step"]: row["name"] for row in self.result["steps"]}
        told = [
            {
                **row,
                "scenario_name": titles.get(row["scenario"], row["scenario"]),
                "step_name": named.get(row["step"], row["step"]),
            }
            for row in rows
        ]
        columns = [
            Shown("step_name", N_("Step"), note=lambda row: row["scenario_name"]),
            Shown("problem", N_("What does not fit"), "long",
                  show=lambda row: tell_sentence(self.view, JOURNEYS, row["problem"])),
        ]  # fmt: skip
        return self.view.listing(
            "problems", N_("Contradictions in the records"), columns, told, per_page=10
        )
