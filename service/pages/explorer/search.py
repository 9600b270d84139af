"""Search over the names, ids, needs and other words of everything that is loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.search.results import GROUPS, MOST, find_groups, suggest_spelling
from service.pages.search.suggesting import suggest
from service.pages.tables import Shown
from service.workers.job import Outcome

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "search"
PATH = "/search"
TITLE = N_("Search")
MENU: Entry | None = None
RUNS: Runs = "catalogue"
OPTIONS = (
    Option("q", "text", "Words to look for."),
    Option("kind", "choice", "Only what is of this kind.", choices=tuple(GROUPS)),
)
LISTS = ("found",)
LONGEST = 200
"""Letters of what is sought that are looked at."""


def build(view: View) -> dict[str, Any] | Outcome:
    """What fits, by kind; all of it as one table where a kind is chosen."""
    from service.jobs.search import search_index
    from service.search import fold

    text = (view.options["q"] or "")[:LONGEST].strip()
    if view.path.get("form") == "suggestions":
        told = json.dumps(suggest(view, text), ensure_ascii=False)
        return Outcome([told.encode()], "application/json")
    kind = view.options["kind"]
    index = search_index(view.data)
    asked = bool(fold(text))
    groups = find_groups(view, index, text, [kind] if kind else list(GROUPS)) if asked else []
    meant = suggest_spelling(index, text) if asked else ""
    elsewhere = 0
    if asked and kind and not groups:
        elsewhere = index.find(text, limit=MOST).total
    return {
        "text": text,
        "asked": asked,
        "groups": groups,
        "kinds": [(key, view.gettext(words)) for key, words in GROUPS.items()],
        "listing": _list(view, groups[0].rows) if kind and groups else None,
        "most": MOST,
        "meant": meant if meant and index.find(meant, limit=1).hits else "",
        "elsewhere": elsewhere,
        "examples": _examples(view),
    }


def _list(view: View, rows: Any) -> Any:
    return view.listing(
        "found",
        N_("What was found"),
        [
            Shown("name", N_("Name"), "long", link=lambda row: row["address"] or None),
            Shown("description", N_("What it is"), "long"),
        ],
        rows,
    )


def _examples(view: View) -> list[str]:
    """A few words to try: needs that are asked for, in the language of the page."""
    names = sorted({view.code(name) for name in view.net.needs.names})
    return names[:: max(1, len(names) // 6)][:6]
