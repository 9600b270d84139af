"""The words of a report: messages in its language, and the names that it tells."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from graph.parameters import CoverageParameters
from service.language import Language

if TYPE_CHECKING:
    from graph.projection import Projection
    from graph.store import ReadableStore

LONGEST = 160
"""Letters of a name; dots stand for what is cut off."""

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Where:
    """Where the whole of a list stands: the address of a page, and a command."""

    page: str
    command: str


class Memory:
    """The data that are told of, and what was made of them once."""

    def __init__(self, read: Callable[[], ReadableStore]) -> None:
        self._read = read
        self._kept: dict[Hashable, Any] = {}

    @property
    def store(self) -> ReadableStore:
        """The data."""
        return self._read()

    def remember(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What `make` gives, made the first time only."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Kept = self._kept[key]
        return found


@dataclass(frozen=True)
class Words:
    """What sections say their texts with. It speaks as a page's view does, so that sentences on
    gaps and proposals are the same in both."""

    language: Language
    parameters: CoverageParameters
    net: Projection
    data: Memory

    def gettext(self, message: str, **values: Any) -> str:
        """A message in the language of the report; long names in it are cut."""
        return self.language.gettext(message, **{name: cut(v) for name, v in values.items()})

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """A message that counts."""
        told = {name: cut(v) for name, v in values.items()}
        return self.language.ngettext(one, many, count, **told)

    def code(self, name: str | None) -> str:
        """The name of a code, or of a record where it is none; a dash for None."""
        return str(cut(self.language.code_name(name))) if name else "–"

    def name(self, name: str | None) -> str:
        """A name of the community's own; a dash for None."""
        return str(cut(name)) if name else "–"

    def segment(self, identifier: str, name: str) -> str:
        """The name of a segment."""
        return self.gettext("All families") if identifier == "all" else str(cut(name))

    def place(self, identifier: str, name: str) -> str:
        """The name of a place."""
        return self.gettext("Everywhere") if identifier == "everywhere" else str(cut(name))

    def left_out(self, shown: int, of: int, where: Where) -> str:
        """What a cut list does not hold, and where all of it stands; empty where it holds all."""
        if shown >= of:
            return ""
        return self.ngettext(
            "%(num)s more is not shown here. All of the list: %(page)s in the explorer, or the "
            "command %(command)s.",
            "%(num)s more are not shown here. All of the list: %(page)s in the explorer, or the "
            "command %(command)s.",
            of - shown,
            page=where.page,
            command=where.command,
        )


def cut(value: Any, longest: int = LONGEST) -> Any:
    """A text, shortened where it is longer; anything else as it is.

    >>> cut("a long name", 8)
    'a long…'
    """
    if not isinstance(value, str) or len(value) <= longest:
        return value
    return value[: longest - 1].rstrip() + "…"
