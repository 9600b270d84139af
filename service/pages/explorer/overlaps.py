"""The register of services that serve nearly the same families."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.register import (
    COMPUTE,
    kept_run,
    link_record,
    list_groups,
    query_rows,
    waits,
)
from service.pages.tables import Listing, Row, Shown
from service.pages.words.overlaps import DUPLICATE_REASONS, VERDICTS, tell_reason

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "overlaps"
PATH = "/overlaps"
TITLE = N_("Overlaps")
MENU = Entry("map", 50)
RUNS: Runs = "analysis"
GROUPS = {"verdict": N_("What is made of it"), "partner": N_("Partner")}
OPTIONS = (
    Option("verdict", "choice", "Only overlaps so judged.", choices=tuple(VERDICTS)),
    Option("partner", "text", "Only overlaps of services of this partner, by id."),
    Option("group", "choice", "What the overlaps are grouped by.", choices=tuple(GROUPS)),
    COMPUTE,
)
LISTS = ("overlaps", "duplicates", "groups")


def build(view: View) -> dict[str, Any]:
    """The pairs that fit what is asked, the most alike first; and records that may be one."""
    told = {key: view.gettext(words) for key, words in VERDICTS.items()}
    common = {
        "verdicts": list(told.items()),
        "group_choices": [(key, view.gettext(title)) for key, title in GROUPS.items()],
    }
    if waits(view):
        return common | {
            "result": None,
            "run": kept_run(view, "overlaps"),
            "listing": _kept(view, told),
            "partners": [],
            "groups": None,
        }
    result = view.data.analyses.overlaps(view.parameters)
    every = [_flat(pair, told) for pair in result["pairs"]]
    asked = view.options
    rows = [
        row
        for row in every
        if asked["verdict"] in (None, row["verdict"])
        and (asked["partner"] in (None, row["first_partner"], row["second_partner"]))
    ]

    def card(row: Row) -> str:
        return link_pair(view, row)

    columns = [
        Shown("first_name", N_("One service"), link=card, note=lambda row: row["first_by"]),
        Shown(
            "second_name",
            N_("Another service"),
            link=lambda row: link_record(view, "service", row["second"]),
            note=lambda row: row["second_by"],
        ),
        Shown("jaccard", N_("Shared of what either serves"), "share"),
        Shown("shared_weight", N_("Family needs they share"), "number", digits=1),
        Shown(
            "verdict_name",
            N_("What is made of it"),
            note=lambda row: tell_reason(view, row, result["thresholds"]),
        ),
    ]
    listing = view.listing("overlaps", N_("Overlaps"), columns, rows, sort="-jaccard")
    grouped = _by_partner(rows) if asked["group"] == "partner" else rows
    partners = {
        row[f"{end}_partner"]: row[f"{end}_by"]
        for row in every
        for end in ("first", "second")
        if row[f"{end}_partner"]
    }
    return common | {
        "result": result,
        "run": None,
        "listing": listing,
        "groups": list_groups(
            view,
            grouped,
            GROUPS,
            weight="shared_weight",
            weight_title=N_("Family needs they share"),
        ),
        "partners": sorted(partners.items(), key=lambda pair: str(pair[1]).casefold()),
        "duplicates": _duplicates(view, result["possible_duplicates"]),
    }


def link_pair(view: View, row: Row) -> str:
    """The two services side by side."""
    return view.link("/overlaps/card", first=row["first"], second=row["second"])


def _flat(pair: dict[str, Any], told: dict[str, str]) -> dict[str, Any]:
    names = pair["names"]
    return {
        **pair,
        "first_name": names["first"],
        "second_name": names["second"],
        "first_by": names["first_partner"],
        "second_by": names["second_partner"],
        "verdict_name": told[pair["verdict"]],
    }


def _kept(view: View, told: dict[str, str]) -> Listing:
    """The pairs that were kept of the last run, with the records that may be one."""
    verdict = view.options["verdict"]
    rows = query_rows(view, "findings/overlap-pairs", {"verdict": verdict} if verdict else {})
    for row in rows:
        row["verdict_name"] = told.get(row["overlap_verdict"]) or view.gettext("perhaps one record")
    columns = [
        Shown("first", N_("One service"), note=lambda row: row["first_partner"],
              link=lambda row: link_record(view, "service", row["first_id"])),
        Shown("second", N_("Another service"), note=lambda row: row["second_partner"],
              link=lambda row: link_record(view, "service", row["second_id"])),
        Shown("jaccard", N_("Shared of what either serves"), "share"),
        Shown("verdict_name", N_("What is made of it")),
    ]  # fmt: skip
    return view.listing("overlaps", N_("Kept of the last run"), columns, rows, sort="-jaccard")


def _by_partner(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a partner of each pair, for groups."""
    return [
        {**row, "partner": row[f"{end}_partner"], "partner_name": row[f"{end}_by"] or "–"}
        for row in rows
        for end in ("first", "second")
    ]


def _duplicates(view: View, found: list[dict[str, Any]]) -> Any:
    def reasons(row: Row) -> str:
        return view.language.words([view.gettext(DUPLICATE_REASONS[each]) for each in row["why"]])

    rows: list[dict[str, Any]] = [
        {
            "first": each["first"],
            "second": each["second"],
            "first_name": each["names"]["first"],
            "second_name": each["names"]["second"],
            "why": each["reasons"],
        }
        for each in found
    ]
    for row in rows:
        row["reasons"] = reasons(row)
    columns = [
        Shown(
            "first_name",
            N_("One record"),
            link=lambda row: link_pair(view, row),
            note=lambda row: row["first"],
        ),
        Shown(
            "second_name",
            N_("Another record"),
            link=lambda row: link_record(view, "service", row["second"]),
            note=lambda row: row["second"],
        ),
        Shown("reasons", N_("Why they may be one")),
    ]
    return view.listing("duplicates", N_("Records that may be the same service"), columns, rows)
