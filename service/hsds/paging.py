"""Pages of a list, as HSDS wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page; the first has the number 1."""

    items: Sequence[Item]
    number: int
    total_items: int
    total_pages: int

    def envelope(self) -> dict[str, Any]:
        """What HSDS says of a page, but for its contents."""
        return {
            "total_items": self.total_items,
            "total_pages": self.total_pages,
            "page_number": self.number,
            "size": len(self.items),
            "first_page": self.number == 1,
            "last_page": self.number >= self.total_pages,
            "empty": not self.items,
        }


def cut_page(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """A page of at most `size` items; one past the last is empty.

    >>> cut_page("abcde", 3, 2).envelope()["size"], cut_page("", 1, 2).total_pages
    (1, 0)
    """
    start = (number - 1) * size
    total = len(items)
    return Page(items[start : start + size], number, total, -(-total // size))
