"""Recommendations for policy: what supports each, and how many communities share the barrier."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.choosing import (
    Row,
    both,
    choices,
    compute,
    in_english,
    list_files,
    mark,
    name_records,
    name_some,
    pick,
    shown,
)
from service.pages.registers.gaps import list_gaps, tell_row
from service.pages.tables import Shown
from service.pages.words.codes import tell_code
from service.pages.words.gaps import GAP_TYPES, tell_gap
from service.pages.words.policy import (
    CHECKS,
    HAS,
    HOW,
    KINDS,
    SOURCES,
    STATES,
    SUPPORTED,
    tell_shared,
)

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "plan_policy"
PATH = "/plan/policy"
TITLE = N_("Recommendations for policy")
MENU = Entry("plan", 40)
RUNS: Runs = "analysis"
OPTIONS = select_analysis("policy").OPTIONS
LISTS = ("recommendations", "support", "communities", "barriers", "unaddressed", "problems")


def build(view: View) -> dict[str, Any]:
    """All recommendations and barriers, or one recommendation with what stands behind it."""
    options = view.options
    result = compute(view, "policy", shared=str(options["shared"]), least=str(options["least"]))
    rows = result["recommendations"]
    asked = options["recommendation"]
    chosen = pick(rows, asked, page="policy", option="recommendation", key="id")
    chosen = chosen if asked else None
    return {
        "chosen": chosen,
        "any": bool(rows or result["barriers"]),
        "recommendation_choices": choices(rows, "id"),
        "recommendations": _list_recommendations(view, rows),
        "supported": sum(row["supported"] == "yes" for row in rows),
        "card": _describe(view, chosen) if chosen else None,
        "support": _list_support(view, _of(result["support"], chosen)),
        "communities": _list_communities(view, _of(result["communities"], chosen)),
        "barriers": _list_barriers(view, result["barriers"], rows),
        "unaddressed": _list_unaddressed(view, result["unaddressed"]),
        "problems": _list_problems(
            view, [row for row in result["problems"] if chosen is None or row["id"] == chosen["id"]]
        ),
        "files": list_files(view, "policy", recommendation=asked),
    }


def _of(rows: list[Row], chosen: Row | None) -> list[Row]:
    return [row for row in rows if chosen and row["recommendation"] == chosen["id"]]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _list_recommendations(view: View, rows: list[Row]) -> Any:
    told = [
        {
            **row,
            **both(supported=mark(view, *SUPPORTED[row["supported"]])),
            "kind_name": tell_code(view, "policy-kind", row["kind"]),
            "level_name": tell_code(view, "funding-level", row["level"]),
            "status_name": tell_code(view, "policy-status", row["status"]),
            "families": _number(row["families"]),
            "found": row["cited_open"] + row["matched"],
            "shared_by": tell_shared(view, row) if row["asked_about"] else None,
        }
        for row in rows
    ]
    columns = [
        Shown("name", N_("Recommendation"), note=lambda row: row["ask"],
              link=lambda row: view.link("/plan/policy", recommendation=row["id"])),
        Shown("supported", N_("Supported"), show=shown("supported")),
        Shown("found", N_("Findings that stand"), "number"),
        Shown("families", N_("Families expected"), "number"),
        Shown("shared_by", N_("Shared by")),
        Shown("kind_name", N_("Kind")),
        Shown("level_name", N_("Asked of")),
        Shown("status_name", N_("Status")),
    ]  # fmt: skip
    return view.listing("recommendations", N_("Recommendations"), columns, told)


def _describe(view: View, row: Row) -> dict[str, Any]:
    """What the page of one recommendation says of it."""
    named = {
        key: name_some(view, [name_records(view, kind).get(id_, id_) for id_ in row[key]])
        for key, kind in CLASSES.items()
        if row[key]
    }
    for key in ("needs", "touchpoints", "segments"):
        if row[key]:
            names = dict(view.choices(key))
            named[key] = name_some(view, [names.get(id_, id_) for id_ in row[key]])
    if row["gap_types"]:
        kinds = [view.gettext(GAP_TYPES[kind]) for kind in row["gap_types"] if kind in GAP_TYPES]
        named["gap_types"] = view.language.words(kinds)
    if row["goals"]:
        goals = [tell_code(view, "maturity-goal", goal) for goal in row["goals"]]
        named["goals"] = view.language.words(goals)
    return {
        "mark": mark(view, *SUPPORTED[row["supported"]]),
        "kind": tell_code(view, "policy-kind", row["kind"]),
        "level": tell_code(view, "funding-level", row["level"]),
        "status": tell_code(view, "policy-status", row["status"]),
        "shared": tell_shared(view, row) if row["asked_about"] else None,
        "families": _number(row["families"]),
        "amount": view.language.money(_number(row["amount_per_year"]), row["currency"])
        if row["amount_per_year"]
        else None,
        "per_family": view.language.money(_number(row["cost_per_family"]), row["currency"])
        if row["cost_per_family"]
        else None,
        "facts": [(view.gettext(FACTS[key]), value) for key, value in named.items()],
    }


CLASSES = {
    "collaboratives": "Collaborative",
    "streams": "FundingStream",
    "barriers": "Barrier",
    "activities": "ModelActivity",
}
"""The class of the records that a recommendation names."""
FACTS = {
    "collaboratives": N_("Put forward by"),
    "streams": N_("Funding streams"),
    "barriers": N_("Barriers it is to take away"),
    "activities": N_("Activities it would take further"),
    "needs": N_("Needs"),
    "touchpoints": N_("Touchpoints"),
    "segments": N_("Families"),
    "gap_types": N_("Kinds of gap"),
    "goals": N_("Maturity goals it would help to reach"),
}
"""What a recommendation names."""


def _list_support(view: View, rows: list[Row]) -> Any:
    gaps = {_key(gap): gap for gap in list_gaps(view, {})} if rows else {}

    def told_of(gap: Row) -> Markup:
        return Markup("{}").format(tell_gap(view, tell_row(view, gap["row"])))

    def found(row: Row) -> Markup:
        """A gap in the words of the register; of other findings the sentence is in English."""
        gap = gaps.get(row["finding"])
        return in_english(row["sentence"]) if gap is None else told_of(gap)

    def to(row: Row) -> str | None:
        gap = gaps.get(row["finding"])
        return view.link("/gaps/card", **{key: gap[key] for key in CELL}) if gap else None

    told = [
        {
            "finding": row["finding"],
            "kind_name": view.gettext(KINDS[row["kind"]]) if row["kind"] in KINDS else row["kind"],
            "how_name": view.gettext(HOW[row["how"]]),
            "weight": _number(row["weight"]),
            **both(state=mark(view, *STATES[row["state"]]), said=found(row)),
        }
        for row in rows
    ]
    columns = [
        Shown("said", N_("What was found"), "long", link=to, show=shown("said")),
        Shown("kind_name", N_("Kind")),
        Shown("how_name", N_("How")),
        Shown("state", N_("State"), show=shown("state")),
        Shown("weight", N_("Families expected"), "number"),
    ]
    title = N_("Findings that support it")
    return view.listing("support", title, columns, told, sort="-weight", per_page=10)


CELL = ("touchpoint", "need", "segment", "place")
"""What names a gap, in the order of its key."""


def _key(gap: Row) -> str:
    """The name of a gap as findings are cited."""
    return "gaps/" + ">".join(gap[part] or "" for part in CELL)


def _list_communities(view: View, rows: list[Row]) -> Any:
    kinds = {"collaborative": view.gettext("collaborative"), "place": view.gettext("place")}
    told = [
        {
            **row,
            "kind_name": kinds[row["kind"]],
            "weight": _number(row["weight"]),
            **both(has=mark(view, *HAS[row["has"]])),
        }
        for row in rows
    ]
    columns = [
        Shown("name", N_("Community")),
        Shown("kind_name", N_("Kind")),
        Shown("has", N_("Has the barrier"), show=shown("has")),
        Shown("told", N_("Says so itself"), "boolean"),
        Shown("puts_forward", N_("Puts it forward"), "boolean"),
        Shown("weight", N_("Families expected"), "number"),
    ]
    return view.listing("communities", N_("Who shares the barrier"), columns, told)


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
    return view.listing("barriers", N_("Barriers that communities tell of"), columns, told)


def _list_unaddressed(view: View, rows: list[Row]) -> Any:
    told = [
        {
            **row,
            "told": _name_barrier(view, row),
            "source_name": view.gettext(SOURCES[row["source"]]),
            "families": _number(row["families"]),
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
    return view.listing("problems", N_("To be settled"), columns, told)
