"""What the addresses of the explorer's pages may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote, urlencode

from service.pages.contract import ExplorerPage
from service.pages.explorer import select_pages

DEFAULTS = {
    "handoffs": "1",
    "mode": "warm",
    "stale_after_days": "365",
    "uncoded_services": "unknown",
}
"""Values of the parameters of coverage that an address need not hold."""
COVERAGE = (*DEFAULTS, "as_of")
ALWAYS = (*COVERAGE, "lang")
"""What every page takes."""
KEPT = (*ALWAYS, "place", "segment")
"""What links carry from page to page, as far as the other page takes it."""


def names_of(page: ExplorerPage) -> list[str]:
    """The parameters that the address of a page may hold."""
    listed = [f"{name}_{part}" for name in page.LISTS for part in ("sort", "page")]
    downloads = ["download", "list"] if page.LISTS else []
    return [*ALWAYS, *(option.name for option in page.OPTIONS), *listed, *downloads]


@cache
def accepted(path: str) -> frozenset[str]:
    """The parameters that the page at a path takes; those of all pages for other paths."""
    found = find_page(path)
    return frozenset(names_of(found[0]) if found else ALWAYS)


def find_page(path: str) -> tuple[ExplorerPage, dict[str, str]] | None:
    """The page at a path, and what the path names; None where it is no page of the explorer."""
    for pattern, page in _pages():
        if fits := pattern.fullmatch(path):
            return page, {name: unquote(value) for name, value in fits.groupdict().items()}
    return None


def join(path: str, pairs: Sequence[tuple[str, Any]]) -> str:
    """A path with parameters; blank ones, and those that say what holds anyway, are left out.

    >>> join("/gaps#list", [("handoffs", 1), ("place", "alder"), ("need", None)])
    '/gaps?place=alder#list'
    """
    told: list[tuple[str, str]] = []
    for name, value in pairs:
        values = value if isinstance(value, list | tuple) else [value]
        told += [(name, str(each)) for each in values if each is not None and each != ""]
    told = [(name, value) for name, value in told if DEFAULTS.get(name) != value]
    path, mark, anchor = path.partition("#")
    return (f"{path}?{urlencode(told)}" if told else path) + mark + anchor


@lru_cache(maxsize=1)
def _pages() -> list[tuple[re.Pattern[str], ExplorerPage]]:
    found = []
    for page in select_pages().values():
        parts = re.split(r"(\{\w+(?::path)?\})", page.PATH)
        found.append((re.compile("".join(map(_pattern_of, parts))), page))
    return found


def _pattern_of(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    name, _, kind = part[1:-1].partition(":")
    return f"(?P<{name}>{'.+' if kind == 'path' else '[^/]+'})"
