"""Who refers families to whom: the referral pathways between partners, drawn and counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from service.pages.directory.lists import sector_name
from service.pictures.referral_ring import MOST_LINES, RingDot, RingLine
from service.report.map_picture import draw_referrals
from service.report.material import Material
from service.report.model import Block, Column, Heading, Paragraph, Picture, Section, Table
from service.report.words import Where

NETWORK = Where("/network", "nwd network")
MOST_NAMES = 48
"""Names of partners that can be read on the ring of a printed page; with more, sectors stand."""


@dataclass(frozen=True)
class _Arc:
    """Referral pathways from one partner to another, by position."""

    sender: int
    receiver: int
    is_warm: bool
    pathways: int


def build(material: Material) -> Section:
    """The ring of referrals, from sector to sector in numbers, and the partners most linked."""
    _ = material.words
    arcs = _read(material)
    title = _.gettext("Who refers to whom")
    if not arcs:
        none = _.gettext("No open referral pathway between two partners is on record.")
        return Section("network", title, [Paragraph(none)])
    warm = sum(arc.is_warm for arc in arcs)
    linked = {end for arc in arcs for end in (arc.sender, arc.receiver)}
    told = _.ngettext(
        "%(partners)s partners are linked by referrals: %(num)s link from one to another, "
        "%(warm)s of them with a warm pathway.",
        "%(partners)s partners are linked by referrals: %(num)s links from one to another, "
        "%(warm)s of them with a warm pathway.",
        len(arcs),
        partners=_.language.number(len(linked)),
        warm=_.language.number(warm),
    )
    if not material.asked.is_everything:
        whole = _.gettext("This chapter is of the whole community, whatever part the report is of.")
        told = f"{whole} {told}"
    blocks: list[Block] = [Paragraph(told)]
    blocks += [_draw(material, arcs), *_sectors(material, arcs), *_partners(material, arcs)]
    return Section("network", title, blocks)


def _read(material: Material) -> list[_Arc]:
    """Pathways that are open for sure, warm or not, whoever says so."""
    from graph.measures import NetworkOptions, count_network, read_claims

    net = material.net
    claims = read_claims(material.store, net)
    counted = count_network(net, material.parameters, claims, NetworkOptions())
    index = {id_: i for i, id_ in enumerate(net.partners.ids)}
    return [
        _Arc(index[arc["sender"]], index[arc["receiver"]], bool(arc["warm"]), arc["pathways"])
        for arc in counted["arcs"]
    ]


def _draw(material: Material, arcs: list[_Arc]) -> Picture:
    _, net = material.words, material.net
    linked = sorted({end for arc in arcs for end in (arc.sender, arc.receiver)})
    by_partner = len(linked) <= MOST_NAMES
    home = {end: f"p{end}" if by_partner else f"s{net.partner_sector[end] or ''}" for end in linked}
    sizes = Counter(home.values())
    dots: dict[str, RingDot] = {}
    for partner in linked:
        key = home[partner]
        if key not in dots:
            sector = _sector(material, partner)
            name = _.name(net.partners.names[partner]) if by_partner else sector
            if not by_partner:
                count = _.language.number(sizes[key])
                name = _.gettext("%(name)s (%(count)s)", name=name, count=count)
            dots[key] = RingDot(key, name, "", sizes[key])
    # Partners of a sector stand side by side.
    sectors = {home[end]: net.partner_sector[end] or "~" for end in linked}
    ordered = sorted(dots.values(), key=lambda dot: (sectors[dot.key], dot.name))
    counted: dict[tuple[str, str, bool], int] = defaultdict(int)
    for arc in arcs:
        if home[arc.sender] != home[arc.receiver]:
            counted[home[arc.sender], home[arc.receiver], arc.is_warm] += arc.pathways
    lines = [RingLine(*key, pathways, "") for key, pathways in sorted(counted.items())]
    label = _.gettext(
        "Ring of %(dots)s names with %(lines)s arrows from who refers families to who receives "
        "them.",
        dots=_.language.number(len(dots)),
        lines=_.language.number(min(len(lines), MOST_LINES)),
    )
    caption = (
        _.gettext("Solid lines are warm referrals, dashed ones cold or of unknown warmth.")
        if by_partner
        else _.gettext(
            "There are too many partners to draw each: all of a sector stand as one name, with "
            "their number. Solid lines are warm referrals, dashed ones cold or of unknown warmth."
        )
    )
    return Picture(draw_referrals(ordered, lines, label=label), alt=label, caption=caption)


def _sector(material: Material, partner: int) -> str:
    _ = material.words
    name = sector_name(material.speaker, partner)
    return _.code(name) if name else _.gettext("No sector stated")


def _sectors(material: Material, arcs: list[_Arc]) -> list[Block]:
    _, top = material.words, material.asked.top
    pathways, warm = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for arc in arcs:
        pair = _sector(material, arc.sender), _sector(material, arc.receiver)
        pathways[pair] += 1
        warm[pair] += arc.is_warm
    order = sorted(pathways, key=lambda pair: (-pathways[pair], pair))
    rows = [
        (*pair, _.language.number(pathways[pair]), _.language.number(warm[pair])) for pair in order
    ]
    columns = (
        Column(_.gettext("From"), 2),
        Column(_.gettext("To"), 2),
        Column(_.gettext("Links"), right=True),
        Column(_.gettext("With a warm pathway"), 1.3, right=True),
    )
    title = _.gettext("Links between partners by sector, the most first")
    return [
        Heading(_.gettext("From sector to sector")),
        Table(title, columns, rows[:top], _.left_out(top, len(rows), NETWORK)),
    ]


def _partners(material: Material, arcs: list[_Arc]) -> list[Block]:
    _, net, top = material.words, material.net, material.asked.top
    sends, receives = Counter[int](), Counter[int]()
    for arc in arcs:
        sends[arc.sender] += 1
        receives[arc.receiver] += 1
    found = sorted(
        sends.keys() | receives.keys(),
        key=lambda at: (-(sends[at] + receives[at]), net.partners.names[at], net.partners.ids[at]),
    )
    rows = [
        (
            _.name(net.partners.names[at]),
            _sector(material, at),
            _.language.number(receives[at]),
            _.language.number(sends[at]),
        )
        for at in found
    ]
    columns = (
        Column(_.gettext("Partner"), 3),
        Column(_.gettext("Sector"), 2),
        Column(_.gettext("Referred to by"), right=True),
        Column(_.gettext("Refers to"), right=True),
    )
    title = _.gettext("The partners with the most links")
    return [
        Heading(_.gettext("Partners in the middle")),
        Table(title, columns, rows[:top], _.left_out(top, len(rows), NETWORK)),
    ]
