"""The directory of partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.directory.choosing import (
    choices_of,
    code_asked,
    position_of,
    select_services,
)
from service.pages.directory.lists import list_partners, partner_words
from service.pages.directory.records import code_names
from service.pages.tables import Row, Shown

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "partners"
PATH = "/partners"
TITLE = N_("Partners")
MENU = Entry("directory", 10)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("sector", "text", "Only partners of this sector, by its code; `none` for no sector."),
    Option("place", "text", "Only partners with a service or a site for this place."),
    Option("q", "text", "Only partners with these words in their names or ids."),
)
LISTS = ("partners",)
NO_SECTOR = "none"


def build(view: View) -> dict[str, Any]:
    """The partners that fit, by name."""
    rows = list_partners(view)
    sectors = sector_choices(view)
    sector = dict(sectors).get(view.options["sector"] or "")
    listing = view.listing(
        "partners",
        N_("Partners"),
        [
            Shown("name", N_("Partner"), link=lambda row: partner_link(view, row["id"])),
            Shown("sector", N_("Sector"), "code", show=lambda row: told_code(view, row["sector"])),
            Shown("services", N_("Services"), "number"),
            Shown("doors", N_("Doors"), "number"),
            Shown("sent", N_("Refers to"), "number", show=lambda row: _told_sent(view, row)),
            Shown("received", N_("Referred from"), "number"),
            Shown("verified_on", N_("Verified on"), "day"),
        ],
        _select(view, rows),
        sort="name",
    )
    return {
        "listing": listing,
        "all": len(rows),
        "sectors": sectors,
        "sector": sector,
        "places": choices_of(view, "places"),
    }


def partner_link(view: View, id_: str | None) -> str | None:
    """The page of a partner."""
    return view.link("/partners/" + view.quote_id(id_)) if id_ else None


def sector_choices(view: View) -> list[tuple[str, str]]:
    """(code, name) of the sectors that partners have, by name, and `none` for those without."""
    there = set(view.net.partner_sector)
    names = code_names(view, "sector")
    told = [(code, view.code(names.get(code, code))) for code in there if code]
    told.sort(key=lambda pair: pair[1].casefold())
    return [*told, (NO_SECTOR, view.gettext("no sector stated"))] if None in there else told


def sector_asked(view: View) -> str | None:
    """The sector asked for; raises BadParameter for a code that there is not."""
    return code_asked(view, "sector", [*code_names(view, "sector"), NO_SECTOR])


def told_code(view: View, name: str | None) -> str:
    """The name of a code, or that none is stated."""
    return view.code(name) if name else view.gettext("not stated")


def _select(view: View, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    import numpy as np

    net = view.net
    chosen = np.ones(len(rows), np.bool_)
    if sector := sector_asked(view):
        wanted = None if sector == NO_SECTOR else sector
        chosen &= np.array([each == wanted for each in net.partner_sector], np.bool_)
    place = position_of(view, "places", "place")
    if place is not None:
        behind = net.service.partner[select_services(view, place=place)]
        there = np.zeros(len(rows), np.bool_)
        there[behind[behind >= 0]] = True
        chosen &= there
    if words := view.options["q"]:
        chosen &= partner_words(view).select(words)
    return [rows[i] for i in np.flatnonzero(chosen).tolist()]


def _told_sent(view: View, row: Row) -> str:
    """Its referrals; at least so many where it has not said that these are all."""
    number = view.language.number(row["sent"])
    return number if row["declared"] else view.gettext("at least %(number)s", number=number)
