"""A share known as an interval, as a bar that can be told without colour, beside a reference."""

from __future__ import annotations

from collections.abc import Sequence

from service.pictures.svg import escape

Ends = Sequence[float]


def render_interval_bar(ends: Ends, label: str, reference: Ends | None = None) -> str:
    """SVG of a bar from 0 to 1: covered is tall, unknown is half as tall, a gap is a thin line.

    Two upright lines mark the ends of the `reference`. `label` says the same in words. Colours are
    those of the page, by the classes `covered`, `unknown`, `gap` and `mark`.

    >>> render_interval_bar([0.25, 0.5], "25% to 50%").count("<rect")
    3
    """
    low, high = (100 * min(1.0, max(0.0, end)) for end in ends)
    parts = [
        _rect("covered", 0, low, 2, 16),
        _rect("unknown", low, high, 6, 8),
        _rect("gap", high, 100, 9, 2),
    ]
    if reference is not None:
        parts += [_mark(100 * end) for end in sorted(set(reference))]
    return (
        '<svg class="intervalbar" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _rect(css: str, start: float, end: float, y: int, height: int) -> str:
    width = max(0.0, end - start)
    return f'<rect class="{css}" x="{start:.2f}" y="{y}" width="{width:.2f}" height="{height}"/>'


def _mark(x: float) -> str:
    return (
        f'<line class="mark" x1="{x:.2f}" x2="{x:.2f}" y1="0" y2="20" '
        'vector-effect="non-scaling-stroke"/>'
    )
