"""What a remote store tells of itself: a small graph of ours, written last in every write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from graph.errors import RemoteStoreError
from graph.store.generation import Generation
from graph.store.remote.answers import query_remote
from graph.store.remote.connection import Connection
from ontology.terms import DCAT, DCTERMS, GRAPH, GRAPH_SOURCES, PROV, VOID, XSD

GRAPH_STATE = NamedNode(GRAPH + "version")
"""The graph, and the one thing in it."""
_NUMBER = NamedNode(DCAT + "version")
_PUBLISHED = NamedNode(DCTERMS + "issued")
_NOTE = NamedNode(DCTERMS + "description")
_KIND = NamedNode(DCTERMS + "type")
_TRIPLES = NamedNode(VOID + "triples")
_ONTOLOGY = NamedNode(DCTERMS + "conformsTo")
_UNFINISHED = NamedNode(DCTERMS + "relation")
"""A graph that a write began to replace, and may not have."""

_QUERY = f"""
SELECT ?where ?p ?o WHERE {{
  {{ GRAPH {GRAPH_STATE} {{ {GRAPH_STATE} ?p ?o }} BIND("graph" AS ?where) }}
  UNION
  {{ {GRAPH_STATE} ?p ?o . BIND("default" AS ?where) }}
}}"""
_LOADED = f"""
SELECT ?where ?source ?moment ?triples WHERE {{
  {{
    GRAPH {GRAPH_SOURCES} {{
      ?source a <{DCAT}Dataset> ; <{PROV}generatedAtTime> ?moment ; {_TRIPLES} ?triples
    }}
    BIND("graph" AS ?where)
  }}
  UNION
  {{
    ?source a <{DCAT}Dataset> ; <{PROV}generatedAtTime> ?moment ; {_TRIPLES} ?triples .
    BIND("default" AS ?where)
  }}
}}"""


@dataclass(frozen=True)
class State:
    """One state of the data in an engine."""

    generation: Generation
    """Number 0 where the data came in by other means than ours."""
    unfinished: frozenset[NamedNode] = frozenset()
    """Graphs that a write which broke off may have left half-written."""

    @property
    def version(self) -> str:
        """Another for every write, also for one that broke off."""
        number = str(self.generation.number)
        if self.generation.number and not self.unfinished:
            return number
        return f"{number}-{self.generation.published_at.isoformat()}"


def read_state(connection: Connection) -> State | None:
    """The state of an engine; None when it holds nothing of ours.

    Raises RemoteStoreError where the default graph is not the union of the named ones.
    """
    told = _Rows(connection, _QUERY)
    if told:
        return _parse(told, connection)
    loaded = _Rows(connection, _LOADED)
    if not loaded:
        return None
    latest = max(_moment(row["moment"]) for row in loaded)
    triples = sum(int(row["triples"]) for row in loaded)
    return State(Generation(0, latest, "loaded by other means", "load", triples))


def describe_state(state: State) -> Iterator[Quad]:
    """The quads of the graph that tells it."""
    generation = state.generation
    values = {
        _NUMBER: _integer(generation.number),
        _PUBLISHED: Literal(
            generation.published_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            datatype=NamedNode(XSD + "dateTime"),
        ),
        _NOTE: Literal(generation.note),
        _KIND: Literal(generation.kind),
        _TRIPLES: _integer(generation.triples),
        _ONTOLOGY: Literal(generation.ontology),
    }
    for predicate, value in values.items():
        yield Quad(GRAPH_STATE, predicate, value, GRAPH_STATE)
    for graph in sorted(state.unfinished, key=str):
        yield Quad(GRAPH_STATE, _UNFINISHED, graph, GRAPH_STATE)


class _Rows(list[dict[str, str]]):
    """The rows found through GRAPH, which must be there without GRAPH, too."""

    def __init__(self, connection: Connection, query: str) -> None:
        found = query_remote(connection, query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        rows = [{n: getattr(row[n], "value", "") for n in names} for row in found]
        super().__init__(row for row in rows if row["where"] == "graph")
        if self and len(rows) == len(self):
            needs = connection.endpoint.engine.union_needs or "the union of all graphs as default"
            raise RemoteStoreError(
                f"a query without GRAPH does not see the named graphs; the engine needs {needs}",
                url=connection.endpoint.shown,
            )


def _parse(rows: Iterable[dict[str, str]], connection: Connection) -> State:
    values: dict[str, str] = {}
    unfinished = set()
    for row in rows:
        if row["p"] == _UNFINISHED.value:
            unfinished.add(NamedNode(row["o"]))
        else:
            values[row["p"]] = row["o"]
    try:
        generation = Generation(
            number=int(values[_NUMBER.value]),
            published_at=_moment(values[_PUBLISHED.value]),
            note=values[_NOTE.value],
            kind=values[_KIND.value],
            triples=int(values[_TRIPLES.value]),
            ontology=values[_ONTOLOGY.value],
        )
    except (KeyError, ValueError) as error:
        raise RemoteStoreError(
            f"the graph {GRAPH_STATE.value} is damaged ({type(error).__name__}: {error});"
            " remove it and load a source again",
            url=connection.endpoint.shown,
        ) from error
    return State(generation, frozenset(unfinished))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))
