"""Querying with the union of all graphs as default graph."""

from __future__ import annotations

import re

from pyoxigraph import Store

from graph.store.protocol import Results

_NOT_KEYWORDS = re.compile(
    r"""
      <[^<>"{}|^`\\\s]*>                                  # IRI
    | \"{3}(?:\\.|(?!\"{3}).)*\"{3} | '{3}(?:\\.|(?!'{3}).)*'{3}
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | \#[^\n]*                                            # comment
    """,
    re.VERBOSE | re.DOTALL,
)
_FROM = re.compile(r"(?<![\w?$:@.\-])FROM(?=\s+NAMED\b|\s*<>|\s+[\w.\-]*:)", re.IGNORECASE)


def has_dataset_clause(sparql: str) -> bool:
    """Whether a query names its own graphs with FROM or FROM NAMED.

    >>> has_dataset_clause("SELECT ?s FROM <http://example.org/g> WHERE { ?s ?p ?o }")
    True
    >>> has_dataset_clause('SELECT ?from { ?from ?p "FROM <x>" } # FROM <y>')
    False
    """
    if "from" not in sparql.lower():
        return False
    bare = _NOT_KEYWORDS.sub(lambda found: "<>" if found[0].startswith("<") else " ", sparql)
    return _FROM.search(bare) is not None


def query_union(store: Store, sparql: str) -> Results:
    """Run a query; the default graph is the union of all graphs unless the query has FROM.

    pyoxigraph's union option would silently override FROM.
    """
    return store.query(sparql, use_default_graph_as_union=not has_dataset_clause(sparql))
