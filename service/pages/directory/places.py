"""Sites: where families go. Confidential ones are left out, whatever the store says of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ontology.terms import NWD, ORG, SDO
from service.facts import Facts
from service.language import N_
from service.pages.directory.records import LABEL, Record, members_of
from service.pages.tables import Shown

if TYPE_CHECKING:
    from service.pages.view import View

Rows = list[dict[str, Any]]
ADDRESS = (
    f"{SDO}streetAddress",
    f"{SDO}addressLocality",
    f"{SDO}addressRegion",
    f"{SDO}postalCode",
)


def list_sites(view: View, positions: Iterable[int]) -> Rows:
    """The sites that may be told, by name."""
    net = view.net
    facts = Facts(view.data.store)
    iris = [net.sites.iris[i] for i in positions]
    facts.read(members_of(view, iris))
    rows = []
    for iri in iris:
        record = Record(iri, members_of(view, [iri]), facts)
        if is_confidential(record):
            continue
        position = net.sites.index[iri]
        places = net.site_place.row(position).tolist()
        rows.append(
            {
                "id": net.sites.ids[position],
                "name": record.text(LABEL) or net.sites.ids[position],
                "address": ", ".join(filter(None, map(record.text, ADDRESS))) or None,
                "places": [net.places.names[i] for i in places] or None,
                "transport": record.text(f"{NWD}transportation"),
                "phone": record.text(f"{SDO}telephone"),
            }
        )
    return sorted(rows, key=lambda row: row["name"].casefold())


def is_confidential(record: Record) -> bool:
    """Whether any source keeps a site back."""
    return any(record.facts.holds(iri, f"{NWD}isConfidential") for iri in record.members)


def sites_of_partner(view: View, iri: str, services: Iterable[int]) -> list[int]:
    """Positions of the sites of a partner and of its services."""
    from service.pages.directory.records import canonical_of, read_rows, values_of

    net = view.net
    query = f"""SELECT DISTINCT ?site WHERE {{
        VALUES ?partner {{ {values_of(members_of(view, [iri]))} }}
        ?site <{ORG}siteOf> ?partner }}"""
    found = {canonical_of(view, site) for (site,) in read_rows(view, query) if site}
    positions = {net.sites.index[site] for site in found if site in net.sites.index}
    for service in services:
        positions.update(net.service.sites.row(service).tolist())
    return sorted(positions)


def site_columns(view: View) -> list[Shown]:
    """The columns of a table of sites."""
    return [
        Shown("name", N_("Site")),
        Shown("address", N_("Address")),
        Shown("places", N_("Place"), "code"),
        Shown("transport", N_("How to get there")),
    ]
