"""Changes as they are written on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import BadParameter


@dataclass(frozen=True)
class Text:
    """How one kind of change is written: parts between separators, the last may be left out."""

    form: str
    meaning: str
    keys: tuple[str, ...]
    separators: tuple[str, ...]
    optional: int = 0
    """How many of the last parts may be left out."""


TEXTS: Mapping[str, Text] = {
    "remove": Text(
        "KIND:ID",
        "Without a partner, service, site, pathway, stream or funder, and all it holds.",
        ("kind", "id"),
        (":",),
    ),
    "end-stream": Text("STREAM", "The funding stream ends.", ("id",), ()),
    "add-pathway": Text(
        "FROM>TO[=MODE]",
        "A further pathway between partners or services, or from a touchpoint; warm unless told. "
        "Quote it: > means something to a shell.",
        ("from", "to", "mode"),
        (">", "="),
        optional=1,
    ),
    "set-mode": Text(
        "PATHWAY=MODE", "A pathway becomes warm, cold or unknown.", ("pathway", "mode"), ("=",)
    ),
    "close-door": Text(
        "TOUCHPOINT@AT",
        "The touchpoint no longer happens at this partner or service.",
        ("touchpoint", "at"),
        ("@",),
    ),
    "add-door": Text(
        "TOUCHPOINT@AT[=PLACE]",
        "The touchpoint also happens at this partner or service, in one place or in all.",
        ("touchpoint", "at", "place"),
        ("@", "="),
        optional=1,
    ),
    "widen-area": Text(
        "SERVICE=PLACE", "The service also serves the place.", ("service", "place"), ("=",)
    ),
    "widen-eligibility": Text(
        "SERVICE=SEGMENT", "The service also takes the segment.", ("service", "segment"), ("=",)
    ),
    "confirm-open": Text("SERVICE", "The service is open for certain.", ("service",), ()),
}
"""The options of `nwd whatif`, by the kind of change."""


def read_texts(given: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """The changes as objects, in the order of the kinds.

    >>> read_texts({"remove": ["partner:wic"], "add-pathway": ["clinic>doula=cold"]})
    [{'change': 'remove', 'kind': 'partner', 'id': 'wic'}, \
{'change': 'add-pathway', 'from': 'clinic', 'to': 'doula', 'mode': 'cold'}]

    Raises BadParameter for a text without its parts.
    """
    return [
        {"change": name, **_split(name, written, TEXTS[name])}
        for name, texts in given.items()
        for written in texts
    ]


def _split(name: str, written: str, text: Text) -> dict[str, str]:
    parts, rest = [], written
    for number, separator in enumerate(text.separators):
        # An id may hold the separator of what follows it; the last one divides.
        divide = rest.partition if number == 0 and separator == ":" else rest.rpartition
        before, found, after = divide(separator)
        if not found:
            left = len(text.separators) - number
            if left <= text.optional:
                break
            raise BadParameter(
                f"--{name} {written!r} does not fit: expected {text.form}",
                query="whatif",
                name=name,
                value=written,
                expected=text.form,
            )
        parts.append(before)
        rest = after
    return dict(zip(text.keys, [*parts, rest], strict=False))
