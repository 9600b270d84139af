"""Every page of the explorer by the links that lead there, as a reader finds it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

from service.pages.addresses import find_page
from service.pages.explorer import select_pages

LEADS = {"a": "href", "form": "action", "iframe": "src"}
"""What leads on to another page: element and attribute."""


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(LEADS.get(tag, ""))
        if address and address.startswith("/"):
            self.found.append(address.partition("#")[0])


def crawl_pages(read: Callable[[str], str], *, start: str = "/") -> dict[str, str]:
    """Page name to the first address of it that a link leads to.

    `read` gives the HTML at an address. One address of each page is read, so that it ends whatever
    the size of the community.
    """
    found: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        address = waiting.popleft()
        page = find_page(urlsplit(address).path)
        if page is None or page[0].NAME in found or "download=" in address:
            continue
        found[page[0].NAME] = address
        waiting.extend(_Links(read(address)).found)
    return found


def unreached(found: dict[str, str]) -> set[str]:
    """The pages to which no link leads."""
    return set(select_pages()) - set(found)
