"""One service: what it offers to whom, where, what pays for it, and how families get there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ontology.terms import DCTERMS, NWD, SDO
from service.language import N_
from service.pages.contract import Runs
from service.pages.coverage.changes import write_change
from service.pages.directory.findings import overlaps_of, read_loss, read_run
from service.pages.directory.lists import list_services, whole_of
from service.pages.directory.money import allocation_columns, list_allocations
from service.pages.directory.places import list_sites, site_columns
from service.pages.directory.records import (
    code_names,
    facts_address,
    find_position,
    read_record,
    safe_address,
)
from service.pages.directory.referrals import (
    list_pathways,
    list_touchpoints_reaching,
    pathway_columns,
    show_mode,
)
from service.pages.tables import Row, Shown

if TYPE_CHECKING:
    from service.pages.directory.records import Record
    from service.pages.view import View

NAME = "service"
PATH = "/services/{id:path}"
TITLE = N_("Service")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = ()
LISTS = ("touchpoints", "received", "sent", "sites", "money", "overlaps")
SHOWN = 20
"""Rows of one table; the others are on its further pages."""
DAYS_OF_YEAR = 365.25


def build(view: View) -> dict[str, Any]:
    """Everything of one service that planners ask for."""
    net = view.net
    position = find_position(view, net.services, "services", view.path["id"])
    iri = net.services.iris[position]
    partner = int(net.service.partner[position])
    nodes = [position, *([net.first_partner + partner] if partner >= 0 else [])]
    record = read_record(view, iri)
    payees = [iri, *([net.partners.iris[partner]] if partner >= 0 else [])]
    tables = {
        "touchpoints": view.listing(
            "touchpoints",
            N_("Touchpoints"),
            _touchpoint_columns(view),
            list_touchpoints_reaching(view, position),
            per_page=SHOWN,
        ),
        "received": view.listing(
            "received",
            N_("Referrals to it"),
            pathway_columns(view, N_("From"), N_("To")),
            list_pathways(view, nodes, outward=False),
            sort="name",
            per_page=SHOWN,
        ),
        "sent": view.listing(
            "sent",
            N_("Referrals from it"),
            pathway_columns(view, N_("To"), N_("From")),
            list_pathways(view, nodes, outward=True),
            sort="name",
            per_page=SHOWN,
        ),
        "sites": view.listing(
            "sites",
            N_("Sites"),
            site_columns(view),
            list_sites(view, net.service.sites.row(position).tolist()),
        ),
        "money": view.listing(
            "money", N_("Money"), allocation_columns(view), list_allocations(view, to=payees)
        ),
        "overlaps": view.listing(
            "overlaps",
            N_("Overlapping services"),
            _overlap_columns(view),
            _list_overlaps(view, position),
        ),
    }
    row = list_services(view)[position]
    return {
        "name": net.services.names[position],
        "row": row,
        "about": _describe(view, record, position),
        "tables": tables,
        "loss": read_loss(view, iri, "service"),
        "run": read_run(view, "resilience"),
        "facts": facts_address(view, iri),
        "what_if": write_change({"change": "remove", "kind": "service", "id": row["id"]}),
    }


def _describe(view: View, record: Record, position: int) -> dict[str, Any]:
    service = view.net.service
    website = record.text(f"{SDO}url")
    return {
        "description": record.text(f"{DCTERMS}description"),
        "program": record.text(f"{NWD}programName"),
        "ages": _tell_ages(view, int(service.from_day[position]), int(service.to_day[position])),
        "languages": record.texts(f"{DCTERMS}language"),
        "modes": record.codes(f"{NWD}deliveryMode"),
        "cost": record.text(f"{NWD}cost"),
        "eligibility": record.text(f"{NWD}eligibilityText"),
        "hours": record.texts(f"{NWD}hoursText"),
        "places_are_partial": bool(service.places_partial[position]),
        "capacity": whole_of(int(service.capacity[position])),
        "available": whole_of(int(service.available[position])),
        "website": website,
        "website_link": safe_address(website),
        "phones": record.texts(f"{SDO}telephone"),
    }


def _tell_ages(view: View, first: int, last: int) -> str | None:
    """The ages it takes, in words; None where nothing is stated."""
    from graph.projection import BLANK_DAY

    if first == BLANK_DAY and last == BLANK_DAY:
        return None
    if last == BLANK_DAY:
        return view.gettext("from %(first)s", first=_tell_age(view, first))
    if first == BLANK_DAY:
        return view.gettext("before %(last)s", last=_tell_age(view, last))
    return view.gettext(
        "from %(first)s, before %(last)s",
        first=_tell_age(view, first),
        last=_tell_age(view, last),
    )


def _tell_age(view: View, day: int) -> str:
    """A day of life in words: days, months or years, before birth in weeks."""
    if day == 0:
        return view.gettext("birth")
    if day < 0:
        return view.ngettext(
            "%(num)s week before birth", "%(num)s weeks before birth", round(-day / 7)
        )
    if day < 60:
        return view.ngettext("the age of %(num)s day", "the age of %(num)s days", day)
    months = round(day / (DAYS_OF_YEAR / 12))
    if months < 24 or months % 12:
        return view.ngettext("the age of %(num)s month", "the age of %(num)s months", months)
    return view.ngettext("the age of %(num)s year", "the age of %(num)s years", months // 12)


def _touchpoint_columns(view: View) -> list[Shown]:
    def way(row: Row) -> str:
        if row["handoffs"] == 0:
            return view.gettext("at the door")
        return view.gettext("by one referral")

    return [
        Shown(
            "name",
            N_("Touchpoint"),
            link=lambda row: view.link("/touchpoints/" + view.quote_id(row["touchpoint"])),
        ),
        Shown("handoffs", N_("Way"), show=way),
        Shown("at", N_("Through")),
        Shown("mode", N_("How"), show=lambda row: show_mode(view, row["mode"])),
        Shown(
            "needs",
            N_("Only for needs"),
            "code",
            show=lambda row: ", ".join(map(view.code, row["needs"])) or "–",
        ),
    ]


def _list_overlaps(view: View, position: int) -> list[dict[str, Any]]:
    """The services that overlap with one, from its side."""
    id_ = view.net.services.ids[position]
    names = code_names(view, "overlap-verdict")
    rows = []
    for pair in overlaps_of(view, position):
        other = "second" if pair["first"] == id_ else "first"
        rows.append(
            {
                "service": pair[other],
                "name": pair["names"][other],
                "partner": pair["names"][f"{other}_partner"],
                "shared_weight": pair["shared_weight"],
                "verdict": names.get(pair["verdict"], pair["verdict"]),
            }
        )
    return rows


def _overlap_columns(view: View) -> list[Shown]:
    return [
        Shown(
            "name",
            N_("Service"),
            link=lambda row: view.link("/services/" + view.quote_id(row["service"])),
        ),
        Shown("partner", N_("Partner")),
        Shown("shared_weight", N_("Family needs they share"), "number", digits=1),
        Shown("verdict", N_("What it is"), "code"),
    ]
