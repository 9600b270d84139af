"""Service areas of a directory, matched with places that are already loaded.

An area, or each part of a list of areas, is matched only where it is for certain exactly one known
place: to the letter of its label, by identifier or GEOID, as the county or town of a stated state
that the place is known to lie in. Anything else stays text and is listed for the planner, as a
wrong area makes false gaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode

from loaders.hsds.cells import line, listed, unpacked
from loaders.hsds.columns import column_of
from loaders.hsds.parts.areas_in_words import MAX_PARTS, NOWHERE, Around, county_name, match_text
from loaders.hsds.parts.extents import Extent, read_extent
from loaders.hsds.parts.places import Places
from loaders.hsds.parts.states import state_named

_LAST_PART = re.compile(r"[^/#=]+$")
_SCOPES = {"county": "county", "city": "city", "town": "city", "state": "state_province"}
_ZIPS = {"zip": "postal_code", "zip_code": "postal_code", "postal_code": "postal_code"}


@dataclass(frozen=True)
class Area:
    """One area as a row states it, and what is made of it."""

    texts: tuple[str, ...] = ()
    name: str | None = None
    description: str | None = None
    codes: tuple[str, ...] = ()
    uri: str | None = None
    extent: Extent = field(default_factory=Extent)
    extent_type: str | None = None
    site: str | None = None
    places: tuple[NamedNode, ...] = ()
    unmatched: tuple[str, ...] = ()


def read_area(row: Mapping[str, Any], places: Places, around: Around = NOWHERE) -> Area:
    """What one service area row says, and the known places it names for certain."""
    extent = read_extent(row.get("extent"))
    found, unmatched = _match(row, extent, places, around)
    return Area(
        texts=tuple(area_texts(row)),
        name=line(row.get("name")) if isinstance(unpacked(row.get("name")), str) else None,
        description=line(row.get("description")),
        codes=tuple(listed(row.get("code"))),
        uri=line(row.get("uri")),
        extent=extent,
        extent_type=line(row.get("extent_type")),
        site=line(row.get("at_location")),
        places=tuple(dict.fromkeys(found)),
        unmatched=tuple(dict.fromkeys(unmatched)),
    )


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
    if counties := [county_name(name) for name in listed(row.get("county"))]:
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
    extent = row.get("extent")
    if isinstance(extent, str) and len(extent) <= 100 and extent.strip()[:1] not in "[{<":
        yield extent.strip()
    if uri := line(row.get("uri")):
        yield uri
        if (last := _LAST_PART.search(uri)) and len(last[0]) >= 2:
            yield last[0]


def _match(
    row: Mapping[str, Any], extent: Extent, places: Places, around: Around
) -> tuple[list[NamedNode], list[str]]:
    coded = [place for code in area_codes(row) if (place := places.find_code(code))]
    if coded:
        return coded, []
    featured = _of_features(extent, places)
    if featured[0]:
        return featured
    inner = unpacked(row.get("name"))
    if isinstance(inner, (list, dict)):
        return _of_json(inner, places, around)
    if columns := _of_columns(row, places):
        return columns
    found: list[NamedNode] = []
    unmatched: list[str] = []
    for said in area_texts(row):
        some, left = match_text(said, places, around)
        found, unmatched = [*found, *some], [*unmatched, *left]
    if not found and not unmatched and (extent.geojson or extent.words):
        unmatched.append((extent.words or "a geometry without a name")[:200])
    return found, unmatched


def _of_columns(row: Mapping[str, Any], places: Places) -> tuple[list[NamedNode], list[str]] | None:
    """Counties, towns, postal codes or the state in columns of their own; None without a name."""
    said_state = line(row.get("state_province"))
    state = state_named(said_state)
    found: list[NamedNode] = []
    unmatched: list[str] = []
    if line(row.get("name")) and not listed(row.get("county")):
        return None
    for column in ("county", "city", "postal_code"):
        for said in listed(row.get(column))[:MAX_PARTS]:
            if column == "county":
                one = places.find_county(said, state=state)
            elif column == "city":
                one = places.find_town(said, state=state)
            else:
                one = places.find_postal(said)
            if one:
                found.append(one)
            else:
                shown = county_name(said) if column == "county" else said
                whole = column == "postal_code" or not said_state
                unmatched.append(shown if whole else f"{shown}, {said_state}")
        if found or unmatched:
            return found, unmatched
    if state and not line(row.get("description")):
        one = places.find_state(state)
        return ([one], []) if one else ([], [said_state or state])
    return None


def _of_json(content: Any, places: Places, around: Around) -> tuple[list[NamedNode], list[str]]:
    """Areas in a list or object in the cell: `[{"scope": "county", "name": "Kent"}]`."""
    found: list[NamedNode] = []
    unmatched: list[str] = []
    for item in (content if isinstance(content, list) else [content])[:MAX_PARTS]:
        if isinstance(item, Mapping):
            some, left = _match(_row_of(item), Extent(), places, around)
        else:
            said = line(item)
            some, left = match_text(said, places, around) if said else ([], [])
        found, unmatched = [*found, *some], [*unmatched, *left]
    return found, unmatched


def _row_of(item: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in item.items():
        column = column_of("service_area", str(name))[0]
        if column and value is not None and not isinstance(value, (dict, list)):
            row.setdefault(column, value)
    scope = (line(item.get("scope") or item.get("type") or item.get("level")) or "").lower()
    if (column := (_SCOPES | _ZIPS).get(scope)) and row.get("name"):
        row[column] = row.pop("name")
    return row


def _of_features(extent: Extent, places: Places) -> tuple[list[NamedNode], list[str]]:
    """The places that the features of an extent name by their properties, all of them or none."""
    found: list[NamedNode] = []
    for names in extent.codes:
        one = next((p for name in names if (p := places.find_code(name))), None)
        if one is None:
            return [], []
        found.append(one)
    return found, []


def is_incomplete(areas: Sequence[Area], places: Places) -> bool:
    """Whether areas beside the matched ones may be, or hold, known places.

    A county that is no known place holds none where every known place lies in another county.
    """
    if not any(area.places for area in areas):
        return False
    left = {part for area in areas for part in area.unmatched}
    return any(not places.is_elsewhere(part.rpartition(", ")[0] or part) for part in left)
