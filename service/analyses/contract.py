"""What a module of `service.analyses` says of itself, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from service.exports.content.tables import Column

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.parameters import CoverageParameters
    from graph.projection import Projection
    from service.workspace import Analyses

Part = Literal["map", "planning"]
Kind = Literal["whole", "number", "choice", "text", "day"]


@dataclass(frozen=True)
class Option:
    """A parameter of an analysis beside those of coverage.

    `default` is what holds where nothing is given: a tuple where `many` values may be. `least` and
    `most` bound numbers. What `protects` families is a floor that a service does not go below:
    there the setting `small_cell_floor` is the least and, if it is more, the default. What only
    `narrows` what is told is left out of the run whose findings are kept: else those of the rest
    would seem to be gone.
    """

    name: str
    kind: Kind
    meaning: str
    default: Any = None
    many: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    protects: bool = False
    narrows: bool = False
    pattern: str | None = None
    """Regular expression that a text matches as a whole."""
    written: str = ""
    """The form of such a text, in words."""


@dataclass(frozen=True)
class Listed:
    """A list of the result that reads as a table.

    `columns` are keys of its items, in the order of CSV and of the workbook; `read` names those
    that a table on screen shows.
    """

    name: str
    title: str
    grain: str
    columns: Sequence[Column]
    read: Sequence[str]


class Analysis(Protocol):
    """A module of `service.analyses`: one analysis."""

    NAME: str
    """The command, the route and the tool."""
    SUMMARY: str
    """What it answers, in one line."""
    DESCRIPTION: str
    PART: Part
    """The take-away workbook that its lists stand in."""
    OPTIONS: tuple[Option, ...]
    LISTS: tuple[Listed, ...]

    def compute(
        self, analyses: Analyses, parameters: CoverageParameters, **options: Any
    ) -> dict[str, Any]:
        """The result, ready for JSON."""

    def find(self, net: Projection, result: dict[str, Any]) -> Findings:
        """What is kept of a result in the store."""

    def tell(self, result: dict[str, Any]) -> list[str]:
        """The lines above the tables."""
