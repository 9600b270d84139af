"""Do systems share what became of families, by agreement?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.truth import Truth, all_of, at_least, or_more, share

QUESTION = "Is what becomes of families shared between sectors, by agreement?"
QUERY = "maturity/pathways"
LIMITS = (
    Limit(
        "shared",
        Decimal("0.5"),
        "Least share of the pathways between sectors that close the loop by an agreement",
    ),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Pathways between two sectors: the sender learns the outcome, and an agreement is named.

    The share is too small only where every partner declared its referrals.
    """
    facts = [(row, all_of(row["usable"], row["here"], _crosses(row)), _shares(row)) for row in rows]
    shared = share([(member, has) for _, member, has in facts])
    fact = at_least(or_more(shared, setting.senders_declared), limits["shared"])
    told = (
        f"{percent(shared)} of the pathways between sectors tell the sender what came of it and "
        "rest on an agreement."
    )
    evidence = collect(((row, all_of(member, has)) for row, member, has in facts), "pathway")
    return Judgement(fact, told[0].upper() + told[1:], evidence, {"shared": shared})


def _crosses(row: Row) -> Truth:
    if row["from_sector"] is None or row["to_sector"] is None:
        return None
    return bool(row["from_sector"] != row["to_sector"])


def _shares(row: Row) -> Truth:
    return all_of(row["closed_loop"], True if row["agreement"] else None)
