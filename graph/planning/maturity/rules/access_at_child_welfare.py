"""Can families who meet child welfare get the help that they need?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.covering import add_up, touchpoint_evidence
from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, percent
from graph.planning.maturity.truth import at_least

QUESTION = "Which share of what families need is reached from a touchpoint of child welfare?"
QUERY = "findings/gaps-by-touchpoint"
LIMITS = (Limit("any_door", Decimal("0.8"), "Least share covered from some door"),)
KINDS = frozenset({"child-welfare-hotline", "child-welfare-investigation"})


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Coverage from any door, of the touchpoints of child welfare within the scope."""
    points = [point for point in setting.touchpoints if point.kind in KINDS]
    covered = add_up(points, "any_door")
    fact = at_least(covered, limits["any_door"])
    told = f"{percent(covered)} of what families need there is reached from child welfare"
    told = f"{told[0].upper()}{told[1:]}; {limits['any_door'] * 100:.0f} percent are asked."
    if covered is None:
        told = "Nothing is asked of a touchpoint of child welfare, so there is no share."
    evidence = touchpoint_evidence(points, "any_door", limits["any_door"])
    return Judgement(fact, told, evidence, {"any_door": covered})
