"""A journey as a picture: its steps down the page, the child's age across it.

Each step is a mark on the line of days with a row for each need: a bar from the step to the day on
which the service starts, and in words what becomes of it. Verdicts differ in shape and word, not
only in colour, so that the picture can be printed in black and white.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.pictures.svg import INK, PAPER, escape

Row = Mapping[str, Any]

WIDTH = 1180
LEFT, RIGHT = 272, 760
"""The axis of days lies between them; names stand before it, needs behind."""
LINE = 17
HEAD = 96
WAITS_DRAWN = "wait until the service starts; dashed: rests on facts not known"
PALE = "#9a9a9a"
COLOURS = {"holds": "#00664f", "fails": "#b3261e", "unknown": "#8a5a00"}
STAGES = (
    ("pregnancy", -280, 0),
    ("infant", 0, 365),
    ("toddler", 365, 730),
    ("preschool", 730, 1826),
)
TICKS = ((0, "birth"), (182, "6 months"), (365, "1 year"), (547, "18 months"), (730, "2 years"))
LATER_TICKS = ((1095, "3 years"), (1461, "4 years"), (1826, "5 years"))
KIND_WORDS = {
    "no-door": "no door",
    "no-service": "no service",
    "not-eligible": "not open to this family",
    "aged-out": "not of the age",
    "out-of-area": "does not reach the place",
    "no-pathway": "no pathway",
    "cold-only": "only a cold pathway",
    "past-age": "wait runs past the age limit",
    "past-next": "wait runs past the next step",
    "unknown": "not known",
}


@dataclass(frozen=True)
class Axis:
    """Days on the page."""

    first: int
    last: int

    def x(self, day: float) -> float:
        return LEFT + (RIGHT - LEFT) * (day - self.first) / (self.last - self.first)

    def inside(self, day: float) -> float:
        return min(max(self.x(day), LEFT), RIGHT)


@dataclass(frozen=True)
class Placed:
    """A step on the page: its top, its lines and its day."""

    row: Row
    top: float
    lines: int
    day: float

    @property
    def height(self) -> float:
        return self.lines * LINE + 14


def render_journeys(result: Row, *, name: str = "journeys") -> str:
    """One SVG with every scenario of a result of `compute_journeys`, one below the other.

    `name` begins the ids in it, so that several may stand on one page.
    """
    parts: list[str] = []
    top = 0.0
    for scenario in result["scenarios"]:
        body, height = _draw(result, scenario)
        parts.append(f'<g transform="translate(0,{top:.0f})">{body}</g>')
        top += height + 16
    names = ", ".join(scenario["name"] for scenario in result["scenarios"]) or "no scenario"
    told = " ".join(_alternative(result, scenario) for scenario in result["scenarios"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {max(top, 40):.0f}" '
        f'width="{WIDTH}" height="{max(top, 40):.0f}" role="img" aria-labelledby="{name}-title '
        f'{name}-desc" font-family="system-ui, sans-serif">'
        f'<title id="{name}-title">{escape("Journeys of fictional families: " + names)}</title>'
        f'<desc id="{name}-desc">{escape(told or "No scenario is loaded.")}</desc>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(parts)}</svg>\n'
    )


def _alternative(result: Row, scenario: Row) -> str:
    """The picture in words."""
    breaks = [
        row["sentence"] for row in result["breaks"] if row["scenario"] == scenario["scenario"]
    ]
    return " ".join([scenario["sentence"], *breaks])


def _draw(result: Row, scenario: Row) -> tuple[str, float]:
    steps = [row for row in result["steps"] if row["scenario"] == scenario["scenario"]]
    needs: dict[str, list[Row]] = {row["step"]: [] for row in steps}
    for row in result["needs"]:
        if row["scenario"] == scenario["scenario"]:
            needs[row["step"]].append(row)
    axis = _axis(steps, needs)
    placed = list(_place(steps, needs))
    height = (placed[-1].top + placed[-1].height if placed else HEAD) + 44
    parts = [*_head(scenario), *_scale(axis, height - 40)]
    parts += _links(placed, axis)
    numbers = {each.row["step"]: number for number, each in enumerate(placed, 1)}
    for each in placed:
        parts += _step(numbers, each, needs[each.row["step"]], axis, result["names"])
    parts += _legend(height - 14)
    return "".join(parts), height


def _axis(steps: Sequence[Row], needs: Mapping[str, Sequence[Row]]) -> Axis:
    days = [row["from_day"] for row in steps if row["from_day"] is not None]
    days += [row["to_day"] for row in steps if row["to_day"] is not None]
    starts = [row["starts"] for rows in needs.values() for row in rows if row["starts"] is not None]
    last = max([730, *days, *(min(day, 1826) for day in starts)])
    return Axis(min([-280, *days]), last + 20)


def _place(steps: Sequence[Row], needs: Mapping[str, Sequence[Row]]) -> Iterator[Placed]:
    top = float(HEAD)
    before = -280.0
    for row in steps:
        told = len(_fold(row["name"], 32)) + 1 + bool(row["branch"])
        lines = max(told, len(needs[row["step"]]), 2)
        day = float(row["from_day"]) if row["from_day"] is not None else before
        placed = Placed(row, top, lines, day)
        before = day
        yield placed
        top += placed.height


def _head(scenario: Row) -> Iterator[str]:
    yield _label(12, 24, scenario["name"], size=17, bold=True)
    family = f"A made-up family: {scenario['family']}. {_verdict_words(scenario)}"
    yield _label(12, 44, family, size=12)


def _verdict_words(scenario: Row) -> str:
    words = {"holds": "holds", "fails": "breaks", "unknown": "is not certain"}
    if scenario["every_path"] == "holds":
        return "Every path holds."
    if scenario["some_path"] == "holds":
        return "Some path holds, some path does not."
    if scenario["some_path"] == "fails":
        return "Every path breaks."
    return f"No path holds for certain; some path {words['unknown']}."


def _scale(axis: Axis, bottom: float) -> Iterator[str]:
    """Life stages as bands, and lines at ages that people speak of."""
    for number, (name, first, end) in enumerate(STAGES):
        if first >= axis.last or end <= axis.first:
            continue
        x, width = axis.inside(first), axis.inside(end) - axis.inside(first)
        fill = "#f1f1ee" if number % 2 == 0 else "#fafaf8"
        yield _rect(x, 58, width, bottom - 58, fill)
        if width > 60:
            yield _label(x + width / 2, 72, name, size=11, anchor="middle", colour="#4a4a4a")
    for day, name in (*TICKS, *LATER_TICKS):
        if axis.first <= day <= axis.last:
            yield _line(axis.x(day), 76, axis.x(day), bottom, PALE, dash="2 3")
            yield _label(axis.x(day), 88, name, size=10, anchor="middle", colour="#4a4a4a")


def _links(placed: Sequence[Placed], axis: Axis) -> Iterator[str]:
    """Which step follows which: a line from mark to mark."""
    by_id = {each.row["step"]: each for each in placed}
    for each in placed:
        for name in each.row["after"]:
            before = by_id[name]
            x1, y1 = axis.inside(before.day), _middle(before) + 9
            x2, y2 = axis.inside(each.day), _middle(each) - 9
            # A line past other steps goes round them on the left.
            passed = placed.index(each) - placed.index(before) - 1
            aside = min(x1, x2) - 22 * passed if passed else None
            bends = (x1 if aside is None else aside, x2 if aside is None else aside)
            middle = (y1 + y2) / 2
            heights = (middle, middle) if aside is None else (y1 + 24, y2 - 24)
            yield (
                f'<path d="M{x1:.1f} {y1:.1f} C{bends[0]:.1f} {heights[0]:.1f} {bends[1]:.1f} '
                f'{heights[1]:.1f} {x2:.1f} {y2:.1f}" fill="none" stroke="{INK}" '
                'stroke-width="1.2"/>'
            )


def _middle(placed: Placed) -> float:
    return placed.top + LINE - 4


def _step(
    numbers: Mapping[str, int],
    placed: Placed,
    needs: Sequence[Row],
    axis: Axis,
    names: Mapping[str, str],
) -> Iterator[str]:
    row, top = placed.row, placed.top
    number = numbers[row["step"]]
    yield _line(12, top - 4, WIDTH - 12, top - 4, "#dddddd")
    y = top + LINE - 4
    for i, text in enumerate(_fold(row["name"], 32)):
        yield _label(12, y, f"{number}. {text}" if i == 0 else f"    {text}", bold=True)
        y += LINE
    if row["branch"]:
        yield _label(24, y, _cut(f"if: {row['branch']}", 38), italic=True)
        y += LINE
    after = " or ".join(str(numbers[name]) for name in row["after"])
    follows = f", after {after}" if row["after"] else ""
    yield _label(24, y, (row["age"] or "no day told") + follows, colour="#4a4a4a")
    for i, need in enumerate(needs):
        yield from _need(placed, need, top + LINE * (i + 1) - 4, axis, names)
    if not needs:
        words = {"holds": "a door is there", "fails": "no door", "unknown": "door not known"}
        yield _mark(RIGHT + 18, top + LINE - 8, row["door"], 5)
        yield _label(RIGHT + 32, top + LINE - 4, words[row["door"]])
    if row["from_day"] is not None and row["to_day"] - row["from_day"] > 1:
        first, last = axis.inside(row["from_day"]), axis.inside(row["to_day"] - 1)
        yield _line(first, _middle(placed) - 4, last, _middle(placed) - 4, INK, width=5)
    yield _mark(axis.inside(placed.day), _middle(placed) - 4, row["verdict"], 8)


def _need(
    placed: Placed, need: Row, y: float, axis: Axis, names: Mapping[str, str]
) -> Iterator[str]:
    """The wait as a bar, and what becomes of the need in words."""
    colour = COLOURS[need["verdict"]]
    if need["starts"] is not None and placed.row["from_day"] is not None:
        x1, x2 = axis.inside(placed.day), axis.inside(need["starts"])
        dash = "" if need["certain_route"] else "4 3"
        yield _line(x1, y - 4, x2, y - 4, colour, width=2.4, dash=dash)
        yield _line(x2, y - 9, x2, y + 1, colour, width=2.4)
    yield _mark(RIGHT + 18, y - 4, need["verdict"], 5)
    told = f"{names.get(need['need'], need['need'])}: {_outcome(need, names)}"
    whole = escape(told)
    yield (f"<g><title>{whole}</title>{_label(RIGHT + 32, y, _cut(told, 64), colour=colour)}</g>")


def _outcome(need: Row, names: Mapping[str, str]) -> str:
    if need["verdict"] == "fails":
        return f"BREAK, {KIND_WORDS[need['kind']]}"
    via = ""
    if need["service"] is not None:
        via = f", {names.get(need['service'], need['service'])}"
    if need["verdict"] == "unknown":
        return f"not known{via}"
    wait = "wait not known" if need["wait_most"] is None else f"{need['wait_most']} days"
    other = ", not in their language" if need["language"] == "fails" else ""
    return f"{wait}{via}{other}"


def _legend(y: float) -> Iterator[str]:
    x = 18.0
    for verdict, words in (("holds", "holds"), ("fails", "break"), ("unknown", "not known")):
        yield _mark(x, y - 4, verdict, 6)
        yield _label(x + 14, y, words, size=11)
        x += 90
    yield _line(x, y - 4, x + 34, y - 4, INK, width=2.4)
    yield _line(x + 34, y - 9, x + 34, y + 1, INK, width=2.4)
    yield _label(x + 44, y, WAITS_DRAWN, size=11)


def _mark(x: float, y: float, verdict: str, size: float) -> str:
    """A circle where it holds, a black square with a cross where it breaks, a diamond else."""
    colour = COLOURS[verdict]
    if verdict == "holds":
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{PAPER}" stroke="{colour}" '
            'stroke-width="2.4"/>'
        )
    if verdict == "fails":
        s, c = size, size * 0.55
        return (
            f'<rect x="{x - s:.1f}" y="{y - s:.1f}" width="{2 * s}" height="{2 * s}" '
            f'fill="{colour}"/><path d="M{x - c:.1f} {y - c:.1f} L{x + c:.1f} {y + c:.1f} '
            f'M{x - c:.1f} {y + c:.1f} L{x + c:.1f} {y - c:.1f}" stroke="{PAPER}" '
            'stroke-width="2"/>'
        )
    s = size * 1.25
    return (
        f'<path d="M{x:.1f} {y - s:.1f} L{x + s:.1f} {y:.1f} L{x:.1f} {y + s:.1f} '
        f'L{x - s:.1f} {y:.1f} Z" fill="{PAPER}" stroke="{colour}" stroke-width="2.4" '
        'stroke-dasharray="3 1.6"/>'
    )


def _label(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 11,
    bold: bool = False,
    italic: bool = False,
    anchor: str = "start",
    colour: str = INK,
) -> str:
    style = (' font-weight="600"' if bold else "") + (' font-style="italic"' if italic else "")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}"{style} xml:space="preserve">{escape(text)}</text>'
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'
    )


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _fold(text: str, letters: int) -> list[str]:
    """At most two lines of words."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], _cut(" ".join(lines[1:]), letters)]
    return [_cut(line, letters) for line in lines]
