"""The sites and places that may be shown on a map, and choosing among them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ontology.terms import NWD, ORG, SDO
from service.pages.directory.choosing import (
    code_asked,
    holds_any,
    near_places,
    position_of,
    select_services,
)
from service.pages.directory.lists import sector_name
from service.pages.directory.records import (
    canonical_of,
    code_names,
    read_pairs,
    read_rows,
)

if TYPE_CHECKING:
    from service.pages.view import View

SITE = f"{ORG}Site"
NO_SECTOR = "none"


@dataclass(frozen=True)
class Sites:
    """Every site that may be told; a row each, and how many have no coordinates."""

    rows: list[dict[str, Any]]
    without_point: int


def list_all_sites(view: View) -> Sites:
    """The sites with coordinates, by name; confidential ones are not among them."""
    return view.data.remember(("directory", "sites"), lambda: _read_sites(view))


def list_spots(view: View) -> list[dict[str, Any]]:
    """The places with coordinates, those of most people first."""

    def read() -> list[dict[str, Any]]:
        net = view.net
        points = _points(view, "Place")
        rows = [
            {
                "position": i,
                "id": net.places.ids[i],
                "name": net.places.names[i],
                "latitude": points[iri][0],
                "longitude": points[iri][1],
                "population": int(net.place_population[i]),
            }
            for i, iri in enumerate(net.places.iris)
            if iri in points
        ]
        return sorted(rows, key=lambda row: (-row["population"], row["name"]))

    return view.data.remember(("directory", "spots"), read)


def select_sites(view: View, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sites that fit the touchpoint, need, sector, place and partner asked for."""
    import numpy as np

    net = view.net
    need = position_of(view, "needs", "need")
    if need is not None:
        meets = select_services(view, need=need)
        rows = [row for row in rows if any(meets[i] for i in row["service_positions"])]
    touchpoint = position_of(view, "touchpoints", "touchpoint")
    if touchpoint is not None:
        nodes = set(net.door.node[(net.door.touchpoint == touchpoint) & (net.door.status != 0)])
        rows = [row for row in rows if nodes & row["nodes"]]
    place = position_of(view, "places", "place")
    if place is not None:
        inside = net.place_above[:, place]
        rows = [row for row in rows if any(inside[i] for i in row["place_positions"])]
    partner = position_of(view, "partners", "partner")
    if partner is not None:
        rows = [row for row in rows if partner in row["partner_positions"]]
    if sector := code_asked(view, "sector", [*code_names(view, "sector"), NO_SECTOR]):
        wanted = None if sector == NO_SECTOR else sector
        fits = np.array([each == wanted for each in net.partner_sector], np.bool_)
        rows = [row for row in rows if any(fits[i] for i in row["partner_positions"])]
    return rows


def count_reaching(view: View) -> list[dict[str, Any]]:
    """Each place with the open services that state that they reach it, of those asked for."""
    net = view.net
    need = position_of(view, "needs", "need")
    partner = position_of(view, "partners", "partner")
    services = select_services(view, need=need) & (net.service.status != 0)
    if partner is not None:
        services &= net.service.partner == partner
    areas = net.service.places
    sites = view.data.remember(("directory", "sites in places"), lambda: _count_inside(view))
    told = []
    for place in range(1, len(net.places)):
        near = near_places(view, place)
        told.append(
            {
                "id": net.places.ids[place],
                "name": net.places.names[place],
                "services": int((holds_any(areas, near) & services).sum()),
                "sites": sites[place],
                "population": int(p) if (p := net.place_population[place]) >= 0 else None,
            }
        )
    return told


def _count_inside(view: View) -> list[int]:
    """[place]: the sites on the map that lie in it."""
    import numpy as np

    net = view.net
    counted = np.zeros(len(net.places), np.int64)
    for row in list_all_sites(view).rows:
        counted += net.place_above[row["place_positions"]].any(axis=0)
    return [int(each) for each in counted]


def _read_sites(view: View) -> Sites:
    net = view.net
    hidden = {
        iri for iri, told in read_pairs(view, SITE, "isConfidential") if told in ("true", "1")
    }
    points = _points(view, SITE)
    partners: dict[str, set[int]] = defaultdict(set)
    for iri, partner in read_pairs(view, SITE, f"{ORG}siteOf"):
        position = net.partners.index.get(canonical_of(view, partner))
        if position is not None:
            partners[iri].add(position)
    addresses = _addresses(view)
    services: dict[int, list[int]] = defaultdict(list)
    of_site = net.service.sites
    for service, site in zip(
        of_site.rows_of_values().tolist(), of_site.values.tolist(), strict=True
    ):
        services[site].append(service)
    rows = []
    without = 0
    for i, iri in enumerate(net.sites.iris):
        if iri in hidden:
            continue
        if iri not in points:
            without += 1
            continue
        rows.append(_row(view, i, points[iri], sorted(partners[iri]), services[i], addresses))
    return Sites(sorted(rows, key=lambda row: (row["name"].casefold(), row["id"])), without)


def _row(
    view: View,
    site: int,
    point: tuple[float, float],
    owners: list[int],
    services: list[int],
    addresses: dict[str, str],
) -> dict[str, Any]:
    net = view.net
    behind = {int(net.service.partner[i]) for i in services} - {-1}
    partners = owners or sorted(behind)
    first = partners[0] if partners else None
    return {
        "id": net.sites.ids[site],
        "name": net.sites.names[site],
        "latitude": point[0],
        "longitude": point[1],
        "partner": net.partners.names[first] if first is not None else None,
        "partner_id": net.partners.ids[first] if first is not None else None,
        "sector": sector_name(view, first) if first is not None else None,
        "sector_code": net.partner_sector[first] if first is not None else None,
        "address": addresses.get(net.sites.iris[site]),
        "services": sorted((net.services.names[i] for i in services), key=str.casefold) or None,
        "service_positions": services,
        "partner_positions": partners,
        "place_positions": net.site_place.row(site).tolist(),
        "nodes": {*services, *(net.first_partner + i for i in partners)},
    }


def _points(view: View, class_name: str) -> dict[str, tuple[float, float]]:
    """Latitude and longitude by IRI, where both are on the earth."""
    iri = class_name if ":" in class_name else NWD + class_name
    query = f"""SELECT DISTINCT ?s ?lat ?lon WHERE {{
        ?s a <{iri}> ; <{SDO}latitude> ?lat ; <{SDO}longitude> ?lon }}"""
    found: dict[str, tuple[float, float]] = {}
    for subject, latitude, longitude in read_rows(view, query):
        try:
            point = float(latitude or ""), float(longitude or "")
        except ValueError:
            continue
        if subject and abs(point[0]) <= 90 and abs(point[1]) <= 180:
            found.setdefault(canonical_of(view, subject), point)
    return found


def _addresses(view: View) -> dict[str, str]:
    """Street and town by IRI."""
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for name in ("streetAddress", "addressLocality", "postalCode"):
        for iri, text in read_pairs(view, SITE, SDO + name):
            parts[iri].setdefault(name, text)
    return {iri: ", ".join(told.values()) for iri, told in parts.items()}
