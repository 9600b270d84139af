"""Years of a budget as bars: what it costs beside what is secured and what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.pictures.svg import escape

TALL, TOP, FOOT, WIDE, BAR = 190.0, 24, 30, 222, 92

LEAST = 20
"""Least height of a bar that words stand in."""


@dataclass(frozen=True)
class Bars:
    """One fiscal year: amounts, and the words at each bar."""

    year: str
    cost: float
    secured: float
    asked: float
    cost_told: str
    secured_told: str


def draw_years(years: Sequence[Bars], label: str) -> str:
    """SVG: for each year a bar of costs, and beside it what is secured, with requests on top."""
    most = max((max(each.cost, each.secured + each.asked) for each in years), default=0) or 1
    scale, base = TALL / most, TOP + TALL
    width = WIDE * max(1, len(years))
    parts = [f'<line class="axis" x1="0" y1="{base}" x2="{width}" y2="{base}"/>']
    for place, each in enumerate(years):
        x = WIDE * place + 15
        cost, secured, asked = (v * scale for v in (each.cost, each.secured, each.asked))
        parts += [
            _bar("cost", x, base, cost),
            _bar("sure", x + BAR + 8, base, secured),
            _bar("asked", x + BAR + 8, base - secured, asked) if each.asked else "",
            _text("ink", x + BAR / 2, base - cost - 6, each.cost_told, 400),
            _tell_secured(x + 1.5 * BAR + 8, base, secured, asked, each.secured_told),
            _text("ink", x + BAR + 4, base + 20, each.year, 600),
        ]
    return (
        f'<svg class="planpicture" viewBox="0 0 {width} {base + FOOT:.0f}" width="{width}" '
        f'height="{base + FOOT:.0f}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _tell_secured(x: float, base: float, secured: float, asked: float, words: str) -> str:
    """Inside the bar, since requests stand on top of it; above both where it is too low."""
    if secured >= LEAST:
        return _text("onmark", x, base - secured + 15, words, 600)
    return _text("ink", x, base - secured - asked - 6, words, 400)


def _bar(look: str, x: float, foot: float, height: float) -> str:
    return (
        f'<rect class="{look}" x="{x:.1f}" y="{foot - height:.1f}" width="{BAR}" '
        f'height="{height:.1f}"/>'
    )


def _text(look: str, x: float, y: float, words: str, weight: int) -> str:
    return (
        f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" font-size="12" font-weight="{weight}" '
        f'text-anchor="middle">{escape(words)}</text>'
    )
