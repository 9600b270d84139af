"""What the search field suggests while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.pages.search.results import show_hit

if TYPE_CHECKING:
    from service.pages.view import View

MOST = 8
LETTERS = 90
"""Letters of a name that are suggested."""


def suggest(view: View, text: str) -> list[dict[str, Any]]:
    """The best few of what fits: name, kind in words, and the address it leads to."""
    from service.jobs.search import search_index
    from service.search import fold

    if not fold(text):
        return []
    found = [show_hit(view, hit) for hit in search_index(view.data).find(text, limit=MOST).hits]
    return [
        {"name": row["name"][:LETTERS], "kind": row["kind"], "address": row["address"]}
        for row in found
        if row["address"]
    ]
