"""SPARQL text as tokens: enough of the grammar to find parameters and keywords safely.

Strings, IRIs and comments are recognised exactly as the SPARQL 1.1 grammar defines them; anything
this module does not know is a token of kind `other`. Joined, the tokens give the text back.
Source: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.errors import QueryError

_BASE = (
    "A-Za-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST = f"{_BASE}_"
_WORD = f"{_FIRST}0-9\u00b7\u0300-\u036f\u203f\u2040"
_NAME = rf"{_WORD}\-"
_CODE_POINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"\\[tbnrf\\\"']|{_CODE_POINT}"
_PERCENT = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_DOTTED = f"[{_BASE}](?:[{_NAME}.]*[{_NAME}])?"
_LOCAL = f"(?:[{_FIRST}0-9:]|{_PERCENT})(?:(?:[{_NAME}.:]|{_PERCENT})*(?:[{_NAME}:]|{_PERCENT}))?"

_PATTERNS = {
    "comment": r"#[^\r\n]*",
    "iri": rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*>",
    "string": (
        rf'"""(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*"""'
        rf"|'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''"
        rf'|"(?:[^"\\\r\n]|{_ESCAPE})*"'
        rf"|'(?:[^'\\\r\n]|{_ESCAPE})*'"
    ),
    "parameter": f"[$][{_FIRST}0-9][{_WORD}]*",
    "variable": f"[?][{_FIRST}0-9][{_WORD}]*",
    "blank": f"_:[{_FIRST}0-9](?:[{_NAME}.]*[{_NAME}])?",
    "dotted": f"{_DOTTED}(?::(?:{_LOCAL})?)?",
    "name": f":(?:{_LOCAL})?",
    "language": "@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    "word": f"[{_NAME}]+",
    "space": r"[ \t\r\n]+",
    "other": r".",
}
_TOKEN = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items()), re.DOTALL
)
_SIGNIFICANT = re.compile(rf"(?:[ \t\r\n]+|#[^\r\n]*)*+(?:{_TOKEN.pattern})?", re.DOTALL)
_UNENDED = {
    '"': re.compile(rf'(?:[^"\\\r\n]|{_ESCAPE})*'),
    "'": re.compile(rf"(?:[^'\\\r\n]|{_ESCAPE})*"),
    '""': re.compile(rf'"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*'),
    "''": re.compile(rf"'(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*"),
}
"""What is left of a string that does not end, and what was looked through for its end."""
_PATIENCE = 1_000_000, 8
"""Characters that may be looked through in vain, and how often all of the text may be."""


class Token(NamedTuple):
    """One token: its kind, its text, and where it starts.

    Kinds: comment, iri, string, parameter (`$x`), variable (`?x`), blank, name (`prefix:local`),
    language, word (keywords, numbers), space, other (one character). A tuple, since a long text has
    a million of them.
    """

    kind: str
    text: str
    start: int

    @property
    def significant(self) -> bool:
        """Whether an engine would see it: not space, not a comment."""
        return self.kind not in ("space", "comment")

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, in order.

    Raises QueryError where many strings do not end: looking for the end of each would take time
    that grows with the square of the length.

    >>> [t.text for t in tokens('ASK { ?s ?p "$x" } # $x') if t.kind != "space"]
    ['ASK', '{', '?s', '?p', '"$x"', '}', '# $x']
    """
    return _split(_TOKEN, text)


def significant_tokens(text: str) -> list[Token]:
    """The tokens an engine would see; raises QueryError as `tokens` does."""
    return list(_split(_SIGNIFICANT, text))


def _split(pattern: re.Pattern[str], text: str) -> Iterator[Token]:
    searched, patience = 0, _PATIENCE[0] + _PATIENCE[1] * len(text)
    for match in pattern.finditer(text):
        kind = match.lastgroup
        if kind is None:  # only space and comments were left
            return
        start, end = match.span(kind)
        found = text[start:end]
        if kind == "dotted":  # one pattern for both, as two would scan a long word twice
            kind = "name" if ":" in found else "word"
        elif found in _UNENDED:
            vain = _UNENDED[found].match(text, end)
            searched += vain.end() - end if vain else 0
            if searched > patience:
                raise QueryError("too many strings in the query do not end", query=text)
        yield Token(kind, found, start)


def projection(text: str) -> list[str]:
    """Names of the variables a SELECT query returns, in order; empty for `SELECT *`.

    >>> projection("SELECT DISTINCT ?a (COUNT(?b) AS ?n) WHERE { ?a ?p ?b }")
    ['a', 'n']
    """
    names: list[str] = []
    depth = 0
    after_as = False
    selecting = False
    for token in significant_tokens(text):
        if not selecting:
            selecting = token.is_word("SELECT")
            continue
        if depth == 0 and (token.text == "{" or token.is_word("WHERE", "FROM")):
            break
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.kind == "variable" and (depth == 0 or (depth == 1 and after_as)):
            names.append(token.text[1:])
        after_as = token.is_word("AS")
    return names
