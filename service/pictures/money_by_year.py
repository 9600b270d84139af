"""Money by year and phase as bars; for a page, whose style sheet gives the inks."""

from __future__ import annotations

from collections.abc import Sequence

from service.pictures.svg import escape

WIDTH, ROW, BAR, GAP = 640, 26, 16, 14
LABELS, AMOUNTS = 190, 120


def draw_money(bars: Sequence[tuple[str, str, float, str]], *, label: str) -> str:
    """An SVG with a bar a year and phase: (year, phase, amount, the amount in words).

    A year stands once, above its bars. Bars are as long as their amounts; words tell them, too.
    """
    most = max((amount for _, _, amount, _ in bars), default=0) or 1
    room = WIDTH - LABELS - AMOUNTS
    parts: list[str] = []
    y, last = 0, None
    for year, phase, amount, words in bars:
        if year != last:
            y += GAP if last is not None else 0
            parts.append(f'<text class="strong" x="0" y="{y + 13}">{escape(year)}</text>')
            last = year
        length = max(room * amount / most, 1)
        parts.append(f'<text class="quiet" x="60" y="{y + 13}">{escape(phase)}</text>')
        parts.append(
            f'<rect class="bar-ink" x="{LABELS}" y="{y}" width="{length:.1f}" height="{BAR}"/>'
        )
        parts.append(f'<text x="{LABELS + length + 8:.1f}" y="{y + 13}">{escape(words)}</text>')
        y += ROW
    return (
        f'<svg class="money" viewBox="0 0 {WIDTH} {max(y, 1)}" width="{WIDTH}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )
