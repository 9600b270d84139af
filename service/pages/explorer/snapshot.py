"""A snapshot: scores by dimension and question, what people noted, and what has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses import select_analysis
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.reading import list_choices, list_files, list_tables, read_analysis
from service.pages.planning.rows import spell
from service.pages.planning.snapshot_notes import (
    list_comments,
    list_findings,
    list_notes,
    list_priorities,
)
from service.pages.planning.snapshot_scores import (
    list_changes,
    list_dimensions,
    list_questions,
    list_side_by_side,
)
from service.pages.tables import Listing, Shown
from service.pages.words import collaboratives as words
from service.pages.words.planning_codes import word_shower

if TYPE_CHECKING:
    from service.pages.planning.rows import Result
    from service.pages.view import View

NAME = "snapshot"
PATH = "/plan/snapshot"
TITLE = N_("Snapshot")
MENU = Entry("plan", 60)
RUNS: Runs = "analysis"
OPTIONS = tuple(
    replace(each, many=False, default=None) if each.name == "snapshot" else each
    for each in select_analysis("snapshot").OPTIONS
)
LISTS = (
    "dimensions", "questions", "findings", "priorities", "notes", "changes", "side_by_side",
    "comments", "snapshots", "problems",
)  # fmt: skip


def build(view: View) -> dict[str, Any]:
    """The snapshot asked for, else the last; beside it the others."""
    options = {**view.options, "snapshot": ()}
    whole = read_analysis(view, "snapshot", options)
    asked = view.options["snapshot"]
    latest = max(whole["snapshots"], key=lambda row: row["as_of"], default=None)
    chosen: str | None = asked or (latest and latest["snapshot"])
    result = read_analysis(view, "snapshot", {**options, "snapshot": (chosen,)}) if chosen else {}
    told = next((row for row in result.get("snapshots", ()) if row["snapshot"] == chosen), None)
    values: dict[str, Any] = {
        "snapshot": told,
        "snapshot_choices": list_choices(whole["snapshots"], "snapshot"),
        "chosen": chosen,
        "floor": options["floor"],
        "tables": list_tables("snapshot"),
        "problems": _problems(view, whole),
    }
    if chosen is None or told is None:
        return values
    return values | {
        "files": list_files(view, "snapshot", ("snapshot-svg", "snapshot-xlsx"), snapshot=chosen),
        "picture_of": _picture(view, result),
        "dimensions": list_dimensions(view, result),
        "questions": list_questions(view, result),
        "findings": list_findings(view, result, chosen),
        "priorities": list_priorities(view, result),
        "notes": list_notes(view, result),
        "changes": list_changes(view, result),
        "side_by_side": list_side_by_side(view, whole),
        "comments": list_comments(view, result),
        "snapshots": _snapshots(view, whole),
    }


def _picture(view: View, result: Result) -> Markup:
    from service.pictures.snapshot import render_snapshot

    return Markup(render_snapshot(result, language=view.language))


def _snapshots(view: View, whole: Result) -> Listing:
    return view.listing(
        "snapshots",
        N_("All snapshots"),
        [
            Shown("name", N_("Snapshot"), link=lambda row: view.here(snapshot=row["snapshot"])),
            Shown("community_name", N_("Community")),
            Shown("as_of", N_("Day"), "day"),
            Shown("respondents", N_("People who answered"), "number"),
            Shown("asked", N_("People asked"), "number"),
            Shown("answered_share", N_("Answered"), "share"),
        ],
        whole["snapshots"],
        sort="-as_of",
        per_page=10,
    )


def _problems(view: View, whole: Result) -> Listing:
    rows = spell(whole["problems"], {"kind": word_shower(view, words.SNAPSHOT_PROBLEMS, "kind")})
    return view.listing(
        "problems",
        N_("Records that cannot be used as they stand"),
        [Shown("kind", N_("What is wrong"), "long"), Shown("record", N_("Record"))],
        rows,
        per_page=10,
    )
