"""What every loader takes and gives: a context, records, and issues that say where and what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import NamedNode, Quad

from ontology.terms import DATA, mint, source_graph

if TYPE_CHECKING:
    from loaders.crosswalk.reading import CrosswalkFile


@dataclass(frozen=True)
class Issue:
    """One thing wrong at one place of a source, and what would be right.

    `severity`: `error` = the row or record was not loaded; `warning` = it was loaded, repaired,
    marked or read as unknown, as the message says.
    """

    severity: str
    code: str
    """A short stable word, e.g. `dangling-reference`, `repeated-key`, `wrong-type`."""
    message: str
    """What is wrong and what would be right, in one sentence."""
    file: str
    sheet: str | None = None
    row: int | None = None
    """The row as a spreadsheet shows it: the header is row 1. For JSON, the record's ordinal."""
    column: str | None = None
    value: str | None = None
    record: str | None = None
    """The record's own id, where known."""


@dataclass(frozen=True)
class Record:
    """One row or object as read: plain values, before any RDF."""

    table: str
    values: Mapping[str, Any]
    file: str
    row: int


@dataclass
class Reading:
    """What a loader read from a source."""

    records: Sequence[Record]
    issues: list[Issue] = field(default_factory=list)
    rows_read: int = 0
    """Rows or records met, loaded or not."""
    files: Sequence[Path] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    """What the loader noticed of the whole source, e.g. its dialect."""


@dataclass(frozen=True)
class Origin:
    """Where a path came from, when it is a copy of what is elsewhere."""

    address: str
    """As provenance tells it."""
    source: str
    """The name for the source where none is given."""
    issues: Sequence[Issue] = ()
    """What was wrong with it on the way."""


Known = Callable[[str, Sequence[str]], Sequence[tuple[NamedNode, str]]]
"""(identifier, class local names) -> (IRI, source) of the records in other loaded sources and in
the shipped lists (source `""`) that bear this identifier and are of one of these classes. The
identifier may be an IRI."""


@dataclass(frozen=True)
class Listed:
    """A record of another loaded source, or of the shipped lists, as a loader may match it."""

    iri: NamedNode
    source: str
    """The other source's name; `""` for the shipped lists."""
    identifier: str
    label: str | None = None
    geoid: str | None = None
    """Of a place: its `nwd:geoid`."""
    kind: str | None = None
    """Of a touchpoint: its `nwd:touchpointKind`, as notation; of a place: its `nwd:placeKind`."""
    part_of: Sequence[NamedNode] = ()
    """Of a place: the places it is part of, in order."""


Listing = Callable[[str], Sequence[Listed]]
"""(class local name, e.g. `Place`) -> every record of that class outside this source."""

Progress = Callable[[str, int, "int | None"], None]
"""(stage, done, total if known): called now and then on long work."""


def _nothing_known(identifier: str, kinds: Sequence[str]) -> Sequence[tuple[NamedNode, str]]:
    return ()


def _nothing_listed(kind: str) -> Sequence[Listed]:
    return ()


def _no_progress(stage: str, done: int, total: int | None) -> None:
    return None


@dataclass(frozen=True)
class LoadContext:
    """What a loader may know beside the file: the source's name, and the store as it is."""

    source: str
    base: str = DATA
    today: date = field(default_factory=date.today)
    crosswalks: Sequence[Path | CrosswalkFile] = ()
    """The crosswalks to ask before the shipped one, as files or as kept in the store."""
    keywords: bool = True
    """Whether keyword rows of crosswalks are asked."""
    known: Known = _nothing_known
    listed: Listing = _nothing_listed
    progress: Progress = _no_progress

    @property
    def graph(self) -> NamedNode:
        return source_graph(self.source)

    def mint(self, kind: str, identifier: str) -> NamedNode:
        return mint(self.source, kind, identifier, base=self.base)


class Loader(Protocol):
    """A module of `loaders/` that reads one kind of source; found by scanning the package."""

    KIND: str
    """The name given with `--kind`, e.g. `workbook`."""
    TITLE: str

    def recognises(self, path: Path) -> bool:
        """Whether this path looks like this kind of source (cheap; must not raise)."""

    def read(self, path: Path, context: LoadContext) -> Reading:
        """Records and issues; raises SourceError when the file as a whole cannot be read."""

    def build(self, reading: Reading, context: LoadContext) -> Iterable[Quad]:
        """Quads in `context.graph`; may add issues to the reading."""
