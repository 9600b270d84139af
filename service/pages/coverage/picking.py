"""Finding the record that a reader means: by id, by IRI, or by words of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import UnknownChoice
from service.search.words import fold

if TYPE_CHECKING:
    from graph.projection import Collection
    from service.pages.view import View

MOST_CHOICES = 300
"""Most choices of one list on a page; of more, the reader writes an id or a name."""
MOST_FOUND = 25
"""Most records that are proposed for what somebody wrote."""


@dataclass(frozen=True)
class Picked:
    """What a text names: one record, or those that it may mean."""

    position: int | None
    proposed: Sequence[int]
    more: int
    """How many more it may mean than are proposed."""


def pick(collection: Collection, text: str) -> Picked:
    """The record with this id, IRI or name; else those whose name or id holds all its words."""
    if text in collection.index:
        return Picked(collection.index[text], (), 0)
    words = fold(text)
    named: list[int] = []
    holding: list[int] = []
    for at, (id_, name) in enumerate(zip(collection.ids, collection.names, strict=True)):
        if id_ == text:
            return Picked(at, (), 0)
        if not words:
            continue
        told = fold(name)
        if told == words:
            named.append(at)
        elif _holds(told, words) or _holds(fold(id_), words):
            holding.append(at)
    if len(named) == 1:
        return Picked(named[0], (), 0)
    found = named or holding
    return Picked(None, found[:MOST_FOUND], max(0, len(found) - MOST_FOUND))


def pick_asked(view: View, name: str) -> int | None:
    """The record that the option `name` of the page asks for; None where nothing is asked.

    Raises UnknownChoice for what names no record, or several.
    """
    text = view.options[name]
    if not text:
        return None
    collection: Collection = getattr(view.net, name + "s")
    picked = pick(collection, str(text))
    if picked.position is None:
        near = ", ".join(collection.ids[at] for at in picked.proposed[:3])
        expected = f"the id or name of a {name}" + (f"; nearest: {near}" if near else "")
        raise UnknownChoice(
            f"{name} = {str(text)[:80]!r} does not fit: expected {expected}",
            query="",
            name=name,
            value=str(text),
            expected=expected,
        )
    return picked.position


def _holds(told: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each word is the beginning of one that is told."""
    return all(any(each.startswith(word) for each in told) for word in words)
