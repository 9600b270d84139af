"""Flows of money: from funding streams to activities, and from there to the needs they answer.

A band is as thick as its amount. The ties from activities to needs are dotted and all alike, since
no record says how money divides between needs. Inks are classes of the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from service.pictures.journey_line import fold
from service.pictures.svg import escape

WIDTH, TALL, TOP, BAR = 1088, 420.0, 34, 12
LEFT, MIDDLE, TIES, RIGHT = 236, 512, 764, 852
"""Where the bars of streams and activities stand, where ties begin, and the bars of needs."""
SLOT, GAP, ROOMY = 33.0, 9.0, 46.0
"""Least height of a node with its two lines of words, the room between two nodes, and the
height of a node whose name may take two lines."""
LETTERS_LEFT, LETTERS, LETTERS_RIGHT = 29, 32, 26
"""Letters of a name, by the room there is for it."""


@dataclass(frozen=True)
class Node:
    """A stream, an activity or a need; `size` is its amount, `note` the line below its name."""

    id: str
    name: str
    note: str
    size: float = 0


@dataclass(frozen=True)
class Flow:
    """Money of a stream for an activity; `asked` is only requested."""

    stream: str
    activity: str
    amount: float
    asked: bool
    told: str


@dataclass(frozen=True)
class Tie:
    """An activity answers a need."""

    activity: str
    need: str


@dataclass
class _Placed:
    node: Node
    top: float
    height: float
    filled: float = 0
    """How much of it the flows have used so far, in points."""
    ends: list[float] = field(default_factory=list)


def draw_flows(
    streams: Sequence[Node],
    activities: Sequence[Node],
    needs: Sequence[Node],
    flows: Sequence[Flow],
    ties: Sequence[Tie],
    *,
    label: str,
    titles: tuple[str, str, str],
) -> str:
    """SVG of the three columns; `titles` stand above them, `label` says what it shows."""
    whole = max(sum(node.size for node in streams), sum(node.size for node in activities), 1.0)
    scale = TALL / whole
    left, mid, right = (_place(nodes, scale) for nodes in (streams, activities, needs))
    columns = [placed for placed in (left, mid, right) if placed]
    height = max((_foot(placed) for placed in columns), default=0) + 16
    parts = [
        f'<text class="soft" x="{x}" y="16" font-size="13" font-weight="600"'
        f"{anchor}>{escape(title)}</text>"
        for x, title, anchor in (
            (LEFT + BAR, titles[0], ' text-anchor="end"'),
            (MIDDLE, titles[1], ""),
            (RIGHT, titles[2], ""),
        )
    ]
    parts += _draw_ties(mid, right, ties)
    parts += _draw_flows(left, mid, flows, scale)
    parts += _draw_streams(left)
    parts += _draw_activities(mid)
    parts += _draw_needs(right)
    return (
        f'<svg class="planpicture" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _place(nodes: Sequence[Node], scale: float) -> dict[str, _Placed]:
    placed: dict[str, _Placed] = {}
    top = float(TOP)
    for node in nodes:
        height = max(3.0, node.size * scale)
        placed[node.id] = _Placed(node, top, height)
        top += max(height, SLOT) + GAP
    return placed


def _foot(placed: dict[str, _Placed]) -> float:
    last = list(placed.values())[-1]
    return last.top + max(last.height, SLOT)


def _draw_flows(
    left: dict[str, _Placed], mid: dict[str, _Placed], flows: Sequence[Flow], scale: float
) -> Iterator[str]:
    order = {id_: place for place, id_ in enumerate(mid)}
    leaving = dict.fromkeys(left, 0.0)
    ranked = sorted(flows, key=lambda flow: (flow.asked, order[flow.activity]))
    for flow in ranked:
        one, two = left[flow.stream], mid[flow.activity]
        thick = max(1.0, flow.amount * scale)
        y1, y2 = one.top + leaving[flow.stream], two.top + two.filled
        leaving[flow.stream] += thick
        two.filled += thick
        x1, x2, turn = LEFT + BAR, MIDDLE, (LEFT + BAR + MIDDLE) / 2
        look = "flow asked" if flow.asked else "flow"
        yield (
            f'<path class="{look}" d="M{x1} {y1:.1f} C{turn:.0f} {y1:.1f} {turn:.0f} {y2:.1f} '
            f"{x2} {y2:.1f} V{y2 + thick:.1f} C{turn:.0f} {y2 + thick:.1f} {turn:.0f} "
            f'{y1 + thick:.1f} {x1} {y1 + thick:.1f} Z"><title>{escape(flow.told)}</title></path>'
        )


def _draw_ties(
    mid: dict[str, _Placed], right: dict[str, _Placed], ties: Sequence[Tie]
) -> Iterator[str]:
    for tie in ties:
        one, two = mid[tie.activity], right[tie.need]
        y1, y2 = one.top + 13, two.top + 13
        turn = (TIES + RIGHT) / 2
        yield (
            f'<path class="tie" d="M{TIES} {y1:.1f} C{turn:.0f} {y1:.1f} {turn:.0f} {y2:.1f} '
            f'{RIGHT} {y2:.1f}"/>'
        )


def _draw_streams(placed: dict[str, _Placed]) -> Iterator[str]:
    for each in placed.values():
        yield _rect("node", LEFT, each.top, each.height)
        yield from _words(each, LEFT - 8, "end")


def _draw_activities(placed: dict[str, _Placed]) -> Iterator[str]:
    """The part that flows fill is solid; of the rest only the outline is drawn."""
    for each in placed.values():
        if each.filled < each.height - 0.5:
            yield _rect("node open", MIDDLE, each.top + each.filled, each.height - each.filled)
        if each.filled:
            yield _rect("node", MIDDLE, each.top, each.filled)
        yield from _words(each, MIDDLE + BAR + 8, "start")


def _draw_needs(placed: dict[str, _Placed]) -> Iterator[str]:
    for each in placed.values():
        yield f'<circle class="node need" cx="{RIGHT + 6}" cy="{each.top + 13:.1f}" r="6"/>'
        yield from _words(each, RIGHT + BAR + 8, "start")


def _rect(look: str, x: float, y: float, height: float) -> str:
    return f'<rect class="{look}" x="{x}" y="{y:.1f}" width="{BAR}" height="{height:.1f}"/>'


def _words(placed: _Placed, x: float, anchor: str) -> Iterator[str]:
    """The name, on two lines where there is room, and the line below it."""
    letters = LETTERS_LEFT if anchor == "end" else LETTERS if x < RIGHT else LETTERS_RIGHT
    lines = fold(placed.node.name, letters, 2 if placed.height >= ROOMY else 1)
    rows = [(line, "ink", 600) for line in lines]
    rows.append((placed.node.note, "soft", 400))
    for place, (text, look, weight) in enumerate(rows):
        yield (
            f'<text class="{look}" x="{x}" y="{placed.top + 12 + 15 * place:.1f}" '
            f'font-size="12" font-weight="{weight}" text-anchor="{anchor}">'
            f"<title>{escape(placed.node.name[:200])}</title>{escape(text)}</text>"
        )
