"""Where each node of a picture stands: layered columns, the same for the same network."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.language import N_
from service.pictures.model import DOOR, LIFE_STAGE, SERVICE, TOUCHPOINT, Edge, Node

COLUMN_STEP = 250
"""Distance of two columns, in the picture's own units (pixels at full size)."""
GROUP_GAP = 60
ROW_STEP = 70
MOST_COLUMNS = 7
MANY_ROWS = 18
"""A group is broken into further columns only when it is longer than this."""
WIDEST_SPREAD = 2.0
"""A short column is spread over the height, its rows at most this many steps apart."""
SWEEPS = 8


@dataclass(frozen=True)
class Band:
    """One headed group of columns."""

    title: str
    left: float
    width: float


@dataclass(frozen=True)
class Layout:
    """Positions by node id, the headed bands, and the size of the whole."""

    positions: Mapping[str, tuple[float, float]]
    bands: Sequence[Band]
    width: float
    height: float


def compute_layout(nodes: Sequence[Node], edges: Sequence[Edge]) -> Layout:
    """Columns from left to right: touchpoints, doors, services, other partners.

    A partner stands among the doors if a touchpoint happens there or at one of its services.
    Within a column, nodes stand near those they are linked to (barycentre sweeps).
    """
    groups = _ordered(_groups(nodes, edges), edges)
    rows = _rows_per_column([len(members) for _, members in groups])
    positions: dict[str, tuple[float, float]] = {}
    bands: list[Band] = []
    left = 0.0
    for title, members in groups:
        columns = math.ceil(len(members) / rows)
        depth = math.ceil(len(members) / columns)
        step = min(rows / depth, WIDEST_SPREAD) * ROW_STEP
        top = (rows * ROW_STEP - depth * step) / 2
        for place, key in enumerate(members):
            column, row = divmod(place, depth)
            x = left + COLUMN_STEP / 2 + column * COLUMN_STEP
            positions[key] = (x, top + (row + 0.5) * step)
        bands.append(Band(title, left, columns * COLUMN_STEP))
        left += columns * COLUMN_STEP + GROUP_GAP
    return Layout(positions, bands, max(left - GROUP_GAP, 0.0), rows * ROW_STEP)


def _groups(nodes: Iterable[Node], edges: Iterable[Edge]) -> list[tuple[str, list[str]]]:
    by_id = {node.id: node for node in nodes}
    doors = {edge.target for edge in edges if edge.kind == DOOR}
    doors |= {by_id[key].parent for key in doors if key in by_id}
    parts: dict[str, list[str]] = {
        N_("Touchpoints"): [],
        "Doors": [],
        N_("Services"): [],
        "Partners": [],
    }
    for node in by_id.values():
        if node.kind in (TOUCHPOINT, LIFE_STAGE):
            parts["Touchpoints"].append(node.id)
        elif node.kind == SERVICE:
            parts["Services"].append(node.id)
        else:
            parts["Doors" if node.id in doors else "Partners"].append(node.id)
    titles = {
        "Doors": N_("Partners at a door"),
        "Partners": N_("Other partners") if parts["Doors"] else N_("Partners"),
    }
    return [(titles.get(title, title), members) for title, members in parts.items() if members]


def _ordered(
    groups: list[tuple[str, list[str]]], edges: Iterable[Edge]
) -> list[tuple[str, list[str]]]:
    neighbours: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        neighbours[edge.source].append(edge.target)
        neighbours[edge.target].append(edge.source)
    rank = {
        key: (place + 0.5) / len(members)
        for _, members in groups
        for place, key in enumerate(members)
    }
    ordered = [(title, list(members)) for title, members in groups]
    for sweep in range(SWEEPS):
        for _, members in ordered if sweep % 2 else ordered[::-1]:
            own = set(members)
            centre = {key: _centre(key, neighbours[key], rank, own) for key in members}
            before = {key: rank[key] for key in members}
            places = sorted((centre[key], before[key], key) for key in members)
            members[:] = [key for _, _, key in places]
            for place, key in enumerate(members):
                rank[key] = (place + 0.5) / len(members)
    return ordered


def _centre(key: str, linked: Sequence[str], rank: Mapping[str, float], own: set[str]) -> float:
    others = [rank[other] for other in linked if other in rank and other not in own]
    return sum(others) / len(others) if others else rank[key]


def _rows_per_column(sizes: Sequence[int]) -> int:
    """The fewest rows with which all groups fit into the columns a page can show side by side."""
    longest = max(sizes, default=0)
    rows = min(longest, MANY_ROWS)
    while sum(math.ceil(size / rows) for size in sizes if rows) > max(MOST_COLUMNS, len(sizes)):
        rows += 1
    return rows
