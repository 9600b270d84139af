"""Referral pathways from and to a partner or a service, and the doors where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ontology.terms import NWD
from service.facts import Facts
from service.language import N_
from service.pages.directory.records import members_of, name_of_code
from service.pages.tables import Row, Shown

if TYPE_CHECKING:
    from service.pages.view import View

Rows = list[dict[str, Any]]

CLOSED, UNKNOWN, OPEN = 0, 1, 2
"""The values of `graph.projection.Ternary`."""
STATES = {
    OPEN: N_("in use"),
    UNKNOWN: N_("not known whether in use"),
    CLOSED: N_("not in use"),
}
MODES = {OPEN: N_("warm"), UNKNOWN: N_("not known"), CLOSED: N_("cold")}
"""How a referral is made, by the value of its mode."""


def nodes_of_partner(view: View, partner: int) -> list[int]:
    """A partner and its services, as nodes of the network."""
    import numpy as np

    net = view.net
    services = np.flatnonzero(net.service.partner == partner).tolist()
    return [net.first_partner + partner, *services]


def list_pathways(view: View, nodes: Sequence[int], *, outward: bool) -> Rows:
    """The pathways from these nodes, or to them; a row each, with the other end."""
    import numpy as np

    net, pathway = view.net, view.net.pathway
    own, other = pathway.sender, pathway.receiver
    if not outward:
        own, other = other, own
    found = np.flatnonzero(np.isin(own, np.asarray(nodes)) & (other >= 0)).tolist()
    facts = _read(view, [net.pathways.iris[i] for i in found])
    return [
        {
            **describe_node(view, int(other[i])),
            "pathway": net.pathways.ids[i],
            "at": net.node_name(int(own[i])),
            "mode": int(pathway.mode[i]),
            "state": int(pathway.status[i]),
            "closed_loop": _closed_loop(view, facts, net.pathways.iris[i]),
            "needs": [net.needs.names[j] for j in pathway.needs.row(i).tolist()],
            "segments": [net.segments.names[j] for j in pathway.segments.row(i).tolist()],
            "agreement": _first(view, facts, net.pathways.iris[i], "agreement"),
            "claimed_by": name_of_code(
                view, "claimed-by", _code(view, facts, net.pathways.iris[i], "claimedBy")
            ),
            "verified_on": _day(int(pathway.verified[i])),
        }
        for i in found
    ]


def list_doors(view: View, nodes: Sequence[int]) -> Rows:
    """The touchpoints that happen at these nodes."""
    import numpy as np

    net, door = view.net, view.net.door
    found = np.flatnonzero(np.isin(door.node, np.asarray(nodes))).tolist()
    return [
        {
            "touchpoint": net.touchpoints.ids[door.touchpoint[i]],
            "name": net.touchpoints.names[door.touchpoint[i]],
            "position": int(door.touchpoint[i]),
            "at": net.node_name(int(door.node[i])),
            "node": int(door.node[i]),
            "places": [net.places.names[j] for j in door.places.row(i).tolist()] or None,
            "place_positions": door.places.row(i).tolist(),
            "state": int(door.status[i]),
        }
        for i in found
    ]


def list_touchpoints_reaching(view: View, service: int) -> Rows:
    """Touchpoints with a door at a service or its partner, or one referral away from one.

    By what is recorded, as in the named query `partners/serving-touchpoint`; whether a family may
    take the way is what coverage tells.
    """
    import numpy as np

    net, door, pathway = view.net, view.net.door, view.net.pathway
    partner = int(net.service.partner[service])
    own = [service] + ([net.first_partner + partner] if partner >= 0 else [])
    open_doors = door.status != CLOSED
    rows = [
        _reaching(view, int(door.touchpoint[i]), int(door.node[i]), 0, None, [])
        for i in np.flatnonzero(open_doors & np.isin(door.node, own)).tolist()
    ]
    usable = (pathway.status != CLOSED) & np.isin(pathway.receiver, own)
    for i in np.flatnonzero(usable & (pathway.sender >= 0)).tolist():
        sender, mode = int(pathway.sender[i]), int(pathway.mode[i])
        needs = [net.needs.names[j] for j in pathway.needs.row(i).tolist()]
        if sender >= net.first_touchpoint:
            rows.append(_reaching(view, sender - net.first_touchpoint, sender, 1, mode, needs))
            continue
        standing = np.isin(door.node, _doors_that_use(view, sender)) & open_doors
        for touchpoint in np.unique(door.touchpoint[standing]).tolist():
            rows.append(_reaching(view, touchpoint, sender, 1, mode, needs))
    distinct = {(row["touchpoint"], row["at"], row["handoffs"], row["mode"]): row for row in rows}
    return sorted(distinct.values(), key=lambda row: (row["handoffs"], row["name"].casefold()))


def describe_node(view: View, node: int) -> dict[str, Any]:
    """What a node is, with its name and its page."""
    net = view.net
    kind = (
        "services"
        if node < net.first_partner
        else "partners"
        if node < net.first_touchpoint
        else "touchpoints"
    )
    id_ = net.node_id(node)
    partner = net.node_partner(node) if kind == "services" else -1
    return {
        "kind": kind,
        "id": id_,
        "name": net.node_name(node),
        "of": net.partners.names[partner] if partner >= 0 else None,
        "address": f"/{kind}/{view.quote_id(id_)}",
    }


def pathway_columns(view: View, other: str, own: str) -> list[Shown]:
    """The columns of a table of pathways; `other` and `own` are messages for the two ends."""
    return [
        Shown(
            "name", other, link=lambda row: view.link(row["address"]), note=lambda row: row["of"]
        ),
        Shown("at", own),
        Shown("mode", N_("How"), show=lambda row: show_mode(view, row["mode"])),
        Shown("closed_loop", N_("Sender hears back"), show=lambda row: _told_loop(view, row)),
        Shown("needs", N_("Only for needs"), "code", show=lambda row: _told(view, row["needs"])),
        Shown(
            "segments",
            N_("Only for families"),
            "code",
            show=lambda row: _told(view, row["segments"]),
        ),
        Shown("state", N_("State"), show=lambda row: view.gettext(STATES[row["state"]])),
        Shown("verified_on", N_("Verified on"), "day"),
    ]


def door_columns(view: View) -> list[Shown]:
    """The columns of a table of doors."""
    return [
        Shown(
            "name",
            N_("Touchpoint"),
            link=lambda row: view.link("/touchpoints/" + view.quote_id(row["touchpoint"])),
        ),
        Shown("at", N_("Happens at")),
        Shown(
            "places",
            N_("For families of"),
            "code",
            show=lambda row: (
                ", ".join(map(view.code, row["places"] or ())) or view.gettext("not stated")
            ),
        ),
        Shown("state", N_("State"), show=lambda row: view.gettext(STATES[row["state"]])),
    ]


def show_mode(view: View, mode: int | None) -> str | Markup:
    """Warm, cold or not known, as a tag; a dash for what is no referral."""
    if mode is None:
        return "–"
    inks = {OPEN: "covered", UNKNOWN: "unknown", CLOSED: ""}
    return Markup('<span class="tag {}">{}</span>').format(inks[mode], view.gettext(MODES[mode]))


def _told(view: View, names: list[str]) -> str:
    """What a pathway is limited to; a dash where no limit is stated."""
    return ", ".join(map(view.code, names)) or "–"


def _told_loop(view: View, row: Row) -> str | Markup:
    told = row["closed_loop"]
    if told is None:
        return Markup('<span class="tag unknown">{}</span>').format(view.gettext("not stated"))
    return view.gettext("yes") if told else view.gettext("no")


def _reaching(
    view: View, touchpoint: int, node: int, handoffs: int, mode: int | None, needs: list[str]
) -> dict[str, Any]:
    net = view.net
    return {
        "touchpoint": net.touchpoints.ids[touchpoint],
        "name": net.touchpoints.names[touchpoint],
        "handoffs": handoffs,
        "at": net.node_name(node),
        "mode": mode,
        "needs": needs,
    }


def _doors_that_use(view: View, sender: int) -> list[int]:
    """The nodes whose door may use the pathways of a sender: it, its partner, its services."""
    import numpy as np

    net = view.net
    if sender < net.first_partner:
        partner = int(net.service.partner[sender])
        return [sender, net.first_partner + partner] if partner >= 0 else [sender]
    services = np.flatnonzero(net.service.partner == sender - net.first_partner)
    return [sender, *services.tolist()]


def _read(view: View, iris: Sequence[str]) -> Facts:
    facts = Facts(view.data.store)
    facts.read(
        members_of(view, iris), only=[NWD + n for n in ("isClosedLoop", "agreement", "claimedBy")]
    )
    return facts


def _first(view: View, facts: Facts, iri: str, name: str) -> str | None:
    found = (facts.text(each, NWD + name) for each in members_of(view, [iri]))
    return next((text for text in found if text), None)


def _code(view: View, facts: Facts, iri: str, name: str) -> str | None:
    found = (facts.link(each, NWD + name) for each in members_of(view, [iri]))
    return next((code for code in found if code), None)


def _closed_loop(view: View, facts: Facts, iri: str) -> bool | None:
    told = _first(view, facts, iri, "isClosedLoop")
    return None if told is None else told in ("true", "1")


def _day(ordinal: int) -> str | None:
    from service.pages.directory.lists import day_of

    return day_of(ordinal)
