"""What analysis and queries may ask of a store, wherever the data is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

Results: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples
"""SELECT, ASK, or CONSTRUCT and DESCRIBE."""

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""(stage, done, total if known): called now and then on long work."""


class ReadableStore(Protocol):
    """Data that can be queried."""

    @property
    def version(self) -> str:
        """Changes whenever the data changes, so that derived results may be kept by it."""
        ...

    def query(self, sparql: str) -> Results:
        """The results of a SPARQL 1.1 query.

        The default graph is the union of all graphs, unless the query has FROM or FROM NAMED. A
        triple that is in two graphs is met twice there, so count and list with DISTINCT.
        Results are lazy: keep the store referenced while iterating. Raises SyntaxError with the
        position, OSError on a store fault.
        """
        ...
