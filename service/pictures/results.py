"""Pictures of what a query answers, as SVG: bars, a network, places on a plane.

Inks are classes of the page's style sheet, so that they fit its light and its dark form.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.pictures.svg import escape

WIDTH = 960.0
MOST_BARS = 50
MOST_NODES = 120
MOST_LABELS = 45
MOST_PLACES = 2_000
LETTERS = 34
"""Letters of a label that are drawn; the whole stands in its title."""
_ROW = 26.0
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WKT = re.compile(r"^\s*(?:<[^<>]*>\s*)?(POINT|MULTIPOINT|LINESTRING|POLYGON|MULTIPOLYGON)\b", re.I)

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """A picture, and how much of what was given is in it."""

    svg: str
    shown: int
    of: int


@dataclass(frozen=True)
class Shape:
    """Something on a map: a point, or rings of points; longitude first."""

    label: str
    rings: Sequence[Sequence[Point]]

    @property
    def is_point(self) -> bool:
        """Whether it is one point."""
        return len(self.rings) == 1 and len(self.rings[0]) == 1


def draw_bars(rows: Sequence[tuple[str, float]], label: str) -> Drawn:
    """A bar for each row, in their order, from zero; to the left where a number is less."""
    shown = [(text, value) for text, value in rows if math.isfinite(value)][:MOST_BARS]
    least = min([0.0, *(value for _, value in shown)])
    most = max([0.0, *(value for _, value in shown)])
    left, right = 280.0, WIDTH - 110.0
    scale = (right - left) / (most - least) if most > least else 0.0
    zero = left - least * scale
    parts = []
    for position, (text, value) in enumerate(shown):
        y = position * _ROW
        start, length = min(zero, zero + value * scale), abs(value * scale)
        end = max(zero, zero + value * scale)
        parts.append(
            f"<g><title>{escape(text)}: {value:g}</title>"
            f'<text class="label" x="{left - 10:g}" y="{y + 18:g}" text-anchor="end">'
            f"{escape(_short(text))}</text>"
            f'<rect class="mark" x="{start:.1f}" y="{y + 4:g}" width="{max(length, 1):.1f}" '
            'height="18"/>'
            f'<text class="label" x="{end + 8:.1f}" y="{y + 18:g}">{value:g}</text></g>'
        )
    return Drawn(_frame(WIDTH, max(_ROW, _ROW * len(shown)), parts, label), len(shown), len(rows))


def draw_network(pairs: Sequence[tuple[str, str]], label: str) -> Drawn:
    """The pairs as links of a network: those between the ends that are linked best."""
    chosen = _choose_nodes(pairs)
    kept = Counter(pair for pair in pairs if chosen.issuperset(pair))
    nodes = dict.fromkeys(end for pair in kept for end in pair)
    height = 640.0
    places = _spread(list(nodes), list(kept), height)
    degree = Counter(end for pair in kept for end in pair)
    labelled = _choose_labels(degree, places)
    parts = []
    for one, other in kept:
        (x1, y1), (x2, y2) = places[one], places[other]
        parts.append(
            f'<line class="link" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}">'
            f"<title>{escape(one)} – {escape(other)}</title></line>"
        )
    for node in nodes:
        x, y = places[node]
        size = 5 + 2 * math.sqrt(degree[node])
        text = (
            f'<text class="label halo" x="{x + size + 4:.1f}" y="{y + 4:.1f}">'
            f"{escape(_short(node))}</text>"
        )
        parts.append(
            f"<g><title>{escape(node)}: {degree[node]}</title>"
            f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
            f"{text if node in labelled else ''}</g>"
        )
    return Drawn(_frame(WIDTH, height, parts, label), sum(kept.values()), len(pairs))


def draw_map(shapes: Sequence[Shape], label: str) -> Drawn:
    """Shapes on a plane in true proportion at their middle latitude; north is up."""
    shown = [shape for shape in shapes[:MOST_PLACES] if any(shape.rings)]
    points = [point for shape in shown for ring in shape.rings for point in ring]
    if not points:
        return Drawn("", 0, len(shapes))
    middle = math.radians((min(y for _, y in points) + max(y for _, y in points)) / 2)
    squeeze = max(math.cos(middle), 0.05)
    west, south = min(x for x, _ in points), min(y for _, y in points)
    east, north = max(x for x, _ in points), max(y for _, y in points)
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    edge, tallest = 24.0, 640.0
    scale = min((WIDTH - 2 * edge) / wide, (tallest - 2 * edge) / high)
    height = max(high * scale + 2 * edge, 160.0)
    indent = (WIDTH - wide * scale) / 2

    def place(point: Point) -> str:
        x = indent + (point[0] - west) * squeeze * scale
        y = (height - high * scale) / 2 + (north - point[1]) * scale
        return f"{x:.1f} {y:.1f}"

    parts = []
    for shape in sorted(shown, key=lambda each: each.is_point):
        title = f"<title>{escape(shape.label)}</title>"
        if shape.is_point:
            x, y = place(shape.rings[0][0]).split()
            parts.append(f'<circle class="mark" cx="{x}" cy="{y}" r="6">{title}</circle>')
        else:
            path = " ".join(
                "M" + " L".join(place(point) for point in ring) + " Z" for ring in shape.rings
            )
            parts.append(f'<path class="area" d="{path}">{title}</path>')
    return Drawn(_frame(WIDTH, height, parts, label), len(shown), len(shapes))


def read_wkt(text: str) -> list[list[Point]] | None:
    """The rings or points of Well-Known Text; None where it is none, or lies off the earth.

    >>> read_wkt("POINT (-121.3 44.1)")
    [[(-121.3, 44.1)]]
    """
    if not _WKT.match(text):
        return None
    rings = []
    for part in re.findall(r"\(([^()]+)\)", text):
        ring = []
        for pair in part.split(","):
            numbers = [float(each) for each in _NUMBER.findall(pair)]
            if len(numbers) < 2 or not is_on_earth(numbers[1], numbers[0]):
                return None
            ring.append((numbers[0], numbers[1]))
        rings.append(ring)
    return rings or None


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Whether two numbers are a place."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def _spread(nodes: list[str], pairs: list[tuple[str, str]], height: float) -> dict[str, Point]:
    """Where nodes stand: those that are linked near each other; the same each time.

    The largest part that hangs together has the middle; the others stand in a column beside it.
    """
    import networkx

    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pairs)
    order = {node: place for place, node in enumerate(nodes)}
    parts = sorted(
        (sorted(part, key=order.__getitem__) for part in networkx.connected_components(graph)),
        key=lambda part: (-len(part), order[part[0]]),
    )
    if not parts:
        return {}
    edge = 40.0
    beside = 260.0 if len(parts) > 1 else 0.0
    right = WIDTH - edge - 150 - beside
    found = _place(graph.subgraph(parts[0]), parts[0], (edge, edge), (right, height - edge))
    others = parts[1:]
    step = (height - 2 * edge) / max(len(others), 1)
    for number, part in enumerate(others):
        top = edge + number * step
        corner = (WIDTH - edge - 220, top + step * 0.8)
        found |= _place(graph.subgraph(part), part, (WIDTH - edge - 250, top + step * 0.2), corner)
    return found


def _place(part: Any, nodes: Sequence[str], start: Point, end: Point) -> dict[str, Point]:
    """The nodes of one part between two corners."""
    import networkx

    (x1, y1), (x2, y2) = start, end
    if len(nodes) == 1:
        return {nodes[0]: ((x1 + x2) / 2, (y1 + y2) / 2)}
    near = 1.6 / math.sqrt(len(nodes))
    spread = networkx.spring_layout(part, seed=1, iterations=150, k=near)
    xs = [float(x) for x, _ in spread.values()]
    ys = [float(y) for _, y in spread.values()]
    wide, high = max(max(xs) - min(xs), 1e-9), max(max(ys) - min(ys), 1e-9)
    return {
        node: (
            x1 + (float(x) - min(xs)) / wide * (x2 - x1),
            y1 + (float(y) - min(ys)) / high * (y2 - y1),
        )
        for node, (x, y) in spread.items()
    }


def _choose_nodes(pairs: Sequence[tuple[str, str]]) -> set[str]:
    """At most MOST_NODES ends: the best linked, and of what it is linked with the best linked.

    So a part of a large network is drawn that hangs together.
    """
    near: dict[str, set[str]] = {}
    for one, other in pairs:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    if len(near) <= MOST_NODES:
        return set(near)
    rank = {node: (-len(near[node]), place) for place, node in enumerate(near)}
    chosen: set[str] = set()
    for start in sorted(near, key=rank.__getitem__):
        waiting = [(rank[start], start)]
        while waiting and len(chosen) < MOST_NODES:
            node = heapq.heappop(waiting)[1]
            if node not in chosen:
                chosen.add(node)
                for each in near[node] - chosen:
                    heapq.heappush(waiting, (rank[each], each))
    return chosen


def _choose_labels(degree: Counter[str], places: dict[str, Point]) -> set[str]:
    """The nodes with most links whose labels have room; the others have a title."""
    taken: list[tuple[float, float, float]] = []
    chosen: set[str] = set()
    for node, _ in degree.most_common():
        x, y = places[node]
        end = x + 24 + 7.2 * len(_short(node))
        free = all(abs(y - top) >= 16 or end < left or x > right for left, right, top in taken)
        if free and len(chosen) < MOST_LABELS:
            taken.append((x, end, y))
            chosen.add(node)
    return chosen


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"


def _frame(width: float, height: float, parts: Sequence[str], label: str) -> str:
    return (
        f'<svg class="result" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(label)}" font-size="13">{"".join(parts)}</svg>'
    )
