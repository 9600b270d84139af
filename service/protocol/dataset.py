"""A query run over the graphs that it reads: those of the request, its own, or the default rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from graph.errors import QueryError
from graph.store import ReadableStore
from graph.store.protocol import Results
from queries.dataset import names_dataset

NAMED = "named"
"""What is told of a default graph that the request or the query chose."""


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request names, and what holds where neither it nor the query does."""

    rule: str
    """`union` of all graphs, or `strict`: the unnamed graph."""
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()

    @property
    def asked(self) -> bool:
        """Whether the request names graphs; then those in the query do not count."""
        return bool(self.default_graphs or self.named_graphs)

    def told(self, text: str) -> str:
        """Which default graph a query has: `union`, `strict` or `named`."""
        return NAMED if self.asked or names_dataset(text) else self.rule


def query_dataset(store: ReadableStore, text: str, dataset: Dataset, *, base: str) -> Results:
    """The results of a query; graphs that are not there are empty, and never fetched.

    `base` is what relative IRIs start from. A store that is not embedded is asked by its method
    `query_dataset(text, default_graphs, named_graphs)` where it has one. Raises what the engine
    raises, and QueryError where a store cannot choose graphs.
    """
    engine = getattr(store, "store", None)
    if isinstance(engine, Store):
        return _query_embedded(engine, text, dataset, base)
    based = f"BASE <{base}> {text}"
    if dataset.asked:
        ask = getattr(store, "query_dataset", None)
        if ask is None:
            raise QueryError(
                "the engine behind this service takes no default-graph-uri and named-graph-uri: "
                "write FROM and FROM NAMED in the query",
                query=text,
            )
        found: Results = ask(based, list(dataset.default_graphs), list(dataset.named_graphs))
        return found
    if dataset.told(text) == "strict":
        raise QueryError(
            "the engine behind this service answers with the union of all graphs: name graphs with "
            "FROM, or ask for default-graph=union",
            query=text,
        )
    return store.query(based)


def _query_embedded(engine: Store, text: str, dataset: Dataset, base: str) -> Results:
    if dataset.asked:
        # Both are always given: without a list of named graphs, GRAPH would find all of them.
        return engine.query(
            text,
            base_iri=base,
            default_graph=[NamedNode(graph) for graph in dataset.default_graphs],
            named_graphs=[NamedNode(graph) for graph in dataset.named_graphs],
        )
    # The engine's union would silently override FROM.
    union = dataset.told(text) == "union"
    return engine.query(text, base_iri=base, use_default_graph_as_union=union)


@contextmanager
def engine_errors(text: str) -> Iterator[None]:
    """QueryError for what the engine raises on a query or an update."""
    try:
        yield
    except SyntaxError as error:
        raise QueryError(f"not legal SPARQL: {error.msg}", query=text) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}", query=text) from error
