"""Who refers families to whom: the network of partners, as a picture and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.directory.choosing import choices_of
from service.pages.directory.network_parts import OPTIONS as CHOICES
from service.pages.directory.network_parts import (
    Shape,
    choose_network,
    list_communities,
    shape_network,
)
from service.pages.explorer.partners import partner_link, sector_choices, told_code
from service.pages.tables import Row, Shown
from service.pictures.referral_ring import MOST_LINES, RingDot, RingLine, draw_ring

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "network"
PATH = "/network"
TITLE = N_("Network of referrals")
MENU = Entry("directory", 40)
RUNS: Runs = "analysis"
OPTIONS = CHOICES
LISTS = ("partners", "arcs", "groups")


def build(view: View) -> dict[str, Any]:
    """The network that was chosen, drawn and measured."""
    chosen = choose_network(view)
    shape = shape_network(view, chosen)
    there = {end for arc in chosen.arcs for end in (arc["from"], arc["to"])}
    known = view.net.partners.ids
    ids = {known[i] for i in chosen.members | (there if view.options["partner"] else set())}
    alone = len(chosen.members - there)
    tables = {
        "partners": view.listing(
            "partners",
            N_("What the referrals say of each partner"),
            _partner_columns(view, is_searched=not chosen.is_waiting or chosen.run is not None),
            [row for row in chosen.measured["partners"] if row["partner"] in ids],
            sort="-degree",
            per_page=15,
        ),
        "arcs": view.listing(
            "arcs", N_("Who refers to whom"), _arc_columns(view), chosen.arcs, per_page=15
        ),
        "groups": view.listing(
            "groups",
            N_("Groups that refer mostly among themselves"),
            _group_columns(view),
            list_communities(view, chosen),
        ),
    }
    stages = zip(view.net.life_stages.ids, view.net.life_stages.names, strict=True)
    return {
        "tables": tables,
        "shape": shape,
        "picture": _draw(view, shape) if shape.lines else None,
        "not_drawn": max(0, len(shape.lines) - MOST_LINES),
        "alone": alone,
        "response": chosen.measured["response"],
        "waits": chosen.is_waiting,
        "run": chosen.run,
        "agreement": None if chosen.is_waiting else chosen.measured["communities"]["adjusted_rand"],
        "sampled": not chosen.is_waiting and chosen.measured["betweenness"]["method"] == "sampled",
        "places": choices_of(view, "places"),
        "sectors": sector_choices(view),
        "stages": [(id_, view.code(name)) for id_, name in stages],
        "partner": _partner_name(view),
        "picture_address": view.link(
            "/network/picture", **{each.name: view.options[each.name] for each in CHOICES}
        ),
    }


def _draw(view: View, shape: Shape) -> Markup:
    names = {dot.key: dot.name for dot in shape.dots}
    dots = [
        RingDot(
            key=dot.key,
            name=dot.name
            if dot.partner
            else view.gettext(
                "%(name)s (%(count)s)", name=dot.name, count=view.language.number(dot.stands_for)
            ),
            group=str(dot.community or ""),
            size=dot.stands_for,
        )
        for dot in shape.dots
    ]
    lines = [
        RingLine(
            line.source,
            line.target,
            line.is_warm,
            line.pathways,
            view.gettext(
                "%(sender)s to %(receiver)s", sender=names[line.source], receiver=names[line.target]
            ),
        )
        for line in shape.lines
    ]
    label = view.gettext(
        "Ring of %(dots)s names with %(lines)s arrows from who refers families to who receives "
        "them; the same stands in the tables below.",
        dots=view.language.number(len(dots)),
        lines=view.language.number(min(len(lines), MOST_LINES)),
    )
    return Markup(draw_ring(dots, lines, label=label))


def _partner_name(view: View) -> str | None:
    from service.pages.directory.choosing import position_of

    position = position_of(view, "partners", "partner")
    return None if position is None else view.net.partners.names[position]


def _partner_columns(view: View, *, is_searched: bool) -> list[Shown]:
    """The columns of what is known: two of them come from searches that may not have been run."""
    from service.pages.directory.records import code_names

    sectors = code_names(view, "sector")

    def silent(row: Row) -> str | None:
        return None if row["declared"] else view.gettext("has not told all its referrals")

    def among(row: Row) -> str | None:
        if not row["in_degree_range"]:
            return None
        low, high = (view.language.number(end) for end in row["in_degree_range"])
        return view.gettext("%(low)s to %(high)s", low=low, high=high) if low != high else None

    return [
        Shown(
            "name", N_("Partner"), link=lambda row: partner_link(view, row["partner"]), note=silent
        ),
        Shown(
            "sector",
            N_("Sector"),
            show=lambda row: told_code(view, sectors.get(row["sector"] or "")),
        ),
        Shown("in_degree", N_("Referred to by"), "number", note=among),
        Shown("out_degree", N_("Refers to"), "number"),
        Shown("degree", N_("Both"), "number"),
        *(
            [Shown("betweenness", N_("On the shortest way of others"), "share")]
            if is_searched
            else []
        ),
        Shown("core", N_("Core"), "number"),
        Shown("reciprocity", N_("Answered by a referral back"), "share"),
        *([Shown("community", N_("Group"), "number")] if is_searched else []),
        Shown("cut_off", N_("Cut off without it"), "number"),
    ]


def _arc_columns(view: View) -> list[Shown]:
    return [
        Shown("sender_name", N_("From"), link=lambda row: partner_link(view, row["sender"])),
        Shown("receiver_name", N_("To"), link=lambda row: partner_link(view, row["receiver"])),
        Shown("pathways", N_("Referral pathways"), "number"),
        Shown("warm", N_("One of them is warm"), "boolean"),
        Shown("sender_claims", N_("The sender says so"), "boolean"),
        Shown("receiver_claims", N_("The receiver says so"), "boolean"),
    ]


def _group_columns(view: View) -> list[Shown]:
    return [
        Shown(
            "community",
            N_("Group"),
            show=lambda row: view.gettext("Group %(number)s", number=row["community"]),
            link=lambda row: view.here(
                community=row["community"], partner=None, partners_page=None, arcs_page=None
            ),
        ),
        Shown("partners", N_("Partners"), "number"),
        Shown("sectors", N_("Commonest sectors"), "code"),
        Shown(
            "central",
            N_("With the most links"),
            link=lambda row: partner_link(view, row["central_id"]),
        ),
    ]
