"""Changes as they stand in the address of the what-if page.

Each is one `change=` of the address: its kind, then what it says, with `:` between, in the order of
`graph.whatif.KEYS`: `remove:partner:wic`, `add-pathway:clinic:doula:warm`, `widen-area:wic:alder`.
What may be left out may be left out at the end, or be empty. In a part, `%`, `:` and `,` are
percent-escaped, and the ids of a list have `,` between.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from graph.errors import BadParameter

LISTS = frozenset({"needs", "segments"})
ESCAPED = {"%": "%25", ":": "%3A", ",": "%2C"}


def write_change(told: Mapping[str, Any]) -> str:
    """A change, as in `POST /api/whatif`, as a part of an address.

    >>> write_change({"change": "remove", "kind": "partner", "id": "a:b"})
    'remove:partner:a%3Ab'
    >>> write_change({"change": "add-pathway", "from": "clinic", "to": "doula", "needs": ["food"]})
    'add-pathway:clinic:doula::food'
    """
    from graph.whatif.told import KEYS

    kind = told["change"]
    parts = [_write(told.get(key)) for key in KEYS[kind]]
    while parts and not parts[-1]:
        parts.pop()
    return ":".join([kind, *parts])


def read_change(text: str) -> dict[str, Any]:
    """The change that `write_change` has written; what it says is not looked up.

    >>> read_change("add-door:birth:clinic")
    {'change': 'add-door', 'touchpoint': 'birth', 'at': 'clinic'}

    Raises BadParameter for a text of another form.
    """
    from graph.whatif.told import KEYS

    kind, *parts = text.split(":")
    keys = KEYS.get(kind, ())
    if not keys or len(parts) > len(keys):
        expected = "a kind and what it changes, such as remove:partner:wic; kinds: "
        expected += ", ".join(KEYS)
        raise BadParameter(
            f"change = {text[:80]!r} does not fit: expected {expected}",
            query="",
            name="change",
            value=text,
            expected=expected,
        )
    told: dict[str, Any] = {"change": kind}
    for key, part in zip(keys, parts, strict=False):
        if part:
            ids = [unquote(each) for each in part.split(",")]
            told[key] = ids if key in LISTS else unquote(part)
    return told


def _write(value: Any) -> str:
    values = value if isinstance(value, list | tuple) else [value or ""]
    return ",".join("".join(ESCAPED.get(letter, letter) for letter in str(v)) for v in values)
