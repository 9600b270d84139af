"""The graphs that a query or an update reads: named in its text, or given beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from graph.errors import QueryError
from queries.guard import code_point_readings
from queries.tokens import Token, significant_tokens

_PROLOGUE = frozenset(["PREFIX", "BASE", "VERSION"])
_CHANGES = ["ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE"]
_BETWEEN = ["ALL", "DATA", "DEFAULT", "GRAPH", "INTO", "NAMED", "SILENT", "TO", "WHERE"]
_OPERATIONS = frozenset([*_CHANGES, *_BETWEEN])
"""Keywords of an update outside of braces."""


def names_dataset(text: str) -> bool:
    """Whether a query names its own graphs, with FROM or FROM NAMED.

    >>> names_dataset("SELECT ?s FROM <http://example.org/g> WHERE { ?s ?p ?o }")
    True
    >>> names_dataset('SELECT ?from { ?from ?p "FROM <x>" } # FROM <y>')
    False
    """
    if "from" not in text.lower():
        return False
    found = significant_tokens(text)
    prefixes = {name.text.lower() for word, name in pairwise(found) if word.is_word("PREFIX")}
    for token in _outside(found):
        if token.is_word("FROM"):
            return True
        # `FROM:g` may be FROM and `:g`, but not where there is a prefix of that name.
        if token.kind == "name" and token.text.lower().startswith("from:"):
            return "from:" not in prefixes
    return False


def add_using(text: str, *, graphs: Sequence[str], named: Sequence[str]) -> str:
    """An update of which every operation with a WHERE reads these graphs.

    `graphs` together are the default graph, `named` are those that GRAPH finds; both IRIs. Raises
    QueryError where the text chooses graphs itself (USING, WITH), as the protocol demands, or is
    not understood. Source: https://www.w3.org/TR/sparql11-protocol/#update-operation

    >>> add_using("DELETE WHERE { ?s ?p 1 }", graphs=["http://a/"], named=[])
    'DELETE { ?s ?p 1 } USING <http://a/> WHERE { ?s ?p 1 }'
    """
    first, *others = code_point_readings(text)
    keywords = _keywords(first)
    if any(_keywords(reading) != keywords for reading in others):
        raise QueryError("keywords are written with escapes: not understood", query=text)
    clause = " ".join(
        [*(f"USING <{graph}>" for graph in graphs), *(f"USING NAMED <{graph}>" for graph in named)]
    )
    found = significant_tokens(text)
    starts = [token.start for token in found]
    parts: list[str] = []
    done = 0
    before: Token | None = None
    for token in _outside(found):
        if token.is_word("WHERE"):
            parts.append(text[done : token.start])
            if before is not None and before.is_word("DELETE"):
                parts.append(_block(found, bisect_left(starts, token.start), text) + " ")
            parts.append(clause + " ")
            done = token.start
        before = token
    return "".join(parts) + text[done:]


def _outside(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens that are in no brackets; of brackets only those that stand outermost."""
    depth = 0
    for token in found:
        if token.kind == "other" and token.text in "({[":
            depth += 1
            if depth == 1:
                yield token
        elif token.kind == "other" and token.text in ")}]":
            depth -= 1
        elif depth == 0:
            yield token


def _keywords(text: str) -> list[str]:
    """The keywords outside of braces, in capitals; QueryError where they choose graphs."""
    words = []
    before: Token | None = None
    for token in _outside(significant_tokens(text)):
        word = token.text.upper()
        if token.kind == "word":
            if word in ("USING", "WITH"):
                raise QueryError(
                    f"{word} in an update that is sent with using-graph-uri or "
                    "using-named-graph-uri: choose graphs in one way",
                    query=text,
                )
            version = before is not None and before.is_word("VERSION")
            if word not in _OPERATIONS | _PROLOGUE and not version:
                raise QueryError(f"{token.text} in an update: not understood", query=text)
            words.append(word)
        elif token.kind == "name" and (before is None or before.kind != "word"):
            # Such as `WITH:g`, which some engines take for WITH and `:g`.
            raise QueryError(f"{token.text} in an update: not understood", query=text)
        before = token
    return words


def _block(found: Sequence[Token], position: int, text: str) -> str:
    """The braces that open next, from a token on, with what is in them."""
    depth, start = 0, 0
    for token in islice(found, position, None):
        if token.kind == "other" and token.text == "{":
            depth += 1
            start = start or token.start
        elif token.kind == "other" and token.text == "}" and depth:
            depth -= 1
            if depth == 0:
                return text[start : token.start + 1]
    raise QueryError("not legal SPARQL: a brace does not close", query=text)
