"""The extent of an area: geometry kept as it is, and the names and codes that it carries.

A geometry is never compared with a place; only what its features say of themselves is.

Source: RFC 7946 (GeoJSON), TopoJSON 1, OGC GeoSPARQL 1.1 section 8.8 (`geo:asGeoJSON`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loaders.hsds.cells import line, text

MAX_CHARACTERS = 1_000_000
"""The largest extent that is kept; a larger one is told and left out."""
MAX_NESTING = 12
MAX_FEATURES = 2_000
_GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
)
_CODES = ("geoid", "geo_id", "geoid20", "geoid10", "affgeoid", "geoidfq", "fips", "code", "id")
_NAMES = ("namelsad", "namelsad20", "name", "name20", "label", "title")


@dataclass(frozen=True)
class Extent:
    """What one extent cell holds: a geometry or words, and what names it."""

    geojson: str | None = None
    words: str | None = None
    codes: tuple[tuple[str, ...], ...] = ()
    """Of each feature, its codes, then its names; one of them is to be a known place."""
    problem: str | None = None
    """Why nothing is kept."""


def read_extent(value: Any) -> Extent:
    """An extent of any form; GeoJSON is checked and written compactly.

    >>> read_extent('{"type": "Point", "coordinates": [1, 2]}').geojson
    '{"type":"Point","coordinates":[1,2]}'
    >>> read_extent("within ten miles").words
    'within ten miles'
    """
    said = value if isinstance(value, (dict, list)) else text(value)
    if said is None:
        return Extent()
    if isinstance(said, str):
        if len(said) > MAX_CHARACTERS:
            return Extent(problem=f"an extent of {len(said):,} characters, {MAX_CHARACTERS:,} fit")
        if said[:1] not in "{[":
            return Extent(words=said)
        try:
            said = json.loads(said)
        except (ValueError, RecursionError):
            return Extent(words=said if isinstance(said, str) else None)
    if not isinstance(said, dict):
        return Extent(words=line(value))
    compact = _compact(said)
    if compact is None:
        return Extent(problem="no JSON")
    if len(compact) > MAX_CHARACTERS:
        return Extent(problem=f"an extent of {len(compact):,} characters, {MAX_CHARACTERS:,} fit")
    if said.get("type") == "Topology":
        return Extent(words=compact, codes=tuple(_topology_names(said)))
    if problem := _problem(said):
        return Extent(words=compact, problem=problem)
    return Extent(geojson=compact, codes=tuple(_feature_names(said)))


def _compact(value: Any) -> str | None:
    """As JSON in ASCII; None for what JSON cannot hold, such as NaN, or too deep a nesting."""
    try:
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        return None


def _problem(content: Mapping[str, Any], depth: int = 0) -> str | None:
    """Why an object is no GeoJSON; None where it is."""
    kind = content.get("type")
    if depth > MAX_NESTING:
        return f"GeoJSON nested deeper than {MAX_NESTING}"
    if not isinstance(kind, str):
        return "no type of GeoJSON"
    if kind in _GEOMETRIES:
        return None if _are_positions(content.get("coordinates")) else "no coordinates"
    if kind == "GeometryCollection":
        return _problem_in(content.get("geometries"), depth)
    if kind == "Feature":
        geometry = content.get("geometry")
        return _problem(geometry, depth + 1) if isinstance(geometry, dict) else None
    if kind == "FeatureCollection":
        return _problem_in(content.get("features"), depth)
    return "no type of GeoJSON"


def _problem_in(items: Any, depth: int) -> str | None:
    if not isinstance(items, list) or len(items) > MAX_FEATURES:
        return f"no list of at most {MAX_FEATURES:,} features"
    told = (
        _problem(one, depth + 1) if isinstance(one, dict) else "a feature that is no object"
        for one in items
    )
    return next((problem for problem in told if problem), None)


def _are_positions(value: Any, depth: int = 0) -> bool:
    if not isinstance(value, list) or not value or depth > 4:
        return False
    if all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value):
        return len(value) >= 2 and -180 <= value[0] <= 180 and -90 <= value[1] <= 90
    return all(_are_positions(one, depth + 1) for one in value)


def _feature_names(content: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    if content.get("type") == "FeatureCollection":
        for one in content["features"]:
            yield from _feature_names(one)
    elif content.get("type") == "Feature":
        yield _names(content)


def _topology_names(content: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    objects = content.get("objects")
    for one in list(objects.values())[:MAX_FEATURES] if isinstance(objects, dict) else ():
        geometries = one.get("geometries") if isinstance(one, dict) else None
        for inner in geometries[:MAX_FEATURES] if isinstance(geometries, list) else [one]:
            if isinstance(inner, dict):
                yield _names(inner)


def _names(feature: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes and names of a feature, the most telling first."""
    properties = feature.get("properties")
    known = {
        str(name).casefold(): said
        for name, value in (properties.items() if isinstance(properties, dict) else ())
        if not isinstance(value, (dict, list)) and (said := line(value))
    }
    own = line(feature.get("id"))
    found = [known[name] for name in (*_CODES, *_NAMES) if name in known]
    return tuple(dict.fromkeys([*found, *([own] if own else [])]))
