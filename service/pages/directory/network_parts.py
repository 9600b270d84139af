"""The network of partners that a page shows: chosen, and folded where it is too large to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.analyses.contract import Option
from service.analyses.options import read_public_options
from service.pages.directory.choosing import code_asked, position_of, select_services
from service.pages.directory.lists import sector_name
from service.pages.directory.records import code_names
from service.pages.registers.register import COMPUTE, kept_run, query_rows, waits
from service.pictures.fold import LIMIT

if TYPE_CHECKING:
    from service.pages.view import View

MEASURED = ("status", "claims")
OPTIONS = (
    Option("place", "text", "Only referrals of partners that work for this place."),
    Option("sector", "text", "Only referrals of partners of this sector; `none` for no sector."),
    Option("life_stage", "text", "Only referrals from the doors of this stage of life, by code."),
    Option("community", "whole", "Only referrals of partners of this group.", least=1),
    Option("partner", "text", "Only referrals of this partner."),
    *(each for each in select_analysis("network").OPTIONS if each.name in MEASURED),
    COMPUTE,
)
"""What the page and its picture may be asked."""
NO_SECTOR = "none"


@dataclass(frozen=True)
class Dot:
    """A partner, or all partners of a sector."""

    key: str
    name: str
    sector: str | None
    """English name."""
    community: int | None
    stands_for: int
    partner: str | None
    """Id of the partner; None for a sector."""


@dataclass(frozen=True)
class Line:
    """Referrals from one dot to another."""

    source: str
    target: str
    is_warm: bool
    pathways: int


@dataclass(frozen=True)
class Shape:
    """What is drawn."""

    dots: list[Dot]
    lines: list[Line]
    folded: bool
    """Whether partners are drawn as sectors."""
    inner: int
    """Referrals between partners that are drawn as one dot."""


@dataclass(frozen=True)
class Chosen:
    """What was asked for."""

    measured: dict[str, Any]
    """The result of the analysis `network`; without `betweenness` and `communities` where only
    what is counted is known: then those of the partners are as they were kept, or None.
    """
    members: set[int]
    """Positions of the partners that fit."""
    arcs: list[dict[str, Any]]
    """The arcs of the analysis with an end that fits, and of the kind asked for."""
    run: dict[str, Any] | None = None
    """The run that kept what was not searched for again."""

    @property
    def is_waiting(self) -> bool:
        """Whether the searches, which take long at this size, were not asked for."""
        return "communities" not in self.measured


def choose_network(view: View) -> Chosen:
    """The partners and the arcs that fit; a cold arc only where these are asked for, too."""
    net = view.net
    analysis = select_analysis("network")
    given = {name: [view.options[name]] for name in MEASURED}
    floor = view.data.settings.small_cell_floor
    values = read_public_options(analysis, given, floor=floor)
    run = None
    if waits(view):
        run = kept_run(view, "network")
        measured = _count_network(view, values)
    else:
        measured = view.data.analyses.analysis(analysis, view.parameters, values)
    index = _positions(view)
    members = _members(view, measured, index)
    doors = _doors_of_stage(view)
    partner = position_of(view, "partners", "partner")
    every = len(members) == len(net.partners)
    arcs = []
    for arc in _arcs(view, measured, (view.parameters, *values.items())):
        sender, receiver = arc["from"], arc["to"]
        if view.parameters.mode == "warm" and not arc["warm"]:
            continue
        if doors is not None and sender not in doors:
            continue
        if partner is not None and partner not in (sender, receiver):
            continue
        if every or sender in members or receiver in members:
            arcs.append(arc)
    if partner is not None:
        members &= {partner}
    return Chosen(measured, members, arcs, run)


def _count_network(view: View, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is counted, and of the searches what was kept of the last run."""
    from graph.measures import NetworkOptions, count_network, read_claims

    def count() -> dict[str, Any]:
        net = view.net
        claims = read_claims(view.data.store, net)
        counted = count_network(net, view.parameters, claims, NetworkOptions(**values))
        kept = {row["partner_id"]: row for row in query_rows(view, "findings/network-measures", {})}
        for row in counted["partners"]:
            known = kept.get(row["partner"], {})
            row |= {name: known.get(name) for name in ("betweenness", "community")}
        return counted

    return view.data.remember(("directory", "counted", view.parameters, *values.items()), count)


