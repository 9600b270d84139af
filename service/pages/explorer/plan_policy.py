"""Recommendations for policy: what supports each, and how many communities share the barrier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.choosing import (
    Row,
    both,
    choices,
    compute,
    list_files,
    mark,
    name_records,
    name_some,
    pick,
    shown,
)
from service.pages.planning.policy_support import (
    describe_recommendation,
    list_communities,
    list_support,
    read_number,
)
from service.pages.planning.reading import names_by_id
from service.pages.registers.register import COMPUTE, asked_again, waits
from service.pages.tables import Shown
from service.pages.words.codes import tell_code
from service.pages.words.gaps import GAP_TYPES
from service.pages.words.policy import CHECKS, SOURCES, SUPPORTED, tell_shared

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "plan_policy"
PATH = "/plan/policy"
TITLE = N_("Recommendations for policy")
MENU = Entry("plan", 40)
RUNS: Runs = "analysis"
OPTIONS = (*select_analysis("policy").OPTIONS, COMPUTE)
LISTS = ("recommendations", "support", "communities", "barriers", "unaddressed", "problems")


def build(view: View) -> dict[str, Any]:
    """All recommendations and barriers, or one recommendation with what stands behind it."""
    options = view.options
    recorded = any(name_records(view, kind) for kind in ("PolicyRecommendation", "Barrier"))
    if recorded and waits(view):
        return {"waits": True, "chosen": None}
    result = compute(view, "policy", shared=str(options["shared"]), least=str(options["least"]))
    rows = result["recommendations"]
    asked = options["recommendation"]
    chosen = pick(rows, asked, page="policy", option="recommendation", key="id")
    chosen = chosen if asked else None
    return {
        "waits": False,
        "chosen": chosen,
        "any": bool(rows or result["barriers"]),
        "recommendation_choices": choices(rows, "id"),
        "recommendations": _list_recommendations(view, rows),
        "supported": sum(row["supported"] == "yes" for row in rows),
        "card": describe_recommendation(view, chosen) if chosen else None,
        "support": list_support(view, _of(result["support"], chosen)),
        "communities": list_communities(view, _of(result["communities"], chosen)),
        "barriers": _list_barriers(view, result["barriers"], rows),
        "unaddressed": _list_unaddressed(view, result["unaddressed"]),
        "problems": _list_problems(
            view, [row for row in result["problems"] if chosen is None or row["id"] == chosen["id"]]
        ),
        "files": list_files(view, "policy", recommendation=asked),
    }


def _of(rows: list[Row], chosen: Row | None) -> list[Row]:
    return [row for row in rows if chosen and row["recommendation"] == chosen["id"]]


def _list_recommendations(view: View, rows: list[Row]) -> Any:
    names = names_by_id(rows, "id")
    told = [
        {
            **row,
            "name": names[row["id"]],
            **both(supported=mark(view, *SUPPORTED[row["supported"]])),
            "kind_name": tell_code(view, "policy-kind", row["kind"]),
            "level_name": tell_code(view, "funding-level", row["level"]),
            "status_name": tell_code(view, "policy-status", row["status"]),
            "families": read_number(row["families"]),
            "found": row["cited_open"] + row["matched"],
            "shared_by": tell_shared(view, row) if row["asked_about"] else None,
        }
        for row in rows
    ]
    columns = [
        Shown("name", N_("Recommendation"), note=lambda row: row["ask"],
              link=lambda row: view.link("/plan/policy", recommendation=row["id"],
                                         **asked_again(view, COMPUTE))),
        Shown("supported", N_("Supported"), show=shown("supported")),
        Shown("found", N_("Findings that stand"), "number"),
        Shown("families", N_("Families expected"), "number"),
        Shown("shared_by", N_("Shared by")),
        Shown("kind_name", N_("Kind")),
        Shown("level_name", N_("Asked of")),
        Shown("status_name", N_("Status")),
    ]  # fmt: skip
    return view.listing(
        "recommendations", N_("Recommendations"), columns, told, sort="-found", per_page=20
    )


def _list_barriers(view: View, rows: list[Row], recommendations: list[Row]) -> Any:
    names = {row["id"]: row["name"] for row in recommendations}
    told = [
        {
            **row,
            "shared_by": tell_shared(view, row),
            "answers": name_some(view, [names.get(id_, id_) for id_ in row["recommendations"]]),
        }
        for row in rows
    ]
    columns = [
        Shown("name", N_("Barrier"), note=lambda row: row["description"]),
        Shown("told_on", N_("Told on"), "day"),
        Shown("shared_by", N_("Shared by"), sorts=False),
        Shown("answers", N_("Recommendations that would take it away"), sorts=False),
    ]
    return view.listing(
        "barriers", N_("Barriers that communities tell of"), columns, told, per_page=10
    )


def _list_unaddressed(view: View, rows: list[Row]) -> Any:
    told = [
        {
            **row,
            "told": _name_barrier(view, row),
            "source_name": view.gettext(SOURCES[row["source"]]),
            "families": read_number(row["families"]),
            "shared_by": tell_shared(view, row),
        }
        for row in rows
    ]
    columns = [
        Shown("told", N_("Barrier"), link=lambda row: _to_gaps(view, row)),
        Shown("source_name", N_("Where from")),
        Shown("gaps", N_("Gaps that show it"), "number"),
        Shown("families", N_("Families expected"), "number"),
        Shown("shared_by", N_("Shared by"), sorts=False),
    ]
    title = N_("Shared barriers that no recommendation is to take away")
    return view.listing("unaddressed", title, columns, told, per_page=10)


def _name_barrier(view: View, row: Row) -> str:
    """Its name; for what was found, the need and the kind of gap in the language of the page."""
    need, _, gap_type = row["barrier"].rpartition(">")
    names = dict(view.choices("needs"))
    if row["source"] == "told" or need not in names or gap_type not in GAP_TYPES:
        return str(row["name"])
    return view.gettext(
        "%(need)s: %(what)s", need=names[need], what=view.gettext(GAP_TYPES[gap_type])
    )


def _to_gaps(view: View, row: Row) -> str | None:
    need, _, gap_type = row["barrier"].rpartition(">")
    if row["source"] != "found" or gap_type not in GAP_TYPES:
        return None
    return view.link("/gaps", need=need, gap_type=gap_type)


def _list_problems(view: View, rows: list[Row]) -> Any:
    told = [
        {
            **row,
            "said": view.gettext(CHECKS[row["check"], row["verdict"]]),
            **both(verdict=mark(view, row["verdict"])),
        }
        for row in rows
    ]
    columns = [
        Shown("name", N_("Of what")),
        Shown("said", N_("What does not hold"), "long"),
        Shown("verdict", N_("Verdict"), show=shown("verdict")),
    ]
    return view.listing("problems", N_("To be settled"), columns, told, per_page=10)
