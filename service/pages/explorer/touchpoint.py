"""One touchpoint: who serves families there, which families are left out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import NoSuchRecord
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.touchpoints import coverage as covered
from service.pages.touchpoints import records
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "touchpoint"
PATH = "/touchpoints/{id:path}"
TITLE = N_("Touchpoint")
MENU: Entry | None = None
RUNS: Runs = "analysis"
OPTIONS = (
    Option("need", "text", "Only this need, by id."),
    Option("segment", "text", "Only this kind of family, by id."),
    Option("place", "text", "Only this place and the places in it, by id."),
)
NAMED = 3
"""Most families that the first lines name as left out."""
LISTS = ("partners", "families", "needs", "gaps", "verify", "doors", "pathways")


def build(view: View) -> dict[str, Any]:
    """Partners, families, needs, gaps, questions, doors, referrals, and the picture of them."""
    from service.pages.coverage.shares import choose_cells, share_of
    from service.pages.touchpoints.picture import draw_touchpoint

    identifier = view.path["id"]
    if identifier not in view.net.touchpoints.ids:
        raise NoSuchRecord(identifier, f"there is no touchpoint {identifier!r}")
    iri = view.net.touchpoints.iris[view.net.touchpoints.ids.index(identifier)]
    record = next(r for r in records.list_touchpoints(view) if r["touchpoint_iri"] == iri)
    chosen = choose_cells(view, {**view.options, "touchpoint": identifier})
    need = {"need": view.options["need"]} if view.options["need"] else {}
    doors = records.ask_of(view, "touchpoints/doors", iri)
    pathways = records.ask_of(view, "touchpoints/pathways", iri)
    served = records.ask_of(view, "partners/serving-touchpoint", iri, **need)
    at_door = {row["partner_iri"] for row in served if row["handoffs"] == 0}
    coverage = view.coverage
    families = covered.list_families(view, chosen)
    name = record["touchpoint_name"] or identifier
    return {
        "record": record,
        "name": name,
        "every_door": share_of(view, chosen, coverage.every_door),
        "any_door": share_of(view, chosen, coverage.any_door),
        "steps": [
            share_of(view, chosen, coverage.status[handoffs, coverage.parameters.mode][0])
            for handoffs in covered.STEPS
        ],
        "at_door": len(at_door),
        "by_referral": len({row["partner_iri"] for row in served} - at_door),
        "partners": records.list_partners(view, served),
        "families": families,
        "left_out": [row for row in families.sorted_rows if row["left_out"] > 0][:NAMED],
        "needs": covered.list_needs(view, chosen),
        "facts": view.told_of(iri),
        "stage": tell_code(view, "life-stage", record["stage"]),
        "kind": tell_code(view, "touchpoint-kind", record["kind"]),
        "sector": tell_code(view, "sector", record["sector"]),
        "gaps": covered.list_gaps(view, chosen),
        "verify": covered.list_questions(view, chosen),
        "doors": records.list_doors(view, doors),
        "pathways": records.list_pathways(view, pathways),
        "picture": draw_touchpoint(view, name, doors, pathways),
        "declared": coverage.required.origin == "declared",
    }
