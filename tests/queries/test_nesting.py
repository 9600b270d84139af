"""Queries that would end the engine are refused, and long texts are looked at in little time."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from graph.errors import QueryError
from queries.guard import check_query, check_update
from queries.nesting import MOST_CLAUSES, MOST_NESTED, MOST_OPERATORS
from queries.tokens import significant_tokens

BACKSLASH = "\\"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 100_000 + "}" * 100_000,
        "SELECT (" + "(" * (MOST_NESTED + 1) + "1" + ")" * MOST_NESTED + " AS ?x) {}",
        "SELECT * { ?s ?p ?o " + "OPTIONAL {} " * (MOST_CLAUSES + 1) + "}",
        "SELECT (" + "!" * (MOST_OPERATORS + 1) + "1 AS ?x) {}",
        "SELECT * { ?s <a:b>" + "/<a:b>" * (MOST_OPERATORS + 1) + " ?o }",
    ],
)
def test_too_much_of_anything_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="more than"):
        check_query(text)


def test_what_is_long_but_flat_is_not() -> None:
    check_query(f"SELECT * {{ VALUES ?x {{ {'<http://a/> ' * 20_000} }} ?x ?p ?o }}")
    check_query(f"SELECT * {{ FILTER(?x IN ({'1, ' * 20_000} 1)) }}")
    check_query(f"SELECT * {{ {'{' * (MOST_NESTED - 1)} {'}' * (MOST_NESTED - 1)} }}")
    graphs = "GRAPH <http://g/> { <http://a/> <http://a/> 1 } " * (MOST_CLAUSES + 1)
    check_update(f"INSERT DATA {{ {graphs} }}")
    check_update("INSERT {} WHERE { FILTER(true) } ;" * (MOST_CLAUSES + 1))


@pytest.mark.parametrize(
    "text",
    [
        '"""\n' + BACKSLASH,
        f'{BACKSLASH}"',
        f"{BACKSLASH}'",
        "'''\n" + BACKSLASH,
        f"{BACKSLASH}u005C",
        "u005C",
    ],
)
def test_time_does_not_grow_with_the_square_of_the_length(text: str) -> None:
    hostile = f'SELECT * {{ ?s ?p "{BACKSLASH}' + text * 60_000
    start = time.process_time()
    with suppress(QueryError):
        check_query(hostile)
    assert time.process_time() - start < 10


def test_long_texts_take_seconds() -> None:
    text = "SELECT * { " + "?s ?p <http://a/service> . " * 20_000 + "}"
    start = time.process_time()
    check_query(text)
    assert time.process_time() - start < 5


def test_a_few_unclosed_strings_are_only_tokens() -> None:
    assert [token.text for token in significant_tokens("'\n\"\n''")] == ["'", '"', "''"]
