"""What every form of a named query's answer takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from graph.store import Generation
    from queries.catalogue import NamedQuery
    from service.tables.paging import Page


class TableFormat(Protocol):
    """A module of `service.tables`: one form of an answer."""

    NAME: str
    """As in `format=` and as the suffix of an address."""
    TITLE: str
    """What it is for, in a few words."""
    MEDIA_TYPE: str
    """With its character set, where it is text."""
    IS_FILE: bool
    """Whether it takes long to write, so that it is made where exports are made."""

    def render(self, answered: Answered) -> Iterator[bytes]:
        """The whole answer in pieces; it reads the rows once."""


@dataclass(frozen=True)
class Answered:
    """A named query with its answer, and what the answer rests on."""

    query: NamedQuery
    parameters: Mapping[str, str]
    """What each parameter stands for, as in `queries.run.Table`."""
    text: str
    """The SPARQL that was run."""
    page: Page
    generation: Generation
    asked_at: datetime
    """With time zone."""

    def described_generation(self) -> dict[str, Any]:
        """The generation as answers tell it."""
        return {
            "number": self.generation.number,
            "published_at": self.generation.published_at.isoformat(),
        }
