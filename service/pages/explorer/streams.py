"""The funding streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.directory.choosing import Words, code_asked
from service.pages.directory.records import code_names
from service.pages.directory.stream_rows import list_streams, told_end
from service.pages.tables import Shown

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "streams"
PATH = "/streams"
TITLE = N_("Funding streams")
MENU = Entry("directory", 30)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("level", "text", "Only streams of this level of government or kind of giver."),
    Option("q", "text", "Only streams with these words in their names, ids or funders."),
)
LISTS = ("streams",)


def build(view: View) -> dict[str, Any]:
    """The streams that fit, those that end first at the top."""
    rows = list_streams(view)
    names = code_names(view, "funding-level")
    there = {level for row in rows for level in row["level"]}
    levels = [(code, view.code(name)) for code, name in names.items() if name in there]
    listing = view.listing(
        "streams",
        N_("Funding streams"),
        [
            Shown(
                "name",
                N_("Stream"),
                link=lambda row: view.link("/streams/" + view.quote_id(row["id"])),
                note=lambda row: row["funder"],
            ),
            Shown("level", N_("Level"), "code"),
            Shown("ends_on", N_("Ends on"), "day", show=lambda row: told_end(view, row["ends_on"])),
            Shown("recipients", N_("Services and partners it pays"), "number"),
            Shown("awarded_year", N_("Latest year of awards")),
            Shown("awarded", N_("Awarded in that year"), "money"),
        ],
        _select(view, rows),
        sort="ends_on",
    )
    return {"listing": listing, "levels": levels}


def _select(view: View, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = code_names(view, "funding-level")
    if level := code_asked(view, "level", list(names)):
        name = names[level]
        rows = [row for row in rows if name in row["level"]]
    if words := view.options["q"]:
        texts = [f"{row['name']} {row['id']} {row['funder'] or ''}" for row in rows]
        fits = Words(texts).select(words).tolist()
        rows = [row for row, fit in zip(rows, fits, strict=True) if fit]
    return rows
