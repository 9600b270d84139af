"""What of a query's text an engine must be asked for, and what it could not bear."""

from __future__ import annotations

import re
from typing import Literal

from graph.errors import QueryError, QueryTooLarge
from graph.store.querying import bare_text

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_FORM = re.compile(r"(?<![\w?$:@.\-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:.\-])", re.IGNORECASE)
_VALUES = re.compile(r"\bVALUES\s*(\([^)]*\)|[?$]\w+)\s*\{([^{}]*)\}", re.IGNORECASE)
_NAMES: dict[str, Form] = {
    "select": "SELECT",
    "ask": "ASK",
    "construct": "CONSTRUCT",
    "describe": "DESCRIBE",
}


def find_form(sparql: str) -> Form:
    """The form of a query; QueryError when the text is none.

    >>> find_form("PREFIX ask: <http://example.org/select/> DESCRIBE ask:me")
    'DESCRIBE'
    """
    found = _FORM.search(bare_text(sparql))
    if found is None:
        raise QueryError(
            "not legal SPARQL: a query has SELECT, ASK, CONSTRUCT or DESCRIBE", query=sparql
        )
    return _NAMES[found[1].lower()]


def check_values(sparql: str, most: int) -> None:
    """Raise QueryTooLarge when a VALUES block has more rows than the engine bears.

    >>> check_values('SELECT ?x { VALUES (?x ?y) { ("a" 1) ("b" 2) } }', 2)
    """
    # A row is no shorter than two characters, so most texts need no look.
    if len(sparql) < 2 * most:
        return
    for names, rows in _VALUES.findall(bare_text(sparql)):
        count = rows.count("(") if names.startswith("(") else len(rows.split())
        if count > most:
            raise QueryTooLarge(
                f"a VALUES block has {count:,} rows, the engine bears {most:,}",
                query=sparql,
                limit=f"{most} rows of VALUES",
            )
