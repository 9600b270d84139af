"""The menu: the pages that say where they stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from service.language import N_
from service.pages.contract import ExplorerPage
from service.pages.explorer import select_pages

if TYPE_CHECKING:
    from service.pages.view import View

GROUPS = {
    "map": N_("The map"),
    "directory": N_("Who does what"),
    "plan": N_("From map to plan"),
    "data": N_("Data and queries"),
}


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    title: str
    address: str
    is_here: bool


def build_menu(view: View) -> list[tuple[str, list[Item]]]:
    """(title, entries) of every group, in the language of the page."""
    return [
        (
            view.gettext(title),
            [
                Item(view.gettext(page.TITLE), view.link(page.PATH), page.NAME == view.page.NAME)
                for page in _pages_of(group)
            ],
        )
        for group, title in GROUPS.items()
        if _pages_of(group)
    ]


@lru_cache(maxsize=len(GROUPS))
def _pages_of(group: str) -> list[ExplorerPage]:
    pages = [page for page in select_pages().values() if page.MENU and page.MENU.group == group]
    return sorted(pages, key=lambda page: (page.MENU.order if page.MENU else 0, page.NAME))
