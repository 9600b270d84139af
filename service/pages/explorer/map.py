"""The map of resources: where families can go, and which places services reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.directory.choosing import choices_of, position_of
from service.pages.directory.records import code_names
from service.pages.directory.sites import (
    count_reaching,
    list_all_sites,
    list_spots,
    select_sites,
)
from service.pages.explorer.partners import partner_link, sector_choices, told_code
from service.pages.tables import Shown
from service.pictures.resource_map import (
    MOST_ZOOM,
    MapWords,
    Mark,
    Spot,
    draw_map,
    draw_sample,
    fit_view,
    is_shown,
)
from service.pictures.resource_map import View as MapView
from service.responding import SECURITY_HEADERS

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "map"
PATH = "/map"
TITLE = N_("Map of sites")
MENU = Entry("directory", 50)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("touchpoint", "text", "Only sites where this touchpoint happens."),
    Option("need", "text", "Only sites with a service that meets this need or a narrower one."),
    Option("sector", "text", "Only sites of partners of this sector; `none` for no sector."),
    Option("place", "text", "Only sites in this place."),
    Option("partner", "text", "Only sites of this partner."),
    Option("zoom", "whole", "How near the map is.", least=0, most=MOST_ZOOM),
    Option("lat", "number", "Latitude of its middle.", least=-85, most=85),
    Option("lon", "number", "Longitude of its middle.", least=-180, most=180),
)
LISTS = ("sites", "areas")
NEAR = 15
"""The zoom at which one site is shown."""
STEP = 0.4
"""How far a step to the side goes, as a part of the map."""


def build(view: View) -> dict[str, Any]:
    """The map of the sites that fit, and what is on it as tables."""
    sites = list_all_sites(view)
    rows = select_sites(view, sites.rows)
    shown = _view(view, rows)
    sectors = list(code_names(view, "sector"))
    number = {code: i for i, code in enumerate(sectors)}
    marks = [
        Mark(row["latitude"], row["longitude"], _name(row), number.get(row["sector_code"]))
        for row in rows
    ]
    spots = [Spot(row["latitude"], row["longitude"], row["name"]) for row in list_spots(view)]
    inside = sum(is_shown(shown, row["latitude"], row["longitude"]) for row in rows)
    tiles = view.data.settings.tile_url
    if tiles:
        view.headers["Content-Security-Policy"] = _policy_with(tiles)
    words = MapWords(
        label=view.gettext(
            "Map with %(sites)s sites and %(places)s places; the same stands in the tables below.",
            sites=view.language.number(inside),
            places=view.language.number(len(spots)),
        ),
        sites=view.gettext("{count} sites"),
        number=view.language.number,
        kilometres=view.gettext("{number} km"),
    )
    return {
        "tables": _tables(view, rows),
        "picture": Markup(draw_map(shown, marks, spots, words, tiles=tiles)),
        "legend": _legend(view, rows, number),
        "steer": _steer(view, shown),
        "is_moved": any(view.options[name] is not None for name in ("zoom", "lat", "lon")),
        "inside": inside,
        "outside": len(rows) - inside,
        "without_point": sites.without_point,
        "attribution": view.data.settings.tile_attribution if tiles else "",
        "touchpoints": choices_of(view, "touchpoints"),
        "needs": choices_of(view, "needs"),
        "places": choices_of(view, "places"),
        "sectors": sector_choices(view),
        "partner": _partner_name(view),
    }


def _view(view: View, rows: list[dict[str, Any]]) -> MapView:
    """What was asked for, else what holds all that fits, else all places."""
    points = [(row["latitude"], row["longitude"]) for row in rows or list_spots(view)]
    fitting = fit_view(points)
    asked = view.options
    return MapView(
        latitude=fitting.latitude if asked["lat"] is None else asked["lat"],
        longitude=fitting.longitude if asked["lon"] is None else asked["lon"],
        zoom=fitting.zoom if asked["zoom"] is None else asked["zoom"],
    )


def _at(view: View, shown: MapView) -> str:
    return (
        view.here(
            zoom=shown.zoom,
            lat=f"{shown.latitude:.5f}",
            lon=f"{shown.longitude:.5f}",
            sites_page=None,
        )
        + "#picture"
    )


def _steer(view: View, shown: MapView) -> list[tuple[str, str, str]]:
    """(key, name, address) of each way to move the map."""
    ways = [
        ("+", view.gettext("Nearer"), shown.moved(0, 0, nearer=1)),
        ("-", view.gettext("Further"), shown.moved(0, 0, nearer=-1)),
        ("ArrowUp", view.gettext("North"), shown.moved(0, -STEP)),
        ("ArrowDown", view.gettext("South"), shown.moved(0, STEP)),
        ("ArrowLeft", view.gettext("West"), shown.moved(-STEP, 0)),
        ("ArrowRight", view.gettext("East"), shown.moved(STEP, 0)),
    ]
    return [(key, name, _at(view, moved)) for key, name, moved in ways]


def _tables(view: View, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "sites": view.listing(
            "sites",
            N_("Sites on the map"),
            [
                Shown(
                    "name",
                    N_("Site"),
                    link=lambda row: _at(view, MapView(row["latitude"], row["longitude"], NEAR)),
                ),
                Shown(
                    "partner", N_("Partner"), link=lambda row: partner_link(view, row["partner_id"])
                ),
                Shown(
                    "sector", N_("Sector"), "code", show=lambda row: told_code(view, row["sector"])
                ),
                Shown("address", N_("Address")),
                Shown("services", N_("Services")),
            ],
            rows,
            sort="name",
            per_page=20,
        ),
        "areas": view.listing(
            "areas",
            N_("Places and the services that reach them"),
            [
                Shown("name", N_("Place"), link=lambda row: view.link("/map", place=row["id"])),
                Shown(
                    "services",
                    N_("Services that reach it"),
                    "number",
                    link=lambda row: view.link(
                        "/services", place=row["id"], need=view.options["need"]
                    ),
                ),
                Shown("sites", N_("Sites in it"), "number"),
                Shown("population", N_("People"), "number"),
            ],
            count_reaching(view),
            sort="name",
            per_page=20,
        ),
    }


def _legend(
    view: View, rows: list[dict[str, Any]], number: dict[str, int]
) -> list[tuple[Markup, str, int]]:
    """(mark, sector, sites) of every sector on the map, in the order of the code list."""
    counted: dict[str | None, int] = {}
    for row in rows:
        counted[row["sector_code"]] = counted.get(row["sector_code"], 0) + 1
    names = code_names(view, "sector")
    return [
        (
            Markup(draw_sample(number.get(code) if code else None)),
            view.code(names.get(code, code)) if code else view.gettext("no sector stated"),
            counted[code],
        )
        for code in sorted(counted, key=lambda code: number.get(code or "", len(number)))
    ]


def _name(row: dict[str, Any]) -> str:
    return f"{row['name']} · {row['partner']}" if row["partner"] else str(row["name"])


def _partner_name(view: View) -> str | None:
    position = position_of(view, "partners", "partner")
    return None if position is None else view.net.partners.names[position]


def _policy_with(tiles: str) -> str:
    """The policy of every page, and pictures from the host of the tiles."""
    parts = urlsplit(tiles)
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    return policy.replace(
        "img-src 'self' data:", f"img-src 'self' data: {parts.scheme}://{parts.netloc}"
    )
