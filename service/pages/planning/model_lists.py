"""The components and the tables of a success model, as its page tells them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.language import N_
from service.pages.planning.choosing import (
    Row,
    both,
    mark,
    name_records,
    name_some,
    pick,
    shown,
    stack,
)
from service.pages.planning.reading import names_by_id
from service.pages.tables import Shown
from service.pages.words.codes import tell_code
from service.pages.words.models import EVALUATED, KINDS, name_parts, tell_problem

if TYPE_CHECKING:
    from service.pages.view import View

MOST_COMPONENTS = 8
"""Most components whose matrix one page shows; the form chooses one of the others."""
MOST_COLUMNS = 8
"""Most activities of a matrix; the list of roles holds all."""
MOST_LINES = 25
"""Most partners of a matrix."""


class ModelLists:
    """The lists of one model as the page tells them; of all where none is chosen."""

    def __init__(self, view: View, result: Row, chosen: Row | None) -> None:
        self.view, self.result, self.chosen = view, result, chosen
        self.all_components = self.own("components")
        asked = view.options["component"]
        found = pick(self.all_components, asked, page="models", option="component", key="id")
        self.component = found if asked else None
        self.components = [self.component] if self.component else self.all_components
        self.components = self.components[:MOST_COMPONENTS] if chosen else []

    def own(self, name: str) -> list[Row]:
        """The rows of the model; those of no model are of all."""
        rows = self.result[name]
        if self.chosen is None:
            return list(rows)
        return [row for row in rows if row.get("model") in (self.chosen["id"], "", None)]

    def here(self, name: str, key: str = "component") -> list[Row]:
        """The rows of the model, and of the component where one is asked for."""
        if self.component is None:
            return self.own(name)
        return [row for row in self.own(name) if row[key] == self.component["id"]]

    # A component

    def list_needs(self, component: Row) -> str:
        names = dict(self.view.choices("needs"))
        return name_some(self.view, [names.get(each, each) for each in component["needs"]], 12)

    def list_touchpoints(self, component: Row) -> str:
        names = dict(self.view.choices("touchpoints"))
        told = [names.get(each, each) for each in component["touchpoints"]]
        return name_some(self.view, told, 12)

    def list_scenarios(self, component: Row) -> list[tuple[str, str]]:
        """(name, address) of the scenarios that it responds to."""
        names = name_records(self.view, "JourneyScenario")
        return [
            (names.get(each, each), self.view.link("/plan/journeys", scenario=each))
            for each in component["scenarios"][:12]
        ]

    def matrix(self, component: Row) -> dict[str, Any]:
        """Partners down, activities across; in a cell, the roles."""
        activities = [r for r in self.own("activities") if r["component"] == component["id"]]
        cells: dict[tuple[str, str], list[Row]] = defaultdict(list)
        partners: dict[str, str] = {}
        for row in self.own("roles"):
            if row["component"] == component["id"]:
                cells[row["partner"], row["activity"]].append(row)
                partners[row["partner"]] = row["partner_name"]
        ordered = sorted(partners.items(), key=lambda pair: pair[1].casefold())
        return {
            "activities": activities[:MOST_COLUMNS],
            "partners": ordered[:MOST_LINES],
            "cells": cells,
            "left_out": len(activities) > MOST_COLUMNS or len(ordered) > MOST_LINES,
        }

    def roles_in(self, rows: list[Row]) -> Markup:
        """The roles of a cell: answering for it in bold, and whether a service carries each."""
        told = []
        for row in rows:
            name = Markup("{}").format(tell_code(self.view, "model-role", row["role"]))
            if row["responsible"]:
                told_by = self.view.gettext("%(role)s, answers for it", role=name)
                name = Markup('<strong class="answers">{}</strong>').format(told_by)
            if row["carried"] in ("fails", "unknown"):
                words = CARRIED[row["carried"]]
                name += " " + mark(self.view, row["carried"], words)
            told.append(name)
        return stack(told)

    # Tables

    def _partner(self, row: Row) -> str | None:
        partner = row["partner"]
        return self.view.link("/partners/" + self.view.quote_id(partner)) if partner else None

    def list_problems(self) -> Any:
        view, names = self.view, name_parts(self.result)
        models = names_by_id(self.result["models"], "id") if self.chosen is None else {}
        rows = [
            {
                "what": tell_problem(view, row, names),
                "model_name": models.get(row["model"]),
                "check": tell_code(view, "model-check", row["check"]),
                "kind": view.gettext(KINDS[row["kind"]]),
                **both(verdict=mark(view, row["verdict"])),
            }
            for row in self.own("problems")
        ]
        columns = [
            Shown("what", N_("What does not hold"), "long", note=lambda row: row["model_name"]),
            Shown("verdict", N_("Verdict"), show=shown("verdict")),
            Shown("check", N_("Check")),
            Shown("kind", N_("Of what")),
        ]
        return view.listing("problems", N_("To be settled"), columns, rows, per_page=10)

    def list_activities(self) -> Any:
        view = self.view
        components = {row["id"]: row["name"] for row in self.all_components}
        rows = [
            {
                **row,
                "component_name": components.get(row["component"], row["component"]),
                "status_name": tell_code(view, "activity-status", row["status"]),
                "kind_name": tell_code(view, "activity-kind", row["kind"]),
                "answers": name_some(view, row["responsible_names"]),
                "evaluated_how": view.gettext(EVALUATED[row["evaluated"]]),
            }
            for row in self.here("activities")
        ]
        columns = [
            Shown("name", N_("Activity"), note=lambda row: row["strategy"]),
            Shown("component_name", N_("Component")),
            Shown("kind_name", N_("Kind")),
            Shown("status_name", N_("Status")),
            Shown("starts_on", N_("From"), "day"),
            Shown("ends_on", N_("Until"), "day"),
            Shown("answers", N_("Answers for it")),
            Shown("partners", N_("Partners"), "number"),
            Shown("evaluated_how", N_("Evaluated")),
        ]
        return view.listing("activities", N_("Activities"), columns, rows, per_page=10)

    def list_roles(self) -> Any:
        view = self.view
        rows = [
            {
                **row,
                "role_name": tell_code(view, "model-role", row["role"]),
                "sector_name": tell_code(view, "sector", row["sector"]),
                **both(carried=mark(view, row["carried"])),
            }
            for row in self.here("roles")
        ]
        columns = [
            Shown("partner_name", N_("Partner"), link=self._partner),
            Shown("activity_name", N_("Activity")),
            Shown("role_name", N_("Role")),
            Shown("responsible", N_("Answers for it"), "boolean"),
            Shown("responsibility", N_("Has taken on"), "long"),
            Shown("sector_name", N_("Sector")),
            Shown("carried", N_("An open service carries it"), show=shown("carried")),
        ]
        return view.listing("roles", N_("Roles and responsibilities"), columns, rows, per_page=10)

    def list_sectors(self) -> Any:
        view = self.view
        rows = [
            {
                **row,
                "sector_name": tell_code(view, "sector", row["sector"])
                if row["sector"]
                else view.gettext("no sector stated"),
            }
            for row in self.own("sectors")
        ]
        columns = [
            Shown("sector_name", N_("Sector")),
            Shown("partners_listed", N_("Partners in the community"), "number"),
            Shown("partners", N_("With a role"), "number"),
            Shown("activities", N_("Activities"), "number"),
            Shown("leads", N_("Leads"), "number"),
            Shown("represented", N_("At the table"), "boolean"),
        ]
        return view.listing("sectors", N_("Sectors at the table"), columns, rows, per_page=10)

    def list_evaluations(self) -> Any:
        view = self.view
        partners = dict(zip(view.net.partners.ids, view.net.partners.names, strict=True))
        indicators = name_records(view, "Indicator")
        rows = [
            {
                **row,
                "indicator_name": indicators.get(row["indicator"], row["indicator"]),
                "partner_name": partners.get(row["partner"], row["partner"]),
            }
            for row in self.own("evaluations")
        ]
        columns = [
            Shown("of_name", N_("Of what")),
            Shown("question", N_("What is to be learned"), "long", note=lambda row: row["method"]),
            Shown("indicator_name", N_("Indicator")),
            Shown("followed", N_("Values are recorded"), "boolean"),
            Shown("frequency", N_("How often")),
            Shown("partner_name", N_("Who sees to it"), link=self._partner,
                  note=lambda row: row["role"]),
            Shown("use", N_("What is done with it"), "long"),
        ]  # fmt: skip
        return view.listing(
            "evaluations", N_("Evaluation and improvement"), columns, rows, per_page=10
        )

    def list_efforts(self) -> Any:
        view = self.view
        rows = [
            {
                **row,
                "kind_name": tell_code(view, "effort-kind", row["kind"]),
                "level_name": tell_code(view, "funding-level", row["level"]),
                "how_name": tell_code(view, "effort-link-kind", row["how"]),
            }
            for row in self.own("efforts")
        ]
        columns = [
            Shown("name", N_("Effort"), note=lambda row: row["description"]),
            Shown("kind_name", N_("Kind")),
            Shown("level_name", N_("Level")),
            Shown("to_name", N_("Ties in with")),
            Shown("how_name", N_("How")),
            Shown("ends_on", N_("Until"), "day"),
        ]
        return view.listing("efforts", N_("Other efforts in motion"), columns, rows, per_page=10)

    def list_checks(self) -> Any:
        view = self.view
        rows = [
            {**row, "told": tell_code(view, "model-check", row["check"])}
            for row in self.result["checks"]
        ]
        columns = [
            Shown("told", N_("Check")),
            Shown("holds", N_("Holds"), "number"),
            Shown("fails", N_("Fails"), "number"),
            Shown("unknown", N_("Not known"), "number"),
        ]
        return view.listing("checks", N_("Checks"), columns, rows)


CARRIED = {
    "fails": N_("no open service"),
    "unknown": N_("service not known"),
}
"""What is said of a role that needs a service, where no service carries it for certain."""
