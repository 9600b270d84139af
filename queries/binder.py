"""Typed values put into a query's text in the place of its `$` parameters.

`$name` outside strings, IRIs and comments becomes one term in full, so the text means
the same on every engine and a value can never become syntax. An optional parameter stands between
the comment lines `#if $name` and `#end`: without a value, everything between them is left out. The
file itself, with its parameters as variables, is legal SPARQL. A line `#else` may stand between
them: what follows it is for when there is no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from graph.errors import BadParameter, QueryError
from graph.store import ReadableStore
from queries.header import Param
from queries.terms import render_term
from queries.tokens import Token, significant_tokens, tokens
from queries.values import parse_value

_DIRECTIVE = re.compile(r"#(?:if [$](?P<name>\w+)|(?P<word>else|end))\s*")


@dataclass(frozen=True)
class Bound:
    """A query ready to run: its text, and the value of each parameter that has one."""

    text: str
    parameters: Mapping[str, str]
    """What each parameter stands for: a literal's text, an IRI, or several with `; ` between."""


def bind(
    text: str,
    params: Sequence[Param],
    values: Mapping[str, str | Sequence[str]],
    *,
    store: ReadableStore,
    query: str,
    today: date,
) -> Bound:
    """The text with every parameter replaced; raises BadParameter, naming the query.

    A blank value counts as none. Record references are looked up in the store; `today` is what
    relative dates such as `today+365` start from.
    """
    known = {param.name: param for param in params}
    for name, value in values.items():
        if name not in known:
            raise BadParameter(
                f"{query} has no parameter {name!r} (it has: {', '.join(known) or 'none'})",
                query=query,
                name=name,
                value=str(value),
                expected=", ".join(known),
            )
    terms: dict[str, str | None] = {}
    shown: dict[str, str] = {}
    for param in params:
        given = _given(param, values.get(param.name, ()), query=query)
        found = [
            parse_value(param, value, store=store, query=query, today=today) for value in given
        ]
        terms[param.name] = ", ".join(dict.fromkeys(render_term(term) for term in found)) or None
        if found:
            shown[param.name] = "; ".join(dict.fromkeys(term.value for term in found))
    return Bound(bind_text(text, terms), shown)


def bind_text(text: str, terms: Mapping[str, str | None]) -> str:
    """The text without header and directives, each `$name` replaced; None leaves its block out.

    >>> bind_text("ASK { ?s ?p $o }", {"o": '"$o"'})
    'ASK { ?s ?p "$o" }'
    """
    parts: list[str] = []
    space = ""
    for token, within in _read_blocks(text):
        if within is not None and (terms[within.name] is not None) != within.given:
            continue
        if token.kind == "space":
            space += token.text
        elif not _is_directive(token) and not token.text.startswith("#+"):
            parts.append(_one_line_break(space) if parts else "")
            name = token.text[1:]
            parts.append(terms[name] or "" if token.kind == "parameter" else token.text)
            space = ""
    return "".join(parts)


def check_text(text: str, params: Sequence[Param], *, path: str) -> None:
    """Raises QueryError where a query file's parameters are not used as this module needs."""
    known = {param.name: param for param in params}
    used: set[str] = set()
    before = ["", ""]
    for token, within in _blocks(text, path=path):
        if token.kind == "parameter":
            param = known.get(token.text[1:])
            if param is None:
                raise QueryError(f"{path}: {token.text} is not in the header", query=path)
            if param.optional and within != _Block(param.name):
                raise QueryError(
                    f"{path}: {token.text} is optional, so it stands between "
                    f"'#if {token.text}' and '#end'",
                    query=path,
                )
            if param.many and before != ["IN", "("]:
                raise QueryError(f"{path}: {token.text} is a list: IN ({token.text})", query=path)
            used.add(param.name)
        if token.significant:
            before = [before[1], token.text.upper()]
    for name in known:
        if name not in used:
            raise QueryError(f"{path}: parameter {name!r} is not used", query=path)
    for token in significant_tokens(text):
        if token.kind == "variable" and token.text[1:] in known:
            raise QueryError(f"{path}: {token.text} is a parameter: ${token.text[1:]}", query=path)


@dataclass(frozen=True)
class _Block:
    """Where a token stands: what is for when a parameter has a value, or has none."""

    name: str
    given: bool = True


@lru_cache(maxsize=256)
def _read_blocks(text: str) -> tuple[tuple[Token, _Block | None], ...]:
    """The tokens of a text that is bound again and again."""
    return tuple(_blocks(text))


def _blocks(text: str, *, path: str = "") -> Iterator[tuple[Token, _Block | None]]:
    """Every token with the block it stands in; directives count as outside."""
    within: _Block | None = None
    for token in tokens(text):
        match = _DIRECTIVE.fullmatch(token.text) if token.kind == "comment" else None
        if match is None:
            yield token, within
            continue
        if (match["name"] is None) == (within is None) or (
            match["word"] == "else" and within is not None and not within.given
        ):
            raise QueryError(f"{path}: '{token.text}' without its pair", query=path)
        if match["word"] == "else" and within is not None:
            within = _Block(within.name, given=False)
        else:
            within = _Block(match["name"]) if match["name"] else None
        yield token, None
    if within is not None:
        raise QueryError(f"{path}: '#if ${within.name}' without '#end'", query=path)


def _is_directive(token: Token) -> bool:
    return token.kind == "comment" and _DIRECTIVE.fullmatch(token.text) is not None


def _one_line_break(space: str) -> str:
    """The space with its blank lines removed."""
    head, line_break, indent = space.rpartition("\n")
    return "\n" + indent if line_break else head + indent


def _given(param: Param, value: str | Sequence[str], *, query: str) -> list[str]:
    """The values to read for a parameter: those given, else the default."""
    several = [value] if isinstance(value, str) else list(value)
    given = [item for item in several if item.strip()]
    if not given and param.default is not None:
        given = [param.default]
    if not given and not param.optional:
        raise BadParameter(
            f"{query} needs {param.name}: {param.meaning} ({param.type})",
            query=query,
            name=param.name,
            value="",
            expected=param.type,
        )
    if len(given) > 1 and not param.many:
        raise BadParameter(
            f"{query} takes one {param.name}, not {len(given)}",
            query=query,
            name=param.name,
            value="; ".join(given),
            expected=f"one {param.type}",
        )
    return given
