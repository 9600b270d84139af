"""Does child welfare refer families to voluntary help in the community?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, say
from graph.planning.maturity.truth import Truth, all_of, any_of, at_least

QUESTION = "Does a point of child welfare refer families to voluntary help in the community?"
QUERY = "maturity/referrals-from-child-welfare"
LIMITS = (
    Limit(
        "sent",
        Decimal(11),
        "Least number of referrals that a pathway sent in the periods of the past year; 0: that "
        "the pathway exists is enough",
    ),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Some pathway in use leads to a voluntary service and carries families.

    A partner at whose door the agency is met, or that gives one service of the system among
    others, may send families for reasons of its own: whether its pathways are of child welfare is
    unknown. None on record means that there is none only where every point declared its referrals.
    The share of families is not reckoned: nobody counts those who come to the point.
    """
    pathways = [row for row in rows if row["pathway_iri"]]
    exists = [
        (row, all_of(row["agency"] or None, row["usable"], row["here"], _leads_to_voluntary(row)))
        for row in pathways
    ]
    carried = [(row, all_of(fact, _carries(row, limits["sent"]))) for row, fact in exists]
    beyond = False if _declared(rows) else None
    there = any_of(*(fact for _, fact in exists), beyond)
    fact = any_of(*(fact for _, fact in carried), beyond)
    return Judgement(
        fact,
        say(
            fact,
            "Child welfare refers families to voluntary help in the community, by pathways that "
            "are in use; which share of those it meets is not counted.",
            "Every point of child welfare declared its referrals, and none carries enough "
            "families to voluntary help.",
            "Pathways from child welfare to voluntary help exist; how many families they carry "
            "is not known."
            if there
            else "Whether child welfare refers families to voluntary help is not known.",
        ),
        collect(carried, "pathway"),
    )


def _leads_to_voluntary(row: Row) -> Truth:
    if row["voluntary"]:
        return True
    return None if row["undecided"] else False


def _carries(row: Row, least: Decimal) -> Truth:
    return True if least == 0 else at_least(row["sent"], least)


def _declared(rows: Sequence[Row]) -> bool:
    """Every point that can declare its referrals did, one that surely is child welfare among them.

    A touchpoint does so by its doors; where none is on record, nobody did.
    """
    if any(row["doors"] == 0 for row in rows):
        return False
    able = [row for row in rows if row["declared"] is not None]
    return any(row["agency"] for row in able) and all(row["declared"] for row in able)
