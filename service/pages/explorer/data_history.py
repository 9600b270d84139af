"""The states of the data that are kept, and the way back to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.store import Generation
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.planning.findings import tell_kind
from service.pages.tables import Row, Shown
from service.pages.words.outcomes import SAID, tell

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "data_history"
PATH = "/data/history"
TITLE = N_("History")
MENU = Entry("data", 20)
RUNS: Runs = "catalogue"
OPTIONS = (SAID,)
LISTS = ("history",)
KINDS = {
    "load": N_("a source was loaded"),
    "drop": N_("a source was removed"),
    "update": N_("the data was edited"),
    "match": N_("records were decided on"),
    "crosswalk": N_("terms were mapped"),
    "findings": N_("findings were kept"),
    "rollback": N_("earlier data was published again"),
    "restore": N_("a backup was restored"),
}
"""What made a state, in words."""
TOLD = {
    "load": "load ",
    "drop": "drop ",
    "crosswalk": "crosswalk ",
    "findings": "findings: ",
    "rollback": "rollback to generation ",
}
"""How notes begin of which the next word is told: the source, the file, the analysis, the number.
Other notes may name a person."""
OVER_HTTP = " over HTTP"


def build(view: View) -> dict[str, Any]:
    """The kept generations, the one that is used first."""
    from service.workspace import open_store

    kept = open_store(view.data.settings).history()
    rows = [
        _row(view, each, kept[place + 1] if place + 1 < len(kept) else None)
        for place, each in enumerate(kept)
    ]
    used = view.data.generation.number
    message, is_done = tell(view)
    return {
        "listing": _list(view, rows, used),
        "earlier": [row for row in rows if row["number"] != used],
        "writable": view.data.settings.writable,
        "most_kept": view.data.settings.keep_generations,
        "message": message,
        "is_done": is_done,
    }


def _row(view: View, each: Generation, before: Generation | None) -> dict[str, Any]:
    kind = KINDS.get(each.kind)
    return {
        "number": each.number,
        "moment": view.language.moment(each.published_at),
        "sort": each.published_at.isoformat(),
        "what": view.gettext(kind) if kind else each.kind,
        "note": _say_note(view, each),
        "who": _tell_who(view, each),
        "triples": each.triples,
        "change": each.triples - before.triples if before else None,
    }


def tell_note(generation: Generation) -> str:
    """What was changed, without who it was: names of staff are told to nobody over HTTP.

    >>> from datetime import UTC, datetime
    >>> tell_note(Generation(2, datetime.now(UTC), "load clinics: 177 records", "load", 9))
    'clinics'
    """
    begins = TOLD.get(generation.kind)
    if begins is None or not generation.note.startswith(begins):
        return ""
    return generation.note.removeprefix(begins).partition(OVER_HTTP)[0].partition(":")[0]


def _say_note(view: View, generation: Generation) -> str:
    """The note; an analysis whose findings were kept, in the language of the page."""
    note = tell_note(generation)
    return tell_kind(view, note) if generation.kind == "findings" else note


def _tell_who(view: View, generation: Generation) -> str:
    if OVER_HTTP in generation.note:
        return view.gettext("a holder of a key, over HTTP")
    if generation.kind == "match":
        return view.gettext("a person who decides")
    return view.gettext("a command on the machine")


def _list(view: View, rows: list[dict[str, Any]], used: int) -> Any:
    def number(row: Row) -> str:
        if row["number"] == used:
            return view.gettext("%(number)s, in use", number=row["number"])
        return str(row["number"])

    def change(row: Row) -> str:
        if row["change"] is None:
            return "–"
        sign = "+" if row["change"] > 0 else ""
        return sign + view.language.number(row["change"])

    columns = [
        Shown("number", N_("Generation"), show=number),
        Shown("sort", N_("When"), show=lambda row: str(row["moment"])),
        Shown("what", N_("What"), "long", note=lambda row: row["note"] or None),
        Shown("who", N_("By")),
        Shown("triples", N_("Facts"), "number"),
        Shown("change", N_("More or fewer"), "number", show=change),
    ]
    return view.listing("history", N_("Kept states of the data"), columns, rows)
