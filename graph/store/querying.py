"""Querying with the union of all graphs as default graph."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode, QuerySolutions, Store

from graph.store.protocol import ReadableStore, Results

_NOT_KEYWORDS = re.compile(
    r"""
      <[^<>"{}|^`\\\s]*>                                  # IRI
    # Strings; one that does not end is taken as far as it goes, so none is looked at twice.
    | \"{3}(?:\\.?|(?!\"{3})[^\\])*(?:\"{3}|\Z) | '{3}(?:\\.?|(?!'{3})[^\\])*(?:'{3}|\Z)
    | "(?:\\.?|[^"\\\n])*"? | '(?:\\.?|[^'\\\n])*'?
    | \#[^\n]*                                            # comment
    """,
    re.VERBOSE | re.DOTALL,
)
_BARE = {"<": "<>", "#": " "}
_FROM = re.compile(r"(?<![\w?$:@.\-])FROM(?=\s+NAMED\b|\s*<>|\s+[\w.\-]*:)", re.IGNORECASE)


def has_dataset_clause(sparql: str) -> bool:
    """Whether a query names its own graphs with FROM or FROM NAMED.

    >>> has_dataset_clause("SELECT ?s FROM <http://example.org/g> WHERE { ?s ?p ?o }")
    True
    >>> has_dataset_clause('SELECT ?from { ?from ?p "FROM <x>" } # FROM <y>')
    False
    """
    return "from" in sparql.lower() and _FROM.search(bare_text(sparql)) is not None


def bare_text(sparql: str) -> str:
    """The text with IRIs and strings empty and no comments, so that keywords can be looked for.

    >>> bare_text('ASK { ?s <http://example.org/ask> "ASK" } # ASK')
    'ASK { ?s <> "" }  '
    """
    return _NOT_KEYWORDS.sub(lambda found: _BARE.get(found[0][0], '""'), sparql)


def query_union(store: Store, sparql: str) -> Results:
    """Run a query; the default graph is the union of all graphs unless the query has FROM.

    pyoxigraph's union option would silently override FROM.
    """
    return store.query(sparql, use_default_graph_as_union=not has_dataset_clause(sparql))


def select(store: ReadableStore, query: str) -> QuerySolutions:
    """The rows of a SELECT."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found


def count_triples(store: Store, graph: NamedNode) -> int:
    """Triples of one graph in a store of this machine."""
    found = store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return int(next(iter(found))["n"].value)  # type: ignore[arg-type]
