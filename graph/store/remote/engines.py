"""The engines whose ways are known; which of them the tests run against is in docs/engines.md."""

from __future__ import annotations

from difflib import get_close_matches

from graph.errors import SettingError
from graph.store.remote.profile import EngineProfile, Paths, TimeLimit
from graph.store.remote.virtuoso import rewrite_results

GENERIC = EngineProfile(
    name="generic",
    title="Any engine of SPARQL 1.1 Protocol",
    paths=(Paths(query="", update=""),),
    union_needs="a default graph that is the union of the named graphs",
)

OXIGRAPH = EngineProfile(
    name="oxigraph",
    title="Oxigraph server",
    paths=(Paths(query="/query", update="/update", graph="/store"),),
    union_fields=(("union-default-graph", ""),),
    timeout_words=("cancelled",),
)

VIRTUOSO = EngineProfile(
    name="virtuoso",
    title="Virtuoso 7",
    auth="digest",
    paths=(
        Paths(
            query="/sparql",
            update="/sparql",
            graph="/sparql-graph-crud",
            update_with_user="/sparql-auth",
            graph_with_user="/sparql-graph-crud-auth",
        ),
        Paths(query="/sparql-auth", update="/sparql-auth", graph="/sparql-graph-crud-auth"),
    ),
    time_limit=TimeLimit("timeout", "ms"),
    cut_headers=("X-SPARQL-MaxRows",),
    cuts_triples=True,
    partial_headers=(("X-SQL-State", "S1TAT"),),
    timeout_words=("S1TAT", "estimated execution time"),
    rewrite=rewrite_results,
    values_rows=1_000,
    insert_rows=500,
    keeps_literals=False,
)

FUSEKI = EngineProfile(
    name="fuseki",
    title="Apache Jena Fuseki",
    paths=(
        Paths(query="/query", update="/update", graph="/data"),
        Paths(query="/sparql", update="/update", graph="/data"),
    ),
    union_needs="tdb2:unionDefaultGraph true in the description of the dataset",
    time_limit=TimeLimit("timeout", "s"),
    timeout_statuses=frozenset((408, 503, 504)),
)

GRAPHDB = EngineProfile(
    name="graphdb",
    title="GraphDB, and other servers of RDF4J",
    paths=(Paths(query="", update="/statements", graph="/rdf-graphs/service"),),
    time_limit=TimeLimit("timeout", "s"),
    timeout_statuses=frozenset((408, 503, 504)),
)

QLEVER = EngineProfile(
    name="qlever",
    title="QLever",
    query_sent="direct",
    auth="bearer",
    paths=(Paths(query="", update="", graph=""),),
    timeout_statuses=frozenset((408, 429, 504)),
)

NEPTUNE = EngineProfile(
    name="neptune",
    title="Amazon Neptune",
    update_sent="form",
    paths=(Paths(query="/sparql", update="/sparql", graph="/sparql/gsp/"),),
    timeout_words=("TimeLimitExceeded",),
)

STARDOG = EngineProfile(
    name="stardog",
    title="Stardog",
    paths=(Paths(query="/query", update="/update", graph=""),),
    union_needs="the database option query.all.graphs",
    time_limit=TimeLimit("timeout", "ms"),
    timeout_words=("timeout",),
)

ENGINES = {
    profile.name: profile
    for profile in (
        GENERIC,
        OXIGRAPH,
        VIRTUOSO,
        FUSEKI,
        GRAPHDB,
        QLEVER,
        NEPTUNE,
        STARDOG,
    )
}


def find_engine(name: str) -> EngineProfile:
    """The profile of that name; SettingError with the nearest names."""
    if name in ENGINES:
        return ENGINES[name]
    nearest = get_close_matches(name, ENGINES, n=1)
    hint = f"; nearest: {nearest[0]}" if nearest else ""
    raise SettingError(
        f"no engine named {name!r} is known (known: {', '.join(ENGINES)}){hint}",
        names=["store_engine"],
    )
