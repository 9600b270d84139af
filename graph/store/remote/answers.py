"""Answers of an engine as pyoxigraph's results, read to their end before anybody sees them."""

from __future__ import annotations

import json
from collections import deque

from pyoxigraph import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from graph.errors import KnowledgeGraphError, QueryTimeout, QueryTooLarge, RemoteStoreError
from graph.store.protocol import Results
from graph.store.remote.connection import TRIPLES_TYPE, Answer, Connection
from graph.store.remote.forms import check_values, find_form

RESULTS_TYPE = "application/sparql-results+json"
_ACCEPT_TRIPLES = f"{TRIPLES_TYPE}, text/turtle;q=0.8"
_JSON_TYPES = frozenset((RESULTS_TYPE, "application/json"))
_TAIL = 200
_ROWS = "SELECT (1 AS ?row) WHERE {{ ?s ?p ?o }} LIMIT {}"
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def query_remote(connection: Connection, sparql: str) -> Results:
    """The results of a query; nothing of an answer that is not whole and sound.

    Raises QueryError for a text the engine refuses, QueryTimeout, QueryTooLarge for an answer that
    was cut, RemoteStoreError for everything else.
    """
    form = find_form(sparql)
    most = connection.endpoint.engine.values_rows
    if most is not None:
        check_values(sparql, most)
    rows = form in ("SELECT", "ASK")
    answer = connection.ask(sparql, accept=RESULTS_TYPE if rows else _ACCEPT_TRIPLES)
    try:
        if not rows:
            held = _triples(answer)
            _check_uncut(connection, len(held), sparql)
            return held.query(_EVERYTHING)
        found = _solutions(answer, connection)
        if isinstance(found, QueryBoolean) != (form == "ASK"):
            raise _Unsound(f"the answer to {form} is of another kind")
        return found
    except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _explain(error, answer, connection, sparql) from error


class _Unsound(ValueError):
    """What is wrong with an answer, in words of ours."""


def _solutions(answer: Answer, connection: Connection) -> QuerySolutions | QueryBoolean:
    body, format = answer.body, _results_format(answer)
    rewrite = connection.endpoint.engine.rewrite
    if rewrite is not None and format == QueryResultsFormat.JSON:
        body = json.dumps(rewrite(json.loads(body))).encode()
    found = parse_query_results(body, format=format)
    if isinstance(found, QueryBoolean):
        return found
    # Parsed as they are asked for, so a fault in the middle would come late: look at all first.
    deque(found, maxlen=0)
    return parse_query_results(body, format=format)


def _triples(answer: Answer) -> Store:
    format = RdfFormat.from_media_type(answer.media_type)
    if format is None:
        raise _Unsound(_not_asked_for(answer))
    held = Store()
    read = parse(answer.body, format)
    held.extend(Quad(each.subject, each.predicate, each.object) for each in read)
    return held


def _check_uncut(connection: Connection, count: int, sparql: str) -> None:
    """Raise unless so many triples are surely all: some engines cut them and do not say so.

    A table of so many rows is asked for instead, of which they do say that it was cut.
    """
    if not connection.endpoint.engine.cuts_triples or count <= connection.whole:
        return
    try:
        answer = connection.ask(_ROWS.format(count), accept=RESULTS_TYPE)
        whole = len(json.loads(answer.body)["results"]["bindings"]) == count
    except QueryTooLarge:
        whole = False
    if not whole:
        raise QueryTooLarge(
            f"{connection.endpoint.shown}: the engine may have cut this answer of {count:,} triples"
            " at its limit of rows; ask for less, or raise the limit in the engine",
            query=sparql,
            limit=f"{count} triples",
        )
    connection.whole = count


def _results_format(answer: Answer) -> QueryResultsFormat:
    if answer.media_type in _JSON_TYPES:
        return QueryResultsFormat.JSON
    format = QueryResultsFormat.from_media_type(answer.media_type)
    if format is None or format == QueryResultsFormat.CSV:
        raise _Unsound(_not_asked_for(answer))
    return format


def _not_asked_for(answer: Answer) -> str:
    told = answer.media_type or "no media type"
    return f"the answer is {told}; is this the address for queries?"


def _explain(
    error: Exception, answer: Answer, connection: Connection, sparql: str
) -> KnowledgeGraphError:
    shown = connection.endpoint.shown
    tail = answer.body[-_TAIL:].decode("utf-8", "replace")
    if connection.tells_timeout(tail):
        return QueryTimeout(
            f"{shown}: the engine ran out of time in the middle of its answer",
            query=sparql,
            seconds=connection.seconds,
        )
    if isinstance(error, _Unsound):
        return RemoteStoreError(str(error), url=shown)
    said = " ".join(str(error).split())
    return RemoteStoreError(f"the answer is broken or not whole ({said})", url=shown)
