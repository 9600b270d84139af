"""How deeply a query may be nested: engines read it with a stack, and end when that is full.

Measured on pyoxigraph 0.5 with the usual stack of 8 MiB: some 670 nested brackets, 2,500 clauses
or 6,000 operators one after another end the process. The limits below hold together, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import QueryError
from queries.tokens import Token

MOST_NESTED = 200
"""Brackets of any kind that may be open at once."""
MOST_CLAUSES = 700
"""Patterns, expressions and sub-selects, wherever they stand."""
MOST_OPERATORS = 2_000
"""Characters of operators in expressions and property paths."""

_OPENING, _CLOSING, _OPERATORS = frozenset("({["), frozenset(")}]"), frozenset("+-*/|&!^<")
_CLAUSES = frozenset(
    ["AS", "BIND", "EXISTS", "FILTER", "GRAPH", "HAVING", "MINUS", "OPTIONAL", "SELECT", "UNION"]
)
_CLAUSES_OF_UPDATES = _CLAUSES - {"GRAPH"}
"""GRAPH stands in the data of an update, too, as often as there are graphs."""


def check_nesting(found: Sequence[Token], text: str, *, update: bool = False) -> None:
    """Raises QueryError where a query has more of anything than its engine can stand.

    `found` are the significant tokens of `text`. Each operation of an update counts for itself.
    """
    words = _CLAUSES_OF_UPDATES if update else _CLAUSES
    depth = clauses = operators = 0
    for kind, token, _ in found:
        if kind == "word":
            if len(token) <= 8 and token.upper() in words:
                clauses += 1
                if clauses > MOST_CLAUSES:
                    raise _too_many(f"{MOST_CLAUSES} clauses (such as {token})", text)
        elif kind == "other":
            if token in _OPENING:
                depth += 1
                if depth > MOST_NESTED:
                    raise _too_many(f"{MOST_NESTED} nested brackets", text)
            elif token in _CLOSING:
                depth -= 1
            elif token in _OPERATORS:
                operators += 1
                if operators > MOST_OPERATORS:
                    raise _too_many(f"{MOST_OPERATORS} operators (such as {token})", text)
            elif token == ";" and depth <= 0:
                clauses = operators = 0


def _too_many(what: str, text: str) -> QueryError:
    return QueryError(
        f"more than {what}: write it with IN or VALUES, or as several queries", query=text
    )
