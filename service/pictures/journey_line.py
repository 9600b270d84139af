"""A journey as a line: its steps as stations, its branches as lanes beside each other.

The inks are classes of the page's style sheet, so that the picture follows light and dark. Verdicts
differ in shape and word as well: a disc holds, a square breaks, a dashed diamond is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from service.pictures.svg import escape

LANE, SIZE, LETTER = 128, 15, 6.4
TOP, FOOT = 40, 88
WIDEST, NARROWEST, WHOLE = 210, 132, 1088
"""Widths of a column at most and at least, and of all columns where that is enough room."""
LOOKS = {"holds": "covered", "fails": "gap", "unknown": "unknown"}


@dataclass(frozen=True)
class Stop:
    """One step: `number` is what its mark says; `lines` stand below it, the first one bold."""

    id: str
    number: str
    after: Sequence[str]
    verdict: str
    word: str
    name: str
    note: str


@dataclass(frozen=True)
class _Spot:
    stop: Stop
    column: int
    lane: int


def draw_journey_line(stops: Sequence[Stop], label: str, *, plain: bool = False) -> str:
    """SVG of the steps of one scenario; `label` says in words what it shows.

    `plain` leaves the names out: a small line for a list of scenarios.
    """
    spots = _place(stops)
    columns = 1 + max((spot.column for spot in spots.values()), default=0)
    lanes = 1 + max((spot.lane for spot in spots.values()), default=0)
    wide = 44.0 if plain else min(WIDEST, max(NARROWEST, WHOLE / columns))
    tall = 44 if plain else LANE
    width = wide * columns
    height = tall * lanes if plain else TOP + tall * (lanes - 1) + FOOT
    grid = _Grid(wide, tall, 22 if plain else TOP, plain)
    parts = [*_draw_links(spots, grid)]
    for spot in spots.values():
        parts += _draw_stop(spot, grid)
    size = f'width="{width:.0f}" height="{height:.0f}"'
    return (
        f'<svg class="journeyline" viewBox="0 0 {width:.0f} {height:.0f}" {size} role="img" '
        f'aria-label="{escape(label)}" font-size="13">{"".join(parts)}</svg>'
    )


@dataclass(frozen=True)
class _Grid:
    wide: float
    tall: float
    top: float
    plain: bool

    def x(self, spot: _Spot) -> float:
        return self.wide * (spot.column + 0.5)

    def y(self, spot: _Spot) -> float:
        return self.top + self.tall * spot.lane


def _place(stops: Sequence[Stop]) -> dict[str, _Spot]:
    """A column by the longest way to each step, a lane that is free there."""
    columns = _find_columns(stops)
    placed: dict[str, _Spot] = {}
    taken: set[tuple[int, int]] = set()
    for stop in sorted(stops, key=lambda each: columns[each.id]):
        column = columns[stop.id]
        before = [placed[name].lane for name in stop.after if name in placed]
        wanted = [min(before)] if before else []
        lane = next(
            lane for lane in (*wanted, *range(len(stops) + 1)) if (column, lane) not in taken
        )
        taken.add((column, lane))
        placed[stop.id] = _Spot(stop, column, lane)
    return placed


def _find_columns(stops: Sequence[Stop]) -> Mapping[str, int]:
    known = {stop.id for stop in stops}
    columns = dict.fromkeys(known, 0)
    # Steps that follow each other in a ring are refused when loaded; the bound is for safety.
    for _ in range(len(stops)):
        changed = False
        for stop in stops:
            least = max((columns[name] + 1 for name in stop.after if name in known), default=0)
            if least > columns[stop.id]:
                columns[stop.id], changed = least, True
        if not changed:
            break
    return columns


def _draw_links(spots: Mapping[str, _Spot], grid: _Grid) -> Iterator[str]:
    taken = {(spot.column, spot.lane) for spot in spots.values()}
    for spot in spots.values():
        for name in spot.stop.after:
            if name not in spots:
                continue
            before = spots[name]
            x1, y1, x2, y2 = grid.x(before), grid.y(before), grid.x(spot), grid.y(spot)
            between = [(c, before.lane) in taken for c in range(before.column + 1, spot.column)]
            if spot.lane == before.lane and any(between):
                bend = y1 - grid.tall * 0.42
                shape = f"M{x1:.1f} {y1:.1f} C{x1:.1f} {bend:.1f} {x2:.1f} {bend:.1f} "
            else:
                turn = x2 - grid.wide * 0.5
                shape = f"M{x1:.1f} {y1:.1f} H{turn - grid.wide * 0.25:.1f} "
                shape += f"C{turn:.1f} {y1:.1f} {turn:.1f} {y2:.1f} "
            yield f'<path class="way" d="{shape}{x2:.1f} {y2:.1f}" fill="none"/>'


def _draw_stop(spot: _Spot, grid: _Grid) -> Iterator[str]:
    stop, x, y = spot.stop, grid.x(spot), grid.y(spot)
    size = 12 if grid.plain else SIZE
    yield draw_mark(x, y, stop.verdict, size)
    ink = "onmark" if stop.verdict != "unknown" else "ink"
    yield (
        f'<text class="{ink}" x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle" '
        f'font-size="12" font-weight="700">{escape(stop.number)}</text>'
    )
    if grid.plain:
        return
    letters = int(grid.wide / LETTER) - 2
    rows = [(line, "ink", 600) for line in fold(stop.name, letters, 2)]
    rows += [(line, "soft", 400) for line in fold(stop.note, letters, 1)]
    rows.append((stop.word, "ink", 400))
    for place, (text, look, weight) in zip(count(1), rows, strict=False):
        yield (
            f'<text class="{look}" x="{x:.1f}" y="{y + SIZE + 2 + 15.5 * place:.1f}" '
            f'text-anchor="middle" font-size="12" font-weight="{weight}">{escape(text)}</text>'
        )


def draw_mark(x: float, y: float, verdict: str, size: float) -> str:
    """The shape of a verdict."""
    look = f'class="mark {LOOKS[verdict]}"'
    if verdict == "holds":
        return f'<circle {look} cx="{x:.1f}" cy="{y:.1f}" r="{size}"/>'
    if verdict == "fails":
        left, top = x - size * 0.95, y - size * 0.95
        side = 1.9 * size
        return f'<rect {look} x="{left:.1f}" y="{top:.1f}" width="{side:.1f}" height="{side:.1f}"/>'
    s = size * 1.3
    return (
        f'<path {look} d="M{x:.1f} {y - s:.1f} L{x + s:.1f} {y:.1f} L{x:.1f} {y + s:.1f} '
        f'L{x - s:.1f} {y:.1f} Z" stroke-dasharray="4 2"/>'
    )


def fold(text: str, letters: int, most: int) -> list[str]:
    """At most so many lines of words; what is left out is shown by dots.

    >>> fold("Looking for child care in town", 12, 2)
    ['Looking for', 'child care…']
    """
    lines: list[str] = []
    for word in text[: letters * (most + 2)].split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    cut = [line if len(line) <= letters else line[: letters - 1] + "…" for line in lines[:most]]
    if len(lines) > most and not cut[-1].endswith("…"):
        cut[-1] = cut[-1][: letters - 1] + "…"
    return cut
