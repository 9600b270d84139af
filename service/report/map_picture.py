"""The map of sites and the ring of referrals as they stand in a report: on paper, in their inks.

The pages' own drawings, with the look that a page's style sheet gives them there.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.pictures.referral_ring import RingDot, RingLine, draw_ring
from service.pictures.resource_map import (
    HEIGHT,
    WIDTH,
    MapWords,
    Mark,
    Spot,
    draw_map,
    draw_sample,
    fit_view,
)
from service.pictures.svg import INK, QUIET, escape
from service.report.pictures import FONT, fit

WARM, COLD, PAPER, ACCENT = "#c44500", "#005b94", "#ffffff", "#0b5c6b"
MAP_LOOK = f"""
.map text {{ fill: {INK}; font-size: 15px; paint-order: stroke }}
.map text {{ stroke: {PAPER}; stroke-width: 3px }}
.map .place {{ fill: none; stroke: {QUIET}; stroke-width: 1.5 }}
.map .place-name {{ fill: {QUIET}; font-style: italic }}
.map .cluster circle {{ fill: {INK} }}
.map .cluster text {{ fill: {PAPER}; stroke: none; font-weight: 700; font-size: 13px }}
.map .scale {{ stroke: {INK}; stroke-width: 2; fill: none }}
.mark-0 {{ fill: #0b5c6b }} .mark-1 {{ fill: #9a3d00 }} .mark-2 {{ fill: #5b3f8f }}
.mark-none {{ fill: {PAPER}; stroke: {QUIET}; stroke-width: 2 }}
.key {{ fill: {INK}; font-size: 15px }}
"""
RING_LOOK = f"""
.ring text {{ fill: {INK} }} .ring path {{ fill: none }}
.ring .warm {{ stroke: {WARM}; stroke-width: 2 }}
.ring .cold {{ stroke: {COLD}; stroke-width: 1.3; stroke-dasharray: 5 4 }}
.ring .ring-tip {{ fill: {INK}; stroke: none }} .ring .dot {{ fill: {ACCENT} }}
"""
KEY_COLUMNS, KEY_LINE = 3, 26


def draw_sites(
    marks: Sequence[Mark],
    spots: Sequence[Spot],
    key: Sequence[tuple[int | None, str]],
    words: MapWords,
) -> str:
    """The nearest map that holds all of the sites; below it what each mark means.

    Without the key where all sites lie so near each other that only discs are drawn.
    """
    view = fit_view([(mark.latitude, mark.longitude) for mark in marks])
    drawn = draw_map(view, marks, spots, words)
    if 'class="mark-' not in drawn:
        key = ()
    entries = []
    for i, (sector, told) in enumerate(key):
        x = i % KEY_COLUMNS * WIDTH / KEY_COLUMNS + 8
        y = HEIGHT + 12 + i // KEY_COLUMNS * KEY_LINE
        sample = draw_sample(sector).replace("<svg", f'<svg x="{x:g}" y="{y:g}"', 1)
        name = escape(fit(told, WIDTH / KEY_COLUMNS - 40, 15))
        entries.append(f'{sample}<text class="key" x="{x + 26:g}" y="{y + 14:g}">{name}</text>')
    rows = -(-len(key) // KEY_COLUMNS)
    inner = drawn.replace("<svg", f'<svg width="{WIDTH}" height="{HEIGHT}"', 1)
    frame = (
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="#f2f6f7" '
        'stroke="#c9d3d8"/>'
    )
    size = (WIDTH, HEIGHT + 12 + rows * KEY_LINE)
    return _whole(size, MAP_LOOK, frame + inner + "".join(entries))


def draw_referrals(dots: Sequence[RingDot], lines: Sequence[RingLine], *, label: str) -> str:
    """The ring of who refers to whom."""
    drawn = draw_ring(dots, lines, label=label)
    return drawn.replace(
        '<svg class="ring"',
        f'<svg class="ring" xmlns="http://www.w3.org/2000/svg" font-family="{FONT}" font-size="12"',
        1,
    ).replace("<defs>", f"<style>{RING_LOOK}</style><defs>", 1)


def _whole(size: tuple[float, float], look: str, inner: str) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{FONT}"><style>{look}</style>'
        f"{inner}</svg>"
    )
