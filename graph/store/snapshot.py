"""A published generation, read-only."""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, QueryTriples, RdfFormat, Store

from graph.store.generation import Generation, parse_generation
from graph.store.layout import Layout
from graph.store.protocol import Results
from graph.store.querying import query_union
from ontology.terms import PREFIXES

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class Snapshot:
    """One generation, which does not change and is not pruned while this object lives.

    RocksDB opens files when it first needs them, so a generation in use must stay on disk: a
    snapshot holds a shared lock on the metadata file, and pruning passes by what is so locked.
    Keep the snapshot itself, not only its `store` or its lazy results.
    """

    def __init__(
        self, store: Store, generation: Generation, descriptor: int, *, directory: Path
    ) -> None:
        self.store = store
        self.directory = directory
        self.generation = generation
        self._descriptor = descriptor
        self._pid = os.getpid()
        weakref.finalize(self, os.close, descriptor)

    @property
    def version(self) -> str:
        """The generation's number."""
        return str(self.generation.number)

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; the default graph is the union of all graphs."""
        return query_union(self.store, sparql)

    @contextmanager
    def copied(self) -> Iterator[Store]:
        """The data in a store of this machine: it is there already."""
        yield self.store

    def dump(
        self,
        output: Path | IO[bytes] | None = None,
        *,
        format: RdfFormat,
        from_graph: NamedNode | DefaultGraph | None = None,
    ) -> bytes | None:
        """Write all graphs, or one, in an RDF format; returns the bytes when `output` is None.

        A format without graphs (Turtle, N-Triples, RDF/XML) gets the union of all graphs.
        """
        if from_graph is not None or format.supports_datasets:
            return self.store.dump(output, format, from_graph=from_graph, prefixes=PREFIXES)
        triples = self.query(_EVERYTHING)
        assert isinstance(triples, QueryTriples)
        return triples.serialize(output, format)

    def is_at(self, path: Path) -> bool:
        """Whether this is, in this process, the snapshot of that metadata file."""
        try:
            there, held = path.stat(), os.fstat(self._descriptor)
        except FileNotFoundError:
            return False
        return os.path.samestat(there, held) and self._pid == os.getpid()


def open_snapshot(layout: Layout, number: int) -> Snapshot:
    """Open a generation and hold it; raises FileNotFoundError when it has been pruned."""
    path = layout.metadata_file(number)
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        # Pruning may have removed the file between opening and locking it.
        if os.fstat(descriptor).st_nlink == 0:
            raise FileNotFoundError(path)
        text = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        generation = parse_generation(text, path=path, data_dir=layout.data_dir)
        store = open_generation(layout, number)
        return Snapshot(store, generation, descriptor, directory=layout.directory(number))
    except BaseException:
        os.close(descriptor)
        raise


def open_generation(layout: Layout, number: int) -> Store:
    """A generation's data, read-only; StoreError, with the ways out, when it is damaged."""
    try:
        return Store.read_only(str(layout.directory(number)))
    except OSError as error:
        raise layout.damaged(f"generation {number} cannot be opened ({error})") from error
