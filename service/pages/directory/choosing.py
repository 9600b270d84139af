"""Choosing among partners and services: by place, need, families, sector and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import BadParameter
from service.search.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.projection.arrays import Bools, Lists
    from service.pages.view import Choices, View

MOST_CHOICES = 300
"""Most choices of a field that lists them; where there are more, an id or a name is typed."""
NEAREST = 3


def position_of(view: View, kind: str, name: str) -> int | None:
    """The position of what the option `name` asks for, by its id or its whole name.

    None where nothing is asked; raises BadParameter, with the nearest, where nothing fits.
    """
    sought = view.options.get(name)
    if not sought:
        return None
    collection = getattr(view.net, kind)
    index = view.data.remember(("directory", "index", kind), lambda: _index(collection))
    found = index.get(sought, index.get(sought.casefold()))
    if found is None:
        raise _misfit(name, sought, list(index))
    return found


def choices_of(view: View, kind: str) -> Choices | None:
    """What a field lists; None where that would be too much, so that one types."""
    return view.choices(kind) if len(getattr(view.net, kind)) <= MOST_CHOICES else None


def code_asked(view: View, name: str, known: Sequence[str]) -> str | None:
    """The code that the option `name` asks for; raises BadParameter where it is none of these."""
    code: str | None = view.options[name]
    if code and code not in known:
        raise _misfit(name, code, known)
    return code or None


def _index(collection: Any) -> dict[str, int]:
    """Position by id and, unless several bear it, by name without case."""
    names: dict[str, int | None] = {}
    for position, name in enumerate(collection.names):
        names[name.casefold()] = None if name.casefold() in names else position
    index = {name: position for name, position in names.items() if position is not None}
    return index | {id_: position for position, id_ in enumerate(collection.ids)}


def _misfit(name: str, sought: str, known: Sequence[str]) -> BadParameter:
    from difflib import get_close_matches

    near = get_close_matches(sought[:80].casefold(), known[:5_000], n=NEAREST, cutoff=0.5)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    expected = f"the id or the name of a {name}"
    return BadParameter(
        f"{name} = {sought[:80]!r} does not fit: expected {expected}{hint}",
        query="",
        name=name,
        value=sought,
        expected=expected,
    )


class Words:
    """Texts to find words in."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = [" ".join(fold(text)) for text in texts]

    def select(self, sought: str) -> Bools:
        """[text]: every word sought is in it, as a whole or as a part."""
        import numpy as np

        words = fold(sought)
        found = (all(word in text for word in words) for text in self._texts)
        return np.fromiter(found, np.bool_, len(self._texts))


def holds_any(lists: Lists, fits: Bools) -> Bools:
    """[row]: one of the values in its list fits."""
    import numpy as np

    found = np.zeros(len(lists), np.bool_)
    found[lists.rows_of_values()[fits[lists.values]]] = True
    return found


def select_services(
    view: View,
    *,
    need: int | None = None,
    segment: int | None = None,
    place: int | None = None,
    unstated: bool = False,
) -> Bools:
    """[service]: what fits by what is stated; with `unstated`, also where nothing is stated.

    A need includes narrower ones; a place the larger ones that hold it and the parts of it. Where
    no area is stated, the places of the sites count.
    """
    import numpy as np

    net, service = view.net, view.net.service
    chosen = np.ones(len(net.services), np.bool_)
    if need is not None:
        chosen &= holds_any(service.needs, net.need_above[:, need]) | (
            service.needs_open & unstated
        )
    if segment is not None:
        fits = np.zeros(len(net.segments), np.bool_)
        fits[[0, segment]] = True
        chosen &= holds_any(service.segments, fits) | (service.segments_open & unstated)
    if place is not None:
        near = near_places(view, place)
        at_site = near.copy()
        at_site[0] = place == 0
        stated = holds_any(service.places, near)
        chosen &= stated | (
            service.places_open & (holds_any(service.site_places, at_site) | unstated)
        )
    return chosen


def near_places(view: View, place: int) -> Bools:
    """[place]: it holds this one, or is a part of it."""
    above = view.net.place_above
    near: Bools = above[place] | above[:, place]
    return near
