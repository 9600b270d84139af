"""What the pages of maturity share: the result, its choosers, and the way to a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.planning.maturity.model import SHIPPED
from service.pages.planning.choosing import Row, name_records
from service.pages.planning.reading import sort_choices, tell_apart

if TYPE_CHECKING:
    from service.pages.view import View

ASKED = ("model", "collaborative", "place", "drivers", "limits", "floor", "compute")
"""What the analysis can be asked for, and what leads from the grid to a goal and back."""


def compute_maturity(view: View) -> dict[str, Any]:
    """The analysis with the options of the page."""
    from service.analyses import select_analysis

    module = select_analysis("maturity")
    values = {option.name: view.options[option.name] for option in module.OPTIONS}
    return view.data.analyses.analysis(module, view.parameters, values)


def list_maturity_choices(
    view: View, result: Row
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(id, name) of the models, and of the collaboratives."""
    models = {result["model"]["id"]: result["model"]["name"]}
    models |= name_records(view, "MaturityModel")
    named = sorted((id_, view.code(name)) for id_, name in models.items())
    return named, list_collaboratives(view)


def list_collaboratives(view: View) -> list[tuple[str, str]]:
    """(id, name) of the collaboratives, by name."""
    return sort_choices(tell_apart(name_records(view, "Collaborative")))


def keep(view: View) -> dict[str, list[str]]:
    """The options of the analysis as asked, for a link to another page of maturity."""
    return {
        name: [value for given, value in view.asked if given == name]
        for name in ASKED
        if any(given == name for given, _ in view.asked)
    }


def link_to_goal(view: View, goal: str) -> str:
    """The page of a goal, with what was asked of the grid."""
    return view.link("/plan/maturity/goal", goal=goal, **keep(view))


def is_shipped(result: Row) -> bool:
    """Whether the model is the one whose texts come with us."""
    return bool(result["model"]["id"] == SHIPPED)
