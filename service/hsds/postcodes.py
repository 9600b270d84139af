"""Which locations have a postal code, and which lie near it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.errors import NoSuchRecord
from graph.store import ReadableStore
from ontology.terms import ORG, SDO
from service.facts import solutions

EARTH = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

_SITES = f"""
SELECT DISTINCT ?s ?code ?latitude ?longitude WHERE {{
  ?s a <{ORG}Site>
  OPTIONAL {{ ?s <{SDO}postalCode> ?code }}
  OPTIONAL {{ ?s <{SDO}latitude> ?latitude ; <{SDO}longitude> ?longitude }}
}}"""


@dataclass(frozen=True)
class Postcodes:
    """Where the sites are."""

    sites: Mapping[str, Sequence[str]]
    """Postal code as it is compared -> IRIs of its sites."""
    points: Mapping[str, Point]
    """IRI of a site -> where it is."""

    def having(self, code: str) -> set[str]:
        """The sites with a postal code."""
        return set(self.sites.get(compared(code), ()))

    def near(self, code: str, metres: float) -> set[str]:
        """The sites within that distance of the middle of those that have the postal code.

        Raises NoSuchRecord where no site with that code has coordinates: where it is, is not
        known then, and an empty list would say that there is nothing near it.
        """
        known = [self.points[site] for site in self.having(code) if site in self.points]
        if not known:
            raise NoSuchRecord(code, f"no location with coordinates has the postcode {code!r}")
        middle = centre(known)
        return {site for site, point in self.points.items() if distance(middle, point) <= metres}


def read_postcodes(store: ReadableStore) -> Postcodes:
    """The sites of a store."""
    sites: dict[str, list[str]] = {}
    points: dict[str, Point] = {}
    for site, code, *numbers in solutions(store, _SITES):
        if not isinstance(site, NamedNode):
            continue
        if isinstance(code, Literal):
            sites.setdefault(compared(code.value), []).append(site.value)
        latitude, longitude = (_number(n) for n in numbers)
        if latitude is not None and longitude is not None:
            points.setdefault(site.value, (latitude, longitude))
    return Postcodes(sites, points)


def compared(code: str) -> str:
    """A postal code without spaces and case; of a ZIP+4 the first five digits.

    >>> compared("k1a 0b1"), compared("97991-1234")
    ('K1A0B1', '97991')
    """
    plain = "".join(code.split()).upper()
    first, dash, rest = plain.partition("-")
    return first if dash and len(first) == 5 and first.isdigit() and rest.isdigit() else plain


def centre(points: Iterable[Point]) -> Point:
    """The middle of points, on the globe.

    >>> centre([(10.0, 179.0), (10.0, -179.0)])[1]
    180.0
    """
    vectors = [_vector(point) for point in points]
    x, y, z = (sum(axis) / len(vectors) for axis in zip(*vectors, strict=True))
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def distance(one: Point, other: Point) -> float:
    """Metres between two points along a great circle (haversine).

    >>> round(distance((0, 0), (0, 1)))
    111195
    """
    (lat1, lon1), (lat2, lon2) = (map(math.radians, point) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def _vector(point: Point) -> tuple[float, float, float]:
    latitude, longitude = map(math.radians, point)
    flat = math.cos(latitude)
    return flat * math.cos(longitude), flat * math.sin(longitude), math.sin(latitude)


def _number(term: object) -> float | None:
    try:
        found = float(term.value) if isinstance(term, Literal) else None
    except ValueError:
        return None
    return found if found is not None and math.isfinite(found) else None
