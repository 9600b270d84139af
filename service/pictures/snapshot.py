"""Snapshots as dot plots: every score given, the mean and the spread, by dimension and question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import quoteattr

from babel.numbers import format_decimal

from service.language import N_, Language, select_language
from service.pictures.svg import FONT, INK, PAPER, QUIET, draw_text, escape

LINE, BAND = "#c9d3d8", "#f2f6f7"
BAR, MARK = "#9fb6c4", "#005b94"
WIDTH, LEFT, RIGHT = 960, 404, 800
"""Of the whole, and where the axis begins and ends."""
HEAD, HEADER, ROW, FOOT, BETWEEN = 74, 30, 38, 64, 24
LETTERS = 50
"""Letters of a question on one line."""

READINGS = {
    "strength": N_("strength"),
    "opportunity": N_("opportunity"),
    "disagreement": N_("disagree"),
}

Row = Mapping[str, Any]


def render_snapshot(
    result: Row, *, name: str = "snapshot", language: Language | None = None
) -> str:
    """SVG with a panel for each snapshot of a result of `compute_snapshots`.

    In a `language` it is a part of a page that says the same in tables; without one it is English
    and says all itself.

    Circles are scores given, as many as stand beside them; the diamond is the mean and the bar
    reaches one standard deviation to both sides. Questions with too few scores have words instead.
    Colours only repeat what shapes say. `name` begins the ids in the picture, which must differ
    from all others of a page.
    """
    told = language or select_language("en")
    panels = [_Panel(result, snapshot, told) for snapshot in result["snapshots"]]
    height = sum(panel.height for panel in panels) + BETWEEN * max(0, len(panels) - 1)
    title = told.gettext("Snapshots: scores and how far respondents are apart")
    said = [row["sentence"] for row in (*result["snapshots"], *result["dimensions"])]
    if language:
        said = [language.gettext("The tables of the page say the same.")]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {max(height, 60)}" '
        f'width="{WIDTH}" height="{max(height, 60)}" role="img" font-family="{FONT}" '
        f"aria-labelledby={quoteattr(f'{name}-title {name}-desc')}>",
        f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>",
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(' '.join(said))}</desc>",
        f'<rect width="{WIDTH}" height="{max(height, 60)}" fill="{PAPER}"/>',
    ]
    if not panels:
        lines.append(draw_text(16, 36, told.gettext("No snapshot is recorded.")))
    top = 0
    for panel in panels:
        lines += panel.draw(top)
        top += panel.height + BETWEEN
    return "\n".join([*lines, "</svg>"]) + "\n"


class _Panel:
    """One snapshot."""

    def __init__(self, result: Row, snapshot: Row, language: Language) -> None:
        def own(name: str) -> list[Row]:
            return [row for row in result[name] if row["snapshot"] == snapshot["snapshot"]]

        self.snapshot, self.language = snapshot, language
        self.floor = result["parameters"]["floor"]
        questions = own("questions")
        self.rows: list[tuple[Row, Sequence[Row]]] = [
            (dimension, [q for q in questions if q["dimension"] == dimension["dimension"]])
            for dimension in own("dimensions")
        ]

    @property
    def height(self) -> int:
        return HEAD + sum(HEADER + ROW * len(asked) for _, asked in self.rows) + FOOT

    def draw(self, top: int) -> Iterator[str]:
        snapshot = self.snapshot
        yield draw_text(16, top + 24, snapshot["name"], size=17, weight=700)
        gettext = self.language.gettext
        about = {
            "people": snapshot["respondents"],
            "asked": snapshot["asked"],
            "day": self.language.day(snapshot["as_of"]),
            "scale": snapshot["scale_words"] or _limits(snapshot, self.language),
        }
        yield draw_text(
            16,
            top + 44,
            gettext("%(people)s people of %(asked)s asked, by %(day)s. Scale: %(scale)s.", **about)
            if snapshot["asked"]
            else gettext("%(people)s people, by %(day)s. Scale: %(scale)s.", **about),
            colour=QUIET,
        )
        yield from self._axis(top)
        y = top + HEAD
        for dimension, asked in self.rows:
            yield f'<rect x="0" y="{y}" width="{WIDTH}" height="{HEADER}" fill="{BAND}"/>'
            named = self.language.code_name(dimension["name"])
            yield draw_text(16, y + 20, named, weight=700)
            yield from _marks(dimension, y + HEADER / 2, None)
            yield draw_text(RIGHT + 18, y + 20, _said(dimension, self.language), weight=700)
            y += HEADER
            for question in asked:
                yield from _question(question, snapshot, y, self.floor, self.language)
                y += ROW
        yield from _legend(y + 28, self.language)

    def _axis(self, top: int) -> Iterator[str]:
        bottom, least, most = (
            top + self.height - FOOT,
            self.snapshot["least"],
            self.snapshot["most"],
        )
        step = max(1, (most - least) // 10)
        for score in range(least, most + 1, step):
            x = _x((score - least) / (most - least))
            yield f'<line x1="{x}" y1="{top + HEAD - 4}" x2="{x}" y2="{bottom}" stroke="{LINE}"/>'
            yield draw_text(x, top + HEAD - 10, str(score), anchor="middle", colour=QUIET)


def _question(
    question: Row, snapshot: Row, y: float, floor: int, language: Language
) -> Iterator[str]:
    lines = wrap(_label(question, snapshot, language), LETTERS)
    if len(lines) > 2:
        lines = [lines[0], lines[1][: LETTERS - 1] + "…"]
    first = y + (22 if len(lines) == 1 else 15)
    for number, line in enumerate(lines):
        yield draw_text(24, first + 15 * number, line, size=12.5)
    if question["score"] is None:
        words = language.gettext("no score")
        if question["reason"] == "too-few":
            words = language.gettext("fewer than %(floor)s scores", floor=floor)
        yield draw_text(
            (LEFT + RIGHT) / 2, y + 22, words, anchor="middle", colour=QUIET, style="italic"
        )
    else:
        yield from _marks(question, y + ROW / 2, question["given"])
    yield draw_text(RIGHT + 18, y + 22, _said(question, language))


def _label(question: Row, snapshot: Row, language: Language) -> str:
    own, usual = _limits(question, language), _limits(snapshot, language)
    notes = [] if own == usual else [own]
    notes += [language.gettext("turned round")] if question["reversed"] else []
    return f"{question['text']} ({', '.join(notes)})" if notes else str(question["text"])


def _marks(row: Row, y: float, given: Sequence[Row] | None) -> Iterator[str]:
    """The bar of the spread, the circles of the scores and the diamond of the mean."""
    if row["place"] is None:
        return
    centre, half = row["place"], row["spread_share"] / 2
    low, high = _x(max(0.0, centre - half)), _x(min(1.0, centre + half))
    yield (
        f'<rect x="{low}" y="{y - 5:g}" width="{max(1.0, high - low):.1f}" height="10" rx="2" '
        f'fill="{BAR}"/>'
    )
    for each in given or ():
        place = (each["score"] - row["least"]) / (row["most"] - row["least"])
        yield (
            f'<circle cx="{_x(place)}" cy="{y:g}" r="7.5" fill="{PAPER}" stroke="{INK}" '
            'stroke-width="1.3"/>'
        )
        yield draw_text(_x(place), y + 4, str(each["count"]), size=10.5, anchor="middle")
    x = _x(centre)
    shift = y + 13 if given else y
    yield (
        f'<path d="M{x} {shift - 6:g} l6 6 l-6 6 l-6 -6 z" fill="{MARK}" stroke="{PAPER}" '
        'stroke-width="1"/>'
    )


def _said(row: Row, language: Language) -> str:
    if row["score"] is None:
        return language.gettext("unknown")
    score = str(format_decimal(row["score"], format="0.0", locale=language.code))
    reading = READINGS.get(row["reading"])
    return f"{score} {language.gettext(reading)}" if reading else score


def _legend(y: float, language: Language) -> Iterator[str]:
    gettext = language.gettext
    yield f'<circle cx="24" cy="{y - 4:g}" r="7.5" fill="{PAPER}" stroke="{INK}"/>'
    yield draw_text(24, y, "3", size=10.5, anchor="middle")
    yield draw_text(58, y, gettext("scores given there"), size=12, colour=QUIET)
    yield f'<path d="M272 {y - 10:g} l6 6 l-6 6 l-6 -6 z" fill="{MARK}"/>'
    yield draw_text(286, y, gettext("mean"), size=12, colour=QUIET)
    yield f'<rect x="10" y="{y + 11:g}" width="40" height="10" rx="2" fill="{BAR}"/>'
    words = gettext("one standard deviation to both sides; long bars: respondents are far apart")
    yield draw_text(58, y + 20, words, size=12, colour=QUIET)


def _limits(row: Row, language: Language) -> str:
    return language.gettext("%(least)s to %(most)s", least=row["least"], most=row["most"])


def _x(place: float) -> float:
    return round(LEFT + place * (RIGHT - LEFT), 1)
