"""Collaboratives on a circle: arrows where one helped another, dashes where it could."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, degrees, pi, sin
from typing import Any
from xml.sax.saxutils import quoteattr

from service.language import Language, select_language
from service.pictures.svg import FONT, INK, PAPER, draw_text, escape

FILL = "#dcebf7"
GAVE, COULD, WAITS = "#005b94", "#6b6b6b", "#c44500"
WIDTH, HEAD, FOOT = 960, 64, 96
LEAST_RADIUS, STEP = 150, 30
"""Of the circle, and the least distance of two on it, in pixels."""
LABEL_ROOM, DOT = 210, 9
LETTERS = 30
"""Letters of a name beside its mark."""
MANY = 12
"""From more collaboratives on, names stand along the spokes, and dashes lead only to who waits."""
BEND = 0.18
"""How far a line bows inwards, as a share of its length: there and back are two lines."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Spot:
    """Where a collaborative stands."""

    x: float
    y: float
    angle: float


def render_peers(result: Row, *, name: str = "peers", language: Language | None = None) -> str:
    """SVG of a result of `compute_collaboratives`.

    In a `language` it is a part of a page that says the same in a table; without one it is English
    and says all itself.

    A solid arrow leads from who gave help to who got it, its width by how often. A dashed one leads
    from the first peer that is proposed to a collaborative; where there are many, only to those who
    wait. A second ring marks who waits too long for an answer. Every collaborative stands on a
    circle in order of id, so that its place says nothing. `name` begins the ids in the picture,
    which must differ from all others of a page.
    """
    drawing = _Drawing(result, name, language)
    gettext = drawing.language.gettext
    title = gettext("Who helped whom, and who could")
    heading = gettext(
        "Collaboratives and their help, as of %(day)s", day=drawing.language.day(result["as_of"])
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} '
        f'{drawing.height:g}" width="{drawing.width:g}" height="{drawing.height:g}" role="img" '
        f"font-family={quoteattr(FONT)} "
        f"aria-labelledby={quoteattr(f'{name}-title {name}-desc')}>",
        f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>",
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(drawing.describe())}</desc>",
        *drawing.markers(),
        f'<rect width="{drawing.width:g}" height="{drawing.height:g}" fill="{PAPER}"/>',
        draw_text(20, 34, heading, size=18, weight=700),
        *drawing.links(),
        *drawing.spots(),
        *drawing.legend(),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _Drawing:
    """The places and lines of one picture."""

    def __init__(self, result: Row, name: str, language: Language | None) -> None:
        self.name = name
        self.is_part = language is not None
        self.language = language or select_language("en")
        self.names = {row["collaborative"]: row["name"] for row in result["collaboratives"]}
        self.waits = {row["collaborative"]: row["unanswered"] for row in result["collaboratives"]}
        for row in result["peers"]:
            for end in (row["helper"], row["helped"]):
                self.names.setdefault(end, end)
        self.peers: Sequence[Row] = result["peers"]
        around = max(1, len(self.names))
        self.is_large = around > MANY
        self.above = LABEL_ROOM if self.is_large else 60
        self.radius = max(LEAST_RADIUS, around * STEP / (2 * pi))
        self.width = max(WIDTH, 2 * (self.radius + LABEL_ROOM) + 40)
        self.height = HEAD + 2 * (self.radius + self.above) + FOOT
        self.places = {
            id_: self._spot(2 * pi * place / around - pi / 2)
            for place, id_ in enumerate(sorted(self.names))
        }

    def _spot(self, angle: float) -> _Spot:
        middle = (self.width / 2, HEAD + self.above + self.radius)
        x, y = middle[0] + self.radius * cos(angle), middle[1] + self.radius * sin(angle)
        return _Spot(round(x, 1), round(y, 1), angle)

    def describe(self) -> str:
        if self.is_part:
            return self.language.gettext("The table of the page says the same.")
        told = [row["sentence"] for row in self.peers if row["given"] or row["rank"] == 1]
        waiting = [self.names[id_] for id_ in sorted(self.names) if self.waits.get(id_)]
        if waiting:
            told.append(f"Waiting too long for an answer: {', '.join(waiting)}.")
        return " ".join(told) or "No help among collaboratives is recorded, and none is proposed."

    def markers(self) -> Iterator[str]:
        yield "<defs>"
        for kind, colour in (("gave", GAVE), ("could", COULD)):
            yield (
                f'<marker id="{self.name}-{kind}" viewBox="0 0 10 10" refX="9" refY="5" '
                f'markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
                f'<path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
            )
        yield "</defs>"

    def links(self) -> Iterator[str]:
        for row in self.peers:
            if row["given"]:
                width = min(6.0, 1.5 + row["given"])
                yield self._line(row, "gave", f'stroke-width="{width:g}"', GAVE)
            elif row["rank"] == 1 and self._is_shown(row):
                look = 'stroke-width="1.5" stroke-dasharray="6 5"'
                yield self._line(row, "could", look, COULD)

    def _is_shown(self, row: Row) -> bool:
        return not self.is_large or bool(self.waits.get(row["helped"]))

    def _line(self, row: Row, kind: str, look: str, colour: str) -> str:
        start, end = self.places[row["helper"]], self.places[row["helped"]]
        across, down = end.x - start.x, end.y - start.y
        length = max(1.0, (across**2 + down**2) ** 0.5)
        bow_x = (start.x + end.x) / 2 - down * BEND
        bow_y = (start.y + end.y) / 2 + across * BEND
        gap = (DOT + 6) / length
        from_x, from_y = start.x + across * gap, start.y + down * gap
        to_x, to_y = end.x - across * gap, end.y - down * gap
        return (
            f'<path d="M{from_x:.1f} {from_y:.1f}Q{bow_x:.1f} {bow_y:.1f} {to_x:.1f} {to_y:.1f}" '
            f'fill="none" stroke="{colour}" {look} '
            f'marker-end="url(#{self.name}-{kind})"><title>{escape(self._tell(row))}</title></path>'
        )

    def _tell(self, row: Row) -> str:
        if not self.is_part:
            return str(row["sentence"])
        ends = {end: self.names[row[end]] for end in ("helper", "helped")}
        if row["given"]:
            return self.language.gettext("%(helper)s helped %(helped)s", **ends)
        return self.language.gettext("%(helper)s could help %(helped)s", **ends)

    def spots(self) -> Iterator[str]:
        for id_, spot in self.places.items():
            if self.waits.get(id_):
                yield _ring(spot.x, spot.y)
            yield (
                f'<circle cx="{spot.x}" cy="{spot.y}" r="{DOT}" fill="{FILL}" stroke="{INK}" '
                f'stroke-width="1.5"><title>{escape(self.names[id_])}</title></circle>'
            )
            yield self._label(id_, spot)

    def _label(self, id_: str, spot: _Spot) -> str:
        """The name, outside of the circle; upright, or along the spoke where there are many."""
        if self.is_large:
            return self._spoke(id_, spot)
        side = cos(spot.angle)
        anchor = "start" if side > 0.2 else "end" if side < -0.2 else "middle"
        lift = sin(spot.angle) * (DOT + (18 if anchor == "middle" else 8))
        x = spot.x + side * (DOT + 14)
        name = _short(self.names[id_])
        return draw_text(round(x, 1), round(spot.y + lift + 5, 1), name, size=14, anchor=anchor)

    def _spoke(self, id_: str, spot: _Spot) -> str:
        turned = degrees(spot.angle)
        is_left = cos(spot.angle) < 0
        text = draw_text(
            (-1 if is_left else 1) * (DOT + 10),
            5,
            _short(self.names[id_]),
            anchor="end" if is_left else "start",
        )
        turn = turned + 180 if is_left else turned
        return f'<g transform="translate({spot.x} {spot.y}) rotate({turn:.1f})">{text}</g>'

    def legend(self) -> Iterator[str]:
        top = self.height - FOOT + 12
        gave, could = (f"url(#{self.name}-{kind})" for kind in ("gave", "could"))
        yield (
            f'<path d="M20 {top}H70" stroke="{GAVE}" stroke-width="2.5" marker-end="{gave}"/>'
            f'<path d="M20 {top + 26}H70" stroke="{COULD}" stroke-width="1.5" '
            f'stroke-dasharray="6 5" marker-end="{could}"/>'
        )
        gettext = self.language.gettext
        yield draw_text(82, top + 5, gettext("gave help; wider, the more often"))
        could_help = gettext("has solved most of what the other lacks")
        if self.is_large:
            could_help = gettext("has solved most of what the other, which waits for help, lacks")
        yield draw_text(82, top + 31, could_help)
        yield _ring(45, top + 54)
        yield f'<circle cx="45" cy="{top + 54}" r="{DOT}" fill="{FILL}" stroke="{INK}"/>'
        yield draw_text(82, top + 59, gettext("waits too long for an answer"))


def _ring(x: float, y: float) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="{DOT + 5}" fill="none" stroke="{WAITS}" stroke-width="3"/>'
    )


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"
