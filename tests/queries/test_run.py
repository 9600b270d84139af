"""Queries give tables of plain values, or an error that says what to do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pyoxigraph import QueryResultsFormat, parse_query_results

from graph.errors import BadParameter, QueryError, QueryRefused, UnknownQuery
from graph.store import ReadableStore
from graph.store.protocol import Results
from queries.run import open_query, run_query, run_sparql


def test_a_table_says_what_was_asked(river: ReadableStore) -> None:
    table = run_query(river, "partners/services", {"partner": "nest"}, today=date(2026, 7, 1))
    assert table.name == "partners/services"
    assert [column.name for column in table.columns][:2] == ["service_id", "service_name"]
    assert table.parameters == {"partner": "https://w3id.org/nowrongdoor/id/river/partner/nest"}
    assert "$" not in table.query
    assert not table.truncated
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_a_limit_is_signalled(river: ReadableStore) -> None:
    whole = run_query(river, "partners/by-sector")
    first = run_query(river, "partners/by-sector", limit=2)
    assert first.truncated
    assert first.rows == whole.rows[:2]
    assert not run_query(river, "partners/by-sector", limit=len(whole.rows)).truncated


def test_rows_may_be_read_one_at_a_time(river: ReadableStore) -> None:
    whole = run_query(river, "partners/by-sector")
    table = open_query(river, "partners/by-sector")
    assert (table.columns, table.query) == (whole.columns, whole.query)
    assert next(table.rows()) == whole.rows[0]
    assert next(table.rows(only=[2, 1])) == (whole.rows[1][2], whole.rows[1][1])
    assert tuple(table.rows()) == whole.rows[2:]


class FailingStore:
    """A store that fails while its rows are read."""

    version = "1"

    def query(self, sparql: str) -> Results:
        return parse_query_results(
            b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"x"}}]}}',
            format=QueryResultsFormat.JSON,
        )


def test_a_fault_while_rows_are_read_is_an_error() -> None:
    table = open_query(FailingStore(), "partners/by-sector")
    with pytest.raises(QueryError, match="not legal SPARQL: "):
        list(table.rows())


def test_errors_say_which(river: ReadableStore) -> None:
    with pytest.raises(UnknownQuery):
        run_query(river, "partners/servces")
    with pytest.raises(BadParameter):
        run_query(river, "partners/services")
    with pytest.raises(BadParameter):
        run_query(river, "partners/services", {"partner": "nobody"})


def test_free_select(river: ReadableStore) -> None:
    table = run_sparql(
        river,
        """
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        SELECT ?i ?d ?f ?b ?day ?time ?bad ?iri ?none {
          VALUES (?i ?d ?f ?b ?day ?time ?bad ?iri ?none) {
            (1 1.5 2e0 true "2026-01-31"^^xsd:date "2026-01-31T10:00:00Z"^^xsd:dateTime
             "x"^^xsd:date <http://a/> UNDEF)
          }
        }""",
    )
    moment = datetime(2026, 1, 31, 10, tzinfo=UTC)
    row = (1, Decimal("1.5"), 2.0, True, date(2026, 1, 31), moment, "x", "http://a/", None)
    assert table.rows == (row,)
    assert [column.type for column in table.columns] == [
        "integer",
        "decimal",
        "double",
        "boolean",
        "date",
        "datetime",
        "string",
        "string",
        "string",
    ]


def test_free_ask_and_construct(river: ReadableStore) -> None:
    assert run_sparql(river, "ASK { ?s ?p ?o }").rows == ((True,),)
    table = run_sparql(river, "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }", limit=3)
    assert [column.name for column in table.columns] == ["subject", "predicate", "object"]
    assert len(table.rows) == 3
    assert table.truncated


def test_free_queries_are_guarded(river: ReadableStore) -> None:
    with pytest.raises(QueryRefused):
        run_sparql(river, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryRefused):
        run_sparql(river, "CLEAR ALL")


def test_what_the_engine_refuses_is_an_error(river: ReadableStore) -> None:
    with pytest.raises(QueryError, match="not legal SPARQL"):
        run_sparql(river, "SELECT * { ?s ?p }")
