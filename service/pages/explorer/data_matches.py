"""Pairs of records that may be of one partner or service, to be decided by people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.tables import Row, Shown
from service.pages.words.matches import BANDS, KINDS, STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.matching import Proposal
    from service.pages.view import View

NAME = "data_matches"
PATH = "/data/matches"
TITLE = N_("Records that may be one")
MENU = Entry("data", 30)
RUNS: Runs = "analysis"
OPTIONS = (
    Option(
        "state", "choice", "Decided or not.", default="open", choices=("open", "decided", "all")
    ),
    Option("band", "choice", "Only pairs that are so likely.", choices=tuple(BANDS)),
    Option("kind", "choice", "Only records of this kind.", choices=tuple(KINDS)),
    Option("source", "text", "Only pairs with a record of this source."),
)
LISTS = ("matches",)
DECIDED = {"open": False, "decided": True, "all": None}


def build(view: View) -> dict[str, Any]:
    """The pairs that fit, the most alike first, and how many there are of each kind."""
    from loaders.provenance import list_sources
    from service.matches import (
        MatchFilters,
        count_matches,
        describe_matches,
        select_matches,
    )

    store, options = view.data.store, view.options
    filters = MatchFilters(
        bands=(options["band"],) if options["band"] else (),
        kind=options["kind"],
        source=options["source"],
        decided=DECIDED[options["state"]],
    )
    chosen = select_matches(store, proposals_of(view), filters)
    sources = [str(row["name"]) for row in list_sources(store)]
    return {
        "listing": _list(view, describe_matches(store, chosen)),
        "counts": count_matches(chosen),
        "bands": [(key, view.gettext(words)) for key, words in BANDS.items()],
        "kinds": [(key, view.gettext(words)) for key, words in KINDS.items()],
        "sources": [(name, name) for name in sources],
        "states": [
            ("open", view.gettext("pairs to decide")),
            ("decided", view.gettext("decided pairs")),
            ("all", view.gettext("all pairs")),
        ],
    }


def proposals_of(view: View) -> Sequence[Proposal]:
    """Every proposal, the best first; kept as long as the data is the same."""
    from service.matches import open_proposals

    store, where = view.data.store, view.data.settings.data_dir
    return view.data.remember("proposals", lambda: open_proposals(store, where))


def _list(view: View, rows: list[dict[str, Any]]) -> Any:
    def pair(row: Row) -> str:
        return view.link("/data/matches/pair", left=row["left"], right=row["right"])

    def state(row: Row) -> str:
        return view.gettext(STATES[row["decision"] or row["follows"] or "undecided"])

    def told(row: Row) -> str | None:
        if row["decision"] is None and row["follows"]:
            return view.gettext("follows from other decisions")
        return None if row["loaded"] else view.gettext("not loaded now")

    columns = [
        Shown("left_name", N_("One record"), "long", link=pair,
              show=lambda row: row["left_name"] or row["left"], note=lambda row: row["left"]),
        Shown("right_name", N_("The other"), "long",
              show=lambda row: row["right_name"] or row["right"], note=lambda row: row["right"]),
        Shown("kind", N_("Kind"),
              show=lambda row: view.gettext(KINDS[row["kind"]]) if row["kind"] else "–"),
        Shown("band", N_("One and the same?"),
              show=lambda row: view.gettext(BANDS[row["band"]]) if row["band"] else "–"),
        Shown("score", N_("How alike"), "share"),
        Shown("decision", N_("Decided"), show=state, note=told),
    ]  # fmt: skip
    return view.listing("matches", N_("Pairs of records"), columns, rows)
