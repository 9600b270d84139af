"""Actions of a plan on a line of time, as SVG for a page.

Each row is words above a bar. What a bar means is told by its shape and by the word at its end:
inks only repeat it. The classes are those of the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.pictures.svg import escape

WIDTH, LEFT, RIGHT = 960, 8, 840
"""Of the whole, and where the time begins and ends; words of the state stand at its right."""
HEAD, ROW, FOOT, BAR = 46, 44, 12, 14
LETTERS = 92
MOST_TICKS = 9


@dataclass(frozen=True)
class Bar:
    """One action. Days that nobody stated are None."""

    name: str
    starts_on: date | None
    due_on: date | None
    done_on: date | None
    earliest_end: date | None
    """Where it can be done at the earliest only after it is due."""
    state: str
    """A word that a class of the style sheet is named after."""
    said: str
    """The state in words."""
    share_done: float | None
    is_critical: bool
    """Whether the plan waits for it."""


@dataclass(frozen=True)
class Words:
    """The words of the picture."""

    title: str
    today: str
    waits: str
    """Beside the name of what the plan waits for."""
    undated: str


def draw_gantt(bars: Sequence[Bar], today: date, months: Sequence[tuple[date, str]],
               words: Words) -> str:  # fmt: skip
    """The picture; `months` are days to be marked on the line, each with its words."""
    drawing = _Drawing(bars, today, words)
    height = HEAD + ROW * len(bars) + FOOT
    lines = [
        f'<svg class="gantt" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(words.title)}">',
        *drawing.scale(months, height),
        *(line for place, bar in enumerate(bars) for line in drawing.row(bar, HEAD + ROW * place)),
        *drawing.now(height),
        "</svg>",
    ]
    return "\n".join(lines)


def find_ends(bars: Sequence[Bar], today: date) -> tuple[date, date]:
    """The first and the last day of the line."""
    told = [today, *(day for bar in bars for day in _days(bar))]
    return min(told), max(told)


def list_ticks(first: date, last: date) -> list[date]:
    """First days of months, few enough to be written side by side.

    >>> [day.isoformat() for day in list_ticks(date(2026, 4, 12), date(2026, 7, 2))]
    ['2026-05-01', '2026-06-01', '2026-07-01']
    """
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    inside = [day for day in months if first <= day <= last]
    every = next((n for n in (1, 2, 3, 6, 12, 24, 60) if len(inside) <= n * MOST_TICKS), 120)
    return [day for day in inside if (day.year * 12 + day.month - 1) % every == 0]


class _Drawing:
    """The rows over one line of time."""

    def __init__(self, bars: Sequence[Bar], today: date, words: Words) -> None:
        self.first, self.last = find_ends(bars, today)
        self.today, self.words = today, words

    def x(self, day: date) -> float:
        days = max(1, (self.last - self.first).days)
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / days

    def scale(self, months: Sequence[tuple[date, str]], height: int) -> Iterator[str]:
        for day, told in months:
            x = self.x(day)
            yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 8}" y2="{height}"/>'
            yield f'<text class="tick" x="{x:.1f}" y="14">{escape(told)}</text>'

    def now(self, height: int) -> Iterator[str]:
        x = self.x(self.today)
        anchor = "end" if x > (LEFT + RIGHT) / 2 else "start"
        yield f'<line class="today" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 8}" y2="{height}"/>'
        yield (
            f'<text class="today" x="{x:.1f}" y="{HEAD - 11}" text-anchor="{anchor}">'
            f"{escape(self.words.today)}</text>"
        )

    def row(self, bar: Bar, y: int) -> Iterator[str]:
        name = bar.name if len(bar.name) <= LETTERS else bar.name[: LETTERS - 1].rstrip() + "…"
        waits = f" · {self.words.waits}" if bar.is_critical else ""
        yield f"<g><title>{escape(f'{bar.name}: {bar.said}')}</title>"
        weight = ' class="critical"' if bar.is_critical else ""
        yield f'<text{weight} x="{LEFT}" y="{y + 14}">{escape(name + waits)}</text>'
        yield f'<text class="state" x="{RIGHT + 12}" y="{y + 32}">{escape(bar.said)}</text>'
        yield from self._bar(bar, y + 20)
        yield "</g>"

    def _bar(self, bar: Bar, y: int) -> Iterator[str]:
        days = _days(bar)
        if not days:
            yield f'<text class="tick" x="{LEFT}" y="{y + 12}">{escape(self.words.undated)}</text>'
            return
        start = bar.starts_on or min(days)
        end = bar.done_on or bar.due_on or max(days)
        x, right = self.x(min(start, end)), self.x(max(start, end))
        width = max(BAR, right - x)
        yield (
            f'<rect class="bar-{bar.state}" x="{x:.1f}" y="{y}" width="{width:.1f}" '
            f'height="{BAR}" rx="3"/>'
        )
        if bar.share_done:
            part = width * min(1.0, bar.share_done)
            yield (
                f'<rect class="part" x="{x:.1f}" y="{y + 4}" width="{part:.1f}" height="6" rx="2"/>'
            )
        if bar.done_on:
            yield f'<path class="tickmark" d="M{right - 11:.1f} {y + 7} l3 3 l6 -6"/>'
        if bar.due_on and bar.done_on:
            due = self.x(bar.due_on)
            yield f'<line class="due" x1="{due:.1f}" x2="{due:.1f}" y1="{y - 3}" y2="{y + 17}"/>'
        if bar.earliest_end and bar.earliest_end > end:
            on = self.x(bar.earliest_end)
            yield (
                f'<path class="slip" d="M{x + width:.1f} {y + 7} H{on:.1f} M{on:.1f} {y} v{BAR}"/>'
            )


def _days(bar: Bar) -> list[date]:
    return [
        day for day in (bar.starts_on, bar.due_on, bar.done_on, bar.earliest_end) if day is not None
    ]
