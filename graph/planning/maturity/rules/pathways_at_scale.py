"""Do key referral pathways carry many families, across sectors?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, number, say
from graph.planning.maturity.truth import all_of, at_least, count

QUESTION = "Are there pathways that carry many families?"
QUERY = "maturity/pathways"
LIMITS = (
    Limit("sent", Decimal(20), "Least number of referrals sent in the periods of the past year"),
    Limit("pathways", Decimal(5), "Least number of pathways that send so many"),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Pathways without counts may carry many, and undeclared senders may have more pathways."""
    facts = [
        (row, all_of(row["usable"], row["here"], at_least(row["sent"], limits["sent"])))
        for row in rows
    ]
    found = count((fact for _, fact in facts), complete=setting.senders_declared)
    fact = at_least(found, limits["pathways"])
    told = f"Pathways that sent {limits['sent']} families or more in the past year: {number(found)}"
    return Judgement(
        fact,
        say(
            fact,
            f"{told}.",
            f"Too few. {told}.",
            f"{told}; the others report no number, too short a time, or one too small to show.",
        ),
        collect(facts, "pathway"),
        {"pathways": found},
    )
