"""Who refers to whom, as a ring: partners around it, referrals across it.

The text of an SVG for a page, whose style sheet gives the inks: warm referrals are solid and wide,
cold ones thin and dashed, and each ends in an arrow. Partners of one group stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.pictures.svg import escape

PITCH = 21.0
"""Room of one name on the ring, in pixels."""
LEAST_RADIUS = 130.0
NAMES = 245.0
"""Most room for the names around it."""
LETTER = 6.6
"""About the width of a letter of them."""
LONGEST = 36
GROUP_GAP = 1.5
"""Names' room left between groups."""
MOST_LINES = 1_000


@dataclass(frozen=True)
class RingDot:
    """One name on the ring."""

    key: str
    name: str
    group: str
    """The number or letter of its group, shown inside the ring; empty for none."""
    size: int
    """Partners that it stands for."""


@dataclass(frozen=True)
class RingLine:
    """Referrals from one name to another; `title` is told where a pointer rests."""

    source: str
    target: str
    is_warm: bool
    weight: int
    title: str


def draw_ring(dots: Sequence[RingDot], lines: Sequence[RingLine], *, label: str) -> str:
    """The ring of these names in their order; the heaviest lines where they are too many."""
    angles, centres, radius = _places(dots)
    longest = max((len(dot.name) for dot in dots), default=0)
    size = 2 * (radius + min(NAMES, 24 + LETTER * longest))
    drawn = sorted(lines, key=lambda line: (-line.weight, line.source, line.target))[:MOST_LINES]
    drawn.sort(key=lambda line: (line.is_warm, line.source, line.target))
    parts = [
        '<defs><marker id="ring-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
        '<path class="ring-tip" d="M0 0.5 L8 4 L0 7.5 z"/></marker></defs>'
    ]
    parts += [_line(line, angles, radius) for line in drawn]
    parts += [_dot(dot, angles[dot.key], radius) for dot in dots]
    parts += [_group(name, angle, radius) for name, angle in centres]
    half = size / 2
    box = f"{-half:.0f} {-half:.0f} {size:.0f} {size:.0f}"
    return (
        f'<svg class="ring" viewBox="{box}" width="{size:.0f}" height="{size:.0f}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _places(
    dots: Sequence[RingDot],
) -> tuple[dict[str, float], list[tuple[str, float]], float]:
    """The angle of each name, the middle of each group, and the radius."""
    slots: list[float] = []
    at = 0.0
    for i, dot in enumerate(dots):
        if i and dot.group != dots[i - 1].group:
            at += GROUP_GAP
        slots.append(at)
        at += 1
    whole = at + GROUP_GAP
    radius = max(LEAST_RADIUS, whole * PITCH / (2 * math.pi))
    turn = [2 * math.pi * slot / whole - math.pi / 2 for slot in slots]
    angles = {dot.key: angle for dot, angle in zip(dots, turn, strict=True)}
    groups: dict[str, list[float]] = {}
    for dot in dots:
        if dot.group:
            groups.setdefault(dot.group, []).append(angles[dot.key])
    centres = [(name, (found[0] + found[-1]) / 2) for name, found in groups.items()]
    return angles, centres, radius


def _point(angle: float, radius: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


def _line(line: RingLine, angles: Mapping[str, float], radius: float) -> str:
    """A curve that bends towards the middle; those to and fro lie side by side."""
    source, target = angles[line.source], angles[line.target]
    x1, y1 = _point(source, radius - 8)
    x2, y2 = _point(target, radius - 9)
    middle = (source + target) / 2
    if abs(source - target) > math.pi:
        middle += math.pi
    apart = abs(math.sin((source - target) / 2))
    side = 0.05 if source < target else -0.05
    cx, cy = _point(middle + side, radius * (1 - apart) * 0.75 + 6)
    kind = "warm" if line.is_warm else "cold"
    return (
        f'<path class="{kind}" d="M{x1:.0f} {y1:.0f}Q{cx:.0f} {cy:.0f} {x2:.0f} {y2:.0f}" '
        f'marker-end="url(#ring-end)"><title>{escape(line.title)}</title></path>'
    )


def _dot(dot: RingDot, angle: float, radius: float) -> str:
    x, y = _point(angle, radius)
    degrees = math.degrees(angle)
    flipped = math.cos(angle) < 0
    name = dot.name if len(dot.name) <= LONGEST else dot.name[: LONGEST - 1].rstrip() + "…"
    size = min(3.5 + math.log2(dot.size), 9)
    shape = (
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
        if dot.size == 1
        else f'<rect class="dot" x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" '
        f'height="{2 * size:.1f}"/>'
    )
    tx, ty = _point(angle, radius + size + 6)
    turn = degrees + 180 if flipped else degrees
    anchor = ' text-anchor="end"' if flipped else ""
    return (
        f'{shape}<text transform="translate({tx:.1f} {ty:.1f}) rotate({turn:.1f})" dy="4"{anchor}>'
        f"{escape(name)}</text>"
    )


def _group(name: str, angle: float, radius: float) -> str:
    x, y = _point(angle, radius - 30)
    return (
        f'<g class="group"><circle cx="{x:.0f}" cy="{y:.0f}" r="11"/>'
        f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle">{escape(name)}</text></g>'
    )
