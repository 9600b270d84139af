"""The tables of collaboratives: what communities share, and what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.rows import named, some, spell
from service.pages.tables import Listing, Shown
from service.pages.words import collaboratives as words
from service.pages.words.gaps import GAP_TYPES
from service.pages.words.planning_codes import code_shower, tell_word, word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Names, Result
    from service.pages.view import View


def list_barriers(view: View, result: Result, names: Names) -> Listing:
    """Barriers that several communities have."""
    rows = spell(
        result["barriers"],
        {
            "gap_type": word_shower(view, GAP_TYPES, "gap_type"),
            "name": lambda row: view.code(row["name"]),
            "collaboratives": named("collaboratives", names),
        },
    )
    return view.listing(
        "barriers",
        N_("Barriers that communities share"),
        [
            Shown("name", N_("Need"), link=lambda row: view.link("/gaps", need=row["need"])),
            Shown("gap_type", N_("Kind of gap")),
            Shown("communities", N_("Communities with it"), "number"),
            Shown("may_be", N_("Communities that may have it"), "number"),
            Shown("collaboratives", N_("Collaboratives"), show=some(view, "collaboratives", names)),
        ],
        rows,
        per_page=10,
    )


def list_solved(view: View, result: Result, names: Names) -> Listing:
    """Needs that one community meets and others do not."""
    services = dict(zip(view.net.services.ids, view.net.services.names, strict=True))
    partners = dict(zip(view.net.partners.ids, view.net.partners.names, strict=True))
    rows = spell(
        result["solved"],
        {
            "name": lambda row: view.code(row["name"]),
            "life_stage": code_shower(view, "life-stage", "life_stage"),
            "lacking_in": named("lacking_in", names),
            "solved_in": named("solved_in", names),
            "example": named("example", names),
            "services": named("services", partners | services),
        },
    )
    return view.listing(
        "solved",
        N_("Solved by one, lacking in others"),
        [
            Shown("name", N_("Need"), note=lambda row: row["life_stage"]),
            Shown("lacking_in", N_("Lacking in"), show=some(view, "lacking_in", names)),
            Shown("solved_in", N_("Solved in"), show=some(view, "solved_in", names)),
            Shown(
                "services",
                N_("By way of"),
                show=some(view, "services", partners | services),
                note=lambda row: row["example"],
            ),
        ],
        rows,
        per_page=10,
    )


def list_goals(view: View, result: Result, names: Names) -> Listing:
    """Goals that one community meets and others do not yet."""
    lists = ("met_by", "not_yet", "unknown")
    tellers = {each: named(each, names) for each in lists}
    rows = spell(result["goals"], {**tellers, "name": lambda row: view.code(row["name"])})
    return view.listing(
        "goals",
        N_("Goals met by one, not yet by others"),
        [
            Shown("name", N_("Goal"), "long"),
            Shown("met_by", N_("Met by"), show=some(view, "met_by", names)),
            Shown("not_yet", N_("Not yet by"), show=some(view, "not_yet", names)),
            Shown("unknown", N_("Not known"), show=some(view, "unknown", names)),
        ],
        rows,
        per_page=10,
    )


def list_problems(view: View, result: Result, names: Names) -> Listing:
    """Records that contradict themselves."""
    rows = spell(
        result["problems"],
        {
            "collaborative": named("collaborative", names),
            "kind": lambda row: tell_word(view, words.COLLABORATIVE_RECORDS, row["kind"]),
            "problem": word_shower(view, words.COLLABORATIVE_PROBLEMS, "problem"),
        },
    )
    return view.listing(
        "problems",
        N_("Records that contradict themselves"),
        [
            Shown("problem", N_("What is wrong"), "long"),
            Shown("kind", N_("Table"), note=lambda row: row["record"]),
            Shown("collaborative", N_("Collaborative")),
        ],
        rows,
        per_page=10,
    )
