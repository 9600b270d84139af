"""One partner: who it is, what it offers, where it stands, and what hangs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ontology.terms import DCTERMS, NWD, ORG, SDO, SKOS
from service.language import N_
from service.pages.contract import Runs
from service.pages.coverage.changes import write_change
from service.pages.directory.findings import read_loss, read_run
from service.pages.directory.lists import list_partners, list_services
from service.pages.directory.money import allocation_columns, list_allocations
from service.pages.directory.near import (
    gap_columns,
    list_gaps_at,
    list_seats,
    seat_columns,
)
from service.pages.directory.places import list_sites, site_columns, sites_of_partner
from service.pages.directory.records import (
    canonical_of,
    facts_address,
    find_position,
    read_record,
    safe_address,
)
from service.pages.directory.referrals import (
    door_columns,
    list_doors,
    list_pathways,
    nodes_of_partner,
    pathway_columns,
)
from service.pages.explorer.services import service_columns

if TYPE_CHECKING:
    from service.pages.directory.records import Record
    from service.pages.view import View

NAME = "partner"
PATH = "/partners/{id:path}"
TITLE = N_("Partner")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = ()
LISTS = ("services", "sites", "doors", "sent", "received", "money", "gaps", "seats")
SHOWN = 20
"""Rows of one table; the others are on its further pages."""


def build(view: View) -> dict[str, Any]:
    """Everything of one partner that planners ask for."""
    net = view.net
    position = find_position(view, net.partners, "partners", view.path["id"])
    iri = net.partners.iris[position]
    record = read_record(view, iri)
    nodes = nodes_of_partner(view, position)
    services = nodes[1:]
    all_services = list_services(view)
    doors = list_doors(view, nodes)
    sent = list_pathways(view, nodes, outward=True)
    received = list_pathways(view, nodes, outward=False)
    allocations = list_allocations(view, to=[iri, *(net.services.iris[i] for i in services)])
    tables = {
        "services": view.listing(
            "services",
            N_("Services"),
            service_columns(view, with_partner=False),
            [all_services[i] for i in services],
            sort="name",
            per_page=SHOWN,
        ),
        "sites": view.listing(
            "sites",
            N_("Sites"),
            site_columns(view),
            list_sites(view, sites_of_partner(view, iri, services)),
        ),
        "doors": view.listing("doors", N_("Doors"), door_columns(view), doors, sort="name"),
        "sent": view.listing(
            "sent",
            N_("Refers families to"),
            pathway_columns(view, N_("To"), N_("From")),
            sent,
            sort="name",
            per_page=SHOWN,
        ),
        "received": view.listing(
            "received",
            N_("Receives families from"),
            pathway_columns(view, N_("From"), N_("To")),
            received,
            sort="name",
            per_page=SHOWN,
        ),
        "money": view.listing(
            "money", N_("Money"), allocation_columns(view), allocations, per_page=SHOWN
        ),
        "gaps": view.listing(
            "gaps",
            N_("Gaps"),
            gap_columns(view),
            list_gaps_at(view, doors),
            sort="-weight",
            per_page=10,
        ),
        "seats": view.listing("seats", N_("Seats"), seat_columns(view), list_seats(view, iri)),
    }
    return {
        "name": net.partners.names[position],
        "row": list_partners(view)[position],
        "record": record,
        "about": _describe(view, record),
        "tables": tables,
        "loss": read_loss(view, iri, "partner"),
        "run": read_run(view, "resilience"),
        "facts": facts_address(view, iri),
        "what_if": write_change({"change": "remove", "kind": "partner", "id": view.path["id"]}),
    }


def _describe(view: View, record: Record) -> dict[str, Any]:
    """Who it is and how to reach it, as far as it is told."""
    website = record.text(f"{SDO}url")
    return {
        "description": record.text(f"{DCTERMS}description"),
        "other_names": record.texts(f"{SKOS}altLabel"),
        "sectors": record.codes(f"{ORG}classification"),
        "kind": record.text(f"{NWD}partnerKind"),
        "website": website,
        "website_link": safe_address(website),
        "phones": record.texts(f"{SDO}telephone"),
        "emails": record.texts(f"{SDO}email"),
        "parents": _partners(view, record.links(f"{ORG}subOrganizationOf")),
        "verified_on": max(record.texts(f"{NWD}verifiedOn"), default=None),
    }


def _partners(view: View, iris: list[str]) -> list[tuple[str, str]]:
    """(name, address) of other partners."""
    collection = view.net.partners
    found = {collection.index.get(canonical_of(view, iri)) for iri in iris}
    return [
        (collection.names[i], view.link("/partners/" + view.quote_id(collection.ids[i])))
        for i in sorted(each for each in found if each is not None)
    ]
