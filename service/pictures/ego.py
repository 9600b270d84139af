"""A touchpoint and what it is joined to: its doors beside it, and whom they refer to beyond.

Inline SVG that takes its inks from the style sheet of the pages; kinds of lines differ in their
dashes, so that no kind is told by its ink alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from service.pictures.svg import escape

WIDTH, HEAD, STEP, BOX = 1000, 40, 54, 42
COLUMNS = ((0, 220), (350, 240), (730, 270))
"""Left edge and width of the touchpoint, the doors, and those beyond."""
LETTERS = 34
KINDS = ("door", "warm", "cold", "unknown")

Key = tuple[str, str]
CENTRE: Key = ("touchpoint", "")


@dataclass(frozen=True)
class EgoNode:
    """A partner, a service, or all of a sector."""

    key: str
    label: str
    href: str | None = None
    is_group: bool = False


@dataclass(frozen=True)
class EgoLink:
    """A door (`source` is None), or a referral: warm, cold, or not known which."""

    source: str | None
    target: str
    kind: str


def draw_ego(
    centre: str,
    doors: Sequence[EgoNode],
    beyond: Sequence[EgoNode],
    links: Sequence[EgoLink],
    *,
    label: str,
    titles: tuple[str, str, str],
) -> str:
    """The picture; `titles` head the three columns. Links to what is not drawn are left out."""
    height = HEAD + STEP * max(len(doors), len(beyond), 1) + 6
    beyond = _near(doors, beyond, links)
    places: dict[Key, float] = {CENTRE: _place(0, 1, height)}
    for kind, nodes in (("door", doors), ("far", beyond)):
        places |= {
            (kind, node.key): _place(at, len(nodes), height) for at, node in enumerate(nodes)
        }
    parts = [_title(column, text) for column, text in enumerate(titles) if column < 2 or beyond]
    parts += _links(places, links)
    parts.append(_node(EgoNode("", centre), COLUMNS[0], places[CENTRE], "moment"))
    parts += [_node(node, COLUMNS[1], places["door", node.key], "at-door") for node in doors]
    parts += [_node(node, COLUMNS[2], places["far", node.key], "beyond") for node in beyond]
    return (
        f'<svg class="ego" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="group" aria-label="{escape(label)}">'
        '<defs><marker id="ego-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="12" '
        'markerHeight="12" orient="auto" markerUnits="userSpaceOnUse">'
        '<path class="head" d="M0 0 8 4 0 8Z"/></marker></defs>'
        f"{''.join(parts)}</svg>"
    )


def _place(at: int, count: int, height: int) -> float:
    """The middle of a node from above; a short column is spread over the height."""
    return HEAD + (height - HEAD) * (at + 0.5) / count


def _near(
    doors: Sequence[EgoNode], beyond: Sequence[EgoNode], links: Sequence[EgoLink]
) -> list[EgoNode]:
    """Those beyond in the order of the doors that refer to them, so that few lines cross."""
    rank = {node.key: at for at, node in enumerate(doors)}
    senders: dict[str, list[int]] = {}
    for link in links:
        if link.kind != "door" and link.source in rank:
            senders.setdefault(link.target, []).append(rank[link.source])

    def middle(node: EgoNode) -> float:
        found = senders.get(node.key)
        return sum(found) / len(found) if found else -1.0

    return sorted(beyond, key=middle)


def _links(places: Mapping[Key, float], links: Sequence[EgoLink]) -> Iterator[str]:
    for link in sorted(links, key=lambda each: KINDS.index(each.kind)):
        if link.kind == "door":
            start, end, source, target = 0, 1, CENTRE, ("door", link.target)
        else:
            start, end = (0, 2) if link.source is None else (1, 2)
            source = CENTRE if link.source is None else ("door", link.source)
            target = ("far", link.target)
        if source not in places or target not in places:
            continue
        x1, x2 = sum(COLUMNS[start]), COLUMNS[end][0]
        y1, y2 = places[source], places[target]
        middle = (x1 + x2) / 2
        arrow = "" if link.kind == "door" else ' marker-end="url(#ego-arrow)"'
        yield (
            f'<path class="link {link.kind}" fill="none" d="M{x1} {y1:.1f}C{middle:g} {y1:.1f} '
            f'{middle:g} {y2:.1f} {x2 - 2} {y2:.1f}"{arrow}/>'
        )


def _title(column: int, text: str) -> str:
    return f'<text class="title" x="{COLUMNS[column][0]}" y="18">{escape(text)}</text>'


def _node(node: EgoNode, column: tuple[int, int], middle: float, kind: str) -> str:
    left, width = column
    lines = wrap(node.label, LETTERS - (6 if kind == "moment" else 0), max_lines=2, placeholder="…")
    top = middle - BOX / 2
    radius = BOX / 2 if kind == "moment" else 6
    look = f"node {kind}" + (" group" if node.is_group else "")
    first = middle + (5 if len(lines) < 2 else -3)
    texts = "".join(
        f'<tspan x="{left + 12}" y="{first + 16 * at:.1f}">{escape(line)}</tspan>'
        for at, line in enumerate(lines)
    )
    box = (
        f'<rect class="{look}" x="{left + 1}" y="{top:.1f}" width="{width - 2}" height="{BOX}" '
        f'rx="{radius:g}"/><text>{texts}</text>'
    )
    if node.href is None:
        return f"<g><title>{escape(node.label)}</title>{box}</g>"
    return (
        f'<a href="{escape(node.href)}" aria-label="{escape(node.label)}">'
        f"<title>{escape(node.label)}</title>{box}</a>"
    )
