"""What belongs to a column of a comparison: required cells, services, pathways, partners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage import Coverage
from graph.projection import Lists, Projection
from graph.projection.arrays import Bools, Ints


@dataclass(frozen=True)
class Scope:
    """Which records a column speaks of; arrays over those of the projection."""

    cells: Ints
    """Rows of the required cells."""
    services: Bools
    pathways: Bools
    partners: Bools
    touchpoints: Bools
    services_nowhere: Bools
    """Services that name neither an area nor a site: they may belong to any place."""


def select_whole(coverage: Coverage) -> Scope:
    """Everything."""
    net = coverage.net
    return Scope(
        cells=np.arange(len(coverage.required)),
        services=np.ones(len(net.services), np.bool_),
        pathways=np.ones(len(net.pathways), np.bool_),
        partners=np.ones(len(net.partners), np.bool_),
        touchpoints=np.ones(len(net.touchpoints), np.bool_),
        services_nowhere=np.zeros(len(net.services), np.bool_),
    )


def select_place(coverage: Coverage, place: int) -> Scope:
    """What belongs to a place with all that lies in it.

    Required cells of these places, and the touchpoints they name. Services that state a served
    place in it, or it, or one above it; or, with none stated, list a site in it. Partners that
    offer such a service, or that a door record names, themselves or by a service, for some place in
    it. Pathways that go out from such a partner, such a service, or such a touchpoint.
    """
    net = coverage.net
    inside = net.place_above[:, place]
    related = inside | net.place_above[place]
    cells = np.flatnonzero(inside[coverage.required.place])
    touchpoints = np.zeros(len(net.touchpoints), np.bool_)
    touchpoints[coverage.required.touchpoint[cells]] = True
    area, sites = net.service.places, net.service.site_places
    services = _holds_any(area, related) | (area.is_blank() & _holds_any(sites, inside))
    applies = (net.door.places.is_blank() | _holds_any(net.door.places, related)) & touchpoints[
        net.door.touchpoint
    ]
    partners = np.zeros(len(net.partners), np.bool_)
    owners = net.service.partner[services]
    partners[owners[owners >= 0]] = True
    partner_of = partner_of_nodes(net)
    doors = partner_of[net.door.node[applies]]
    partners[doors[doors >= 0]] = True
    sends = np.zeros(net.node_count, np.bool_)
    sends[: net.first_partner] = services
    of_partner = partner_of >= 0
    sends[of_partner] |= partners[partner_of[of_partner]]
    sends[net.first_touchpoint :] = touchpoints
    return Scope(
        cells=cells,
        services=services,
        pathways=sends[net.pathway.sender],
        partners=partners,
        touchpoints=touchpoints,
        services_nowhere=area.is_blank() & sites.is_blank(),
    )


def partner_of_nodes(net: Projection) -> Ints:
    """[node]: the partner behind a service or partner, -1 for touchpoints and where unknown."""
    return np.concatenate(
        [
            net.service.partner,
            np.arange(len(net.partners)),
            np.full(len(net.touchpoints), -1, np.int64),
        ]
    )


def select_children(net: Projection, place: int) -> list[int]:
    """The places one level below a place, in the order of the projection."""
    below = np.flatnonzero(net.place_above[:, place])
    below = below[below != place]
    # One that has another of them above itself lies deeper.
    inner = net.place_above[np.ix_(below, below)].sum(axis=1) > 1
    return [int(found) for found in below[~inner]]


def _holds_any(lists: Lists, wanted: Bools) -> Bools:
    """[row]: the row's list holds a wanted value."""
    found = np.zeros(len(lists), np.bool_)
    found[lists.rows_of_values()[wanted[lists.values]]] = True
    return found
