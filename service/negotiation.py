"""Content negotiation: the offered media type that a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable

from graph.errors import NotAcceptable


def choose(accept: str, offered: Iterable[str]) -> str:
    """The best offered type, the first where several are equal.

    Raises NotAcceptable where none is accepted.

    >>> choose("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> choose("*/*", ["text/csv", "application/json"])
    'text/csv'
    """
    ranges = [_parse_range(part) for part in (accept or "*/*").split(",") if part.strip()]
    types = list(offered)
    quality = {media_type: _quality(media_type, ranges) for media_type in types}
    best = max(types, key=lambda media_type: quality[media_type])
    if quality[best] <= 0:
        raise NotAcceptable(accept, types)
    return best


def _parse_range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip() for part in text.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return name.lower(), min(1.0, max(0.0, float(value)))
            except ValueError:
                return name.lower(), 0.0
    return name.lower(), 1.0


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """The quality that the most specific matching range gives."""
    family = media_type.partition("/")[0] + "/*"
    for pattern in (media_type, family, "*/*"):
        found = [q for name, q in ranges if name == pattern]
        if found:
            return max(found)
    return 0.0
