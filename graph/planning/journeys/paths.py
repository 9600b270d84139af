"""The paths through a scenario: every way from a first step to a last one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.planning.journeys.judging import StepJudged, both
from graph.projection import Ternary

MOST_LISTED = 50
"""Paths that are listed of one scenario; its verdicts are of all of them."""


@dataclass(frozen=True)
class Path:
    """One path and its verdict: that of its worst step."""

    steps: tuple[str, ...]
    verdict: Ternary


@dataclass(frozen=True)
class Verdict:
    """Of a whole scenario: whether some path holds and whether every path does."""

    some: Ternary
    every: Ternary
    paths: int


def list_paths(steps: Sequence[StepJudged]) -> Iterator[Path]:
    """Every path, depth first, in the order of the steps."""
    by_id = {judged.step.id: judged for judged in steps}
    firsts = [judged.step.id for judged in steps if not judged.step.after]
    # The steps walked and the worst verdict before the last of them. No recursion: a path may be
    # longer than calls can be deep.
    waiting: list[tuple[tuple[str, ...], Ternary]] = [
        ((name,), Ternary.TRUE) for name in reversed(firsts)
    ]
    while waiting:
        walked, worst = waiting.pop()
        judged = by_id[walked[-1]]
        if not judged.followers:
            yield Path(walked, min(worst, judged.verdict_before(None)))
        for follower in reversed(judged.followers):
            waiting.append(((*walked, follower), min(worst, judged.verdict_before(follower))))


def judge_paths(steps: Sequence[StepJudged]) -> Verdict | None:
    """Verdicts over all paths without listing them; None where there is no step.

    A path holds in a world if all its steps do, so it is enough to know of each step whether some
    and whether every path from there on holds. Complexity: O(steps + branches).
    """
    if not steps:
        return None
    some: dict[str, Mapping[bool, bool]] = {}
    every: dict[str, Mapping[bool, bool]] = {}
    count: dict[str, int] = {}
    for judged in reversed(steps):
        ways = judged.followers or (None,)
        holds = {
            way: {
                False: judged.verdict_before(way) is Ternary.TRUE,
                True: judged.verdict_before(way) is not Ternary.FALSE,
            }
            for way in ways
        }
        name = judged.step.id
        some[name] = {
            world: any(holds[way][world] and (way is None or some[way][world]) for way in ways)
            for world in (False, True)
        }
        every[name] = {
            world: all(holds[way][world] and (way is None or every[way][world]) for way in ways)
            for world in (False, True)
        }
        count[name] = sum(1 if way is None else count[way] for way in ways)
    first = [judged.step.id for judged in steps if not judged.step.after]
    return Verdict(
        both(any(some[name][False] for name in first), any(some[name][True] for name in first)),
        both(all(every[name][False] for name in first), all(every[name][True] for name in first)),
        sum(count[name] for name in first),
    )
