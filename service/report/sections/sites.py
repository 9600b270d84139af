"""Where families can go: the sites on a map, and the places with what reaches them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from service.pages.directory.records import code_names
from service.pages.directory.sites import Sites, list_all_sites, list_spots
from service.pages.words.codes import tell_code
from service.pictures.resource_map import MapWords, Mark, Spot
from service.report.map_picture import draw_sites
from service.report.material import Material
from service.report.model import Block, Column, Paragraph, Picture, Section, Table
from service.report.words import Where

MAP = Where("/map", "nwd export --format geojson")
Row = dict[str, Any]


def build(material: Material) -> Section:
    """The sites with coordinates that are not confidential, on a map and by place."""
    _ = material.words
    sites = list_all_sites(material.speaker)
    rows = sites.rows
    if material.places:
        rows = [row for row in rows if material.is_inside(row["place_positions"])]
    blocks: list[Block] = [Paragraph(text) for text in _tell(material, sites, rows)]
    if rows:
        blocks += [_draw(material, rows), *_by_place(material, rows)]
    return Section("sites", _.gettext("Where to go"), blocks)


def _tell(material: Material, sites: Sites, rows: list[Row]) -> list[str]:
    _ = material.words
    told = [
        _.ngettext(
            "%(num)s site has coordinates on record and is on the map.",
            "%(num)s sites have coordinates on record and are on the map.",
            len(rows),
        )
        if rows
        else _.gettext("No site with coordinates is on record here, so there is no map.")
    ]
    if sites.without_point and not material.places:
        told.append(
            _.ngettext(
                "%(num)s more has none and is not on it.",
                "%(num)s more have none and are not on it.",
                sites.without_point,
            )
        )
    told.append(_.gettext("Confidential sites are on no map and are not counted."))
    return [" ".join(told)]


def _draw(material: Material, rows: list[Row]) -> Picture:
    _, view = material.words, material.speaker
    number = {code: i for i, code in enumerate(code_names(view, "sector"))}
    counted = Counter[str | None](row["sector_code"] for row in rows)
    names = code_names(view, "sector")
    key = [
        (
            number.get(code) if code else None,
            _.gettext(
                "%(name)s (%(count)s)",
                name=tell_code(view, "sector", names.get(code, code))
                if code
                else _.gettext("no sector stated"),
                count=_.language.number(counted[code]),
            ),
        )
        for code in sorted(counted, key=lambda code: number.get(code or "", len(number)))
    ]
    marks = [
        Mark(row["latitude"], row["longitude"], row["name"], number.get(row["sector_code"]))
        for row in rows
    ]
    spots = [
        Spot(row["latitude"], row["longitude"], _.name(row["name"])) for row in list_spots(view)
    ]
    words = MapWords(
        label=_.gettext("Where to go"),
        sites=_.language.messages.ugettext("{count} sites"),
        number=_.language.number,
        kilometres=_.language.messages.ugettext("{number} km"),
    )
    return Picture(
        draw_sites(marks, spots, key, words),
        alt=_.gettext("Map with %(sites)s sites.", sites=_.language.number(len(rows))),
        caption=_.gettext(
            "A mark is a site and shows the sector of its partner; a disc with a number stands for "
            "that many sites that lie near each other; a ring is a place."
        ),
    )


def _by_place(material: Material, rows: list[Row]) -> list[Block]:
    _, net, top = material.words, material.net, material.asked.top
    counted = Counter[int](place for row in rows for place in row["place_positions"])
    partners: dict[int, set[int]] = {place: set() for place in counted}
    for row in rows:
        for place in row["place_positions"]:
            partners[place] |= set(row["partner_positions"])
    order = sorted(counted, key=lambda place: (-counted[place], net.places.names[place]))
    told = [
        (
            _.place(net.places.ids[place], net.places.names[place]),
            _.language.number(counted[place]),
            _.language.number(len(partners[place])),
        )
        for place in order
    ]
    columns = (
        Column(_.gettext("Place"), 3),
        Column(_.gettext("Sites"), right=True),
        Column(_.gettext("Partners with a site there"), 1.6, right=True),
    )
    if not told:
        return []
    title = _.gettext("Sites on the map by place")
    return [Table(title, columns, told[:top], _.left_out(top, len(told), MAP))]
