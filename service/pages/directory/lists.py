"""The lists of partners, services and funding streams, made once for the data that is read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from ontology.terms import CODE
from service.pages.directory.choosing import Words
from service.pages.directory.records import code_names, read_pairs

if TYPE_CHECKING:
    from graph.projection.arrays import Ints, Lists
    from service.pages.view import View

Rows = list[dict[str, Any]]


def list_partners(view: View) -> Rows:
    """Every partner, a row each in the order of the projection."""
    return view.data.remember(("directory", "partners"), lambda: _partners(view))


def list_services(view: View) -> Rows:
    """Every service, a row each in the order of the projection."""
    return view.data.remember(("directory", "services"), lambda: _services(view))


def partner_words(view: View) -> Words:
    """The names and ids of partners, other names among them."""
    return view.data.remember(("directory", "partner words"), lambda: _words(view, "Partner"))


def service_words(view: View) -> Words:
    """The names and ids of services, and those of their partners."""
    return view.data.remember(("directory", "service words"), lambda: _words(view, "Service"))


def partner_of_nodes(view: View) -> Ints:
    """[node]: position of the partner behind it, -1 where there is none."""
    import numpy as np

    net = view.net
    return np.concatenate(
        [
            net.service.partner,
            np.arange(len(net.partners)),
            np.full(len(net.touchpoints), -1, np.int64),
        ]
    )


def day_of(ordinal: int) -> str | None:
    """A day of the projection as text; None for a blank one."""
    from datetime import date

    from graph.projection import BLANK_DAY

    return None if ordinal == BLANK_DAY else date.fromordinal(ordinal).isoformat()


def whole_of(value: int) -> int | None:
    """A count of the projection; None where it is not known."""
    return None if value < 0 else int(value)


def sector_name(view: View, partner: int) -> str | None:
    """The English name of a partner's sector."""
    notation = view.net.partner_sector[partner]
    return code_names(view, "sector").get(notation, notation) if notation else None


def _partners(view: View) -> Rows:
    import numpy as np

    net = view.net
    size, behind = len(net.partners), partner_of_nodes(view)

    def count(nodes: Ints) -> list[int]:
        owners = behind[nodes]
        counted: list[int] = np.bincount(owners[owners >= 0], minlength=size).tolist()
        return counted

    services = count(np.arange(len(net.services)))
    doors = count(net.door.node)
    sent = count(net.pathway.sender[net.pathway.sender >= 0])
    received = count(net.pathway.receiver[net.pathway.receiver >= 0])
    verified: dict[str, str] = {}
    for iri, day in read_pairs(view, "Partner", "verifiedOn"):
        verified[iri] = max(day, verified.get(iri, ""))
    return [
        {
            "position": i,
            "id": net.partners.ids[i],
            "name": net.partners.names[i],
            "sector": sector_name(view, i),
            "services": services[i],
            "doors": doors[i],
            "sent": sent[i],
            "received": received[i],
            "declared": bool(net.declared[i]),
            "verified_on": verified.get(net.partners.iris[i]),
        }
        for i in range(size)
    ]


def _services(view: View) -> Rows:
    net, service = view.net, view.net.service
    statuses: dict[str, set[str]] = defaultdict(set)
    names = code_names(view, "service-status")
    for iri, code in read_pairs(view, "Service", "serviceStatus"):
        notation = code.removeprefix(f"{CODE}service-status/")
        statuses[iri].add(names.get(notation, notation))
    needs = _named(service.needs, net.needs.names)
    segments = _named(service.segments, net.segments.names)
    places = _named(service.places, net.places.names)
    partner = service.partner.tolist()
    verified, waits = service.verified.tolist(), service.wait_days.tolist()
    ids, titles, iris = net.services.ids, net.services.names, net.services.iris
    return [
        {
            "position": i,
            "id": ids[i],
            "name": titles[i],
            "partner_id": net.partners.ids[partner[i]] if partner[i] >= 0 else None,
            "partner": net.partners.names[partner[i]] if partner[i] >= 0 else None,
            "needs": needs[i],
            "segments": segments[i],
            "places": places[i],
            "status": sorted(statuses.get(iris[i], ())),
            "wait_days": whole_of(waits[i]),
            "verified_on": day_of(verified[i]),
        }
        for i in range(len(net.services))
    ]


def _named(lists: Lists, names: Any) -> list[list[str] | None]:
    """The names in each list, in order; None where it is empty."""
    told = list(names)
    ends, values = lists.indptr.tolist(), lists.values.tolist()
    return [
        sorted((told[value] for value in values[ends[row] : ends[row + 1]]), key=str.casefold)
        or None
        for row in range(len(lists))
    ]


def _words(view: View, class_name: str) -> Words:
    """Texts by position: the name, the id, and other names; of services also their partner's."""
    net = view.net
    collection = net.partners if class_name == "Partner" else net.services
    others: dict[str, list[str]] = defaultdict(list)
    for predicate in ("http://www.w3.org/2004/02/skos/core#altLabel", "programName"):
        for iri, text in read_pairs(view, class_name, predicate):
            others[iri].append(text)
    if class_name == "Service":
        for i, partner in enumerate(net.service.partner.tolist()):
            if partner >= 0:
                others[net.services.iris[i]].append(net.partners.names[partner])
    return Words(
        " ".join([name, id_, *others.get(iri, ())])
        for name, id_, iri in zip(collection.names, collection.ids, collection.iris, strict=True)
    )
