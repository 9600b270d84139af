"""The register of funding cliffs: which money ends, and what families lose with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.register import (
    COMPUTE,
    asked_again,
    find_name,
    kept_run,
    link_record,
    query_rows,
    waits,
    weight_title,
)
from service.pages.tables import Listing, Row, Shown
from service.pages.words.cliffs import (
    HORIZONS,
    KINDS,
    REASONS,
    THRESHOLDS,
    cliffs_of,
    tell_count,
    tell_horizon,
    tell_money,
    tell_threshold,
)
from service.pages.words.cliffs import (
    OPTIONS as ASKED,
)

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "cliffs"
PATH = "/cliffs"
TITLE = N_("Funding cliffs")
MENU = Entry("map", 70)
RUNS: Runs = "analysis"
OPTIONS = (
    *ASKED,
    Option("kind", "choice", "Only cliffs of this kind.", choices=("stream", "funder")),
    COMPUTE,
)
LISTS = ("horizons", "cliffs", "services", "matches", "concentration")


def build(view: View) -> dict[str, Any]:
    """What ends by each horizon, the cliffs of the one asked, and on whom each need rests."""
    horizon = view.options["horizon"]
    common = {
        "horizons": [(n, tell_horizon(view, n)) for n in sorted({*HORIZONS, horizon})],
        "thresholds": [
            (n, tell_threshold(view, n))
            for n in sorted({*THRESHOLDS, view.options["threshold"]}, reverse=True)
        ],
        "kinds": [(kind, view.gettext(KINDS[kind])) for kind in ("stream", "funder")],
        "within": tell_horizon(view, horizon),
    }
    if waits(view):
        return common | {
            "result": None,
            "run": kept_run(view, "cliffs"),
            "listing": _kept(view),
        }
    result = cliffs_of(view)
    kind = view.options["kind"]
    rows = [
        _flat(view, row)
        for row in result["cliffs"]
        if row["horizon"] == horizon and row["kind"] != "all" and kind in (None, row["kind"])
    ]
    return common | {
        "result": result,
        "run": None,
        "listing": _cliffs(view, result, rows),
        "by_horizon": _by_horizon(view, result),
        "services": _services(view, result, horizon),
        "matches": _matches(view, result, horizon),
        "concentration": _concentration(view, result),
    }


def link_cliff(view: View, row: Row) -> str:
    """The card of a cliff, as it was asked here."""
    asked: dict[str, Any] = asked_again(view, *ASKED, COMPUTE)
    asked |= {"horizon": row["horizon"], "kind": row["kind"], "id": row["id"]}
    return view.link("/cliffs/card", **asked)


def _flat(view: View, row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "kind_name": view.gettext(KINDS[row["kind"]]),
        "lost_services": len(row["services"]),
        "lost_services_possible": len(row["services_possible"]),
    }


def _columns(view: View, result: dict[str, Any]) -> list[Shown]:
    def services(row: Row) -> str:
        return tell_count(view, [row["lost_services"], row["lost_services_possible"]])

    return [
        Shown("first_end", N_("First end"), "day"),
        Shown("loss", N_("Loses, of what is covered"), "interval"),
        Shown("weight", weight_title(result), "number",
              show=lambda row: tell_count(view, row["weight"], 1)),
        Shown("cells", N_("Combinations lost"), "number",
              show=lambda row: tell_count(view, row["cells"])),
        Shown("lost_services", N_("Services lost"), "number", show=services),
        Shown("money", N_("Money that ends"), sorts=False,
              show=lambda row: tell_money(view, row["money"], row["money_unknown"])),
    ]  # fmt: skip


def _cliffs(view: View, result: dict[str, Any], rows: list[dict[str, Any]]) -> Listing:
    often = Counter(row["name"] for row in rows)

    def which(row: Row) -> str | None:
        """Streams of different places often have one name."""
        return str(row["id"]) if often[row["name"]] > 1 else None

    columns = [
        Shown(
            "name",
            N_("Without the money of"),
            link=lambda row: link_cliff(view, row),
            note=which,
        ),
        Shown("kind_name", N_("Kind")),
        *_columns(view, result),
    ]
    return view.listing("cliffs", N_("Funding cliffs"), columns, rows, sort="-loss")


def _by_horizon(view: View, result: dict[str, Any]) -> Listing:
    rows = [_flat(view, row) for row in result["cliffs"] if row["kind"] == "all"]
    columns = [
        Shown("horizon", N_("Ends"), "number", link=lambda row: link_cliff(view, row),
              show=lambda row: tell_horizon(view, row["horizon"]),
              note=lambda row: view.gettext("by %(day)s", day=view.language.day(row["ends_by"]))),
        *_columns(view, result),
    ]  # fmt: skip
    return view.listing("horizons", N_("All money that ends, by when"), columns, rows)


def _services(view: View, result: dict[str, Any], horizon: int) -> Listing:
    rows: list[dict[str, Any]] = [
        {**row, "stream_names": [find_name(view, "stream", each) for each in row["streams"]]}
        for row in result["services"]
        if row["horizon"] == horizon
    ]
    for row in rows:
        lost, may = row["lost_below"], row["may_be_lost_below"]
        row["state"] = (
            view.gettext("lost") if lost else view.gettext("may be lost") if may
            else view.gettext("stays")
        )  # fmt: skip
    columns = [
        Shown("name", N_("Service"), link=lambda row: link_record(view, "service", row["service"])),
        Shown("remaining", N_("Share of its money that remains"), "interval"),
        Shown("state", N_("With what is chosen above")),
        Shown("stream_names", N_("Streams that end")),
    ]
    title = N_("Services whose money ends by then")
    return view.listing("services", title, columns, rows, sort="remaining", per_page=10)


def _matches(view: View, result: dict[str, Any], horizon: int) -> Listing:
    rows = [
        {
            **row,
            "stream_name": find_name(view, "stream", row["stream"]),
            "match_name": find_name(view, "stream", row["match"]),
            "count": len(row["services"]),
        }
        for row in result["voided_matches"]
        if row["horizon"] == horizon
    ]
    columns = [
        Shown("stream_name", N_("Stream that runs on"),
              link=lambda row: link_record(view, "stream", row["stream"])),
        Shown("match_name", N_("Its match that ends"),
              link=lambda row: link_record(view, "stream", row["match"])),
        Shown("match_ends_on", N_("Match ends"), "day"),
        Shown("count", N_("Services at risk"), "number"),
        Shown("money", N_("Money at risk"), sorts=False,
              show=lambda row: tell_money(view, row["money"], row["money_unknown"])),
    ]  # fmt: skip
    return view.listing("matches", N_("Matches that end"), columns, rows, sort="match_ends_on")


def _concentration(view: View, result: dict[str, Any]) -> Listing:
    rows = [
        {
            **row,
            "need_name": find_name(view, "need", row["need"]),
            "main_share": row["funders"] and max(row["funders"].values()),
            "why": view.gettext(REASONS[row["reason"]]) if row["reason"] else None,
        }
        for row in result["concentration"]
    ]
    columns = [
        Shown("need_name", N_("Need"), link=lambda row: view.link("/gaps", need=row["need"])),
        Shown("services", N_("Services"), "number"),
        Shown("services_with_money", N_("With money on record"), "number"),
        Shown("effective_funders", N_("As if by so many equal funders"), "number", digits=1),
        Shown("main_funder", N_("Main funder"), note=lambda row: row["main_share"] and view.gettext(
            "gives %(share)s", share=view.language.share(row["main_share"]))),
        Shown("why", N_("Not told, since")),
    ]  # fmt: skip
    title = N_("On how few funders a need rests")
    return view.listing("concentration", title, columns, rows, sort="effective_funders")


def _kept(view: View) -> Listing:
    """The cliffs that were kept of the last run, for the horizon and threshold asked."""
    asked = {"horizon": str(view.options["horizon"])}
    rows = [
        {**row, "loss": [row["loss_low"], row["loss_high"]],
         "kind_name": view.gettext(KINDS[row["kind"]])}
        for row in query_rows(view, "findings/funding-cliffs", asked)
        if row["threshold"] == view.options["threshold"]
        and view.options["kind"] in (None, row["kind"])
    ]  # fmt: skip
    columns = [
        Shown("money", N_("Without the money of"),
              link=lambda row: link_record(view, row["kind"], row["money_id"])),
        Shown("kind_name", N_("Kind")),
        Shown("ends_on", N_("Ends on"), "day"),
        Shown("loss", N_("Loses, of what is covered"), "interval"),
        Shown("lost_weight", N_("Family needs"), "number", digits=1),
        Shown("lost_cells", N_("Combinations lost"), "number"),
    ]  # fmt: skip
    return view.listing("cliffs", N_("Kept of the last run"), columns, rows, sort="-loss")
