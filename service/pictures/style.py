"""How nodes and edges look: a colour-safe palette, and a shape or a dash for every class.

Colours follow the set of Okabe and Ito, which people with the common colour vision deficiencies
can tell apart. No class is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.language import N_
from service.pictures.model import (
    DOOR,
    LIFE_STAGE,
    OFFERS,
    PARTNER,
    SECTOR,
    SERVICE,
    TOUCHPOINT,
    Edge,
)


@dataclass(frozen=True)
class NodeStyle:
    """Shape and colours of one class of node; `words` name it in the legend."""

    words: str
    shape: str
    fill: str
    border: str
    border_width: int = 2
    radius: int = 0


@dataclass(frozen=True)
class EdgeStyle:
    """Line of one class of edge. `dashes` is empty for a solid line."""

    words: str
    colour: str
    width: float
    dashes: tuple[int, ...] = ()
    arrow: bool = True


NODE_STYLES: Mapping[str, NodeStyle] = {
    TOUCHPOINT: NodeStyle(N_("Touchpoint: a moment of contact"), "ellipse", "#fff0cc", "#9a6200"),
    PARTNER: NodeStyle(N_("Partner: an organization"), "box", "#dcebf7", "#005b94"),
    SERVICE: NodeStyle(N_("Service"), "box", "#d9f2e8", "#00704f", radius=18),
    SECTOR: NodeStyle(N_("All partners of a sector"), "box", "#dcebf7", "#005b94", border_width=5),
    LIFE_STAGE: NodeStyle(
        N_("All touchpoints of a life stage"), "ellipse", "#fff0cc", "#9a6200", border_width=5
    ),
}

DOOR_LINE = EdgeStyle(N_("Door: the touchpoint happens there"), "#5c4300", 2)
WARM_LINE = EdgeStyle(N_("Warm referral: the sender makes the contact"), "#c44500", 3.5)
COLD_LINE = EdgeStyle(N_("Cold referral: information only"), "#005b94", 2, (9, 6))
UNKNOWN_LINE = EdgeStyle(N_("Referral, not known whether warm or cold"), "#6b6b6b", 2, (2, 5))
CLOSED_LINE = EdgeStyle(
    N_("Planned, lapsed or closed: not in use"), "#9b7aa8", 1.5, (14, 5, 2, 5), arrow=True
)
OFFERS_LINE = EdgeStyle(N_("Partner provides the service"), "#b9b9b9", 1, arrow=False)

EDGE_STYLES = (DOOR_LINE, WARM_LINE, COLD_LINE, UNKNOWN_LINE, CLOSED_LINE, OFFERS_LINE)
NOT_IN_USE = frozenset({"planned", "lapsed", "inactive", "closed"})


def style_of(edge: Edge) -> EdgeStyle:
    """The line of an edge: by status first, then by kind and mode."""
    if edge.kind == OFFERS:
        return OFFERS_LINE
    if edge.status in NOT_IN_USE:
        return CLOSED_LINE
    if edge.kind == DOOR:
        return DOOR_LINE
    return {"warm": WARM_LINE, "cold": COLD_LINE}.get(edge.mode, UNKNOWN_LINE)
