"""One value of a parameter, read as its type says, as an RDF term."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode

from graph.errors import BadParameter
from graph.store import ReadableStore
from ontology.terms import XSD, code
from queries.codes import code_labels
from queries.header import RECORD_TYPES, Param
from queries.references import resolve_record
from queries.terms import Term

_RELATIVE_DATE = re.compile(r"today(?:([+-])(\d{1,5}))?")
_BOOLEANS = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false"}
_BOOLEANS["0"] = "false"


def parse_value(param: Param, value: str, *, store: ReadableStore, query: str, today: date) -> Term:
    """The term a value stands for; raises BadParameter that says what would be right."""

    def bad(expected: str) -> BadParameter:
        return BadParameter(
            f"{param.name} = {_shorten(value)!r} does not fit: expected {expected}",
            query=query,
            name=param.name,
            value=value,
            expected=expected,
        )

    text = value.strip()
    if param.type in RECORD_TYPES:
        return resolve_record(store, param.type, text, bad=bad)
    if param.scheme is not None:
        return _parse_code(param.scheme, text, bad)
    if param.type == "string":
        return _parse_string(value, param.values, bad)
    if param.type == "iri":
        return _parse_iri(text, bad)
    if param.type == "date":
        return _typed("date", _parse_date(text, today, bad).isoformat())
    pattern, expected = _PATTERNS[param.type]
    if not re.fullmatch(pattern, text, re.IGNORECASE):
        raise bad(expected)
    return _typed(
        param.type, _BOOLEANS.get(text.lower(), text) if param.type == "boolean" else text
    )


_PATTERNS = {
    "integer": (r"[+-]?[0-9]{1,18}", "a whole number"),
    "decimal": (r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})", "a number such as 12.5"),
    "boolean": ("|".join(_BOOLEANS), "true or false"),
}

_Bad = Callable[[str], BadParameter]
_SHOWN = 100
"""Characters of a value that a message repeats."""


def _shorten(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"


def _typed(datatype: str, text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def _parse_string(value: str, allowed: tuple[str, ...], bad: _Bad) -> Literal:
    if allowed and value.strip() not in allowed:
        raise bad(f"one of {', '.join(allowed)}")
    try:
        return Literal(value.strip() if allowed else value)
    except ValueError:  # half a surrogate pair
        raise bad("text in Unicode") from None


def _parse_iri(text: str, bad: _Bad) -> NamedNode:
    try:
        return NamedNode(text.removeprefix("<").removesuffix(">"))
    except ValueError:
        raise bad("an IRI such as https://example.org/a") from None


def _parse_date(text: str, today: date, bad: _Bad) -> date:
    match = _RELATIVE_DATE.fullmatch(text)
    try:
        if match is None:
            return date.fromisoformat(text)
        days = timedelta(days=int(match[2] or 0))
        return today - days if match[1] == "-" else today + days
    except (ValueError, OverflowError):
        raise bad("a date such as 2026-07-01, or today, today+365, today-365") from None


def _parse_code(scheme: str, text: str, bad: _Bad) -> NamedNode:
    known = code_labels(scheme)
    if text in known:
        return code(scheme, text)
    names = {label.lower(): notation for notation, label in known.items()}
    names |= {notation: notation for notation in known}
    nearest = get_close_matches(text.lower(), names, n=3, cutoff=0.5)
    if nearest and len(known) > 12:
        raise bad(f"a code of {scheme}; nearest: {', '.join(names[name] for name in nearest)}")
    raise bad(f"one of {', '.join(known)}")
