"""Is money joined across funders, and does it last?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect, percent
from graph.planning.maturity.money import granted, is_joined
from graph.planning.maturity.truth import Bounds, Truth, all_of, at_least, share

QUESTION = "Is granted money joined across funders, and does most of it last?"
QUERY = "maturity/funding"
LIMITS = (
    Limit(
        "joined", Decimal("0.25"), "Least share of funded services and partners with joined money"
    ),
    Limit("lasting", Decimal("0.75"), "Least share of the money of streams that last"),
    Limit("days", Decimal(730), "Days from the day looked at for which a stream must last"),
)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Both must hold. A stream without a stated end may or may not last."""
    recipients = list(granted(rows).values())
    until = setting.as_of + timedelta(days=int(limits["days"]))
    facts = [(of[0], is_joined(of)) for of in recipients]
    joined = share([(True, fact) for _, fact in facts])
    money = [
        (row["amount"], None if row["ends_on"] is None else row["ends_on"] > until)
        for of in recipients
        for row in _one_phase(of)
    ]
    lasting = _weigh(money)
    fact = all_of(at_least(joined, limits["joined"]), at_least(lasting, limits["lasting"]))
    told = (
        f"{percent(joined)} of the funded services and partners have joined money; "
        f"{percent(lasting)} of the money lasts for {limits['days']} days."
    )
    told = "No granted money is on record." if not recipients else told[0].upper() + told[1:]
    return Judgement(
        fact, told, collect(facts, "recipient"), {"joined": joined, "lasting": lasting}
    )


def _one_phase(rows: Sequence[Row]) -> list[Row]:
    """The rows of one phase of each stream: awarded before planned, planned before spent."""
    order = {"awarded": 0, "planned": 1, "spent": 2}
    best: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: order[row["phase"]]):
        best.setdefault(row["stream_iri"], row["phase"])
    return [row for row in rows if best[row["stream_iri"]] == row["phase"]]


def _weigh(money: Sequence[tuple[Decimal | None, Truth]]) -> Bounds | None:
    if not money or any(amount is None for amount, _ in money):
        return None
    total = sum((amount or Decimal(0) for amount, _ in money), Decimal(0))
    if total == 0:
        return None
    low = sum((amount or Decimal(0) for amount, lasts in money if lasts), Decimal(0))
    high = sum((amount or Decimal(0) for amount, lasts in money if lasts is not False), Decimal(0))
    return low / total, high / total