def _arcs(view: View, measured: dict[str, Any], asked: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The arcs of the analysis with the positions and the names of both ends."""

    def read() -> list[dict[str, Any]]:
        index, names = _positions(view), view.net.partners.names
        found = []
        for arc in measured["arcs"]:
            sender, receiver = index[arc["sender"]], index[arc["receiver"]]
            ends = {"from": sender, "to": receiver}
            named = {"sender_name": names[sender], "receiver_name": names[receiver]}
            found.append({**arc, **ends, **named})
        return found

    return view.data.remember(("directory", "arcs", asked), read)


def shape_network(view: View, chosen: Chosen, *, limit: int = LIMIT) -> Shape:
    """What is drawn of it: partners, else the others as sectors, else all as sectors."""
    there = {end for arc in chosen.arcs for end in (arc["from"], arc["to"])}
    whole = {partner: f"p{partner}" for partner in there}
    if len(there) <= limit:
        return _shape(view, chosen, whole, folded=False)
    sectors = {partner: f"s{view.net.partner_sector[partner] or ''}" for partner in there}
    partly = {p: whole[p] if p in chosen.members else sectors[p] for p in there}
    fits = len(set(partly.values())) <= limit
    return _shape(view, chosen, partly if fits else sectors, folded=True)


def _shape(view: View, chosen: Chosen, home: dict[int, str], *, folded: bool) -> Shape:
    net = view.net
    communities = {row["partner"]: row["community"] for row in chosen.measured["partners"]}
    sizes = Counter(home.values())
    dots: dict[str, Dot] = {}
    for partner, key in sorted(home.items()):
        if key in dots:
            continue
        is_partner = key.startswith("p")
        sector = sector_name(view, partner)
        name = net.partners.names[partner] if is_partner else sector
        dots[key] = Dot(
            key=key,
            name=view.code(name) if name else view.gettext("No sector stated"),
            sector=sector,
            community=communities.get(net.partners.ids[partner]) if is_partner else None,
            stands_for=sizes[key],
            partner=net.partners.ids[partner] if is_partner else None,
        )
    counted: dict[tuple[str, str, bool], int] = defaultdict(int)
    inner = 0
    for arc in chosen.arcs:
        source, target = home[arc["from"]], home[arc["to"]]
        if source == target:
            inner += arc["pathways"]
        else:
            counted[source, target, bool(arc["warm"])] += arc["pathways"]
    lines = [Line(*key, number) for key, number in sorted(counted.items())]
    ordered = sorted(dots.values(), key=_order)
    return Shape(ordered, lines, folded, inner)


def _order(dot: Dot) -> tuple[Any, ...]:
    return (dot.community or 10**6, dot.sector or "~", dot.name.casefold(), dot.key)


def _positions(view: View) -> dict[str, int]:
    ids = view.net.partners.ids
    return view.data.remember(
        ("directory", "positions", "partners"), lambda: {id_: i for i, id_ in enumerate(ids)}
    )


def _members(view: View, measured: dict[str, Any], index: dict[str, int]) -> set[int]:
    net, options = view.net, view.options
    members = set(range(len(net.partners)))
    if sector := code_asked(view, "sector", [*code_names(view, "sector"), NO_SECTOR]):
        wanted = None if sector == NO_SECTOR else sector
        members &= {i for i, each in enumerate(net.partner_sector) if each == wanted}
    if community := options["community"]:
        told = measured["partners"]
        members &= {index[row["partner"]] for row in told if row["community"] == community}
    place = position_of(view, "places", "place")
    if place is not None:
        members &= set(net.service.partner[select_services(view, place=place)].tolist())
    return members


def _doors_of_stage(view: View) -> set[int] | None:
    """The partners at the doors of touchpoints in the life stage asked for."""
    import numpy as np

    from service.pages.directory.lists import partner_of_nodes

    net = view.net
    stage = code_asked(view, "life_stage", net.life_stages.ids)
    if stage is None:
        return None
    wanted = [i for i, id_ in enumerate(net.life_stages.ids) if id_ == stage]
    at = np.isin(net.touchpoint_stage, wanted)[net.door.touchpoint]
    return set(partner_of_nodes(view)[net.door.node[at]].tolist()) - {-1}


def list_communities(view: View, chosen: Chosen) -> list[dict[str, Any]]:
    """The groups that the search for communities found, with their commonest sectors."""
    rows = chosen.measured["partners"]
    members: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["community"]:
            members[row["community"]].append(row)
    index = _positions(view)
    return [
        {
            "community": number,
            "partners": len(found),
            "sectors": _commonest(sector_name(view, index[row["partner"]]) for row in found),
            "central": max(found, key=lambda row: (row["degree"], row["name"]))["name"],
            "central_id": max(found, key=lambda row: (row["degree"], row["name"]))["partner"],
        }
        for number, found in sorted(members.items())
    ]


def _commonest(names: Iterable[str | None]) -> list[str]:
    counted = Counter(name for name in names if name)
    return [name for name, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:3]]
