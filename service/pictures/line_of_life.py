"""The first 1,000 days as a line of life stages with the touchpoints of each below it.

Inline SVG that takes its inks from the style sheet of the pages. What is covered at a touchpoint is
told by the shape of its mark, by a bar, and in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from service.pictures.svg import escape

WIDTH, BAND, TOP, ROW, TIP = 1100, 52, 78, 84, 12
LETTER = 7.8
"""Width of a letter, about."""


@dataclass(frozen=True)
class Moment:
    """A touchpoint on the line; `state` is a key of `MARKS`.

    `words` tell what is covered; `short` is as much of that as has room below the name.
    """

    name: str
    href: str
    ends: Sequence[float] | None
    state: str
    words: str
    short: str


@dataclass(frozen=True)
class Stage:
    """A life stage; `more` tells of touchpoints that are not drawn, and leads to them."""

    name: str
    ages: str
    moments: Sequence[Moment]
    more: str = ""
    more_href: str = ""


MARKS = {
    "covered": '<circle class="mark covered" cx="9" cy="9" r="7"/>',
    "unknown": '<rect class="mark unknown" x="2" y="2" width="14" height="14" rx="2"/>'
    '<text class="query" x="9" y="13.5" text-anchor="middle">?</text>',
    "gap": '<path class="mark gap" d="M9 1 17 9 9 17 1 9Z"/>',
    "mixed": '<circle class="mark mixed" cx="9" cy="9" r="7"/>'
    '<path class="mark covered" d="M9 2A7 7 0 0 0 9 16Z"/>',
    "none": '<circle class="mark none" cx="9" cy="9" r="4"/>',
}
"""Shapes of 18 by 18: more than half covered, unknown or a gap, none of them, nothing asked."""


def classify(ends: Sequence[float] | None) -> str:
    """The key of `MARKS` of a share covered.

    >>> classify([0.6, 0.7]), classify([0.1, 0.4]), classify([0.1, 0.9]), classify([0.4, 0.6])
    ('covered', 'gap', 'unknown', 'mixed')
    """
    if ends is None:
        return "none"
    parts = {"covered": ends[0], "unknown": ends[1] - ends[0], "gap": 1 - ends[1]}
    return next((name for name, part in parts.items() if part > 0.5), "mixed")


def draw_mark(state: str) -> str:
    """A mark by itself, for lists and for the key."""
    return (
        f'<svg class="life-mark" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">'
        f"{MARKS[state]}</svg>"
    )


def draw_line(stages: Sequence[Stage], *, label: str) -> str:
    """The picture; every touchpoint is a link."""
    longest = max((len(each.moments) + bool(each.more) for each in stages), default=0)
    height = TOP + ROW * max(longest, 1)
    step = WIDTH / max(len(stages), 1)
    parts = [part for at, each in enumerate(stages) for part in _stage(each, at * step, step)]
    return (
        f'<svg class="life" viewBox="0 0 {WIDTH} {height}" role="group" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _stage(stage: Stage, left: float, width: float) -> Iterator[str]:
    right = left + width - 4
    yield (
        f'<path class="band" d="M{left:.1f} 0H{right - TIP:.1f}L{right:.1f} {BAND / 2}'
        f'L{right - TIP:.1f} {BAND}H{left:.1f}L{left + TIP:.1f} {BAND / 2}Z"/>'
        f'<text class="stage" x="{left + TIP + 10:.1f}" y="22">'
        f"{escape(_cut(stage.name, width - 3 * TIP))}</text>"
        f'<text class="ages" x="{left + TIP + 10:.1f}" y="40">'
        f"{escape(_cut(stage.ages, width - 2 * TIP))}</text>"
    )
    if stage.moments:
        end = TOP + ROW * (len(stage.moments) - 1) + 9
        yield f'<path class="stem" d="M{left + 21:.1f} {BAND}V{end}"/>'
    top = float(TOP)
    for moment in stage.moments:
        yield _moment(moment, left + 12, top, width - 18)
        top += ROW
    if stage.more:
        yield (
            f'<a href="{escape(stage.more_href)}"><text class="more" x="{left + 38:.1f}" '
            f'y="{top + 14:.1f}">{escape(stage.more)}</text></a>'
        )


def _moment(moment: Moment, left: float, top: float, width: float) -> str:
    text = width - 34
    lines = wrap(moment.name, max(8, int(text / LETTER)), max_lines=2, placeholder="…") or ["–"]
    names = "".join(
        f'<text class="name" x="26" y="{13 + 16 * at}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    below = 4 + 16 * len(lines)
    bar = ""
    if moment.ends is not None:
        low, high = (text * end for end in moment.ends)
        bar = (
            f'<rect class="covered" x="26" y="{below + 2}" width="{low:.1f}" height="7"/>'
            f'<rect class="unknown" x="{26 + low:.1f}" y="{below + 2}" width="{high - low:.1f}" '
            f'height="7"/>'
            f'<rect class="gap" x="{26 + high:.1f}" y="{below + 2}" width="{text - high:.1f}" '
            f'height="7"/>'
        )
    told = escape(f"{moment.name}: {moment.words}")
    return (
        f'<a href="{escape(moment.href)}" aria-label="{told}" '
        f'transform="translate({left:.1f} {top:.1f})"><title>{told}</title>'
        f'<rect class="touch" x="-3" y="-5" width="{width:.1f}" height="{ROW - 6}" rx="6"/>'
        f"{MARKS[moment.state]}{names}{bar}"
        f'<text class="words" x="26" y="{below + 24}">{escape(_cut(moment.short, text))}</text></a>'
    )


def _cut(text: str, width: float) -> str:
    most = max(6, int(width / LETTER))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
