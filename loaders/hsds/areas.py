"""Service areas and towns of a directory, matched with places that are already loaded.

A text is matched only when it is, to the letter of its normalised label or as an identifier or
GEOID, that of exactly one known place. Anything else stays text: a wrong area makes false gaps.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import NamedNode

from loaders.crosswalk.labels import label_key
from loaders.hsds.cells import line, listed, text, unpacked
from loaders.source import LoadContext

_LAST_PART = re.compile(r"[^/#=]+$")
_ABOVE_TOWNS = frozenset({"county", "state", "region", "country", "nation"})


class Places:
    """The places known outside this source, found by label, identifier or GEOID."""

    def __init__(self, context: LoadContext) -> None:
        self._context = context
        self._by_label: dict[str, set[tuple[NamedNode, str]]] = defaultdict(set)
        self._by_code: dict[str, set[NamedNode]] = defaultdict(set)
        for place in context.listed("Place"):
            kind = (place.kind or "").casefold()
            if place.label:
                self._by_label[label_key(place.label)].add((place.iri, kind))
            for code in (place.identifier, place.geoid):
                if code:
                    self._by_code[code].add(place.iri)

    def find(self, text_or_code: str) -> NamedNode | None:
        """The one place of this label, identifier, GEOID or IRI; None where none or several are."""
        if not text_or_code:
            return None
        found = {iri for iri, _ in self._by_label.get(label_key(text_or_code), ())}
        found |= self._by_code.get(text_or_code, set())
        found |= {iri for iri, _ in self._context.known(text_or_code, ["Place"])}
        return found.pop() if len(found) == 1 else None

    def find_county(self, name: str) -> NamedNode | None:
        """The one place named `X County`, or named `X` and of the kind county."""
        if found := self.find(name if "county" in name.casefold() else f"{name} County"):
            return found
        same = self._by_label.get(label_key(name), set())
        counties = {iri for iri, kind in same if kind == "county"}
        return counties.pop() if len(counties) == 1 else None

    def find_town(self, name: str) -> NamedNode | None:
        """The one place of this label that is not of a kind above towns."""
        same = self._by_label.get(label_key(name), set())
        towns = {iri for iri, kind in same if kind not in _ABOVE_TOWNS}
        return towns.pop() if len(towns) == 1 else None


def area_texts(row: Mapping[str, Any]) -> list[str]:
    """What one service area row says, as text: its name, else its parts, else its description.

    >>> area_texts({"name": '[{"scope":"county","name":"Kent"}]'}), area_texts({"county": "Cook"})
    (['Kent'], ['Cook County'])
    """
    said = unpacked(row.get("name"))
    if isinstance(said, (list, dict)):
        return listed(said)
    if found := line(said):
        return [found]
    counties = [c if "county" in c.lower() else f"{c} County" for c in listed(row.get("county"))]
    if counties:
        return counties
    codes, state = listed(row.get("postal_code")), line(row.get("state_province"))
    if cities := listed(row.get("city")):
        return [f"{city}, {state}" if state and len(cities) == 1 else city for city in cities]
    if codes:
        return codes
    return [found] if (found := line(row.get("description")) or state) else []


def area_codes(row: Mapping[str, Any]) -> Iterator[str]:
    """Codes of an area row that may name a place: GEOIDs, short extents, the end of its URI."""
    yield from listed(row.get("code"))
    extent = text(row.get("extent"))
    if extent and len(extent) <= 100 and extent[:1] not in "[{<":
        yield extent
    if uri := line(row.get("uri")):
        yield uri
        if (last := _LAST_PART.search(uri)) and len(last[0]) >= 2:
            yield last[0]


def match_area(row: Mapping[str, Any], places: Places) -> list[NamedNode]:
    """The known places of one service area row, one for each of its texts or codes that match."""
    found = [place for code in area_codes(row) if (place := places.find(code))]
    for county in listed(row.get("county")):
        found += [place] if (place := places.find_county(county)) else []
    if not found:
        for said in area_texts(row):
            found += [place] if (place := places.find(said)) else []
    return list(dict.fromkeys(found))
