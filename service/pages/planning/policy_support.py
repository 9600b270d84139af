"""What a recommendation for policy says, and what stands behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.language import N_
from service.language.translating import SOURCE
from service.pages.planning.choosing import Row, both, mark, name_records, name_some, shown
from service.pages.planning.findings import tell_finding
from service.pages.registers.gaps import list_gaps, tell_row
from service.pages.tables import Shown
from service.pages.words.codes import tell_code
from service.pages.words.gaps import GAP_TYPES, tell_gap
from service.pages.words.policy import HAS, HOW, KINDS, STATES, SUPPORTED, tell_shared

if TYPE_CHECKING:
    from service.pages.view import View


def read_number(text: str | None) -> Decimal | None:
    """An amount as text as a number; None for none."""
    return None if text is None else Decimal(text)


def describe_recommendation(view: View, row: Row) -> dict[str, Any]:
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
        "families": read_number(row["families"]),
        "amount": view.language.money(read_number(row["amount_per_year"]), row["currency"])
        if row["amount_per_year"]
        else None,
        "per_family": view.language.money(read_number(row["cost_per_family"]), row["currency"])
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


def list_support(view: View, rows: list[Row]) -> Any:
    """The findings that support a recommendation."""
    gaps = {_key(gap): gap for gap in list_gaps(view, {})} if rows else {}

    def told_of(gap: Row) -> Markup:
        return Markup("{}").format(tell_gap(view, tell_row(view, gap["row"])))

    def found(row: Row) -> Markup:
        """A gap in the words of the register; other findings by what they are about."""
        gap = gaps.get(row["finding"])
        if gap is not None:
            return told_of(gap)
        is_english = view.language.code == SOURCE
        told = row["sentence"] if is_english else tell_finding(view, row["finding"])
        return Markup("{}").format(told)

    def to(row: Row) -> str | None:
        gap = gaps.get(row["finding"])
        return view.link("/gaps/card", **{key: gap[key] for key in CELL}) if gap else None

    told = [
        {
            "finding": row["finding"],
            "kind_name": view.gettext(KINDS[row["kind"]]) if row["kind"] in KINDS else row["kind"],
            "how_name": view.gettext(HOW[row["how"]]),
            "weight": read_number(row["weight"]),
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


def list_communities(view: View, rows: list[Row]) -> Any:
    """The communities that were asked about its barrier."""
    kinds = {"collaborative": view.gettext("collaborative"), "place": view.gettext("place")}
    told = [
        {
            **row,
            "kind_name": kinds[row["kind"]],
            "weight": read_number(row["weight"]),
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
    return view.listing("communities", N_("Who shares the barrier"), columns, told, per_page=10)
