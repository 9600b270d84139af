"""Does every door lead to help?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.covering import add_up, touchpoint_evidence
from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, percent
from graph.planning.maturity.truth import at_least

QUESTION = "Which share of what families need is reached from every door, by one warm handoff?"
QUERY = "findings/door-gaps"
LIMITS = (Limit("every_door", Decimal("0.8"), "Least share covered from every door"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """The headline of coverage, within the scope; see SEMANTICS section 5."""
    covered = add_up(setting.touchpoints, "every_door")
    fact = at_least(covered, limits["every_door"])
    told = f"{percent(covered)} of what families need is reached from every door"
    told = f"{told[0].upper()}{told[1:]}; {limits['every_door'] * 100:.0f} percent are asked."
    if covered is None:
        told = "Nothing is asked of any door, so there is no share."
    evidence = touchpoint_evidence(setting.touchpoints, "every_door", limits["every_door"])
    return Judgement(fact, told, evidence, {"every_door": covered})
