"""The pictures of a report: small drawings that also read without colour.

Covered is solid, unknown dotted, gap white and hatched: in print without colours they differ too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.pictures.svg import INK, QUIET, escape

COVERED, UNKNOWN, GAP = "#1f6f8b", "#e3ab33", "#b3402f"
FONT = "Libertinus Serif, Georgia, Cambria, serif"
WIDTH = 720
LETTER = 0.5
"""Width of a letter, in the size of the letters."""

Ends = Sequence[float] | None

_PATTERNS = (
    '<defs><pattern id="{id}u" width="6" height="6" patternUnits="userSpaceOnUse">'
    f'<rect width="6" height="6" fill="{UNKNOWN}"/>'
    f'<circle cx="3" cy="3" r="1.1" fill="{INK}"/></pattern>'
    '<pattern id="{id}g" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<rect width="7" height="7" fill="#ffffff"/>'
    f'<path d="M0 7L7 0M-1 1L1 -1M6 8L8 6" stroke="{GAP}" stroke-width="1.4"/></pattern></defs>'
)


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its name, its interval, and the interval in words."""

    name: str
    ends: Ends
    told: str
    number: str = ""


def draw_bar(ends: Ends, *, name: str) -> str:
    """An interval of shares as one wide bar."""
    return _svg(name, WIDTH, 26, draw_ends(name, ends, 1, 1, WIDTH - 2, 24))


def draw_key(words: tuple[str, str, str], *, name: str) -> str:
    """What covered, unknown and gap look like."""
    inks = ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    drawn, x = [], 1.0
    for text, ends in zip(words, inks, strict=True):
        drawn.append(draw_ends(name, ends, x, 3, 26, 14))
        drawn.append(_text(x + 34, 15, text, size=14))
        x += 34 + len(text) * 14 * LETTER + 34
    return _svg(name, WIDTH, 22, "".join(drawn))


def draw_bars(groups: Sequence[tuple[str, Sequence[Bar]]], *, name: str) -> str:
    """Bars in groups below each other, on a line that runs from the first to the last."""
    drawn, y, line = [], 8.0, 14.0
    for title, bars in groups:
        if title:
            drawn.append(f'<circle cx="{line:g}" cy="{y + 9:g}" r="6" fill="{COVERED}"/>')
            drawn.append(_text(line + 16, y + 14, title, size=15, weight=700))
            y += 28
        for bar in bars:
            if title:
                drawn.append(f'<path d="M{line:g} {y + 9:g}h12" stroke="{QUIET}"/>')
            drawn.append(_text(52, y + 14, bar.number, size=13, anchor="end", colour=QUIET))
            drawn.append(_text(60, y + 14, fit(bar.name, 250, 14), size=14))
            drawn.append(draw_ends(name, bar.ends, 320, y + 1, 280, 16))
            drawn.append(_text(WIDTH - 4, y + 14, bar.told, size=13, anchor="end"))
            y += 24
        y += 8
    if not any(title for title, _ in groups):
        return _svg(name, WIDTH, y, "".join(drawn))
    spine = f'<path d="M{line:g} 17V{max(18.0, y - 22):g}" stroke="{QUIET}" stroke-width="2"/>'
    return _svg(name, WIDTH, y, spine + "".join(drawn))


@dataclass(frozen=True)
class Grid:
    """Intervals by row and column; None where nothing is asked."""

    rows: Sequence[str]
    columns: Sequence[str]
    ends: Sequence[Sequence[Ends]]


def draw_grid(grid: Grid, *, name: str) -> str:
    """A heat map: in each field as much of each ink as its share."""
    left, top = 250.0, 24.0
    wide = min(34.0, (WIDTH - left - 2) / max(1, len(grid.columns)))
    high = 20.0
    drawn = []
    for j, column in enumerate(grid.columns):
        x = left + (j + 0.5) * wide
        drawn.append(_text(x, top - 7, column, size=12, anchor="middle", colour=QUIET))
    for i, row in enumerate(grid.rows):
        y = top + i * high
        drawn.append(_text(left - 8, y + 14, fit(row, left - 10, 13), size=13, anchor="end"))
        drawn.append(
            f'<path d="M{left:g} {y + high:g}H{left + wide * len(grid.columns):g}" '
            'stroke="#c9d3d8" stroke-width="0.5"/>'
        )
        for j, ends in enumerate(grid.ends[i]):
            if ends is not None:
                x = left + j * wide
                drawn.append(draw_ends(name, ends, x + 1.5, y + 2.5, wide - 3, high - 5))
    return _svg(name, WIDTH, top + len(grid.rows) * high + 4, "".join(drawn))


@dataclass(frozen=True)
class Loss:
    """One line of a chart of losses: its name, the share lost at least and at most, in words."""

    name: str
    ends: Sequence[float]
    told: str


def draw_losses(losses: Sequence[Loss], *, name: str) -> str:
    """Bars of what is lost: hatched for certain, dotted where it is not certain."""
    drawn, y = [], 4.0
    longest = max((loss.ends[1] for loss in losses), default=0.0) or 1.0
    for loss in losses:
        low, high = (end / longest * 380 for end in loss.ends)
        drawn.append(_text(152, y + 14, loss.name, size=14, anchor="end"))
        for start, size, ink in ((0.0, low, "g"), (low, high - low, "u")):
            if size > 0.005:
                drawn.append(
                    f'<rect x="{160 + start:.2f}" y="{y + 1:g}" width="{size:.2f}" height="16" '
                    f'fill="url(#{name}{ink})" stroke="{INK}" stroke-width="0.7"/>'
                )
        drawn.append(_text(166 + high, y + 14, loss.told, size=13))
        y += 24
    drawn.append(f'<path d="M160 0V{y:g}" stroke="{INK}" stroke-width="0.7"/>')
    return _svg(name, WIDTH, y, "".join(drawn))


def draw_ends(name: str, ends: Ends, x: float, y: float, width: float, height: float) -> str:
    """Covered from the left, then unknown, then gap, in a frame; a line where nothing is asked."""
    if ends is None:
        middle = y + height / 2
        return f'<path d="M{x:g} {middle:g}h{width:g}" stroke="{QUIET}" stroke-dasharray="2 3"/>'
    low, high = (min(1.0, max(0.0, float(end))) * width for end in ends)
    parts = (
        (0.0, low, COVERED),
        (low, high - low, f"url(#{name}u)"),
        (high, width - high, f"url(#{name}g)"),
    )
    drawn = "".join(
        f'<rect x="{x + start:.2f}" y="{y:g}" width="{size:.2f}" height="{height:g}" '
        f'fill="{fill}"/>'
        for start, size, fill in parts
        if size > 0.005
    )
    frame = f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="none" '
    return f'{drawn}{frame}stroke="{INK}" stroke-width="0.7"/>'


def fit(words: str, width: float, size: float) -> str:
    """The words, or as many letters of them as have room."""
    most = int(width / (size * LETTER))
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    weight: int = 400,
    anchor: str = "start",
    colour: str = INK,
) -> str:
    look = f'font-size="{size:g}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(words)}</text>' if words else ""


def _svg(name: str, width: float, height: float, inner: str) -> str:
    patterns = _PATTERNS.replace("{id}", name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{FONT}">{patterns}{inner}</svg>'
    )
