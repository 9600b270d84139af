"""What a query from outside may not do, found in its tokens before any engine sees the text.

Engines disagree on three points, and a query must be harmless in every reading:
- keywords need not end at a space (`SERVICE:x {` and `1SERVICE <x>` are calls for some parsers);
- in an expression `<` may open an IRI or compare (a text where both are possible is refused);
- `\\u0053` may be read before or after the text is split into tokens (both are looked at).

Time grows with the length of the text only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from graph.errors import QueryError, QueryRefused
from queries.nesting import check_nesting
from queries.tokens import Token, significant_tokens

MOST_READINGS = 8
"""How often code point escapes may turn out to be written with code point escapes."""
_READING = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CHANGING = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)
_ENGINE_PREFIXES = ("bif", "sql", "java")
_ENGINE_IRI = re.compile(rf"<(?:{'|'.join(_ENGINE_PREFIXES)}):", re.IGNORECASE)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SCHEME = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*):(//)?")
_VALUE_KINDS = ("iri", "string", "parameter", "variable", "blank", "name", "language", "word")


def check_query(text: str, *, allow: Collection[str] = ()) -> None:
    """Raises QueryRefused unless the text only reads, and only from this store.

    `allow`: addresses that SERVICE may call, written out in full in the query. Whether the text is
    legal SPARQL is for the engine to say; but QueryError where it begins with no word, or is nested
    too deeply for an engine.
    """
    for reading in code_point_readings(text):
        found = significant_tokens(reading)
        check_nesting(found, text)
        _check_angles(found, text)
        _check_form(found, text)
        _check_changes(found, text)
        if _may_call(reading):
            _check_calls(found, text, allow)


def check_update(text: str, *, allow: Collection[str] = ()) -> None:
    """Raises QueryRefused where an update reads from anywhere but this store (SERVICE, LOAD).

    `allow`: addresses that SERVICE and LOAD may read, written out in full. QueryError as in
    `check_query`.
    """
    for reading in code_point_readings(text):
        found = significant_tokens(reading)
        check_nesting(found, text, update=True)
        _check_angles(found, text)
        if _may_call(reading):
            _check_calls(found, text, allow)
        _check_loads(found, text, allow)


def code_point_readings(text: str) -> list[str]:
    """The text as it stands, and with its code point escapes resolved, as often as there are."""
    readings = [text]
    while _CODE_POINT.search(readings[-1]):
        if len(readings) > MOST_READINGS:
            raise QueryRefused("escapes are written with escapes: refused", query=text)
        readings.append(_CODE_POINT.sub(lambda match: _character(match, text), readings[-1]))
    return readings


def _character(match: re.Match[str], text: str) -> str:
    number = int(match[1] or match[2], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise QueryRefused(f"{match[0]} is not a character: refused", query=text)
    return chr(number)


def _declared_prefixes(found: Sequence[Token]) -> set[str]:
    """Every prefix that some parser may take as declared, wherever it stands, in lower case."""
    prefixes = set()
    for token, after in pairwise(found):
        if len(token.text) > 5 and _mentions(token, "PREFIX"):
            for each in (token, after):
                prefix = each.text.partition(":")[0].lower()
                prefixes |= {prefix, prefix.rpartition("prefix")[2]}
    return prefixes


def _check_form(found: Sequence[Token], text: str) -> None:
    position = 0
    while position < len(found) and found[position].is_word("PREFIX", "BASE", "VERSION"):
        position += 3 if found[position].is_word("PREFIX") else 2
    first = found[position].text.upper() if position < len(found) else "nothing"
    if not first.startswith(_READING):
        told = (
            f"a query begins with {', '.join(_READING)} (after PREFIX and BASE), not {first[:40]}"
        )
        if position < len(found) and (found[position].kind == "word" or first == "\\"):
            raise QueryRefused(told, query=text)
        raise QueryError(f"not legal SPARQL: {told}", query=text)


def _check_angles(found: Sequence[Token], text: str) -> None:
    """Refuses `<...>` in an expression where it may be an IRI or a comparison."""
    prefixes = _declared_prefixes(found)
    open_brackets: list[str] = []
    before: Token | None = None
    for token in found:
        if token.kind == "other":
            if token.text in "({[":
                open_brackets.append(token.text)
            elif token.text in ")}]" and open_brackets:
                open_brackets.pop()
        elif token.kind == "iri":
            if before is not None and open_brackets[-1:] == ["("]:
                scheme = _SCHEME.match(token.text)
                clear = scheme is not None and (scheme[2] or scheme[1].lower() not in prefixes)
                value = before.kind in _VALUE_KINDS or before.text in (")", "]", "}")
                if value and not clear:
                    raise QueryRefused(
                        f"{token.text} may be an IRI or a comparison: put spaces around < and >, "
                        "or write the whole IRI",
                        query=text,
                    )
            if _ENGINE_IRI.match(token.text):
                raise QueryRefused(f"{token.text} is a function of one engine: refused", query=text)
        before = token


def _check_changes(found: Sequence[Token], text: str) -> None:
    for kind, word, _ in found:
        if kind == "word" and len(word) > 2:
            changing = _CHANGING.intersection(word.upper().split("."))
            if changing:
                raise QueryRefused(f"{min(changing)} changes data: refused", query=text)


def _may_call(text: str) -> bool:
    """Whether it is worth to look at every token."""
    upper = text.upper()
    return "SERVICE" in upper or any(f"{prefix}:".upper() in upper for prefix in _ENGINE_PREFIXES)


def _check_calls(found: Sequence[Token], text: str, allow: Collection[str]) -> None:
    for position, token in enumerate(found):
        if token.kind == "word":
            if _mentions(token, "SERVICE"):
                if token.is_word("SERVICE") and _address(found, position + 1) in allow:
                    continue
                raise QueryRefused("SERVICE calls another address: refused", query=text)
        elif token.kind == "name":
            prefix = token.text.partition(":")[0]
            if prefix.lower() in _ENGINE_PREFIXES:
                raise QueryRefused(f"{token.text} is a function of one engine: refused", query=text)
            if "SERVICE" in prefix.upper() and _text_at(found, position + 1) == "{":
                graph = position and found[position - 1].is_word("GRAPH", "FROM", "NAMED")
                if not graph:
                    raise QueryRefused(
                        f"{token.text} before a brace may be read as SERVICE: rename the prefix",
                        query=text,
                    )


def _check_loads(found: Sequence[Token], text: str, allow: Collection[str]) -> None:
    depth = 0
    for position, token in enumerate(found):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.kind == "name":
            # At the start of an operation, `LOAD:x` may be read as LOAD and `:x`.
            before = found[position - 1] if position else None
            named = before is not None and before.kind == "word"
            prefix = token.text.partition(":")[0].upper()
            refused = prefix.startswith("LOAD") and depth == 0 and not named
        elif token.is_word("LOAD"):
            refused = _address(found, position + 1) not in allow
        else:
            refused = token.kind == "word" and _mentions(token, "LOAD")
        if refused:
            raise QueryRefused("LOAD reads another address: refused", query=text)


def _address(found: Sequence[Token], position: int) -> str | None:
    """The address a call names in full, or None; `position` is what follows the keyword."""
    after = [token for token in found[position : position + 2] if not token.is_word("SILENT")]
    return after[0].text[1:-1] if after and after[0].kind == "iri" else None


def _text_at(found: Sequence[Token], position: int) -> str:
    return found[position].text if position < len(found) else ""


def _mentions(token: Token, keyword: str) -> bool:
    return keyword in token.text.upper()
