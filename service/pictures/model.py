"""What a network picture is made of: nodes and edges, free of any drawing library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.language import N_

Value = str | int | float | bool

TOUCHPOINT = "touchpoint"
PARTNER = "partner"
SERVICE = "service"
SECTOR = "sector"
LIFE_STAGE = "life stage"

DOOR = "door"
PATHWAY = "pathway"
OFFERS = "offers"

KIND_WORDS: Mapping[str, str] = {
    TOUCHPOINT: N_("touchpoint"),
    PARTNER: N_("partner"),
    SERVICE: N_("service"),
    SECTOR: N_("partners of a sector"),
    LIFE_STAGE: N_("touchpoints of a life stage"),
}
"""How each kind of node is called on a page."""

LINK_WORDS: Mapping[str, str] = {
    DOOR: N_("door"),
    PATHWAY: N_("referral"),
    OFFERS: N_("offers"),
}
MODE_WORDS: Mapping[str, str] = {"warm": N_("warm"), "cold": N_("cold"), "unknown": N_("not known")}


@dataclass(frozen=True)
class Node:
    """A touchpoint, partner or service, or a group of them."""

    id: str
    label: str
    kind: str
    sector: str = ""
    """Name of the sector; services take that of their partner."""
    parent: str = ""
    """Id of the partner that provides a service; empty for anything else."""
    stage: str = ""
    """Name of the life stage of a touchpoint."""
    stands_for: int = 1
    """Number of records this node stands for."""
    attributes: Mapping[str, Value] = field(default_factory=dict)
    """Further facts, by plain name; blank ones are left out."""


@dataclass(frozen=True)
class Edge:
    """A door, a referral pathway, or the link from a service to its partner."""

    id: str
    source: str
    target: str
    kind: str
    mode: str = ""
    """`warm`, `cold` or `unknown` for a pathway, else empty."""
    status: str = ""
    needs: tuple[str, ...] = ()
    """Names of the needs a pathway is limited to; empty means any."""
    stands_for: int = 1
    """Number of records this edge stands for."""
    attributes: Mapping[str, Value] = field(default_factory=dict)
