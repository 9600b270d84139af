"""The next generation while it is being made."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph.errors import SourceError, StoreError
from graph.store.generation import Generation
from graph.store.layout import remove_tree
from graph.store.protocol import Progress, Results
from graph.store.querying import query_union
from graph.store.replacing import add_quads, replace_graph


def _no_progress(stage: str, done: int, total: int | None) -> None:
    return None


class Draft:
    """A copy of the published generation, to be changed and then published as `number`."""

    def __init__(
        self, store: Store, folder: Path, *, number: int, note: str, kind: str, data_dir: Path | str
    ) -> None:
        self.number = number
        self.note = note
        self.kind = kind
        self.ontology = ""
        self.published: Generation | None = None
        """The generation this became; set on leaving the `with` block."""
        self._open: Store | None = store
        self.folder = folder
        self._data_dir = data_dir
        self._asked = count(1)

    @property
    def store(self) -> Store:
        """Writable; use it within the `with` block only."""
        if self._open is None:
            raise StoreError("this write has ended; begin another", data_dir=self._data_dir)
        return self._open

    @property
    def version(self) -> str:
        """New each time it is asked, since a draft changes at any time."""
        return f"{self.number}-draft-{next(self._asked)}"

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; the default graph is the union of all graphs."""
        return query_union(self.store, sparql)

    def set_note(self, note: str) -> None:
        """The note under which the generation will stand in the history."""
        self.note = note

    def replace_graph(
        self, graph: NamedNode, quads: Iterable[Quad], *, progress: Progress = _no_progress
    ) -> int:
        """Make a graph hold exactly these quads; returns how many were given.

        Quads may come from a generator that looks into this draft, which changes only after the
        last of them; many are not kept in memory. All must be in `graph`, else ValueError.
        """
        return replace_graph(self.store, graph, quads, beside=self.folder, progress=progress)

    def remove_graph(self, graph: NamedNode, *, progress: Progress = _no_progress) -> None:
        """Remove a graph; nothing happens when there is none."""
        replace_graph(self.store, graph, (), beside=self.folder, progress=progress)

    def add_quads(self, quads: Iterable[Quad]) -> None:
        """Add quads, few or millions, to the graphs they name."""
        add_quads(self.store, quads)

    def bulk_load_file(
        self,
        path: Path,
        format: RdfFormat | None = None,
        to_graph: NamedNode | None = None,
    ) -> None:
        """Add the triples of an RDF file; N-Triples and N-Quads are read in parallel.

        Raises SourceError when the file is not there or not what its format says.
        """
        try:
            self.store.bulk_load(path=path, format=format, to_graph=to_graph)
        except FileNotFoundError as error:
            raise SourceError("no such file", path=path) from error
        except (SyntaxError, ValueError) as error:
            row = error.lineno if isinstance(error, SyntaxError) else None
            said = error.msg if isinstance(error, SyntaxError) else str(error)
            raise SourceError(said, path=path, row=row) from error

    def close(self) -> None:
        """Let go of the store, and remove its files."""
        self._open = None
        # Renamed first: where something still refers to the store, such as a traceback, the
        # engine would go on making files while they are being removed.
        gone = self.folder.with_name(self.folder.name + ".gone")
        with suppress(FileNotFoundError):
            self.folder.rename(gone)
        remove_tree(gone)
