"""How far objectives and priorities have come: actions done, and what the indicator says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from graph.planning.plan.records import Measured, Objective
from graph.planning.plan.states import Standing

Result = Literal["reached", "nearer", "no-nearer", "unknown"]


@dataclass(frozen=True)
class Counted:
    """Actions by how far they have come; dropped ones are left out of the share."""

    actions: int
    done: int
    dropped: int
    late: int
    share_done: float | None
    """Done of those not dropped; None where there are none."""


@dataclass(frozen=True)
class Reading:
    """What the indicator of an objective says by a day."""

    value: Decimal | None
    until: date | None
    """The end of the period that the value is of."""
    way: float | None
    """Share of the way from the baseline to the target; below 0 is away from it."""
    result: Result


def count_actions(standings: Sequence[Standing]) -> Counted:
    """Counts of some actions."""
    done = sum(each.stage == "done" for each in standings)
    dropped = sum(each.stage == "dropped" for each in standings)
    late = sum(each.state == "late" for each in standings)
    to_do = len(standings) - dropped
    return Counted(len(standings), done, dropped, late, done / to_do if to_do else None)


def read_indicator(
    objective: Objective, measured: Mapping[str, Sequence[Measured]], day: date
) -> Reading:
    """The latest value by `day`, against baseline and target.

    Values of periods that end later are left out. Without value, baseline and target, or with a
    baseline that is the target, nothing can be told.
    """
    values = [each for each in measured.get(objective.indicator or "", ()) if each.until <= day]
    last = max(values, key=lambda each: (each.until, each.value), default=None)
    if last is None:
        return Reading(None, None, None, "unknown")
    baseline, target = objective.baseline, objective.target
    if baseline is None or target is None or baseline == target:
        return Reading(last.value, last.until, None, "unknown")
    way = float((last.value - baseline) / (target - baseline))
    result: Result = "reached" if way >= 1 else "nearer" if way > 0 else "no-nearer"
    return Reading(last.value, last.until, way, result)
