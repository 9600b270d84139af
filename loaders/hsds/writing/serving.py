"""The areas that services state, as RDF: nodes, the words, and the places served for certain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from loaders.hsds.cells import line, listed, truth
from loaders.hsds.joining.directory import Directory
from loaders.hsds.parts.areas import Area, is_incomplete, read_area
from loaders.hsds.parts.areas_in_words import Around
from loaders.hsds.parts.places import Places
from loaders.hsds.parts.states import state_named
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.writer import DESCRIPTION, LABEL, TYPE, Writer
from loaders.literals import boolean
from ontology.terms import GEO, SDO, nwd

_AS_GEOJSON = NamedNode(GEO + "asGeoJSON")
_GEOJSON = NamedNode(GEO + "geoJSONLiteral")


class Serving:
    """Areas of the services of one directory."""

    def __init__(
        self, directory: Directory, writer: Writer, places: Places, remarks: Remarks
    ) -> None:
        self._directory, self._writer = directory, writer
        self._places, self._remarks = places, remarks
        self._areas: dict[str, list[Area]] = {}
        self._written: set[NamedNode] = set()

    def served(self, identifier: str) -> Sequence[NamedNode]:
        """The known places that a service's areas match."""
        areas = self._of_service(identifier)
        return list(dict.fromkeys(place for area in areas for place in area.places))

    def quads(self, identifier: str, subject: NamedNode) -> Iterator[Quad]:
        """Areas of one service; where some are known places and others are not, that is said."""
        areas = self._of_service(identifier)
        for said in dict.fromkeys(text for area in areas for text in area.texts):
            yield self._writer.quad(subject, nwd("serviceAreaText"), Literal(said))
        for place in self.served(identifier):
            yield self._writer.quad(subject, nwd("servesArea"), place)
        if is_incomplete(areas, self._places):
            yield self._writer.quad(subject, nwd("isAreaIncomplete"), boolean(True))
        for area in areas:
            node = self._writer.iri("area", _content(area))
            yield self._writer.quad(subject, nwd("statesArea"), node)
            if node not in self._written:
                self._written.add(node)
                yield from self._area(node, area)

    def _of_service(self, identifier: str) -> list[Area]:
        if identifier not in self._areas:
            around = self._around(identifier)
            rows = self._rows(identifier)
            self._areas[identifier] = [self._read(identifier, row, around) for row in rows]
        return self._areas[identifier]

    def _read(self, identifier: str, row: Mapping[str, Any], around: Around) -> Area:
        area = read_area(row, self._places, around)
        if area.extent.problem:
            self._remarks.tally(
                self._directory.services[identifier],
                "bad-extent",
                "the extent of a service area is no geometry that can be kept (GeoJSON with "
                f"longitude and latitude): {area.extent.problem}",
                column="extent",
            )
        return area

    def _rows(self, identifier: str) -> list[Mapping[str, Any]]:
        """The areas of a service, else those stated at its locations."""
        values = self._directory.services[identifier].values
        rows = [*self._directory.of_service["service_area", identifier]]
        rows += [{"name": name} for name in listed(values.get("service_areas"))]
        if not rows:
            for place in self._directory.sites.get(identifier, ()):
                rows += self._directory.of_location["service_area", place]
                rows += _areas_of_location(self._directory.locations[place].values)
        return rows

    def _around(self, identifier: str) -> Around:
        """The states and counties in the addresses of a service's sites."""
        states, counties = set(), set()
        for place in self._directory.sites.get(identifier, ()):
            rows = [self._directory.locations[place], *self._directory.addresses.get(place, ())]
            for row in rows:
                if state := state_named(line(row.values.get("state_province"))):
                    states.add(state)
                if county := line(row.values.get("county")) or line(row.values.get("region")):
                    counties.add(county)
        return Around(frozenset(states), frozenset(counties))

    def _area(self, node: NamedNode, area: Area) -> Iterator[Quad]:
        yield self._writer.quad(node, TYPE, nwd("ServiceArea"))
        yield from self._writer.texts(
            node,
            {
                LABEL: area.name or "; ".join(area.texts),
                DESCRIPTION: area.description if area.name else None,
                NamedNode(SDO + "url"): area.uri,
                nwd("extentText"): area.extent.words,
                nwd("extentType"): area.extent_type,
            },
        )
        for code in area.codes:
            yield self._writer.quad(node, nwd("areaCode"), Literal(code))
        if area.extent.geojson:
            shape = Literal(area.extent.geojson, datatype=_GEOJSON)
            yield self._writer.quad(node, _AS_GEOJSON, shape)
        if area.site:
            yield self._writer.quad(node, nwd("onlyAtSite"), self._writer.iri("site", area.site))
        for place in area.places:
            yield self._writer.quad(node, nwd("matchedPlace"), place)
        for part in area.unmatched:
            yield self._writer.quad(node, nwd("unmatchedArea"), Literal(part))


def _content(area: Area) -> str:
    """An id made of what an area says, so that equal areas are one node."""
    said = (
        area.texts, area.name, area.description, area.codes, area.uri, area.extent.geojson,
        area.extent.words, area.extent_type, area.site, area.unmatched,
        [place.value for place in area.places],
    )  # fmt: skip
    return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:20]


def _areas_of_location(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Areas that an Illinois Legal Aid Online export states at the location."""
    if truth(values.get("statewide")):
        return [{"name": "Illinois"}]
    counties = [{"county": county} for county in listed(values.get("counties"))]
    return [*counties, *({"name": city} for city in listed(values.get("cities")))]
