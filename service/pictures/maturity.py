"""The grid of a maturity model: what people rated and what the map shows, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import quoteattr

from service.pictures.svg import FONT, INK, PAPER, QUIET, draw_text, escape

LINE, BAND = "#8fa0aa", "#eef2f4"
FILL = "#005b94"
LABEL, CELL, HEIGHT, HEADER, HEAD, FOOT = 178, 196, 92, 52, 60, 92
"""Width of the areas' column and of a cell, heights of a cell, of the stages' row, and of what is
above and below the grid."""
MARGIN, LEAST = 12, 900
MOST_BOXES = 4
"""More goals of a cell are told as numbers."""
STEPS = ("not-started", "planned", "some", "most", "met")
WORDS = {
    "not-started": "not started",
    "planned": "planned",
    "some": "some",
    "most": "most",
    "met": "met",
    "unknown": "not known",
}
SIGNS = {"holds": "\u2713", "fails": "\u2717", "unknown": "?", None: "\u2013"}
"""How the map judges one goal; none: only people can."""

Row = Mapping[str, Any]


def render_maturity(result: Row, *, name: str = "maturity") -> str:
    """SVG of the grid of a result of `compute_maturity`: areas down, stages across.

    In a cell, a bar of four steps stands for the middle rating of self and of review, with its
    word; below it one box a goal says what the map shows. A corner with a number tells how many
    ratings differ. Shapes and words say all; colour repeats it. `name` begins the ids in the
    picture, which must differ from all others of a page.
    """
    picture = _Picture(result)
    width, height = picture.width, picture.height
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="{FONT}" '
        f"aria-labelledby={quoteattr(f'{name}-title {name}-desc')}>",
        f"<title id={quoteattr(f'{name}-title')}>{escape(picture.title)}</title>",
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(picture.describe())}</desc>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *picture.draw(),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _Picture:
    def __init__(self, result: Row) -> None:
        self.result = result
        self.cells = {(cell["area"], cell["stage"]): cell for cell in result["grid"]}
        self.areas = list(dict.fromkeys((c["area"], c["area_name"]) for c in result["grid"]))
        self.stages = list(dict.fromkeys((c["stage"], c["stage_name"]) for c in result["grid"]))
        self.width = max(LEAST, LABEL + CELL * len(self.stages) + 2 * MARGIN)
        self.height = HEAD + HEADER + HEIGHT * len(self.areas) + FOOT

    @property
    def title(self) -> str:
        whose = self.result["looked_at"]["name"] or "the map alone"
        return f"{self.result['model']['name']}: {whose}"

    def describe(self) -> str:
        """The grid in words, for those who do not see it."""
        return " ".join(_tell(cell) for cell in self.result["grid"])

    def draw(self) -> Iterator[str]:
        yield draw_text(MARGIN, 26, self.title, size=17, weight=700)
        told = [
            f"{method} {each['as_of']}"
            for method, each in self.result["looked_at"]["assessments"].items()
        ]
        told.append(f"map {self.result['parameters']['as_of']}")
        yield draw_text(MARGIN, 46, "Ratings: " + ", ".join(told), colour=QUIET)
        for place, (_, label) in enumerate(self.stages):
            yield from self._heading(place, label)
        for row, (area, label) in enumerate(self.areas):
            yield from self._area(row, label)
            for column, (stage, _) in enumerate(self.stages):
                yield from self._cell(row, column, self.cells[area, stage])
        yield from self._legend()

    def _heading(self, place: int, label: str) -> Iterator[str]:
        x = MARGIN + LABEL + CELL * place
        yield f'<rect x="{x}" y="{HEAD}" width="{CELL}" height="{HEADER}" fill="{BAND}" '
        yield f'stroke="{LINE}"/>'
        yield from _wrapped(x + 8, HEAD + 21, label, letters=22, most=2)

    def _area(self, row: int, label: str) -> Iterator[str]:
        y = HEAD + HEADER + HEIGHT * row
        yield f'<rect x="{MARGIN}" y="{y}" width="{LABEL}" height="{HEIGHT}" fill="{BAND}" '
        yield f'stroke="{LINE}"/>'
        yield from _wrapped(MARGIN + 8, y + 24, label, letters=18, most=4)

    def _cell(self, row: int, column: int, cell: Row) -> Iterator[str]:
        x, y = MARGIN + LABEL + CELL * column, HEAD + HEADER + HEIGHT * row
        yield f"<g><title>{escape(_tell(cell))}</title>"
        yield f'<rect x="{x}" y="{y}" width="{CELL}" height="{HEIGHT}" fill="{PAPER}" '
        yield f'stroke="{LINE}"/>'
        if not cell["goals"]:
            yield draw_text(
                x + CELL / 2, y + HEIGHT / 2 + 4, "no goals", anchor="middle", colour=QUIET
            )
        else:
            yield from _rating(x, y + 24, "self", cell["self"])
            yield from _rating(x, y + 48, "review", cell["reviewed"])
            yield from self._map(x, y + 72, cell)
            yield from self._corner(x, y, cell)
        yield "</g>"

    def _map(self, x: float, y: float, cell: Row) -> Iterator[str]:
        yield draw_text(x + 8, y + 4, "map", colour=QUIET, size=12)
        goals = self._of(self.result["goals"], cell)
        if len(goals) <= MOST_BOXES:
            for place, goal in enumerate(goals):
                yield from _box(x + 56 + place * 22, y - 9, goal["computed"])
            return
        values = [goal["computed"] for goal in goals]
        told = (f"{sign}{values.count(value)}" for value, sign in SIGNS.items())
        yield draw_text(x + 56, y + 4, "  ".join(told), weight=700)

    def _corner(self, x: float, y: float, cell: Row) -> Iterator[str]:
        differ = self._of(self.result["differences"], cell)
        if differ:
            right = x + CELL
            yield f'<rect x="{right - 34}" y="{y + HEIGHT - 22}" width="34" height="22" '
            yield f'fill="{INK}"/>'
            text = f"\u2260 {len(differ)}"
            middle = y + HEIGHT - 6
            yield draw_text(right - 17, middle, text, anchor="middle", colour=PAPER, weight=700)

    @staticmethod
    def _of(rows: list[Row], cell: Row) -> list[Row]:
        key = (cell["area"], cell["stage"])
        return [row for row in rows if (row["area"], row["stage"]) == key]

    def _legend(self) -> Iterator[str]:
        y = HEAD + HEADER + HEIGHT * len(self.areas) + 26
        yield draw_text(MARGIN, y, "self, review: middle rating of the cell's goals", size=12)
        x = MARGIN + 290
        for value in STEPS:
            yield from _bar(x, y - 10, STEPS.index(value))
            yield draw_text(x + 58, y, WORDS[value], size=12)
            x += 66 + 7 * len(WORDS[value]) + 12
        yield draw_text(MARGIN, y + 26, "map: one box a goal", size=12)
        x = MARGIN + 290
        meanings = {"holds": "holds", "fails": "fails", "unknown": "not known"}
        for sign, meaning in (*meanings.items(), (None, "only people can judge")):
            yield from _box(x, y + 13, sign)
            yield draw_text(x + 24, y + 26, meaning, size=12)
            x += 40 + 7 * len(meaning) + 12
        note = "\u2260 ratings that differ.  Stages are not sequential: none waits for another."
        yield draw_text(MARGIN, y + 52, note, size=12)


def _rating(x: float, y: float, label: str, value: str | None) -> Iterator[str]:
    yield draw_text(x + 8, y + 4, label, colour=QUIET, size=12)
    if value is None:
        yield draw_text(x + 56, y + 4, "not rated", colour=QUIET, size=12)
        return
    if value in STEPS:
        yield from _bar(x + 56, y - 6, STEPS.index(value))
    yield draw_text(x + (112 if value in STEPS else 56), y + 4, WORDS[value], size=12)


def _bar(x: float, y: float, steps: int) -> Iterator[str]:
    """Four steps, so many of them filled."""
    for place in range(len(STEPS) - 1):
        fill = FILL if place < steps else PAPER
        yield f'<rect x="{x + place * 13}" y="{y}" width="11" height="11" fill="{fill}" '
        yield f'stroke="{INK}"/>'


def _box(x: float, y: float, value: str | None) -> Iterator[str]:
    """What the map says of one goal."""
    filled = value == "holds"
    dashed = ' stroke-dasharray="3 2"' if value is None else ""
    weight = 2.5 if value == "fails" else 1
    yield f'<rect x="{x}" y="{y}" width="18" height="18" fill="{FILL if filled else PAPER}" '
    yield f'stroke="{INK}" stroke-width="{weight}"{dashed}/>'
    colour = PAPER if filled else QUIET if value is None else INK
    yield draw_text(x + 9, y + 14, SIGNS[value], anchor="middle", colour=colour, weight=700)


def _tell(cell: Row) -> str:
    where = f"{cell['area_name']}, {cell['stage_name']}"
    if not cell["goals"]:
        return f"{where}: no goals."
    parts = [f"self {WORDS.get(cell['self'], 'not rated')}"]
    parts.append(f"review {WORDS.get(cell['reviewed'], 'not rated')}")
    counts = {
        "hold": cell["computed_holds"],
        "fail": cell["computed_fails"],
        "are not known": cell["computed_unknown"],
        "only people can judge": cell["not_judged"],
    }
    said = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    return f"{where}: {', '.join(parts)}; by the map, of {cell['goals']} goals {said}."


def _wrapped(x: float, y: float, text: str, *, letters: int, most: int) -> Iterator[str]:
    lines = wrap(text, letters)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: letters - 1] + "\u2026"]
    for place, line in enumerate(lines):
        yield draw_text(x, y + 17 * place, line, weight=700)
