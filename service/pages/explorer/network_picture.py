"""The network of partners as a picture to move and zoom: a page of its own, shown in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import N_
from service.pages.contract import Runs
from service.pages.directory.network_parts import OPTIONS as CHOICES
from service.pages.directory.network_parts import choose_network, shape_network
from service.pictures.fold import LIMIT
from service.pictures.model import PARTNER, PATHWAY, SECTOR, Edge, Node
from service.workers.job import Outcome

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "network_picture"
PATH = "/network/picture"
TITLE = N_("Network of referrals")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = CHOICES
LISTS = ()


def build(view: View) -> Outcome:
    """One HTML file with its own scripts, which its policy names by their digests."""
    from service.pictures.network import content_security_policy, render_network

    shape = shape_network(view, choose_network(view))
    nodes = [
        Node(
            id=dot.key,
            label=dot.name
            if dot.partner
            else f"{view.code(dot.name)} ({view.language.number(dot.stands_for)})",
            kind=PARTNER if dot.partner else SECTOR,
            sector=view.code(dot.sector) if dot.sector else "",
            stands_for=dot.stands_for,
            attributes={view.gettext("Group"): dot.community} if dot.community else {},
        )
        for dot in shape.dots
    ]
    edges = [
        Edge(
            id=str(i),
            source=line.source,
            target=line.target,
            kind=PATHWAY,
            mode="warm" if line.is_warm else "cold",
            stands_for=line.pathways,
        )
        for i, line in enumerate(shape.lines)
    ]
    text = render_network(
        nodes,
        edges,
        title=view.gettext(TITLE),
        parameters=view.parameters.as_dict(),
        generated_at=view.data.generation.published_at,
        limit=LIMIT,
        language=view.language,
    )
    headers = {
        # A frame of our own page may show it, and nobody else's.
        "Content-Security-Policy": f"{content_security_policy()}; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return Outcome([text.encode()], "text/html; charset=utf-8", headers=headers)
