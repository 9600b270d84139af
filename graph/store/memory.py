"""A store in memory, for tests and small work."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from io import BytesIO

from pyoxigraph import Quad, RdfFormat, Store

from graph.store.protocol import Results
from graph.store.querying import query_union


class MemoryStore:
    """A ReadableStore over `store`, a writable pyoxigraph store that nothing else holds."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self.store = Store()
        self.store.extend(quads)

    @property
    def version(self) -> str:
        """A hash of the data; computing it reads everything, so this is for small stores."""
        written = BytesIO()
        self.store.dump(written, format=RdfFormat.N_QUADS)
        lines = sorted(written.getvalue().splitlines())
        return hashlib.sha256(b"\n".join(lines)).hexdigest()[:16]

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL query; the default graph is the union of all graphs."""
        return query_union(self.store, sparql)
