"""What a query from outside may not do, found in its tokens before any engine sees the text.

Engines disagree on three points, and a query must be harmless in every reading:
- keywords need not end at a space (`SERVICE:x {` and `1SERVICE <x>` are calls for some parsers);
- in an expression `<` may open an IRI or compare (a text where both are possible is refused);
- `\\u0053` may be read before or after the text is split into tokens (both are looked at).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from graph.errors import QueryRefused
from queries.tokens import Token, significant_tokens

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
    legal SPARQL is for the engine to say.
    """
    for reading in _readings(text):
        found = significant_tokens(reading)
        _check_angles(found, text)
        _check_form(found, text)
        for token in found:
            changing = _CHANGING.intersection(token.text.upper().split("."))
            if token.kind == "word" and changing:
                raise QueryRefused(f"{min(changing)} changes data: refused", query=text)
        _check_calls(found, text, allow)


def check_update(text: str, *, allow: Collection[str] = ()) -> None:
    """Raises QueryRefused where an update reads from anywhere but this store (SERVICE, LOAD).

    `allow`: addresses that SERVICE and LOAD may read, written out in full.
    """
    for reading in _readings(text):
        found = significant_tokens(reading)
        _check_angles(found, text)
        _check_calls(found, text, allow)
        _check_loads(found, text, allow)


def _readings(text: str) -> list[str]:
    """The text as it stands, and with its code point escapes resolved, as often as there are."""
    readings = [text]
    while _CODE_POINT.search(readings[-1]):
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
        if _mentions(token, "PREFIX"):
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
        raise QueryRefused(
            f"a query begins with {', '.join(_READING)} (after PREFIX and BASE), not {first[:40]}",
            query=text,
        )


def _check_angles(found: Sequence[Token], text: str) -> None:
    """Refuses `<...>` in an expression where it may be an IRI or a comparison."""
    prefixes = _declared_prefixes(found)
    open_brackets: list[str] = []
    before: Token | None = None
    for token in found:
        if token.text in ("(", "{", "["):
            open_brackets.append(token.text)
        elif token.text in (")", "}", "]") and open_brackets:
            open_brackets.pop()
        elif token.kind == "iri" and before is not None and open_brackets[-1:] == ["("]:
            scheme = _SCHEME.match(token.text)
            clear = scheme is not None and (scheme[2] or scheme[1].lower() not in prefixes)
            value = before.kind in _VALUE_KINDS or before.text in (")", "]", "}")
            if value and not clear:
                raise QueryRefused(
                    f"{token.text} may be an IRI or a comparison: put spaces around < and >, or "
                    "write the whole IRI",
                    query=text,
                )
        if token.kind == "iri" and _ENGINE_IRI.match(token.text):
            raise QueryRefused(f"{token.text} is a function of one engine: refused", query=text)
        before = token


def _check_calls(found: Sequence[Token], text: str, allow: Collection[str]) -> None:
    for position, token in enumerate(found):
        rest = found[position + 1 :]
        prefix = token.text.partition(":")[0] if token.kind == "name" else ""
        if prefix.lower() in _ENGINE_PREFIXES:
            raise QueryRefused(f"{token.text} is a function of one engine: refused", query=text)
        if token.kind == "word" and _mentions(token, "SERVICE"):
            if token.is_word("SERVICE") and _address(rest) in allow:
                continue
            raise QueryRefused("SERVICE calls another address: refused", query=text)
        if "SERVICE" in prefix.upper() and rest[:1] and rest[0].text == "{":
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
            refused = _address(found[position + 1 :]) not in allow
        else:
            refused = token.kind == "word" and _mentions(token, "LOAD")
        if refused:
            raise QueryRefused("LOAD reads another address: refused", query=text)


def _address(rest: Sequence[Token]) -> str | None:
    """The address a call names in full, or None; `rest` is what follows the keyword."""
    after = [token for token in rest[:2] if not token.is_word("SILENT")]
    return after[0].text[1:-1] if after and after[0].kind == "iri" else None


def _mentions(token: Token, keyword: str) -> bool:
    return keyword in token.text.upper()
